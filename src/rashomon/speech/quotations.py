"""Direct quotations: their spans, paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rashomon.model import Passage, PassageKind, Span

_QUOTED_WORDS: Final = 3
_MARK: Final = re.compile(r'["“”«»]')


def find_quotations(text: str, passages: Sequence[Passage]) -> tuple[Span, ...]:
    """Spans of direct quotation, marks included; an unclosed one runs to the end of its paragraph.

    A quoted word or two (a nickname, a code name) is no quotation of a speaker and is left out.
    """
    spans: list[Span] = []
    begin, paragraph = -1, -1
    for passage in passages:
        if passage.paragraph != paragraph:
            begin, paragraph = -1, passage.paragraph
        for mark in _MARK.finditer(text, passage.span.start, passage.span.end):
            if begin < 0:
                begin = mark.start()
                continue
            if len(text[begin : mark.start()].split()) >= _QUOTED_WORDS:
                spans.append(Span(begin, mark.end()))
            begin = -1
        if begin >= 0 and passage.kind is not PassageKind.HEADLINE:
            spans.append(Span(begin, passage.span.end))
            begin = passage.span.end
    return tuple(spans)
