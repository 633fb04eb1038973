"""A sentence as chunks: groups of people and the grammatical words between them, one letter each.

In: tokens. Out: ``Chunk`` in order, without gaps. Letters: G people; P participle or past (killed), K active only
(killing), I of the subject only (died), D state (dead), N noun with "of" (death of), M loss noun (deaths), T toll;
A was, H has, U would or to, X not, Y nearly, Q who, C and, V or, E including, R preposition, L left, S said,
J adverb or quote mark, W other verb-like word, "," comma or bracket, ";" a stop, O any other word.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from rashomon.count.groups import Group, read_group
from rashomon.count.lexicon import Lexicon, Phrase, Token, phrase_at
from rashomon.count.nouns import QUOTES

_ATTRIBUTES: Final = ("killed", "wounded", "missing", "detained")
_REPORTED: Final = frozenset({"reported", "confirmed", "said", "announced"})
_NEVER_PEOPLE: Final = frozenset("AHUQCVERLSJXYKINTO")
_HOSPITAL_REACH: Final = 8  # words between "taken" and "Hospital"
_INJURY_REACH: Final = 6  # words between "suffered" and "injuries"
_TOLL_REACH: Final = 7  # words between "number" and "killed"


class Chunk(NamedTuple):
    """A run of tokens ``[start, end)`` of one grammatical class; ``G`` chunks hold a group."""

    code: str
    start: int
    end: int
    word: str
    attribute: str = ""
    group: Group | None = None


def chunk(tokens: list[Token], lexicon: Lexicon) -> list[Chunk]:
    """The sentence as chunks."""
    chunks: list[Chunk] = []
    simple, known, stops = lexicon.simple, lexicon.known, lexicon.stops
    lows = [token.low for token in tokens]
    opens = [token.low in known or not token.text[0].islower() for token in tokens]
    opens += (False, False)
    at, last = 0, len(tokens)
    while at < last:
        low = lows[at]
        phrase = simple.get(low)
        if phrase is not None:
            found = _new(Chunk, (phrase.code, at, at + 1, low, phrase.attribute, None))
        elif not low[0].isalnum():
            found = _new(Chunk, (_mark(tokens, at), at, at + 1, low, "", None))
        # a lower-case word that opens nothing, and no noun of people within the next two words to modify
        elif not opens[at] and (not (opens[at + 1] or opens[at + 2]) or (at + 1 < last and lows[at + 1] in stops)):
            found = _other(tokens[at], at)
        else:
            found = _chunk_at(tokens, at, lexicon, chunks[-1] if chunks else None)
        chunks.append(found)
        at = found.end
    return chunks


_new: Final = tuple.__new__  # half the time of the class's own constructor


def _chunk_at(tokens: list[Token], at: int, lexicon: Lexicon, previous: Chunk | None) -> Chunk:
    token = tokens[at]
    special = _special(tokens, at, lexicon)
    if special is not None:
        return special
    phrase = phrase_at(lexicon.phrases, tokens, at)
    if phrase is not None and _no_people(phrase, token, lexicon):
        return _of_phrase(phrase, at, previous)
    read = read_group(tokens, at, lexicon)
    if read is not None and (phrase is None or read[1] - at >= phrase.size):
        return Chunk("G", at, read[1], token.low, read[0].attribute, read[0])
    return _other(token, at) if phrase is None else _of_phrase(phrase, at, previous)


def _mark(tokens: list[Token], at: int) -> str:
    mark = tokens[at].low
    if mark == ".":  # "Gen. Molina" goes on, "Baghdad.Four" does not
        short = at > 0 and len(tokens[at - 1].text) <= 4 and tokens[at - 1].text[0].isupper()
        return "J" if short else ";"
    if mark in ",()":
        return ","
    if mark in ";:–—-!?":
        return ";"
    return "C" if mark == "&" else "J" if mark in QUOTES else "O"


def _other(token: Token, at: int) -> Chunk:
    verbal = token.low.endswith(("ed", "ing")) and token.text[0].islower() and len(token.low) > 4
    return _new(Chunk, ("W" if verbal else "O", at, at + 1, token.low, "", None))


def _no_people(phrase: Phrase, token: Token, lexicon: Lexicon) -> bool:
    if phrase.code in _NEVER_PEOPLE and token.low not in lexicon.group_first:
        return True
    return phrase.size > 1 and phrase.code not in "RM"


def _of_phrase(phrase: Phrase, at: int, previous: Chunk | None) -> Chunk:
    if phrase.code == "S" and phrase.words[0] in _REPORTED and previous is not None and previous.code == "A":
        return Chunk("J", at, at + 1, phrase.words[0])  # "was reported dead"
    return Chunk(phrase.code, at, at + phrase.size, " ".join(phrase.words), phrase.attribute)


def _special(tokens: list[Token], at: int, lexicon: Lexicon) -> Chunk | None:
    """Predicates with a gap: "taken to Bellevue Hospital", "received a light injury", "number of people killed"."""
    low = tokens[at].low
    if low in lexicon.conveyed:
        arrives = any(token.low in lexicon.hospitals for token in tokens[at + 1 : at + _HOSPITAL_REACH])
        return Chunk("P", at, at + 1, low, "hospital") if arrives else None
    if low in lexicon.suffering:
        return _suffering(tokens, at, lexicon)
    return _toll_of(tokens, at, lexicon) if low == "number" else None


def _suffering(tokens: list[Token], at: int, lexicon: Lexicon) -> Chunk | None:
    for place in range(at + 1, min(at + _INJURY_REACH, len(tokens))):
        low = tokens[place].low
        if low in lexicon.hurts:
            return Chunk("D" if tokens[at].low == "with" else "I", at, place + 1, tokens[at].low, "wounded")
        if not (low[0].isalpha() or low in "-,") or low in lexicon.people or low in lexicon.ends_suffering:
            return None
    return None


def _toll_of(tokens: list[Token], at: int, lexicon: Lexicon) -> Chunk | None:
    """A toll whose number comes behind: "number of Ukrainian captives killed"."""
    if at + 1 >= len(tokens) or tokens[at + 1].low != "of" or (at and tokens[at - 1].low in ("a", "large")):
        return None
    found: Chunk | None = None
    for place in range(at + 2, min(at + _TOLL_REACH, len(tokens))):
        phrase = phrase_at(lexicon.phrases, tokens, place)
        if phrase is None or phrase.attribute not in _ATTRIBUTES:
            continue
        if phrase.code in "PID":
            return Chunk("T", at, place + phrase.size, "number of", phrase.attribute)
        found = found or Chunk("T", at, place + phrase.size, "number of", phrase.attribute)
    return found
