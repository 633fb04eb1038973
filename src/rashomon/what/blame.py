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
from rashomon.what.clause import Grammar, Range, load_grammar, mode_of, np_after, np_before, skip_helpers
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
    "act",
)
_HEDGED: Final = frozenset(("accused", "suspected", "charged"))
_ANYBODY: Final = frozenset(("accused", "blamed"))  # whoever is named after these words
_ALONE: Final = frozenset(("claimed_responsibility", "denied"))  # said of a happening named elsewhere
_NEEDS_EVENT: Final = frozenset(("charged", "convicted", "suspected"))


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern of blame: where the one named stands, where the one who names."""

    kind: str
    where: str
    blamer: str


@dataclass(frozen=True, slots=True)
class BlameLexicon:
    """The blame words of one language."""

    book: Phrasebook[Cue]
    actor: frozenset[str]
    thing: frozenset[str]
    crime: frozenset[str]


@cache
def load_blame(language: str = "en") -> BlameLexicon:
    """Blame words from ``what.toml``."""
    tables = load_language("what", language)
    patterns = [
        (words, Cue(block["kind"], block["where"], block.get("blamer", "")))
        for block in tables["blame"]
        for words in block["words"]
    ]
    return BlameLexicon(
        Phrasebook(patterns), *(frozenset(tables["blame_words"][name]) for name in ("actor", "thing", "crime"))
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
        if event.actor is not None and can_act(event.actor.of(text), lexicon, grammar):
            yield BlameMention(
                event.actor,
                "act",
                event=event.span,
                cue=event.span,
                modality=event.modality,
                background=event.background,
            )


def can_act(words: str, lexicon: BlameLexicon, grammar: Grammar, *, anybody: bool = False) -> bool:
    """Whether a noun phrase can be a perpetrator: an actor noun or a name, and no thing at its end.

    ``anybody``: whoever is blamed in so many words need be neither ("accused officials in").
    """
    plain = words.replace("’s", "").replace("'s", "").split()
    low = [word.strip('.,()[]"“”').lower() for word in plain]
    head = low[: low.index("of")] if "of" in low[1:] else low
    if not head or head[-1] in lexicon.thing or head[-1] in grammar.pronoun or low[0] in ("no", "nobody"):
        return False
    if anybody or any(word in lexicon.actor or word.rstrip("s") in lexicon.actor for word in low):
        return True
    return plain[0][0].isupper() and any(word[0].isupper() and word.lower() not in lexicon.thing for word in plain)


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
    if hit.meaning.kind in _NEEDS_EVENT:
        return not lexicon.crime.isdisjoint(tokens.low[slice(*tokens.sentences[hit.sentence])])
    return bool(events) or hit.meaning.kind in _ALONE


def _cue_mention(
    tokens: Tokens, hit: Hit[Cue], event: ThingMention | None, lexicon: BlameLexicon, grammar: Grammar
) -> BlameMention | None:
    sentence, kind, cue = tokens.sentences[hit.sentence], hit.meaning.kind, tokens.span(hit.first, hit.last)
    begin, skipped = skip_helpers(tokens, hit.first, sentence[0], grammar)
    told = hit.meaning.blamer == "subject" or kind == "unknown"
    blamer = np_before(tokens, begin, sentence[0], grammar) if told else None
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
    named = _named(tokens, hit, begin, sentence, grammar)
    if named is None or not can_act(tokens.words(*named), lexicon, grammar, anybody=kind in _ANYBODY):
        return None
    mode = Modality.ACTUAL if kind == "denied" else mode_of(tokens, hit.first, hit.last, sentence, skipped, grammar)
    return replace(mention, span=tokens.span(*named), modality=mode)


def _named(tokens: Tokens, hit: Hit[Cue], begin: int, sentence: Range, grammar: Grammar) -> Range | None:
    if hit.meaning.where == "subject":
        return np_before(tokens, begin, sentence[0], grammar)
    if hit.meaning.where == "inside":
        return np_after(tokens, hit.first + 1, hit.last - 1, grammar)
    return np_after(tokens, hit.last, sentence[1], grammar)


def _nearest(cue: Span, sentence: Span, events: Sequence[ThingMention]) -> ThingMention | None:
    """The event trigger of the same sentence that is nearest to the cue."""
    same = [event for event in events if sentence.contains(event.span)]
    return min(same, key=lambda event: abs(event.span.start - cue.start), default=None)
