"""A report cut into passages: sentences with exact offsets and their kind.

In: the text of a report and its title. Out: passages in text order that never overlap and together hold every
character that is not white space. Paragraphs are lines, unless the text is wrapped at a fixed width. Who says
what inside a passage is the business of ``speech.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rashomon.language import load_language
from rashomon.model import Passage, PassageKind, Report, Span

_WRAP_MIN, _WRAP_MAX = 50, 110  # a line this long without a full stop, in a text with no longer line, is wrapped
_STOP = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s+["'“‘«(\[]*[\w–—-])|[.!?…]["”»](?=[A-Z])""")
_LAST_WORD = re.compile(r"[\w.'’&-]+$")
_NEXT_WORD = re.compile(r"""\s*["'“‘«(\[]*([\w'’-]+)""")
_CAPTION = re.compile(
    r"(?i)(?:photo|image|picture|caption|file photo|video)\s*(?::|by\b|courtesy\b)"
    r"|.{0,200}\((?:photo|getty|ap|afp|reuters)\b"
)
_OPEN, _CLOSE = '"“«„', '"”»“'
_LEAD_SENTENCES = 3  # a report typed as one paragraph still has a lead
_SENTENCE_MAX = 1200  # characters; a longer "sentence" is a table or a lost full stop and is cut at a soft break


def split(report: Report, language: str = "en") -> tuple[Passage, ...]:
    """Passages of a report: the headline first when there is one, the first paragraph of the body as lead."""
    return split_text(report.text, report.title, language)


def split_text(text: str, title: str = "", language: str = "en") -> tuple[Passage, ...]:
    """Passages of a text whose first line is ``title`` when a title is given and the text opens with it."""
    head_end = len(title) if title and text.startswith(title) else 0
    passages: list[Passage] = []
    if head_end:
        passages.append(Passage(Span(0, head_end), PassageKind.HEADLINE, 0, 0))
    for number, paragraph in enumerate(_paragraphs(text, head_end), start=1 if head_end else 0):
        lead = number == (1 if head_end else 0)
        for place, span in enumerate(_sentences(text, paragraph, language)):
            kind = _kind(span.of(text), lead=lead and place < _LEAD_SENTENCES)
            passages.append(Passage(span, kind, len(passages), number))
    return tuple(passages)


def _paragraphs(text: str, start: int) -> Iterator[Span]:
    lines = [Span(start + m.start(), start + m.end()) for m in re.finditer(r"[^\n]+", text[start:])]
    wrapped = _is_wrapped(text, lines)
    begin: Span | None = None
    for line, following in pairwise([*lines, None]):
        if line is None:
            continue
        begin = begin or line
        joined = wrapped and following is not None and _continues(text, line, following)
        if not joined:
            span = _trim(text, begin.start, line.end)
            if span.end > span.start:
                yield span
            begin = None


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    lengths = sorted(line.end - line.start for line in lines)
    if len(lengths) < 3 or lengths[-1] > _WRAP_MAX:
        return False
    open_ended = sum(1 for line in lines if line.of(text).rstrip()[-1:].isalnum() or line.of(text).rstrip()[-1:] == ",")
    return lengths[len(lengths) // 2] >= _WRAP_MIN and open_ended * 2 > len(lines)


def _continues(text: str, line: Span, following: Span) -> bool:
    return text[line.end : following.start] == "\n" and line.end - line.start >= _WRAP_MIN * 0.7


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _sentences(text: str, paragraph: Span, language: str) -> Iterator[Span]:
    lists = load_language("split", language)
    never, unless = frozenset(lists["never_final"]), frozenset(lists["sometimes_final"])
    starters = frozenset(lists["starters"])
    begin = paragraph.start
    for stop in _STOP.finditer(text, paragraph.start, paragraph.end):
        if text[stop.start()] == "." and not _ends(text, begin, stop, never, unless, starters):
            continue
        yield from _soft_cuts(text, _trim(text, begin, stop.end()))
        begin = stop.end()
    last = _trim(text, begin, paragraph.end)
    if last.end > last.start:
        yield from _soft_cuts(text, last)


def _ends(
    text: str, begin: int, stop: re.Match[str], never: frozenset[str], unless: frozenset[str], starters: frozenset[str]
) -> bool:
    """Whether this full stop ends a sentence, judged by the words on both sides."""
    following = _NEXT_WORD.match(text, stop.end())
    if following is None:
        return True
    after = following.group(1)
    before = _LAST_WORD.search(text[max(begin, stop.start() - 24) : stop.start()])
    word = before.group().lower() if before else ""
    if stop.end() - stop.start() > 1 and text[stop.end() - 1] in '"”»' and after[0].isupper():
        return True
    if word in never or (len(word) == 1 and word.isalpha() and after[0].isupper()):
        return False
    if word in unless or "." in word:
        return not after[0].islower() and after.lower() in starters
    return not after[0].islower()


def _soft_cuts(text: str, span: Span) -> Iterator[Span]:
    begin = span.start
    while span.end - begin > _SENTENCE_MAX:
        cut = max(text.rfind(mark, begin, begin + _SENTENCE_MAX) for mark in ("; ", ", ", " "))
        cut = cut + 1 if cut > begin else begin + _SENTENCE_MAX
        yield _trim(text, begin, cut)
        begin = _trim(text, cut, span.end).start
    if span.end > begin:
        yield Span(begin, span.end)


def _kind(words: str, *, lead: bool) -> PassageKind:
    if _CAPTION.match(words):
        return PassageKind.CAPTION
    if words[0] in _OPEN and words.rstrip(".,")[-1] in _CLOSE and len(words) > 2:
        return PassageKind.QUOTE
    return PassageKind.LEAD if lead else PassageKind.BODY
