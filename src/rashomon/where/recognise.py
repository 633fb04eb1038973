"""Which capitalised words are names of places, without a trained tagger.

Goes in: the words of a text and the gazetteer. Comes out: ``Toponym`` values in text order, each with its candidates,
the kind its context asks for, what it is said to be inside, and its role: ``place``, ``party`` ("Moscow said", "Austin
police") or ``context`` (a name inside an organisation's, which only helps to place the others). Which candidate is
meant is left to ``resolve.py``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from rashomon.gazetteer.lookup import Entry, Gazetteer
from rashomon.model import Span
from rashomon.where.words import Word, Words

MAX_WORDS: Final = 6
_SAINT: Final = {"st": "saint", "ft": "fort", "mt": "mount", "pt": "point"}
_GAP: Final = re.compile(r" |-|\n|\xa0|\. ")
_AFTER_COMMA: Final = re.compile(r",\s{1,2}")
_DATELINE: Final = re.compile(
    r"^[^\S\n]*(?:\([^)\n]{2,40}\)\s*)?(?P<place>[A-Z][^\n()\[\]:;]{2,60}?)"
    r"(?:,?\s+(?:\d{1,2}\s+[A-Z][a-z]{2,8}\.?(?:\s+\d{2,4})?|[A-Z][a-z]{2,8}\.?\s+\d{1,2}))?"
    r"\s*(?:\([^)\n]{2,60}\)|\[[^\]\n]{2,60}\])?\s*(?:--+|—|–|-\s|_)",
    re.MULTILINE,
)
_WIRE_DATELINE: Final = re.compile(
    r"^[^\S\n]*(?P<place>[A-Z][^\n()\[\]:;\d]{2,50}?),?\s+\d{1,2}\s+[A-Z][A-Za-z]{2,8}\.?\s+\d{2,4}\s*[\[(]",
    re.MULTILINE,
)
_ABBREVIATION: Final = re.compile(r",\s{1,2}((?:[A-Z][a-z]?\.){2,3}|[A-Z][A-Za-z]{1,5}\b\.?)")
_COORDINATION: Final = re.compile(r",? and (?:the )?|, | or ")
_LARGE: Final = 50_000  # a bare name without a preposition is believed when a place of this size bears it
_TOWN: Final = 15_000  # the same for a common English word after a preposition ("in Reading")
_OBSCURE: Final = 100_000  # the same when the name is only another name of the place


@dataclass(slots=True, eq=False)
class Toponym:
    """A name read as a place's."""

    span: Span
    folded: str
    entries: tuple[Entry, ...]
    role: str = "place"
    kinds: frozenset[str] = frozenset()
    inside: Toponym | None = None
    country: str = ""
    dateline: bool = False
    strong: bool = False
    words: tuple[int, int] = field(default=(0, 0))


def recognise(text: str, words: Sequence[Word], lists: Words, gazetteer: Gazetteer) -> list[Toponym]:
    """The toponyms of a text, in order."""
    found = _longest_names(text, words, lists, gazetteer)
    reader = _Reader(text, words, lists)
    persons = reader.persons(found)
    out: list[Toponym] = []
    for toponym in found:
        if reader.judge(toponym, persons, out[-1] if out else None):
            out.append(toponym)
    _mark_datelines(text, out)
    _abbreviated_units(text, out, lists, gazetteer)
    out.sort(key=lambda toponym: toponym.span)
    link_containers(text, out)
    _coordinate(text, out)
    believed = {toponym.folded for toponym in out if toponym.strong or _believable(toponym, lists)}
    out = [toponym for toponym in out if toponym.folded in believed]
    return [toponym for toponym in out if toponym.role != "context" or _well_known(toponym)]


def demonym_countries(words: Sequence[Word], lists: Words) -> dict[str, int]:
    """How often each country's demonym stands in the text."""
    counts: dict[str, int] = {}
    for word in words:
        code = lists.demonyms.get(word.folded) if word.capital else None
        if code is None and word.capital and word.folded.endswith("s"):
            code = lists.demonyms.get(word.folded[:-1])
        if code:
            counts[code] = counts.get(code, 0) + 1
    return counts


def link_containers(text: str, toponyms: Sequence[Toponym]) -> None:
    """Say what each toponym is inside: "Austin, Texas", "Kobani in Syria", "Iraq's Mosul"."""
    for left, right in itertools.pairwise(toponyms):
        between = text[left.span.end : right.span.start]
        if _AFTER_COMMA.fullmatch(between) or between in (" in ", " (", " in the ", ", in ", ", in the "):
            if any(is_inside(a, b) for a in left.entries for b in right.entries[:8]):
                left.inside = right
        elif between in ("'s ", "’s ", "' ", "’ ") and any(
            is_inside(b, a) for a in left.entries[:8] for b in right.entries
        ):
            right.inside = left


def is_inside(inner: Entry, outer: Entry) -> bool:
    """Containment by code: a place in its unit, a unit in its country."""
    if outer.ref == inner.ref:
        return False
    if outer.feature == "country":
        return inner.country == outer.country and inner.feature != "country"
    if outer.feature == "adm1":
        return bool(outer.admin1) and inner.admin1 == outer.admin1 and inner.feature not in ("adm1", "country")
    return (
        outer.feature == "adm2"
        and bool(outer.admin2)
        and inner.admin2 == outer.admin2
        and inner.feature == "settlement"
    )


def candidate_names(folded: str) -> tuple[str, ...]:
    """The spellings to look a name up by: itself, "st" as "saint", without "the" and "city of"."""
    names = [folded]
    first, _, rest = folded.partition(" ")
    if rest and first in _SAINT:
        names.append(f"{_SAINT[first]} {rest}")
    if rest and first == "the":
        names.append(rest)
    return tuple(names)


def _longest_names(text: str, words: Sequence[Word], lists: Words, gazetteer: Gazetteer) -> list[Toponym]:
    spans: dict[int, list[tuple[int, str]]] = {}
    wanted: dict[str, None] = {}
    for start, word in enumerate(words):
        if (word.capital or word.folded in lists.prefixes) and _may_start(words, start, lists):
            grams = list(_grams(text, words, start, lists))
            spans[start] = grams[::-1]
            for _, name in grams:
                wanted.update(dict.fromkeys(candidate_names(name)))
    entries = gazetteer.find_many(wanted)
    out: list[Toponym] = []
    at = 0
    for start, grams in spans.items():
        if start < at:
            continue
        for end, name in grams:
            hits = _hits(name, entries)
            if hits and _name_allowed(name, words[start:end], lists, hits):
                span = Span(words[start].start, words[end - 1].end)
                out.append(Toponym(span, name, hits, words=(start, end)))
                at = end
                break
    return out


def _hits(name: str, entries: Mapping[str, tuple[Entry, ...]]) -> tuple[Entry, ...]:
    lists = [entries[other] for other in candidate_names(name) if entries.get(other)]
    if len(lists) < 2:
        return lists[0] if lists else ()
    return tuple({entry.ref: entry for found in lists for entry in found}.values())


def _may_start(words: Sequence[Word], at: int, lists: Words) -> bool:
    word = words[at]
    if word.capital and word.text[0].isalpha():
        return (
            word.folded not in lists.never or word.folded in _SAINT or word.folded in ("the", "north", "south", "east")
        )
    return word.folded in lists.prefixes and at + 1 < len(words) and words[at + 1].capital


def _grams(text: str, words: Sequence[Word], start: int, lists: Words) -> list[tuple[int, str]]:
    """(end, folded name) of every run of words from ``start`` that could be one name, shortest first."""
    out = []
    name = words[start].folded
    if words[start].capital:
        out.append((start + 1, name))
    for at in range(start + 1, min(len(words), start + MAX_WORDS)):
        word, before = words[at], words[at - 1]
        gap = text[before.end : word.start]
        if before.possessive or not _GAP.fullmatch(gap) or (gap == ". " and before.folded not in _SAINT):
            break
        name = f"{name} {word.folded}"
        if word.capital:
            out.append((at + 1, name))
        elif word.folded not in lists.linking:
            break
    return out


def _name_allowed(name: str, words: Sequence[Word], lists: Words, hits: Sequence[Entry]) -> bool:
    if name in lists.never and not (name == "us" and words[0].text == "US"):
        return False
    if name in lists.demonyms:
        return False
    first = words[0]
    if len(words) == 1 and first.text.isupper() and len(first.text) < 5:
        return any(entry.feature in ("country", "adm1", "region") for entry in hits)
    return not (len(words) == 1 and len(first.text) < 3)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Looks at the words around a name. Made once per text."""

    text: str
    words: Sequence[Word]
    lists: Words

    def judge(self, toponym: Toponym, persons: frozenset[str], previous: Toponym | None) -> bool:
        """Fill in role, kinds and evidence; False when the name is no place's."""
        start, end = toponym.words
        if self._named_before(start, previous) or self._is_person(toponym, persons):
            return False
        before = self._before(start)
        toponym.strong = before in self.lists.strong or self._after_kind_of(toponym, start)
        self._read_kind(toponym, end)
        if not self._read_follower(toponym, end):
            return False
        self._read_country(toponym, start)
        if toponym.role == "place" and not toponym.strong and self._acts(end, before):
            toponym.role = "party"
        weak = before in self.lists.weak
        if weak and not toponym.strong and toponym.folded not in persons:
            toponym.strong = not self._looks_like_word(toponym)
        return True

    def persons(self, found: Sequence[Toponym]) -> frozenset[str]:
        """Surnames of the text: words right after a first name or a title."""
        out: set[str] = set()
        for left, right in itertools.pairwise(self.words):
            if right.capital and left.capital and not left.possessive and self._joined(left, right):
                known = left.folded in self.lists.first_names or left.folded in self.lists.titles
                if known and right.folded not in self.lists.heads:
                    out.add(right.folded)
        return frozenset(out) - {toponym.folded for toponym in found if toponym.entries[0].feature == "country"}

    def _before(self, start: int) -> str:
        at = start - 1
        if at >= 0 and self.words[at].folded == "the":
            at -= 1
        if at < 0 or self.text[self.words[at].end : self.words[start].start].strip(" \nthe\xa0"):
            return ""
        return self.words[at].folded

    def _joined(self, left: Word, right: Word) -> bool:
        gap = self.text[left.end : right.start]
        return gap in (" ", "\n", "-", "\xa0") or (
            gap == ". " and (left.folded in _SAINT or left.folded in self.lists.titles)
        )

    def _named_before(self, start: int, previous: Toponym | None) -> bool:
        """True when a capitalised word before makes the name part of a longer one ("Camp Victory")."""
        if start == 0:
            return False
        left, word = self.words[start - 1], self.words[start]
        if not left.proper or left.possessive or not self._joined(left, word):
            return False
        if previous is not None and previous.words[1] == start:
            return False
        if left.folded in self.lists.modifiers or left.folded in self.lists.demonyms or left.text[0].isdigit():
            return False
        return not (left.folded in self.lists.common and self.text[left.end : word.start] == "\n")

    def _is_person(self, toponym: Toponym, persons: frozenset[str]) -> bool:
        start, end = toponym.words
        if start and self.words[start - 1].folded in self.lists.titles and self.words[start - 1].capital:
            return self._joined(self.words[start - 1], self.words[start])
        follower = self.words[end] if end < len(self.words) else None
        first = self.words[start].folded in self.lists.first_names and end - start == 1
        if first and follower is not None and follower.proper and self._joined(self.words[end - 1], follower):
            return follower.folded not in (self.lists.heads | self.lists.bodies | self.lists.kinds.keys())
        surname = self.words[end - 1].folded in persons and end - start == 1
        return surname and self._before(start) not in self.lists.strong

    def _after_kind_of(self, toponym: Toponym, start: int) -> bool:
        """The kind word before: "the village of X"."""
        if start < 2 or self.words[start - 1].folded not in ("of", "called", "named"):
            return False
        kind = self.words[start - 2].folded
        if kind in self.lists.organisations_of:
            return False
        toponym.kinds = self.lists.kinds.get(kind, frozenset())
        return bool(toponym.kinds)

    def _read_kind(self, toponym: Toponym, end: int) -> None:
        """The kind word after the name ("X province"), or the last word of the name itself."""
        follower = self._follower(end)
        kinds = self.lists.kinds.get(follower.folded) if follower else None
        if kinds and follower and not (follower.capital and follower.folded in ("city", "state", "capital", "port")):
            toponym.kinds, toponym.strong = kinds, True
        elif not toponym.kinds and toponym.words[1] - toponym.words[0] > 1:
            toponym.kinds = self.lists.kinds.get(toponym.folded.rsplit(" ", 1)[-1], frozenset())

    def _follower(self, end: int) -> Word | None:
        if end >= len(self.words) or self.words[end - 1].possessive:
            return None
        return self.words[end] if self._joined(self.words[end - 1], self.words[end]) else None

    def _read_follower(self, toponym: Toponym, end: int) -> bool:
        """Judge the capitalised word after the name. False when the name is another's part."""
        start = toponym.words[0]
        if (
            start > 1
            and self.words[start - 1].folded == "of"
            and self.words[start - 2].folded in self.lists.organisations_of
        ):
            return not self.words[start - 2].capital
        follower = self._follower(end)
        if follower is not None and follower.folded in ("time", "daylight"):
            return False
        if follower is None or not follower.capital or toponym.kinds or self.text[follower.start - 1] == "-":
            return True
        if follower.folded in self.lists.bodies:
            toponym.role, toponym.strong = "party", True
        elif follower.folded in self.lists.heads:
            toponym.role = "context"
        elif follower.folded in self.lists.organisations:
            return False
        elif follower.folded in self.lists.demonyms or follower.folded in self.lists.never or not follower.proper:
            return True
        elif not self._large(toponym):
            return False
        else:
            toponym.role = "place" if toponym.strong else "context"
        return True

    def _read_country(self, toponym: Toponym, start: int) -> None:
        """The demonym shortly before: "the Armenian settlement of X", "the northern Iraqi city of X"."""
        for word in self.words[max(0, start - 4) : start]:
            code = self.lists.demonyms.get(word.folded)
            if code and "." not in self.text[word.end : toponym.span.start]:
                toponym.country = code

    def _acts(self, end: int, before: str) -> bool:
        """True for a country or city that speaks or acts: "Moscow said", "Austin police", "Iraq's army"."""
        if before in self.lists.strong or end >= len(self.words):
            return False
        after = self.words[end]
        gap = self.text[self.words[end - 1].end : after.start]
        if gap not in (" ", "\n", "'s ", "’s ", "' ", "’ "):
            return False
        if after.folded in self.lists.verbs and not self.words[end - 1].possessive:
            return before not in self.lists.weak
        return any(word.folded in self.lists.nouns for word in self.words[end : end + (2 if gap != " " else 1)])

    def _looks_like_word(self, toponym: Toponym) -> bool:
        start, end = toponym.words
        return end - start == 1 and (toponym.folded in self.lists.common or toponym.folded in self.lists.first_names)

    def _large(self, toponym: Toponym) -> bool:
        return any(e.feature in ("country", "adm1", "region") or e.population >= 500_000 for e in toponym.entries[:3])


def _believable(toponym: Toponym, lists: Words) -> bool:
    """Whether a name without a preposition is a place: a country, a unit, or a town large enough for its name."""
    single = " " not in toponym.folded
    best = [entry for entry in toponym.entries if entry.rank < 2]
    if any(entry.feature in ("country", "region", "water") for entry in best):
        return True
    if single and toponym.folded in lists.common:
        return False
    if any(entry.feature == "adm1" for entry in best[:3]):
        return not (single and toponym.folded in lists.first_names) or best[0].population > 1_000_000
    floor = 3 * _LARGE if single and toponym.folded in lists.first_names else _LARGE
    if any(entry.population >= floor for entry in best):
        return True
    if toponym.inside is not None or toponym.dateline or any(e.feature == "airport" for e in toponym.entries):
        return True
    return any(entry.population >= _OBSCURE for entry in toponym.entries) or (
        not single and bool(best) and bool(toponym.kinds)
    )


def _coordinate(text: str, toponyms: Sequence[Toponym]) -> None:
    """What a preposition does for the first of "in X, Y and Z" it does for all."""
    for left, right in itertools.pairwise(toponyms):
        if left.strong and not right.strong and _COORDINATION.fullmatch(text, left.span.end, right.span.start):
            right.strong = right.words == (0, 0) or " " in right.folded or right.role == "place"


def _well_known(toponym: Toponym) -> bool:
    """Whether the name inside a longer one is a city's: Baghdad University, not Hillcrest Park."""
    return any(e.rank < 2 and (e.feature in ("country", "adm1") or e.population >= _OBSCURE) for e in toponym.entries)


def _mark_datelines(text: str, toponyms: Sequence[Toponym]) -> None:
    for pattern in (_WIRE_DATELINE, _DATELINE):
        match = pattern.search(text, 0, 1500)
        if match is None:
            continue
        for toponym in toponyms:
            if match.start("place") <= toponym.span.start and toponym.span.end <= match.end("place"):
                toponym.dateline = toponym.strong = True


def _abbreviated_units(text: str, toponyms: list[Toponym], lists: Words, gazetteer: Gazetteer) -> None:
    """Add the units told by an abbreviation after a comma: "Austin, Tex.", "Austin, TX"."""
    added = []
    for toponym in toponyms:
        match = _ABBREVIATION.match(text, toponym.span.end)
        code = lists.abbreviations.get(match[1].rstrip(".")) if match else None
        unit = gazetteer.unit(code) if code else None
        if match and unit and any(entry.admin1 == unit.admin1 for entry in toponym.entries):
            span = Span(*match.span(1))
            added.append(Toponym(span, match[1].lower(), (unit,), strong=True))
    starts = {new.span.start for new in added}
    toponyms[:] = [toponym for toponym in toponyms if toponym.span.start not in starts] + added
