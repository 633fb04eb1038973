"""Which happening a report is about, and which of its passages tell of it.

In: the mentions of one report. Out: a ``Scene``: the type of the main incident, the trigger its account is anchored
on, its day, and the passages that tell of something else (another incident, an older one). None when nothing violent
is told.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Final

from rashomon.extract.gather import Mentions
from rashomon.language import alternatives, load_language
from rashomon.model import Modality, Passage, PassageKind, Span
from rashomon.values import Grain, TimeSpan, relate
from rashomon.what import ThingMention
from rashomon.when import TimeMention

_FINE: Final = (Grain.MINUTE, Grain.HOUR, Grain.DAYPART, Grain.DAY)
_UNTOLD: Final = -1.0  # a day scoring less is only that of the report
_REPEATED: Final = 0.25
_STAMP: Final = 3  # a time that fills a third of its line is a stamp, no telling
_FURTHER: Final = 0.12  # what each passage further down takes from a day's score
_WHOLE: Final = 0.8
_OTHER_DAY: Final = timedelta(days=2)  # a day told further than this from the main one is another happening's


@dataclass(frozen=True, slots=True)
class Scene:
    """The main incident of a report. ``motives``: where the words end behind which an older happening is told."""

    event: ThingMention
    code: str
    weights: Mapping[str, float]
    anchor: Span
    day: TimeMention | None
    elsewhere: frozenset[int]
    motives: tuple[int, ...] = ()

    def tells(self, passage: Passage | None) -> bool:
        """True when a passage tells of this incident."""
        return passage is not None and passage.index not in self.elsewhere


def find_scene(mentions: Mentions) -> Scene | None:
    """The main incident, or None when no passage tells of anything violent as having happened."""
    actual = [m for m in mentions.things.events if m.modality is Modality.ACTUAL and not m.background]
    if not actual or _is_of_nature(mentions, actual):
        return None
    aside = frozenset(_asides(mentions))
    events = [m for m in actual if _index(mentions, m) not in aside] or actual
    weights = _weigh_codes(mentions, events)
    code = _most_telling(weights, mentions.speech.language)
    event = next(m for m in events if m.code == code)
    day = _main_day(mentions, events, aside)
    elsewhere = aside | frozenset(_other_days(mentions, day))
    motives = tuple(found.end() for found in _motives(mentions.speech.language).finditer(mentions.low))
    return Scene(event, code, weights, event.span, day, elsewhere - {_index(mentions, event)}, motives)


def _is_of_nature(mentions: Mentions, events: list[ThingMention]) -> bool:
    """An earthquake, a climbing fall or a quiet death: its words open the report, and no act of violence does."""
    opening = [p for p in mentions.passages if p.kind in (PassageKind.HEADLINE, PassageKind.LEAD)]
    if not opening:
        return False
    end = opening[-1].span.end
    violent = any(e.span.start < end and not e.weak and not e.general for e in events)
    return not violent and _nature(mentions.speech.language).search(mentions.low, 0, end) is not None


def _index(mentions: Mentions, mention: ThingMention | TimeMention) -> int:
    passage = mentions.passage(mention.span)
    return passage.index if passage is not None else -1


def _weigh_codes(mentions: Mentions, events: list[ThingMention]) -> dict[str, float]:
    """The weight of each event type; early mentions count more, and a special type more than a general one."""
    lists = load_language("scene", mentions.speech.language)
    general: dict[str, float] = lists["general"]
    weights: dict[str, float] = {}
    for mention in events:
        passage = mentions.passage(mention.span)
        if passage is None:
            continue
        place = {PassageKind.HEADLINE: 2.0, PassageKind.LEAD: 2.0}.get(passage.kind, 1.0 if passage.index < 6 else 0.5)
        strength = 0.5 if mention.weak else 1.0
        weights[mention.code] = weights.get(mention.code, 0.0) + place * strength
    return {code: weight * general.get(code, 1.0) for code, weight in weights.items()}


def _most_telling(weights: Mapping[str, float], language: str) -> str:
    """The type of most weight, or the one it is a part of when that is told half as much ("shooting", "shootdown")."""
    heaviest = max(weights, key=lambda code: (weights[code], code))
    within = load_language("scene", language)["within"]
    wholes = [code for code, parts in within.items() if heaviest in parts and weights.get(code, 0.0) > 0.0]
    whole = max(wholes, key=lambda code: (weights[code], code), default=heaviest)
    return whole if weights[whole] >= _WHOLE * weights[heaviest] else heaviest


def _main_day(mentions: Mentions, events: list[ThingMention], aside: frozenset[int]) -> TimeMention | None:
    """The day told nearest to the event triggers; not the day of a dateline or of what somebody said."""
    usable = [
        time
        for time in mentions.times
        if not time.background
        and time.value is not None
        and time.value.grain in _FINE
        and _index(mentions, time) not in aside
        and _can_have_happened(mentions, time.value)
    ]
    scored = [(_time_score(mentions, time, events) + _REPEATED * _echoes(time, usable), time) for time in usable]
    score, day = max(scored, key=lambda pair: (pair[0], -pair[1].span.start), default=(_UNTOLD, None))
    return day if score > _UNTOLD else None


def _can_have_happened(mentions: Mentions, value: TimeSpan) -> bool:
    published = mentions.report.published_at
    return published is None or value.earliest < published + timedelta(days=1, hours=12)


def _echoes(time: TimeMention, usable: list[TimeMention]) -> int:
    """How often else the report tells the same day, three times at most."""
    others = [t.value for t in usable if t is not time and t.value is not None]
    return min(3, sum(1 for value in others if time.value is not None and relate(value, time.value).compatible))


def _time_score(mentions: Mentions, time: TimeMention, events: list[ThingMention]) -> float:
    passage = mentions.passage(time.span)
    if passage is None:
        return -9.0
    near = [abs(e.span.start - time.span.start) for e in events if passage.span.contains(e.span)]
    score = (3.0 - min(*near, 100, 100) / 100) if near else 0.0
    score -= _FURTHER * passage.index
    length = passage.span.end - passage.span.start
    if (time.span.end - time.span.start) * _STAMP > length:  # "PUBLISHED: 02:31 GMT, 12 March 2013"
        score -= 1.5
    return score - (1.5 if time.reporting or is_of_speech(mentions, time.span) else 0.0)


def _asides(mentions: Mentions) -> Iterator[int]:
    """Passages that open with "In a separate incident" and the like, to the end of their paragraph."""
    patterns = _aside_patterns(mentions.speech.language)
    paragraph = -1
    for passage in mentions.passages:
        if patterns.match(mentions.low, passage.span.start, passage.span.end):
            paragraph = passage.paragraph
            yield passage.index
        elif passage.paragraph == paragraph:
            yield passage.index


def _other_days(mentions: Mentions, day: TimeMention | None) -> Iterator[int]:
    """Passages whose only day is far from the main one: they recall another happening."""
    if day is None or day.value is None:
        return
    told: dict[int, list[TimeSpan]] = {}
    for time in mentions.times:
        if time.value is not None and not time.background:
            told.setdefault(_index(mentions, time), []).append(time.value)
    for index, spans in told.items():
        if all(span.latest + _OTHER_DAY < day.value.earliest for span in spans):
            yield index


def is_motive(mentions: Mentions, scene: Scene, passage: Passage, span: Span) -> bool:
    """True when a span stands behind "in retaliation for" and the like: what is told there happened before."""
    at = bisect.bisect_right(scene.motives, span.start) - 1
    return (
        at >= 0 and scene.motives[at] > passage.span.start and ";" not in mentions.low[scene.motives[at] : span.start]
    )


@cache
def _motives(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(load_language('scene', language)['motives'])})")


@cache
def _nature(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(load_language('scene', language)['nature'])})\b")


@cache
def _aside_patterns(language: str) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{alternatives(load_language('scene', language)['asides'])})\b")


@cache
def _spoken(language: str) -> re.Pattern[str]:
    """Verbs whose day is that of a statement, a call or an arrest, not of the incident."""
    return re.compile(rf"\b(?:{alternatives(load_language('scene', language)['spoken'])})\W+(?:\w+\W+){{0,3}}$")


def is_of_speech(mentions: Mentions, span: Span) -> bool:
    """True when a time is that of a statement, a call or an arrest, by the words before it."""
    return _spoken(mentions.speech.language).search(mentions.low[max(0, span.start - 60) : span.start]) is not None
