"""What or who was attacked: the object of the words of attack.

In: a text and its passages. Out: one ``ThingMention`` per event whose clause names its object, ``Text`` valued, tied to
the event by ``event``. Counting victims is left to ``count.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from rashomon.language import load_language
from rashomon.model import Passage
from rashomon.values import Code, Text
from rashomon.what.events import find_events
from rashomon.what.mentions import ThingMention


@cache
def load_targets(language: str = "en") -> dict[str, frozenset[str]]:
    """Heads that are no targets, and event types that have none."""
    tables = load_language("what", language)["targets"]
    return {name: frozenset(words) for name, words in tables.items()}


def find_targets(text: str, passages: Sequence[Passage], language: str = "en") -> list[ThingMention]:
    """Targets in text order."""
    words = load_targets(language)
    found = []
    for event in find_events(text, passages, language):
        code = event.value.code if isinstance(event.value, Code) else ""
        if event.object is None or code in words["without"]:
            continue
        label = " ".join(event.object.of(text).split())
        if _is_target(label, words):
            found.append(replace(event, span=event.object, attribute="target", value=Text(label), weak=False))
    return found


def _is_target(label: str, words: dict[str, frozenset[str]]) -> bool:
    low = [word.strip(".,'\"“”’").lower() for word in label.split()]
    head = low[: low.index("of")] if "of" in low[1:] else low
    if head[-1] in words["thing"]:
        return False
    return any(char.isalpha() for char in label) and low[0] not in words["opening"]
