"""One row for an incident, by a named resolver: which event, when, where, how many.

``ucdp``: the figure is the newest one that most speakers give; low and high span every figure that nobody took back,
subgroups left out. Times and places go by vote of the reports, the more exact of two agreeing values wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from rashomon.model import Claim, Finding, Modality, Report, Stance, Value
from rashomon.values import Code, Count, Place, TimeSpan, distance_km
from rashomon.weigh.findings import COUNTS, owner_key, weigh
from rashomon.weigh.findings import totals as parts_left_out

SAME_PLACE_KM: Final = 25.0
NEWEST: Final = timedelta(days=1)  # figures published within a day of the newest are as new
VAGUE: Final = frozenset({"armed_attack", "explosion", "accident", "other"})

V = TypeVar("V", bound=Value)


@dataclass(frozen=True, slots=True)
class Figure:
    """Low, best and high of one count; ``high`` None = no upper bound. ``claim_ids`` are those behind ``best``."""

    low: int
    best: int
    high: int | None
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One row of one incident. Fields nobody told of are empty or None."""

    event: str
    when: TimeSpan | None
    place: Place | None
    counts: Mapping[str, Figure] = field(hash=False)
    disputed: tuple[str, ...] = ()
    resolver: str = "ucdp"

    @property
    def local_date(self) -> str:
        """The local day it began, ISO, or empty."""
        if self.when is None:
            return ""
        return (self.when.earliest + timedelta(minutes=self.when.utc_offset_min)).date().isoformat()


def reconcile(
    claims: Iterable[Claim], reports: Iterable[Report], findings: Sequence[Finding] | None = None
) -> Reconciled:
    """The row of an incident. Give ``findings`` when they are at hand; they are made otherwise."""
    known = {one.id: one for one in reports}
    held = [one for one in claims if one.modality is Modality.ACTUAL]
    positive = sorted((one for one in held if not one.stance.negative), key=lambda one: one.id)
    made = weigh("", held, known.values()) if findings is None else findings
    return Reconciled(
        _event(positive),
        _when(positive),
        _place(positive),
        {name: figure for name in sorted(COUNTS) if (figure := _figure(name, positive, held, known))},
        tuple(one.attribute for one in made if one.disputed),
    )


def _votes(
    claims: Sequence[Claim], kind: type[V], attribute: str, key: Callable[[V], object]
) -> dict[object, list[tuple[float, Claim, V]]]:
    """Key of a value -> its claims with their weights: each report has one vote, shared by its claims' confidence."""
    told = [(one, one.value) for one in claims if one.attribute == attribute and isinstance(one.value, kind)]
    total: dict[str, float] = {}
    for one, _ in told:
        total[one.report_id] = total.get(one.report_id, 0.0) + one.confidence
    votes: dict[object, list[tuple[float, Claim, V]]] = {}
    for one, value in told:
        share = one.confidence / (total[one.report_id] or 1.0)
        votes.setdefault(key(value), []).append((share, one, value))
    return votes


def _winner(votes: Mapping[object, Sequence[tuple[float, Claim, V]]]) -> Sequence[tuple[float, Claim, V]]:
    return max(
        (votes[key] for key in sorted(votes, key=str)), key=lambda group: round(sum(v[0] for v in group), 6), default=()
    )


def _event(claims: Sequence[Claim]) -> str:
    votes = _votes(claims, Code, "event", lambda value: value.code)
    special = {key: group for key, group in votes.items() if str(key).split(".")[-1] not in VAGUE}
    group = _winner(special or votes)
    return group[0][2].code if group else ""


def _when(claims: Sequence[Claim]) -> TimeSpan | None:
    votes = _votes(claims, TimeSpan, "when", _day)
    group = _winner({key: held for key, held in votes.items() if key is not None} or votes)
    support: dict[object, float] = {}
    for share, _, value in group:
        support[value.earliest] = round(support.get(value.earliest, 0.0) + share, 6)
    finest = sorted(group, key=lambda v: (v[2].latest - v[2].earliest, -support[v[2].earliest], v[1].id))
    return finest[0][2] if finest else None


def _day(value: TimeSpan) -> str | None:
    """The local day of a time told to the day or finer."""
    if value.latest - value.earliest > timedelta(days=1, hours=2):
        return None
    return (value.earliest + timedelta(minutes=value.utc_offset_min)).date().isoformat()


def _place(claims: Sequence[Claim]) -> Place | None:
    votes = _votes(claims, Place, "where", lambda value: (value.lat_deg, value.lon_deg))
    told = [vote for group in votes.values() for vote in group if vote[2].lat_deg is not None]
    if not told:
        return next((vote[2] for group in votes.values() for vote in group), None)
    support = {id(vote): sum(other[0] for other in told if _near(vote[2], other[2])) for vote in told}
    best = max(round(value, 6) for value in support.values())
    agreed = [vote for vote in told if support[id(vote)] >= best * 0.5]
    return min(agreed, key=lambda v: (_coarseness(v[2]), -round(support[id(v)], 6), v[2].radius_km, v[1].id))[2]


def _near(a: Place, b: Place) -> bool:
    """Near each other, or one inside the other: a village supports its country and the country it."""
    km = distance_km(a, b)
    wide = max if _coarseness(a) or _coarseness(b) else min
    return km is not None and km <= SAME_PLACE_KM + wide(a.radius_km, b.radius_km)


def _coarseness(place: Place) -> int:
    order = {"country": 3, "adm1": 2, "region": 2, "adm2": 1}
    return order.get(place.feature, 0)


def _figure(
    attribute: str, positive: Sequence[Claim], held: Sequence[Claim], reports: Mapping[str, Report]
) -> Figure | None:
    retracted = {(owner_key(one), one.value) for one in held if one.stance is Stance.RETRACTS}
    told = [
        (one, one.value)
        for one in parts_left_out(positive)
        if one.attribute == attribute and isinstance(one.value, Count) and (owner_key(one), one.value) not in retracted
    ]
    totals = [(one, value) for one, value in told if not value.of] or told
    if not totals:
        return None
    best, ids = _best(totals, reports)
    exact = [value.high for _, value in totals if value.high is not None]
    unbounded = [value.low for _, value in totals if value.high is None]
    high = max(exact, default=None)
    if high is not None and any(low > high for low in unbounded):
        high = None
    low = min(best, *(value.low for _, value in totals))
    return Figure(low, best, high if high is None else max(high, best), ids)


def _best(totals: Sequence[tuple[Claim, Count]], reports: Mapping[str, Report]) -> tuple[int, tuple[str, ...]]:
    """The figure that most reports and speakers give, of those published with the newest."""
    newest = max(_published(one, reports) for one, _ in totals)
    recent = [(one, value) for one, value in totals if newest - _published(one, reports) <= NEWEST]
    backers: dict[int, list[Claim]] = {}
    for one, value in recent:
        backers.setdefault(_figure_of(value), []).append(one)

    def support(figure: int) -> tuple[int, int, int]:
        behind = backers[figure]
        return len({one.report_id for one in behind}), len({owner_key(one) for one in behind}), figure

    best = max(backers, key=support)
    return best, tuple(one.id for one in backers[best])


def _figure_of(value: Count) -> int:
    return value.low if value.high is None or value.low > 0 else value.high


def _published(claim: Claim, reports: Mapping[str, Report]) -> datetime:
    report = reports.get(claim.report_id)
    return (report.published_at if report else None) or datetime.min.replace(tzinfo=UTC)
