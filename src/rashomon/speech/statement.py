"""What one act of speech covers, and who is responsible for any words: the question every claim asks."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

from rashomon.model import Passage, Span, Speaker, Stance
from rashomon.speech.lexicon import load_lexicon

_START: Final = attrgetter("span.start")  # quicker than a lambda; passages are looked up some 200 times a report
_CONTENT_START: Final = attrgetter("content.start")
_HEDGE_REACH: Final = 60  # characters before a span in which a hedge word of the same clause still weakens it
_DOUBT_REACH: Final = 80
_CLAUSE_EDGE: Final = re.compile(r"[;,:]|\bbut\b|\bwhile\b")


@dataclass(frozen=True, slots=True)
class Statement:
    """The content of one act of speech. ``speakers`` runs outermost first; never empty. ``passage`` is an index."""

    content: Span
    speakers: tuple[Speaker, ...]
    cue: Span | None
    stance: Stance
    hedged: bool
    passage: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is responsible for a span. ``speakers`` is empty for the outlet's own voice."""

    speakers: tuple[Speaker, ...]
    cue: Span | None
    stance: Stance
    hedged: bool


@dataclass(frozen=True, slots=True)
class Speech:
    """All statements of a report by where their content starts, and the questions asked of them.

    ``reach`` is the length of the longest with its cue: no other need be asked about words further away than that.
    """

    text: str
    passages: tuple[Passage, ...]
    statements: tuple[Statement, ...]
    language: str = "en"
    reach: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reach", max(map(_length, self.statements), default=0))

    def attribute(self, span: Span) -> Attribution:
        """Speaker, stance and hedge of a span: the shortest statement that covers it, else the outlet's own voice."""
        low = bisect.bisect_left(self.statements, span.start - self.reach, key=_CONTENT_START)
        high = bisect.bisect_right(self.statements, span.end + self.reach, key=_CONTENT_START)
        covering = [s for s in self.statements[low:high] if _covers(s, span)]
        passage = passage_at(self.passages, span.start)
        hedged = passage is not None and is_hedged(self.text, passage.span, span, self.language)
        doubted = passage is not None and is_doubted(self.text, passage.span, span, self.language)
        if not covering:
            return Attribution((), None, Stance.QUESTIONS if doubted else Stance.ASSERTS, hedged)
        best = min(covering, key=lambda s: (s.content.end - s.content.start, s.content.start))
        stance = Stance.QUESTIONS if doubted and best.stance is Stance.ASSERTS else best.stance
        return Attribution(best.speakers, best.cue, stance, hedged or best.hedged)


def _length(statement: Statement) -> int:
    cue = statement.cue or statement.content
    return max(statement.content.end, cue.end) - min(statement.content.start, cue.start)


def _covers(statement: Statement, span: Span) -> bool:
    """The span begins in the content, or shares words with the cue itself ("is assessing who did it")."""
    inside = statement.content.start <= span.start < statement.content.end
    return inside or (statement.cue is not None and span.overlaps(statement.cue))


def passage_at(passages: Sequence[Passage], offset: int) -> Passage | None:
    """The passage that holds a code point offset, or None between passages."""
    at = bisect.bisect_right(passages, offset, key=_START) - 1
    if at < 0 or offset >= passages[at].span.end:
        return None
    return passages[at]


def is_doubted(text: str, passage: Span, span: Span, language: str = "en") -> bool:
    """True when the clause before the span leaves it open ("it was not clear whether ...")."""
    low = max(passage.start, span.start - _DOUBT_REACH)
    clause = re.split(r"[;:]|\bbut\b|\bwhile\b", text[low : span.start])[-1]
    return load_lexicon(language).doubt.search(clause) is not None


def is_hedged(text: str, passage: Span, span: Span, language: str = "en") -> bool:
    """True when a hedge word stands in the clause of the span, before it or inside it."""
    low = max(passage.start, span.start - _HEDGE_REACH)
    clause = _CLAUSE_EDGE.split(text[low : span.start])[-1] + text[span.start : span.end]
    return load_lexicon(language).hedge.search(clause.lower()) is not None
