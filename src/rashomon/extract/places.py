"""Which of the places named in a report say where the main incident happened.

Places told one inside the other ("a house in the Old Mill district of Karsk") are one place: the words of all, the
coordinates of the finest that the gazetteer knows.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from operator import attrgetter
from typing import Final

from rashomon.extract.gather import Mentions
from rashomon.extract.scene import Scene
from rashomon.extract.times import times_of_day
from rashomon.language import alternatives, load_language
from rashomon.model import Modality, PartyKind, Passage, PassageKind, Span
from rashomon.values import Place, distance_km
from rashomon.where import PlaceMention

_COARSE: Final = {"country": 1.6, "region": 0.7, "adm1": 0.7}  # a coarse place counts where nothing finer is told
_START: Final = attrgetter("span.start")
_DISPATCH: Final = re.compile(r"[^.\n]{0,60}\d{2}\b[^.\n]{0,40}?\)?\s*(?:--|–|—)\s")
_FINENESS: Final = ("country", "water", "region", "adm1", "adm2", "settlement", "airport", "site")
_CHAIN_MAX: Final = 110  # characters; a longer chain has swallowed another clause
_WITH_DAY: Final = 1.5  # a place told in one sentence with the day or hour, where no event word is
_FURTHER: Final = 0.06  # what each passage further down takes from a place's score
_CLOCK_ZONE: Final = 2.0
_SLACK_KM: Final = 30.0
_STRAY: Final = 1.5
_SEVERAL: Final = 2
_NEXT_TO: Final = 12  # characters between a place and the event named after it ("the Karsk bombing")
_OF_A_BODY: Final = 1.5
_REACH_LEFT: Final = 60
_ENOUGH: Final = 1.2  # a chain scoring less is not told together with the event
_LEAST: Final = 0.0  # below this a report's best place is no place of the incident at all
_AT_MOST: Final = 2


@dataclass(frozen=True, slots=True)
class PlaceChain:
    """Place mentions told one inside the other, as one place."""

    span: Span
    value: Place
    relation: str


@dataclass(frozen=True, slots=True)
class _Words:
    left: re.Pattern[str]
    right: re.Pattern[str]
    gap: re.Pattern[str]
    not_scene: re.Pattern[str]


def scene_places(mentions: Mentions, scene: Scene) -> list[PlaceChain]:
    """At most two places, best first: those told in the sentences of the incident, the finer the better."""
    events = [e.span for e in mentions.things.events if e.modality is Modality.ACTUAL and not e.background]
    times = [scene.day, *times_of_day(mentions, scene)] if scene.day is not None else []
    named = frozenset((m.value.toponym, m.value.admin[0]) for m in mentions.places if m.value.admin)
    ranked: list[tuple[float, int, PlaceChain]] = []
    for chain in _chains(mentions):
        passage = mentions.passage(chain.span)
        if passage is None or not scene.tells(passage):
            continue
        with_day = any(passage.span.contains(time.span) for time in times)
        told = any(passage.span.contains(event) for event in events)
        score = _score(mentions, chain, passage, events) + (_WITH_DAY if with_day and not told else 0.0)
        score -= _STRAY if _is_stray(named, chain.value) else 0.0
        ranked.append((score, chain.span.start, chain))
    ranked.sort(key=lambda item: (-item[0], item[1]))
    good = [chain for score, _, chain in ranked if score > _ENOUGH][:_AT_MOST]
    return good or [chain for score, _, chain in ranked if score > _LEAST and _may_be_where(mentions, chain)][:1]


def _may_be_where(mentions: Mentions, chain: PlaceChain) -> bool:
    """Neither a capital that acts nor the seat of a body: with no better place told, none is."""
    acts = load_language("scene", mentions.speech.language)["openings"]["party"]
    return _opening(mentions, chain) > acts and not _names_a_body(mentions, chain)


def _score(mentions: Mentions, chain: PlaceChain, passage: Passage, events: Iterable[Span]) -> float:
    near = [abs(event.start - chain.span.start) for event in events if passage.span.contains(event)]
    score = (2.0 - min(*near, 150, 150) / 150) if near else 0.0
    score += {PassageKind.HEADLINE: 0.2, PassageKind.LEAD: 0.6}.get(passage.kind, 0.0) - _FURTHER * passage.index
    score -= _COARSE.get(chain.value.feature, 0.0)
    score += _opening(mentions, chain)
    score -= _OF_A_BODY if _names_a_body(mentions, chain) else 0.0
    before = mentions.low[max(passage.span.start, chain.span.start - 40) : chain.span.start]
    score -= _CLOCK_ZONE if _is_a_clock(mentions, chain) else 0.0
    return score - (1.5 if _words(mentions.speech.language).not_scene.search(before) else 0.0)


def _is_a_clock(mentions: Mentions, chain: PlaceChain) -> bool:
    """In "at 17:30 in Moscow" the city tells whose clock it is, not where it happened."""
    before = [t.value for t in mentions.times if t.value and 0 <= chain.span.start - t.span.end <= 1]
    return any(value.zone.removesuffix(" time") in chain.value.name for value in before if value.zone)


def _opening(mentions: Mentions, chain: PlaceChain) -> float:
    """What the word a place opens with is worth: "in" tells where, "to" and "from" do not, a bare name seldom does."""
    openings = load_language("scene", mentions.speech.language)["openings"]
    first = mentions.view[chain.span.start : chain.span.end].split(" ", 1)[0]
    if chain.value.feature == "site" and first.lower() == "of":
        return float(openings["party"])  # "a convoy of the 12th base": whose, not where
    if first.lower() in openings:
        return float(openings[first.lower()])
    party = mentions.party_at(chain.span)
    acts = party is not None and party.party.kind is PartyKind.STATE
    if acts or mentions.view.startswith(("'s ", "’s "), chain.span.end):
        return float(openings["party"])
    follows = Span(chain.span.end, chain.span.end + _NEXT_TO)
    named_after = any(event.span.overlaps(follows) for event in mentions.things.events)
    return 0.0 if named_after else float(openings["bare"])


def _names_a_body(mentions: Mentions, chain: PlaceChain) -> bool:
    """In "the Prosecutor's Office in Karsk" the place is only the seat of the body it is told with."""
    together = Span(max(0, chain.span.start - 2), chain.span.end)
    last = bisect.bisect_right(mentions.parties, chain.span.start, key=_START)
    near = mentions.parties[max(0, last - 2) : last]
    bodies = (m for m in near if not m.generic and m.party.kind is not PartyKind.STATE)
    return any(m.span.overlaps(together) for m in bodies)


def _chains(mentions: Mentions) -> Iterator[PlaceChain]:
    words = _words(mentions.speech.language)
    taken = _taken(mentions)
    run: list[PlaceMention] = []
    for mention in sorted(mentions.places, key=lambda m: m.span.start):
        if mention.speaker_like or mention.dateline or _opens_dispatch(mentions, mention):
            continue
        if run and not _joins(mentions, words, run, mention):
            yield _chain(mentions, words, run, taken)
            run = []
        run.append(mention)
    if run:
        yield _chain(mentions, words, run, taken)


def _opens_dispatch(mentions: Mentions, mention: PlaceMention) -> bool:
    """In "KARSK (NORTHLAND), 16 May 89 (AGENCY) -- " the place is where the dispatch was sent from."""
    passage = mentions.passage(mention.span)
    if passage is None or mention.span.start > passage.span.start + 4:
        return False
    return _DISPATCH.match(mentions.view, passage.span.start, passage.span.end) is not None


def _joins(mentions: Mentions, words: _Words, run: list[PlaceMention], mention: PlaceMention) -> bool:
    gap = mentions.view[run[-1].span.end : mention.span.start]
    passage = mentions.passage(run[0].span)
    inside = passage is not None and passage.span.contains(mention.span)
    return inside and mention.span.end - run[0].span.start <= _CHAIN_MAX and words.gap.fullmatch(gap) is not None


def _chain(mentions: Mentions, words: _Words, run: list[PlaceMention], taken: list[Span]) -> PlaceChain:
    """One place from a run of mentions, widened over the words that name it but are in no gazetteer."""
    passage = mentions.passage(run[0].span)
    low = max(passage.span.start if passage else 0, run[0].span.start - _REACH_LEFT)
    high = passage.span.end if passage else len(mentions.view)
    right = words.right.match(mentions.view, run[-1].span.end, high)
    end = right.end() if right else run[-1].span.end
    left = words.left.search(mentions.view, low, run[0].span.start)
    start = left.start() if left else run[0].span.start
    if left is not None and any(span.overlaps(Span(start, run[0].span.start)) for span in taken):
        start = run[0].span.start
    finest = max(_consistent(run), key=lambda m: (m.value.lat_deg is not None, _FINENESS.index(m.value.feature)))
    name = " ".join(mentions.report.text[start:end].split())
    return PlaceChain(Span(start, end), replace(finest.value, name=name), run[0].relation)


def _consistent(run: list[PlaceMention]) -> list[PlaceMention]:
    """The mentions of a chain that can lie in its outermost one; a site has only borrowed its coordinates."""
    located = [m for m in run if m.value.lat_deg is not None]
    known = [m for m in located if m.value.feature != "site"] or located or run
    outer = known[-1].value
    return [m for m in known if m.value is outer or _can_lie_in(m.value, outer)]


def _can_lie_in(inner: Place, outer: Place) -> bool:
    km = distance_km(inner, outer)
    return km is not None and km <= outer.radius_km + inner.radius_km + _SLACK_KM


def _is_stray(named: frozenset[tuple[str, str]], place: Place) -> bool:
    """The report names no other place in this one's country, but several in another: most likely a namesake."""
    if not place.admin or place.feature == "country":
        return False
    own = [toponym for toponym, country in named if country == place.admin[0] and toponym != place.toponym]
    return not own and len(named) - 1 >= _SEVERAL


def _taken(mentions: Mentions) -> list[Span]:
    """Words that already mean something else, over which a place is not widened."""
    things = mentions.things
    spans = [m.span for m in (*things.events, *things.causes, *things.responses, *things.weapons)]
    spans += [m.span for m in mentions.times] + [m.predicate for m in mentions.casualties]
    return spans


@cache
def _words(language: str) -> _Words:
    table = load_language("scene", language)["places"]
    prepositions, gaps = "|".join(table["prepositions"]), "|".join(table["gaps"])
    return _Words(
        re.compile(rf"(?i)\b(?:{prepositions}) (?:(?:{'|'.join(table['determiners'])}) )?(?:[\w'’&-]+ ){{1,4}}$"),
        re.compile(
            rf"(?:(?: (?:[A-Z][\w'’-]+|al-\w+)){{1,3}}(?= (?:in|of|on|and|was|were|,)|[,.]))"
            rf"|(?: (?:{'|'.join(table['nouns'])})\b)"
        ),
        re.compile(rf"(?i)[\s,]*(?:{gaps})?[\s,]*(?:the)?\s*"),
        re.compile(rf"\b(?:{alternatives(table['not_scene'])})\W*(?:\w+\W+){{0,2}}$"),
    )
