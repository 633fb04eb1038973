"""``find_times``: every time told in a text, as exact spans with intervals in UTC, read in the order of telling."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from rashomon.model import Span
from rashomon.values import Grain, TimeSpan
from rashomon.when.lexicon import TimeLexicon, Token, load_times, read_tokens
from rashomon.when.phrases import Phrase, Slots, find_phrases
from rashomon.when.resolve import Known, Local, UnresolvedError, minute_of_day, resolve
from rashomon.when.zones import Zone, place_zone, stated_zone

_SHORT: Final = timedelta(hours=30)  # a longer period sets no narrated day
_MAIN_DAYS: Final = 8  # a day further from publication is no report's main day
_DATELINE_CHARS: Final = 400  # a dateline stands in the first lines; the longest newswire heading seen has 300
_DATELINE_DAYS: Final = 7  # an older date in the first lines is the story's, not the report's
_HISTORY_YEARS: Final = 6  # explicit years a text needs before it can be a history, of which
_HISTORY_SHARE: Final = 0.7  # this share must be long before publication
_IN_CITY: Final = re.compile(r" in ([A-Z][a-z]+(?: [A-Z][a-z]+)?)\b")  # "at 17:30 in Moscow"


@dataclass(frozen=True, slots=True)
class TimeAnchor:
    """When and where a report was published: ``zone`` is the IANA name of the incident's place, "" when unknown."""

    published: datetime | None
    date_only: bool
    zone: str = ""


@dataclass(frozen=True, slots=True)
class TimeMention:
    """One time as told. ``value`` is None for a duration, a vague word, or when ``problem`` says what was lacking.

    ``background`` marks durations and periods, which date no happening. ``reporting`` marks datelines and the day of a
    statement ("said on Monday"). ``partial`` is what is known without the rest ("T19:00", "XXXX-09-21"); ``duration``
    is in ISO 8601 ("P3Y", "PXD" = some days). ``ends`` holds both ends of a range as mentions of their own.
    """

    span: Span
    value: TimeSpan | None
    problem: str = ""
    background: bool = False
    reporting: bool = False
    partial: str = ""
    duration: str = ""
    ends: tuple[TimeMention, ...] = ()


def find_times(text: str, anchor: TimeAnchor, language: str = "en") -> list[TimeMention]:
    """All times told in ``text``, in text order. Deterministic; never reads the clock."""
    lexicon = load_times(language)
    tokens, kinds = read_tokens(text, lexicon)
    phrases = find_phrases(text, tokens, kinds, lexicon)
    if not phrases:
        return []
    return list(_Reading(text, tokens, kinds, phrases, anchor, lexicon).mentions())


class _Reading:
    """One pass over one report: remembers the narrated day and the year in force."""

    def __init__(
        self,
        text: str,
        tokens: Sequence[Token],
        kinds: str,
        phrases: list[Phrase],
        anchor: TimeAnchor,
        lexicon: TimeLexicon,
    ) -> None:
        self.text, self.tokens, self.kinds, self.phrases, self.lexicon = text, tokens, kinds, phrases, lexicon
        self.place = place_zone(anchor.zone)
        self.ends = [found.end() for found in _SENTENCE_END.finditer(text)]
        now = _local_now(anchor, self.place)
        self.known = Known(lexicon, now.date() if now else None, None if anchor.date_only else now, "published", False)
        self.dateline = self._read_dateline()
        self.known.narrative = _is_history(phrases, self.known.today)
        self.known.story_year = next(
            (p.slots["year"] for p in phrases if "year" in p.slots and "month" in p.slots), None
        )

    def mentions(self) -> Iterator[TimeMention]:
        """Sentence by sentence, dates before bare clocks, so that "at 2 a.m. on Sunday" finds its day either way."""
        found: dict[int, TimeMention] = {}
        waiting: list[int] = []
        order = sorted(range(len(self.phrases)), key=lambda i: (self._sentence(self.phrases[i]), self._is_bare(i), i))
        for i in order:
            found[i] = self._mention(self.phrases[i])
            if found[i].problem == "no-day":
                waiting.append(i)
        self._fill_main_day(found, waiting)
        for i in sorted(found):
            yield found[i]

    def _is_bare(self, index: int) -> bool:
        return self.phrases[index].form in ("clock", "daypart")

    def _sentence(self, phrase: Phrase) -> int:
        return bisect_right(self.ends, self.tokens[phrase.first].start)

    def _fill_main_day(self, found: dict[int, TimeMention], waiting: list[int]) -> None:
        """Clocks told before any day take the report's one day, if it has exactly one; else its dateline's."""
        if not waiting:
            return
        happened, spoken = self._days(found, reporting=False), self._days(found, reporting=True)
        days = happened or spoken
        if not days and self.dateline is not None and self.known.today is not None:
            days = {self.known.today}
        if len(days) == 1:
            self.known.told, self.known.told_night = days.pop(), False
            for i in waiting:
                found[i] = self._mention(self.phrases[i])

    def _days(self, found: dict[int, TimeMention], *, reporting: bool) -> set[date]:
        """The days told that are near publication: of happenings, or of statements."""
        today, days = self.known.today, set()
        for mention in found.values():
            value = mention.value
            if value is None or mention.reporting is not reporting or (reporting and value.anchor == "dateline"):
                continue
            if value.latest - value.earliest < _SHORT and not mention.background:
                day = value.earliest.astimezone(self.place.info).date()
                if today is None or abs((today - day).days) <= _MAIN_DAYS:
                    days.add(day)
        return days

    def _mention(self, phrase: Phrase) -> TimeMention:
        known = self.known
        known.sentence = self._sentence(phrase)
        reporting = phrase is self.dateline or self._is_reporting(phrase)
        span = self._span(phrase)
        try:
            local = resolve(phrase, known, not reporting and self._is_future(phrase))
        except UnresolvedError as problem:
            return TimeMention(span, None, str(problem), phrase.background, reporting, _partial(phrase.slots))
        if local is None:
            return TimeMention(span, None, "", True, reporting, duration=_duration(phrase))
        if phrase is self.dateline:
            local = replace(local, anchor="dateline")
        value = self._in_utc(local, phrase)
        ends = self._ends(phrase)
        if not reporting and not phrase.background and not phrase.since:
            self._remember(phrase, local)
        background = (phrase.background and phrase.slots.get("unit") != "hour") or (
            phrase.since and local.grain in (Grain.YEAR, Grain.RANGE)
        )
        return TimeMention(span, value, "", background, reporting, duration=_duration(phrase), ends=ends)

    def _ends(self, phrase: Phrase) -> tuple[TimeMention, ...]:
        if phrase.until is None:
            return ()
        second = phrase.until
        first = replace(phrase, until=None, last=second.first - 1)
        while first.last > first.first + 1 and self.tokens[first.last - 1].kind in _LOOSE:
            first.last -= 1
        told = (self.known.told, self.known.told_year, self.known.told_month, self.known.told_sentence)
        ends = (self._mention(first), self._mention(second))
        self.known.told, self.known.told_year, self.known.told_month, self.known.told_sentence = told
        return ends

    def _span(self, phrase: Phrase) -> Span:
        first, last = phrase.first, phrase.last
        if self.tokens[last - 1].kind == "close" and "open" not in {t.kind for t in self.tokens[first:last]}:
            last -= 1
        return Span(self.tokens[first].start, self.tokens[last - 1].end)

    def _in_utc(self, local: Local, phrase: Phrase) -> TimeSpan:
        zone = self._zone(phrase)
        earliest, latest = zone.utc(local.start), zone.utc(local.end)
        if latest <= earliest:  # a clock told inside the hour that a change to summer time skips
            latest = earliest + (local.end - local.start)
        return TimeSpan(
            earliest,
            latest,
            local.grain,
            zone=zone.name,
            utc_offset_min=zone.offset_min(local.start),
            zone_assumed=zone.assumed,
            approx=local.approx,
            daypart=local.daypart,
            anchor=local.anchor,
        )

    def _zone(self, phrase: Phrase) -> Zone:
        words = phrase.slots.get("zone") or (phrase.until.slots.get("zone") if phrase.until else None)
        if not words and "minute" in phrase.slots:
            city = _IN_CITY.match(self.text, self.tokens[phrase.last - 1].end)
            words = f"{city.group(1)} time" if city else None
        stated = stated_zone(words, self.place, self.lexicon) if words else None
        return stated or self.place

    def _remember(self, phrase: Phrase, local: Local) -> None:
        known = self.known
        if known.told_night and local.anchor == "narrated" and local.grain is Grain.MINUTE and local.start.hour < 6:
            return  # still the same night
        short = (local.end - local.start) < _SHORT
        if short or (known.narrative and local.grain in (Grain.MONTH, Grain.YEAR)):
            known.told = local.start.date()
            known.told_night = local.daypart == "night"
        if "year" in phrase.slots or known.narrative:
            known.told_year, known.told_sentence = local.start.year, known.sentence
        known.told_month = local.start.month if local.grain is not Grain.YEAR else None

    def _is_reporting(self, phrase: Phrase) -> bool:
        """As in "said on Monday", "told reporters late Tuesday": the day of speaking."""
        for index in range(phrase.first - 1, max(-1, phrase.first - 7), -1):
            token = self.tokens[index]
            if token.kind in ("x", "X") and self._word(index) in self.lexicon.saying:
                return True
            if (
                token.kind not in ("on", "at", "X", "in", "a", "the")
                and self._word(index) not in self.lexicon.occasions
            ):
                return False
        return False

    def _is_future(self, phrase: Phrase) -> bool:
        if "year" in phrase.slots:
            return False
        sentence = self._sentence(phrase)
        near = [
            *range(max(0, phrase.first - 8), phrase.first),
            *range(phrase.last, min(len(self.tokens), phrase.last + 4)),
        ]
        return any(
            self.tokens[i].kind == "x"
            and self._word(i) in self.lexicon.future
            and bisect_right(self.ends, self.tokens[i].start) == sentence
            for i in near
        )

    def _word(self, index: int) -> str:
        token = self.tokens[index]
        return self.text[token.start : token.end].lower()

    def _read_dateline(self) -> Phrase | None:
        """The report's own date in its first lines ("San Salvador, 16 Nov 89 --"); it becomes today."""
        for phrase in self.phrases:
            if self.tokens[phrase.first].start > _DATELINE_CHARS:
                return None
            day = self._dateline_day(phrase)
            if day is None:
                continue
            today = self.known.today
            if today is None or timedelta(-1) <= today - day <= timedelta(_DATELINE_DAYS):
                if day != today:
                    self.known.now = None
                self.known.today, self.known.today_is = day, "dateline"
                return phrase
        return None

    def _dateline_day(self, phrase: Phrase) -> date | None:
        if "moment" not in phrase.slots and not {"day", "month"} <= set(phrase.slots):
            return None
        before = self.tokens[phrase.first - 1].kind if phrase.first else "newline"
        after = self.tokens[phrase.last].kind if phrase.last < len(self.tokens) else "punct"
        if before not in _DATELINE_BEFORE or after not in _DATELINE_AFTER or "day2" in phrase.slots:
            return None
        try:
            local = resolve(phrase, self.known, future=False)
        except UnresolvedError:
            return None
        return local.start.date() if local is not None and phrase.until is None else None


_LOOSE: Final = frozenset({"and", "to", "hyphen", "the", "on", "approx"})
_DATELINE_BEFORE: Final = frozenset({"newline", "comma", "X", "open", "dot", "punct", "hyphen"})
_DATELINE_AFTER: Final = frozenset({"newline", "open", "close", "hyphen"})


def _local_now(anchor: TimeAnchor, place: Zone) -> datetime | None:
    if anchor.published is None:
        return None
    published = anchor.published if anchor.published.tzinfo else anchor.published.replace(tzinfo=UTC)
    zone = UTC if anchor.date_only else place.info
    return published.astimezone(zone).replace(tzinfo=None)


def _is_history(phrases: Sequence[Phrase], today: date | None) -> bool:
    """True for a text that mostly tells of years long before its publication: its own dates carry the year."""
    years = [p.slots["year"] for p in phrases if "year" in p.slots]
    if len(years) < _HISTORY_YEARS:
        return False
    old = sum(1 for year in years if today is None or year < today.year - 1)
    return old >= _HISTORY_SHARE * len(years) and len(set(years)) > 2


_SENTENCE_END: Final = re.compile(
    r"[.!?\n](?:(?<=\n)|(?<!\b[A-Z].)(?<!\b[A-Z][a-z]{2}.)(?<!\bSept.)[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z]))"
)


def _partial(slots: Slots) -> str:
    day = f"XXXX-{slots['month']:02d}" if "month" in slots else ""
    if day and "day" in slots:
        day += f"-{slots['day']:02d}"
    if "minute" in slots:
        hour, minute = divmod(minute_of_day(slots), 60)
        return f"{day}T{hour:02d}:{minute:02d}"
    if "daypart" in slots:
        return f"{day}T{'night' if slots['daypart'] == 'overnight' else slots['daypart']}"
    return day


_ISO_UNITS: Final = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "week": "W", "month": "M", "year": "Y",
    "decade": "DE", "century": "CE", "weekend": "WE",
}  # fmt: skip


def _duration(phrase: Phrase) -> str:
    if phrase.form != "duration" or "unit" not in phrase.slots:
        return ""
    unit = _ISO_UNITS[phrase.slots["unit"]]
    quantity = phrase.slots.get("qty", 1)
    return f"P{unit[:-1] if unit[0] == 'T' else ''}{quantity or 'X'}{unit[-1] if unit[0] == 'T' else unit}"
