"""People in a sentence: "at least 12 Iraqi soldiers", "a woman", "two of them", "Robert Mathis", "no one".

In: the tokens of a sentence and where a phrase may start. Out: a ``Group`` with its count and where it ends. Nouns
and names are read by ``nouns.py``; which predicate a group belongs to is the business of ``grammar.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rashomon.count.lexicon import Lexicon, Phrase, Token, phrase_at
from rashomon.count.nouns import QUOTES, Head, doer, ends_noun, is_nation, noun_run, read_head, read_name
from rashomon.count.numbers import read_quantity
from rashomon.values import Count

_NOBODY: Final = Count(0, 0)
_ONE: Final = Count(1, 1)
_SOME: Final = Count(1, None, word="some")
_LOSS_REACH: Final = 6  # words between "no" and "casualties"


@dataclass(frozen=True, slots=True)
class Group:
    """People as one noun phrase names them.

    ``kind``: counted (has a number or number word), one (a single person), name, pronoun, definite (plural without
    a number), bare (plural without article), none (nobody), any. ``attribute`` is set when the phrase itself says
    what befell them ("eight wounded Afghans", "two deaths"), several joined by "+". ``part`` marks "two of them".
    ``soft`` groups are people only because a predicate of people takes them.
    """

    count: Count
    kind: str
    who: tuple[int, int] | None = None
    attribute: str = ""
    part: bool = False
    soft: bool = False


Read = tuple[Group, int]  # the group and the token behind it


def read_group(tokens: list[Token], at: int, lexicon: Lexicon) -> Read | None:
    """The people named from token ``at`` on and the token behind them."""
    low = tokens[at].low
    negative = phrase_at(lexicon.negative, tokens, at) if low in lexicon.negative else None
    if negative is not None:
        bound = phrase_at(lexicon.bounds, tokens, at)
        if bound is None or bound.size <= negative.size:
            return _nobody(tokens, at, negative, lexicon)
    pronoun = _pronoun(low, lexicon)
    if pronoun is not None:
        return pronoun, at + 1
    if low == "any" and (losses := _losses(tokens, at + 1, lexicon)) is not None:
        return Group(_NOBODY, "any", None, losses[0]), losses[1]
    counts = low in lexicon.quantity_first or low[0].isdigit() or "-" in low
    if counts and not _is_label(tokens, at, lexicon):
        quantity = read_quantity(tokens, at, lexicon)
        if quantity is not None:
            return _counted(tokens, quantity, lexicon)
    if low in ("that", "this") and at + 1 < len(tokens) and read_quantity(tokens, at + 1, lexicon) is not None:
        return None  # "said that 99 persons", "this week three persons"
    return _unnumbered(tokens, at, lexicon)


def _pronoun(low: str, lexicon: Lexicon) -> Group | None:
    if low in lexicon.one:
        return Group(_ONE, "pronoun")
    if low in lexicon.many:
        return Group(_SOME, "definite")
    return Group(_NOBODY, "any") if low in ("anyone", "anybody") else None


def _is_label(tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    """A number that names something (Flight 103, age 7, $40), a date, a clock time, a year or an age."""
    low = tokens[at].low
    if not low[0].isdigit():
        return False
    if ":" in low or (len(low) == 4 and "1900" <= low <= "2099"):
        return True
    before = tokens[at - 1] if at else None
    if before is None:
        return False
    if before.low in lexicon.labels or (before.text in "-$£€" and before.end == tokens[at].start):
        return True
    listed = before.low in (",", "and", "to", "or") and any(
        t.low in ("ages", "aged") for t in tokens[max(0, at - 6) : at]
    )
    closes = at + 1 < len(tokens) and tokens[at + 1].low in ",);."
    return listed or (closes and before.low in (",", "("))  # "Scott Russell, 46, was injured"


def _nobody(tokens: list[Token], at: int, phrase: Phrase, lexicon: Lexicon) -> Read | None:
    """Nobody: "no one", "none of the crew", "no soldiers", "no damage or injuries"."""
    after = at + phrase.size
    if phrase.attribute == "groups":
        if after >= len(tokens) or tokens[after].low != "of":
            return Group(_NOBODY, "none"), after
        after += 1
    elif (losses := _losses(tokens, after, lexicon)) is not None:
        return Group(_NOBODY, "none", None, losses[0]), losses[1]
    head = read_head(tokens, after, lexicon, partitive=phrase.attribute == "groups")
    if head is None:
        return (Group(_NOBODY, "none"), after) if phrase.attribute == "groups" else None
    return Group(Count(0, 0, head.of), "none", head.who), head.end


def _losses(tokens: list[Token], at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """Loss nouns soon behind "no" ("no damage or injuries"): their attributes joined by "+", and where they end."""
    found: list[str] = []
    place = end = at
    limit = at + _LOSS_REACH
    while place < min(limit, len(tokens)) and not _breaks(tokens[place], lexicon):
        unit = phrase_at(lexicon.units, tokens, place)
        phrase = phrase_at(lexicon.phrases, tokens, place)
        if unit is not None and (phrase is None or phrase.code != "T"):
            found += [unit.attribute] if unit.attribute not in found else []
            place = end = place + unit.size
            limit = place + 4
        elif phrase is not None and phrase.code in "PKIT":
            break
        else:
            place += 1
    return ("+".join(found), end) if found else None


def _breaks(token: Token, lexicon: Lexicon) -> bool:
    return (not token.low[0].isalnum() and token.low != ",") or token.low in lexicon.unknown


def _counted(tokens: list[Token], quantity: tuple[Count, int], lexicon: Lexicon) -> Read | None:
    """The group that a number opens."""
    count, at = quantity
    if at < len(tokens) and tokens[at].text in QUOTES:
        at += 1
    if at >= len(tokens):
        return Group(count, "counted"), at
    if tokens[at].low.startswith(("year", "month")) and "old" in "".join(token.low for token in tokens[at : at + 3]):
        return None
    if tokens[at].low == "of":
        return _partitive(tokens, at + 1, count, lexicon)
    head = read_head(tokens, at, lexicon)
    if head is not None:
        return Group(_as(count, head.of), "counted", head.who, _held(tokens, head, lexicon), soft=head.soft), head.end
    return _bare_number(tokens, at, count, lexicon)


def _bare_number(tokens: list[Token], at: int, count: Count, lexicon: Lexicon) -> Read | None:
    """A number without a noun of people: "killing six", "two others", but not "six bombs" or "some said"."""
    token = tokens[at]
    if token.low in ("other", "others", "more"):
        return Group(count, "counted"), at + 1
    if (
        token.low in lexicon.things
        or token.text in "%-/"
        or (token.low[0].isalnum() and not ends_noun(tokens, at, lexicon))
    ):
        return None
    return None if count.word == "some" else (Group(count, "counted"), at)


def _partitive(tokens: list[Token], at: int, count: Count, lexicon: Lexicon) -> Read | None:
    """Some of more: "two of them", "dozens of wounded", "one of the 31 crew members"."""
    if at >= len(tokens):
        return None
    place = at + 1 if tokens[at].low in ("the", "those") else at
    behind = phrase_at(lexicon.phrases, tokens, place)
    if tokens[at].low in lexicon.wholes:
        head = read_head(tokens, at + 1, lexicon)
        of, end = (head.of, head.end) if head and not head.soft and not head.attribute else ("", at + 1)
        return Group(_as(count, of), "counted", part=True), end
    if behind is not None and behind.code in "PD" and behind.attribute in ("killed", "wounded"):
        if place == at:
            return Group(count, "counted"), place
        return Group(count, "counted", None, behind.attribute, part=True), place + 1
    exact = not count.word
    head = read_head(tokens, at, lexicon, partitive=exact)
    if head is not None:
        attribute = _held(tokens, head, lexicon)
        return Group(_as(count, head.of), "counted", head.who, attribute, exact, head.soft), head.end
    return None if exact else _bare_number(tokens, at, count, lexicon)


def _held(tokens: list[Token], head: Head, lexicon: Lexicon) -> str:
    """What befell them by the phrase alone; "72 hostages" are detained."""
    unit = phrase_at(lexicon.units, tokens, head.end - 1)
    return head.attribute or ("detained" if unit is not None and unit.attribute == "detained" else "")


def _as(count: Count, of: str) -> Count:
    return Count(count.low, count.high, of, count.approx, count.word)


def _unnumbered(tokens: list[Token], at: int, lexicon: Lexicon) -> Read | None:
    """A group without a number: "the driver", "his wife", "civilians", "Officer Jane Roe", "a couple"."""
    token = tokens[at]
    if token.low in lexicon.titles or token.text[0].isupper():
        name = read_name(tokens, at, lexicon)
        if name is not None:
            return Group(_ONE, "name", (at, name[0]), soft=name[1]), name[0]
    determined = token.low in lexicon.determiners
    if not determined and token.low in lexicon.stops:
        return None
    start = at + determined
    head = read_head(tokens, start, lexicon)
    if head is None or (head.soft and not determined):
        return _odd(tokens, at, lexicon, determined=determined)
    if head.attribute and head.end == start + 1:
        if not determined:
            return None
        if tokens[start].low in lexicon.general and token.low not in ("the", "those"):
            return _odd(tokens, at, lexicon, determined=True)  # "another wounded"
    noun = phrase_at(lexicon.phrases, tokens, head.end - 1)
    if noun is not None and noun.code == "N":
        return None  # "the bodies of two men": the people stand behind
    return _sized(tokens, start, head, lexicon, determiner=token.low if determined else ""), head.end


def _sized(tokens: list[Token], start: int, head: Head, lexicon: Lexicon, *, determiner: str) -> Group:
    """One or several, by the form of the noun."""
    last = tokens[head.end - 1]
    if head.attribute and last.low in lexicon.general:
        return Group(_SOME, "definite", head.who)  # "the injured"
    if last.low in ("couple", "pair") and determiner:
        return Group(Count(2, 2, head.of), "counted", head.who, head.attribute)
    two = " ".join(token.low for token in tokens[max(start, head.end - 2) : head.end])
    nation = is_nation(last, lexicon) and not last.low.endswith("s")
    if last.low in lexicon.singular or two in lexicon.singular or nation or determiner in ("a", "an"):
        return Group(_as(_ONE, head.of), "one", head.who, head.attribute, soft=not determiner)
    kind = "bare" if determiner in ("", "other", "such", "any") else "definite"
    return Group(_as(_SOME, head.of), kind, head.who, head.attribute, soft=head.soft)


def _odd(tokens: list[Token], at: int, lexicon: Lexicon, *, determined: bool) -> Read | None:
    """Phrases whose noun no list knows: "the injured", "another", "a papal nuncio", "the local investigator"."""
    low = tokens[at].low
    if low in ("the", "those") and _fallen(tokens, at + 1, lexicon):
        return Group(_SOME, "definite"), at + 2
    if low == "another" and noun_run(tokens, at + 1, lexicon) == at + 1:
        return Group(_ONE, "one"), at + 1
    if low in ("those", "others"):
        return Group(_SOME, "definite" if low == "those" else "bare"), at + 1
    if low in ("a", "an", "another"):
        end = noun_run(tokens, at + 1, lexicon)
        if end == at + 1 or tokens[end - 1].low in lexicon.things or tokens[end - 1].low in lexicon.blockers:
            return None
        return Group(_ONE, "one", (at + 1, end), soft=True), end
    who = doer(tokens, at + 1, lexicon) if determined else None
    return (Group(_ONE, "one", who, soft=True), who[1]) if who else None


def _fallen(tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether the word behind "the" names people by what befell them: "injured", "dead"."""
    phrase = phrase_at(lexicon.phrases, tokens, at)
    if phrase is None or phrase.size > 1 or phrase.code not in "PDM":
        return False
    return phrase.attribute in ("killed", "wounded")
