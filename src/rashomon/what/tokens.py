"""A text as tokens: lower-cased words with offsets, cut so that "shoot-down" is two words and "Mi-24" is one.

In: a text and its passages. Out: one ``Tokens`` per text, shared by every finder of this package (kept for the last
few texts). What the words mean is left to ``phrases.py`` and the finders.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rashomon.model import Passage, Span
from rashomon.recase import lowered

# The first branch is only there for speed: most words end at a space or comma (0.49 -> 0.39 us a token).
_TOKEN: Final = re.compile(
    r"""[^\W\d_]+(?=[ ,\n])
    |(?:[A-Za-z]\.){2,}                               # U.S.
    |[A-Za-z]{1,5}-?\d[\w-]*                          # Mi-24, AK47
    |\d[\w,.:-]*(?<![,.:-])                           # 1,200 17:30 38-caliber
    |[^\W\d_]+(?:['’](?:s|t|re|ve|ll|d)\b)?
    |['’](?:s|ll|ve|re|d)\b
    |\S""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """Parallel tuples: ``low`` (lower case, no possessive), ``start``, ``end``; ``sentences`` = token ranges.

    ``places`` says at which tokens a word stands.
    """

    text: str
    low: tuple[str, ...]
    start: tuple[int, ...]
    end: tuple[int, ...]
    possessive: frozenset[int]
    sentences: tuple[tuple[int, int], ...]
    places: Mapping[str, Sequence[int]]

    def span(self, first: int, last: int) -> Span:
        """The characters from token ``first`` up to (not including) token ``last``; no final possessive."""
        end = self.end[last - 1]
        if last - 1 in self.possessive:
            end -= 2
        return Span(self.start[first], end)

    def words(self, first: int, last: int) -> str:
        """The text from token ``first`` up to token ``last``."""
        return self.span(first, last).of(self.text)

    def index_at(self, offset: int) -> int:
        """The first token that starts at or after ``offset``."""
        return bisect_left(self.start, offset)

    def sentence_end(self, index: int) -> int:
        """The end of the sentence a token stands in; of none, the token itself."""
        at = bisect_right(self.sentences, (index, len(self.low) + 1)) - 1
        return max(index, self.sentences[at][1]) if at >= 0 else index

    def capital(self, index: int) -> bool:
        """True when the token is written with a capital letter."""
        return self.text[self.start[index]].isupper()


def split_words(words: str) -> tuple[str, ...]:
    """A name cut into the same lower-case words as a text."""
    return tuple(match.group().lower() for match in _TOKEN.finditer(words))


def tokenise(text: str, passages: Sequence[Passage]) -> Tokens:
    """Tokens of a text; the last few texts are remembered, since six finders ask for the same one."""
    return _tokenise(text, tuple([(passage.span.start, passage.span.end) for passage in passages]))


@lru_cache(maxsize=4)
def _tokenise(text: str, ranges: tuple[tuple[int, int], ...]) -> Tokens:
    spans = [match.span() for match in _TOKEN.finditer(text)]
    start, end = tuple([first for first, _ in spans]), tuple([last for _, last in spans])
    small = lowered(text)
    low = [small[first:last] for first, last in spans]
    possessive = {index for index, word in enumerate(low) if word[-1] == "s" and len(word) > 2 and word[-2] in "'’"}
    for index in possessive:
        low[index] = low[index][:-2]
    sentences = tuple([(bisect_left(start, first), bisect_left(start, last)) for first, last in ranges])
    places: dict[str, list[int]] = {}
    for index, word in enumerate(low):
        places.setdefault(word, []).append(index)
    return Tokens(text, tuple(low), start, end, frozenset(possessive), sentences, places)
