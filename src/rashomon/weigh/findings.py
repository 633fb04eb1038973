"""The positions on each attribute, the disputes between parties, and the moves of an account over time."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from rashomon.model import Change, Claim, Finding, Modality, Position, Report, Stance, Value
from rashomon.values import Code, Count, Grain, PartyRef, Place, Relation, TimeSpan, distance_km, fold, relate, to_json
from rashomon.weigh.words import describe

EXCLUSIVE: Final = frozenset({"when", "where", "perpetrator", "killed", "wounded", "missing", "cause_intent"})
COUNTS: Final = frozenset({"killed", "wounded", "missing", "detained"})
SAME_KNOWLEDGE: Final = timedelta(days=2)  # tolls told further apart in time are an update, not a contradiction
RIVAL_TIME: Final = timedelta(days=1)
SAME_CLOCK: Final = timedelta(minutes=20)
RIVAL_KM: Final = 100.0
GENERIC: Final = "gen:"  # party ids of gunmen, attackers, police: they go with whoever is named
UNKNOWN: Final = frozenset({"unknown", "unidentified"})


@dataclass(frozen=True, slots=True)
class _Holding:
    """One distinct value with the claims that take it up, supporting or not."""

    value: Value
    claims: tuple[Claim, ...]

    @property
    def positive(self) -> tuple[Claim, ...]:
        return tuple(one for one in self.claims if not one.stance.negative)


def weigh(incident_id: str, claims: Iterable[Claim], reports: Iterable[Report]) -> tuple[Finding, ...]:
    """One finding per attribute that is claimed, in the order of the attributes' names."""
    published = {one.id: one.published_at for one in reports}
    told: dict[str, list[Claim]] = {}
    for one in sorted(claims, key=lambda one: (one.report_id, one.span, one.id)):
        if one.modality is Modality.ACTUAL:
            told.setdefault(one.attribute, []).append(one)
    return tuple(
        Finding(
            incident_id,
            attribute,
            _positions(told[attribute]),
            _disputed(attribute, told[attribute], published),
            _changes(attribute, told[attribute], published),
        )
        for attribute in sorted(told)
    )


def owner_key(claim: Claim) -> str:
    """Who owns the claim: the party, or the name when it is in no lexicon."""
    return claim.speaker.party_id or fold(claim.speaker.name) or claim.report_id


def _holdings(claims: Sequence[Claim]) -> list[_Holding]:
    """The distinct values, the one with most owners first."""
    held: dict[str, list[Claim]] = {}
    for one in claims:
        held.setdefault(_value_key(one.value), []).append(one)
    ordered = sorted(held.items(), key=lambda item: (-len({owner_key(one) for one in item[1]}), item[0]))
    return [_Holding(group[0].value, tuple(group)) for _, group in ordered]


def _value_key(value: Value) -> str:
    data = to_json(value)
    if isinstance(value, (Code, TimeSpan)):
        kept = ("code", "owner") if isinstance(value, Code) else ("earliest", "latest")
        data = {name: data.get(name, "") for name in kept}
    elif isinstance(value, PartyRef) and value.party_id:
        data = {"party_id": value.party_id}
    data.pop("rivals", None)
    return json.dumps(data, sort_keys=True)


def _positions(claims: Sequence[Claim]) -> tuple[Position, ...]:
    """Values that can all be true together make one position; a value joins the first one it fits."""
    groups: list[list[_Holding]] = []
    for holding in _holdings(claims):
        fitting = (group for group in groups if all(_compatible(holding.value, one.value) for one in group))
        group = next(fitting, None)
        if group is None:
            groups.append([holding])
        else:
            group.append(holding)
    made = [_position(group) for group in groups]
    return tuple(sorted(made, key=lambda one: (-one.origins, one.claim_ids)))


def _compatible(a: Value, b: Value) -> bool:
    if isinstance(a, Count) and isinstance(b, Count) and fold(a.of) != fold(b.of):
        return False  # a subgroup is a row of its own
    return relate(a, b).compatible


def _position(group: Sequence[_Holding]) -> Position:
    claims = sorted(
        (one for holding in group for one in holding.claims), key=lambda one: (one.report_id, one.span, one.id)
    )
    values = sorted(group, key=lambda one: (not one.positive, -len({owner_key(c) for c in one.positive})))
    names = dict.fromkeys(one.speaker.name for one in claims)
    stances = dict.fromkeys(one.stance for one in claims)
    owners = {owner_key(one) for one in claims if not one.stance.negative}
    return Position(values[0].value, tuple(one.id for one in claims), tuple(names), tuple(stances), len(owners))


def _disputed(attribute: str, claims: Sequence[Claim], published: Mapping[str, datetime | None]) -> bool:
    positive = [one for one in totals(claims) if not one.stance.negative and not _is_unknown(one.value)]
    against = [one for one in claims if one.stance in (Stance.DENIES, Stance.QUESTIONS) and not _is_unknown(one.value)]
    if any(_opposes(no, yes) for no in against for yes in positive):
        return True
    if attribute not in EXCLUSIVE:
        return False
    last = _last_words(positive, published)
    pairs = ((a, b) for index, a in enumerate(last) for b in last[index + 1 :])
    return any(_contradict(attribute, a, b, published) for a, b in pairs)


def _opposes(no: Claim, yes: Claim) -> bool:
    return owner_key(no) != owner_key(yes) and relate(no.value, yes.value).compatible


def _last_words(claims: Sequence[Claim], published: Mapping[str, datetime | None]) -> list[Claim]:
    """Each owner's distinct values in his newest report: who changed his account dropped the old."""
    newest: dict[str, list[Claim]] = {}
    for one in claims:
        held = newest.setdefault(owner_key(one), [])
        if not held or one.report_id == held[0].report_id:
            held.append(one)
        elif _later(one, held[0], published):
            newest[owner_key(one)] = [one]
    distinct = {(key, _value_key(one.value)): one for key, held in newest.items() for one in held}
    return [distinct[key] for key in sorted(distinct)]


def _later(a: Claim, b: Claim, published: Mapping[str, datetime | None]) -> bool:
    first, second = published.get(a.report_id), published.get(b.report_id)
    if first is None or second is None or first == second:
        return a.report_id > b.report_id if first == second else second is None
    return first > second


def _contradict(attribute: str, a: Claim, b: Claim, published: Mapping[str, datetime | None]) -> bool:
    if owner_key(a) == owner_key(b) or relate(a.value, b.value) is not Relation.CONFLICTS:
        return False
    if attribute not in COUNTS:
        return _rival(a.value, b.value)
    first, second = published.get(a.report_id), published.get(b.report_id)
    return first is None or second is None or abs(first - second) <= SAME_KNOWLEDGE


def _rival(a: Value, b: Value) -> bool:
    """Two values that one happening may be told with. Further apart, one of them is another happening's or misread."""
    if isinstance(a, TimeSpan) and isinstance(b, TimeSpan):
        return _rival_times(a, b)
    if isinstance(a, Code) and isinstance(b, Code):
        return _rival_causes(a.code.split(".")[-1], b.code.split(".")[-1])
    if isinstance(a, Place) and isinstance(b, Place):
        return (distance_km(a, b) or 0.0) <= RIVAL_KM
    if isinstance(a, PartyRef) and isinstance(b, PartyRef):
        return not any((one.party_id or GENERIC).startswith(GENERIC) for one in (a, b))
    return True


def _rival_times(a: TimeSpan, b: TimeSpan) -> bool:
    """Days against days, clocks against clocks: "in the morning" and "about 12:30" are told loosely."""
    apart = max(a.earliest, b.earliest) - min(a.latest, b.latest)
    clocks = [one.grain in (Grain.MINUTE, Grain.HOUR) for one in (a, b)]
    return all(clocks) == any(clocks) and apart <= RIVAL_TIME and (not all(clocks) or apart > SAME_CLOCK)


def _rival_causes(a: str, b: str) -> bool:
    table = _load_causes()
    if {a, b} & table["open"]:
        return False
    return bool({a, b} & table["exclusive"]) or (a in table["accidental"]) != (b in table["accidental"])


@cache
def _load_causes() -> Mapping[str, frozenset[str]]:
    data = tomllib.loads((files("rashomon") / "data" / "weighing.toml").read_text(encoding="utf-8"))
    return {name: frozenset(codes) for name, codes in data.items()}


def totals(claims: Iterable[Claim]) -> list[Claim]:
    """Without the counts that a larger one of the same owner in the same report contains: "nine died, one a child"."""
    held = list(claims)
    most: dict[tuple[str, str, str], int] = {}
    for one in held:
        if isinstance(one.value, Count) and not one.stance.negative:
            key = (one.report_id, owner_key(one), one.attribute)
            most[key] = max(most.get(key, 0), one.value.low)
    return [
        one
        for one in held
        if not isinstance(one.value, Count)
        or one.stance.negative
        or one.value.low >= most[one.report_id, owner_key(one), one.attribute]
    ]


def _is_unknown(value: Value) -> bool:
    return isinstance(value, PartyRef) and value.party_id is None and fold(value.name) in UNKNOWN


# changes


def _changes(attribute: str, claims: Sequence[Claim], published: Mapping[str, datetime | None]) -> tuple[Change, ...]:
    dated = [(moment, one) for one in claims if (moment := published.get(one.report_id)) is not None]
    dated.sort(key=lambda item: (item[0], item[1].report_id, item[1].span, item[1].id))
    found = _own_moves(attribute, dated)
    if attribute == "perpetrator":
        found += _owning_up(dated)
    unique = {(one.party_name, one.before, one.after): one for one in found}
    return tuple(
        sorted(unique.values(), key=lambda one: (str(one.at), one.party_name, one.before_claim, one.after_claim))
    )


def _own_moves(attribute: str, dated: Sequence[tuple[datetime, Claim]]) -> list[Change]:
    """Moves of one party between two reports: another value where only one can be, or another stance to the same."""
    latest: dict[str, Claim] = {}
    found = []
    for moment, one in dated:
        before = latest.get(owner_key(one))
        if before is None or before.report_id == one.report_id:
            latest.setdefault(owner_key(one), one)
            continue
        if _moved(attribute, before, one):
            found.append(_change(attribute, before, one, moment))
        latest[owner_key(one)] = one
    return found


def _moved(attribute: str, before: Claim, after: Claim) -> bool:
    relation = relate(before.value, after.value)
    if before.stance.negative != after.stance.negative:
        return relation.compatible or _is_unknown(before.value)
    return attribute in EXCLUSIVE and relation is Relation.CONFLICTS and not before.stance.negative


def _owning_up(dated: Sequence[tuple[datetime, Claim]]) -> list[Change]:
    """Nobody knew who did it, and then a party admits it."""
    doubts = [(moment, one) for moment, one in dated if _is_unknown(one.value) or one.stance is Stance.QUESTIONS]
    admissions = [(moment, one) for moment, one in dated if one.stance is Stance.ADMITS]
    return [
        _change("perpetrator", doubts[0][1], one, moment)
        for moment, one in admissions
        if doubts and doubts[0][0] < moment
    ]


def _change(attribute: str, before: Claim, after: Claim, at: datetime) -> Change:
    return Change(after.speaker.name, attribute, _told(before), _told(after), before.id, after.id, at)


def _told(claim: Claim) -> str:
    words = describe(claim.value)
    return words if claim.stance is Stance.ASSERTS else f"{claim.stance.value} {words}"
