"""Whose forces "its forces" are: the speaker's own.

"The ministry said its forces shot it down" names the ministry's state as the one who did it, and so owns up to it;
"denied that its forces did it" denies it for them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from rashomon.extract.gather import Mentions
from rashomon.language import load_language
from rashomon.model import Span, Speaker
from rashomon.values import PartyRef
from rashomon.who import PartyMention, load_party_lexicon

_REACH: Final = 8  # characters before a noun phrase in which its possessive stands
_GROUPS: Final = frozenset({"grp", "int"})


def own_side(mentions: Mentions, span: Span, party: PartyMention | None, speaker: Speaker) -> PartyRef | None:
    """The speaker's side, when the words at a span are said to be the speaker's own; None otherwise."""
    language = mentions.speech.language
    if _own(language).search(mentions.view[max(0, span.start - _REACH) : span.start]) is None:
        return None
    head, words = (speaker.party_id or "").partition(":")[0], " ".join(span.of(mentions.view).split())
    if head in _GROUPS:
        return PartyRef(speaker.party_id, f"{words} of {speaker.name}")
    state = load_party_lexicon(language).countries.get(head)
    if state is None:
        return None
    role = party.party.id.partition(":")[2] if party is not None else ""
    return PartyRef(f"{head}:{role or 'mil'}", f"{words} of {state}")


@cache
def _own(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?i)\b(?:{'|'.join(load_language('scene', language)['own'])}) (?:own )?$")
