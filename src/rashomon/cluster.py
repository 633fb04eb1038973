"""Links and Decisions -> Incidents: average-link agglomeration, the same whatever the order of its input.

In: accounts (id and report), the links among them, the newest rulings. Out: groups of account ids. Two accounts of one
report never share a group; a ruling "same" or "not same" outweighs every link. ``name_incidents`` keeps the ids of
incidents as they were while groups grow, merge and split; storing them is left to the caller.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from rashomon.model import Decision, Judgement, Link, stable_id

UNLINKED: Final = -4.0  # bits for a pair that was never compared, having no block in common: probably not the same
RULED: Final = 1000.0  # bits of a person's ruling: beyond any sum of reasons


def cluster(accounts: Mapping[str, str], links: Iterable[Link], decisions: Iterable[Decision] = ()) -> list[list[str]]:
    """Groups of account ids, each sorted, in the order of their first id. ``accounts`` is account id -> report id.

    The two groups with the highest mean log2 odds are joined until none is above 0; ties go to the smaller ids.
    """
    odds = _odds(accounts, links, decisions)
    groups = {one: [one] for one in accounts}
    sums = dict(odds)
    counts = dict.fromkeys(odds, 1)
    heap = [(-value, pair) for pair, value in odds.items() if value > 0]
    heapq.heapify(heap)
    while heap:
        value, (a, b) = heapq.heappop(heap)
        if a not in groups or b not in groups or -value != _mean(a, b, groups, sums, counts):
            continue
        if _same_report(groups[a] + groups[b], accounts):
            continue
        _join(a, b, groups, sums, counts, heap)
    return sorted(sorted(members) for members in groups.values())


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def _odds(
    accounts: Mapping[str, str], links: Iterable[Link], decisions: Iterable[Decision]
) -> dict[tuple[str, str], float]:
    odds = {
        _pair(link.left, link.right): link.log2_odds
        for link in links
        if link.left in accounts and link.right in accounts and accounts[link.left] != accounts[link.right]
    }
    for subject, judgement in rulings(decisions).items():
        if all(one in accounts for one in subject) and accounts[subject[0]] != accounts[subject[1]]:
            odds[subject] = RULED if judgement is Judgement.SAME else -RULED
    return odds


def rulings(decisions: Iterable[Decision]) -> dict[tuple[str, str], Judgement]:
    """Pair of account ids -> the newest ruling on it that stands. Rulings on claims are no business of clustering."""
    ordered = sorted(decisions, key=lambda one: (one.at, one.id))
    undone = {one.undoes for one in ordered if one.undoes}
    return {
        _pair(*one.subject): one.judgement
        for one in ordered
        if len(one.subject) == 2
        and one.judgement in (Judgement.SAME, Judgement.NOT_SAME)
        and one.id not in undone
        and not one.undoes
    }


def _mean(
    a: str,
    b: str,
    groups: Mapping[str, Sequence[str]],
    sums: Mapping[tuple[str, str], float],
    counts: Mapping[tuple[str, str], int],
) -> float:
    pair = _pair(a, b)
    pairs = len(groups[a]) * len(groups[b])
    return (sums[pair] + UNLINKED * (pairs - counts[pair])) / pairs


def _same_report(members: Sequence[str], accounts: Mapping[str, str]) -> bool:
    return len({accounts[one] for one in members}) < len(members)


def _join(
    a: str,
    b: str,
    groups: dict[str, list[str]],
    sums: dict[tuple[str, str], float],
    counts: dict[tuple[str, str], int],
    heap: list[tuple[float, tuple[str, str]]],
) -> None:
    """Group b goes into group a; a is the smaller id, so the name of a group is its smallest member."""
    groups[a] += groups.pop(b)
    sums.pop((a, b))
    counts.pop((a, b))
    near = {one for pair in sums if b in pair or a in pair for one in pair} - {a, b}
    for other in sorted(near):
        old, new = _pair(b, other), _pair(a, other)
        sums[new] = sums.get(new, 0.0) + sums.pop(old, 0.0)
        counts[new] = counts.get(new, 0) + counts.pop(old, 0)
        mean = _mean(a, other, groups, sums, counts)
        if mean > 0:
            heapq.heappush(heap, (-mean, new))


@dataclass(frozen=True, slots=True)
class Naming:
    """Incident id -> its accounts; and where the ids went that are no more."""

    members: dict[str, list[str]]
    moves: dict[str, str]


def name_incidents(
    groups: Sequence[Sequence[str]],
    before: Mapping[str, Sequence[str]],
    age: Mapping[str, int],
    living: Callable[[str], bool] = lambda _: False,
) -> Naming:
    """Gives each group the id of the incident most of whose accounts it holds, the oldest on a tie.

    ``before`` is incident id -> account ids as they were, ``age`` the order in which the incidents were made,
    ``living`` whether an id outside ``before`` is in use. An id that no group keeps is redirected to the group that
    holds its accounts; a new group is named by its first account.
    """
    owner = {account: incident for incident, members in before.items() for account in members}
    shares: list[tuple[int, int, str, int]] = []
    for index, group in enumerate(groups):
        held = [owner[one] for one in group if one in owner]
        shares += [(-held.count(one), age.get(one, 0), one, index) for one in set(held)]
    named: dict[int, str] = {}
    for _, _, incident, index in sorted(shares):
        if index not in named and incident not in named.values():
            named[index] = incident
    members: dict[str, list[str]] = {}
    for index, group in enumerate(groups):
        name = named.get(index) or _fresh(group, set(before) | set(members), living)
        members[name] = sorted(group)
    moves = {one: _heir(one, shares, named, members, groups) for one in before if one not in members}
    return Naming(members, {old: new for old, new in moves.items() if new})


def incident_id(account_id: str, attempt: int = 0) -> str:
    """The id of an incident that begins with this account; a later attempt when that id is another incident's."""
    return stable_id("inc_", account_id, *([attempt] if attempt else []))


def _fresh(group: Sequence[str], taken: set[str], living: Callable[[str], bool]) -> str:
    names = (incident_id(min(group), attempt) for attempt in count())
    return next(one for one in names if one not in taken and not living(one))


def _heir(
    incident: str,
    shares: Iterable[tuple[int, int, str, int]],
    named: Mapping[int, str],
    members: Mapping[str, Sequence[str]],
    groups: Sequence[Sequence[str]],
) -> str:
    """The incident that holds most of the accounts of one that is no more; "" when its accounts are gone."""
    index = next((index for _, _, one, index in sorted(shares) if one == incident), None)
    if index is None:
        return ""
    first = sorted(groups[index])
    return named.get(index) or next((one for one, held in members.items() if list(held) == first), "")
