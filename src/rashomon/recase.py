"""Upper-case newswire made readable: a same-length view of a text with ordinary capitals.

Goes in: any text. Comes out: a text of exactly the same length in which lines that are all capitals are written in
mixed case, so that every other stage sees one kind of English and its offsets hold for both. The report itself is
never edited; the view is thrown away after extraction. Which names are *known* is left to the lexicons of the
other stages: here a word is a name when the language's word list does not have it.
"""

from __future__ import annotations

import gzip
import re
from functools import cache, lru_cache
from importlib.resources import files

from rashomon.language import load_language

_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"(?<!\d)[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_DEFINED = re.compile(r"((?:[\w'’\-]+ ){2,8})[\[(]([A-Z]{2,8})[\])]")
_FREQUENT = "eaotin"  # these letters alone are half of any English prose in small letters
_UPPER_SHARE = 0.85  # a headline in capitals has a few small words or units ("al-", "km"); prose never gets past 0.3
_MIN_LETTERS = 12


def recase(text: str, language: str = "en") -> str:
    """The text with its all-capital lines in mixed case; same length, character for character."""
    if not any(is_upper(line.group()) for line in _LINE.finditer(text)):
        return text
    return _LINE.sub(
        lambda line: _recase_line(line.group(), language) if is_upper(line.group()) else line.group(), text
    )


def is_upper(line: str) -> bool:
    """True when a line is written in capitals: at least 12 letters, 85 % of them upper case."""
    small = 0
    for letter in _FREQUENT:  # enough small letters, counted ten times faster than one by one, settle it
        small += line.count(letter)
        if small > (1 - _UPPER_SHARE) * len(line):
            return False
    upper = sum(1 for char in line if char.isupper())
    if upper < _MIN_LETTERS:
        return False
    return upper >= _UPPER_SHARE * sum(1 for char in line if char.isalpha())


@lru_cache(maxsize=4)
def lowered(text: str) -> str:
    """The text in lower case, same length: what patterns search, since ignoring case takes them five times as long."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)  # "İ" would become two


@cache
def load_words(language: str = "en") -> frozenset[str]:
    """The language's common words in lower case (about 45,000 for English); empty when it has no list."""
    path = files("rashomon") / "data" / "languages" / language / "words.txt.gz"
    if not path.is_file():
        return frozenset()
    return frozenset(gzip.decompress(path.read_bytes()).decode("utf-8").split("\n"))


def _recase_line(line: str, language: str) -> str:
    words, lists = load_words(language), load_language("recase", language)
    names, titles, acronyms = frozenset(lists["names"]), frozenset(lists["titles"]), frozenset(lists["acronyms"])
    small = lowered(line)
    out = list(small)
    pending: list[int] = []
    for match in _WORD.finditer(small):
        word, start = match.group(), match.start()
        if word in titles:
            pending.append(start)
            continue
        name = word in names or not _is_common(word, words)
        if word in acronyms or (name and _looks_like_acronym(line, match)):
            out[start : match.end()] = line[start : match.end()]
        elif name:
            _capitalise(out, small, match)
            for title in pending:
                out[title] = out[title].upper()
        elif _starts_sentence(small, start):
            out[start] = out[start].upper()
        pending = []
    _capitalise_defined(out, line)
    return "".join(out)


def _is_common(word: str, words: frozenset[str]) -> bool:
    return all(_is_word(part, words) for part in re.split(r"['’\-]", word))


def _is_word(part: str, words: frozenset[str]) -> bool:
    """In the list, or made of a listed word by a common prefix or suffix, or an ordinal."""
    if part in words or part in ("s", "") or part in ("st", "nd", "rd", "th"):
        return True
    stems = (part.removesuffix(end) for end in ("ly", "ist", "ists", "s", "ary", "ness", "er", "ers"))
    bare = (part.removeprefix(start) for start in ("para", "sub", "ultra", "anti", "counter", "non", "mini", "narco"))
    return any(len(stem) > 3 and stem != part and stem in words for stem in (*stems, *bare))


def _looks_like_acronym(line: str, match: re.Match[str]) -> bool:
    before = line[match.start() - 1 : match.start()]
    bracketed = before in ("[", "(") and line[match.end() : match.end() + 1] in ("]", ")")
    word = match.group()
    return len(word) <= 8 and (bracketed or (len(word) <= 5 and not re.search(r"[aeiouy]", word)))


def _capitalise(out: list[str], lowered: str, match: re.Match[str]) -> None:
    for part in re.finditer(r"[^\W\d_]+", match.group()):
        at = match.start() + part.start()
        suffix = part.group() == "s" and part.start() > 0
        if not suffix and len(lowered[at].upper()) == 1:
            out[at] = lowered[at].upper()


def _starts_sentence(lowered: str, start: int) -> bool:
    before = lowered[:start].rstrip(" \"'“‘[(")
    return not before or before[-1] in ".!?:" or before.endswith("--")


def _capitalise_defined(out: list[str], line: str) -> None:
    """Capitalise the words whose initials spell an acronym: "NATIONAL LIBERATION FRONT [NLF]"."""
    for match in _DEFINED.finditer(line):
        acronym = match.group(2)
        out[match.start(2) : match.end(2)] = acronym
        spans = [(word.start(), word.group()) for word in re.finditer(r"[\w'’\-]+", match.group(1))]
        tail = spans[-len(acronym) :]
        if len(tail) == len(acronym) and all(
            word[0] == letter for (_, word), letter in zip(tail, acronym, strict=True)
        ):
            for at, _ in tail:
                out[match.start(1) + at] = out[match.start(1) + at].upper()
