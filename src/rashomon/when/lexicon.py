"""The language file of time, compiled: text -> typed tokens, and one regular expression over their kinds.

Every token has a kind, every kind one character, so that a text becomes a string of kinds in which the rules of
``time.toml`` are ordinary regular expressions. What a found phrase means is left to ``phrases.py`` and ``resolve.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from rashomon.errors import CodebookError
from rashomon.language import load_language
from rashomon.recase import lowered

_BEFORE: Final = 72  # characters read before a trigger: "told reporters in a statement on" is 33, a cue 8 words
_AFTER: Final = 48
_TRIGGERS: Final = frozenset(
    {"month", "weekday", "relday", "daypart", "overnight", "season", "now", "unit_hour", "unit_weekend", "unit_century"}
    | {"unit_other", "era"}
)
_DIGITS: Final = r"\d{4}|\d{1,2}(?:[:.h/]\d|\s?[ap]\.?\s?m\b)"  # other numbers tell a time only beside a word of time
_NEVER_FIRST: Final = frozenset(
    {"x", "X", "punct", "comma", "dot", "close", "newline", "slash", "hyphen", "of", "by", "and", "between", "from"}
    | {"since", "to", "for", "at", "on", "in", "after", "before", "era", "time", "ago"}
)
_CAPITALISED: Final = frozenset({"month", "weekday", "shortday"})
_UNITS: Final = ("unit_hour", "unit_weekend", "unit_century", "unit_other")
_SHAPES: Final = (
    "iso", "numdate", "offset", "clock", "dotclock", "decade", "ord", "aposyear", "oclock",
    "day", "num", "year", "hhmm", "hhmmnum", "comma", "dot", "hyphen", "slash", "open", "close", "newline", "punct",
)  # fmt: skip
_MARKS: Final = {
    ",": "comma", ".": "dot", "-": "hyphen", "–": "hyphen", "—": "hyphen", "/": "slash",
    "(": "open", "[": "open", ")": "close", "]": "close",
}  # fmt: skip
_LEXER: Final = re.compile(
    r"""(?P<offset>[GUgu](?:MT|TC|mt|tc)\s?[+−-]\s?\d{1,2}(?::?\d\d)?(?!\d))
      | (?P<oclock>[oO]['’]clock\b)
      | (?P<word>[^\W\d_]+)
      | (?P<mark>[^\w\s$€£'’])
      | (?P<iso>(?<![\d-])\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\d-]))
      | (?P<numdate>(?<![\d/.])\d{1,2}(?P<sep>[/.])\d{1,2}(?P=sep)(?:\d{4}|\d\d)(?![\d/]))
      | (?P<clock>(?<![\d:.,])(?:\d{1,2}(?:[:.]\d\d)?\s?(?:[aApP][mM]\b|[aApP]\.\s?[mM]\b\.?)
          |\d{1,2}(?::\d\d){1,2}(?![\d:])|[012]?\dh[0-5]\d\b))
      | (?P<decade>\b\d{3}0['’]?s\b)
      | (?P<ord>\b\d{1,2}(?:st|nd|rd|th|ST|ND|RD|TH)\b)
      | (?P<junk>\d{1,3}(?:,\d{3})+(?!\d)|[$€£]\s?\d[\d.,]*|\d[\d.]*\s?%|\d+[^\W\d_]+)
      | (?P<dotclock>(?<![\d.])\d{1,2}\.\d\d(?!\d|\.\d))
      | (?P<decimal>\d+\.\d+)
      | (?P<int>\d+)
      | (?P<aposyear>(?<!\w)['’]\d\d\b(?!\s?['’]?s))
      | (?P<skip>['’]s\b)
      | (?P<newline>\n\s*)
      | (?P<other>[^\w\s])
    """,
    re.VERBOSE,
)


class Token(NamedTuple):  # a frozen dataclass takes three times as long to make; there are 300 a report
    """One word, number or mark: its kind, its value (what the language file gives the word), and where it stands."""

    kind: str
    value: Any
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One phrase pattern of the language file."""

    form: str
    background: bool


@dataclass(frozen=True, slots=True)
class TimeLexicon:
    """A compiled language. ``words`` gives (kind, value) of a lower-cased word; ``codes`` the character of a kind."""

    words: Mapping[str, tuple[str, Any]]
    codes: Mapping[str, str]
    kinds: Mapping[str, str]
    trigger: re.Pattern[str]
    start: re.Pattern[str]
    phrase: re.Pattern[str]
    rules: tuple[Rule, ...]
    glue: re.Pattern[str]
    lead: re.Pattern[str]
    range_open: frozenset[str]
    range_middle: re.Pattern[str]
    dayparts: Mapping[str, tuple[int, int]]
    seasons: Mapping[str, tuple[int, int]]
    zones: Mapping[str, str]
    future: frozenset[str]
    saying: frozenset[str]
    occasions: frozenset[str]
    people: frozenset[str]


@cache
def load_times(language: str = "en") -> TimeLexicon:
    """The time lexicon of a language. Raises CodebookError when its rules name a kind that does not exist."""
    data = load_language("time", language)
    words: dict[str, tuple[str, Any]] = {}
    for kind, entries in data["kinds"].items():
        for word, value in entries.items():
            words[word] = (_unit_kind(value) if kind == "unit" else kind, value)
    names = [*(k for k in data["kinds"] if k != "unit"), *_UNITS, *_SHAPES, "x", "X"]
    codes = {name: chr(0x100 + i) for i, name in enumerate(names)}
    rules = tuple(Rule(r["form"], r.get("background", False)) for r in data["rules"])

    def build(source: str) -> str:
        return _compile(source, codes, data["macros"])

    phrase = "|".join(f"(?P<r{i}>{build(r['pattern'])})" for i, r in enumerate(data["rules"]))
    join, cues = data["join"], data["cues"]
    return TimeLexicon(
        words=words,
        codes=codes,
        kinds={code: name for name, code in codes.items()},
        trigger=re.compile(
            rf"\b(?:{_DIGITS}|{_trie([w for w, (kind, _) in words.items() if kind in _TRIGGERS] + ['clock'])})"
        ),
        start=re.compile(
            f"[{''.join(c for k, c in codes.items() if k not in _NEVER_FIRST)}]|" + build("X(?=X?X?time)")
        ),
        phrase=re.compile(phrase),
        rules=rules,
        glue=re.compile(build(join["glue"])),
        lead=re.compile(f"(?:{build(join['lead'])})$"),
        range_open=frozenset(codes[k] for k in re.findall(r"\w+", join["range_open"])),
        range_middle=re.compile(build(join["range_middle"])),
        dayparts={k: (v[0], v[1]) for k, v in data["dayparts"].items()},
        seasons={k: (v[0], v[1]) for k, v in data["seasons"].items()},
        zones=data["zones"],
        future=frozenset(cues["future"]),
        saying=frozenset(cues["saying"]),
        occasions=frozenset(cues["occasions"]),
        people=frozenset(cues["people"]),
    )


def read_tokens(text: str, lexicon: TimeLexicon) -> tuple[list[Token], str]:
    """The tokens of a text and their kinds as a string of the same length.

    Only the surroundings of digits and words of time are read; a "punct" stands for what was left out.
    """
    tokens: list[Token] = []
    for first, last in _windows(text, lexicon):
        if tokens:
            tokens.append(Token("punct", None, tokens[-1].end, tokens[-1].end))
        _read_window(text, first, last, lexicon, tokens)
    codes = lexicon.codes
    return tokens, "".join([codes[t.kind] for t in tokens])


def _windows(text: str, lexicon: TimeLexicon) -> list[tuple[int, int]]:
    """Stretches around the triggers, cut at spaces, none overlapping."""
    windows: list[tuple[int, int]] = []
    for found in lexicon.trigger.finditer(lowered(text)):
        at = found.start()
        if windows and at + _AFTER <= windows[-1][1]:
            continue
        first, last = text.rfind(" ", 0, max(0, at - _BEFORE)) + 1, text.find(" ", found.end() + _AFTER)
        last = len(text) if last < 0 else last
        if windows and first <= windows[-1][1]:
            windows[-1] = (windows[-1][0], last)
        else:
            windows.append((first, last))
    return windows


def _read_window(text: str, first: int, last: int, lexicon: TimeLexicon, tokens: list[Token]) -> None:
    words = lexicon.words
    new = tuple.__new__  # half the time of the class's own constructor
    for found in _LEXER.finditer(text, first, last):
        shape = found.lastgroup
        start, end = found.span()
        if shape == "word":
            word = text[start:end]
            kind, value = words.get(word.lower(), _UNKNOWN)
            if kind == "x" or (kind in _CAPITALISED and word[0].islower()):
                kind, value = ("X" if word[0].isupper() else "x"), None
            tokens.append(new(Token, (kind, value, start, end)))
        elif shape == "mark":
            tokens.append(new(Token, (_MARKS.get(text[start], "punct"), None, start, end)))
        elif shape != "skip":
            tokens.append(Token(*_shaped(str(shape), found.group()), start, end))


_UNKNOWN: Final = ("x", None)


def _shaped(shape: str, text: str) -> tuple[str, Any]:
    if shape == "int":
        return _number(text)
    if shape in ("junk", "decimal", "other"):
        return "punct", None
    if shape == "ord":
        number = int(text[:-2])
        return ("ord", number)
    if shape == "dotclock":
        hour, minute = text.split(".")
        return ("dotclock", text) if int(hour) < 24 and int(minute) < 60 else ("punct", None)
    return shape, text


def _number(text: str) -> tuple[str, Any]:
    value = int(text)
    if len(text) == 4:
        clock = value // 100 < 24 and value % 100 < 60
        if clock and (value < 1660 or value > 2100):
            return ("hhmm" if text[0] == "0" else "hhmmnum"), value
        return ("year", value) if 1000 <= value <= 2100 else ("num", value)
    if len(text) <= 2 and 1 <= value <= 31:
        return "day", value
    return ("num", value) if len(text) <= 3 else ("punct", None)


def _trie(words: Iterable[str]) -> str:
    """One regular expression for many words that shares their beginnings: each text position is tried once."""
    branches: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        branches.setdefault(word[:1], []).append(word[1:])
    parts = [(first + _trie(rest)) if first else r"\b" for first, rest in branches.items()]
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def _unit_kind(unit: str) -> str:
    return f"unit_{unit}" if f"unit_{unit}" in _UNITS else "unit_other"


def _compile(source: str, codes: Mapping[str, str], macros: Mapping[str, str]) -> str:
    """Kind names -> their characters; ``unit`` is any unit. Spaces only part names."""
    for _ in range(2):
        source = re.sub(r"\{(\w+)\}", lambda m: macros[m[1]], source)

    def code(found: re.Match[str]) -> str:
        name = found[0]
        if name == "unit":
            return "[" + "".join(codes[u] for u in _UNITS) + "]"
        if name not in codes:
            raise CodebookError(f"time.toml names the kind {name!r}, which no [kinds.{name}] table defines")
        return codes[name]

    return re.sub(r"\w+", code, source).replace(" ", "")
