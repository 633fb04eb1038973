"""Mentions of the main incident turned into claims, each with its speaker, stance and hedge.

In: the mentions, the scene and the account. Out: claims in text order, each once per value (identity facts: event,
when, where, target) or once per value and speaker (contested facts). Confidence is the share of right claims this kind
of mention had when it was last measured (docs/accuracy.md).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rashomon.count import CasualtyMention
from rashomon.extract.gather import Mentions
from rashomon.extract.places import scene_places
from rashomon.extract.scene import Scene, is_motive
from rashomon.extract.sides import own_side
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
from rashomon.who import PartyMention, party_ref, speaker_of

IDENTITY: Final = frozenset({"event", "when", "where", "target"})
SECOND_TYPE: Final = 0.5
GENERAL: Final = frozenset({"armed_attack", "explosion", "fire", "crash", "raid"})
TARGETS: Final = 3  # a report names its target early; later objects are mostly others'
# Share of claims of each kind whose value was right on half of the labelled training reports (docs/accuracy.md).
CONFIDENCE: Final = {
    "event": 0.83,
    "event.second": 0.45,  # another type of weight in the same report
    "event.told": 0.4,  # a type only one named speaker gives it
    "when": 0.78,
    "where": 0.65,
    "where.second": 0.45,
    "target": 0.45,
    "weapon": 0.56,
    "killed": 0.8,
    "wounded": 0.83,
    "missing": 0.8,
    "detained": 0.5,
    "cause_intent": 0.63,
    "response": 0.58,
    "equipment_lost": 0.4,
    "perpetrator": 0.7,
    "perpetrator.stated": 0.9,  # claimed, denied, or said to be unknown
}
_SAME_SENTENCE: Final = 90  # characters from who denies to whose deed it is
STATED: Final = "perpetrator.stated"
UNKNOWN: Final = PartyRef(None, "unknown")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim before it has a speaker: the words, the value, and what the words themselves settle."""

    attribute: str
    span: Span
    value: Value
    speaker: Speaker | None = None
    stance: Stance | None = None
    hedged: bool | None = None
    rank: str = ""

    @property
    def confidence(self) -> float:
        """How often a claim of this attribute and rank was right."""
        return CONFIDENCE[self.rank or self.attribute]


def compose(report: Report, mentions: Mentions, scene: Scene, account: Account, method: str) -> tuple[Claim, ...]:
    """All claims of the main incident, duplicates left out."""
    composer = _Composer(report, mentions, scene, account, method)
    kept: dict[tuple[object, ...], Claim] = {}
    for candidate in composer.candidates():
        claim = composer.claim(candidate)
        key = _key(claim)
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
    yield _key(claim)[:2]
    if isinstance(claim.value, Place) and claim.value.place_id:
        yield claim.attribute, claim.value.place_id


def _key(claim: Claim) -> tuple[object, ...]:
    """What makes two claims one: the same fact, by the same speaker where speakers contest it, with the same stance."""
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
    speaker = "" if claim.attribute in IDENTITY else (claim.speaker.party_id or fold(claim.speaker.name))
    return (claim.attribute, said, speaker, claim.stance.negative)


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
        yield from self._perpetrators()
        yield from self._weapons()
        yield from self._casualties()
        yield from self._things("cause_intent", self.mentions.things.causes)
        yield from self._responses()
        yield from self._losses()

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
            code = _code(mention)
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
        return passage is not None and self.scene.tells(passage) and not is_motive(self.mentions, passage, mention.span)

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
        lost = (m for m in self.mentions.things.equipment if m.lost)
        yield from self._things("equipment_lost", (m for m in lost if not self._stance_of(m.span).negative))

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

    def _perpetrators(self) -> Iterator[Candidate]:
        found = [self._perpetrator(blame) for blame in self.mentions.things.blames if self._told(blame)]
        made = [one for one in found if one is not None]
        for one in made:
            if not (_denies_itself(one) and any(_denies_for(one, other) for other in made)):
                yield one

    def _perpetrator(self, blame: BlameMention) -> Candidate | None:
        if blame.own:
            return self._owned(blame)
        party = self.mentions.party_at(blame.span)
        value = self._blamed(blame, party)
        blamer = self.mentions.party_at(blame.blamer) if blame.blamer else None
        speaker = speaker_of(blamer) if blamer is not None else None
        if blame.kind == "unknown":
            return Candidate("perpetrator", blame.span, UNKNOWN, speaker, Stance.QUESTIONS, False, STATED)
        if blame.kind == "claimed_responsibility":
            self_told = speaker_of(party) if party is not None else Speaker(value.name, None, blame.span)
            return Candidate("perpetrator", blame.span, value, self_told, Stance.ADMITS, False, STATED)
        own = self._own_side(blame, party)
        if own is not None:
            return own
        if blame.kind == "denied":
            denier = speaker or (speaker_of(party) if party is not None else None)
            return Candidate("perpetrator", blame.span, value, denier, Stance.DENIES, False, STATED)
        if not self._can_act(blame, party):
            return None
        if blame.kind == "not_act":
            return self._cleared(blame, value)
        hedged = blame.hedged or blame.kind in ("accused", "suspected", "charged")
        denied = self.mentions.speech.attribute(blame.span).stance is Stance.DENIES and speaker is None
        stance = Stance.ASSERTS if blame.kind in ("blamed", "accused") and not denied else None
        return Candidate("perpetrator", blame.span, value, speaker, stance, hedged or None)

    def _own_side(self, blame: BlameMention, party: PartyMention | None) -> Candidate | None:
        """What a speaker says of "its forces": an admission, or a denial."""
        said = self.mentions.speech.attribute(blame.span)
        value = own_side(self.mentions, blame.span, party, said.speakers[-1]) if said.speakers else None
        if value is None:
            return None
        if said.stance is Stance.DENIES or blame.kind in ("denied", "not_act"):
            return Candidate("perpetrator", blame.span, value, said.speakers[-1], Stance.DENIES, False)
        return Candidate("perpetrator", blame.span, value, hedged=blame.hedged or None)

    def _owned(self, blame: BlameMention) -> Candidate | None:
        """A body says "we did" or "it did not": it owns up or denies. Whom a person's "we" means is not told."""
        said = self.mentions.speech.attribute(blame.span).speakers
        if not said or (said[-1].party_id or "").startswith("person:"):
            return None
        stance = Stance.DENIES if blame.kind in ("denied", "not_act") else Stance.ADMITS
        value = PartyRef(said[-1].party_id, said[-1].name)
        return Candidate("perpetrator", blame.span, value, None, stance, False)

    def _cleared(self, blame: BlameMention, value: PartyRef) -> Candidate | None:
        """That jets did not fire is a denial where somebody says so, and no claim in the report's own voice."""
        said = self.mentions.speech.attribute(blame.span)
        return Candidate("perpetrator", blame.span, value, None, Stance.DENIES, False) if said.speakers else None

    def _can_act(self, blame: BlameMention, party: PartyMention | None) -> bool:
        """Somebody who can act: a party or an actor noun, and not the place the event is named after."""
        if blame.kind in ("act", "not_act") and self._is_a_thing(blame):
            return False
        if party is None:
            return blame.sure
        if party.party.kind in (PartyKind.STATE, PartyKind.ARMED_FORCE, PartyKind.ARMED_GROUP):
            return True
        places = (place.toponym_span for place in self.mentions.places if not place.speaker_like)
        return not any(place.overlaps(blame.span) and place.end >= blame.span.end for place in places)

    def _is_a_thing(self, blame: BlameMention) -> bool:
        """A weapon, or equipment that was hit: neither acts by itself, but jets and gunboats stand for their crews."""
        things, span = self.mentions.things, blame.span
        weapons = [weapon.span for weapon in things.weapons if not _code(weapon).startswith("aircraft")]
        if not blame.sure and any(weapon.overlaps(span) for weapon in weapons):
            return True
        hit = [t.span for t in things.targets] + [t.span for t in things.equipment if t.lost]
        return any(other.overlaps(span) for other in hit)

    def _blamed(self, blame: BlameMention, party: PartyMention | None) -> PartyRef:
        words = " ".join(blame.span.of(self.report.text).split())
        if party is None:
            return PartyRef(None, words)
        ref = party_ref(party)
        if party.party.kind is PartyKind.PERSON and party.party.name.endswith(words):
            return PartyRef(ref.party_id, party.party.name)
        return PartyRef(ref.party_id, words if blame.span.contains(party.span) else ref.name)


def _denies_itself(one: Candidate) -> bool:
    """The ministry is told to deny that the ministry did it."""
    held = isinstance(one.value, PartyRef) and one.speaker is not None and one.value.party_id == one.speaker.party_id
    return held and one.stance is Stance.DENIES


def _denies_for(one: Candidate, other: Candidate) -> bool:
    """Close by, the same speaker denies it for "its forces": that says who is meant."""
    near = 0 < other.span.start - one.span.start <= _SAME_SENTENCE
    return near and other.stance is Stance.DENIES and other.speaker == one.speaker and not _denies_itself(other)


def _code(mention: ThingMention) -> str:
    return mention.value.code if isinstance(mention.value, Code) else ""


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
