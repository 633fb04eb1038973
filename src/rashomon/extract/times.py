"""Which of the times told in a report say when the main incident happened."""

from __future__ import annotations

from typing import Final

from rashomon.extract.gather import Mentions
from rashomon.extract.scene import Scene, is_of_speech
from rashomon.values import Grain
from rashomon.when import TimeMention

_CLOCK: Final = (Grain.MINUTE, Grain.HOUR, Grain.DAYPART)


def scene_times(mentions: Mentions, scene: Scene) -> list[TimeMention]:
    """The main day first, then the clock times of that day told in passages of the incident."""
    if scene.day is None or scene.day.value is None:
        return []
    chosen = [scene.day]
    day = scene.day.value
    for time in mentions.times:
        value = time.value
        if value is None or time is scene.day or time.background or time.reporting or value.grain not in _CLOCK:
            continue
        same_day = abs((value.earliest - day.earliest).total_seconds()) < 86_400
        if same_day and _is_told(mentions, scene, time) and not is_of_speech(mentions, time.span):
            chosen.append(time)
    return chosen


def _is_told(mentions: Mentions, scene: Scene, time: TimeMention) -> bool:
    """The sentence tells of this incident: of the deed or of those it hit."""
    passage = mentions.passage(time.span)
    if passage is None or not scene.tells(passage):
        return False
    told = (*(event.span for event in mentions.things.events), *(toll.predicate for toll in mentions.casualties))
    return any(passage.span.contains(span) for span in told)
