"""Noun phrases of people: which words are modifiers, which noun is the head, what is a name.

In: the tokens of a sentence and where a phrase may start. Out: a ``Head`` (who they are, where the phrase ends) or
the extent of a name. Numbers and articles in front are read by ``groups.py``.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from rashomon.count.lexicon import Lexicon, Phrase, Token, phrase_at
from rashomon.count.numbers import read_number

QUOTES: Final = frozenset("\"“”'’‘«»")
_FATES: Final = ("killed", "wounded", "missing")  # "400 jailed rebels" are no news of an arrest
_RUN_MAX: Final = 8  # words between the number and the noun; longer runs are lists or titles


class Head(NamedTuple):
    """The noun of a phrase of people.

    ``of`` is their class, ``who`` the words (modifiers and noun), ``end`` the token behind, ``attribute`` what the
    phrase itself says befell them. ``soft``: no list knows the noun, so only a predicate of people makes it people.
    """

    of: str
    who: tuple[int, int]
    end: int
    attribute: str = ""
    soft: bool = False


def read_head(tokens: list[Token], at: int, lexicon: Lexicon, *, partitive: bool = False) -> Head | None:
    """The head of the noun phrase whose determiners and modifiers start at ``at``."""
    while at < len(tokens) and (
        tokens[at].low in lexicon.determiners or (partitive and read_number(tokens, at, lexicon))
    ):
        at += 1
    end = noun_run(tokens, at, lexicon)
    found = _person_noun(tokens, at, end, lexicon)
    if found is None:
        return _loss_head(tokens, at, end, lexicon) or _soft_head(tokens, at, end, lexicon)
    of, first, last = found
    return Head(of, (at, last), last, _fate(tokens, at, first, lexicon))


def _person_noun(tokens: list[Token], at: int, end: int, lexicon: Lexicon) -> tuple[str, int, int] | None:
    """Class, start and end of the last noun of people that can close the phrase; a general one takes a modifier's."""
    best: tuple[str, int, int] | None = None
    of = ""
    place = at
    while place < end:
        phrase = phrase_at(lexicon.people, tokens, place)
        size = phrase.size if phrase is not None else 1
        if phrase is not None or is_nation(tokens[place], lexicon):
            of = (phrase.attribute if phrase is not None else _nation_class(tokens[place])) or of
            if _may_end(tokens, place, size, end, lexicon):
                best = (of, place, place + size)
        place += size
    return best


def _loss_head(tokens: list[Token], at: int, end: int, lexicon: Lexicon) -> Head | None:
    """The noun itself says what befell them: "12 martyrs", "nine charred bodies"."""
    unit = phrase_at(lexicon.units, tokens, end)
    if unit is None or (end > at and _is_participle(tokens, end, lexicon)):
        return None
    return Head("", (at, end + unit.size), end + unit.size, unit.attribute)


def _is_participle(tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    phrase = phrase_at(lexicon.phrases, tokens, at)
    return phrase is not None and phrase.code == "P"


def _soft_head(tokens: list[Token], at: int, end: int, lexicon: Lexicon) -> Head | None:
    """A plural noun no list knows; it is people only when a predicate of people takes it."""
    for place in range(at, end):
        final = place + 1 == end or tokens[place + 1].low.endswith(("ed", "ing", "ly"))
        if final and _plural_noun(tokens[place].low, lexicon):
            return Head(tokens[place].low, (at, place + 1), place + 1, soft=True)
    return None


def _plural_noun(low: str, lexicon: Lexicon) -> bool:
    if not low.endswith("s") or low.endswith("ss") or not low.isalpha():
        return False
    return low not in lexicon.things and low not in lexicon.blockers


def noun_run(tokens: list[Token], at: int, lexicon: Lexicon) -> int:
    """Where the modifiers and nouns from ``at`` on end."""
    place = at
    while place < len(tokens) and place < at + _RUN_MAX:
        token = tokens[place]
        if not (token.text in QUOTES and place + 1 < len(tokens)):
            if not token.low[0].isalnum() or token.low in lexicon.stops or _adverb(token, lexicon):
                break
            if place > at and _is_number(tokens, place, lexicon):
                break
            phrase = phrase_at(lexicon.phrases, tokens, place)
            if phrase is not None and not _modifies(tokens, place, phrase, lexicon):
                break
        place += 1
    return place


def ends_noun(tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether the word at ``at`` cannot belong to a noun phrase."""
    token = tokens[at]
    return token.low in lexicon.stops or _adverb(token, lexicon) or phrase_at(lexicon.phrases, tokens, at) is not None


def _adverb(token: Token, lexicon: Lexicon) -> bool:
    return token.low.endswith("ly") and token.text[0].islower() and token.low not in lexicon.not_adverbs


def _is_number(tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    low = tokens[at].low
    if not (low[0].isdigit() or low in lexicon.numbers or low in lexicon.tens) or low.endswith("-old"):
        return False
    return not (at + 1 < len(tokens) and tokens[at + 1].low in ("year", "years", "month", "months"))


def _modifies(tokens: list[Token], at: int, phrase: Phrase, lexicon: Lexicon) -> bool:
    """A participle or loss noun before a noun of people: "wounded soldiers", "murdered bishop", "hostage takers"."""
    if phrase_at(lexicon.people, tokens, at) is not None and phrase.code == "M":
        return True
    behind = at + 1
    if phrase.code not in "PMD" or phrase.size > 1 or behind >= len(tokens) or tokens[behind].low in lexicon.general:
        return False
    return phrase_at(lexicon.people, tokens, behind) is not None or is_nation(tokens[behind], lexicon)


def _fate(tokens: list[Token], start: int, end: int, lexicon: Lexicon) -> str:
    for place in range(start, end):
        phrase = phrase_at(lexicon.phrases, tokens, place)
        if phrase is not None and phrase.code in "PDM" and phrase.attribute in _FATES:
            return phrase.attribute
    return ""


def _may_end(tokens: list[Token], at: int, size: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the noun of people at ``at`` closes its phrase: "police car" is a thing, "police arrested" is not."""
    behind = at + size
    if behind >= end:
        return True
    following = tokens[behind]
    if following.low in lexicon.blockers:
        return False
    plural = " ".join(token.low for token in tokens[at:behind]) not in lexicon.singular
    verbal = following.low.endswith(("ed", "ing")) or following.text[0].isupper() or following.text in QUOTES
    return plural or verbal or not following.low.isalpha()


def is_nation(token: Token, lexicon: Lexicon) -> bool:
    """A word for people of a place or faith ("Zaireans"), or of an age ("a 15-year-old")."""
    if token.low.endswith(lexicon.ages):
        return True
    return token.text[0].isupper() and (token.text in lexicon.nations or token.low.endswith(lexicon.nation_endings))


def _nation_class(token: Token) -> str:
    if token.low.endswith(("-old", "-olds")):
        return ""
    return token.text if token.text.endswith(("s", "ese", "ish", "men")) else token.text + "s"


def doer(tokens: list[Token], start: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """An unknown noun with the ending of a doer: "the local chief investigator"."""
    end = noun_run(tokens, start, lexicon)
    return (start, end) if end > start and tokens[end - 1].low.endswith(lexicon.doers) else None


def read_name(tokens: list[Token], at: int, lexicon: Lexicon) -> tuple[int, bool] | None:
    """Where a person's name from ``at`` on ends, and whether it is one bare word.

    Capitalised words, none of which names a body, a place or a day; titles may stand before them.
    """
    first = _behind_titles(tokens, at, lexicon)
    end = _name_end(tokens, first, lexicon)
    if end == first or tokens[end - 1].low in lexicon.particles or phrase_at(lexicon.people, tokens, end - 1):
        return None
    if any(token.low in lexicon.not_names for token in tokens[first:end]) or _in_noun(tokens, end, lexicon):
        return None
    single = end - first == 1 and first == at
    return None if single and not _lone_name(tokens, at, lexicon) else (end, single)


def _behind_titles(tokens: list[Token], at: int, lexicon: Lexicon) -> int:
    while at < len(tokens) and tokens[at].low in lexicon.titles:
        at += 2 if at + 1 < len(tokens) and tokens[at + 1].low == "." else 1
    return at


def _name_end(tokens: list[Token], first: int, lexicon: Lexicon) -> int:
    place = first
    while place < len(tokens) and _name_word(tokens, place, first, lexicon):
        place += 1
        initial = place + 1 < len(tokens) and tokens[place].low == "." and len(tokens[place - 1].text) <= 2
        if initial and tokens[place + 1].text[0].isupper():
            place += 1
    return place


def _name_word(tokens: list[Token], at: int, first: int, lexicon: Lexicon) -> bool:
    token = tokens[at]
    if token.low in lexicon.particles:
        return at > first or token.text[0].isupper()
    if not token.text[0].isupper() or not token.text[0].isalpha():
        return False
    return not (token.low in lexicon.stops and at == first)


def _in_noun(tokens: list[Token], end: int, lexicon: Lexicon) -> bool:
    """Whether a capitalised run is only part of a noun phrase: "the Bardawil family", "a Boeing jet"."""
    if end >= len(tokens):
        return False
    following = tokens[end]
    if phrase_at(lexicon.people, tokens, end) is not None or following.low in lexicon.blockers:
        return True
    if not following.text[0].islower() or following.low.endswith(("ed", "ing")):
        return False
    return following.low not in lexicon.suffering and not ends_noun(tokens, end, lexicon)


def _lone_name(tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    """One capitalised word is a name unless it is a people, a predicate, a possessive or has an article."""
    if at and tokens[at - 1].low in ("the", "a", "an"):
        return False
    low = tokens[at].low
    possessive = low.endswith(("'s", "’s"))
    return not (possessive or is_nation(tokens[at], lexicon) or phrase_at(lexicon.phrases, tokens, at))
