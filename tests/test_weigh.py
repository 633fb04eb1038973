"""Positions, disputes, changes of account and the one-row resolver."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.model import Claim, Finding, Report, Stance, Value
from rashomon.values import Code, Count, Grain, PartyRef, Place, Text, TimeSpan, relate
from rashomon.weigh import describe, reconcile, weigh
from stories import OAKBY, day, killed, make_claim, make_report, party

MINISTRY, MAYOR = ("the ministry", "deu:gov:ministry"), ("the mayor", "deu:gov:mayor")
NIGHT = make_report("r1", published="2021-03-02")
MORNING = make_report("r2", published="2021-03-03")
LATER = make_report("r3", published="2021-03-20")
UNKNOWN = party("unknown")
Saying = tuple[Report, str, Value, tuple[str, str], Stance]


def say(
    report: Report, attribute: str, value: Value, who: tuple[str, str] = MINISTRY, stance: Stance = Stance.ASSERTS
) -> Claim:
    return make_claim(report, "Oakby", attribute, value, who, stance)


def clock(hour: int, minute: int) -> TimeSpan:
    moment = datetime(2021, 3, 1, hour, minute, tzinfo=UTC)
    return TimeSpan(moment, moment + timedelta(minutes=1), Grain.MINUTE)


def cause(code: str) -> Code:
    return Code("cause_intent", code)


def finding(*claims: Claim) -> Finding:
    [found] = weigh("i1", claims, [NIGHT, MORNING, LATER])
    return found


def test_compatible_values_make_one_position_and_others_their_own() -> None:
    found = finding(
        say(NIGHT, "event", Code("event", "aircraft")),
        say(NIGHT, "event", Code("event", "aircraft.shootdown"), MAYOR),
        say(NIGHT, "event", Code("event", "fire"), MAYOR),
    )
    assert [(len(one.claim_ids), one.origins) for one in found.positions] == [(2, 2), (1, 1)]
    assert set(found.positions[0].party_names) == {"the ministry", "the mayor"}


def test_a_subgroup_is_no_rival_of_the_total() -> None:
    found = finding(say(NIGHT, "killed", killed(5)), say(NIGHT, "killed", killed(2, of="children"), MAYOR))
    assert len(found.positions) == 2
    assert not found.disputed


@pytest.mark.parametrize(
    ("claims", "disputed"),
    [
        ([say(NIGHT, "killed", killed(3)), say(MORNING, "killed", killed(9), MAYOR)], True),
        ([say(NIGHT, "killed", killed(3)), say(LATER, "killed", killed(9), MAYOR)], False),
        ([say(NIGHT, "killed", killed(3)), say(MORNING, "killed", killed(9))], False),
        ([say(NIGHT, "killed", killed(3)), say(NIGHT, "killed", killed(2, None), MAYOR)], False),
        ([say(NIGHT, "perpetrator", party("x", "a")), say(LATER, "perpetrator", party("y", "b"), MAYOR)], True),
        (
            [
                say(NIGHT, "perpetrator", party("x", "a")),
                say(LATER, "perpetrator", party("x", "a"), MAYOR, Stance.DENIES),
            ],
            True,
        ),
        (
            [say(NIGHT, "perpetrator", party("x", "a")), say(NIGHT, "perpetrator", UNKNOWN, MAYOR, Stance.QUESTIONS)],
            False,
        ),
        ([say(NIGHT, "weapon", Text("a bomb")), say(NIGHT, "weapon", Text("a gun"), MAYOR)], False),
        ([say(NIGHT, "weapon", Text("a bomb")), say(NIGHT, "weapon", Text("a bomb"), MAYOR, Stance.QUESTIONS)], True),
        ([say(NIGHT, "when", day("2021-03-01")), say(NIGHT, "when", day("2021-03-02"), MAYOR)], True),
        ([say(NIGHT, "when", day("2021-03-01")), say(NIGHT, "when", day("2021-03-09"), MAYOR)], False),
        ([say(NIGHT, "when", clock(17, 30)), say(NIGHT, "when", clock(18, 0), MAYOR)], True),
        ([say(NIGHT, "when", clock(17, 30)), say(NIGHT, "when", clock(17, 45), MAYOR)], False),
        ([say(NIGHT, "cause_intent", cause("mistake")), say(NIGHT, "cause_intent", cause("deliberate"), MAYOR)], True),
        (
            [say(NIGHT, "cause_intent", cause("terrorism")), say(NIGHT, "cause_intent", cause("deliberate"), MAYOR)],
            False,
        ),
        ([say(NIGHT, "cause_intent", cause("terrorism")), say(NIGHT, "cause_intent", cause("staged"), MAYOR)], True),
        ([say(NIGHT, "cause_intent", cause("mistake")), say(NIGHT, "cause_intent", cause("unknown"), MAYOR)], False),
        (
            [
                say(NIGHT, "perpetrator", party("gunmen", "gen:gunmen")),
                say(NIGHT, "perpetrator", party("x", "a"), MAYOR),
            ],
            False,
        ),
        (
            [
                say(NIGHT, "killed", killed(3), stance=Stance.DENIES),
                say(NIGHT, "killed", killed(3), MAYOR, Stance.DENIES),
            ],
            False,
        ),
    ],
)
def test_what_is_disputed(claims: list[Claim], disputed: bool) -> None:
    assert finding(*claims).disputed is disputed


def test_who_changed_his_account_no_longer_contradicts_with_the_old_one() -> None:
    claims = [
        say(NIGHT, "perpetrator", party("x", "a")),
        say(LATER, "perpetrator", party("y", "b")),
        say(LATER, "perpetrator", party("y", "b"), MAYOR),
    ]
    found = finding(*claims)
    assert not found.disputed
    [change] = found.changes
    assert (change.party_name, change.before, change.after, change.at) == ("the ministry", "x", "y", LATER.published_at)


def test_from_unknown_to_admitted_is_a_change() -> None:
    doubt = say(NIGHT, "perpetrator", UNKNOWN, MAYOR, Stance.QUESTIONS)
    owning_up = say(LATER, "perpetrator", party("the ministry", "m"), stance=Stance.ADMITS)
    [change] = finding(doubt, owning_up).changes
    assert (change.before_claim, change.after_claim) == (doubt.id, owning_up.id)
    assert change.after == "admits the ministry"


def test_a_toll_that_rises_is_a_change_and_the_same_toll_is_none() -> None:
    assert len(finding(say(NIGHT, "killed", killed(3)), say(LATER, "killed", killed(5))).changes) == 1
    assert finding(say(NIGHT, "killed", killed(3)), say(LATER, "killed", killed(3))).changes == ()
    assert finding(say(NIGHT, "killed", killed(3)), say(NIGHT, "killed", killed(5))).changes == ()


def test_nothing_is_said_of_an_attribute_nobody_told() -> None:
    assert weigh("i1", [], [NIGHT]) == ()


def test_the_newest_best_supported_figure_is_best_and_the_range_spans_all() -> None:
    row = reconcile(
        [
            say(NIGHT, "killed", killed(2)),
            say(LATER, "killed", killed(7)),
            say(LATER, "killed", killed(7), MAYOR),
            say(LATER, "killed", killed(9), ("a witness", "w")),
            say(LATER, "killed", killed(4, of="children")),
            say(LATER, "killed", killed(50), stance=Stance.DENIES),
        ],
        [NIGHT, LATER],
    )
    figure = row.counts["killed"]
    assert (figure.low, figure.best, figure.high) == (2, 7, 9)
    assert len(figure.claim_ids) == 2
    assert row.resolver == "ucdp"


def test_a_part_of_a_toll_is_not_its_lowest_figure() -> None:
    figure = reconcile([say(NIGHT, "killed", killed(9)), say(NIGHT, "killed", killed(1))], [NIGHT]).counts["killed"]
    assert (figure.low, figure.best, figure.high) == (9, 9, 9)


def test_a_figure_that_was_taken_back_does_not_count() -> None:
    claims = [
        say(NIGHT, "killed", killed(9)),
        say(LATER, "killed", killed(9), stance=Stance.RETRACTS),
        say(LATER, "killed", killed(8)),
    ]
    figure = reconcile(claims, [NIGHT, LATER]).counts["killed"]
    assert (figure.low, figure.best, figure.high) == (8, 8, 8)


def test_no_upper_bound_stays_none_when_it_passes_every_other_figure() -> None:
    figure = reconcile([say(NIGHT, "killed", killed(2)), say(NIGHT, "killed", Count(24, None), MAYOR)], [NIGHT]).counts[
        "killed"
    ]
    assert figure.high is None


def test_time_and_place_go_by_the_votes_of_the_reports_and_the_finer_value() -> None:
    country = Place("Germany", 51.0, 10.0, 400.0, admin=("DE",), feature="country")
    elsewhere = Place("Farton", 54.0, 18.0, 3.0, admin=("PL",))
    fine = replace(day("2021-03-01"), latest=day("2021-03-01").earliest.replace(hour=2))
    row = reconcile(
        [
            say(NIGHT, "where", country),
            say(MORNING, "where", OAKBY),
            say(LATER, "where", OAKBY),
            say(NIGHT, "where", elsewhere),
            say(NIGHT, "when", day("2021-03-01")),
            say(MORNING, "when", fine),
            say(LATER, "when", day("2021-03-19")),
            say(NIGHT, "event", Code("event", "armed_attack")),
            say(MORNING, "event", Code("event", "armed_attack")),
            say(LATER, "event", Code("event", "shooting")),
        ],
        [NIGHT, MORNING, LATER],
    )
    assert row.place == OAKBY
    assert row.when == fine
    assert row.local_date == "2021-03-01"
    assert row.event == "shooting"


def test_of_two_clock_times_the_one_most_reports_give_stands() -> None:
    early, late = clock(14, 0), clock(14, 30)
    row = reconcile([say(NIGHT, "when", early), say(MORNING, "when", late), say(LATER, "when", late, MAYOR)], [])
    assert row.when == late
    earlier = reconcile([say(NIGHT, "when", late), say(MORNING, "when", early), say(LATER, "when", early, MAYOR)], [])
    assert earlier.when == early


def test_an_incident_nobody_told_anything_of_has_an_empty_row() -> None:
    row = reconcile([], [])
    assert (row.event, row.when, row.place, dict(row.counts), row.local_date) == ("", None, None, {}, "")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (killed(5), "5"),
        (killed(5, None), "at least 5"),
        (killed(0, 4), "up to 4"),
        (killed(2, 3, "crew"), "2 to 3 crew"),
        (Count(30, 30, approx=True), "about 30"),
        (Count(24, None, word="dozens"), "dozens"),
        (Code("event", "a.near_miss"), "near miss"),
        (day("2021-03-01"), "2021-03-01"),
        (day("2021-03-01", 3), "2021-03-01 to 2021-03-03"),
        (OAKBY, "Oakby"),
        (PartyRef(None, "x"), "x"),
        (Text("t"), "t"),
    ],
)
def test_values_in_words(value: Value, words: str) -> None:
    assert describe(value) == words


values = st.sampled_from([killed(1), killed(2), killed(2, None), killed(1, 4), killed(3, of="crew"), killed(0)])
people = st.sampled_from([MINISTRY, MAYOR, ("a witness", "w")])
sayings = st.builds(
    lambda report, value, who, stance: say(report, "killed", value, who, stance),
    st.sampled_from([NIGHT, MORNING, LATER]),
    values,
    people,
    st.sampled_from(list(Stance)),
)
told = st.lists(sayings, min_size=1, max_size=9, unique_by=lambda one: one.id)


@given(told, st.randoms(use_true_random=False))
def test_findings_do_not_depend_on_the_order_of_claims(claims: list[Claim], random: object) -> None:
    shuffled = list(claims)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    reports = [NIGHT, MORNING, LATER]
    assert weigh("i1", shuffled, reports) == weigh("i1", claims, reports)
    assert reconcile(shuffled, reports) == reconcile(claims, reports)


@given(told)
def test_every_claim_stands_in_exactly_one_position_with_values_that_agree(claims: list[Claim]) -> None:
    found = finding(*claims)
    assert sorted(one for position in found.positions for one in position.claim_ids) == sorted(one.id for one in claims)
    by_id = {one.id: one.value for one in claims}
    for position in found.positions:
        held = [by_id[one] for one in position.claim_ids]
        assert all(relate(a, b).compatible for a in held for b in held)


@given(told)
def test_one_speaker_alone_disputes_nothing(claims: list[Claim]) -> None:
    alone = [say(NIGHT, "killed", one.value, MINISTRY, one.stance) for one in claims]
    assert not finding(*{one.id: one for one in alone}.values()).disputed


@given(told)
def test_the_figures_are_ordered(claims: list[Claim]) -> None:
    for figure in reconcile(claims, [NIGHT, MORNING, LATER]).counts.values():
        assert figure.low <= figure.best
        assert figure.high is None or figure.best <= figure.high


def test_bounds_are_shown_with_their_number() -> None:
    assert describe(Count(101, None, word="more than")) == "more than 100"
    assert describe(Count(0, 9, of="soldiers", word="fewer than")) == "fewer than 10 soldiers"
    assert describe(Count(24, None, word="dozens")) == "dozens"
