"""Weapons and equipment in a text: typed by word or by designation, used or only named, lost or not.

In: a text and its passages. Out: ``ThingMention`` with a dotted code path and the report's own words as label.
Whether a mention belongs to the incident told is left to ``extract.py``; ``in_use`` and ``lost`` are its grounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from rashomon.codebook import Entry, load_codebook
from rashomon.language import load_language
from rashomon.model import Modality, Passage, Span
from rashomon.values import Code
from rashomon.what.clause import Grammar, Range, load_grammar
from rashomon.what.events import find_events
from rashomon.what.mentions import ThingMention
from rashomon.what.phrases import Hit, Phrasebook, longest
from rashomon.what.tokens import Tokens, split_words, tokenise

_BY: Final = frozenset(("by",))  # "destroyed by a tank"
_LEFT_MAX: Final = 5  # words before the head noun that may belong to it ("a powerful remote-controlled car bomb")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a thing pattern stands for."""

    entry: Entry | None  # None: words that only look like a thing
    name: bool = False


@dataclass(frozen=True, slots=True)
class ThingLexicon:
    """Words of one list of things, and the words around them that tell of use, mere naming and loss."""

    book: Phrasebook[Kind]
    context: dict[str, frozenset[str]]


@cache
def load_things(attribute: str, language: str = "en") -> ThingLexicon:
    """The things of an attribute: its codebook words and names."""
    patterns: list[tuple[str, Kind]] = []
    for entry in load_codebook().attribute(attribute).entries.values():
        patterns += [(words, Kind(entry)) for words in entry.words.get("words", ())]
        for name in entry.names:
            *head, last = split_words(name)
            patterns.append((" ".join([*head, f"{last}|{last}s"]), Kind(entry, name=True)))
    tables: dict[str, Any] = load_language("what", language)["things"]
    patterns += [(words, Kind(None)) for words in load_language("what", language)["ignored_things"]["words"]]
    return ThingLexicon(Phrasebook(patterns), {name: frozenset(words) for name, words in tables.items()})


def find_weapons(text: str, passages: Sequence[Passage], language: str = "en") -> list[ThingMention]:
    """Weapons in text order; ``in_use`` is False for one that is only named."""
    tokens, grammar, lexicon = tokenise(text, passages), load_grammar(language), load_things("weapon", language)
    events = _by_sentence(tokens, find_events(text, passages, language))
    found = []
    for hit in _hits(tokens, lexicon):
        happening = events.get(hit.sentence, ())
        noun = _noun(tokens, hit, grammar, lexicon)
        mention = _mention(tokens, hit, noun, "weapon", "weapon", happening)
        used = bool(happening) or _near(tokens, hit, lexicon.context["use"], 6, 4)
        if _entry(hit).agent:
            used = any(event.actor is not None and event.actor.overlaps(mention.span) for event in happening)
            used = used or _near(tokens, hit, lexicon.context["striking"], 0, 1)
        used = used and not _near(tokens, hit, lexicon.context["named"], 7, 4)
        if used or not _entry(hit).agent:
            found.append(replace(mention, in_use=used))
    return _joined(tokens, found)


def find_equipment(text: str, passages: Sequence[Passage], language: str = "en") -> list[ThingMention]:
    """Vehicles, vessels and aircraft in text order; ``lost`` when destroyed, captured, shot down or burnt."""
    tokens, grammar, lexicon = tokenise(text, passages), load_grammar(language), load_things("equipment_lost", language)
    events = _by_sentence(tokens, find_events(text, passages, language))
    found = []
    for hit in _hits(tokens, lexicon):
        happening = events.get(hit.sentence, ())
        mention = _mention(tokens, hit, _noun(tokens, hit, grammar, lexicon), "equipment", "equipment", happening)
        found.append(replace(mention, lost=_lost(tokens, hit, mention, happening, lexicon)))
    return _joined(tokens, found)


def _joined(tokens: Tokens, found: Sequence[ThingMention]) -> list[ThingMention]:
    """A designation and its noun as one thing: "Mi-24 (NATO name Hind) helicopter" keeps the more special code."""
    joined: list[ThingMention] = []
    for mention in found:
        before = joined[-1] if joined else None
        if before is None or not before.span.overlaps(mention.span) or before.attribute != mention.attribute:
            joined.append(mention)
            continue
        span = Span(min(before.span.start, mention.span.start), max(before.span.end, mention.span.end))
        special = max(before, mention, key=lambda one: _code(one).count("."))
        label = " ".join(span.of(tokens.text).split())
        joined[-1] = replace(
            special,
            span=span,
            value=Code(special.attribute, _code(special), label),
            in_use=before.in_use or mention.in_use,
            lost=before.lost or mention.lost,
        )
    return joined


def _code(mention: ThingMention) -> str:
    return mention.value.code if isinstance(mention.value, Code) else ""


def _hits(tokens: Tokens, lexicon: ThingLexicon) -> list[Hit[Kind]]:
    """The longest thing at each place; a proper name must be written like one."""
    hits = (hit for hit in lexicon.book.scan(tokens) if not hit.meaning.name or _written_as_name(tokens, hit.first))
    return [hit for hit in longest(hits, lambda kind: (kind.entry is not None, not kind.name)) if hit.meaning.entry]


def _entry(hit: Hit[Kind]) -> Entry:
    assert hit.meaning.entry is not None
    return hit.meaning.entry


def _written_as_name(tokens: Tokens, at: int) -> bool:
    return (
        tokens.capital(at) or tokens.text[tokens.start[at]].isdigit() or any(char.isdigit() for char in tokens.low[at])
    )


def _by_sentence(tokens: Tokens, events: Sequence[ThingMention]) -> dict[int, tuple[ThingMention, ...]]:
    """Events said to have happened, by the number of their sentence."""
    table: dict[int, tuple[ThingMention, ...]] = {}
    number = 0
    for event in events:
        while number < len(tokens.sentences) and tokens.start[tokens.sentences[number][1] - 1] < event.span.start:
            number += 1
        table[number] = (*table.get(number, ()), event)
    return table


def _mention(
    tokens: Tokens, hit: Hit[Kind], noun: Range, attribute: str, scheme: str, happening: Sequence[ThingMention]
) -> ThingMention:
    span = tokens.span(*noun)
    event = min(happening, key=lambda event: abs(event.span.start - span.start), default=None)
    words = tokens.low[hit.last - 1]
    label = (
        _entry(hit).label
        if words.endswith("ed") and hit.last - hit.first == 1
        else " ".join(span.of(tokens.text).split())
    )
    return ThingMention(
        span=span,
        attribute=attribute,
        value=Code(scheme, _entry(hit).code, label),
        modality=event.modality if event else Modality.ACTUAL,
        background=event.background if event else False,
        event=event.span if event else None,
    )


def _noun(tokens: Tokens, hit: Hit[Kind], grammar: Grammar, lexicon: ThingLexicon) -> Range:
    """The whole noun phrase around a thing: modifiers before it, "packed with explosives" or "of dynamite" after it."""
    begin = tokens.sentences[hit.sentence][0]
    first = hit.first
    while first > begin and hit.first - first < _LEFT_MAX and _modifies(tokens, first, begin, grammar, lexicon):
        first -= 1
    while tokens.low[first] == "-":
        first += 1
    return first, hit.last


def _modifies(tokens: Tokens, first: int, begin: int, grammar: Grammar, lexicon: ThingLexicon) -> bool:
    word = tokens.low[first - 1]
    if word == "-" or word in grammar.number:
        return True
    if word == "of":
        return first - 1 > begin and tokens.low[first - 2] in lexicon.context["measure"]
    if not word[0].isalnum() or word in grammar.determiner or grammar.edge(word) or word in grammar.adverb:
        return False
    if first - 1 in tokens.possessive or word in lexicon.context["not_modifier"] or word in grammar.time_word:
        return False
    return not grammar.verbish(word) or _adjectival(tokens, first - 1, begin, grammar)


def _adjectival(tokens: Tokens, index: int, begin: int, grammar: Grammar) -> bool:
    if index <= begin or not tokens.low[index].endswith(("ed", "ing")):
        return False
    before = tokens.low[index - 1]
    return before in grammar.determiner or before in grammar.number or before == "-" or before[0].isdigit()


def _near(tokens: Tokens, hit: Hit[Kind], words: frozenset[str], left: int, right: int) -> bool:
    first, last = tokens.sentences[hit.sentence]
    low = tokens.low
    return not words.isdisjoint(low[max(first, hit.first - left) : hit.first]) or not words.isdisjoint(
        low[hit.last : min(last, hit.last + right)]
    )


def _lost(
    tokens: Tokens, hit: Hit[Kind], mention: ThingMention, happening: Sequence[ThingMention], lexicon: ThingLexicon
) -> bool:
    if not _near(tokens, hit, lexicon.context["not_lost"], 3, 3) and not _near(tokens, hit, _BY, 2, 0):
        for event in happening:
            code = event.value.code if isinstance(event.value, Code) else ""
            if code in lexicon.context["losing"] and event.object is not None and event.object.overlaps(mention.span):
                return event.modality is Modality.ACTUAL and not event.background
        return any(_destroyed(tokens, hit, lexicon))
    return False


def _destroyed(tokens: Tokens, hit: Hit[Kind], lexicon: ThingLexicon) -> Iterator[bool]:
    """A word of destruction close by: active before the noun, passive after it."""
    first, last = tokens.sentences[hit.sentence]
    before = tokens.low[max(first, hit.first - 5) : hit.first]
    after = tokens.low[hit.last : min(last, hit.last + 5)]
    yield not lexicon.context["destroy"].isdisjoint(before)
    for index, word in enumerate(after):
        if word in lexicon.context["destroy"]:
            yield ("by" in after[index:] or not lexicon.context["be"].isdisjoint(after[:index]) or index == 0)
