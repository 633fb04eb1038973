"""A phrase -> local start, end and grain, given what the report has told so far.

``Known`` is the reader's memory: the day of publication (or dateline), the narrated day, the year in force. All times
here are naive local clocks; ``find.py`` puts them into UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from rashomon.values import Grain
from rashomon.when.lexicon import TimeLexicon
from rashomon.when.phrases import Phrase, Slots

_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Local:
    """A local interval ``[start, end)``, the grain it was told in, and what it was counted from."""

    start: datetime
    end: datetime
    grain: Grain
    anchor: str = "stated"
    daypart: str = ""
    approx: bool = False


@dataclass(slots=True)
class Known:
    """What the report has told up to here. ``today`` is the day of publication or dateline, ``now`` its clock."""

    lexicon: TimeLexicon
    today: date | None
    now: datetime | None
    today_is: str
    narrative: bool
    story_year: int | None = None
    told: date | None = None
    told_year: int | None = None
    told_month: int | None = None
    told_sentence: int = -1
    told_night: bool = False
    sentence: int = 0


class UnresolvedError(Exception):
    """Raised inside with the problem's name; never leaves the package."""


def resolve(phrase: Phrase, known: Known, future: bool) -> Local | None:
    """The interval of one phrase, None for a duration or a vague word. Raises UnresolvedError with the problem."""
    try:
        if phrase.until is not None:
            return _range(phrase, phrase.until, known, future)
        found = _dated(phrase, known, future)
        return None if found is None else _within(found, phrase, known)
    except (ValueError, OverflowError):
        raise UnresolvedError("no-such-date") from None


def _range(phrase: Phrase, until: Phrase, known: Known, future: bool) -> Local:
    _inherit(phrase.slots, until.slots, first_told=False)
    _inherit(until.slots, phrase.slots, first_told=True)
    first = _single(phrase, known, future)
    if "month" in until.slots and "year" not in until.slots:
        until.slots["year"] = first.start.year + (until.slots["month"] < first.start.month)
    known_after = first.start.date()
    if "minute" in until.slots and not _has_date(until.slots):
        last = _clock_on(known_after, until.slots, first.anchor)
    else:
        last = _single(until, known, future)
    if first.daypart == "night" and last.grain is Grain.DAY and last.start.date() - first.start.date() == _DAY:
        return first
    if last.end <= first.start:
        raise UnresolvedError("no-such-date")
    return Local(first.start, last.end, Grain.RANGE, first.anchor, approx=phrase.approx)


_INHERITED: Final = ("year", "month", "zone")


def _inherit(slots: Slots, other: Slots, *, first_told: bool) -> None:
    """As in "May to July 1940": both of 1940. Only what is coarser than what the phrase tells itself."""
    for key in _INHERITED:
        coarser = "day" in slots or (key == "year" and "month" in slots) or (key == "zone" and "minute" in slots)
        if key in other and key not in slots and coarser:
            slots[key] = other[key]
            if key == "year" and not first_told and slots.get("month", 0) > other.get("month", 12):
                slots["year"] -= 1  # "November 15 to February 15, 1989"


def _single(phrase: Phrase, known: Known, future: bool) -> Local:
    found = _dated(phrase, known, future)
    if found is None:
        raise UnresolvedError("vague")
    return _within(found, phrase, known)


def _has_date(slots: Slots) -> bool:
    return any(k in slots for k in ("year", "month", "day", "weekday", "offset", "moment", "unit", "season", "decade"))


def _dated(phrase: Phrase, known: Known, future: bool) -> Local | None:
    """The date part: a day, or something coarser."""
    slots = phrase.slots
    if phrase.form in ("set", "vague", "bc"):
        return None
    if phrase.form == "duration":
        return _lately(slots, known)
    if phrase.form == "counted" and not known.narrative:
        raise UnresolvedError("vague")  # "two days after the attack": counted from a happening, not from a day told
    for key, rule in _DATE_RULES.items():
        if key in slots:
            return rule(slots, known, future)
    if "minute" in slots or "daypart" in slots or "part" in slots:
        return _bare(slots, known)
    return None


def _moment(slots: Slots, _known: Known, _future: bool) -> Local:
    printed = slots["moment"]
    found = datetime.fromisoformat(printed.replace(" ", "T").replace("Z", ""))
    if len(printed) == 10:
        return _day(found.date())
    if found.tzinfo is not None:
        found = found.replace(tzinfo=None)
    return Local(found, found + timedelta(minutes=1), Grain.MINUTE)


def _absolute(slots: Slots, known: Known, future: bool) -> Local:
    year, month, day = slots.get("year"), slots.get("month"), slots.get("day")
    anchor = "stated"
    if month is None:
        if year is None:
            raise UnresolvedError("no-year")
        return _year(year)
    if year is None:
        year, anchor = _missing_year(slots, month, known, future)
    if day is None:
        return _narrow(_month(year, month, anchor), slots)
    start = date(year, month, day)
    if "day2" in slots:
        end = _other_day(start, slots["day2"])
        if "daypart" in slots and end == start + _DAY:
            return _day(start, anchor)
        return Local(_midnight(start), _midnight(end + _DAY), Grain.RANGE, anchor)
    return _day(start, anchor)


def _missing_year(slots: Slots, month: int, known: Known, future: bool) -> tuple[int, str]:
    ref = slots.get("year_ref", "")
    story, step = ref in ("that", "previous", "following") or known.narrative, _STEPS.get(ref, 0)
    if ref and story and known.told_year is not None:
        return known.told_year + step, "narrated"
    if ref and not story and known.today is not None:
        return known.today.year + step, known.today_is
    return _year_for(month, slots.get("day"), slots.get("weekday"), known, future or slots.get("ref") == "next")


def _other_day(start: date, day: int) -> date:
    if day > start.day:
        return start.replace(day=day)
    return (start.replace(day=1) + timedelta(days=32)).replace(day=day)


def _year_for(month: int, day: int | None, weekday: int | None, known: Known, future: bool) -> tuple[int, str]:
    """A missing year: the story's in a history, else that of the nearest date not after publication + 1 day."""
    in_force = known.told_year if known.told_month and known.sentence - known.told_sentence <= 1 else None
    if known.today is None or known.narrative:
        year = known.told_year or (known.today.year if known.today else known.story_year)
        if year is None:
            raise UnresolvedError("no-year")
        if (
            weekday is not None
            and day is not None
            and not known.narrative
            and _safe(year, month, day).weekday() != weekday
        ):
            raise UnresolvedError("no-year")
        return _carried(year, month, known), "narrated" if known.told_year else "stated"
    today = known.today
    if weekday is not None and day is not None:
        for year in (today.year, today.year - 1, today.year + 1, today.year - 2):
            if _safe(year, month, day).weekday() == weekday and _safe(year, month, day) <= today + 200 * _DAY:
                return year, known.today_is
    if in_force is not None and in_force < today.year - 1 and day is not None:
        return in_force, "narrated"
    first = _safe(today.year, month, day or 1)
    if first <= today + (_DAY if day else 0 * _DAY):
        return today.year, known.today_is
    if future and first <= today + 183 * _DAY:
        return today.year, known.today_is
    return today.year - 1, known.today_is


def _safe(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, 28) if month == 2 else min(day, 30) if month in (4, 6, 9, 11) else day)


def _carried(year: int, month: int, known: Known) -> int:
    """December told, then January: the year has turned."""
    return year + 1 if known.narrative and known.told_month in (11, 12) and month <= 2 else year


def _relative_day(slots: Slots, known: Known, _future: bool) -> Local:
    return _day(_today(known) + slots["offset"] * _DAY, known.today_is)


def _today(known: Known) -> date:
    if known.today is None:
        raise UnresolvedError("no-anchor")
    return known.today


def _weekday(slots: Slots, known: Known, future: bool) -> Local:
    wanted, ref = slots["weekday"], slots.get("ref", "")
    if known.today is None or (known.told is not None and (known.narrative or ref in ("previous", "following"))):
        return _weekday_of_story(wanted, ref, known)
    today = known.today
    back = (today.weekday() - wanted) % 7
    if (future and ref != "last") or ref == "next":
        ahead = (wanted - today.weekday()) % 7
        return _day(today + (ahead or 7 * (ref == "next")) * _DAY, known.today_is)
    return _day(today - (back or (7 if ref == "last" else 0)) * _DAY, known.today_is)


def _weekday_of_story(wanted: int, ref: str, known: Known) -> Local:
    """No publication day: the nearest such weekday to the narrated day."""
    if known.told is None:
        raise UnresolvedError("no-anchor")
    ahead = (wanted - known.told.weekday()) % 7
    if ref in ("following", "next"):
        return _day(known.told + (ahead or 7) * _DAY, "narrated")
    if ref in ("previous", "last") or ahead > 3:
        return _day(known.told + (ahead - 7) * _DAY, "narrated")
    return _day(known.told + ahead * _DAY, "narrated")


def _season(slots: Slots, known: Known, _future: bool) -> Local:
    first, last = known.lexicon.seasons[slots["season"]]
    year, anchor = slots.get("year"), "stated"
    if year is None:
        year, anchor = _season_year(first, slots.get("ref", ""), known)
    start = datetime(year, first, 1)
    end = datetime(year + (last >= 12), (last % 12) + 1, 1)
    return Local(start, end, Grain.RANGE, anchor)


def _season_year(first_month: int, ref: str, known: Known) -> tuple[int, str]:
    if known.narrative or known.today is None or ref in ("that", "following", "previous"):
        if known.told_year is None:
            raise UnresolvedError("no-year")
        ahead = ref in ("following", "next") and (known.told_month or 1) > first_month
        return known.told_year + ahead - (ref in ("previous", "last")), "narrated"
    year = known.today.year
    if ref == "last":
        return year - (date(year, first_month, 1) + 92 * _DAY > known.today), known.today_is
    if ref == "next":
        return year + (date(year, first_month, 1) <= known.today), known.today_is
    return year - (date(year, first_month, 1) > known.today and ref != "this"), known.today_is


def _decade(slots: Slots, _known: Known, _future: bool) -> Local:
    year = slots["decade"]
    return _narrow(Local(datetime(year, 1, 1), datetime(year + 10, 1, 1), Grain.RANGE), slots)


def _century(slots: Slots, _known: Known, _future: bool) -> Local:
    first = (slots["century"] - 1) * 100
    return _narrow(Local(datetime(first + 1, 1, 1), datetime(first + 101, 1, 1), Grain.RANGE), slots)


def _from_unit(slots: Slots, known: Known, _future: bool) -> Local | None:
    if "shift" in slots and "ref" not in slots:
        return _shifted(slots, known)
    return _neighbour(slots, known)


def _shifted(slots: Slots, known: Known) -> Local:
    """As in "Two days ago" from publication; "two days later", "the day before" from the narrated day."""
    unit, sign = slots["unit"], 1 if slots["shift"] == "later" else -1
    quantity = slots.get("qty", 1 if slots.get("definite") else 0)
    if slots["shift"] == "ago":
        base, anchor = _today(known), known.today_is
    else:
        base, anchor = _story_day(known)
    if unit in ("hour", "minute", "second"):
        return _day(base, anchor, approx=True)
    if not quantity or unit in ("weekend", "century"):
        raise UnresolvedError("vague")
    if unit in ("day", "week"):
        return _day(base + sign * quantity * (7 if unit == "week" else 1) * _DAY, anchor, approx=unit == "week")
    return _period(base, unit, sign * quantity, anchor)


def _story_day(known: Known) -> tuple[date, str]:
    if known.told is not None:
        return known.told, "narrated"
    if known.narrative and known.told_year is not None:
        return date(known.told_year, known.told_month or 1, 1), "narrated"
    return _today(known), known.today_is


_STEPS: Final[Mapping[str, int]] = {"last": -1, "previous": -1, "next": 1, "following": 1}


def _neighbour(slots: Slots, known: Known) -> Local | None:
    ref, unit = slots.get("ref", ""), slots["unit"]
    story = (
        ref in ("previous", "following", "that")
        or (not ref and unit != "weekend")
        or (ref == "next" and slots.get("definite", False))
    )
    base, anchor = _story_day(known) if story or known.narrative else (_today(known), known.today_is)
    if unit in ("hour", "minute", "second"):
        return None
    if unit == "day" and ref in ("last", "this"):
        return None
    if unit == "weekend":
        return _weekend(base, _STEPS.get(ref, 0), anchor)
    return _narrow(_period(base, unit, _STEPS.get(ref, 0), anchor), slots)


def _period(base: date, unit: str, step: int, anchor: str) -> Local:
    """The day, week, month, year or decade that lies ``step`` units from the one ``base`` is in."""
    if unit == "day":
        return _day(base + step * _DAY, anchor)
    if unit == "week":
        monday = base - base.weekday() * _DAY + 7 * step * _DAY
        return Local(_midnight(monday), _midnight(monday + 7 * _DAY), Grain.WEEK, anchor)
    if unit == "month":
        months = base.year * 12 + base.month - 1 + step
        return _month(months // 12, months % 12 + 1, anchor)
    if unit == "year":
        return _year(base.year + step, anchor)
    size = 10 if unit == "decade" else 100
    first = (base.year // size + step) * size
    return Local(datetime(first, 1, 1), datetime(first + size, 1, 1), Grain.RANGE, anchor)


def _weekend(base: date, step: int, anchor: str) -> Local:
    """The weekend under way or last past; ``next`` the coming one. On a Sunday "last weekend" is a week ago."""
    saturday = base - ((base.weekday() - 5) % 7) * _DAY
    if step > 0:
        saturday += 7 * _DAY
    elif step < 0 and base.weekday() >= 5:
        saturday -= 7 * _DAY
    return Local(_midnight(saturday), _midnight(saturday + 2 * _DAY), Grain.RANGE, anchor)


def _bare(slots: Slots, known: Known) -> Local:
    """A clock or part of day without a date: "last night" from publication, else the narrated day."""
    ref, shift = slots.get("ref", ""), slots.get("shift", "")
    if ref in ("last", "this"):
        return _day(_today(known) - (ref == "last") * _DAY, known.today_is)
    if slots.get("daypart") == "overnight" and known.told_sentence != known.sentence and known.today is not None:
        return _day(known.today - _DAY, known.today_is)
    if known.told is None and not ((ref or shift) and known.today):
        raise UnresolvedError("no-day")
    step = {"previous": -1, "following": 1, "next": 1}.get(ref, 0) + {"earlier": -1, "later": 1}.get(shift, 0)
    if known.told_night and slots.get("minute", 720) < 360:
        step += 1  # "on Friday night ... at 2 a.m." is Saturday
    day, anchor = _story_day(known)
    return _day(day + step * _DAY, anchor)


def _lately(slots: Slots, known: Known) -> Local | None:
    """As in "The past 24 hours", "the last two weeks": counted back from publication. Other durations have no place."""
    if slots.get("ref") not in ("last", "past") or known.today is None or known.narrative:
        return None
    hours, quantity = _HOURS.get(slots.get("unit", "")), slots.get("qty", 1)
    if hours == 1 and not quantity:
        quantity = 24  # "the past few hours" lie within the last day
    if hours is None or not quantity:
        return None
    end = known.now or _midnight(known.today + _DAY)
    if hours == 1 and known.now is None:
        quantity += 24  # the hour of publication is unknown
    return Local(end - hours * quantity * _HOUR, end, Grain.RANGE, known.today_is, approx=True)


_HOURS: Final[Mapping[str, int]] = {"hour": 1, "day": 24, "week": 168, "month": 730, "year": 8766, "decade": 87660}

_DATE_RULES: Final[Mapping[str, Callable[[Slots, Known, bool], Local | None]]] = {
    "moment": _moment,
    "season": _season,
    "month": _absolute,
    "year": lambda slots, known, future: _narrow(_absolute(slots, known, future), slots),
    "offset": _relative_day,
    "weekday": _weekday,
    "decade": _decade,
    "century": _century,
    "unit": _from_unit,
}


def _within(found: Local, phrase: Phrase, known: Known) -> Local:
    """The part of the day that clock or part-of-day words pick."""
    slots = phrase.slots
    approx = phrase.approx or found.approx
    if found.grain is not Grain.DAY:
        return _replace(found, approx)
    if slots.get("into"):
        found = _day(found.start.date() - _DAY, found.anchor)
    day = found.start.date()
    if "minute" in slots:
        return _replace(_clock_on(day, slots, found.anchor), approx)
    part = slots.get("daypart", "")
    if part == "midnight":
        return _midnight_on(day, phrase, found.anchor)
    if part == "noon":
        noon = found.start + 12 * _HOUR
        return Local(noon, noon + timedelta(minutes=1), Grain.MINUTE, found.anchor, "noon", approx)
    label = part
    if not part and slots.get("part") in ("early", "late"):
        part, label = slots["part"], "morning" if slots["part"] == "early" else "evening"
    elif part == "morning" and slots.get("part") == "early":
        part = "early"
    if not part:
        return _replace(found, approx)
    first, last = known.lexicon.dayparts[part]
    label = "night" if label == "overnight" else label
    return Local(found.start + first * _HOUR, found.start + last * _HOUR, Grain.DAYPART, found.anchor, label, approx)


def _replace(found: Local, approx: bool) -> Local:
    return Local(found.start, found.end, found.grain, found.anchor, found.daypart, approx)


def _clock_on(day: date, slots: Slots, anchor: str) -> Local:
    start = datetime.combine(day, time()) + timedelta(minutes=minute_of_day(slots))
    return Local(start, start + timedelta(minutes=1), Grain.MINUTE, anchor)


def minute_of_day(slots: Slots) -> int:
    """The clock told, with "in the afternoon" taken into account."""
    minute, part = slots["minute"], slots.get("daypart", "")
    if not 60 <= minute < 720 or part not in ("afternoon", "evening", "night"):
        return minute
    return minute if part == "night" and minute < 360 else minute + 720


def _midnight_on(day: date, phrase: Phrase, anchor: str) -> Local:
    """As in "Just before midnight on Tuesday" ends Tuesday; "midnight", "after midnight" begin it."""
    start = _midnight(day)
    if phrase.before:
        return Local(start + 23 * _HOUR, start + 24 * _HOUR, Grain.DAYPART, anchor, "night", approx=True)
    return Local(start, start + _HOUR, Grain.HOUR, anchor, "midnight", phrase.approx)


def _narrow(found: Local, slots: Slots) -> Local:
    """As in "Early", "mid" and "late" take a third of the period and keep its grain."""
    third = {"early": 0, "mid": 1, "late": 2}.get(slots.get("part", ""))
    if third is None or found.grain is Grain.DAY:
        return found
    days = (found.end - found.start).days
    first, last = found.start + days * third // 3 * _DAY, found.start + days * (third + 1) // 3 * _DAY
    return Local(first, last, found.grain, found.anchor)


def _day(day: date, anchor: str = "stated", *, approx: bool = False) -> Local:
    return Local(_midnight(day), _midnight(day + _DAY), Grain.DAY, anchor, approx=approx)


def _month(year: int, month: int, anchor: str = "stated") -> Local:
    end = datetime(year + month // 12, month % 12 + 1, 1)
    return Local(datetime(year, month, 1), end, Grain.MONTH, anchor)


def _year(year: int, anchor: str = "stated") -> Local:
    return Local(datetime(year, 1, 1), datetime(year + 1, 1, 1), Grain.YEAR, anchor)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
