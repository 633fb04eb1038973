"""An incident as a table of accounts: attributes down, parties across, what each party says in the cells.

In: the claims of one incident, their findings and the reports. Out: a pure ``AccountTable`` that a terminal, a page or
a file can show. Nothing is resolved: a cell holds everything its party said, oldest report first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from rashomon.codebook import load_codebook
from rashomon.model import Claim, Finding, Modality, Report, Stance, Value
from rashomon.values import Code, Grain, PartyRef, Place, Relation, TimeSpan, fold, relate
from rashomon.weigh import describe, owner_key
from rashomon.when import describe as describe_time

OUTLET: Final = "outlet"
DEEDS: Final = frozenset({"event", "cause_intent", "response"})
STEM: Final = 4  # letters that tell countries apart and survive in their adjectives
_CLOCK: Final = (Grain.MINUTE, Grain.HOUR)
_BEGINNING: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Column:
    """A party. ``outlet`` is True for a report's own voice."""

    key: str
    name: str
    outlet: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """One value as one party gives it, with every claim that says so."""

    words: str
    stance: Stance
    hedged: bool
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute: a cell for each column, empty where the party says nothing of it."""

    attribute: str
    cells: tuple[tuple[Telling, ...], ...]
    disputed: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class AccountTable:
    """Parties that own most attributes first, outlets' own voices last."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def account_table(
    claims: Iterable[Claim],
    findings: Iterable[Finding],
    reports: Iterable[Report],
    names: Mapping[str, str] | None = None,
) -> AccountTable:
    """The table of one incident. ``names``: party id -> name, where the words of a report alone are not clear."""
    known = names or {}
    moments = {report.id: report.published_at or _BEGINNING for report in reports}
    told = [claim for claim in claims if claim.modality is Modality.ACTUAL]
    told.sort(key=lambda claim: (moments.get(claim.report_id, _BEGINNING), claim.report_id, claim.span, claim.id))
    columns = _columns(told, known)
    found = {finding.attribute: finding for finding in findings}
    held: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in told:
        held[claim.attribute, owner_key(claim)].append(claim)
    book = load_codebook()
    attributes = sorted({claim.attribute for claim in told}, key=lambda name: (book.rank(name), name))
    return AccountTable(
        columns,
        tuple(
            Row(
                name,
                tuple(_tellings(held[name, column.key], known) for column in columns),
                name in found and found[name].disputed,
                name in found and bool(found[name].changes),
            )
            for name in attributes
        ),
    )


def words_of(value: Value, names: Mapping[str, str] | None = None) -> str:
    """A value in the words of a cell: a clock time with its moment in UTC, a place with its radius, whose forces."""
    if isinstance(value, TimeSpan):
        return describe_time(value)
    words = describe(value)
    if isinstance(value, Place) and value.radius_km >= 1 and value.lat_deg is not None:
        return f"{words} (±{value.radius_km:.0f} km)"
    if isinstance(value, Code):
        return _code_words(value)
    return _clear(words, (names or {}).get(value.party_id or "", "")) if isinstance(value, PartyRef) else words


def _code_words(value: Code) -> str:
    """The codebook's label for deeds, which reports word in many ways; the report's own words for things."""
    attribute = load_codebook().attributes.get(value.scheme)
    if value.scheme in DEEDS and attribute is not None:
        label = attribute.show(value.code)
        return label[:1].lower() + label[1:]
    plain = value.code.rsplit(".", 1)[-1].replace("_", " ")
    words = value.label or plain
    return words if plain in words.lower() else f"{words} ({plain})"


def is_outlet(claim: Claim) -> bool:
    """True when the report itself says it, nobody quoted: not even another outlet, which the text then names."""
    party = claim.speaker.party_id or ""
    return claim.speaker.span is None and (party == OUTLET or party.startswith(f"{OUTLET}:"))


def is_clock(claim: Claim) -> bool:
    """True for a time told by the clock."""
    return isinstance(claim.value, TimeSpan) and claim.value.grain in _CLOCK


def same_moment(claims: Sequence[Claim]) -> bool:
    """True when times were told by different clocks and are one moment."""
    times = [claim.value for claim in claims if is_clock(claim) and isinstance(claim.value, TimeSpan)]
    clocks = {time.earliest + timedelta(minutes=time.utc_offset_min) for time in times}
    return len({time.earliest for time in times}) == 1 and len(clocks) > 1


def _columns(told: Sequence[Claim], known: Mapping[str, str]) -> tuple[Column, ...]:
    names: dict[str, Counter[str]] = defaultdict(Counter)
    attributes: dict[str, set[str]] = defaultdict(set)
    voices: dict[str, bool] = {}
    for claim in told:
        key = owner_key(claim)
        names[key][claim.speaker.name] += 1
        attributes[key].add(claim.attribute)
        voices.setdefault(key, is_outlet(claim))
    columns = [Column(key, _name(names[key], known.get(key, "")), voices[key]) for key in names]
    return tuple(sorted(columns, key=lambda one: (one.outlet, -len(attributes[one.key]), one.name, one.key)))


def _name(names: Mapping[str, int], known: str) -> str:
    """The full name by which the party goes most: "the ministry" and a surname say less than the body's name."""
    clear = [name for name in names if _clear(name, known) == name]
    full = [name for name in clear if len(name.split()) > 1 and not name.islower()]
    return _clear(max(full or clear or names, key=lambda name: (names[name], len(name.split()), name)), known)


def _clear(printed: str, known: str) -> str:
    """The name as printed, made clear where it leaves out whose body it is: "its forces", "the foreign ministry".

    Compared by the first letters, which a country shares with its adjective (Russia, Russian).
    """
    if not known or known[:STEM].casefold() in printed.casefold():
        return printed
    return known if set(fold(printed).split()) <= set(fold(known).split()) else f"{printed} ({known})"


def _tellings(claims: Sequence[Claim], names: Mapping[str, str]) -> tuple[Telling, ...]:
    """Each value once. A coarser time or place that the party itself gives more exactly stands with the exact one."""
    held: dict[tuple[str, Stance, bool], list[Claim]] = {}
    for claim in claims:
        exact = next((one for one in claims if _says_more(one, claim)), claim)
        held.setdefault((words_of(exact.value, names), claim.stance, claim.hedged), []).append(claim)
    return tuple(Telling(*key, tuple(some)) for key, some in held.items())


def _says_more(one: Claim, other: Claim) -> bool:
    """True when ``one`` gives the same time or place more exactly, in the same report and with the same stance."""
    if not isinstance(one.value, (TimeSpan, Place)) or one.report_id != other.report_id:
        return False
    alike = (one.stance, one.hedged) == (other.stance, other.hedged)
    return alike and relate(one.value, other.value) is Relation.REFINES
