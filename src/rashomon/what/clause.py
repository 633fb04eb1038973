"""The few facts of grammar the finders need: who stands before a verb, what after it, passive or not, really or not.

In: tokens and the place of a trigger. Out: token ranges of noun phrases, voice, modality. Closed word classes come
from the language file; there is no tagger. Which phrase is a party or a target is left to the finders.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from rashomon.language import load_language
from rashomon.model import Modality
from rashomon.what.tokens import Tokens

_SHORT: Final = 5  # tokens of "wearing army uniforms", kept with the men who wear them
PHRASE_MAX: Final = 12  # tokens; longer subjects and objects are lists or clauses
_QUOTES: Final = frozenset("\"“”'‘’«»")
_WORD: Final = re.compile(r"\w")

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Closed word classes of one language."""

    be: frozenset[str]
    have: frozenset[str]
    modal_future: frozenset[str]
    modal_maybe: frozenset[str]
    negation: frozenset[str]
    nobody: frozenset[str]
    adverb: frozenset[str]
    determiner: frozenset[str]
    preposition: frozenset[str]
    locative: frozenset[str]
    conjunction: frozenset[str]
    relative: frozenset[str]
    pronoun: frozenset[str]
    possessive: frozenset[str]
    self_pronoun: frozenset[str]
    time_word: frozenset[str]
    day_word: frozenset[str]
    day_opening: frozenset[str]
    aspect: frozenset[str]
    people: frozenset[str]
    people_ending: frozenset[str]
    actor_adjective: frozenset[str]
    participle_adjective: frozenset[str]
    ing_noun: frozenset[str]
    ly_noun: frozenset[str]
    clause_end: frozenset[str]
    verb_word: frozenset[str]
    participle: frozenset[str]
    after_passive: frozenset[str]
    complement: frozenset[str]
    after_name: frozenset[str]
    name_link: frozenset[str]
    bomber: frozenset[str]
    closing: frozenset[str]
    carrier: frozenset[str]
    aim: frozenset[str]
    resultative: frozenset[str]
    number: frozenset[str]
    count: tuple[str, ...]
    mode: dict[str, frozenset[str]]

    def verbish(self, word: str) -> bool:
        """True for a word that can only be read as a verb here."""
        if word in self.verb_word or word in self.be or word in self.have:
            return True
        if word in self.modal_future or word in self.modal_maybe:
            return True
        if word in self.participle_adjective or word in self.ing_noun:
            return False
        return len(word) > 4 and word.endswith(("ed", "ing"))

    def edge(self, word: str) -> bool:
        """True for a word no noun phrase runs over."""
        return word in self.preposition or word in self.conjunction or word in self.relative or word in self.pronoun


@cache
def load_grammar(language: str = "en") -> Grammar:
    """The word classes of a language, from ``what.toml``."""
    tables: dict[str, Any] = load_language("what", language)
    classes = {name: frozenset(words) for name, words in tables["grammar"].items() if name != "count"}
    return Grammar(
        **classes,
        count=tuple(tables["grammar"]["count"]),
        mode={name: frozenset(words) for name, words in tables["mode"].items()},
    )


def skip_helpers(tokens: Tokens, at: int, begin: int, grammar: Grammar) -> tuple[int, frozenset[str]]:
    """Leftwards over auxiliaries and adverbs; the token index they begin at, and the words skipped."""
    skipped: set[str] = set()
    while at > begin:
        word = tokens.low[at - 1]
        helper = _helps(word, grammar) or (
            word in grammar.day_opening and at < len(tokens.low) and tokens.low[at] in skipped & grammar.day_word
        )
        if not helper and not (len(word) > 4 and word.endswith("ly") and word not in grammar.ly_noun):
            break
        skipped.add(word)
        at -= 1
    return at, frozenset(skipped)


def _helps(word: str, grammar: Grammar) -> bool:
    """Whether a word can stand between a subject and its verb: auxiliaries, adverbs, "not", days."""
    helps = word in grammar.be or word in grammar.have or word in grammar.adverb or word in grammar.negation
    helps = helps or word in grammar.modal_future or word in grammar.modal_maybe
    return helps or word in grammar.day_word or word.endswith(("n't", "n’t"))


def is_passive(
    tokens: Tokens,
    first: int,
    last: int,
    limit: int,
    skipped: frozenset[str],
    grammar: Grammar,
    *,
    reduced: bool = True,
) -> bool:
    """True when the verb at ``[first, last)`` is told from the side of what it was done to.

    ``reduced`` reads a bare participle without object so, too: "a man shot in the head".
    """
    word = tokens.low[first]
    if word.endswith("ing"):
        return False
    if skipped & grammar.be:
        return True
    bare = word.endswith("ed") or word in grammar.participle
    if last - first > 1:
        bare = tokens.low[last - 1] in grammar.closing and (bare or word == "fatally")
    if not reduced or skipped & grammar.have or not bare:
        return last < limit and tokens.low[last] == "by" and not skipped & grammar.have
    if last == limit:
        return True
    amount = tokens.low[last] == "at" and last + 1 < limit and tokens.low[last + 1] in ("least", "most")
    return tokens.low[last] in grammar.after_passive and not amount


def is_noun(tokens: Tokens, first: int, last: int, sentence: Range, skipped: frozenset[str], grammar: Grammar) -> bool:
    """Whether a word that is verb and noun alike ("attack", "shooting", "raids") is a noun here."""
    low, (begin, limit) = tokens.low, sentence
    before = low[first - 1] if first > begin else ""
    after = low[last] if last < limit else "."
    nominal = (
        before in grammar.determiner
        or (before in grammar.preposition and before != "to")
        or first - 1 in tokens.possessive
    )
    if low[first].endswith("ed") or (skipped & grammar.be and not low[first].endswith("ing")):
        return False
    if low[first].endswith("ing") and before in grammar.aspect:
        return False
    if low[first].endswith("ing"):
        if skipped & grammar.be:
            return False
        takes_object = (
            after in grammar.determiner
            or after in grammar.pronoun
            or after[0].isdigit()
            or after in grammar.number
            or after == "at"
        )
        takes_object = takes_object or (
            last < limit and after[0].isalpha() and tokens.capital(last) and before in grammar.preposition
        )
        return not takes_object or (before in grammar.determiner and after not in grammar.determiner)
    if nominal:
        return True
    if before == "to" or skipped & (grammar.modal_future | grammar.modal_maybe) or before in grammar.pronoun:
        return False
    if negates(skipped, grammar):
        return False
    return not (
        before.endswith("s")
        and (after in grammar.determiner or (after[0].isalnum() and after not in grammar.preposition))
    )


def np_after(tokens: Tokens, at: int, limit: int, grammar: Grammar) -> Range | None:
    """The noun phrase that opens at ``at`` (articles dropped), or None."""
    low = tokens.low
    while at < limit and (low[at] in grammar.determiner or low[at] in _QUOTES or low[at] in grammar.adverb):
        at += 1
    if at >= limit or low[at] in grammar.pronoun:
        return None
    last = at
    while last < limit and last - at < PHRASE_MAX and not _ends_after(tokens, at, last, limit, grammar):
        last += 1
    while last > at and (
        low[last - 1] in ("of", "and", "&") or low[last - 1] in grammar.determiner or _is_adverb(low[last - 1], grammar)
    ):
        last -= 1
    return (at, last) if last > at and _WORD.search(tokens.words(at, last)) else None


def renamed(tokens: Tokens, phrase: Range, limit: int, grammar: Grammar) -> Range:
    """The name that follows a phrase without one: "a local group, the Red Cell, was" names the Red Cell."""
    first, last = phrase
    if last + 1 >= limit or tokens.low[last] != "," or any(tokens.capital(index) for index in range(first, last)):
        return phrase
    begin = last + 1
    while begin < limit and tokens.low[begin] in grammar.determiner:
        begin += 1
    end = begin
    while end < limit and (tokens.capital(end) or (end > begin and tokens.low[end] in grammar.name_link)):
        end += 1
    closed = end == limit or tokens.low[end] in (",", ".", ";", ")")
    return (begin, end) if end - begin > 1 and closed else phrase


def with_complement(tokens: Tokens, phrase: Range, limit: int, grammar: Grammar) -> Range:
    """A noun phrase with the few words that tell it apart: "men wearing uniforms", "rebels loyal to the general"."""
    first, last = phrase
    if last >= limit or tokens.low[last] not in grammar.complement:
        return phrase
    at = last + 1
    if at < limit and tokens.low[at] in grammar.preposition:
        at += 1
    more = np_after(tokens, at, limit, grammar)
    return (first, more[1]) if more is not None and more[1] - last <= _SHORT else phrase


def _ends_after(tokens: Tokens, at: int, last: int, limit: int, grammar: Grammar) -> bool:
    word = tokens.low[last]
    if word == "." and last > at and last + 1 < limit:
        return tokens.low[last - 1] not in grammar.after_name and not (
            tokens.capital(last - 1) and tokens.capital(last + 1) and len(tokens.low[last - 1]) < 5
        )
    if not _WORD.match(word):
        return not (word in ("-", "–", "&") or (word in _QUOTES and last == at))
    if word == "of":
        return last == at
    if word == "and":
        return last == at or not _joins(tokens, last, limit, grammar)
    if (
        grammar.edge(word)
        or word in grammar.time_word
        or (last > at and _opens_complement(tokens, last, limit, grammar))
    ):
        return True
    if last > at and word in grammar.determiner and tokens.low[last - 1] not in ("of", "and"):
        return True
    if last > at and _is_adverb(word, grammar) and tokens.low[last - 1] not in ("of", "and"):
        return tokens.low[last - 1] not in grammar.number
    return grammar.verbish(word) if last > at else word in grammar.be or word in grammar.have


def _opens_complement(tokens: Tokens, at: int, limit: int, grammar: Grammar) -> bool:
    """Whether "armed" is that of "men armed with rifles", not of "armed men"."""
    return tokens.low[at] in grammar.complement and tokens.low[min(at + 1, limit - 1)] in grammar.preposition


def _is_adverb(word: str, grammar: Grammar) -> bool:
    return word in grammar.adverb or (len(word) > 5 and word.endswith("ly") and word not in grammar.ly_noun)


def _joins(tokens: Tokens, at: int, limit: int, grammar: Grammar) -> bool:
    """Whether the "and" at ``at`` joins two noun phrases: no verb within the next three words."""
    following = tokens.low[at + 1 : min(limit, at + 4)]
    if not following or grammar.edge(following[0]):
        return False
    return not any(grammar.verbish(word) for word in following[:2])


def np_before(tokens: Tokens, at: int, begin: int, grammar: Grammar) -> Range | None:
    """The noun phrase that ends right before ``at``, articles dropped; None for a pronoun.

    Its head, when prepositional phrases follow it: "three men in a car", not "car".
    """
    low = tokens.low
    at = _over_asides(tokens, at, begin)
    if at > begin and low[at - 1] in grammar.relative:
        return np_before(tokens, _over_comma(tokens, at - 1, begin), begin, grammar)
    if at > begin and (low[at - 1] in grammar.determiner or low[at - 1] in grammar.pronoun):
        return None
    first, last = _head_left(tokens, at, begin, grammar)
    if (
        first - 2 >= begin
        and low[first - 1] == "and"
        and low[first] in grammar.determiner
        and tokens.capital(first - 2)
    ):
        first = _run_left(tokens, first - 1, begin, grammar)  # "John Roe and another man shot"
    for _ in range(2):  # "the house, in the centre of Homs, in Syria, was hit": every aside opens with ", in"
        if first - 2 < begin or low[first - 1] not in grammar.locative or low[first - 2] != ",":
            break
        first, last = _head_left(tokens, first - 2, begin, grammar)
    while first < last and low[first] in grammar.determiner:
        first += 1
    if first == last or low[last - 1] in grammar.pronoun or not _WORD.search(tokens.words(first, last)):
        return None
    return first, last


def subject(tokens: Tokens, begin: int, first: int, grammar: Grammar) -> Range | None:
    """The subject, over "and", "to", a list of verbs and words of beginning: "entered, aimed and began shooting"."""
    at = begin
    if at > first and tokens.low[at - 1] in grammar.aspect:
        at, _ = skip_helpers(tokens, at - 1, first, grammar)
    for _ in range(3):
        if at <= first or not _continues(tokens, at, first):
            break
        verb = next((index for index in range(at - 2, first - 1, -1) if grammar.verbish(tokens.low[index])), -1)
        if verb < 0:
            return None
        at, _ = skip_helpers(tokens, verb, first, grammar)
    if at > first and tokens.low[at - 1] in grammar.preposition:
        return None
    return np_before(tokens, at, first, grammar)


def _continues(tokens: Tokens, at: int, first: int) -> bool:
    """Whether the verb at ``at`` shares the subject of a verb before it."""
    before = tokens.low[at - 1]
    return before in ("and", "to", "then", "but") or (before == "," and "," not in tokens.low[first : at - 1])


def _over_asides(tokens: Tokens, at: int, begin: int) -> int:
    """Leftwards over closing quotes, a bracket and a parenthesis between commas."""
    low = tokens.low
    while at > begin and low[at - 1] in _QUOTES:
        at -= 1
    if at > begin and low[at - 1] == ")":
        at = next((index for index in range(at - 2, max(begin, at - 8) - 1, -1) if low[index] == "("), at)
    if at > begin and low[at - 1] == ",":
        at = _before_parenthesis(tokens, at, begin)
        if at - 2 > begin and low[at - 1].isdigit() and low[at - 2] == ",":  # "John Doe, 18, of Springfield, was"
            at -= 2
    return at


def _over_comma(tokens: Tokens, at: int, begin: int) -> int:
    """Before the comma of a relative clause, and before an age: "John Doe, 18, who was"."""
    low = tokens.low
    if at - 1 > begin and low[at - 1] == ",":
        at -= 1
        if at - 2 > begin and low[at - 1].isdigit() and low[at - 2] == ",":
            at -= 2
    return at


def _head_left(tokens: Tokens, at: int, begin: int, grammar: Grammar) -> Range:
    """The run of nouns that ends at ``at``, or the one whose prepositional phrase that run is."""
    low = tokens.low
    last, first = at, _run_left(tokens, at, begin, grammar)
    for _ in range(3):
        if "and" in low[first:last] and first > begin and low[first - 1] in grammar.locative:
            first += low[first:last].index("and") + 1
            break
        joint = _joint(tokens, first, begin, grammar)
        if first in (last, joint):
            break
        further = _run_left(tokens, joint, begin, grammar)
        if further == joint:
            break
        if low[joint] not in ("of", "from") and not (low[joint] in grammar.complement and last - joint <= _SHORT):
            last = joint
        first = further
    return first, last


def _joint(tokens: Tokens, first: int, begin: int, grammar: Grammar) -> int:
    """Where the words begin that tie the run of nouns at ``first`` to one before it: "in", "wearing", "armed with"."""
    low, joint = tokens.low, first
    if joint > begin and low[joint - 1] in grammar.locative:
        joint -= 1
    if joint > begin and low[joint - 1] in grammar.complement:
        joint -= 1
    return joint


def _run_left(tokens: Tokens, at: int, begin: int, grammar: Grammar) -> int:
    low, first = tokens.low, at
    while first > begin and at - first < PHRASE_MAX:
        word = low[first - 1]
        if word == "." and first - 1 > begin and _abbreviates(tokens, first - 1, at, grammar):
            first -= 1
            continue
        if not _WORD.match(word) and word not in ("-", "–", "&", "’", "'"):
            break
        if word in grammar.determiner:
            return first - 1
        if word == "and" and first < at and first - 1 > begin and not grammar.edge(low[first - 2]):
            first -= 1
            continue
        if grammar.edge(word) or word in grammar.time_word:
            break
        if grammar.verbish(word) and not (first < at and _attributive(tokens, first - 1, begin, grammar)):
            break
        first -= 1
    while first < at and low[first] == "and":
        first += 1
    return first


def _abbreviates(tokens: Tokens, stop: int, at: int, grammar: Grammar) -> bool:
    """Whether a full stop belongs to the short word before it: "Sgt. Roe", "Scott Jr."."""
    if tokens.low[stop - 1] in grammar.after_name:
        return True
    return stop + 1 < at and len(tokens.low[stop - 1]) < 5 and tokens.capital(stop - 1) and tokens.capital(stop + 1)


def _attributive(tokens: Tokens, index: int, begin: int, grammar: Grammar) -> bool:
    """A participle between article and noun: "a disgruntled woman", "two shrouded figures"."""
    if index <= begin or not tokens.low[index].endswith(("ed", "ing")):
        return False
    before = tokens.low[index - 1]
    return (
        before in grammar.determiner
        or before in grammar.number
        or before[0].isdigit()
        or index - 1 in tokens.possessive
    )


def _before_parenthesis(tokens: Tokens, at: int, begin: int) -> int:
    """Before the comma that opens the parenthesis closed at ``at - 1``; ``at`` itself when there is none near."""
    for index in range(at - 2, max(begin, at - 18) - 1, -1):
        if tokens.low[index] == ",":
            return index
    return at - 1


def negates(skipped: frozenset[str], grammar: Grammar) -> bool:
    """Whether the auxiliaries of a verb hold a "not"."""
    return bool(skipped & grammar.negation) or any(word.endswith(("n't", "n’t")) for word in skipped)


def is_nobody(tokens: Tokens, first: int, begin: int, grammar: Grammar) -> bool:
    """Whether a noun phrase opens with "no", "neither" or "none of"."""
    at = first
    while at > begin and tokens.low[at - 1] in (grammar.determiner | {"of"}) and tokens.low[at - 1] != "no":
        at -= 1
    return at > begin and tokens.low[at - 1] in grammar.nobody


def mode_of(
    tokens: Tokens, first: int, last: int, sentence: Range, skipped: frozenset[str], grammar: Grammar
) -> Modality:
    """Whether the trigger at ``[first, last)`` is said to have happened."""
    if negates(skipped, grammar):
        return Modality.NEGATED
    if skipped & grammar.modal_future:
        return Modality.FUTURE
    if skipped & grammar.modal_maybe and not skipped & grammar.have:
        return Modality.HYPOTHETICAL
    return _mode_by_words(tokens.low, first, last, sentence, grammar.mode)


def _mode_by_words(
    low: tuple[str, ...], first: int, last: int, sentence: Range, mode: dict[str, frozenset[str]]
) -> Modality:
    """The mode that the words around the trigger tell, auxiliaries apart."""
    begin, limit = sentence
    left = low[max(begin, first - 4) : first]
    if left and left[-1] == "to":
        return _infinitive(low, first, begin, mode)
    if any(word in mode["condition"] for word in low[max(begin, first - 9) : first]):
        return Modality.HYPOTHETICAL
    if last - first > 1 and any(word in mode["found"] for word in low[first:last]):
        return Modality.NEGATED
    if any(word in mode["undone"] for word in low[last : min(limit, last + 3)]):
        return Modality.NEGATED
    near = left[-3:]
    if any(word in mode["negated_noun"] for word in near):
        return Modality.NEGATED
    if any(word in mode["maybe_noun"] for word in near):
        return Modality.HYPOTHETICAL
    return Modality.ACTUAL


def _infinitive(low: tuple[str, ...], first: int, begin: int, mode: dict[str, frozenset[str]]) -> Modality:
    left = low[max(begin, first - 5) : first - 1]
    for word in reversed(left):
        if word in mode["real_to"]:
            return Modality.ACTUAL
        if word in mode["attempt"]:
            return Modality.NEGATED
        if word in mode["plan"]:
            return Modality.FUTURE
    return Modality.FUTURE
