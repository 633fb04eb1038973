"""The word lists of ``place.toml``, frozen for quick tests, and the splitting of a text into words.

Comes out: ``Words`` (one language's lists) and ``Word`` values (one word of a text, with what its shape tells).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from rashomon.language import load_language
from rashomon.recase import load_words
from rashomon.values import fold

_WORD: Final = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’ʼ`][^\W\d_]+)*")
_POSSESSIVE: Final = re.compile(r"['’]s$|(?<=s)['’]$", re.IGNORECASE)
_ENDS_SENTENCE: Final = re.compile(r"[.!?:;]['\"”’)\]]*\s+['\"“‘(\[]*$|\n\s*['\"“‘(\[]*$|^\W*$|[“\"‘(]$|--? $|[–—] ?$")
_HEADLINE_SHARE: Final = 0.7  # share of capitalised words in a line of title case; prose stays under 0.4
_HEADLINE_WORDS: Final = 4


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of one language; see ``data/languages/en/place.toml`` for what each is for."""

    strong: frozenset[str]
    weak: frozenset[str]
    modifiers: frozenset[str]
    linking: frozenset[str]
    prefixes: frozenset[str]
    kinds: Mapping[str, frozenset[str]]
    heads: frozenset[str]
    block: re.Pattern[str]
    plain: re.Pattern[str]
    verbs: frozenset[str]
    nouns: frozenset[str]
    bodies: frozenset[str]
    organisations: frozenset[str]
    organisations_of: frozenset[str]
    never: frozenset[str]
    titles: frozenset[str]
    first_names: frozenset[str]
    demonyms: Mapping[str, str]
    abbreviations: Mapping[str, str]
    common: frozenset[str]


class Word(NamedTuple):  # thousands per report: a frozen dataclass takes four times as long to make
    """One word. ``capital`` is as printed; ``proper`` leaves out capitals that sentence start or a headline explain."""

    start: int
    end: int
    text: str
    folded: str
    capital: bool
    proper: bool
    possessive: bool
    opens: bool


_new: Final = tuple.__new__  # half the time of the class's own constructor


@cache
def load_place_words(language: str = "en") -> Words:
    """The lists of one language, read once."""
    data = load_language("place", language)
    sites, parties, reject = data["sites"], data["parties"], data["reject"]
    plain = "|".join(sorted(sites["plain"], key=len, reverse=True))
    return Words(
        strong=_set(data["strong"]),
        weak=_set(data["weak"]),
        modifiers=_set(data["modifiers"]),
        linking=_set(data["linking"]),
        prefixes=_set(data["prefixes"]),
        kinds=_features(data["kinds"]),
        heads=_set(sites["heads"]),
        block=re.compile(sites["block"]),
        plain=re.compile(rf"\b(?:{plain})\b"),
        verbs=_set(parties["verbs"]),
        nouns=_set(parties["nouns"]),
        bodies=_set(parties["bodies"]),
        organisations=_set(reject["organisations"]),
        organisations_of=_set(reject["organisations_of"]),
        never=_set(reject["never"]),
        titles=_set(reject["titles"]),
        first_names=_set(reject["first_names"]),
        demonyms={name: code for code, names in data["demonyms"].items() for name in names},
        abbreviations={name.rstrip("."): code for code, names in data["abbreviations"].items() for name in names},
        common=load_words(language),
    )


def split_words(text: str, words: Words) -> list[Word]:
    """The words of a text, in order."""
    titled = _headline_lines(text)
    out: list[Word] = []
    for match in _WORD.finditer(text):
        start, said = match.start(), match.group()
        if said.islower() and said.isascii() and said.isalpha():
            out.append(_new(Word, (start, start + len(said), said, said, False, False, False, False)))
            continue
        bare = said if said.isalnum() else _POSSESSIVE.sub("", said)
        capital = said[0].isupper() or (said[0].isdigit() and any(char.isupper() for char in said))
        opens = capital and _opens(text, start)
        folded = fold(bare)
        explained = capital and (opens or any(low <= start < high for low, high in titled))
        out.append(
            Word(
                start,
                start + len(bare),
                bare,
                folded,
                capital,
                proper=capital and not (explained and folded in words.common),
                possessive=len(bare) < len(said),
                opens=opens or start == 0,
            )
        )
    return out


def _opens(text: str, start: int) -> bool:
    """Whether a word stands first in its sentence; most stand after a letter and a space, and need no pattern."""
    if start > 1 and text[start - 1] == " " and text[start - 2].isalnum():
        return False
    return _ENDS_SENTENCE.search(text, max(0, start - 6), start) is not None


def _headline_lines(text: str) -> list[tuple[int, int]]:
    """Ranges of lines in title case; only short lines without a full stop are looked at."""
    out = []
    at = 0
    for line in text.split("\n"):
        if len(line) < 200 and not line.rstrip().endswith("."):
            longer = [said for said in line.split() if len(said) > 3 and said[0].isalpha()]
            if len(longer) >= _HEADLINE_WORDS and sum(s[0].isupper() for s in longer) >= _HEADLINE_SHARE * len(longer):
                out.append((at, at + len(line)))
        at += len(line) + 1
    return out


def _features(kinds: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """Kind word -> the features it may stand for."""
    out: dict[str, set[str]] = {}
    for feature, names in kinds.items():
        for name in names:
            out.setdefault(name, set()).add(feature)
    return {name: frozenset(features) for name, features in out.items()}


def _set(items: Any) -> frozenset[str]:
    return frozenset(str(item) for item in items)
