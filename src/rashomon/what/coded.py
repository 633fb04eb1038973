"""Any attribute that holds a Code and has words in the codebook: causes, responses, and what users add.

In: a text, its passages and the attribute's name. Out: one ``ThingMention`` per pattern found, with who does it where
the clause tells. Which happening a cause or response belongs to is left to ``extract.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rashomon.codebook import FORMS, Codebook, load_codebook
from rashomon.model import Modality, Passage, Span
from rashomon.values import Code
from rashomon.what.clause import Grammar, Range, is_passive, load_grammar, mode_of, np_after, np_before, skip_helpers
from rashomon.what.events import find_events
from rashomon.what.mentions import ThingMention
from rashomon.what.phrases import Hit, Phrasebook, longest
from rashomon.what.tokens import Tokens, tokenise


@dataclass(frozen=True, slots=True)
class Meaning:
    """A code and the form of the words that tell it."""

    code: str
    form: str
    passive: bool


@cache
def load_coded(book: Codebook, attribute: str) -> Phrasebook[Meaning]:
    """The words of an attribute's closed list."""
    entries = book.attribute(attribute).entries.values()
    return Phrasebook(
        (pattern, Meaning(entry.code, form, entry.passive))
        for entry in entries
        for form in FORMS
        for pattern in entry.words.get(form, ())
    )


def find_causes(text: str, passages: Sequence[Passage], language: str = "en") -> list[ThingMention]:
    """Words that say why it happened or with what intent."""
    return find_coded(text, passages, "cause_intent", language)


def find_responses(text: str, passages: Sequence[Passage], language: str = "en") -> list[ThingMention]:
    """Words that say what somebody did about it afterwards; ``actor`` is who does it."""
    return find_coded(text, passages, "response", language)


def find_coded(
    text: str, passages: Sequence[Passage], attribute: str, language: str = "en", book: Codebook | None = None
) -> list[ThingMention]:
    """Mentions of any coded attribute in text order. ``book`` is the codebook that has it; the core one by default."""
    words = load_coded(book or load_codebook(), attribute)
    tokens, grammar = tokenise(text, passages), load_grammar(language)
    events = find_events(text, passages, language)
    found = []
    for hit in longest(words.scan(tokens)):
        span = tokens.span(hit.first, hit.last)
        event = _event_of(tokens, hit, span, events)
        actor, modality = _clause(tokens, hit, grammar)
        found.append(
            ThingMention(
                span=span,
                attribute=attribute,
                value=Code(attribute, hit.meaning.code, span.of(text)),
                modality=modality,
                background=event.background if event else False,
                actor=tokens.span(*actor) if actor else None,
                event=event.span if event else None,
            )
        )
    return found


def _clause(tokens: Tokens, hit: Hit[Meaning], grammar: Grammar) -> tuple[Range | None, Modality]:
    sentence = tokens.sentences[hit.sentence]
    begin, skipped = skip_helpers(tokens, hit.first, sentence[0], grammar)
    modality = mode_of(tokens, hit.first, hit.last, sentence, skipped, grammar)
    if hit.meaning.form not in ("verb", "happen"):
        return None, modality
    if is_passive(tokens, hit.first, hit.last, sentence[1], skipped, grammar, reduced=hit.meaning.passive):
        by = hit.last < sentence[1] and tokens.low[hit.last] == "by"
        return (np_after(tokens, hit.last + 1, sentence[1], grammar) if by else None), modality
    return np_before(tokens, begin, sentence[0], grammar), modality


def _event_of(tokens: Tokens, hit: Hit[Meaning], span: Span, events: Sequence[ThingMention]) -> ThingMention | None:
    sentence = tokens.span(*tokens.sentences[hit.sentence])
    same = [event for event in events if sentence.contains(event.span)]
    return min(same, key=lambda event: abs(event.span.start - span.start), default=None)
