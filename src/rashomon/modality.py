"""Did it happen? PLOVER's auxiliary modes for a mention: actual, future, hypothetical, negated or historical.

In: the text, the passage and the span of a trigger in it. Out: one ``Modality``. Judged by the words of the trigger's
clause, mostly those before it. Who says so, and how surely, is the business of ``speech.py``.
Source of the modes: PLOVER manual v0.8, "auxiliary modes" (historical, future, hypothetical, negation).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from rashomon.language import load_language
from rashomon.model import Modality, Span

_CLAUSE: Final = re.compile(r"[;:]|,? (?:but|while|although|whereas) |, (?:and|after|when) |[\"“”]")
_REACH: Final = 60  # characters before the trigger in which a modal still governs it
_AFTER: Final = 45


def modality_of(text: str, passage: Span, trigger: Span, language: str = "en") -> Modality:
    """The mode of the trigger at ``trigger`` inside ``passage``; ACTUAL when no cue governs it."""
    before = _clause_before(text, passage, trigger)
    after = text[trigger.end : min(passage.end, trigger.end + _AFTER)]
    for mode, left, right in _patterns(language):
        if left is not None and left.search(before):
            return mode
        if right is not None and right.match(after):
            return mode
    return Modality.ACTUAL


def _clause_before(text: str, passage: Span, trigger: Span) -> str:
    begin = max(passage.start, trigger.start - _REACH)
    words = text[begin : trigger.start]
    breaks = [match.end() for match in _CLAUSE.finditer(words)]
    return words[breaks[-1] :] if breaks else words


@cache
def _patterns(language: str) -> tuple[tuple[Modality, re.Pattern[str] | None, re.Pattern[str] | None], ...]:
    """One (mode, pattern that must end the words before, pattern that must open the words after) per mode."""
    tables = load_language("modality", language)
    return tuple(
        (
            Modality(mode),
            _compile(tables[mode].get("before"), at_end=True),
            _compile(tables[mode].get("after"), at_end=False),
        )
        for mode in ("negated", "hypothetical", "future", "historical")
    )


def _compile(alternatives: list[str] | None, *, at_end: bool) -> re.Pattern[str] | None:
    if not alternatives:
        return None
    joined = "|".join(alternatives)
    return re.compile(rf"(?i)\b(?:{joined})(?:\W+\w+){{0,3}}\W*$" if at_end else rf"(?i)\W*(?:{joined})\b")
