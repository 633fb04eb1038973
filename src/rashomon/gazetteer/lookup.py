"""Look-ups in a built gazetteer file.

Goes in: the path of the file. Comes out: ``Entry`` values for a name, a country code, an administrative unit or a
border. Opening reads nothing but the meta table; names are found through an index, and recent ones are kept.
"""

from __future__ import annotations

import math
import os
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from rashomon.errors import GazetteerError
from rashomon.values import EARTH_RADIUS_KM, fold

SCHEMA: Final = 2
KEPT_NAMES: Final = 20_000  # recent names held in memory; 2,000 newspaper articles use about 15,000
MAX_NAMESAKES: Final = 60  # the 61st largest "San José" is never meant without more context than we read
_MAPPED: Final = 1 << 28  # bytes; a mapped file takes a third off a look-up, and processes share its pages
_BATCH: Final = 400  # names per query, safely under SQLite's limit of variables

_COLUMNS: Final = (
    "p.ref, p.name, p.lat, p.lon, p.radius, p.population, p.feature, p.country, p.admin1, p.admin2, p.zone, p.capital"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the gazetteer, as found under one name.

    ``ref`` is the source's id (``gn:391241``); ``feature`` one of country, adm1, adm2, region, settlement, airport,
    water, site. ``admin1`` and ``admin2`` are full codes (``US.TX``, ``US.TX.453``). ``rank`` says what the name is to
    the place: 0 its own name, 1 a form of it, 2 another name. ``exact`` is False where no source gives a unit a point
    of its own, and that of the unit around it is used.
    """

    ref: str
    name: str
    lat: float
    lon: float
    radius_km: float
    population: int
    feature: str
    country: str
    admin1: str = ""
    admin2: str = ""
    zone: str = ""
    capital: bool = False
    exact: bool = True
    rank: int = 0

    @property
    def admin(self) -> tuple[str, ...]:
        """Codes from the country down, as far as known."""
        return tuple(code for code in (self.country, self.admin1, self.admin2) if code)


class Gazetteer:
    """A read-only gazetteer. Safe to share between threads; close it or use it in a ``with`` block."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[Entry, ...]] = OrderedDict()
        self._connection = sqlite3.connect(
            f"file:{_quoted(path)}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._connection.execute(f"PRAGMA mmap_size={_MAPPED}")
        self.meta: Mapping[str, str] = _read_meta(self._connection, path)

    def __enter__(self) -> Gazetteer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; look-ups fail afterwards."""
        with self._lock:
            self._connection.close()

    def find(self, name: str) -> tuple[Entry, ...]:
        """The places of that name in any spelling of case, accents and hyphens, largest first."""
        folded = fold(name)
        return self.find_many((folded,))[folded]

    def find_many(self, folded: Iterable[str]) -> dict[str, tuple[Entry, ...]]:
        """The places of many names at once; the names must have been through ``values.fold``."""
        wanted = list(dict.fromkeys(folded))
        with self._lock:
            found = {name: self._kept[name] for name in wanted if name in self._kept}
            for name in found:
                self._kept.move_to_end(name)
            missing = [name for name in wanted if name not in found]
            for start in range(0, len(missing), _BATCH):
                found |= self._query(missing[start : start + _BATCH])
            self._kept.update((name, found[name]) for name in missing)
            while len(self._kept) > KEPT_NAMES:
                self._kept.popitem(last=False)
        return found

    def country(self, code: str) -> Entry | None:
        """The country of an ISO alpha-2 code."""
        return self._one("p.feature = 'country' AND p.country = ?", code)

    def unit(self, code: str) -> Entry | None:
        """The first- or second-level unit of a code such as ``US.TX`` or ``US.TX.453``."""
        level = "admin2" if code.count(".") > 1 else "admin1"
        feature = "adm2" if level == "admin2" else "adm1"
        return self._one(f"p.{level} = ? AND p.feature = '{feature}'", code)

    def place(self, ref: str) -> Entry | None:
        """The place with that id."""
        return self._one("p.ref = ?", ref)

    def border(self, a: str, b: str) -> tuple[float, float, float] | None:
        """Middle of the border of two countries (ISO alpha-2) and half its extent in km; None if they share none."""
        pair = "-".join(sorted((a, b)))
        with self._lock:
            row = self._connection.execute("SELECT lat, lon, radius FROM border WHERE pair = ?", (pair,)).fetchone()
        return (float(row[0]), float(row[1]), float(row[2])) if row else None

    def nearest_settlement(self, lat: float, lon: float, within_km: float = 25.0) -> Entry | None:
        """The settlement nearest to a point, None when there is none so near."""
        d_lat = within_km / 111.2
        d_lon = d_lat / max(0.05, math.cos(math.radians(lat)))
        box = (lat - d_lat, lat + d_lat, lon - d_lon, lon + d_lon)
        query = (
            f"SELECT {_COLUMNS}, p.exact, 0 FROM place p WHERE p.lat BETWEEN ? AND ? AND p.lon BETWEEN ? AND ?"
            " AND p.feature = 'settlement'"
        )
        with self._lock:
            entries = [_entry(row) for row in self._connection.execute(query, box)]
        near = min(entries, key=lambda entry: (kilometres(entry.lat, entry.lon, lat, lon), entry.ref), default=None)
        return near if near and kilometres(near.lat, near.lon, lat, lon) <= within_km else None

    def _one(self, where: str, value: str) -> Entry | None:
        key = f"{where}\x00{value}"
        with self._lock:
            if key not in self._kept:
                query = f"SELECT {_COLUMNS}, p.exact, 0 FROM place p WHERE {where} ORDER BY p.population DESC LIMIT 1"
                self._kept[key] = tuple(_entry(row) for row in self._connection.execute(query, (value,)))
            kept = self._kept[key]
        return kept[0] if kept else None

    def _query(self, names: Sequence[str]) -> dict[str, tuple[Entry, ...]]:
        marks = ",".join("?" * len(names))
        query = (
            f"SELECT {_COLUMNS}, p.exact, n.rank, n.folded FROM name n JOIN place p ON p.key = n.place"
            f" WHERE n.folded IN ({marks}) ORDER BY p.population DESC, n.rank, p.ref"
        )
        found: dict[str, list[Entry]] = {name: [] for name in names}
        for row in self._connection.execute(query, names):
            if len(found[row[14]]) < MAX_NAMESAKES:
                found[row[14]].append(_entry(row))
        return {name: tuple(entries) for name, entries in found.items()}


def default_path() -> Path:
    """Where the gazetteer is kept: ``RASHOMON_GAZETTEER`` or the user's cache folder."""
    named = os.environ.get("RASHOMON_GAZETTEER")
    return Path(named) if named else platformdirs.user_cache_path("rashomon") / "gazetteer.sqlite"


def open_gazetteer(path: Path | None = None) -> Gazetteer:
    """Open a built gazetteer. Raises GazetteerError when it is missing or of another version."""
    path = path or default_path()
    if not path.is_file():
        raise GazetteerError(f"no gazetteer at {path}; run `rashomon gazetteer build`")
    try:
        return Gazetteer(path)
    except sqlite3.DatabaseError as error:
        raise GazetteerError(f"{path} is no gazetteer ({error}); run `rashomon gazetteer build`") from error


def kilometres(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance (haversine)."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, h)))


def _quoted(path: Path) -> str:
    return str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _read_meta(connection: sqlite3.Connection, path: Path) -> Mapping[str, str]:
    meta = {str(key): str(value) for key, value in connection.execute("SELECT key, value FROM meta")}
    if meta.get("schema") != str(SCHEMA):
        connection.close()
        raise GazetteerError(
            f"{path} has gazetteer schema {meta.get('schema')}, not {SCHEMA}; run `rashomon gazetteer build`"
        )
    return meta


def _entry(row: tuple[object, ...]) -> Entry:
    ref, name, lat, lon, radius, population, feature, country, admin1, admin2, zone, capital, exact, rank = row[:14]
    return Entry(
        str(ref), str(name), float(str(lat)), float(str(lon)), float(str(radius)), int(str(population)), str(feature),
        str(country), str(admin1), str(admin2), str(zone), bool(capital), bool(exact), int(str(rank)),
    )  # fmt: skip
