"""Which people a casualty predicate takes: a small grammar over the chunks of one sentence.

In: chunks. Out: findings - an attribute, a group of people, the predicate. Passive and intransitive predicates take
the subject in front of them, active ones the object behind, nouns what follows "of", tolls the number behind.
Nearness alone decides nothing. Background, modality and the document are the business of ``__init__.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rashomon.count.chunks import Chunk
from rashomon.count.groups import Group

_ATTRIBUTES: Final = ("killed", "wounded", "missing", "detained")
_SUBJECT_REACH: Final = 28  # chunks between a subject and its verb
_OBJECT_REACH: Final = 14
_TOGETHER: Final = frozenset({"along with", "together with", "alongside"})
_ENDS_OBJECTS: Final = frozenset("PKIDLSAHUQ;WEV")
_SKIPPED: Final = frozenset("JAHUXY")


@dataclass(frozen=True, slots=True)
class Finding:
    """One predicate with the groups it takes; ``groups`` are chunk indexes, several when coordinated.

    ``weak`` names predicates that only suggest the attribute ("shot", "taken to hospital").
    """

    attribute: str
    groups: tuple[int, ...]
    predicate: int
    part: bool = False
    weak: str = ""
    negated: bool = False


def find(chunks: list[Chunk]) -> list[Finding]:
    """The findings of one sentence in the order of their predicates."""
    found: list[Finding] = []
    for at, chunk in enumerate(chunks):
        if chunk.code in _RULES:
            for finding in _RULES[chunk.code](chunks, at):
                found.extend(_with_parts(chunks, finding))
    taken = {at for finding in found for at in finding.groups}
    for at, chunk in enumerate(chunks):
        if chunk.code == "G" and not (chunk.attribute == "detained" and at in taken):
            found.extend(_own(chunks, at))
    return sorted(found, key=lambda finding: finding.predicate)


def _own(chunks: list[Chunk], at: int) -> Iterator[Finding]:
    """Groups that say themselves what befell them: "eight wounded Afghans", "no injuries"."""
    group = chunks[at].group
    if group is None or not group.attribute:
        return
    for attribute in group.attribute.split("+"):
        if group.kind == "any" and not _denied(chunks, at):
            continue
        if attribute == "casualties":
            if group.kind in ("none", "any"):
                yield Finding("killed", (at,), at)
                yield Finding("wounded", (at,), at)
        elif group.kind in ("counted", "none", "any") or (group.kind == "one" and attribute != "detained"):
            yield from _with_parts(chunks, Finding(attribute, (at,), at, group.part))


def _denied(chunks: list[Chunk], at: int) -> bool:
    """A negative stands in the same clause: "did not cause any injuries"."""
    return any(chunk.code == "X" or chunk.word == "without" for chunk in chunks[max(0, at - 8) : at])


def _participle(chunks: list[Chunk], at: int) -> Iterator[Finding]:
    auxiliary = _auxiliary(chunks, at)
    if auxiliary == "passive":
        yield from _passive(chunks, at)
        return
    objects = _objects(chunks, at) if not _bare_subject(chunks, at, auxiliary) else ()
    if objects:
        yield from _told(chunks, at, objects)
    elif auxiliary != "active":
        yield from _reduced(chunks, at)


def _auxiliary(chunks: list[Chunk], at: int) -> str:
    """Which helping verb governs the participle: passive (was), active (has), or none."""
    place = at - 1
    while place >= 0 and chunks[place].code in "JXYC,UPW":
        if chunks[place].code == "P" and not _joined(chunks, place, at):
            return ""
        if chunks[place].code in "C," and not (place and chunks[place - 1].code in "PW"):
            return ""
        place -= 1
    if place < 0:
        return ""
    if chunks[place].code == "A":
        return "" if chunks[place].word == "being" and chunks[place - 1].code in "GJ" else "passive"
    return "active" if chunks[place].code == "H" else ""


def _joined(chunks: list[Chunk], first: int, second: int) -> bool:
    return all(chunks[place].code in "JXC," for place in range(first + 1, second))


def _bare_subject(chunks: list[Chunk], at: int, auxiliary: str) -> bool:
    """A group in front, and what is behind has its own predicate: "two killed, three wounded"."""
    if auxiliary or at == 0 or chunks[at - 1].code != "G":
        return False
    behind = at + 1
    if behind < len(chunks) and chunks[behind].code == "G":
        following = chunks[behind + 1] if behind + 1 < len(chunks) else None
        return following is not None and following.code in "PDI" and following.attribute != chunks[at].attribute
    return False


def _passive(chunks: list[Chunk], at: int) -> Iterator[Finding]:
    subject = _subject(chunks, at)
    if subject:
        yield from _told(chunks, at, subject)
    together = at + 2
    if together < len(chunks) and chunks[at + 1].word in _TOGETHER and chunks[together].group is not None:
        yield from _told(chunks, at, (together,))


def _reduced(chunks: list[Chunk], at: int) -> Iterator[Finding]:
    """The group stands directly in front: "three people killed", "one dead", "left 4 dead"."""
    place = at - 1
    while place >= 0 and (chunks[place].code in "JX" or chunks[place].word == "being"):
        place -= 1
    if place > 0 and chunks[place].code == "C":
        if chunks[place - 1].code != "D" and (subject := _shared(chunks, place - 1)):
            yield from _told(chunks, at, subject)  # "were kidnapped from a car and killed"
        return
    if place > 0 and chunks[place].code == "," and chunks[place - 1].code in "PD":
        return
    if place >= 0 and chunks[place].code == "G":
        yield from _told(chunks, at, _conjoined(chunks, place))
    elif place >= 1 and chunks[place].code in "OWG" and _left_of(chunks, place) is not None:
        governed = _left_of(chunks, place)
        if governed is not None:
            yield from _told(chunks, at, (governed,))


def _left_of(chunks: list[Chunk], at: int) -> int | None:
    """The group behind "left", when nothing but its own words intervene: "left an officer from Lyon dead"."""
    for place in range(at, max(at - 8, -1), -1):
        if chunks[place].code in "PKI;,":
            return None
        if chunks[place].code == "L":
            return place + 1 if chunks[place + 1].code == "G" else None
    return None


def _told(chunks: list[Chunk], at: int, groups: tuple[int, ...]) -> Iterator[Finding]:
    """The findings of a predicate with its people; a mixed toll says nothing unless it is zero or unnumbered."""
    attribute = chunks[at].attribute
    negated = _negated(chunks, at)
    if attribute == "mixed":
        first = chunks[groups[0]].group
        if first is not None and (first.kind == "none" or first.count.word == "some" or negated):
            yield Finding("killed", groups, at, negated=negated)
            yield Finding("wounded", groups, at, negated=negated)
    elif attribute in ("shot", "hospital"):
        if not negated:
            yield Finding("wounded", groups, at, weak=attribute, negated=negated)
    elif attribute == "unharmed":
        yield Finding("wounded", groups, at, negated=True)
    elif attribute in _ATTRIBUTES:
        yield Finding(attribute, groups, at, negated=negated)


def _negated(chunks: list[Chunk], at: int) -> bool:
    place = at - 1
    while place >= 0 and chunks[place].code in _SKIPPED:
        if chunks[place].code in "XY":
            return True
        place -= 1
    return False


def _active(chunks: list[Chunk], at: int) -> Iterator[Finding]:
    objects = _objects(chunks, at)
    if objects:
        yield from _told(chunks, at, objects)


def _intransitive(chunks: list[Chunk], at: int) -> Iterator[Finding]:
    subject = _subject(chunks, at)
    if subject:
        yield from _told(chunks, at, subject)


def _state(chunks: list[Chunk], at: int) -> Iterator[Finding]:
    if _auxiliary(chunks, at) == "passive":
        yield from _passive(chunks, at)
    else:
        yield from _reduced(chunks, at)


def _noun_of(chunks: list[Chunk], at: int) -> Iterator[Finding]:
    objects = _objects(chunks, at, closed=True)
    if objects:
        yield from _told(chunks, at, objects)


def _toll(chunks: list[Chunk], at: int) -> Iterator[Finding]:
    """The first number behind, not the one after "from": "the toll rose to 9 from 7"."""
    for place in range(at + 1, min(at + 10, len(chunks))):
        chunk = chunks[place]
        if chunk.code in ";S" or (chunk.code == "P" and place > at + 2):
            return
        if chunk.group is not None and chunk.group.kind == "counted" and chunks[place - 1].word != "from":
            yield Finding(chunks[at].attribute, (place,), at)
            return


def _objects(chunks: list[Chunk], at: int, *, closed: bool = False) -> tuple[int, ...]:
    """The groups behind the predicate that it takes: "killing a policeman, his wife and two children".

    ``closed``: the predicate is a noun, so that a verb behind the last group has them all for its subject.
    """
    place = at + 1
    while place < len(chunks) and chunks[place].code in "JX":
        place += 1
    if place >= len(chunks) or chunks[place].code != "G" or (not closed and _has_own_predicate(chunks, place)):
        return ()
    groups = [place]
    limit = min(place + _OBJECT_REACH, len(chunks))
    place += 1
    while place < limit and chunks[place].code not in _ENDS_OBJECTS:
        behind = _next_object(chunks, place, limit, closed=closed)
        if behind is not None:
            groups.append(behind)
            place = behind
        elif chunks[place].code == "C" or (chunks[place].code == "," and _leaves(chunks, place, limit)):
            break
        place += 1
    return _persons(chunks, groups)


def _next_object(chunks: list[Chunk], at: int, limit: int, *, closed: bool) -> int | None:
    """The group that the comma or "and" at ``at`` joins to the objects."""
    if chunks[at].code not in "C,":
        return None
    behind = _skip(chunks, at + 1, "CJ")
    if behind >= limit or not _joins(chunks[behind].group) or (not closed and _has_own_predicate(chunks, behind)):
        return None
    return behind if _listed(chunks, at, behind, limit) else None


def _joins(group: Group | None) -> bool:
    """Unknown plurals join no list of people: "killed two guards, several cows and ..."."""
    return group is not None and not (group.soft and group.kind in ("counted", "bare", "definite"))


def _leaves(chunks: list[Chunk], comma: int, limit: int) -> bool:
    """Whether the words behind a comma no longer tell of the object."""
    behind = _skip(chunks, comma + 1, "CJ")
    return behind < limit and chunks[behind].code not in "O,"


def _persons(chunks: list[Chunk], groups: list[int]) -> tuple[int, ...]:
    """The groups without those that only tell a person again: "John Roe, a cook and former soldier"."""
    kept = groups[:1]
    apposed = False
    for group in groups[1:]:
        if _apposition(chunks, kept[-1], group):
            apposed = True
        elif not (apposed and _undetermined(chunks[group])):
            kept.append(group)
    return _announced(chunks, tuple(kept))


def _undetermined(chunk: Chunk) -> bool:
    """One more word for the person before: "John Roe, a cook and former soldier"."""
    return chunk.group is not None and chunk.group.kind == "one" and chunk.group.soft


def _skip(chunks: list[Chunk], place: int, codes: str) -> int:
    while place < len(chunks) and chunks[place].code in codes:
        place += 1
    return place


def _listed(chunks: list[Chunk], comma: int, group: int, limit: int) -> bool:
    """A comma joins a list only when an "and" comes before the clause ends; "and" always joins."""
    if any(chunks[place].code == "C" for place in range(comma, group)):
        return True
    for place in range(group + 1, limit):
        code = chunks[place].code
        if code == "C":
            return True
        if code in "PKIDLSAHUQ;WE":
            return False
    return False


def _has_own_predicate(chunks: list[Chunk], at: int) -> bool:
    place = at + 1
    while place < len(chunks) and chunks[place].code in "JX":
        place += 1
    return place == at + 1 and place < len(chunks) and chunks[place].code in "PIAHU" and chunks[place].word != "to"


def _apposition(chunks: list[Chunk], first: int, second: int) -> bool:
    """The same person told twice: "the driver, John Roe"."""
    if any(chunks[place].code == "C" for place in range(first + 1, second)):
        return False
    a, b = chunks[first].group, chunks[second].group
    return (
        a is not None
        and b is not None
        and a.count.high == 1 == b.count.high
        and (a.kind == "name") != (b.kind == "name")
    )


def _subject(chunks: list[Chunk], at: int) -> tuple[int, ...]:
    """The groups in front of the predicate that are its subject, skipping what hangs on prepositions and commas."""
    place = at - 1
    while place >= 0 and chunks[place].code in "JAHUXYQPI":
        place -= 1
    if place >= 1 and chunks[place].code in "CV" and chunks[place - 1].code in "PDIWJ,":
        return _shared(chunks, place - 1)
    stop = max(-1, place - _SUBJECT_REACH)
    if place >= 0 and chunks[place].code == ",":
        inner = _comma_before(chunks, place - 1, stop)
        if inner is not None and not any(chunk.code == "C" for chunk in chunks[inner + 1 : inner + 3]):
            place = place - 1 if _is_list(chunks, inner, place) else inner - 1
    return _neither(chunks, _nearest(chunks, place, stop))


def _is_list(chunks: list[Chunk], start: int, end: int) -> bool:
    """Whether the words between two commas go on with a list, rather than tell who was named before."""
    if chunks[start + 1].code == "E" or not any(chunk.code == "C" for chunk in chunks[start + 1 : end]):
        return False
    return not (
        start > 0
        and chunks[start + 1].code == "G" == chunks[start - 1].code
        and _apposition(chunks, start - 1, start + 1)
    )


def _neither(chunks: list[Chunk], groups: tuple[int, ...]) -> tuple[int, ...]:
    """The one negative serves all: "neither the driver nor his guards"."""
    if not groups or groups[0] == 0 or chunks[groups[0] - 1].code != "V":
        return groups
    for place in range(groups[0] - 2, max(groups[0] - 10, -1), -1):
        group = chunks[place].group
        if group is not None and group.kind == "none":
            return (place,)
    return groups


def _shared(chunks: list[Chunk], at: int) -> tuple[int, ...]:
    """The subject of the predicate before "and" serves both: "was shot and died"."""
    for place in range(at, max(at - 12, -1), -1):
        if chunks[place].code in "PIW" and place and chunks[place - 1].code in "AJ":
            return _subject(chunks, place)
        if chunks[place].code in ";S":
            return ()
        if chunks[place].code == "A":
            return _subject(chunks, place + 1)
    return _nearest(chunks, at, max(-1, at - 14))


def _comma_before(chunks: list[Chunk], place: int, stop: int) -> int | None:
    for where in range(place, stop, -1):
        if chunks[where].code == ",":
            return where
        if chunks[where].code in ";":
            return None
    return None


def _nearest(chunks: list[Chunk], place: int, stop: int) -> tuple[int, ...]:
    while place > stop:
        chunk = chunks[place]
        if chunk.code == ";" or (chunk.code == "S" and place > 0):
            return ()
        if chunk.code == "G" and chunk.group is not None:
            before = chunks[place - 1].code if place else ""
            if before in "RNE" and before:
                place -= 2
                continue
            if (
                before in ("P", "K")
                and chunks[place - 1].attribute != "hospital"
                and _auxiliary(chunks, place - 1) != "passive"
            ):
                place -= 2  # the object of another verb: "the man who shot two officers was killed"
                continue
            relative = _relative_before(chunks, place) if before == "W" else None
            if relative is None:
                return _conjoined(chunks, place)
            place = relative  # "the guard who chased two robbers was killed"
        place -= 1
    return ()


def _relative_before(chunks: list[Chunk], at: int) -> int | None:
    for place in range(at - 1, max(at - 6, 0), -1):
        if chunks[place].code == "Q" and chunks[place - 1].code == "G":
            return place
        if chunks[place].code in ";,S":
            return None
    return None


def _conjoined(chunks: list[Chunk], at: int) -> tuple[int, ...]:
    """The group at ``at`` and those joined to it on its left: "a general, a colonel and five others"."""
    groups = [at]
    place = at - 1
    seen_and = False
    while place > 0:
        code = chunks[place].code
        if code == "C" or (code == "," and seen_and) or (code == "," and chunks[place - 1].code == "C"):
            seen_and = seen_and or code == "C"
            left = _group_ending(chunks, place - 1)
            if left is None:
                break
            if not _apposition(chunks, left, groups[-1]):
                groups.append(left)
            place = left - 1
            continue
        break
    return _announced(chunks, tuple(reversed(groups)))


def _announced(chunks: list[Chunk], groups: tuple[int, ...]) -> tuple[int, ...]:
    """Drop what the first group already counts: "two siblings, a boy and a girl"."""
    first = chunks[groups[0]].group
    rest = [group for at in groups[1:] if (group := chunks[at].group) is not None]
    if first is None or first.kind != "counted" or len(rest) < 2 or first.count.word:
        return groups
    return groups[:1] if sum(group.count.low for group in rest) == first.count.low else groups


def _group_ending(chunks: list[Chunk], place: int) -> int | None:
    """The ungoverned group whose words (and "of ...", ", 34") end at ``place``."""
    if place >= 0 and chunks[place].code == ",":
        place -= 1
    for where in range(place, max(place - 7, -1), -1):
        chunk = chunks[where]
        if chunk.code == "G":
            before = chunks[where - 1].code if where else ""
            if before == "R":
                continue
            group = chunk.group
            if (
                group is None
                or group.part
                or group.attribute
                or (group.soft and group.kind != "name" and where < place - 1)
            ):
                return None
            return None if before in ("K", "P", "N", "E") else where
        if chunk.code in "PKIDLSAHUQ;WE":
            return None
    return None


def _with_parts(chunks: list[Chunk], finding: Finding) -> Iterator[Finding]:
    """The finding and its subgroups: "killing six, including two children", "two of them women"."""
    yield finding
    last = max(finding.groups)
    place = last + 1
    while place < min(last + 7, len(chunks)):
        chunk = chunks[place]
        if chunk.group is not None and chunk.group.part and chunks[place - 1].code == ",":
            yield Finding(finding.attribute, (place,), finding.predicate, True, finding.weak, finding.negated)
            return
        if chunk.code == "E":
            members = _objects(chunks, place)
            if members:
                yield Finding(finding.attribute, members, finding.predicate, True, finding.weak, finding.negated)
            return
        if chunk.code in "PKIDLSHUQ;C" and place > finding.predicate:
            return
        place += 1


_RULES: Final = {
    "P": _participle,
    "K": _active,
    "I": _intransitive,
    "D": _state,
    "N": _noun_of,
    "T": _toll,
}
