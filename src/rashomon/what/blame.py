"""Who is said to have done it: by acting in the clause, by claiming, by being blamed, charged or denied - or unknown.

In: a text and its passages. Out: one ``BlameMention`` per perpetrator phrase and cue. Which party the words name is
left to ``who.py``; whose claim it is to ``speech.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from rashomon.language import load_language
from rashomon.model import Modality, Passage, Span
from rashomon.what.clause import (
    Grammar,
    Range,
    is_nobody,
    load_grammar,
    mode_of,
    negates,
    np_after,
    renamed,
    skip_helpers,
    subject,
    with_complement,
)
from rashomon.what.events import find_events
from rashomon.what.mentions import BlameMention, ThingMention
from rashomon.what.phrases import Hit, Phrasebook, longest
from rashomon.what.tokens import Tokens, tokenise

_ORDER: Final = (
    "unknown",
    "claimed_responsibility",
    "convicted",
    "charged",
    "denied",
    "accused",
    "blamed",
    "suspected",
    "not_act",
    "act",
)
_HEDGED: Final = frozenset(("accused", "suspected", "charged"))
_ANYBODY: Final = frozenset(("accused", "blamed"))  # whoever is named after these words
_OWN: Final = frozenset(("denied", "blamed", "claimed_responsibility"))
_SURE: Final = frozenset(("charged", "convicted", "accused", "suspected"))  # nobody else stands there
_REFUSED: Final = frozenset(("blamed", "suspected"))
_NOUN_REACH: Final = 5  # words, "denied" the first, in which it must be told: not "denied any deaths in the attack"
_DEED_REACH: Final = 7  # words after a cue in which the deed must be told
_ALONE: Final = frozenset(("claimed_responsibility", "denied"))  # said of a happening named elsewhere
_NEEDS_EVENT: Final = frozenset(("charged", "convicted", "suspected"))


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern of blame: where the one named stands, where the one who names.

    ``needs``: "deed" = a deed must be told soon after the words, "culprit" = the one named is called one, "name" = the
    one named is written like a name.
    """

    kind: str
    where: str
    blamer: str
    needs: str = ""


@dataclass(frozen=True, slots=True)
class BlameLexicon:
    """The blame words of one language."""

    book: Phrasebook[Cue]
    actor: frozenset[str]
    thing: frozenset[str]
    crime: frozenset[str]
    deed: frozenset[str]
    culprit: frozenset[str]
    bare: frozenset[str]
    forces: frozenset[str]
    machine: frozenset[str]
    collective: frozenset[str]


@cache
def load_blame(language: str = "en") -> BlameLexicon:
    """Blame words from ``what.toml``."""
    tables = load_language("what", language)
    patterns = [
        (words, Cue(block["kind"], block["where"], block.get("blamer", ""), block.get("needs", "")))
        for block in tables["blame"]
        for words in block["words"]
    ]
    return BlameLexicon(
        Phrasebook(patterns), **{name: frozenset(words) for name, words in tables["blame_words"].items()}
    )


def find_blame(text: str, passages: Sequence[Passage], language: str = "en") -> list[BlameMention]:
    """Blame mentions in text order; at one span the stronger kind only."""
    tokens = tokenise(text, passages)
    lexicon, grammar = load_blame(language), load_grammar(language)
    events = find_events(text, passages, language)
    found = [*_cued(tokens, events, lexicon, grammar), *_acting(text, events, lexicon, grammar)]
    best: dict[Span, BlameMention] = {}
    for mention in found:
        known = best.get(mention.span)
        if known is None or _ORDER.index(mention.kind) < _ORDER.index(known.kind):
            best[mention.span] = mention
    return sorted(best.values(), key=lambda mention: (mention.span.start, mention.span.end))


def _acting(
    text: str, events: Sequence[ThingMention], lexicon: BlameLexicon, grammar: Grammar
) -> Iterator[BlameMention]:
    for event in events:
        if event.own or (event.actor is not None and can_act(event.actor.of(text), lexicon, grammar)):
            yield BlameMention(
                event.actor or event.span,
                "not_act" if event.refused else "act",
                event=event.span,
                cue=event.span,
                modality=Modality.ACTUAL if event.refused else event.modality,
                background=event.background,
                own=event.own,
                sure=event.actor is not None and is_actor(event.actor.of(text), lexicon),
            )


def can_act(words: str, lexicon: BlameLexicon, grammar: Grammar, *, anybody: bool = False) -> bool:
    """Whether a noun phrase can be a perpetrator: an actor noun or a name, and no thing at its end.

    ``anybody``: whoever is blamed in so many words need be neither ("accused officials in").
    """
    plain = words.replace("’s", "").replace("'s", "").split()
    low = [word.strip('.,()[]"“”').lower() for word in plain]
    head = _head(low)
    if not head or head[-1] in lexicon.thing or head[-1] in grammar.pronoun or low[0] in ("no", "nobody"):
        return False
    if anybody or any(word in lexicon.actor or word.rstrip("s") in lexicon.actor for word in head):
        return True
    if len(head) < len(low) and not plain[len(head) - 1][0].isupper():
        return _gathers(head[-1], lexicon, grammar)
    return plain[0][0].isupper() and any(word[0].isupper() and word.lower() not in lexicon.thing for word in plain)


def _gathers(word: str, lexicon: BlameLexicon, grammar: Grammar) -> bool:
    """Whether the one named follows after "of": "dozens of militants", not "photos of militants"."""
    return word in lexicon.collective or word in grammar.number or word.isdecimal()


def _head(low: list[str]) -> list[str]:
    """The words of a phrase up to the "of" or "from" that follows its head."""
    return low[: low.index("of")] if "of" in low[1:] else low


def is_actor(words: str, lexicon: BlameLexicon) -> bool:
    """Whether the head of a phrase is an actor noun, and no machine ("a soldier", not "a jet")."""
    head = _head(words.lower().split())
    return bool(head) and head[-1] in lexicon.actor and head[-1] not in lexicon.machine


def _cued(
    tokens: Tokens, events: Sequence[ThingMention], lexicon: BlameLexicon, grammar: Grammar
) -> Iterator[BlameMention]:
    for hit in longest(lexicon.book.scan(tokens), lambda cue: _ORDER.index(cue.kind)):
        event = _nearest(tokens.span(hit.first, hit.last), tokens.span(*tokens.sentences[hit.sentence]), events)
        if hit.meaning.kind == "unknown" or event is not None or _stands_alone(tokens, hit, events, lexicon):
            mention = _cue_mention(tokens, hit, event, lexicon, grammar)
            if mention is not None:
                yield mention


def _stands_alone(tokens: Tokens, hit: Hit[Cue], events: Sequence[ThingMention], lexicon: BlameLexicon) -> bool:
    """Whether a cue counts although its sentence tells of no event."""
    if hit.meaning.kind in _NEEDS_EVENT or hit.meaning.needs == "crime":
        return not lexicon.crime.isdisjoint(tokens.low[slice(*tokens.sentences[hit.sentence])])
    return bool(events) or hit.meaning.kind in _ALONE


def _cue_mention(
    tokens: Tokens, hit: Hit[Cue], event: ThingMention | None, lexicon: BlameLexicon, grammar: Grammar
) -> BlameMention | None:
    sentence, kind, cue = tokens.sentences[hit.sentence], hit.meaning.kind, tokens.span(hit.first, hit.last)
    begin, skipped = skip_helpers(tokens, hit.first, sentence[0], grammar)
    passive = bool(skipped & grammar.be)
    apart = hit.first > sentence[0] and tokens.low[hit.first - 1] == ","  # "John Roe, named as a suspect"
    if (kind == "act" and passive) or (hit.meaning.needs == "passive" and not passive and not apart):
        return None
    told = hit.meaning.blamer == "subject" or kind == "unknown"
    blamer = subject(tokens, begin, sentence[0], grammar) if told else None
    mention = BlameMention(
        cue,
        kind,
        blamer=tokens.span(*blamer) if blamer else None,
        hedged=kind in _HEDGED,
        event=event.span if event else None,
        cue=cue,
        background=event.background if event and kind in _HEDGED else False,
    )
    if kind == "unknown":
        return mention
    mode = Modality.ACTUAL
    if kind != "denied":
        mode = mode_of(tokens, hit.first, hit.first + 1, sentence, skipped, grammar)
    if kind in _OWN and not hit.meaning.needs and _is_own(tokens, hit, begin, sentence, grammar):
        return replace(mention, own=True, modality=mode)
    if kind == "denied" and hit.meaning.needs:
        named = None if skipped & grammar.be else _denied(tokens, hit, begin, event, lexicon, grammar)
    else:
        named = _named(tokens, hit, begin, sentence, grammar)
    if named is None or not _fits(tokens, hit, named, event, lexicon, grammar):
        return None
    sure = kind in _SURE or is_actor(tokens.words(*named), lexicon)
    mention = replace(mention, span=tokens.span(*named), modality=mode, sure=sure)
    refused = mode is Modality.NEGATED and negates(skipped, grammar)
    if kind in _REFUSED and (refused or is_nobody(tokens, named[0], sentence[0], grammar)):
        return replace(mention, kind="not_act", modality=Modality.ACTUAL)
    return mention


def _is_own(tokens: Tokens, hit: Hit[Cue], begin: int, sentence: Range, grammar: Grammar) -> bool:
    """Whether only "we" or "it" is said to have done it."""
    return hit.meaning.where == "subject" and begin > sentence[0] and tokens.low[begin - 1] in grammar.self_pronoun


def _fits(
    tokens: Tokens, hit: Hit[Cue], named: Range, event: ThingMention | None, lexicon: BlameLexicon, grammar: Grammar
) -> bool:
    """Whether the one named can be meant, by what the cue needs."""
    needs, low = hit.meaning.needs, tokens.low[named[0] : named[1]]
    if not can_act(tokens.words(*named), lexicon, grammar, anybody=hit.meaning.kind in _ANYBODY):
        return False
    if needs == "deed" and hit.meaning.kind != "denied":
        return _tells_deed(tokens, max(hit.last, named[1]), hit.sentence, event, lexicon)
    if needs == "culprit":
        return not lexicon.culprit.isdisjoint(low) and not (len(low) == 1 and low[0] in lexicon.bare)
    if needs == "name":
        return _is_name(tokens, named)
    return hit.meaning.kind != "suspected" or not _is_victim(tokens, hit, named, event, lexicon)


def _is_victim(tokens: Tokens, hit: Hit[Cue], named: Range, event: ThingMention | None, lexicon: BlameLexicon) -> bool:
    """Whether a suspect is the one it was done to: "the deaths of suspected militants", "killed suspected rebels"."""
    if event is not None and event.object is not None and event.object.overlaps(tokens.span(*named)):
        return True
    before = tokens.low[max(0, hit.first - 2) : hit.first]
    return hit.meaning.where == "object" and before[-1:] == ("of",) and before[0] not in lexicon.collective


def _is_name(tokens: Tokens, named: Range) -> bool:
    """Whether a phrase ends in a name of two words and is followed by a comma, or is nothing but a name."""
    first, last = named
    if last - first < 2 or not (tokens.capital(last - 1) and tokens.capital(last - 2)):
        return all(tokens.capital(index) for index in range(first, last))
    return True


def _tells_deed(
    tokens: Tokens, at: int, sentence: int, event: ThingMention | None, lexicon: BlameLexicon, reach: int = _DEED_REACH
) -> bool:
    """Whether a deed is told within a few words after ``at``: an event or a word like "involvement"."""
    limit = min(tokens.sentences[sentence][1], at + reach)
    if at >= limit:
        return False
    if not lexicon.deed.isdisjoint(tokens.low[at:limit]):
        return True
    return event is not None and tokens.span(at, limit).overlaps(event.span)


def _denied(
    tokens: Tokens, hit: Hit[Cue], begin: int, event: ThingMention | None, lexicon: BlameLexicon, grammar: Grammar
) -> Range | None:
    """Who is said not to have done it: the subject of the clause that is denied, or the one who denies."""
    first, limit = tokens.sentences[hit.sentence]
    clause = _clause_after(tokens, hit.last - 1, limit, grammar)
    if clause + 1 < limit and tokens.low[clause + 1] not in grammar.pronoun:
        other = np_after(tokens, clause + 1, limit, grammar)
        if other is None or not _tells_deed(tokens, other[1], hit.sentence, event, lexicon):
            return None
        if tokens.low[clause + 1] not in grammar.possessive or not lexicon.forces.issuperset(tokens.low[slice(*other)]):
            return other
    if clause + 1 < limit and tokens.low[clause + 1] == "there":
        return None
    reach = _DEED_REACH if clause < limit else _NOUN_REACH
    if not _tells_deed(tokens, hit.last - 1, hit.sentence, event, lexicon, reach):
        return None
    return subject(tokens, begin, first, grammar)


def _clause_after(tokens: Tokens, at: int, limit: int, grammar: Grammar) -> int:
    """Where the "that" of a denied clause stands, ``limit`` when there is none."""
    for index in range(at, min(limit, at + 6)):
        word = tokens.low[index]
        if word == "that":
            return index
        if index > at and (word in grammar.conjunction or word == ","):
            break
    return limit


def _named(tokens: Tokens, hit: Hit[Cue], begin: int, sentence: Range, grammar: Grammar) -> Range | None:
    if hit.meaning.where == "subject":
        return subject(tokens, begin, sentence[0], grammar)
    if hit.meaning.where == "inside":
        return np_after(tokens, hit.first + 1, hit.last - 1, grammar)
    named = np_after(tokens, hit.last, sentence[1], grammar)
    if named is None:
        return None
    named = renamed(tokens, named, sentence[1], grammar)
    if hit.meaning.kind == "accused":
        return _before_of(tokens, named)
    return with_complement(tokens, named, sentence[1], grammar)


def _before_of(tokens: Tokens, named: Range) -> Range:
    """Without the deed: "the group of the murder of children" as the object of "accused" is "the group"."""
    first, last = named
    low = tokens.low[first:last]
    if "of" not in low or (last < len(tokens.low) and tokens.low[last] == "of"):
        return named
    return first, first + low.index("of")


def _nearest(cue: Span, sentence: Span, events: Sequence[ThingMention]) -> ThingMention | None:
    """The event trigger of the same sentence that is nearest to the cue."""
    same = [event for event in events if sentence.contains(event.span)]
    return min(same, key=lambda event: abs(event.span.start - cue.start), default=None)
