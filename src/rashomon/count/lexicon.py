"""Words of one language as the counting grammar needs them: tokens of a sentence, and the phrases among them.

In: ``data/languages/<language>/count.toml``. Out: a ``Lexicon`` whose ``phrase_at`` gives the longest phrase that
starts at a token, with its grammatical class. What the classes mean together is the business of ``grammar.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from rashomon.language import load_language

TOKEN: Final = re.compile(
    r"\d{1,2}:\d\d|(?:[A-Z]\.){2,}|\d+(?:-[^\W\d_]+)+|\d+(?:[.,]\d{3})*(?:\.\d+)?(?![\w])|[^\W_]+(?:[-'’.&][^\W_]+)*|[^\w\s]",
    re.UNICODE,
)
_PREDICATES: Final = (
    ("participle", "P"),
    ("active", "K"),
    ("intransitive", "I"),
    ("state", "D"),
    ("noun_of", "N"),
    ("unit", "M"),
    ("toll", "T"),
)
_MODES: Final = ("hypothetical", "future", "negated")
_LINKS: Final = {
    "other": "O",
    "auxiliary": "A",
    "have": "H",
    "modal": "U",
    "relative": "Q",
    "and": "C",
    "or": "V",
    "including": "E",
    "preposition": "R",
    "leave": "L",
    "say": "S",
    "adverb": "J",
    "nearly": "Y",
}


class Token(NamedTuple):
    """A word, number or mark: its characters and where they stand in the text.

    A named tuple: tokens are made by the hundred thousand, and a frozen dataclass costs four times as much to make.
    """

    text: str
    low: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of ``size`` words of grammatical class ``code``; ``attribute`` for predicates, else the list's name."""

    words: tuple[str, ...]
    code: str
    attribute: str

    @property
    def size(self) -> int:
        """How many tokens it covers."""
        return len(self.words)


@dataclass(frozen=True, slots=True)
class Vague:
    """A word for an unknown number: shown as ``word``, never less than ``low``."""

    word: str
    low: int


Index = Mapping[str, tuple[Phrase, ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the grammar looks words up in."""

    prefilter: re.Pattern[str]
    phrases: Index
    simple: Mapping[str, Phrase]
    units: Index
    conveyed: frozenset[str]
    hospitals: frozenset[str]
    suffering: frozenset[str]
    hurts: frozenset[str]
    ends_suffering: frozenset[str]
    unknown: frozenset[str]
    bounds: Index
    negative: Index
    vague: Index
    vague_words: Mapping[str, Vague]
    numbers: Mapping[str, int]
    tens: Mapping[str, int]
    multipliers: Mapping[str, int]
    people: Index
    singular: frozenset[str]
    quantity_first: frozenset[str]
    known: frozenset[str]
    group_first: frozenset[str]
    nations: frozenset[str]
    titles: frozenset[str]
    not_names: frozenset[str]
    blockers: frozenset[str]
    things: frozenset[str]
    labels: frozenset[str]
    stops: frozenset[str]
    not_adverbs: frozenset[str]
    particles: frozenset[str]
    general: frozenset[str]
    wholes: frozenset[str]
    doers: tuple[str, ...]
    ages: tuple[str, ...]
    nation_endings: tuple[str, ...]
    determiners: frozenset[str]
    one: frozenset[str]
    many: frozenset[str]
    background: re.Pattern[str]
    background_before: re.Pattern[str]
    modal: Mapping[str, re.Pattern[str]]
    modal_any: re.Pattern[str]


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """The tokens of ``text[start:end]`` with offsets into ``text``."""
    new = tuple.__new__  # half the time of the class's own constructor
    return [new(Token, ((word := m.group()), word.lower(), *m.span())) for m in TOKEN.finditer(text, start, end)]


def phrase_at(index: Index, tokens: list[Token], at: int) -> Phrase | None:
    """The longest phrase of ``index`` that starts at token ``at``."""
    if at >= len(tokens):
        return None
    phrases = index.get(tokens[at].low)
    if phrases is None:
        return None
    for phrase in phrases:
        words = phrase.words
        size = len(words)
        if size == 1 or (
            at + size <= len(tokens)
            and tokens[at + 1].low == words[1]
            and (size == 2 or all(tokens[at + i].low == words[i] for i in range(2, size)))
        ):
            return phrase
    return None


@cache
def load_lexicon(language: str = "en") -> Lexicon:
    """The counting words of a language, read once."""
    data = load_language("count", language)
    people, context = data["people"], data["context"]
    vague = {entry["word"]: Vague(entry["word"], entry["low"]) for entry in data["vague"]}
    numbers = data["numbers"]
    quantity = {word for table in ("units", "tens", "multipliers") for word in numbers[table]} | {"a", "an"}
    quantity |= {_words(p)[0] for phrases in data["bounds"].values() for p in phrases}
    quantity |= {_words(p)[0] for entry in data["vague"] for p in entry["phrases"]}
    phrases = _index(_grammar_phrases(data))
    opens = quantity | _group_words(data) | {"number"}
    return Lexicon(
        simple={word: found[0] for word, found in phrases.items() if _is_simple(found) and word not in opens},
        quantity_first=frozenset(quantity),
        known=frozenset(quantity | _group_words(data) | {p.words[0] for p in _grammar_phrases(data)} | {"number"}),
        group_first=frozenset(quantity | _group_words(data)),
        prefilter=re.compile(_by_first_letter(data["prefilter"])),
        phrases=phrases,
        units=_index(p for p in _grammar_phrases(data) if p.code == "M"),
        conveyed=frozenset(data["conveyed"]["verbs"]),
        suffering=frozenset(data["suffering"]["verbs"]),
        ends_suffering=frozenset(data["suffering"]["ends"]),
        hurts=frozenset(data["suffering"]["nouns"]),
        unknown=frozenset(data["unknown"]["words"]),
        hospitals=frozenset(data["conveyed"]["places"]),
        bounds=_index(_listed(data["bounds"], "B")),
        negative=_index(_listed({key: data["negative"][key] for key in ("groups", "determiners")}, "Z")),
        vague=_index(Phrase(_words(p), "#", entry["word"]) for entry in data["vague"] for p in entry["phrases"]),
        vague_words=vague,
        numbers=data["numbers"]["units"],
        tens=data["numbers"]["tens"],
        multipliers=data["numbers"]["multipliers"],
        people=_index(Phrase(_words(p), "p", line[0]) for line in people["classes"] for p in line if p),
        singular=frozenset(word for line in people["classes"] for word in line if not _plural(word)),
        nations=frozenset(people["nations"]),
        titles=frozenset(people["titles"]),
        not_names=frozenset(people["not_names"]),
        blockers=frozenset(people["blockers"]),
        things=frozenset(people["things_after_number"]),
        labels=frozenset(people["number_labels"]),
        particles=frozenset(people["particles"]),
        general=frozenset(people["general"]),
        wholes=frozenset(people["wholes"]),
        doers=tuple(people["doers"]),
        ages=tuple(people["ages"]),
        nation_endings=tuple(people["nation_endings"]),
        not_adverbs=frozenset(people["not_adverbs"]),
        stops=frozenset(people["stop_words"]),
        determiners=frozenset(people["determiners"]),
        one=frozenset(people["pronouns_one"]),
        many=frozenset(people["pronouns_many"]),
        background=_any_of(context["background"]),
        background_before=_any_of(context["background_before"]),
        modal={key: _cues(context[key]) for key in _MODES},
        modal_any=_any_of(re.escape(cue) for key in _MODES for cue in context[key]),
    )


def _is_simple(phrases: tuple[Phrase, ...]) -> bool:
    """One word of one meaning, whatever stands beside it."""
    return len(phrases) == 1 and phrases[0].size == 1 and phrases[0].code in "AHUQCVERLJXYK"


def _group_words(data: Mapping[str, Any]) -> set[str]:
    """Every word without a number that can open a group of people."""
    people = data["people"]
    lists = [*people["classes"], people["pronouns_one"], people["pronouns_many"], people["titles"]]
    lists += [data["negative"]["groups"], data["negative"]["determiners"], people["determiners"]]
    words = {_words(phrase)[0] for phrases in lists for phrase in phrases if phrase}
    return (
        words
        | set(data["conveyed"]["verbs"])
        | set(data["suffering"]["verbs"])
        | {"anyone", "anybody", "those", "others"}
    )


def _grammar_phrases(data: Mapping[str, Any]) -> Iterable[Phrase]:
    for table, code in _PREDICATES:
        for attribute, phrases in data[table].items():
            for phrase in phrases:
                yield Phrase(_words(phrase), code, attribute)
    for name, phrases in data["links"].items():
        for phrase in phrases:
            yield Phrase(_words(phrase), _LINKS[name], name)
    for phrase in data["negative"]["adverbs"]:
        yield Phrase(_words(phrase), "X", "not")


def _listed(lists: Mapping[str, Iterable[str]], code: str) -> Iterable[Phrase]:
    for name, phrases in lists.items():
        for phrase in phrases:
            yield Phrase(_words(phrase), code, name)


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(match.group() for match in TOKEN.finditer(phrase.lower()))


def _index(phrases: Iterable[Phrase]) -> Index:
    """First word -> phrases, longest first; of two equal phrases the first listed stays."""
    by_words: dict[tuple[str, ...], Phrase] = {}
    for phrase in phrases:
        by_words.setdefault(phrase.words, phrase)
    index: dict[str, list[Phrase]] = {}
    for phrase in by_words.values():
        index.setdefault(phrase.words[0], []).append(phrase)
    return {word: tuple(sorted(found, key=lambda p: -len(p.words))) for word, found in index.items()}


def _plural(word: str) -> bool:
    irregular = ("men", "children", "people", "police", "personnel", "staff", "crew", "troops", "siblings", "kids")
    return word.endswith(("s", *irregular)) and not word.endswith(("ss", "boss", "witness"))


def _by_first_letter(patterns: Iterable[str]) -> str:
    """The patterns, each of which opens with a letter, as one: a letter that opens none is passed by at once."""
    rests: dict[str, list[str]] = {}
    for pattern in patterns:
        rests.setdefault(pattern[0], []).append(pattern[1:])
    return "|".join(f"{letter}(?:{'|'.join(found)})" for letter, found in rests.items())


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


def _cues(words: Iterable[str]) -> re.Pattern[str]:
    joined = "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)
