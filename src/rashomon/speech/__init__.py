"""Who said it and how: speaker chain, cue, stance and hedge for every stretch of a report.

In: the text (normal case), its passages and the parties named in it. Out: ``Statement``s, each the content one speaker
is responsible for, and ``Speech.attribute(span)``, which names the innermost speaker of any span. What lies in no
statement is the outlet's own voice. What a claim *is* - a toll, a weapon - is the business of the word-to-value files.
"""

from __future__ import annotations

from collections.abc import Sequence

from rashomon.model import Passage
from rashomon.speech.reader import SpeechReader
from rashomon.speech.statement import Attribution, Speech, Statement, passage_at
from rashomon.who import PartyMention

__all__ = ["Attribution", "Speech", "Statement", "find_speech", "passage_at"]


def find_speech(
    text: str, passages: Sequence[Passage], parties: Sequence[PartyMention], language: str = "en"
) -> Speech:
    """All statements of a text, in text order."""
    ordered = tuple(sorted(parties, key=lambda mention: mention.span.start))
    reader = SpeechReader(text, tuple(passages), ordered, language)
    return Speech(text, tuple(passages), tuple(reader.read()), language)
