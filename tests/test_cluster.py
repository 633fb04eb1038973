"""Clustering: laws over any links, rulings, and the lives of incident ids."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from rashomon.cluster import cluster, incident_id, name_incidents
from rashomon.model import Decision, Judgement, Link, Reason

ACCOUNTS = {f"a{n}": f"r{n // 2}" if n < 4 else f"r{n}" for n in range(9)}  # a0/a1 and a2/a3 share a report
links = st.dictionaries(
    st.tuples(st.sampled_from(sorted(ACCOUNTS)), st.sampled_from(sorted(ACCOUNTS))).filter(
        lambda pair: pair[0] < pair[1]
    ),
    st.integers(-12, 12).map(float),
).map(lambda found: [link(a, b, bits) for (a, b), bits in found.items()])


def link(a: str, b: str, bits: float) -> Link:
    return Link(a, b, (Reason("test", bits),))


def ruling(name: str, a: str, b: str, judgement: Judgement, day: int, undoes: str = "") -> Decision:
    return Decision(name, (a, b), judgement, "ana", datetime(2021, 1, day, tzinfo=UTC), undoes=undoes)


@given(links, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(found: list[Link], random: object) -> None:
    shuffled, accounts = list(found), list(ACCOUNTS.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(accounts)  # type: ignore[attr-defined]
    assert cluster(dict(accounts), shuffled) == cluster(ACCOUNTS, found)


@given(links)
def test_every_account_is_in_one_group_and_no_report_twice_in_any(found: list[Link]) -> None:
    groups = cluster(ACCOUNTS, found)
    assert sorted(one for group in groups for one in group) == sorted(ACCOUNTS)
    for group in groups:
        assert len({ACCOUNTS[one] for one in group}) == len(group)


@given(links)
def test_no_link_above_nought_means_no_group(found: list[Link]) -> None:
    weak = [one for one in found if one.log2_odds <= 0]
    assert all(len(group) == 1 for group in cluster(ACCOUNTS, weak))


def test_a_chain_does_not_join_what_is_clearly_apart() -> None:
    found = [link("a4", "a5", 5), link("a5", "a6", 3), link("a4", "a6", -11)]
    assert ["a4", "a5"] in cluster(ACCOUNTS, found)


def test_rulings_outweigh_links_and_the_newest_stands() -> None:
    found = [link("a4", "a5", 5)]
    apart = ruling("d1", "a5", "a4", Judgement.NOT_SAME, 1)
    same = ruling("d2", "a4", "a5", Judgement.SAME, 2)
    assert ["a4"] in cluster(ACCOUNTS, found, [apart])
    assert ["a4", "a5"] in cluster(ACCOUNTS, [link("a4", "a5", -9)], [same, apart])
    assert ["a4"] in cluster(ACCOUNTS, found, [apart, same, ruling("d3", "a4", "a5", Judgement.SAME, 3, undoes="d2")])


def test_a_grown_incident_keeps_its_id() -> None:
    named = name_incidents([["a1", "a2", "a3"]], {"i1": ["a2"]}, {"i1": 1})
    assert named.members == {"i1": ["a1", "a2", "a3"]}
    assert named.moves == {}


def test_a_new_incident_is_named_by_its_first_account() -> None:
    assert name_incidents([["a2", "a1"]], {}, {}).members == {incident_id("a1"): ["a1", "a2"]}


def test_merging_redirects_to_the_larger_and_then_the_older() -> None:
    named = name_incidents([["a1", "a2", "a3"]], {"i1": ["a1"], "i2": ["a2", "a3"]}, {"i1": 1, "i2": 2})
    assert (named.members, named.moves) == ({"i2": ["a1", "a2", "a3"]}, {"i1": "i2"})
    named = name_incidents([["a1", "a2"]], {"i1": ["a1"], "i0": ["a2"]}, {"i1": 1, "i0": 2})
    assert named.moves == {"i0": "i1"}


def test_a_split_keeps_the_id_on_the_larger_part() -> None:
    named = name_incidents([["a1"], ["a2", "a3"]], {"i1": ["a1", "a2", "a3"]}, {"i1": 1})
    assert named.members == {"i1": ["a2", "a3"], incident_id("a1"): ["a1"]}


def test_a_split_never_reuses_an_id_that_lives() -> None:
    old = incident_id("a1")
    named = name_incidents([["a1"], ["a2", "a3"]], {old: ["a1", "a2", "a3"]}, {old: 1})
    assert len(named.members) == 2
    assert named.members[old] == ["a2", "a3"]


@given(links, links)
def test_naming_keeps_every_account_and_leaves_no_id_dangling(first: list[Link], second: list[Link]) -> None:
    before = name_incidents(cluster(ACCOUNTS, first), {}, {}).members
    age = {one: index for index, one in enumerate(sorted(before))}
    after = name_incidents(cluster(ACCOUNTS, second), before, age)
    assert sorted(one for members in after.members.values() for one in members) == sorted(ACCOUNTS)
    for old in before:
        assert (old in after.members) != (old in after.moves)
    assert set(after.moves.values()) <= set(after.members)
