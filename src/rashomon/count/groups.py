"""People in a sentence: "at least 12 Iraqi soldiers", "a woman", "two of them", "Robert Mathis", "no one".

In: the tokens of a sentence. Out: chunks in order - groups of people with their count, and the grammatical words
between them. Which predicate a group belongs to is the business of ``grammar.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from rashomon.count.lexicon import Lexicon, Phrase, Token, phrase_at
from rashomon.count.numbers import read_number, read_quantity
from rashomon.values import Count

_REPORTED: Final = frozenset({"reported", "confirmed", "said", "announced"})
_NEVER_PEOPLE: Final = frozenset("AHUQCVERLSJXYKINTO")
_QUOTES: Final = frozenset("\"“”'’‘«»(")
_HEAD_MAX: Final = 8  # words between the number and the noun; longer runs are lists or titles


@dataclass(frozen=True, slots=True)
class Group:
    """People as one noun phrase names them.

    ``kind``: counted (has a number or number word), one (a single person), name, pronoun, definite (plural without
    a number), bare (plural without article), none (nobody), any. ``attribute`` is set when the phrase itself says
    what befell them ("eight wounded Afghans", "two deaths"). ``part`` marks "two of them".
    """

    count: Count
    kind: str
    who: tuple[int, int] | None = None
    attribute: str = ""
    part: bool = False
    soft: bool = False


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
    at = 0
    while at < len(tokens):
        found = _at(tokens, at, lexicon, chunks[-1] if chunks else None)
        chunks.append(found)
        at = found.end
    return chunks


def _at(tokens: list[Token], at: int, lexicon: Lexicon, previous: Chunk | None) -> Chunk:
    token = tokens[at]
    if not token.low[0].isalnum():
        short = token.low == "." and at > 0 and len(tokens[at - 1].text) <= 4 and tokens[at - 1].text[0].isupper()
        mark = "J" if short else ";" if token.low == "." else _mark(token.low)
        return Chunk(mark, at, at + 1, token.low)
    if token.low not in lexicon.known and _plain(tokens, at, lexicon):
        return Chunk("W" if _verb_like(token) else "O", at, at + 1, token.low)
    phrase = phrase_at(lexicon.phrases, tokens, at)
    special = _special(tokens, at, lexicon)
    if special is not None:
        return special
    if phrase is not None and phrase.code in _NEVER_PEOPLE and token.low not in lexicon.group_first:
        return _of_phrase(phrase, at, previous)
    if phrase is not None and phrase.size > 1 and phrase.code not in "RM":
        return _of_phrase(phrase, at, previous)
    group = read_group(tokens, at, lexicon, previous)
    if group is not None and (phrase is None or group[1] - at >= phrase.size):
        return Chunk("G", at, group[1], token.low, group[0].attribute, group[0])
    if phrase is not None:
        return _of_phrase(phrase, at, previous)
    return Chunk("W" if _verb_like(token) else "O", at, at + 1, token.low)


def _plain(tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    """A lower-case word that opens nothing, and no noun of people within the next two words to modify."""
    if not tokens[at].text[0].islower():
        return False
    return not any(token.low in lexicon.known or not token.text[0].islower() for token in tokens[at + 1 : at + 3]) or (
        at + 1 < len(tokens) and tokens[at + 1].low in lexicon.stops
    )


def _special(tokens: list[Token], at: int, lexicon: Lexicon) -> Chunk | None:
    low = tokens[at].low
    if low in lexicon.conveyed:
        return _conveyed(tokens, at, lexicon)
    if low in lexicon.suffering:
        return _suffering(tokens, at, lexicon)
    return _toll_of(tokens, at, lexicon) if low == "number" else None


def _suffering(tokens: list[Token], at: int, lexicon: Lexicon) -> Chunk | None:
    for place in range(at + 1, min(at + 6, len(tokens))):
        low = tokens[place].low
        if low in lexicon.hurts:
            code = "D" if tokens[at].low == "with" else "I"
            return Chunk(code, at, place + 1, tokens[at].low, "wounded")
        if (
            not (low[0].isalpha() or low in "-,")
            or low in lexicon.people
            or low in ("no", "of", "in", "been", "to", "the", "who")
        ):
            return None
    return None


def _conveyed(tokens: list[Token], at: int, lexicon: Lexicon) -> Chunk | None:
    """ "taken to Bellevue Hospital": the verb, when a hospital stands within seven words."""
    if not any(token.low in lexicon.hospitals for token in tokens[at + 1 : at + 8]):
        return None
    return Chunk("P", at, at + 1, tokens[at].low, "hospital")


def _toll_of(tokens: list[Token], at: int, lexicon: Lexicon) -> Chunk | None:
    """ "number of Ukrainian captives killed": a toll whose number comes behind."""
    if at + 1 >= len(tokens) or tokens[at + 1].low != "of" or (at and tokens[at - 1].low in ("a", "large")):
        return None
    found: Chunk | None = None
    for place in range(at + 2, min(at + 7, len(tokens))):
        phrase = phrase_at(lexicon.phrases, tokens, place)
        if phrase is None or phrase.attribute not in ("killed", "wounded", "missing", "detained"):
            continue
        if phrase.code in "PID" or found is None:
            found = Chunk("T", at, place + phrase.size, "number of", phrase.attribute)
        if phrase.code in "PID":
            break
    return found


def _of_phrase(phrase: Phrase, at: int, previous: Chunk | None) -> Chunk:
    if phrase.code == "S" and phrase.words[0] in _REPORTED and previous is not None and previous.code == "A":
        return Chunk("J", at, at + 1, phrase.words[0])  # "was reported dead"
    return Chunk(phrase.code, at, at + phrase.size, " ".join(phrase.words), phrase.attribute)


def _mark(mark: str) -> str:
    if mark == "&":
        return "C"
    return "," if mark in ",()" else ";" if mark in ";:–—-!?" else "J" if mark in _QUOTES else "O"


def _verb_like(token: Token) -> bool:
    return token.low.endswith(("ed", "ing")) and token.text[0].islower() and len(token.low) > 4


def read_group(tokens: list[Token], at: int, lexicon: Lexicon, previous: Chunk | None) -> tuple[Group, int] | None:
    """The people named from token ``at`` on and the token behind them."""
    low = tokens[at].low
    negative = phrase_at(lexicon.negative, tokens, at)
    bound = phrase_at(lexicon.bounds, tokens, at)
    if negative is not None and (bound is None or bound.size < negative.size + 1):
        return _nobody(tokens, at, negative, lexicon)
    if low in lexicon.one:
        return Group(Count(1, 1), "pronoun"), at + 1
    if low in lexicon.many:
        return Group(Count(1, None, word="some"), "definite"), at + 1
    if low in ("anyone", "anybody"):
        return Group(Count(0, 0), "any"), at + 1
    if low in ("that", "this") and at + 1 < len(tokens) and read_quantity(tokens, at + 1, lexicon) is not None:
        return None
    if low == "any" and (losses := _loss_within(tokens, at + 1, lexicon)) is not None:
        return Group(Count(0, 0), "any", None, "+".join(losses[0])), losses[1]
    if (low in lexicon.quantity_first or _digit_first(low)) and not _is_label(tokens, at, lexicon):
        quantity = read_quantity(tokens, at, lexicon)
        if quantity is not None:
            return _counted(tokens, quantity, lexicon)
    return _unnumbered(tokens, at, lexicon, previous)


def _digit_first(low: str) -> bool:
    return low[0].isdigit() or low.partition("-")[2] != ""  # "twenty-five"


def _is_label(tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    """A number that names something (Flight 103, age 7, $40), a date, a clock time or a year."""
    low = tokens[at].low
    if not low[0].isdigit():
        return False
    if (
        ":" in low
        or (at and tokens[at - 1].low in lexicon.labels)
        or (at and tokens[at - 1].text in "-$£€" and tokens[at - 1].end == tokens[at].start)
    ):
        return True
    if len(low) == 4 and low.isdigit() and "1900" <= low <= "2099":
        return True
    if any(token.low in ("ages", "aged") for token in tokens[max(0, at - 6) : at]) and all(
        not token.low[0].isalpha() or token.low in ("ages", "aged", "and", "to") for token in tokens[at - 1 : at]
    ):
        return True
    nearby = at > 1 and tokens[at - 1].low == "," or (at > 0 and tokens[at - 1].low == "(")
    closes = at + 1 < len(tokens) and tokens[at + 1].low in ",);."
    return nearby and closes  # "Scott Russell, 46, was injured"


def _nobody(tokens: list[Token], at: int, phrase: Phrase, lexicon: Lexicon) -> tuple[Group, int] | None:
    after = at + phrase.size
    none = Count(0, 0)
    if phrase.attribute == "groups":
        if phrase.words[0] in ("none", "neither") and after < len(tokens) and tokens[after].low == "of":
            head = _head(tokens, after + 1, lexicon)
            return (Group(Count(0, 0, head[0]), "none", head[1]), head[2]) if head else (Group(none, "none"), after)
        if phrase.words == ("neither",):
            return Group(none, "none"), after
        return Group(none, "none"), after
    losses = _loss_within(tokens, after, lexicon)
    if losses is not None:
        attributes, end = losses
        return Group(none, "none", None, "+".join(attributes)), end
    head = _head(tokens, after, lexicon)
    return (Group(Count(0, 0, head[0]), "none", head[1]), head[2]) if head else None


def _loss_within(tokens: list[Token], at: int, lexicon: Lexicon) -> tuple[list[str], int] | None:
    """Loss nouns within six words after "no": "no damage or injuries", "no immediate reports of casualties"."""
    found: list[str] = []
    end = at
    place, limit = at, min(at + 6, len(tokens))
    while place < limit:
        low = tokens[place].low
        if (
            not low[0].isalnum()
            and low != ","
            or low
            in ("but", "was", "were", "is", "are", "who", "that", "to", "by", "when", "after", "before", "had", "have")
        ):
            break
        unit = phrase_at(lexicon.units, tokens, place)
        if unit is not None:
            if unit.attribute not in found:
                found.append(unit.attribute)
            place += unit.size
            end, limit = place, min(place + 4, len(tokens))
            continue
        phrase = phrase_at(lexicon.phrases, tokens, place)
        if (phrase is not None and phrase.code in "PKI") or low in lexicon.unknown:
            break
        place += 1
    return (found, end) if found else None


def _counted(tokens: list[Token], quantity: tuple[Count, int], lexicon: Lexicon) -> tuple[Group, int] | None:
    count, at = quantity
    part = False
    if at < len(tokens) and tokens[at].text in _QUOTES and tokens[at].text != "(":
        at += 1
    if (
        at < len(tokens)
        and tokens[at].low.startswith(("year", "month"))
        and count.low == count.high
        and "old" in "".join(token.low for token in tokens[at : at + 3])
    ):
        return None
    if at < len(tokens) and tokens[at].low == "of":
        place = at + 2 if at + 1 < len(tokens) and tokens[at + 1].low in ("the", "those") else at + 1
        behind = phrase_at(lexicon.phrases, tokens, place)
        if at + 1 < len(tokens) and tokens[at + 1].low in ("them", "whom", "these", "those", "us"):
            inner = _head(tokens, at + 2, lexicon)
            of, end = (inner[0], inner[2]) if inner and not inner[4] and not inner[3] else ("", at + 2)
            return Group(_as(count, of), "counted", part=True), end
        if behind is not None and behind.code in "PD" and behind.attribute in ("killed", "wounded"):
            if place == at + 1:
                return Group(count, "counted"), place
            return Group(count, "counted", None, behind.attribute, True), place + 1
        part = count.word == ""
        at += 1
    head = _head(tokens, at, lexicon, partitive=part)
    if head is not None:
        of, who, end, attribute, soft = head
        unit = phrase_at(lexicon.units, tokens, end - 1)
        if not attribute and unit is not None and unit.attribute == "detained":
            attribute = "detained"  # "72 hostages"
        return Group(_as(count, of), "counted", who, attribute, part, soft), end
    if at < len(tokens) and tokens[at].low in ("other", "others", "more") and not part:
        return Group(count, "counted"), at + 1
    if part or (at < len(tokens) and (tokens[at].low in lexicon.things or tokens[at].text in "%-/")):
        return None
    if at < len(tokens) and tokens[at].low[0].isalnum() and not _ends_noun(tokens, at, lexicon):
        return None
    if count.word in ("some", "many", "several") and (count.word != "several" and count.low < 3):
        return None
    return Group(count, "counted"), at


def _as(count: Count, of: str) -> Count:
    return Count(count.low, count.high, of, count.approx, count.word)


def _ends_noun(tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    token = tokens[at]
    return token.low in lexicon.stops or _adverb(token, lexicon) or phrase_at(lexicon.phrases, tokens, at) is not None


Head = tuple[str, tuple[int, int] | None, int, str, bool]


def _head(tokens: list[Token], at: int, lexicon: Lexicon, *, partitive: bool = False) -> Head | None:
    """Class, words, end, inner predicate and softness of the noun phrase whose modifiers start at ``at``."""
    while at < len(tokens) and (
        tokens[at].low in lexicon.determiners or (partitive and read_number(tokens, at, lexicon))
    ):
        at += 1
    end = _noun_run(tokens, at, lexicon)
    best: tuple[Phrase | None, int, int] | None = None
    place = at
    while place < end:
        phrase = phrase_at(lexicon.people, tokens, place)
        size = phrase.size if phrase is not None else 1
        if (phrase is not None or _nation(tokens[place], lexicon)) and _may_end(tokens, place, size, end, lexicon):
            best = (phrase, place, place + size)
        place += size
    attribute = _inner(tokens, at, best[1] if best else end, lexicon)
    if best is not None:
        phrase, first, last = best
        of = phrase.attribute if phrase is not None else _nation_class(tokens[first])
        return of, (at, last), last, attribute, False
    return _loss_head(tokens, at, end, lexicon) or _soft_head(tokens, at, end, lexicon)


def _loss_head(tokens: list[Token], at: int, end: int, lexicon: Lexicon) -> Head | None:
    """ "12 martyrs", "nine charred bodies": the noun itself says what befell them."""
    phrase = phrase_at(lexicon.units, tokens, end)
    if phrase is None or (end > at and _is_participle(tokens, end, lexicon)):
        return None
    return "", (at, end + phrase.size), end + phrase.size, phrase.attribute, False


def _is_participle(tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    phrase = phrase_at(lexicon.phrases, tokens, at)
    return phrase is not None and phrase.code == "P"


def _soft_head(tokens: list[Token], at: int, end: int, lexicon: Lexicon) -> Head | None:
    """A plural noun no list knows; it is people only when a predicate of people takes it."""
    for place in range(at, end):
        low = tokens[place].low
        final = place + 1 == end or tokens[place + 1].low.endswith(("ed", "ing", "ly"))
        if (
            final
            and low.endswith("s")
            and not low.endswith("ss")
            and low not in lexicon.things
            and low not in lexicon.blockers
            and low.isalpha()
        ):
            return low, (at, place + 1), place + 1, "", True
    return None


def _noun_run(tokens: list[Token], at: int, lexicon: Lexicon) -> int:
    """Where the modifiers and nouns from ``at`` on end."""
    place = at
    while place < len(tokens) and place < at + _HEAD_MAX:
        token = tokens[place]
        if token.text in _QUOTES and place + 1 < len(tokens):
            place += 1
            continue
        if not token.low[0].isalnum() or token.low in lexicon.stops or _adverb(token, lexicon):
            break
        if place > at and _is_number(tokens, place, lexicon):
            break
        phrase = phrase_at(lexicon.phrases, tokens, place)
        if phrase is not None and not _modifies(tokens, place, phrase, lexicon):
            break
        place += 1
    return place


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
    if phrase.code not in "PMD" or phrase.size > 1:
        return False
    behind = at + 1
    return behind < len(tokens) and (
        phrase_at(lexicon.people, tokens, behind) is not None
        and not _bare_other(tokens, behind)
        or _nation(tokens[behind], lexicon)
    )


def _bare_other(tokens: list[Token], at: int) -> bool:
    return tokens[at].low in ("another", "others", "other", "someone", "somebody")


def _inner(tokens: list[Token], start: int, end: int, lexicon: Lexicon) -> str:
    for place in range(start, end):
        phrase = phrase_at(lexicon.phrases, tokens, place)
        if (
            phrase is not None
            and phrase.code in "PDM"
            and phrase.attribute in ("killed", "wounded", "missing", "detained")
        ):
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
    verbal = following.low.endswith(("ed", "ing")) or following.text[0].isupper() or following.text in _QUOTES
    return plural or verbal or not following.low.isalpha()


def _nation(token: Token, lexicon: Lexicon) -> bool:
    if token.low.endswith(("-year-old", "-year-olds", "-month-old")):
        return True
    if not token.text[0].isupper():
        return False
    return token.text in lexicon.nations or token.low.endswith(("ians", "ese", "istanis", "icans", "eans"))


def _nation_class(token: Token) -> str:
    if token.low.endswith(("-old", "-olds")):
        return ""
    return token.text if token.text.endswith(("s", "ese", "ish", "men")) else token.text + "s"


def _unnumbered(tokens: list[Token], at: int, lexicon: Lexicon, previous: Chunk | None) -> tuple[Group, int] | None:
    """A group without a number: "the driver", "his wife", "civilians", "Officer Jane Roe", "a couple"."""
    token = tokens[at]
    if token.low in lexicon.titles or token.text[0].isupper():
        name = _name(tokens, at, lexicon)
        if name is not None:
            return name
    determined = token.low in lexicon.determiners
    start = at + 1 if determined else at
    if not determined and token.low in lexicon.stops:
        return None
    head = _head(tokens, start, lexicon)
    if head is None and token.low in ("the", "those") and _fallen(tokens, start, lexicon):
        return Group(Count(1, None, word="some"), "definite"), start + 1
    if head is None and determined and token.low not in ("a", "an", "another", "any", "such"):
        return _agent(tokens, start, lexicon) or _lone_other(tokens, at)
    if head is None or (head[4] and not determined):
        return _lone_other(tokens, at) or (
            _soft_one(tokens, at, lexicon) if token.low in ("a", "an", "another") else None
        )
    of, who, end, attribute, soft = head
    if not determined and attribute and end == at + 1:
        return None
    last = tokens[end - 1].low
    if attribute and last in ("dead", "wounded", "injured", "deceased"):
        return Group(Count(1, None, word="some"), "definite", who), end
    several = last not in lexicon.singular and not (_nation(tokens[end - 1], lexicon) and not last.endswith("s"))
    if " ".join(t.low for t in tokens[max(start, end - 2) : end]) in lexicon.singular:
        several = False
    if last in ("couple", "pair") and determined:
        return Group(Count(2, 2, of), "counted", who, attribute), end
    if not several:
        return Group(Count(1, 1, of), "one", who, attribute, soft=not determined), end
    kind = "definite" if determined and token.low not in ("other", "such", "any") else "bare"
    return Group(Count(1, None, of, word="some"), kind, who, attribute, soft=soft), end


def _fallen(tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    """ "the injured", "the dead": people by what befell them."""
    phrase = phrase_at(lexicon.phrases, tokens, at)
    return (
        phrase is not None and phrase.size == 1 and phrase.code in "PDM" and phrase.attribute in ("killed", "wounded")
    )


def _lone_other(tokens: list[Token], at: int) -> tuple[Group, int] | None:
    if tokens[at].low == "another":
        return Group(Count(1, 1), "one"), at + 1
    if tokens[at].low in ("those", "others"):
        return Group(Count(1, None, word="some"), "definite" if tokens[at].low == "those" else "bare"), at + 1
    return None


def _soft_one(tokens: list[Token], at: int, lexicon: Lexicon) -> tuple[Group, int] | None:
    """ "a papal nuncio": one of something no list knows."""
    end = _noun_run(tokens, at + 1, lexicon)
    if end == at + 1 or tokens[end - 1].low in lexicon.things or tokens[end - 1].low in lexicon.blockers:
        return None
    return Group(Count(1, 1), "one", (at + 1, end), soft=True), end


def _agent(tokens: list[Token], start: int, lexicon: Lexicon) -> tuple[Group, int] | None:
    """ "the local chief investigator": an unknown noun with the ending of a doer."""
    end = _noun_run(tokens, start, lexicon)
    if end == start or not tokens[end - 1].low.endswith(
        ("ator", "ician", "eer", "ist", "man", "woman", "ster", "ologist", "ictator")
    ):
        return None
    return Group(Count(1, 1), "one", (start, end), soft=True), end


def _name(tokens: list[Token], at: int, lexicon: Lexicon) -> tuple[Group, int] | None:
    """A person's name: capitalised words, none of which names a body, a place or a day; titles may stand before it."""
    place = at
    titled = False
    while place < len(tokens) and tokens[place].low in lexicon.titles:
        titled, place = True, place + 1
        if place < len(tokens) and tokens[place].low == ".":
            place += 1
    first = place
    while place < len(tokens) and _name_word(tokens, place, first, lexicon):
        place += 1
        if (
            place + 1 < len(tokens)
            and tokens[place].low == "."
            and len(tokens[place - 1].text) <= 2
            and tokens[place + 1].text[0].isupper()
        ):
            place += 1
    if place == first or tokens[place - 1].low in ("de", "la", "bin", "al", "van", "von", "del", "der"):
        return None
    if any(token.low in lexicon.not_names for token in tokens[first:place]):
        return None
    if phrase_at(lexicon.people, tokens, place - 1) or (
        place - first == 1 and not titled and _nation(tokens[first], lexicon)
    ):
        return None
    if place < len(tokens) and (phrase_at(lexicon.people, tokens, place) or tokens[place].low in lexicon.blockers):
        return None
    if (
        place - first == 1
        and not titled
        and (phrase_at(lexicon.phrases, tokens, first) or tokens[first].low.endswith(("'s", "’s")))
    ):
        return None
    single = place - first == 1 and not titled
    if (single and at and tokens[at - 1].low in ("the", "a", "an")) or _in_noun(tokens, place, lexicon):
        return None
    return Group(Count(1, 1), "name", (at, place), soft=single), place


def _in_noun(tokens: list[Token], end: int, lexicon: Lexicon) -> bool:
    """Whether a capitalised run is only part of a noun phrase: "the Bardawil family", "a Boeing jet"."""
    if end >= len(tokens) or not tokens[end].text[0].islower() or tokens[end].low.endswith(("ed", "ing")):
        return False
    return tokens[end].low not in lexicon.suffering and not _ends_noun(tokens, end, lexicon)


def _name_word(tokens: list[Token], at: int, first: int, lexicon: Lexicon) -> bool:
    token = tokens[at]
    if token.low in ("de", "la", "bin", "al", "van", "von", "del", "der", "el", "abu"):
        return at > first or token.text[0].isupper()
    if not token.text[0].isupper() or not token.text[0].isalpha():
        return False
    return not (token.low in lexicon.stops and at == first)
