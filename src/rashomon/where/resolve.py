"""Which of the places that bear a name a report means, decided over the whole document.

Goes in: toponyms with their candidates. Comes out: for each the candidates, best first. Every candidate gets a score from
its population, the form of the name, the kind of place its context asks for, what it is said to be inside, the
countries and regions the report names, and how near it lies to the other places of the report. Weights were
swept on one half of LGL and TR-News each (even articles) and checked on the other.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rashomon.gazetteer.lookup import Entry, kilometres
from rashomon.where.recognise import Toponym, is_inside

W_POPULATION: Final = 1.0  # per factor of ten
W_OTHER_NAME: Final = (0.0, 0.3, 1.5, 2.0)  # what a name of rank 0..3 costs
W_FEATURE: Final[Mapping[str, float]] = {
    "country": 3.0,
    "adm1": 1.0,
    "region": 0.5,
    "water": 0.5,
    "airport": 3.0,
    "site": 3.0,
}
W_KIND: Final = 3.0  # "province" and a province
W_INSIDE: Final = 8.0  # "Austin, Texas" and the one in Texas
W_SAID_COUNTRY: Final = 4.0  # "the Armenian village of"
W_COUNTRY: Final = 2.0  # the report names the country
W_UNIT: Final = 2.0  # the report names the state
W_NEAR: Final = 1.6  # another place of the report is right there
W_HOME: Final = 2.5
NEAR_KM: Final = 120.0
ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Home:
    """Where the outlet is at home, when known: a point, a country, or both."""

    country: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(slots=True)
class _Group:
    """All toponyms of one name (and one container): one sense per report."""

    members: list[int]
    entries: tuple[Entry, ...]
    fixed: list[float]
    order: list[int]

    @property
    def best(self) -> Entry:
        return self.entries[self.order[0]]


def resolve(
    toponyms: Sequence[Toponym], demonyms: Mapping[str, int] | None = None, home: Home | None = None
) -> list[tuple[Entry, ...]]:
    """The candidates of every toponym, best first; the empty tuple for a name with none."""
    groups = _groups(toponyms)
    said = Counter(dict(demonyms or {}))
    for group in groups:
        group.fixed = [_own_score(entry, [toponyms[m] for m in group.members], home) for entry in group.entries]
        _sort(group, group.fixed)
    for _ in range(ROUNDS):
        countries, units = _mentioned(groups, said)
        for index, group in enumerate(groups):
            others = [other for at, other in enumerate(groups) if at != index]
            own = group.best
            scores = [
                fixed + _context_score(entry, own, others, countries, units)
                for entry, fixed in zip(group.entries, group.fixed, strict=True)
            ]
            _sort(group, scores)
    out: list[tuple[Entry, ...]] = [()] * len(toponyms)
    for group in groups:
        ranked = tuple(group.entries[at] for at in group.order)
        for member in group.members:
            out[member] = ranked
    return out


def _groups(toponyms: Sequence[Toponym]) -> list[_Group]:
    """One group per name; a name said inside two different containers is two."""
    held: dict[str, set[str]] = {}
    for toponym in toponyms:
        if toponym.inside is not None:
            held.setdefault(toponym.folded, set()).add(toponym.inside.folded)
    members: dict[tuple[str, str], list[int]] = {}
    for index, toponym in enumerate(toponyms):
        if not toponym.entries:
            continue
        several = len(held.get(toponym.folded, ())) > 1
        container = toponym.inside.folded if several and toponym.inside is not None else ""
        kind = "" if not toponym.kinds else "+".join(sorted(toponym.kinds & {"adm1", "adm2"}))
        members.setdefault((toponym.folded, container + kind), []).append(index)
    return [_Group(indices, toponyms[indices[0]].entries, [], []) for indices in members.values()]


def _sort(group: _Group, scores: Sequence[float]) -> None:
    group.order = sorted(range(len(scores)), key=lambda at: (-scores[at], group.entries[at].ref))


def _own_score(entry: Entry, toponyms: Sequence[Toponym], home: Home | None) -> float:
    score = W_POPULATION * math.log10(max(entry.population, 100)) - W_OTHER_NAME[entry.rank]
    score += W_FEATURE.get(entry.feature, 0.0)
    if any(t.inside is not None and any(is_inside(entry, o) for o in t.inside.entries[:8]) for t in toponyms):
        score += W_INSIDE
    if any(t.country and t.country == entry.country and entry.feature != "country" for t in toponyms):
        score += W_SAID_COUNTRY
    kinds = {kind for toponym in toponyms for kind in toponym.kinds}
    if kinds:
        score += W_KIND if entry.feature in kinds else -W_KIND
    return score + (_home_score(entry, home) if home else 0.0)


def _home_score(entry: Entry, home: Home) -> float:
    if home.lat is not None and home.lon is not None:
        return 2 * W_HOME * math.exp(-kilometres(entry.lat, entry.lon, home.lat, home.lon) / (2 * NEAR_KM))
    return W_HOME if entry.country == home.country else 0.0


def _mentioned(groups: Sequence[_Group], said: Counter[str]) -> tuple[dict[str, float], dict[str, float]]:
    """How strongly the report speaks of each country and each first-level unit, 0 to 1."""
    countries: Counter[str] = Counter(said)
    units: Counter[str] = Counter()
    for group in groups:
        best, weight = group.best, len(group.members)
        if best.feature == "country":
            countries[best.country] += weight
        elif best.country:
            countries[best.country] += weight / 2
            if best.admin1:
                units[best.admin1] += weight if best.feature == "adm1" else weight / 2
    return _shares(countries), _shares(units)


def _shares(counts: Counter[str]) -> dict[str, float]:
    total = sum(counts.values())
    return {code: math.sqrt(count / total) for code, count in counts.items() if count > 0}


def _context_score(
    entry: Entry, own: Entry, others: Sequence[_Group], countries: Mapping[str, float], units: Mapping[str, float]
) -> float:
    if entry.feature == "country":
        return 0.0
    score = W_COUNTRY * countries.get(entry.country, 0.0) + W_UNIT * units.get(entry.admin1, 0.0)
    near = 0.0
    for other in others:
        best = other.best
        if best.feature in ("settlement", "adm2", "airport") and best.exact and best.ref != entry.ref:
            distance = kilometres(entry.lat, entry.lon, best.lat, best.lon)
            if distance < 5 * NEAR_KM:
                near += math.exp(-distance / NEAR_KM)
    del own
    return score + W_NEAR * min(near, 3.0)
