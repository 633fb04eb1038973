"""Linking: what makes two accounts alike, and that they find each other whichever comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.link import Profile, compare, from_json, load_weights, make_profile, sought_keys, stored_keys, to_json
from rashomon.model import Link, Stance
from rashomon.values import Place
from stories import OAKBY, day, killed, make_claim, make_extraction, make_report, party, told

FARTON = Place("Farton", 54.0, 10.0, 3.0, "Farton", "g2", ("DE", "DE.02"))
NEARBY = Place("Nearby", 50.05, 10.05, 3.0, "Nearby", "g3", ("DE", "DE.01"))
GERMANY = Place("Germany", 51.0, 10.0, 400.0, "Germany", "g4", ("DE",), feature="country")


def profile(name: str = "r1", **fields: object) -> Profile:
    report, extraction = told(name, **fields)  # type: ignore[arg-type]
    return make_profile(extraction.accounts[0], extraction.claims, report)


def linked(a: Profile, b: Profile) -> Link:
    assert stored_keys(a) & sought_keys(b), "the two share no block"
    return compare(a, b)


def test_two_tellings_of_one_happening_are_linked_with_named_reasons() -> None:
    link = linked(profile("r1"), profile("r2"))
    assert link.log2_odds > 0
    assert {"prior", "date", "place", "event"} <= {reason.feature for reason in link.reasons}
    assert link.log2_odds == pytest.approx(sum(reason.log2_odds for reason in link.reasons))


@pytest.mark.parametrize(
    "other",
    [
        {"when": "2021-03-05"},
        {"when": "2021-04-01", "published": "2021-04-02"},
        {"where": FARTON},
        {"when": "2021-03-03"},
    ],
)
def test_look_alikes_stay_apart(other: dict[str, object]) -> None:
    assert compare(profile("r1"), profile("r2", **other)).log2_odds < 0


@pytest.mark.parametrize(
    "other",
    [{"where": NEARBY}, {"event": "explosion"}, {"when": "2021-03-02"}, {"published": "2021-06-01"}, {"when": ""}],
)
def test_tellings_that_differ_a_little_stay_together(other: dict[str, object]) -> None:
    assert linked(profile("r1"), profile("r2", **other)).log2_odds > 0


def test_contradicting_perpetrators_and_tolls_do_not_keep_tellings_apart() -> None:
    profiles = []
    for name, toll, who in (("r1", 3, "rebels"), ("r2", 40, "the army")):
        report, extraction = told(name)
        claims = [
            make_claim(report, "Two", "killed", killed(toll)),
            make_claim(report, "owners", "perpetrator", party(who)),
        ]
        profiles.append(make_profile(extraction.accounts[0], [*extraction.claims, *claims], report))
    assert linked(*profiles).log2_odds > 0


def test_denied_places_and_times_are_not_where_it_was() -> None:
    report = make_report()
    denied = make_claim(report, "Oakby", "where", OAKBY, stance=Stance.DENIES)
    assert make_profile(make_extraction(report).accounts[0], [denied], report).points == ()


def test_the_day_is_the_local_one() -> None:
    report = make_report()
    late = replace(day("2021-03-01"), utc_offset_min=240)
    claim = make_claim(
        report, "on Monday", "when", replace(late, earliest=late.earliest.replace(hour=21), latest=late.latest)
    )
    [days] = make_profile(make_extraction(report).accounts[0], [claim], report).days
    assert date.fromordinal(days[0]) == date(2021, 3, 2)


def test_an_undated_report_finds_what_was_published_before_it() -> None:
    assert stored_keys(profile("r1")) & sought_keys(profile("r2", when="", published="2021-03-02"))
    assert not stored_keys(profile("r1")) & sought_keys(profile("r2", when="2022-01-01", published="2022-01-02"))


def test_a_report_without_any_date_finds_by_place_and_event() -> None:
    undated = profile("r2", when="", published="")
    assert stored_keys(profile("r1")) & sought_keys(undated)
    assert stored_keys(undated) & sought_keys(profile("r1"))


def test_a_country_alone_is_weak() -> None:
    strong = linked(profile("r1"), profile("r2")).log2_odds
    weak = linked(profile("r1"), profile("r2", where=GERMANY)).log2_odds
    assert weak < strong
    assert linked(profile("r1", where=GERMANY), profile("r2", where=GERMANY)).log2_odds < 0


def test_the_table_of_events_names_each_code_once_as_vague_or_related() -> None:
    compatible = load_weights()["compatible"]
    assert not set(compatible["vague"]) & {code for group in compatible["related"] for code in group}


events = st.sampled_from(["fire", "crash", "shooting", "bombing", "explosion", "nonsense"])
ordinals = st.integers(737_000, 737_040)
points = st.tuples(st.floats(-89, 89), st.floats(-180, 179), st.sampled_from([1.0, 40.0, 300.0]))


@st.composite
def profiles(draw: st.DrawFn, name: str) -> Profile:
    firsts = draw(st.lists(st.tuples(ordinals, st.integers(0, 40)), max_size=3))
    return Profile(
        f"a-{name}",
        name,
        days=tuple((first, first + length) for first, length in firsts),
        published=draw(st.none() | ordinals),
        points=tuple(draw(st.lists(points, max_size=2))),
        countries=tuple(draw(st.lists(st.sampled_from(["DE", "AM"]), max_size=2, unique=True))),
        toponyms=tuple(draw(st.lists(st.sampled_from(["oakby", "farton"]), max_size=2, unique=True))),
        events=tuple(draw(st.lists(events, max_size=2, unique=True))),
        names=tuple(sorted(draw(st.sets(st.sampled_from(["mig", "rebels", "convoy"]))))),
        title=tuple(sorted(draw(st.sets(st.sampled_from(["mill", "harbour", "convoy", "night", "road"]))))),
        killed=tuple(draw(st.lists(st.sampled_from([(0, 0), (3, 3), (3, 9)]), max_size=2, unique=True))),
    )


@given(profiles("r1"), profiles("r2"))
def test_linking_is_symmetric(a: Profile, b: Profile) -> None:
    assert compare(a, b) == compare(b, a)
    assert bool(stored_keys(a) & sought_keys(b)) == bool(stored_keys(b) & sought_keys(a))


@given(profiles("r1"))
def test_a_profile_survives_json_and_finds_its_twin(a: Profile) -> None:
    assert from_json(to_json(a)) == a
    if (a.days or a.published) and (a.points or a.toponyms):
        assert stored_keys(a) & sought_keys(a) or all(point[2] > 60 for point in a.points)


@given(profiles("r1"))
def test_an_account_has_a_bounded_number_of_keys(a: Profile) -> None:
    assert len(stored_keys(a)) < 400
    assert len(sought_keys(a)) < 2000
