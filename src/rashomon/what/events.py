"""Event triggers: what happened, who did it, to whom - as far as the clause tells.

In: a text and its passages. Out: one ``ThingMention`` per trigger, typed to the codebook's closed list, the most
specific type the sentence supports. Which happening a report is about is left to ``extract.py``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Final

from rashomon.language import load_language
from rashomon.model import Modality, Passage, Span
from rashomon.values import Code
from rashomon.what.clause import (
    Grammar,
    Range,
    is_nobody,
    is_noun,
    is_passive,
    load_grammar,
    mode_of,
    negates,
    np_after,
    np_before,
    renamed,
    skip_helpers,
    subject,
    with_complement,
)
from rashomon.what.mentions import ThingMention
from rashomon.what.phrases import Hit, Phrasebook, longest
from rashomon.what.tokens import Tokens, tokenise

_FORMS: Final = ("verb", "happen", "noun")
_DATE_AFTER: Final = 60  # characters within which "in 1995" still dates the trigger before it
_DATE_BEFORE: Final = 60
_DISASTER: Final = "disaster"  # group of words for what kills without anybody's doing
_AIM_REACH: Final = 7  # words after "fired two rounds" in which "at the post" may follow
_OF: Final = frozenset(("of", "on", "against", "at", "targeting", "upon"))


@dataclass(frozen=True, slots=True)
class Trigger:
    """What an event pattern stands for. ``needs``: groups of which the sentence must hold one."""

    code: str
    form: str
    weak: bool = False
    needs: frozenset[str] = frozenset()

    def allowed(self, present: frozenset[str]) -> bool:
        """Whether the sentence has the company the pattern needs."""
        return not self.needs or not self.needs.isdisjoint(present)


@dataclass(frozen=True, slots=True)
class EventLexicon:
    """The event words of one language."""

    book: Phrasebook[Trigger]
    groups: Mapping[str, frozenset[str]]
    refine: tuple[Mapping[str, Any], ...]
    same: tuple[Mapping[str, Any], ...]
    background: re.Pattern[str]
    dated: frozenset[str]
    older: Phrasebook[str]
    ambiguous: frozenset[str]
    many: Mapping[str, Any]


@cache
def load_events(language: str = "en") -> EventLexicon:
    """Event words from ``what.toml``."""
    tables = load_language("what", language)
    groups = {name: frozenset(words) for name, words in tables["groups"].items()}
    sentence = re.compile("(?i)" + "|".join(tables["background"]["sentence"]))
    older = Phrasebook(
        [(words, "before") for words in tables["background"]["before"]]
        + [(w, "after") for w in tables["background"]["after"]]
    )
    years = (str(year) for year in range(1900, 2100))
    dated = frozenset((*tables["background"]["dated"], *years))
    ignored = [(words, Trigger("", "noun")) for words in tables["ignored"]["words"]]
    book = Phrasebook(_patterns(tables["events"]) + ignored)
    ambiguous = book.heads(lambda trigger: trigger.form == "verb") & book.heads(
        lambda trigger: trigger.form == "noun" and trigger.code != ""
    )
    return EventLexicon(
        book, groups, tuple(tables["refine"]), tuple(tables["same"]), sentence, dated, older, ambiguous, tables["many"]
    )


def _patterns(events: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Trigger]]:
    found: list[tuple[str, Trigger]] = []
    for code, table in events.items():
        for block in (table, *table.get("with", ())):
            needs = frozenset(block.get("needs", "").split("|")) - {""}
            for form in _FORMS:
                found += [(words, Trigger(code, form, needs=needs)) for words in block.get(form, ())]
                found += [
                    (words, Trigger(code, form, weak=True, needs=needs)) for words in block.get(f"weak_{form}", ())
                ]
    return found


def find_events(text: str, passages: Sequence[Passage], language: str = "en") -> list[ThingMention]:
    """Event mentions in text order."""
    tokens = tokenise(text, passages)
    return list(_find(tokens, language))


@lru_cache(maxsize=4)
def _find(tokens: Tokens, language: str) -> tuple[ThingMention, ...]:
    lexicon, grammar = load_events(language), load_grammar(language)
    present = [_groups(tokens, sentence, lexicon) for sentence in tokens.sentences]
    possible = [hit for hit in lexicon.book.scan(tokens) if hit.meaning.allowed(present[hit.sentence])]
    hits = _choose(tokens, possible, lexicon, grammar)
    found = _unite([_mention(tokens, hit, present[hit.sentence], lexicon, grammar) for hit in hits], lexicon)
    if any(not event.weak and event.modality is Modality.ACTUAL and not event.background for event in found):
        return tuple(found)
    return tuple(replace(event, weak=False) for event in found)


def _unite(found: list[ThingMention], lexicon: EventLexicon) -> list[ThingMention]:
    """General words take the report's special type: the blast of a bombing is the bombing."""
    for rule in lexicon.same:
        if not any(_code(event) == rule["to"] and event.modality is Modality.ACTUAL for event in found):
            continue
        found = [_united(event, rule) for event in found]
    return found


def _united(event: ThingMention, rule: Mapping[str, Any]) -> ThingMention:
    value, words = event.value, rule.get("words", ())
    if not isinstance(value, Code) or value.code != rule["from"]:
        return event
    if words and value.label.lower().split()[0] not in words:
        return event
    return replace(event, value=replace(value, code=str(rule["to"])))


def _code(event: ThingMention) -> str:
    return event.value.code if isinstance(event.value, Code) else ""


def _groups(tokens: Tokens, sentence: Range, lexicon: EventLexicon) -> frozenset[str]:
    words = frozenset(tokens.low[sentence[0] : sentence[1]])
    return frozenset(name for name, group in lexicon.groups.items() if not group.isdisjoint(words))


def _choose(tokens: Tokens, hits: list[Hit[Trigger]], lexicon: EventLexicon, grammar: Grammar) -> list[Hit[Trigger]]:
    """One hit per place: longer before shorter, strong before weak, conditional before plain."""
    chosen = longest((hit for hit in hits if _reads(tokens, hit, lexicon, grammar)), _rank)
    return [hit for hit in chosen if hit.meaning.code]


def _rank(trigger: Trigger) -> tuple[bool, bool, bool]:
    return (bool(trigger.code), trigger.weak, not trigger.needs)


def _reads(tokens: Tokens, hit: Hit[Trigger], lexicon: EventLexicon, grammar: Grammar) -> bool:
    """Whether the word can be the verb or the noun that the pattern says."""
    if hit.meaning.form == "happen" or not hit.meaning.code:
        return True
    sentence = tokens.sentences[hit.sentence]
    if hit.meaning.form == "verb" and hit.first > sentence[0] and tokens.low[hit.first - 1] == "-":
        return False
    if tokens.low[hit.first] not in lexicon.ambiguous:
        return True
    if hit.last - hit.first > 1 and (hit.meaning.form == "noun" or not tokens.low[hit.first].endswith("ing")):
        return True
    _, skipped = skip_helpers(tokens, hit.first, sentence[0], grammar)
    return is_noun(tokens, hit.first, hit.last, sentence, skipped, grammar) == (hit.meaning.form == "noun")


def _mention(
    tokens: Tokens, hit: Hit[Trigger], present: frozenset[str], lexicon: EventLexicon, grammar: Grammar
) -> ThingMention:
    sentence = tokens.sentences[hit.sentence]
    begin, skipped = skip_helpers(tokens, hit.first, sentence[0], grammar)
    actor, target = _roles(tokens, hit, begin, skipped, grammar)
    verb = hit.meaning.form == "verb"
    modality = mode_of(tokens, hit.first, hit.last, sentence, skipped, grammar)
    if modality is Modality.HYPOTHETICAL and skipped & grammar.have:
        modality = Modality.ACTUAL
    code = _refine(tokens.low[hit.first], hit.meaning, present, lexicon)
    if tokens.low[hit.first] in lexicon.many["words"] and _number(tokens, target, grammar) >= lexicon.many["from"]:
        code = str(lexicon.many["to"])
    span = tokens.span(begin if hit.meaning.form != "noun" and skipped & grammar.be else hit.first, hit.last)
    return ThingMention(
        span=span,
        attribute="event",
        value=Code("event", code, span.of(tokens.text)),
        modality=modality,
        background=(hit.meaning.weak and _DISASTER in present) or _is_background(tokens, hit, sentence, lexicon),
        actor=_as_span(tokens, actor),
        object=_as_span(tokens, target),
        event=span,
        weak=hit.meaning.weak,
        general=hit.meaning.weak,
        refused=verb and _refuses(tokens, actor, skipped, sentence[0], grammar),
        own=verb and not skipped & grammar.be and begin > sentence[0] and tokens.low[begin - 1] in grammar.self_pronoun,
    )


def _refuses(tokens: Tokens, actor: Range | None, skipped: frozenset[str], first: int, grammar: Grammar) -> bool:
    """Whether the clause says that the actor did not do it: "did not fire", "no soldier fired"."""
    return negates(skipped, grammar) or (actor is not None and is_nobody(tokens, actor[0], first, grammar))


def _roles(
    tokens: Tokens, hit: Hit[Trigger], begin: int, skipped: frozenset[str], grammar: Grammar
) -> tuple[Range | None, Range | None]:
    first, limit = tokens.sentences[hit.sentence]
    if hit.meaning.form == "noun":
        return _noun_roles(tokens, hit, limit, first, grammar)
    if hit.meaning.form == "happen":
        return _happen_roles(tokens, hit, begin, grammar)
    if is_passive(tokens, hit.first, hit.last, limit, skipped, grammar):
        return _by_phrase(tokens, hit.last, limit, grammar), np_before(tokens, begin, first, grammar)
    return subject(tokens, begin, first, grammar), _object(tokens, hit, limit, grammar)


def _happen_roles(tokens: Tokens, hit: Hit[Trigger], begin: int, grammar: Grammar) -> tuple[Range | None, Range | None]:
    """Who and what of a row that holds its own subject: "a bomb exploded", "suicide bombers struck"."""
    first, limit = tokens.sentences[hit.sentence]
    bomber = next((index for index in range(hit.first, hit.last) if tokens.low[index] in grammar.bomber), -1)
    if bomber >= 0:
        return np_before(tokens, bomber + 1, first, grammar), np_after(tokens, hit.last, limit, grammar)
    actor = _by_phrase(tokens, hit.last, limit, grammar)
    if hit.last < limit and tokens.low[hit.last] == "from" and tokens.low[hit.last - 1] in grammar.carrier:
        actor = np_after(tokens, hit.last + 1, limit, grammar)
    return actor, None if tokens.low[hit.first] in grammar.carrier else np_before(tokens, begin, first, grammar)


def _object(tokens: Tokens, hit: Hit[Trigger], limit: int, grammar: Grammar) -> Range | None:
    at, closing = hit.last, tokens.low[hit.last - 1]
    if hit.last - hit.first > 1 and closing in grammar.carrier:
        inner = np_after(tokens, hit.first + 1, hit.last - 1, grammar) if tokens.low[hit.last - 2] == "on" else None
        return inner or _aimed_at(tokens, at, limit, grammar)
    if at < limit and tokens.low[at] in _OF:
        at += 1
    if hit.last - hit.first > 2 and closing in grammar.resultative:
        inner = np_after(tokens, hit.first + 1, hit.last - 1, grammar)
        if inner is not None:
            return inner
    return np_after(tokens, at, limit, grammar)


def _aimed_at(tokens: Tokens, at: int, limit: int, grammar: Grammar) -> Range | None:
    """What a shot or a thrown thing is meant for: "fired two rounds of ammunition at the post"."""
    for index in range(at, min(limit, at + _AIM_REACH)):
        word = tokens.low[index]
        if word in grammar.aim:
            return np_after(tokens, index + 1, limit, grammar)
        if word in grammar.clause_end or word == ",":
            return None
    return None


def _noun_roles(
    tokens: Tokens, hit: Hit[Trigger], limit: int, first: int, grammar: Grammar
) -> tuple[Range | None, Range | None]:
    target = None
    at = hit.last
    if at < limit and tokens.low[at] == "between" and hit.meaning.code == "clash":
        return np_after(tokens, at + 1, limit, grammar), None
    if at < limit and tokens.low[at] in _OF - {"at"}:
        target = np_after(tokens, at + 1, limit, grammar)
        at = target[1] if target else at
    apart = at < limit and tokens.low[at] == ","  # "the crash site, filmed by people nearby"
    actor = None if apart else _by_phrase(tokens, at, limit, grammar)
    return actor or _adjective(tokens, hit.first, first, grammar), target


def _adjective(tokens: Tokens, at: int, first: int, grammar: Grammar) -> Range | None:
    """The capitalised words right before a noun trigger: "Israeli airstrike", "the Shining Path attack"."""
    if at > first and tokens.low[at - 1] in grammar.actor_adjective:
        return at - 1, at
    begin = at
    while begin > first and not grammar.edge(tokens.low[begin - 1]) and tokens.low[begin - 1] not in grammar.determiner:
        if not tokens.low[begin - 1][0].isalpha() or grammar.verbish(tokens.low[begin - 1]) or at - begin > 4:
            break
        begin -= 1
    while begin < at and not tokens.capital(begin):
        begin += 1
    while at > begin and not tokens.capital(at - 1):
        at -= 1
        if tokens.low[at].endswith("s") and not tokens.low[at].endswith("ss"):
            return None  # "Armenian prosecutors treat helicopter attack": a noun of its own stands between
    return (begin, at) if begin < at and _is_people(tokens, at - 1, grammar) else None


def _is_people(tokens: Tokens, index: int, grammar: Grammar) -> bool:
    """Whether a capitalised word names people (Israeli, ISIL), not a town or a day."""
    word = tokens.low[index]
    capitals = tokens.text[tokens.start[index] : tokens.end[index]].isupper() and len(word) < 6
    return capitals or word in grammar.people or word.endswith(tuple(grammar.people_ending))


def _by_phrase(tokens: Tokens, at: int, limit: int, grammar: Grammar) -> Range | None:
    """The phrase after "by", at most eight words on and before the clause ends."""
    for index in range(at, min(limit, at + 8)):
        word = tokens.low[index]
        if word == "by":
            phrase = np_after(tokens, index + 1, limit, grammar)
            return phrase and _who(tokens, phrase, limit, grammar)
        if word in grammar.clause_end:
            return None
    return None


def _who(tokens: Tokens, phrase: Range, limit: int, grammar: Grammar) -> Range | None:
    """The one behind a phrase after "by": its name, its complement, and who fired what did the harm."""
    last = phrase[1]
    if tokens.low[last - 1] in grammar.carrier and last < limit and tokens.low[last] in ("from", "of"):
        phrase = np_after(tokens, last + 1, limit, grammar) or phrase
    phrase = renamed(tokens, phrase, limit, grammar)
    return with_complement(tokens, phrase, limit, grammar)


def _number(tokens: Tokens, phrase: Range | None, grammar: Grammar) -> int:
    """The number a noun phrase opens with, 0 when it opens with none."""
    if phrase is None:
        return 0
    word = tokens.low[phrase[0]]
    if word.isdecimal():
        return int(word[:9])
    return grammar.count.index(word) if word in grammar.count else 0


def _refine(word: str, trigger: Trigger, present: frozenset[str], lexicon: EventLexicon) -> str:
    """The code that the company of the sentence makes of a trigger that opens with ``word``."""
    for rule in lexicon.refine:
        if trigger.code not in rule["from"] or rule["group"] not in present:
            continue
        if rule.get("also", rule["group"]) not in present or (rule.get("weak") and not trigger.weak):
            continue
        if word in rule.get("words", (word,)):
            return str(rule["to"])
    return trigger.code


def _is_background(tokens: Tokens, hit: Hit[Trigger], sentence: Range, lexicon: EventLexicon) -> bool:
    first, limit = sentence
    if not lexicon.dated.isdisjoint(tokens.low[first:limit]):
        begin, end = tokens.start[hit.first], tokens.end[hit.last - 1]
        for match in lexicon.background.finditer(tokens.text, tokens.start[first], tokens.end[limit - 1]):
            if match.start() - end < _DATE_AFTER and begin - match.end() < _DATE_BEFORE:
                return True
    near = replace_range(tokens, max(first, hit.first - 3), hit.first)
    return any(other.meaning == "before" for other in lexicon.older.scan(near))


def replace_range(tokens: Tokens, first: int, last: int) -> Tokens:
    """The same tokens with one sentence only: ``[first, last)``."""
    return replace(tokens, sentences=((first, last),))


def _as_span(tokens: Tokens, phrase: Range | None) -> Span | None:
    return tokens.span(*phrase) if phrase is not None else None
