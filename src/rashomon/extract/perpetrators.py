"""Who did it, by each speaker: blame as told, turned into candidates.

In: the mentions and the blames that tell of the main incident. Out: perpetrator candidates with what the words settle:
a claim of responsibility admits, a denial denies, and nobody knowing questions. "Its own forces" stand for the speaker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rashomon.extract.candidate import Candidate
from rashomon.extract.gather import Mentions
from rashomon.extract.sides import own_side
from rashomon.model import PartyKind, Speaker, Stance
from rashomon.values import PartyRef
from rashomon.what import BlameMention
from rashomon.who import PartyMention, party_ref, speaker_of

_SAME_SENTENCE: Final = 90  # characters from who denies to whose deed it is
STATED: Final = "perpetrator.stated"
UNKNOWN: Final = PartyRef(None, "unknown")


def find_perpetrators(mentions: Mentions, blames: Iterable[BlameMention]) -> Iterator[Candidate]:
    """A candidate for each blame that names somebody who can have acted, or says that nobody knows."""
    found = [_perpetrator(mentions, blame) for blame in blames]
    made = [one for one in found if one is not None]
    for one in made:
        if not (_denies_itself(one) and any(_denies_for(one, other) for other in made)):
            yield one


def _perpetrator(mentions: Mentions, blame: BlameMention) -> Candidate | None:
    if blame.own:
        return _owned(mentions, blame)
    party = mentions.party_at(blame.span)
    value = _blamed(mentions, blame, party)
    blamer = mentions.party_at(blame.blamer) if blame.blamer else None
    speaker = speaker_of(blamer) if blamer is not None else None
    if blame.kind == "unknown":
        return Candidate("perpetrator", blame.span, UNKNOWN, speaker, Stance.QUESTIONS, False, STATED)
    if blame.kind == "claimed_responsibility":
        self_told = speaker_of(party) if party is not None else Speaker(value.name, None, blame.span)
        return Candidate("perpetrator", blame.span, value, self_told, Stance.ADMITS, False, STATED)
    own = _own_side(mentions, blame, party)
    if own is not None:
        return own
    if blame.kind == "denied":
        denier = speaker or (speaker_of(party) if party is not None else None)
        return Candidate("perpetrator", blame.span, value, denier, Stance.DENIES, False, STATED)
    if not _can_act(mentions, blame, party):
        return None
    if blame.kind == "not_act":
        return _cleared(mentions, blame, value)
    hedged = blame.hedged or blame.kind in ("accused", "suspected", "charged")
    denied = mentions.speech.attribute(blame.span).stance is Stance.DENIES and speaker is None
    stance = Stance.ASSERTS if blame.kind in ("blamed", "accused") and not denied else None
    return Candidate("perpetrator", blame.span, value, speaker, stance, hedged or None)


def _own_side(mentions: Mentions, blame: BlameMention, party: PartyMention | None) -> Candidate | None:
    """What a speaker says of "its forces": an admission, or a denial."""
    said = mentions.speech.attribute(blame.span)
    value = own_side(mentions, blame.span, party, said.speakers[-1]) if said.speakers else None
    if value is None:
        return None
    if said.stance is Stance.DENIES or blame.kind in ("denied", "not_act"):
        return Candidate("perpetrator", blame.span, value, said.speakers[-1], Stance.DENIES, False)
    return Candidate("perpetrator", blame.span, value, hedged=blame.hedged or None)


def _owned(mentions: Mentions, blame: BlameMention) -> Candidate | None:
    """A body says "we did" or "it did not": it owns up or denies. Whom a person's "we" means is not told."""
    said = mentions.speech.attribute(blame.span).speakers
    if not said or (said[-1].party_id or "").startswith("person:"):
        return None
    stance = Stance.DENIES if blame.kind in ("denied", "not_act") else Stance.ADMITS
    value = PartyRef(said[-1].party_id, said[-1].name)
    return Candidate("perpetrator", blame.span, value, None, stance, False)


def _cleared(mentions: Mentions, blame: BlameMention, value: PartyRef) -> Candidate | None:
    """That jets did not fire is a denial where somebody says so, and no claim in the report's own voice."""
    said = mentions.speech.attribute(blame.span)
    return Candidate("perpetrator", blame.span, value, None, Stance.DENIES, False) if said.speakers else None


def _can_act(mentions: Mentions, blame: BlameMention, party: PartyMention | None) -> bool:
    """Somebody who can act: a party or an actor noun, and not the place the event is named after."""
    if blame.kind in ("act", "not_act") and _is_a_thing(mentions, blame):
        return False
    if party is None:
        return blame.sure
    if party.party.kind in (PartyKind.STATE, PartyKind.ARMED_FORCE, PartyKind.ARMED_GROUP):
        return True
    places = (place.toponym_span for place in mentions.places if not place.speaker_like)
    return not any(place.overlaps(blame.span) and place.end >= blame.span.end for place in places)


def _is_a_thing(mentions: Mentions, blame: BlameMention) -> bool:
    """A weapon, or equipment that was hit: neither acts by itself, but jets and gunboats stand for their crews."""
    things, span = mentions.things, blame.span
    weapons = [weapon.span for weapon in things.weapons if not weapon.code.startswith("aircraft")]
    if not blame.sure and any(weapon.overlaps(span) for weapon in weapons):
        return True
    hit = [t.span for t in things.targets] + [t.span for t in things.equipment if t.lost]
    return any(other.overlaps(span) for other in hit)


def _blamed(mentions: Mentions, blame: BlameMention, party: PartyMention | None) -> PartyRef:
    words = " ".join(blame.span.of(mentions.report.text).split())
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
