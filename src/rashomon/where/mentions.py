"""From toponyms to ``PlaceMention``: places with the phrase they are told in, borders, stretches, and sites.

Goes in: a text and a gazetteer. Comes out: mentions in text order. Finding the names is ``recognise.py``, choosing
among the places that bear one ``resolve.py``, reading prepositions and sites ``phrases.py``.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rashomon.gazetteer.lookup import Entry, Gazetteer, kilometres
from rashomon.model import Span
from rashomon.values import Place, fold
from rashomon.where.phrases import Phrase, displace, read_phrase, site_spans
from rashomon.where.recognise import Toponym, candidate_names, demonym_countries, link_containers, recognise
from rashomon.where.resolve import Home, resolve, supported
from rashomon.where.words import Word, Words, load_place_words, split_words

MAX_RIVALS: Final = 5
_APART_KM: Final = 25.0  # nearer namesakes are the same place told twice (a town and its district)
_BORDER_KM: Final = 30.0  # a border is a line; a happening at it lies this near
_UNIT_WORDS: Final = re.compile(
    r"\b(?:county|parish|province|district|region|state|city|borough|township|village|town)\b"
)
_BETWEEN: Final = re.compile(r"\b[Bb]etween\s+(?:the\s+(?:[\w\-]+\s+){0,3}?(?:of\s+)?)?$")
_BORDER_AFTER: Final = re.compile(r"(?:'s|’s)?\s+(?:border|frontier)\b(?:\s+area)?")
_BORDER_WITH: Final = re.compile(r"\b(?:border|frontier)\s+(?:with|of|between)\s+(?:the\s+)?$")


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place a text names. ``span`` covers the phrase ("near the town of X"), ``toponym_span`` the bare name.

    ``speaker_like`` marks a place that speaks or acts ("Moscow said", "Austin police"); ``dateline`` the
    place a dispatch was sent from; ``container`` the outer part of "X, Y"; ``plain`` a site without a name.
    """

    span: Span
    toponym_span: Span
    value: Place
    relation: str = "in"
    speaker_like: bool = False
    dateline: bool = False
    container: bool = False
    plain: bool = False


def find_places(text: str, gazetteer: Gazetteer, language: str = "en", home: Home | None = None) -> list[PlaceMention]:
    """Every place the text names, in text order. ``home`` is where the outlet writes from, when known."""
    lists = load_place_words(language)
    words = split_words(text, lists)
    toponyms = recognise(text, words, lists, gazetteer)
    demonyms = demonym_countries(words, lists)
    ranked = resolve(toponyms, demonyms, home)
    kept = list(supported(toponyms, ranked, demonyms))
    toponyms, ranked = [t for t, _ in kept], [entries for _, entries in kept]
    told = [(t, _located(t, entries, ranked)) for t, entries in kept]
    mentions = [_mention(text, toponym, entries, language) for toponym, entries in told if toponym.role != "context"]
    outer = {id(toponym.inside) for toponym in toponyms if toponym.inside is not None}
    outer_spans = {toponym.span for toponym in toponyms if id(toponym) in outer}
    mentions = [replace(m, container=True) if m.toponym_span in outer_spans else m for m in mentions]
    mentions = list(_pairs(text, mentions, gazetteer))
    mentions += _demonym_borders(text, words, lists, gazetteer)
    mentions += _sites(text, mentions, toponyms, ranked, language)
    return sorted(mentions, key=lambda mention: (mention.span, mention.toponym_span))


def resolve_mentions(
    text: str, spans: Sequence[Span], gazetteer: Gazetteer, language: str = "en", home: Home | None = None
) -> list[Place]:
    """One Place for each of the given spans; the rest of the text serves as context."""
    lists = load_place_words(language)
    words = split_words(text, lists)
    given = [_given(text, span, words, lists, gazetteer) for span in spans]
    around = [t for t in recognise(text, words, lists, gazetteer) if not any(t.span.overlaps(span) for span in spans)]
    toponyms = sorted([*given, *around], key=lambda toponym: toponym.span)
    link_containers(text, toponyms)
    ranked = resolve(toponyms, demonym_countries(words, lists), home)
    at = {id(toponym): index for index, toponym in enumerate(toponyms)}
    out = []
    for toponym in given:
        entries = _located(toponym, ranked[at[id(toponym)]], ranked)
        name = toponym.span.of(text)
        out.append(
            _place(name, entries, Phrase(*toponym_range(toponym)))
            if entries
            else _unknown(text, toponym, toponyms, ranked)
        )
    return out


def nearest_place(event: Span, mentions: Sequence[PlaceMention], text: str) -> PlaceMention | None:
    """The place told nearest to an event: in its sentence first, after it before before it, fine before coarse."""
    usable = [m for m in mentions if not (m.speaker_like or m.dateline or m.container)]
    usable = usable or [m for m in mentions if not m.speaker_like] or list(mentions)
    return min(usable, key=lambda mention: _event_distance(event, mention, text), default=None)


def toponym_range(toponym: Toponym) -> tuple[int, int]:
    """Start and end of a toponym."""
    return toponym.span.start, toponym.span.end


_SENTENCE_END: Final = re.compile(r"[.!?]\s|\n\n")
_COARSE: Final = {"country": 120, "region": 40, "adm1": 40, "water": 40, "adm2": 20}
_SENTENCE_COST: Final = 150
_ANCHORS: Final = 30  # toponyms looked at either side of a site; the first five of the report always are
_SENTENCE_REACH: Final = 1000  # further away, two more sentences make no difference


def _event_distance(event: Span, mention: PlaceMention, text: str) -> tuple[float, int]:
    if mention.span.start >= event.end:
        between, cost = text[event.end : mention.span.start], 0.0
    else:
        between, cost = text[mention.span.end : event.start], 15.0
    cost += len(between) + _SENTENCE_COST * len(_SENTENCE_END.findall(between))
    cost += _COARSE.get(mention.value.feature, 0) + (60 if mention.relation in ("from", "to", "of") else 0)
    cost += 40 if mention.plain else 0
    return cost, mention.span.start


def _given(text: str, span: Span, words: Sequence[Word], lists: Words, gazetteer: Gazetteer) -> Toponym:
    name = span.of(text).strip()
    folded = fold(name)
    toponym = Toponym(span, folded, _entries(name, folded, lists, gazetteer))
    last = folded.rsplit(" ", 1)[-1]
    if " " in folded and last in lists.kinds:
        toponym.kinds = lists.kinds[last]
    after = next((word for word in words if word.start >= span.end), None)
    if after is not None and after.folded in lists.kinds and text[span.end : after.start] == " ":
        toponym.kinds = lists.kinds[after.folded]
    for word in words:
        if span.start - 40 < word.start < span.start and word.folded in lists.demonyms:
            between = text[word.end : span.start]
            if between.endswith("of ") and not re.search(r"[.,;]", between):
                toponym.country = lists.demonyms[word.folded]
    return toponym


def _entries(name: str, folded: str, lists: Words, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """Candidates of a name that is known to be a place's, trying ever looser spellings."""
    code = lists.abbreviations.get(name.rstrip(".")) or lists.abbreviations.get(name)
    unit = gazetteer.unit(code) if code else None
    if unit is not None:
        return (unit,)
    demonym = lists.demonyms.get(folded) or lists.demonyms.get(folded.removesuffix("s"))
    country = gazetteer.country(demonym) if demonym else None
    if country is not None:
        return (country,)
    bare = " ".join(_UNIT_WORDS.sub("", folded).split())
    tries = [*candidate_names(folded), bare, folded.removesuffix("s"), folded.removeprefix("city of ")]
    for spelling in tries:
        found = gazetteer.find_many((spelling,))[spelling] if spelling else ()
        if found:
            return found
    return ()


def _located(toponym: Toponym, entries: tuple[Entry, ...], ranked: Sequence[tuple[Entry, ...]]) -> tuple[Entry, ...]:
    """A unit without a point of its own is put where the report's other places of the same state lie."""
    del toponym
    if not entries or entries[0].exact:
        return entries
    best = entries[0]
    for other in ranked:
        if other and other[0].exact and other[0].feature == "settlement" and other[0].admin1 == best.admin1:
            return (replace(best, lat=other[0].lat, lon=other[0].lon), *entries[1:])
    return entries


def _unknown(text: str, toponym: Toponym, toponyms: Sequence[Toponym], ranked: Sequence[tuple[Entry, ...]]) -> Place:
    """A name no gazetteer has: put at the nearest resolved settlement of the text, as a site."""
    anchor = _anchor(text, toponym.span, toponyms, ranked)
    name = toponym.span.of(text)
    if anchor is None:
        return Place(name=name, feature="site")
    return _site_place(name, "in", anchor)


def _anchor(text: str, span: Span, toponyms: Sequence[Toponym], ranked: Sequence[tuple[Entry, ...]]) -> Entry | None:
    """The settlement told nearest to a span (a unit or country when the text names no settlement)."""
    best: tuple[float, int] | None = None
    chosen: Entry | None = None
    here = bisect.bisect(toponyms, span.start, key=lambda toponym: toponym.span.start)
    first = max(0, here - _ANCHORS)
    for toponym, entries in itertools.chain(
        zip(toponyms[: min(first, 5)], ranked, strict=False),
        zip(toponyms[first : here + _ANCHORS], ranked[first : here + _ANCHORS], strict=True),
    ):
        if not entries or entries[0].feature in ("water", "site"):
            continue
        coarse = {"settlement": 0, "airport": 0, "adm2": 300}.get(entries[0].feature, 3000)
        before = toponym.span.end <= span.start
        between = text[toponym.span.end : span.start] if before else text[span.end : toponym.span.start]
        gap = len(between)
        if best is None or gap + coarse < best[0]:
            gap += _SENTENCE_COST * len(_SENTENCE_END.findall(between[:_SENTENCE_REACH]))
        cost = (gap + coarse + (40 if before else 0), toponym.span.start)
        if best is None or cost < best:
            best, chosen = cost, entries[0]
    return chosen


def _mention(text: str, toponym: Toponym, entries: tuple[Entry, ...], language: str) -> PlaceMention:
    phrase = read_phrase(text, toponym.span, language)
    span = Span(phrase.start, phrase.end)
    party = toponym.role == "party"
    if party:
        span, phrase = toponym.span, Phrase(*toponym_range(toponym))
    value = _place(span.of(text), entries, phrase)
    return PlaceMention(span, toponym.span, value, value.relation, speaker_like=party, dateline=toponym.dateline)


def _place(name: str, entries: tuple[Entry, ...], phrase: Phrase) -> Place:
    best = entries[0]
    lat, lon = best.lat, best.lon
    if phrase.bearing_deg is not None:
        lat, lon = displace(lat, lon, phrase.away_km, phrase.bearing_deg)
    radius = best.radius_km + phrase.widen_km
    rivals: list[Place] = []
    for rival in entries[1:]:
        if len(rivals) < MAX_RIVALS and kilometres(best.lat, best.lon, rival.lat, rival.lon) > _APART_KM:
            rivals.append(_rival_place(rival))
    relation = "near" if phrase.relation == "outside" else phrase.relation
    return Place(
        name=" ".join(name.split()),
        lat_deg=round(lat, 5),
        lon_deg=round(lon, 5),
        radius_km=round(radius, 1),
        toponym=best.name,
        place_id=best.ref,
        admin=best.admin,
        feature=best.feature,
        relation=relation,
        zone=best.zone,
        rivals=tuple(rivals),
    )


def _rival_place(entry: Entry) -> Place:
    return Place(
        name=" ".join(entry.name.split()),
        lat_deg=entry.lat,
        lon_deg=entry.lon,
        radius_km=round(entry.radius_km, 1),
        toponym=entry.name,
        place_id=entry.ref,
        admin=entry.admin,
        feature=entry.feature,
        relation="in",
        zone=entry.zone,
    )


def _site_place(name: str, relation: str, anchor: Entry) -> Place:
    return Place(
        name=" ".join(name.split()),
        lat_deg=anchor.lat,
        lon_deg=anchor.lon,
        radius_km=round(anchor.radius_km, 1),
        toponym=anchor.name,
        admin=anchor.admin,
        feature="site",
        relation=relation,
        zone=anchor.zone,
    )


def _pairs(text: str, mentions: list[PlaceMention], gazetteer: Gazetteer) -> Iterator[PlaceMention]:
    """Join "between A and B", "the A-B border" and "A's border with B" into one mention each."""
    skip = False
    for left, right in itertools.pairwise([*mentions, None]):
        if skip or left is None:
            skip = False
            continue
        joined = _joined(text, left, right, gazetteer) if right is not None else None
        skip = joined is not None
        yield joined or left


def _joined(text: str, left: PlaceMention, right: PlaceMention, gazetteer: Gazetteer) -> PlaceMention | None:
    a, b = left.toponym_span, right.toponym_span
    gap = text[a.end : b.start]
    border_after = _BORDER_AFTER.match(text, b.end)
    if gap in ("-", "–", "/", " - ") and border_after:
        return _border(text, Span(a.start, border_after.end()), left, right, gazetteer)
    if re.fullmatch(r"(?:'s|’s)?\s+(?:\w+\s+)?border\s+with\s+(?:the\s+)?", gap):
        return _border(text, Span(a.start, b.end), left, right, gazetteer)
    if not re.fullmatch(r"\s+and\s+(?:the\s+(?:[\w\-]+\s+){0,3}?(?:of\s+)?)?", gap):
        return None
    before = text[max(0, a.start - 60) : a.start]
    if _BORDER_WITH.search(before) or (
        _BETWEEN.search(before) and re.search(r"\b(?:border|frontier)\s+$", before[: before.lower().rfind("between")])
    ):
        start = a.start - len(before) + max(before.rfind("border"), before.rfind("frontier"))
        return _border(text, Span(start, b.end), left, right, gazetteer)
    found = _BETWEEN.search(before)
    return _between(text, Span(a.start - len(before) + found.start(), b.end), left, right) if found else None


def _between(text: str, span: Span, left: PlaceMention, right: PlaceMention) -> PlaceMention | None:
    p, q = left.value, right.value
    if p.lat_deg is None or p.lon_deg is None or q.lat_deg is None or q.lon_deg is None:
        return None
    if {p.feature, q.feature} & {"country"}:
        return None
    half = kilometres(p.lat_deg, p.lon_deg, q.lat_deg, q.lon_deg) / 2
    shift = (q.lon_deg - p.lon_deg + 180) % 360 - 180
    value = replace(
        p,
        name=" ".join(span.of(text).split()),
        lat_deg=round((p.lat_deg + q.lat_deg) / 2, 5),
        lon_deg=round((p.lon_deg + shift / 2 + 180) % 360 - 180, 5),
        radius_km=round(half + max(_settled(p), _settled(q)), 1),
        toponym=f"{p.toponym} - {q.toponym}",
        place_id="",
        admin=tuple(a for a, b in zip(p.admin, q.admin, strict=False) if a == b),
        feature="region",
        relation="between",
    )
    return PlaceMention(span, Span(left.toponym_span.start, right.toponym_span.end), value, "between")


def _settled(place: Place) -> float:
    return min(place.radius_km, 40.0)


def _border(
    text: str, span: Span, left: PlaceMention, right: PlaceMention, gazetteer: Gazetteer
) -> PlaceMention | None:
    countries = [m.value.admin[0] for m in (left, right) if m.value.admin]
    toponym = Span(left.toponym_span.start, max(right.toponym_span.end, left.toponym_span.end))
    return _border_mention(text, span, toponym, countries, gazetteer)


def _border_mention(
    text: str, span: Span, toponym: Span, countries: Sequence[str], gazetteer: Gazetteer
) -> PlaceMention | None:
    circle = gazetteer.border(countries[0], countries[1]) if len(countries) == 2 else None
    if circle is None:
        return None
    names = [entry.name if (entry := gazetteer.country(code)) else code for code in countries]
    value = Place(
        name=" ".join(span.of(text).split()),
        lat_deg=circle[0],
        lon_deg=circle[1],
        radius_km=max(_BORDER_KM, circle[2]),
        toponym=f"{names[0]}-{names[1]} border",
        place_id=f"border:{'-'.join(sorted(countries))}",
        feature="region",
        relation="border",
    )
    return PlaceMention(span, toponym, value, "border")


def _demonym_borders(text: str, words: Sequence[Word], lists: Words, gazetteer: Gazetteer) -> Iterator[PlaceMention]:
    """Borders told by demonyms: "the Armenian-Azerbaijani border"."""
    if "border" not in text and "frontier" not in text:
        return
    for left, right in itertools.pairwise(words):
        if text[left.end : right.start] not in ("-", "–"):
            continue
        codes = [code for word in (left, right) if (code := lists.demonyms.get(word.folded))]
        after = _BORDER_AFTER.match(text, right.end)
        if len(codes) == 2 and after:
            found = _border_mention(text, Span(left.start, after.end()), Span(left.start, right.end), codes, gazetteer)
            if found is not None:
                yield found


def _sites(
    text: str,
    mentions: Sequence[PlaceMention],
    toponyms: Sequence[Toponym],
    ranked: Sequence[tuple[Entry, ...]],
    language: str,
) -> Iterator[PlaceMention]:
    taken = bytearray(len(text))
    for mention in mentions:
        start, end = mention.toponym_span.start, mention.toponym_span.end
        taken[start:end] = b"\x01" * (end - start)
    for span, named in site_spans(text, language):
        if any(taken[span.start : span.end]):
            continue
        anchor = _anchor(text, span, toponyms, ranked)
        phrase = read_phrase(text, span, language)
        whole = Span(phrase.start, span.end)
        name = whole.of(text)
        relation = "near" if phrase.relation == "outside" else phrase.relation
        value = _site_place(name, relation, anchor) if anchor else Place(name=name, feature="site", relation=relation)
        yield PlaceMention(whole, span, value, relation, plain=not named)
