"""Which of the times told in a report say when the main incident happened."""

from __future__ import annotations

from typing import Final

from rashomon.extract.gather import Mentions
from rashomon.extract.scene import Scene, is_of_speech
from rashomon.values import Grain
from rashomon.when import TimeMention

_CLOCK: Final = (Grain.MINUTE, Grain.HOUR, Grain.DAYPART)


def scene_times(mentions: Mentions, scene: Scene) -> list[TimeMention]:
    """The main day first, then the clock times of that day told together with the deed or those it hit."""
    clocks = [time for time in times_of_day(mentions, scene) if _is_told(mentions, time)]
    return [scene.day, *clocks] if scene.day is not None else []


def times_of_day(mentions: Mentions, scene: Scene) -> list[TimeMention]:
    """Every clock time and part of the main day told in passages of the incident, statements and calls left out."""
    if scene.day is None or scene.day.value is None:
        return []
    chosen: list[TimeMention] = []
    day = scene.day.value
    for time in mentions.times:
        value = time.value
        if value is None or time is scene.day or time.background or time.reporting or value.grain not in _CLOCK:
            continue
        same_day = abs((value.earliest - day.earliest).total_seconds()) < 86_400
        if same_day and scene.tells(mentions.passage(time.span)) and not is_of_speech(mentions, time.span):
            chosen.append(time)
    return chosen


def _is_told(mentions: Mentions, time: TimeMention) -> bool:
    """The sentence tells of the deed or of those it hit."""
    passage = mentions.passage(time.span)
    told = (*(event.span for event in mentions.things.events), *(toll.predicate for toll in mentions.casualties))
    return passage is not None and any(passage.span.contains(span) for span in told)
