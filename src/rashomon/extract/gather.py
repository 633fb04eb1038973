"""All mentions of one report, found once: the input of ``scene.py`` and ``compose.py``."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Final

from rashomon.codebook import Codebook, load_codebook
from rashomon.count import CasualtyMention, find_casualties
from rashomon.gazetteer import Gazetteer, ensure_gazetteer, open_gazetteer
from rashomon.model import Modality, Party, Passage, Report, Span
from rashomon.recase import lowered, recase
from rashomon.speech import Speech, find_speech, passage_at
from rashomon.split import split_text
from rashomon.what import (
    BlameMention,
    ThingMention,
    find_blame,
    find_causes,
    find_coded,
    find_equipment,
    find_events,
    find_responses,
    find_targets,
    find_weapons,
)
from rashomon.when import TimeAnchor, TimeMention, find_times
from rashomon.where import PlaceMention, find_places
from rashomon.who import PartyLexicon, PartyMention, find_parties, load_party_lexicon

_START: Final = attrgetter("span.start")


# coded attributes with finders of their own; what users add is found by the words of their codes
FOUND_APART: Final = frozenset(("event", "weapon", "cause_intent", "equipment_lost", "response"))


@dataclass(frozen=True, slots=True)
class Resources:
    """What extraction needs besides the report; loaded once per process."""

    gazetteer: Gazetteer
    parties: PartyLexicon
    language: str = "en"
    book: Codebook = field(default_factory=load_codebook)


def load_resources(gazetteer: Path | None = None, language: str = "en") -> Resources:
    """Open the gazetteer (building the default one if it is missing) and the lexicons.

    Raises GazetteerError when the gazetteer cannot be opened or built.
    """
    opened = open_gazetteer(gazetteer) if gazetteer is not None else ensure_gazetteer()
    return Resources(opened, load_party_lexicon(), language)


@dataclass(frozen=True, slots=True)
class Things:
    """What ``what`` found, by kind."""

    events: tuple[ThingMention, ...]
    weapons: tuple[ThingMention, ...]
    equipment: tuple[ThingMention, ...]
    targets: tuple[ThingMention, ...]
    causes: tuple[ThingMention, ...]
    responses: tuple[ThingMention, ...]
    blames: tuple[BlameMention, ...]
    others: tuple[ThingMention, ...] = ()


@dataclass(frozen=True, slots=True)
class Mentions:
    """Everything the words-to-values files found.

    ``view`` is the normally cased text, ``low`` the same in lower case; offsets hold for the report.
    ``contested``: the attributes the codebook calls so.
    """

    report: Report
    view: str
    low: str
    passages: tuple[Passage, ...]
    parties: tuple[PartyMention, ...]
    places: tuple[PlaceMention, ...]
    times: tuple[TimeMention, ...]
    casualties: tuple[CasualtyMention, ...]
    things: Things
    speech: Speech
    contested: frozenset[str]

    def passage(self, span: Span) -> Passage | None:
        """The passage a span starts in."""
        return passage_at(self.passages, span.start)

    def party_at(self, span: Span) -> PartyMention | None:
        """The party mention that overlaps a span most, or None."""
        first = max(0, bisect.bisect_left(self.parties, span.start, key=_START) - 1)
        last = bisect.bisect_left(self.parties, span.end, key=_START)
        near = [m for m in self.parties[first:last] if m.span.overlaps(span)]
        return max(near, key=lambda m: min(m.span.end, span.end) - max(m.span.start, span.start), default=None)

    def named_parties(self) -> tuple[Party, ...]:
        """Every party mentioned, once, in the order of its id."""
        return tuple(sorted({m.party.id: m.party for m in self.parties}.values(), key=lambda party: party.id))


def gather(report: Report, resources: Resources) -> Mentions | None:
    """Run every words-to-values stage over one report; None when it tells of nothing violent as having happened.

    Events come first: most news tells of none, and then the rest is not worth its time. Places come before times: they
    tell the zone of "local time".
    """
    language = resources.language
    view = recase(report.text, language)
    passages = split_text(view, view[: len(report.title)], language)
    events = find_events(view, passages, language)
    if all(event.background or event.modality is not Modality.ACTUAL for event in events):
        return None
    places = tuple(find_places(view, resources.gazetteer, language))
    parties = tuple(find_parties(view, resources.parties, language))
    anchor = TimeAnchor(report.published_at, report.date_only, _zone(places))
    return Mentions(
        report,
        view,
        lowered(view),
        passages,
        parties,
        places,
        tuple(find_times(view, anchor, language)),
        tuple(find_casualties(view, passages, language)),
        _find_things(view, passages, events, resources),
        find_speech(view, passages, parties, language),
        resources.book.contested,
    )


def _find_things(
    view: str, passages: tuple[Passage, ...], events: Iterable[ThingMention], resources: Resources
) -> Things:
    language, book = resources.language, resources.book
    added = [one.name for one in book.attributes.values() if one.kind == "Code" and one.name not in FOUND_APART]
    return Things(
        tuple(events),
        tuple(find_weapons(view, passages, language)),
        tuple(find_equipment(view, passages, language)),
        tuple(find_targets(view, passages, language)),
        tuple(find_causes(view, passages, language)),
        tuple(find_responses(view, passages, language)),
        tuple(find_blame(view, passages, language)),
        tuple(one for name in added for one in find_coded(view, passages, name, language, book)),
    )


def _zone(places: Iterable[PlaceMention]) -> str:
    """The time zone most of the resolved places lie in; a tie goes to the one named first."""
    votes: dict[str, int] = {}
    for mention in places:
        if mention.value.zone and not mention.speaker_like:
            votes[mention.value.zone] = votes.get(mention.value.zone, 0) + 1
    return max(votes, key=lambda zone: votes[zone]) if votes else ""
