"""The lexicon of parties: shipped tables and the language's word lists, made ready for one look-up a token.

Goes in: ``data/parties/*.tsv`` and ``data/languages/<language>/who.toml``. Comes out: a ``PartyLexicon``, which maps
the first word of a name to all names that begin with it. What a text means by them is the business of ``phrases``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from rashomon.language import load_language
from rashomon.model import PartyKind
from rashomon.recase import load_words

# The first branch is only there for speed: most words stand before a space or a comma.
TOKEN: Final = re.compile(
    r"[^\W\d_]+(?=[ ,])|['’][sS](?!\w)|(?:[^\W\d_]\.){2,}|@\w+|\w+(?:-\w+|['’](?![sS](?!\w))\w+|&\w+)*|[^\w\s]|\n+"
)
LINKS: Final = {"of": "o", "for": "f", "in": "n", "at": "n", ",": "c", "and": "&", "&": "&", "'s": "S"}
_ACRONYM: Final = re.compile(r"[A-Z][A-Z0-9.&'/-]*[A-Z0-9.]")
_NAMED: Final = frozenset("CKAPGILZ")
_ORG_CLASS: Final[Mapping[str, str]] = {"outlet": "L", "armed_group": "G"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name or noun means. ``cls`` is its word class (see ``noun_phrases``), ``slug`` a party id or a role.

    ``exact`` is set for acronyms and short names, which must stand in the text just so, or as ``also``: upper-case
    newswire read in mixed case has "Mrta".
    """

    cls: str
    slug: str = ""
    kind: PartyKind = PartyKind.GENERIC
    name: str = ""
    country: str = ""
    exact: str = ""
    also: str = ""


@dataclass(slots=True)
class Choices:
    """All names that begin with one word; ``sizes`` are their lengths in tokens, longest first."""

    entries: dict[tuple[str, ...], Entry]
    sizes: list[int]


Table = dict[str, Choices]


@dataclass(frozen=True, slots=True)
class PartyLexicon:
    """All names and nouns by their first word, the plain word sets of the language, and the countries by id.

    ``small`` are the first words of names that may stand in lower case, ``starts`` those of everything.
    """

    names: Table
    nouns: Table
    starts: frozenset[str]
    small: frozenset[str]
    words: Mapping[str, frozenset[str]]
    common: frozenset[str]
    countries: Mapping[str, str]


def load_party_lexicon(language: str = "en") -> PartyLexicon:
    """The lexicon of one language; built on first use, then shared."""
    return _load(language)


@cache
def _load(language: str) -> PartyLexicon:
    tables = load_language("who", language)
    common = load_words(language)
    names: Table = {}
    countries: dict[str, str] = {}
    for alias, entry in _names(countries):
        _add(names, alias, entry, common)
    nouns: Table = {}
    for word, entry in _nouns(tables):
        _add(nouns, word, entry, frozenset())
    words = {key: frozenset(word.lower() for word in value) for key, value in tables["words"].items()}
    small = frozenset(first for first, choices in names.items() if _may_be_small(first, choices))
    small -= words["determiners"] | words["particles"] | LINKS.keys()
    starts = small | frozenset(nouns)
    return PartyLexicon(names, nouns, starts, small, words, common, countries)


def fold_word(word: str) -> str:
    """The form in which words are compared."""
    return word.lower().replace("’", "'")


def _add(table: Table, alias: str, entry: Entry, common: frozenset[str]) -> None:
    if alias.replace(" ", "").isalnum():  # nine aliases of ten; the tokeniser would double the time to load
        tokens = tuple(alias.lower().split())
    else:
        tokens = tuple(fold_word(token) for token in TOKEN.findall(alias))
    if not tokens:
        return
    short = _ACRONYM.fullmatch(alias) or len(alias) < 4 or (len(tokens) == 1 and tokens[0] in common)
    if entry.cls in _NAMED and short:
        also = alias.title() if len(alias) > 3 and alias.isalpha() and tokens[0] not in common else alias
        entry = Entry(entry.cls, entry.slug, entry.kind, entry.name, entry.country, alias, also)
    choices = table.get(tokens[0])
    if choices is None:
        table[tokens[0]] = Choices({tokens: entry}, [len(tokens)])
        return
    choices.entries.setdefault(tokens, entry)
    if len(tokens) not in choices.sizes:
        choices.sizes.append(len(tokens))
        choices.sizes.sort(reverse=True)


def _may_be_small(first: str, choices: Choices) -> bool:
    """Upper-case newswire read in mixed case leaves names of common words small ("the shining path")."""
    if first[:3] == "al-":
        return True
    return any(len(key) > 1 and entry.cls in "GIL" and not entry.exact for key, entry in choices.entries.items())


def _rows(name: str) -> Iterator[list[str]]:
    text = (files("rashomon") / "data" / "parties" / name).read_text(encoding="utf-8")
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            yield [*line.split("\t"), "", "", "", "", ""]


def _names(countries: dict[str, str]) -> Iterator[tuple[str, Entry]]:
    for party, kind, country, name, aliases, *_ in _rows("organisations.tsv"):
        entry = Entry(_ORG_CLASS.get(kind, "I"), party, PartyKind(kind), name, country)
        yield from _each([name, *_variants(aliases)], entry)
    for iso, name, aliases, adjectives, plurals, capitals, *_ in _rows("states.tsv"):
        countries[iso] = name
        yield from _country(iso, name, [name, *aliases.split("|")], (adjectives, plurals, capitals))
    for iso, name, capital, adjectives, plurals, *_ in _rows("countries.tsv"):
        known = iso in countries
        countries.setdefault(iso, name)
        words = (adjectives, "", "") if known else (adjectives, plurals, capital)
        yield from _country(iso, countries[iso], [name], words)
    for party, name, country, aliases, *_ in _rows("groups.tsv"):
        yield from _each(_variants(aliases), Entry("G", party, PartyKind.ARMED_GROUP, name, country))
    for city, iso, *_ in _rows("cities.tsv"):
        yield city, Entry("Z", iso, PartyKind.GENERIC, city, iso)


def _country(iso: str, name: str, names: Iterable[str], words: tuple[str, str, str]) -> Iterator[tuple[str, Entry]]:
    yield from _each([*names, f"Republic of {name}"], Entry("C", iso, PartyKind.STATE, name, iso))
    for cls, group in zip("APK", words, strict=True):
        yield from _each(group.split("|"), Entry(cls, iso, PartyKind.STATE, name, iso))


def _each(aliases: Iterable[str], entry: Entry) -> Iterator[tuple[str, Entry]]:
    return ((alias, entry) for alias in aliases if alias)


def _variants(aliases: str) -> Iterator[str]:
    """Each alias, and with the Arabic article both hyphenated and apart."""
    for alias in aliases.split("|"):
        yield alias
        if alias[:3].lower() in {"al-", "al "}:
            yield alias[:2] + ("-" if alias[2] == " " else " ") + alias[3:]


def _nouns(tables: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    for slug, role in tables["roles"].items():
        yield from _each(role["bodies"], Entry("R", slug, PartyKind(role["kind"])))
        yield from _each(role.get("people", ()), Entry("O", slug, PartyKind(role["kind"])))
    for slug, group in tables["actors"].items():
        yield from _each(group.get("verbal", ()), Entry("U", slug, PartyKind(group["kind"])))
        yield from _each(group["words"], Entry("g", slug, PartyKind(group["kind"])))
    for slug, group in tables["people"].items():
        cls = "H" if slug == "spokesman" else "W"
        yield from _each(group["words"], Entry(cls, slug, PartyKind(group["kind"])))
    for slug, role in tables["roles"].items():
        yield from _each(role.get("assets", ()), Entry("q", slug, PartyKind(role["kind"])))
    words = tables["words"]
    for key, cls in (("determiners", "D"), ("quantifiers", "N"), ("verbs", "V"), ("acts", "v"), ("titles", "T")):
        yield from _each(words[key], Entry(cls))
    yield from _each(words["modifiers"], Entry("m"))
    yield from _each(words["particles"], Entry("p"))
