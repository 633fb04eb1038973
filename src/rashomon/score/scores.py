"""The figures: incidents aligned to the gold's, then claims, stances, counts, dates, places and disputes compared."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from typing import Final

from rashomon.score.claims import STANCE_SETS, ReportScores, compare_claims, compare_stances
from rashomon.score.forms import ATTRIBUTES, GoldIncident, GoldReport, Told, ToldIncident
from rashomon.score.match import code_of
from rashomon.score.tally import Share, Tally, share

EARTH_RADIUS_KM: Final = 6371.0  # the gold's ruler uses the round figure
BOUNDS: Final = ("low", "best", "high")
NOTHING: Final = ToldIncident()


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything measured. ``pairs`` are (attribute, value), ``triples`` (attribute, value, speaker); both hold ALL."""

    gold_incidents: int
    told_incidents: int
    aligned: int
    reports: int
    reports_placed: int
    bcubed: tuple[float, float, float]
    pairs: Mapping[str, Tally]
    triples: Mapping[str, Tally]
    by_stance: Mapping[str, Tally]
    stance: Share
    hedge: Share
    bound: Share
    confusion: Mapping[str, int]
    counts: Mapping[str, Share]
    counts_near: Share
    dates: Share
    events: Share
    within_25_km: Share
    within_161_km: Share
    within_25_km_precise: Share
    disputed: Tally
    leaked: int
    incidents: Mapping[str, IncidentScores] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IncidentScores:
    """One gold incident against the predicted one it was aligned to."""

    aligned: bool
    pairs: Mapping[str, Tally]
    triples: Mapping[str, Tally]
    by_stance: Mapping[str, Tally]
    claims: ReportScores
    counts: Mapping[str, Share]
    counts_near: Share
    date: Share
    event: Share
    distance_km: float | None
    precise: bool
    disputed: Tally
    leaked: int


def score(told: Sequence[ToldIncident], gold: Sequence[GoldIncident]) -> Scores:
    """All figures of a set of predicted incidents against the gold."""
    reports = {report.file: report for incident in gold for report in incident.reports}
    home = _homes(told)
    aligned = _align(gold, home)
    each = {
        incident.id: _score_incident(incident, told[aligned[index]] if index in aligned else None, reports)
        for index, incident in enumerate(gold)
    }
    return _total(
        each, len(told), len(aligned), len(reports), len(home.keys() & reports.keys()), _bcubed(reports, home)
    )


def _homes(told: Sequence[ToldIncident]) -> dict[str, int]:
    """Report -> the incident it is mainly about: marked primary, then most claims, then first."""
    places: dict[str, list[tuple[bool, int, int]]] = defaultdict(list)
    for index, incident in enumerate(told):
        for report in incident.reports:
            places[report.file].append((not report.primary, -len(report.claims), index))
    return {file: min(found)[2] for file, found in places.items()}


def _align(gold: Sequence[GoldIncident], home: Mapping[str, int]) -> dict[int, int]:
    """Gold incident -> predicted one, most shared reports first, each used once."""
    offers = []
    for index, incident in enumerate(gold):
        relevant = [report.file for report in incident.reports if report.relevant and report.file in home]
        offers += [(-shared, index, other) for other, shared in Counter(home[file] for file in relevant).items()]
    aligned: dict[int, int] = {}
    for _, index, other in sorted(offers):
        if index not in aligned and other not in aligned.values():
            aligned[index] = other
    return aligned


def _bcubed(reports: Mapping[str, GoldReport], home: Mapping[str, int]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the clustering of reports; one that was left out is a cluster of its own."""
    files = [file for file, report in reports.items() if not report.ignored]
    told = {file: str(home[file]) if file in home else f"alone:{file}" for file in files}
    gold = {file: reports[file].cluster for file in files}
    both = Counter((told[file], gold[file]) for file in files)
    in_told, in_gold = Counter(told.values()), Counter(gold.values())
    precision = sum(both[told[file], gold[file]] / in_told[told[file]] for file in files) / max(1, len(files))
    recall = sum(both[told[file], gold[file]] / in_gold[gold[file]] for file in files) / max(1, len(files))
    return precision, recall, share(2 * precision * recall, precision + recall) or 0.0


def _score_incident(gold: GoldIncident, told: ToldIncident | None, reports: Mapping[str, GoldReport]) -> IncidentScores:
    said = told or NOTHING
    claims: dict[str, list[Told]] = defaultdict(list)
    for one in said.reports:
        claims[one.file] += one.claims
    relevant = [(report, claims.get(report.file, [])) for report in gold.reports if report.relevant]
    leaks = [
        claim.attribute
        for file, some in claims.items()
        if file in reports and reports[file].cluster != gold.id
        for claim in some
        if claim.attribute in ATTRIBUTES
    ]
    wrong = [{"ALL": Tally(fp=1), attribute: Tally(fp=1)} for attribute in leaks]
    compared = [compare_claims(report, some) for report, some in relevant]
    counts, near = _counts(gold, said)
    return IncidentScores(
        aligned=told is not None,
        pairs=add_up([*(one.pairs for one in compared), *wrong]),
        triples=add_up([*(one.triples for one in compared), *wrong]),
        by_stance=add_up(compare_stances(report, some) for report, some in relevant),
        claims=reduce(add, compared, ReportScores()),
        counts=counts,
        counts_near=near,
        date=Share(int(said.date in gold.dates), 1),
        event=Share(int(bool(said.event) and code_of("event", said.event) in gold.events), 1),
        distance_km=_distance_km(gold, said),
        precise=gold.precision != "region",
        disputed=Tally(
            len(gold.disputed & said.disputed), len(said.disputed - gold.disputed), len(gold.disputed - said.disputed)
        ),
        leaked=len(leaks),
    )


def add_up(parts: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    """Tallies of the same name added."""
    total: dict[str, Tally] = defaultdict(Tally)
    for part in parts:
        for name, tally in part.items():
            total[name] += tally
    return dict(total)


def _counts(gold: GoldIncident, said: ToldIncident) -> tuple[dict[str, Share], Share]:
    """Low, best and high of each toll: told exactly; and the best within a tenth (or one person)."""
    exact: dict[str, Share] = defaultdict(Share)
    near = Share()
    for name, wanted in gold.counts.items():
        told = (said.counts or {}).get(name) or {}
        for bound in BOUNDS:
            if wanted[bound] is None:
                continue
            right = Share(int(told.get(bound) == wanted[bound]), 1)
            exact[bound] += right
            exact[f"{name}.{bound}"] += right
        best = wanted["best"]
        if best is not None:
            near += Share(int(_near(told.get("best"), best)), 1)
    return dict(exact), near


def _near(told: int | None, wanted: int) -> bool:
    if told is None or not wanted:
        return told == wanted
    return abs(told - wanted) <= max(1, 0.1 * wanted)


def _distance_km(gold: GoldIncident, said: ToldIncident) -> float | None:
    if said.lat_deg is None or said.lon_deg is None:
        return None
    lat_a, lat_b = math.radians(gold.lat_deg), math.radians(said.lat_deg)
    d_lon = math.radians(said.lon_deg - gold.lon_deg)
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(d_lon / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, h)))


def _within(each: Iterable[IncidentScores], km: float) -> Share:
    return sum(
        (Share(int(one.distance_km is not None and one.distance_km <= km), 1) for one in each),
        Share(),
    )


def _total(
    each: Mapping[str, IncidentScores],
    told: int,
    aligned: int,
    reports: int,
    placed: int,
    bcubed: tuple[float, float, float],
) -> Scores:
    parts = list(each.values())
    claims = reduce(add, (one.claims for one in parts), ReportScores())
    names = ("ALL", *ATTRIBUTES)
    pairs, triples = add_up(one.pairs for one in parts), add_up(one.triples for one in parts)
    by_stance = add_up(one.by_stance for one in parts)
    counts: dict[str, Share] = defaultdict(Share)
    for one in parts:
        for name, right in one.counts.items():
            counts[name] += right
    return Scores(
        gold_incidents=len(parts),
        told_incidents=told,
        aligned=aligned,
        reports=reports,
        reports_placed=placed,
        bcubed=bcubed,
        pairs={name: pairs.get(name, Tally()) for name in names},
        triples={name: triples.get(name, Tally()) for name in names},
        by_stance={name: by_stance.get(name, Tally()) for name in STANCE_SETS},
        stance=claims.stance,
        hedge=claims.hedge,
        bound=claims.bound,
        confusion=dict(claims.confusion.most_common()),
        counts=dict(counts),
        counts_near=sum((one.counts_near for one in parts), Share()),
        dates=sum((one.date for one in parts), Share()),
        events=sum((one.event for one in parts), Share()),
        within_25_km=_within(parts, 25),
        within_161_km=_within(parts, 161),
        within_25_km_precise=_within((one for one in parts if one.precise), 25),
        disputed=sum((one.disputed for one in parts), Tally()),
        leaked=sum(one.leaked for one in parts),
        incidents=each,
    )
