"""Which of the places that bear a name a report means, decided over the whole document.

Goes in: toponyms with their candidates. Comes out: for each the candidates, best first. Every candidate gets a score
from its population, the form of the name, the kind of place its context asks for, what it is said to be inside, the
countries and states the report speaks of, and how near it lies to the other places of the report. Weights were swept
on the even articles of LGL and TR-News and checked on the odd ones; around these values the figures are flat.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rashomon.gazetteer.lookup import Entry, kilometres
from rashomon.where.recognise import Toponym, is_inside

W_POPULATION: Final = 1.0  # per factor of ten
W_OTHER_NAME: Final = (0.0, 0.3, 1.0, 2.0)  # what a name of rank 0..3 costs
W_FEATURE: Final[Mapping[str, float]] = {
    "country": 3.0,
    "adm1": 0.0,
    "region": 0.5,
    "water": 0.5,
    "airport": 3.0,
    "site": 3.0,
}
W_CAPITAL: Final = 1.5
W_KIND: Final = 3.0  # "province" and a province
W_INSIDE: Final = 8.0  # "Austin, Texas" and the one in Texas
W_SAID_COUNTRY: Final = 4.0  # "the Armenian village of"
W_COUNTRY: Final = 3.0  # the report names the country
W_UNIT: Final = 4.0  # the report names the state, or places of it
W_NEAR: Final = 1.2  # other places of the report are right there
W_HOME: Final = 4.0  # a paper in Texas means the Paris in Texas
NEAR_KM: Final = 120.0
NEAR_CAP: Final = 3.0
FAR_DEGREES: Final = 5.4  # 5 * NEAR_KM
MAX_POINTS: Final = 200  # a report with more towns than this is a list, and need not be slow as well
TEMPERATURE: Final = 1.0
MAX_CANDIDATES: Final = 40  # largest first; 60 gain nothing on LGL
ROUNDS: Final = 3  # two lose 17 of LGL's 4,462 mentions, four gain none
NEAR_CANDIDATES: Final = 10  # only the likeliest are measured against the other places
SURE: Final = 3_000_000  # another name of a place this large stands for itself
HAMLET: Final = 5_000  # a smaller place needs its country's name, people or towns in the report, or no namesake abroad


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
    shares: list[float]

    @property
    def best(self) -> Entry:
        return self.entries[self.order[0]]

    def rank(self, scores: Sequence[float]) -> None:
        """Order the candidates and give each its share of belief (softmax)."""
        self.order = sorted(range(len(scores)), key=lambda at: (-scores[at], self.entries[at].ref))
        top = scores[self.order[0]]
        weights = [math.exp((score - top) / TEMPERATURE) for score in scores]
        total = sum(weights)
        self.shares = [weight / total for weight in weights]


def resolve(
    toponyms: Sequence[Toponym], demonyms: Mapping[str, int] | None = None, home: Home | None = None
) -> list[tuple[Entry, ...]]:
    """The candidates of every toponym, best first; the empty tuple for a name with none."""
    groups = _groups(toponyms)
    for group in groups:
        members = [toponyms[member] for member in group.members]
        group.fixed = [_own_score(entry, members, home) for entry in group.entries]
        group.rank(group.fixed)
    for _ in range(ROUNDS if len(groups) > 1 or demonyms else 0):
        evidence = _Evidence.of(groups, demonyms or {})
        scores = [evidence.scores(group) for group in groups]
        for group, score in zip(groups, scores, strict=True):
            group.rank(score)
    out: list[tuple[Entry, ...]] = [()] * len(toponyms)
    for group in groups:
        ranked = tuple(group.entries[at] for at in group.order)
        for member in group.members:
            out[member] = ranked
    return out


def supported(
    toponyms: Sequence[Toponym], ranked: Sequence[tuple[Entry, ...]], demonyms: Mapping[str, int]
) -> Iterator[tuple[Toponym, tuple[Entry, ...]]]:
    """Leave out the hamlet, or the town by an obscure name, whose country nothing else in the report speaks of."""
    names: dict[str, set[str]] = defaultdict(set)
    for toponym, entries in zip(toponyms, ranked, strict=True):
        if entries and (entries[0].rank < 2 or entries[0].feature == "country"):
            names[entries[0].country].add(toponym.folded)
    spoken = {country for country, said in names.items() if len(said) > 1} | demonyms.keys()
    for toponym, entries in zip(toponyms, ranked, strict=True):
        best = entries[0] if entries else None
        told = toponym.inside is not None or toponym.dateline or bool(toponym.kinds)
        alone = best is None or not (spoken | names.keys()) - {best.country}
        near = best is not None and (best.country in spoken or bool(names[best.country] - {toponym.folded}))
        # "near Yeraskh" with one country to lie in: costs 0.002 of LGL's precision, finds villages abroad
        only = toponym.strong and all(e.rank < 2 and e.country == entries[0].country for e in entries)
        if best is None or told or alone or near or only or not _doubtful(best):
            yield toponym, entries


def _doubtful(entry: Entry) -> bool:
    if entry.feature in ("country", "region", "water", "airport", "site"):
        return False
    return (entry.rank == 2 and entry.population < SURE) or entry.population < HAMLET


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
    return [_Group(indices, toponyms[indices[0]].entries[:MAX_CANDIDATES], [], [], []) for indices in members.values()]


def _own_score(entry: Entry, toponyms: Sequence[Toponym], home: Home | None) -> float:
    """What speaks for a candidate without regard to the other names of the report."""
    score = W_POPULATION * math.log10(max(entry.population, 300)) - W_OTHER_NAME[entry.rank]
    score += W_FEATURE.get(entry.feature, 0.0) + (W_CAPITAL if entry.capital else 0.0)
    if any(t.inside is not None and any(is_inside(entry, o) for o in t.inside.entries[:8]) for t in toponyms):
        score += W_INSIDE
    if entry.feature != "country" and any(t.country and t.country == entry.country for t in toponyms):
        score += W_SAID_COUNTRY
    kinds = {kind for toponym in toponyms for kind in toponym.kinds}
    if kinds:
        score += W_KIND if entry.feature in kinds else -W_KIND
    return score + (_home_score(entry, home) if home else 0.0)


def _home_score(entry: Entry, home: Home) -> float:
    if home.lat is not None and home.lon is not None:
        return 2 * W_HOME * math.exp(-kilometres(entry.lat, entry.lon, home.lat, home.lon) / (2 * NEAR_KM))
    return W_HOME / 2 if entry.country == home.country else 0.0


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the report as a whole speaks of: belief in each country and unit, and the points of its towns."""

    countries: Mapping[str, float]
    units: Mapping[str, float]
    points: Sequence[tuple[int, float, float, float, str]]

    @classmethod
    def of(cls, groups: Sequence[_Group], demonyms: Mapping[str, int]) -> _Evidence:
        countries: dict[str, float] = defaultdict(float)
        units: dict[str, float] = defaultdict(float)
        for code, count in demonyms.items():
            countries[code] += math.sqrt(count)
        points = []
        for group in groups:
            for belief, country, unit in _beliefs(group):
                countries[country] += belief
                units[unit] += belief
            best, share = group.best, group.shares[group.order[0]]
            if best.feature in ("settlement", "adm2", "airport") and best.exact:
                points.append((id(group), best.lat, best.lon, share, best.ref))
        return cls(countries, units, points[:MAX_POINTS])

    def scores(self, group: _Group) -> list[float]:
        """The scores of a group's candidates in the light of all other groups."""
        own_countries: dict[str, float] = defaultdict(float)
        own_units: dict[str, float] = defaultdict(float)
        for belief, country, unit in _beliefs(group):
            own_countries[country] += belief
            own_units[unit] += belief
        ranked = sorted(group.fixed, reverse=True)
        floor = ranked[min(len(ranked), NEAR_CANDIDATES) - 1]
        out = []
        for entry, fixed in zip(group.entries, group.fixed, strict=True):
            score = fixed
            if entry.feature != "country":
                score += W_COUNTRY * _saturated(self.countries.get(entry.country, 0.0) - own_countries[entry.country])
            if entry.admin1:
                score += W_UNIT * _saturated(self.units.get(entry.admin1, 0.0) - own_units[entry.admin1])
            if fixed >= floor and entry.feature not in (
                "country",
                "region",
                "water",
            ):
                score += W_NEAR * min(NEAR_CAP, self._nearness(entry, id(group)))
            out.append(score)
        return out

    def _nearness(self, entry: Entry, group: int) -> float:
        near = 0.0
        for other, lat, lon, share, ref in self.points:
            if other == group or ref == entry.ref or abs(lat - entry.lat) > FAR_DEGREES:
                continue
            distance = kilometres(entry.lat, entry.lon, lat, lon)
            if distance < 5 * NEAR_KM:
                near += share * math.exp(-distance / NEAR_KM)
        return near


def _beliefs(group: _Group) -> Iterator[tuple[float, str, str]]:
    """(belief, country, unit) of the group's likelier candidates."""
    weight = math.sqrt(len(group.members))
    for at in group.order[:12]:
        entry = group.entries[at]
        if entry.country:
            yield group.shares[at] * weight, entry.country, entry.admin1


def _saturated(evidence: float) -> float:
    """0 for none, 0.5 for one full mention, towards 1 for many."""
    return evidence / (evidence + 1.0) if evidence > 0 else 0.0
