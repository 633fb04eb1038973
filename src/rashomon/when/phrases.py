"""Tokens -> phrases: each rule's match becomes slots (day, month, clock, zone ...), and adjacent parts become one.

"On November 9, at about 17:30 (Moscow time)" is a date, a clock and a zone with glue between: one ``Phrase``.
A range ("between 9 and 11 November", "from Monday to Wednesday") is a phrase whose ``until`` holds its other end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict

from rashomon.when.lexicon import TimeLexicon, Token


class Slots(TypedDict, total=False):
    """What a phrase tells. Absent = not told."""

    year: int
    month: int
    day: int
    day2: int
    part: str  # early, mid, late
    season: str
    decade: int
    century: int
    weekday: int
    offset: int  # days from the anchor: today 0, yesterday -1
    daypart: str
    minute: int  # of the day
    zone: str
    ref: str  # last, this, next, that, previous, following, past
    unit: str
    qty: int  # 0 = "several"
    shift: str  # ago, earlier, later
    bc: bool
    moment: str  # an ISO date or date-time as printed
    vague: str
    year_ref: str  # "August of that year", "March last year"
    into: bool  # "overnight into July 13"
    definite: bool  # "the next day", not "next day"


@dataclass(slots=True)
class Phrase:
    """Token positions ``[first, last)``, the words' slots, and how they are counted."""

    first: int
    last: int
    form: str
    slots: Slots
    background: bool = False
    approx: bool = False
    since: bool = False
    before: bool = False  # "just before"
    until: Phrase | None = None


def find_phrases(text: str, tokens: Sequence[Token], kinds: str, lexicon: TimeLexicon) -> list[Phrase]:
    """All phrases in text order: parts joined, ranges closed, approximations and leading words taken in."""
    parts: list[Phrase] = []
    for found in _matches(kinds, lexicon):
        rule = lexicon.rules[int(str(found.lastgroup)[1:])]
        phrase = _read(rule.form, found.start(), found.end(), text, tokens, lexicon)
        if phrase is not None:
            phrase.background = rule.background
            parts.append(phrase)
    joined = _join(parts, kinds, lexicon)
    for phrase in joined:
        _take_lead(phrase, tokens, kinds, lexicon)
    return [p for p in _close_ranges(joined, tokens, kinds, lexicon) if _stands_alone(p, text, tokens)]


def _matches(kinds: str, lexicon: TimeLexicon) -> Iterator[re.Match[str]]:
    """Phrase matches that do not overlap; only kinds a phrase can start with are tried."""
    at = 0
    for start in lexicon.start.finditer(kinds):
        if start.start() >= at:
            found = lexicon.phrase.match(kinds, start.start())
            if found is not None and found.end() > found.start():
                at = found.end()
                yield found


def _read(form: str, first: int, last: int, text: str, tokens: Sequence[Token], lexicon: TimeLexicon) -> Phrase | None:
    slots: Slots = {}
    if form == "zone":
        zone = re.sub(r"\s+", " ", text[tokens[first].start : tokens[last - 1].end].strip("()[] "))
        return Phrase(first, last, form, {"zone": zone}) if zone else None
    for token in tokens[first:last]:
        handler = _HANDLERS.get(token.kind)
        if handler is not None and not handler(slots, token, form):
            return None
    if form == "same":  # "earlier in the day"
        slots.pop("shift", None)
        slots["ref"], form = "that", "neighbour"
    if form in ("date", "relday", "weekday") and not _sound(slots):
        return None
    return _guarded(Phrase(first, last, form, slots), text, tokens, lexicon)


def _sound(slots: Slots) -> bool:
    return slots.get("day", 1) <= 31 and slots.get("month", 1) <= 12


def _guarded(phrase: Phrase, text: str, tokens: Sequence[Token], lexicon: TimeLexicon) -> Phrase | None:
    """Drop a bare year that counts something ("1990 people"), and a "Nov 9 40" that is no year."""
    if tokens[phrase.last - 1].kind == "dot":
        phrase.last -= 1
    while tokens[phrase.first].kind in ("in", "on"):
        phrase.first += 1
    slots, last = phrase.slots, phrase.last
    if (
        set(slots) == {"year"}
        and tokens[phrase.first - 1].kind == "hyphen"
        and tokens[phrase.first - 2].kind in _DIGITS
    ):
        return None  # a telephone number
    if set(slots) == {"season"} and text[tokens[phrase.first].start].isupper():
        return None  # the town of Spring
    if set(slots) - {"definite"} == {"year"} and last < len(tokens):
        word = text[tokens[last].start : tokens[last].end].lower()
        if word in lexicon.people:
            return None
    if tokens[last - 1].kind == "num" and phrase.form == "date":
        month = tokens[last - 2] if tokens[last - 2].kind == "month" else tokens[last - 3]
        if month.end - month.start > 4 or tokens[last - 1].end - tokens[last - 1].start != 2:
            slots.pop("year", None)
            phrase.last -= 1
    return phrase


_DIGITS: Final = ("num", "punct", "day")


def _join(parts: list[Phrase], kinds: str, lexicon: TimeLexicon) -> list[Phrase]:
    joined: list[Phrase] = []
    for part in parts:
        before = joined[-1] if joined else None
        if before is not None and _joins(before, part, kinds, lexicon):
            _merge(before, part, kinds[before.last : part.first], lexicon)
        elif part.form != "zone":
            joined.append(part)
    return joined


def _merge(phrase: Phrase, part: Phrase, between: str, lexicon: TimeLexicon) -> None:
    phrase.approx = phrase.approx or lexicon.codes["approx"] in between or lexicon.codes["just"] in between
    phrase.before = phrase.before or lexicon.codes["before"] in between
    if _names_year(phrase, part):
        phrase.slots["year_ref"] = part.slots["ref"]
    else:
        phrase.slots = {**phrase.slots, **part.slots}
        phrase.form = part.form if phrase.form in _RANK else phrase.form
        if lexicon.codes["to"] in between:
            phrase.slots["into"] = True
    phrase.last = part.last


def _names_year(phrase: Phrase, part: Phrase) -> bool:
    """As in "August" + "that year"."""
    year_told = part.slots.get("unit") == "year" and "ref" in part.slots and "qty" not in part.slots
    return year_told and "month" in phrase.slots and "year" not in phrase.slots


_RANK: Final = ("daypart", "clock", "zone")
_JOINABLE: Final = frozenset(
    {"date", "weekday", "relday", "daypart", "clock", "zone", "neighbour", "shift", "counted", "season"}
)
_POINTS: Final = frozenset({"noon", "midnight", "overnight"})  # no clock goes with them
_DATES: Final = ("day", "month", "year", "offset", "unit", "season", "decade", "century", "moment")


def _joins(a: Phrase, b: Phrase, kinds: str, lexicon: TimeLexicon) -> bool:
    if b.first - a.last > 6 or a.form not in _JOINABLE or b.form not in _JOINABLE:
        return False
    if lexicon.glue.fullmatch(kinds, a.last, b.first) is None:
        return False
    if "daypart" not in a.slots and lexicon.codes["to"] in kinds[a.last : b.first]:
        return False
    return _names_year(a, b) or _compatible(a, b)


def _compatible(a: Phrase, b: Phrase) -> bool:
    ours, theirs = a.slots, b.slots
    if b.form == "zone":
        return ("minute" in ours or "daypart" in ours) and "zone" not in ours
    if set(ours) & set(theirs) - {"part", "definite"}:
        return False
    dated = [any(key in slots for key in _DATES) for slots in (ours, theirs)]
    if all(dated):
        return "season" in ours and set(theirs) == {"year"}
    if {ours.get("daypart"), theirs.get("daypart")} & _POINTS and ("minute" in ours or "minute" in theirs):
        return False
    for one, other, other_dated in ((ours, theirs, dated[1]), (theirs, ours, dated[0])):
        if "weekday" in one and other_dated and "day" not in other:
            return False
    return True


def _take_lead(phrase: Phrase, tokens: Sequence[Token], kinds: str, lexicon: TimeLexicon) -> None:
    lead = lexicon.lead.search(kinds, max(0, phrase.first - 3), phrase.first)
    if lead is not None:
        phrase.first = lead.start()
        phrase.approx = True
        phrase.before = lexicon.codes["before"] in lead.group()
    before = tokens[phrase.first - 1].kind if phrase.first else ""
    phrase.before = phrase.before or (before == "before" and phrase.slots.get("daypart") == "midnight")
    if before in ("the", "on", "at") and phrase.first > 1:
        before = tokens[phrase.first - 2].kind
    phrase.since = before == "since"


def _close_ranges(phrases: list[Phrase], tokens: Sequence[Token], kinds: str, lexicon: TimeLexicon) -> list[Phrase]:
    closed: list[Phrase] = []
    for phrase in phrases:
        before = closed[-1] if closed else None
        if before is not None and before.until is None and _is_range(before, phrase, tokens, kinds, lexicon):
            before.until, before.last = phrase, phrase.last
            continue
        closed.append(phrase)
    return closed


def _is_range(a: Phrase, b: Phrase, tokens: Sequence[Token], kinds: str, lexicon: TimeLexicon) -> bool:
    if b.first - a.last > 3 or {a.form, b.form} & {"duration", "set", "vague", "bc", "shift", "counted"}:
        return False
    if lexicon.range_middle.fullmatch(kinds, a.last, b.first) is None or "day2" in a.slots:
        return False
    opened = a.first > 0 and kinds[a.first - 1] in lexicon.range_open
    if not opened and a.first > 1 and tokens[a.first - 1].kind in ("the", "on"):
        opened = kinds[a.first - 2] in lexicon.range_open
    middle = tokens[a.last].kind
    return opened or middle in ("to", "hyphen")


def _stands_alone(phrase: Phrase, text: str, tokens: Sequence[Token]) -> bool:
    """A part-of-day word alone must be told of a day: "in the morning", "at night", not "a night club"."""
    if set(phrase.slots) - {"definite"} != {"daypart"} or phrase.form != "daypart" or phrase.last - phrase.first > 1:
        return True
    token = tokens[phrase.first]
    if text[token.start : token.end].lower() == "overnight":
        return True
    before = tokens[phrase.first - 1].kind if phrase.first else ""
    return before in ("at", "before", "after", "just", "approx", "by", "since", "on") or phrase.approx


_COUNTED: Final = ("shift", "counted", "duration")
Handler = Callable[[Slots, Token, str], bool]


def _put(key: str) -> Handler:
    def handler(slots: Slots, token: Token, _form: str) -> bool:
        slots.setdefault(key, token.value)  # type: ignore[misc]
        return True

    return handler


def _number(slots: Slots, token: Token, form: str) -> bool:
    if form == "neighbour":
        return True
    if form == "clock":
        hour = int(token.value)
        slots["minute"] = (hour if hour < 24 else 0) * 60 if hour < 25 else 0
    elif form in _COUNTED:
        slots["qty"] = int(token.value) + (slots["qty"] if slots.get("qty", 0) >= 20 else 0)
    elif token.kind == "num":
        slots["year"] = 1900 + int(token.value) if int(token.value) > 30 else 2000 + int(token.value)
    elif "unit" in slots or form == "century":
        return True
    elif "day" in slots:
        slots["day2"] = int(token.value)
    else:
        slots["day"] = int(token.value)
    return True


def _ordinal_word(slots: Slots, token: Token, _form: str) -> bool:
    slots["day"] = int(token.value)
    return True


def _year(slots: Slots, token: Token, form: str) -> bool:
    if form == "clock":
        return _digits_clock(slots, token, form)
    slots["year"] = int(token.value)
    return True


def _digits_clock(slots: Slots, token: Token, _form: str) -> bool:
    hour, minute = divmod(int(token.value), 100)
    slots["minute"] = hour * 60 + minute
    return hour < 24 and minute < 60


def _short_year(slots: Slots, token: Token, _form: str) -> bool:
    number = int(token.value[1:])
    slots["year"] = 1900 + number if number > 30 else 2000 + number
    return True


_CLOCK: Final = re.compile(r"(\d{1,2})(?:[:.h](\d\d))?(?::\d\d)?\s?([ap])?", re.IGNORECASE)


def _clock(slots: Slots, token: Token, _form: str) -> bool:
    found = _CLOCK.match(token.value)
    if found is None:
        return False
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return False
        hour = hour % 12 + (12 if half == "p" else 0)
    slots["minute"] = (hour % 24) * 60 + minute
    return hour <= 24 and minute < 60


def _numeric_date(slots: Slots, token: Token, _form: str) -> bool:
    """Day and month only where one reading is possible: 31/07/2016, 07/31/2016, 05/05/2016."""
    first, second, year = (int(p) for p in re.split(r"[/.]", token.value))
    if not (1 <= first <= 31 and 1 <= second <= 31) or (first > 12 and second > 12):
        return False
    if first <= 12 and second <= 12 and first != second:
        return False
    slots["day"], slots["month"] = max(first, second), min(first, second)
    slots["year"] = year if year > 99 else (1900 + year if year > 30 else 2000 + year)
    return True


def _decade(slots: Slots, token: Token, _form: str) -> bool:
    slots["decade"] = int(token.value[:4])
    return True


def _unit(slots: Slots, token: Token, form: str) -> bool:
    if form == "clock" or (form == "daypart" and token.value == "hour"):
        return True
    if token.value == "century" and form == "date":
        slots["century"] = slots.pop("day", 0)
        return 1 <= slots["century"] <= 21
    if token.value == "fortnight":
        slots["unit"], slots["qty"] = "week", 2 * slots.get("qty", 1)
        return True
    slots["unit"] = token.value
    if form == "duration" and token.end - token.start > len(token.value):
        slots.setdefault("qty", 0)
    return True


def _relative_day(slots: Slots, token: Token, _form: str) -> bool:
    slots["offset"] = int(token.value) + {"later": 1, "earlier": -1}.get(slots.pop("shift", ""), 0)
    slots.pop("unit", None)
    return True


def _part(slots: Slots, token: Token, _form: str) -> bool:
    slots["part"] = token.value
    return True


def _daypart(slots: Slots, token: Token, _form: str) -> bool:
    slots["daypart"] = "overnight" if token.kind == "overnight" else token.value
    return True


def _shift(slots: Slots, token: Token, _form: str) -> bool:
    slots["shift"] = token.value
    return True


def _definite(slots: Slots, _token: Token, _form: str) -> bool:
    slots["definite"] = True
    return True


_HANDLERS: Final[Mapping[str, Handler]] = {
    "month": _put("month"),
    "the": _definite,
    "weekday": _put("weekday"),
    "shortday": _put("weekday"),
    "relday": _relative_day,
    "daypart": _daypart,
    "overnight": _daypart,
    "unit_hour": _unit,
    "unit_weekend": _unit,
    "unit_century": _unit,
    "unit_other": _unit,
    "season": _put("season"),
    "count": _number,
    "a": _number,
    "day": _number,
    "num": _number,
    "ord": _number,
    "ordword": _ordinal_word,
    "year": _year,
    "hhmm": _digits_clock,
    "hhmmnum": _digits_clock,
    "aposyear": _short_year,
    "clock": _clock,
    "dotclock": _clock,
    "numdate": _numeric_date,
    "decade": _decade,
    "part": _part,
    "same": _put("ref"),
    "this": _put("ref"),
    "last": _put("ref"),
    "past": _put("ref"),
    "previous": _put("ref"),
    "next": _put("ref"),
    "following": _put("ref"),
    "ago": _shift,
    "earlier": _shift,
    "later": _shift,
    "before": _shift,
    "after": _shift,
    "iso": _put("moment"),
    "now": _put("vague"),
}
