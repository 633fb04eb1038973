"""Mentions of the main incident turned into claims, each with its speaker, stance and hedge.

In: the mentions, the scene and the account. Out: claims in text order, each once per value and, where the codebook
calls the attribute contested, per speaker. Confidence is the share of right claims this kind of mention had when it
was last measured (docs/accuracy.md).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from rashomon.count import CasualtyMention
from rashomon.extract.candidate import Candidate
from rashomon.extract.gather import Mentions
from rashomon.extract.perpetrators import UNKNOWN, find_perpetrators
from rashomon.extract.places import scene_places
from rashomon.extract.scene import Scene, is_motive
from rashomon.extract.times import scene_times
from rashomon.language import load_language
from rashomon.model import (
    Account,
    Claim,
    Modality,
    PartyKind,
    PassageKind,
    Report,
    Span,
    Speaker,
    Stance,
    Value,
    stable_id,
)
from rashomon.speech import Attribution
from rashomon.values import Code, Count, PartyRef, Place, Text, TimeSpan, fold
from rashomon.what import BlameMention, ThingMention
from rashomon.who import PartyMention, speaker_of

SECOND_TYPE: Final = 0.5
GENERAL: Final = frozenset({"armed_attack", "explosion", "fire", "crash", "raid"})
OWNERS: Final = (PartyKind.STATE, PartyKind.ARMED_FORCE)
TARGETS: Final = 3  # a report names its target early; later objects are mostly others'


def compose(report: Report, mentions: Mentions, scene: Scene, account: Account, method: str) -> tuple[Claim, ...]:
    """All claims of the main incident, duplicates left out."""
    composer = _Composer(report, mentions, scene, account, method)
    kept: dict[tuple[object, ...], Claim] = {}
    for candidate in composer.candidates():
        claim = composer.claim(candidate)
        key = _key(claim, mentions.contested)
        if key not in kept or (_in_headline(mentions, kept[key]) and not _in_headline(mentions, claim)):
            kept[key] = claim
    told_below = {fact for c in kept.values() if not _in_headline(mentions, c) for fact in _facts(c)}
    claims = [c for c in kept.values() if not (_in_headline(mentions, c) and told_below.intersection(_facts(c)))]
    return tuple(sorted(claims, key=lambda c: (c.span.start, c.span.end, c.attribute, c.id)))


def _in_headline(mentions: Mentions, claim: Claim) -> bool:
    """A headline repeats the body without naming its speaker: the body's telling of the same fact is the claim."""
    passage = mentions.passage(claim.span)
    return passage is not None and passage.kind is PassageKind.HEADLINE


def _facts(claim: Claim) -> Iterator[tuple[object, ...]]:
    """What a claim tells, whoever tells it, and what that is: "in Oakby" is the place of "at a mill in Oakby"."""
    yield _fact(claim)
    if isinstance(claim.value, Place) and claim.value.place_id:
        yield claim.attribute, claim.value.place_id


def _key(claim: Claim, contested: frozenset[str]) -> tuple[object, ...]:
    """What makes two claims one: the same fact, by the same speaker where speakers contest it, with the same stance."""
    speaker = (claim.speaker.party_id or fold(claim.speaker.name)) if claim.attribute in contested else ""
    return (*_fact(claim), speaker, claim.stance.negative)


def _fact(claim: Claim) -> tuple[object, ...]:
    """The attribute and what is said of it, whoever says it."""
    value = claim.value
    if isinstance(value, Count):
        said: object = (value.low, value.high)
    elif isinstance(value, Code):
        said = (value.code, fold(value.label) if claim.attribute in ("weapon", "equipment_lost", "target") else "")
    elif isinstance(value, PartyRef):
        said = value.party_id if value.party_id and not value.party_id.startswith("gen:") else fold(value.name)
    elif isinstance(value, TimeSpan):
        said = (value.earliest, value.latest)
    elif isinstance(value, Place):
        said = fold(re.sub(r"(?i)^(?:in|near|at|on|outside|inside) (?:the )?", "", value.name))
    else:
        said = fold(value.text) if isinstance(value, Text) else value
    return claim.attribute, said


class _Composer:
    """The claims of one report, kind by kind."""

    def __init__(self, report: Report, mentions: Mentions, scene: Scene, account: Account, method: str) -> None:
        self.report, self.mentions, self.scene, self.account, self.method = report, mentions, scene, account, method
        slug = fold(report.outlet).replace(" ", "-")
        within = load_language("scene", mentions.speech.language)["within"]
        self.within = frozenset(within.get(scene.code, ()))
        self.outlet = Speaker(report.outlet or "outlet", f"outlet:{slug}" if slug else "outlet")

    def candidates(self) -> Iterator[Candidate]:
        yield from self._events()
        yield from (Candidate("when", m.span, m.value) for m in scene_times(self.mentions, self.scene) if m.value)
        ranks = ("where", "where.second")
        places = zip(scene_places(self.mentions, self.scene), ranks, strict=False)
        yield from (Candidate("where", chain.span, chain.value, rank=rank) for chain, rank in places)
        yield from itertools.islice(self._things("target", self._body_first(self.mentions.things.targets)), TARGETS)
        told = [blame for blame in self.mentions.things.blames if self._told(blame)]
        yield from find_perpetrators(self.mentions, told)
        yield from self._weapons()
        yield from self._casualties()
        yield from self._things("cause_intent", self.mentions.things.causes)
        yield from self._responses()
        yield from self._losses()
        for mention in self.mentions.things.others:
            yield from self._things(mention.attribute, (mention,))

    def claim(self, candidate: Candidate) -> Claim:
        """Give a candidate its speaker and make it a claim."""
        said = self.mentions.speech.attribute(candidate.span)
        speakers = self._speakers(candidate, said)
        stance = candidate.stance or _stance(candidate, said)
        if stance is Stance.ASSERTS and _owns_up(candidate, speakers[-1]):
            stance = Stance.ADMITS
        hedged = said.hedged if candidate.hedged is None else candidate.hedged
        passage = self.mentions.passage(candidate.span)
        context = passage.span if passage is not None else candidate.span
        identity = (
            self.account.id,
            candidate.attribute,
            candidate.span.start,
            candidate.span.end,
            stance,
            self.method,
            candidate.value,
            tuple(s.name for s in speakers),
        )
        return Claim(
            stable_id("c", *identity),
            self.report.id,
            self.account.id,
            candidate.attribute,
            candidate.value,
            candidate.span.of(self.report.text),
            candidate.span,
            context,
            speakers,
            stance,
            hedged,
            Modality.ACTUAL,
            candidate.confidence,
            self.method,
            said.cue,
        )

    def _speakers(self, candidate: Candidate, said: Attribution) -> tuple[Speaker, ...]:
        if candidate.speaker is not None:
            carriers = tuple(s for s in said.speakers if s.name != candidate.speaker.name)
            return (*carriers, candidate.speaker)
        if candidate.value is UNKNOWN:  # in "no group has claimed it" the group says nothing
            told = tuple(s for s in said.speakers if s.span is None or not candidate.span.contains(s.span))
            return told or (self.outlet,)
        return said.speakers or (self.outlet,)

    def _here(self, span: Span) -> bool:
        return self.scene.tells(self.mentions.passage(span))

    def _events(self) -> Iterator[Candidate]:
        """The main type, and what else it is called: a second type of weight, or one that a named speaker gives it."""
        main = self.scene.weights[self.scene.code]
        for mention in self.mentions.things.events:
            if not self._told(mention):
                continue
            code = mention.code
            if code == self.scene.code:
                yield Candidate("event", mention.span, mention.value)
            elif code in self.within and self._stance_of(mention.span) is not Stance.CONFIRMS:
                continue
            elif self.scene.weights.get(code, 0.0) >= SECOND_TYPE * main and not mention.weak:
                yield Candidate("event", mention.span, mention.value, rank="event.second")
            elif not mention.weak and self._calls_it_so(code, mention.span):
                yield Candidate("event", mention.span, mention.value, rank="event.told")

    def _stance_of(self, span: Span) -> Stance:
        return self.mentions.speech.attribute(span).stance

    def _calls_it_so(self, code: str, span: Span) -> bool:
        """A named speaker gives the happening a special type of its own, or confirms or denies one."""
        said = self.mentions.speech.attribute(span)
        return bool(said.speakers) and (code not in GENERAL or said.stance is not Stance.ASSERTS)

    def _told(self, mention: ThingMention | BlameMention | CasualtyMention) -> bool:
        """Said to have happened, in this incident."""
        if mention.modality is not Modality.ACTUAL or mention.background:
            return False
        passage = self.mentions.passage(mention.span)
        return (
            passage is not None
            and self.scene.tells(passage)
            and not is_motive(self.mentions, self.scene, passage, mention.span)
        )

    def _things(self, attribute: str, found: Iterable[ThingMention]) -> Iterator[Candidate]:
        for mention in found:
            if self._told(mention):
                yield Candidate(attribute, mention.span, mention.value)

    def _body_first(self, found: Iterable[ThingMention]) -> list[ThingMention]:
        """In text order, those of the headline last: the body says the same with a speaker."""
        head = next((p.span.end for p in self.mentions.passages if p.kind is PassageKind.HEADLINE), 0)
        return sorted(found, key=lambda mention: (mention.span.start < head, mention.span.start))

    def _weapons(self) -> Iterator[Candidate]:
        yield from self._things("weapon", (m for m in self.mentions.things.weapons if m.in_use))

    def _losses(self) -> Iterator[Candidate]:
        """What was lost; "it denied that a helicopter had been there" loses none."""
        for mention in self.mentions.things.equipment:
            if mention.lost and self._told(mention) and not self._stance_of(mention.span).negative:
                yield Candidate("equipment_lost", mention.span, self._owned(mention))

    def _owned(self, mention: ThingMention) -> Value:
        """The thing with the state or force it belongs to: "Russian Mi-24", "the army's truck"."""
        party = self.mentions.party_at(Span(mention.span.start, mention.span.start + 1))
        party = party or self.mentions.party_at(Span(max(0, mention.span.start - 2), mention.span.start))
        if party is None or party.party.kind not in OWNERS or party.generic or not isinstance(mention.value, Code):
            return mention.value
        between = self.mentions.view[party.span.end : mention.span.start]
        return mention.value if between.strip("'’s ") else replace(mention.value, owner=party.party.id.split(":")[0])

    def _casualties(self) -> Iterator[Candidate]:
        for mention in self.mentions.casualties:
            if self._told(mention):
                yield Candidate(mention.attribute, mention.span, mention.value)

    def _responses(self) -> Iterator[Candidate]:
        """Responses belong to the party that makes or announces them."""
        before: tuple[int, PartyMention | None] = (-1, None)
        for mention in self.mentions.things.responses:
            if mention.modality not in (Modality.ACTUAL, Modality.FUTURE) or mention.background:
                continue
            if not self._here(mention.span):
                continue
            actor = self.mentions.party_at(mention.actor) if mention.actor else None
            passage = self.mentions.passage(mention.span)
            index = passage.index if passage is not None else -1
            if actor is None and mention.actor is None and index == before[0]:
                actor = before[1]
            before = (index, actor)
            yield Candidate("response", mention.span, mention.value, speaker_of(actor) if actor else None)


def _owns_up(candidate: Candidate, speaker: Speaker) -> bool:
    """A party that says its own side did it admits it: the ministry of a state and that state's forces."""
    if candidate.attribute != "perpetrator" or not isinstance(candidate.value, PartyRef):
        return False
    actor, own = candidate.value.party_id or "", speaker.party_id or ""
    head = actor.split(":")[0]
    if head in ("", "gen", "person", "outlet", "org"):
        return False
    if head in ("grp", "int", "ngo"):
        return actor == own
    return own.split(":")[0] == head and "police" not in own


def _stance(candidate: Candidate, said: Attribution) -> Stance:
    """The cue's stance, where it can go with this kind of fact: "admitted that the toll was 5" asserts the toll."""
    if isinstance(candidate.value, Code) and candidate.value.code.split(".")[-1] == "unknown":
        return Stance.QUESTIONS
    if said.stance is Stance.ADMITS and candidate.attribute not in ("perpetrator", "cause_intent", "event", "weapon"):
        return Stance.ASSERTS
    if said.stance.negative and candidate.attribute in ("when", "where"):
        return Stance.ASSERTS
    return said.stance
