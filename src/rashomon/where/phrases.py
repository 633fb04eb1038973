"""The words around a toponym: prepositions, distances and bearings, borders, and named or plain sites.

Goes in: the text and the span of a toponym. Comes out: a ``Phrase`` (what span the whole phrase covers, which relation
it says, how far it displaces or widens the place), and the spans of site phrases.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final

from rashomon.language import load_language
from rashomon.model import Span
from rashomon.where.words import load_place_words

_LOOK_BACK: Final = 90
_PART: Final = r"(?:[A-Z][\w'’\-]*|\d{1,3}(?:st|nd|rd|th)|[NSEW]\.|St\.)"
_CROSSING: Final = re.compile(
    rf"(?:(?:the )?(?:intersection|corner|junction) of )?\b{_PART}(?: {_PART}){{0,2}} and {_PART}(?: {_PART}){{0,2}}"
    r" (?:[Ss]treets?|[Aa]venues?|[Rr]oads?|[Bb]oulevards?|[Ss]ts\.|[Aa]ves\.)"
)
_WAY: Final = re.compile(r" and .{2,60}?[ ](?:[Ss]tr|[Aa]ve|[Rr]oad|[Bb]oul|[Ss]ts)")
_CROSSING_BACK: Final = 200  # characters before an "and" in which the first street's name begins
_CROSSING_ON: Final = 20  # characters the word for a street may go on ("Boulevards")
_KM_PER_DEGREE: Final = 111.195
_DETERMINER: Final = re.compile(r"\b(?:an?|the|its|another|one|two|three|several) (?:[a-z\-'’]+ ){0,2}$")
_ENDS_OF: Final = re.compile(r"(?:of|called|named)\s+(?:the\s+)?$")  # nine in ten toponyms need no slower look
_PREPOSITION_BACK: Final = 50
_BEARING_BLUR: Final = 0.25  # "10 km north" is said to a quarter of the distance, at best


@dataclass(frozen=True, slots=True)
class Phrase:
    """How a toponym is told: the start of the phrase, the relation, and the shift it makes."""

    start: int
    end: int
    relation: str = "in"
    widen_km: float = 0.0
    away_km: float = 0.0
    bearing_deg: float | None = None


@dataclass(frozen=True, slots=True)
class _Patterns:
    preposition: re.Pattern[str]
    distance: re.Pattern[str]
    kind_of: re.Pattern[str]
    following: re.Pattern[str]
    relations: Mapping[str, str]
    widening: Mapping[str, float]
    units: Mapping[str, float]
    bearings: Mapping[str, float]
    numbers: Mapping[str, float]
    site: re.Pattern[str]
    site_of: re.Pattern[str]
    site_plain: re.Pattern[str]


def read_phrase(text: str, toponym: Span, language: str = "en") -> Phrase:
    """The phrase a toponym stands in: "10 km north of the town of X", "near X", "X province"."""
    patterns = _patterns(language)
    after = patterns.following.match(text, toponym.end)
    end = after.end() if after else toponym.end
    low = max(0, toponym.start - _LOOK_BACK)
    before = text[low : toponym.start]
    kind = patterns.kind_of.search(before) if _ENDS_OF.search(before[-14:]) else None
    told = before[: kind.start()] if kind else before
    distance = patterns.distance.search(told) if any(unit in told for unit in patterns.units) else None
    if distance:
        return _displaced(distance, low, end, patterns)
    found = patterns.preposition.search(told, max(0, len(told) - _PREPOSITION_BACK))
    if found is None:
        return Phrase(low + kind.start(), end) if kind else Phrase(toponym.start, end)
    relation = patterns.relations[" ".join(found["word"].lower().split())]
    return Phrase(low + found.start("word"), end, relation, patterns.widening.get(relation, 0.0))


def displace(lat: float, lon: float, away_km: float, bearing_deg: float) -> tuple[float, float]:
    """The point so far away in that direction (flat near enough for news distances)."""
    d_lat = away_km * math.cos(math.radians(bearing_deg)) / _KM_PER_DEGREE
    shrink = max(0.05, math.cos(math.radians(lat)))
    d_lon = away_km * math.sin(math.radians(bearing_deg)) / (_KM_PER_DEGREE * shrink)
    return max(-90.0, min(90.0, lat + d_lat)), (lon + d_lon + 180) % 360 - 180


def site_spans(text: str, language: str = "en") -> Iterator[tuple[Span, bool]]:
    """(span, named) of the buildings, streets and grounds a text names, in order and without overlap."""
    lists, patterns = load_place_words(language), _patterns(language)
    plain = [match.span() for match in lists.plain.finditer(text)]
    named = [patterns.site, patterns.site_plain, patterns.site_of] if plain else [patterns.site, patterns.site_of]
    found: list[tuple[Span, bool]] = []
    taken = bytearray(len(text))
    rest = ([match.span() for match in pattern.finditer(text)] for pattern in named)
    block = [match.span() for match in lists.block.finditer(text)] if " block of " in text else []
    spans = chain(block, _crossings(text), chain.from_iterable(rest))
    for (start, end), is_named in chain(((span, True) for span in spans), ((span, False) for span in plain)):
        if any(taken[start:end]) or not (is_named or _DETERMINER.search(text, max(0, start - 40), start)):
            continue
        taken[start:end] = b"\x01" * (end - start)
        found.append((Span(start, end), is_named))
    yield from sorted(found)


def _crossings(text: str) -> Iterator[tuple[int, int]]:
    """Streets that meet; the slow pattern reads only the surroundings of an "and" with the word for a street behind."""
    end = 0
    for way in _WAY.finditer(text):
        start = max(end, text.rfind(" ", 0, max(0, way.start() - _CROSSING_BACK)) + 1)
        for match in _CROSSING.finditer(text, start, min(len(text), way.end() + _CROSSING_ON)):
            yield match.span()
            end = match.end()


def _displaced(match: re.Match[str], low: int, end: int, patterns: _Patterns) -> Phrase:
    said = match["number"].lower().replace(",", "")
    number = patterns.numbers.get(said)
    away = (float(said) if number is None else number) * patterns.units[match["unit"].lower()]
    bearing = patterns.bearings.get((match["bearing"] or "").lower())
    relation = " ".join(match["told"].split())
    if bearing is None:
        return Phrase(low + match.start(), end, relation, widen_km=away)
    return Phrase(low + match.start(), end, relation, max(2.0, away * _BEARING_BLUR), away, bearing)


@cache
def _patterns(language: str) -> _Patterns:
    data, lists = load_language("place", language), load_place_words(language)
    relations = {word: name for name, words in data["relations"].items() for word in words}
    kinds = "|".join(sorted(lists.kinds))
    bearings = "|".join(sorted(data["bearings"], key=len, reverse=True))
    sides = rf"(?:(?:{bearings}|central|downtown|nearby|northern|southern|eastern|western|\w+ern)\s+)?"
    step = rf"\b(?!(?:{'|'.join(sorted(lists.strong | lists.weak))})\s)[\w'’\-]+\s+"
    kind_of = rf"(?:\b(?:the|a|an)\s+)?(?:{step}){{0,3}}?\b(?:{kinds})s?\s+(?:of|called|named)\s+(?:the\s+)?$"
    gap = rf"\s+(?:(?:the|a|an)\s+)?(?:{sides}(?:the\s+)?(?:(?:city|town|village)\s+)?)?$"
    prepositions = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(relations, key=len, reverse=True))
    numbers = "|".join(sorted(data["numbers"], key=len, reverse=True))
    units = "|".join(sorted(data["units_km"], key=len, reverse=True))
    heads = "|".join(sorted({head.capitalize() for head in lists.heads}, key=len, reverse=True))
    return _Patterns(
        preposition=re.compile(rf"\b(?P<word>(?i:{prepositions})){gap}"),
        distance=re.compile(
            rf"\b(?P<told>(?P<number>\d[\d,]*(?:\.\d+)?|{numbers})[\s\-](?P<unit>{units})\b(?:\s+miles)?(?:\s*\([^)]*\))?\s+"
            rf"(?:(?:to\s+the\s+)?(?P<bearing>{bearings})\s+(?:of|from)|from|outside|off|away\s+from|inside)){gap}",
            re.IGNORECASE,
        ),
        kind_of=re.compile(kind_of, re.IGNORECASE),
        following=re.compile(rf"\s(?i:{kinds})\b"),
        relations=relations,
        widening=data["widening_km"],
        units=data["units_km"],
        bearings=data["bearings"],
        numbers=data["numbers"],
        site=_site_pattern(heads),
        site_plain=re.compile(rf"\b{_PART}(?: {_PART}){{0,2}} {lists.plain.pattern[2:]}"),
        site_of=re.compile(
            r"\b(?:University|Port|Church|Mosque|Palace|Bridge|Tomb|Shrine|Cathedral) of (?:the )?[A-Z][\w'’\-]+"
        ),
    )


def _site_pattern(heads: str) -> re.Pattern[str]:
    """A capitalised run that ends in a site's head noun: "Sixth Street", "Central American University"."""
    return re.compile(
        rf"\b(?:\d{{2,5}} )?{_PART}(?: (?:of |the |de |la |and |al-)?{_PART}){{0,3}}?"
        rf" (?:{heads}|street|avenue|road|highway)\b(?:\.(?= [a-z]))?"
    )
