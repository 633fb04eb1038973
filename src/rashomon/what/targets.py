"""What or who was attacked: the object of the words of attack, or the place of meaning where the bomb went off.

In: a text and its passages. Out: one ``ThingMention`` per object found, ``Text`` valued, tied to its event by
``event``. Counting victims is left to ``count.py``: numbers of dead are no targets, nor are bare names of persons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from rashomon.language import load_language
from rashomon.model import Modality, Passage, Span
from rashomon.values import Code, Text
from rashomon.what.clause import Grammar, Range, is_passive, load_grammar, mode_of, np_after, np_before, skip_helpers
from rashomon.what.events import find_events
from rashomon.what.mentions import ThingMention
from rashomon.what.phrases import Hit, Phrasebook, longest
from rashomon.what.tokens import Tokens, tokenise

_REACH: Final = 9  # words after "exploded" in which the building it was meant for may be named


@dataclass(frozen=True, slots=True)
class TargetLexicon:
    """Words of hitting that are no events by themselves, and classes of heads."""

    book: Phrasebook[str]
    words: dict[str, frozenset[str]]


@cache
def load_targets(language: str = "en") -> TargetLexicon:
    """The target words of ``what.toml``."""
    tables = load_language("what", language)["targets"]
    book = Phrasebook([(words, "verb") for words in tables["verb"]] + [(words, "noun") for words in tables["noun"]])
    return TargetLexicon(
        book, {name: frozenset(words) for name, words in tables.items() if name not in ("verb", "noun")}
    )


def find_targets(text: str, passages: Sequence[Passage], language: str = "en") -> list[ThingMention]:
    """Targets in text order, each span once."""
    tokens, lexicon, grammar = tokenise(text, passages), load_targets(language), load_grammar(language)
    events = find_events(text, passages, language)
    found = [*_objects(tokens, events, lexicon, grammar)]
    if any(event.modality is Modality.ACTUAL for event in events):
        found += _hit(tokens, events, lexicon, grammar)
    by_start: dict[int, ThingMention] = {}
    for mention in (_described(tokens, one, lexicon, grammar) for one in found):
        if _is_target(mention.span.of(text), lexicon, grammar):
            by_start.setdefault(mention.span.start, mention)
    return [by_start[start] for start in sorted(by_start)]


def _described(tokens: Tokens, mention: ThingMention, lexicon: TargetLexicon, grammar: Grammar) -> ThingMention:
    """For a bare name what it is said to be: "Jane Roe, a teacher, was shot" tells of a teacher."""
    at, limit = tokens.index_at(mention.span.end), tokens.sentence_end(tokens.index_at(mention.span.start))
    words = mention.span.of(tokens.text).split()
    if at + 1 >= limit or tokens.low[at] != "," or not all(word[:1].isupper() for word in words):
        return mention
    if tokens.low[at + 1].isdecimal() and at + 3 < limit and tokens.low[at + 2] == ",":
        at += 2
    told = np_after(tokens, at + 1, limit, grammar) if tokens.low[at + 1] in grammar.determiner else None
    if told is None or lexicon.words["role"].isdisjoint(tokens.low[slice(*told)]):
        return mention
    span = tokens.span(*told)
    return replace(mention, span=span, value=Text(" ".join(span.of(tokens.text).split())))


def _objects(
    tokens: Tokens, events: Sequence[ThingMention], lexicon: TargetLexicon, grammar: Grammar
) -> Iterator[ThingMention]:
    """Objects of event words, and for a bomb that exploded the building it exploded at."""
    for event in events:
        code = event.value.code if isinstance(event.value, Code) else ""
        if code in lexicon.words["without"]:
            continue
        if event.object is not None and not (event.general and _slight(event.object.of(tokens.text), lexicon)):
            yield _target(tokens.text, event, event.object)
        if code in lexicon.words["at_place"]:
            place = _place_after(tokens, event.span, lexicon, grammar)
            if place is not None:
                yield _target(tokens.text, event, tokens.span(*place))


def _target(text: str, event: ThingMention, span: Span) -> ThingMention:
    return replace(
        event, span=span, attribute="target", value=Text(" ".join(span.of(text).split())), weak=False, general=False
    )


def _slight(words: str, lexicon: TargetLexicon) -> bool:
    """A number of dead, or a lone word: too little to be the target of a general word like "killed"."""
    low = words.lower().split()
    return len(low) == 1 or low[0].isdigit() or low[0] in lexicon.words["number"]


def _place_after(tokens: Tokens, event: Span, lexicon: TargetLexicon, grammar: Grammar) -> Range | None:
    at = tokens.index_at(event.end)
    limit = min(tokens.sentence_end(at), at + _REACH)
    for index in range(at, limit):
        if tokens.low[index] in lexicon.words["place_preposition"]:
            place = np_after(tokens, index + 1, tokens.sentence_end(at), grammar)
            if (
                place is not None
                and place[1] - place[0] > 1
                and not lexicon.words["built"].isdisjoint(tokens.low[place[0] : place[1]])
            ):
                return place
    return None


def _hit(
    tokens: Tokens, events: Sequence[ThingMention], lexicon: TargetLexicon, grammar: Grammar
) -> Iterator[ThingMention]:
    """Objects of words of hitting ("destroyed", "targeted", "an attempt on the life of")."""
    for hit in longest(lexicon.book.scan(tokens)):
        sentence = tokens.sentences[hit.sentence]
        begin, skipped = skip_helpers(tokens, hit.first, sentence[0], grammar)
        if mode_of(tokens, hit.first, hit.last, sentence, skipped, grammar) is not Modality.ACTUAL:
            continue
        noun = _hit_object(tokens, hit, begin, skipped, grammar)
        if noun is None:
            continue
        span, words = tokens.span(*noun), tokens.span(*sentence)
        near = [event for event in events if words.contains(event.span)]
        if not near or noun[1] - noun[0] < 2:
            continue
        event = min(near, key=lambda event: abs(event.span.start - span.start))
        yield ThingMention(
            span, "target", Text(" ".join(span.of(tokens.text).split())), background=event.background, event=event.span
        )


def _hit_object(tokens: Tokens, hit: Hit[str], begin: int, skipped: frozenset[str], grammar: Grammar) -> Range | None:
    first, limit = tokens.sentences[hit.sentence]
    if hit.meaning == "verb" and is_passive(tokens, hit.first, hit.last, limit, skipped, grammar):
        return np_before(tokens, begin, first, grammar)
    return np_after(tokens, hit.last, limit, grammar)


def _is_target(label: str, lexicon: TargetLexicon, grammar: Grammar) -> bool:
    """Whether a noun phrase can be what was attacked, by its words alone."""
    plain, words = label.split(), lexicon.words
    low = [word.strip(".,'\"“”’").lower() for word in plain]
    head = low[: low.index("of")] if "of" in low[1:] else low
    if head[-1] in words["thing"] or head[-1] in words["region"] or low[0] in words["opening"]:
        return False
    if len(low) == 1 and (low[0] in words["slight"] or low[0][-1:] in ("-", "") or grammar.verbish(low[0])):
        return False
    if not words["hurt"].isdisjoint(low):
        return False
    named = all(word[:1].isupper() or not word[:1].isalpha() for word in plain)
    if named and not any(word in words["built"] or word in words["role"] for word in low):
        return False
    counted = (word in words["number"] or word.isdecimal() for word in low)
    return any(char.isalpha() for char in label) and not all(counted)
