"""Offsets that survive a change of form: tokens to running text, any text to NFC, and a text to its bare letters.

Goes in: words, tokens, spans in one form of a text. Comes out: the same in another form, or a counted problem; a span
whose words are not those annotated is never passed on in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rashomon.model import Span
from rashomon.split import split_text

_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}", "``": '"', "''": '"'}
_NO_SPACE_BEFORE = re.compile(r"(?:[.,;:!?%)\]}’”…]|n['’]t|['’](?:s|re|ve|ll|d|m))", re.IGNORECASE)
_NO_SPACE_AFTER = frozenset("([{$£€#“‘")
_QUOTES = frozenset("\"'`“”‘’«»„‚´")


@dataclass(slots=True)
class Log:
    """What a converter could not take over, by reason."""

    corpus: str
    problems: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def note(self, reason: str, example: str = "") -> None:
        """Count a problem; the first example of each reason is kept (an id, never words of the text)."""
        self.problems[reason] += 1
        self.examples.setdefault(reason, example)


def nfc(text: str) -> tuple[str, Sequence[int] | None]:
    """The NFC form, and where each offset of ``text`` (its end included) lies in it; None when nothing moves."""
    if unicodedata.is_normalized("NFC", text):
        return text, None
    moved, places, start = [], [], 0
    for piece in re.findall(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+", text, re.DOTALL):
        composed = unicodedata.normalize("NFC", piece)
        places += [start] + [start + len(composed)] * (len(piece) - 1)
        moved.append(composed)
        start += len(composed)
    joined = unicodedata.normalize("NFC", text)
    if "".join(moved) == joined:
        return joined, [*places, start]
    # scripts whose marks the pattern does not know: prefix by prefix, slow but right
    return joined, [len(unicodedata.normalize("NFC", text[:place])) for place in range(len(text) + 1)]


def moved(span: Span, places: Sequence[int] | None) -> Span:
    """A span of the text given to ``nfc`` as a span of what it returned."""
    return span if places is None else Span(places[span.start], places[span.end])


def join_tokens(tokens: Iterable[str]) -> tuple[str, list[Span]]:
    """Running text of tokens, written as a newspaper would, and the span of each token in it."""
    text, spans, opened = "", [], False
    for token in tokens:
        word = unicodedata.normalize("NFC", _BRACKETS.get(token, token))
        quote = word == '"'
        close = bool(_NO_SPACE_BEFORE.fullmatch(word)) or (quote and opened) or not text
        after_opening = text[-1:] in _NO_SPACE_AFTER or (text.endswith('"') and opened)
        text += word if close or after_opening else " " + word
        opened = not opened if quote else opened
        spans.append(Span(len(text) - len(word), len(text)))
    return text, spans


def token_span(spans: Sequence[Span], first: int, last: int) -> Span | None:
    """From token ``first`` to token ``last``, both included; None when there are no such tokens."""
    return Span(spans[first].start, spans[last].end) if 0 <= first <= last < len(spans) else None


def same_words(text: str, words: str) -> bool:
    """True when two pieces of text differ in white space, brackets' names and quotation marks only."""
    for name, mark in _BRACKETS.items():
        words = words.replace(name, mark)
    return skeleton(text)[0] == skeleton(words)[0]


def skeleton(text: str) -> tuple[str, list[int]]:
    """The text without white space and quotation marks, and the place of each character that is left."""
    text = text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
    places = [place for place, char in enumerate(text) if not char.isspace() and char not in _QUOTES]
    return "".join(text[place] for place in places), places


def is_quote(char: str) -> bool:
    """True for every kind of quotation mark and apostrophe."""
    return char in _QUOTES


def sentences(text: str) -> tuple[Span, ...]:
    """Sentences as Rashomon itself cuts them."""
    return tuple(passage.span for passage in split_text(text))


def find_words(text: str, words: str) -> Span | None:
    """First place where the words stand, whatever the white space between them, not inside other words."""
    parts = words.split()
    if not parts:
        return None
    pattern = r"\s+".join(re.escape(part) for part in parts)
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text) or re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    return Span(*found.span()) if found else None
