"""The account table: who gets a column, what stands in a cell, when two clocks told one moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rashomon.accounts import account_table, is_outlet, same_moment, words_of
from rashomon.model import Claim, Modality, Report, Span, Speaker, Stance
from rashomon.values import Code, Count, Grain, PartyRef, Place, Text, TimeSpan
from rashomon.weigh import weigh

NAMES = {"rus:mod": "Russia defence ministry", "aze:mfa": "Azerbaijan foreign ministry"}
WIRE = ("Wire", "outlet:wire")


def claim(number, attribute, value, *speaker, report="r1", **more):
    span = Span(number, number + 1)
    return Claim(f"c{number}", report, "a", attribute, value, "x", span, span, (Speaker(*speaker),), **more)


def report(name, day):
    return Report(name, "x" * 99, "0" * 64, name, published_at=datetime(2020, 11, day, tzinfo=UTC))


def table(*claims, names=None):
    reports = [report("r1", 9), report("r2", 10)]
    return account_table(claims, weigh("i", claims, reports), reports, names)


def clock(hour, offset_h, zone, grain=Grain.MINUTE):
    start = datetime(2020, 11, 9, hour, 30, tzinfo=UTC)
    return TimeSpan(start, start + timedelta(minutes=1), grain, zone, offset_h * 60)


def words(row, column=0):
    return [telling.words for telling in row.cells[column]]


def test_parties_come_before_outlets_and_those_who_say_most_first():
    shown = table(
        claim(0, "event", Code("event", "crash"), *WIRE),
        claim(1, "killed", Count(2, 2), *WIRE),
        claim(2, "where", Place("there"), *WIRE),
        claim(3, "killed", Count(2, 2), "police", "gen:police"),
        claim(4, "killed", Count(3, 3), "Ministry", "rus:mod"),
        claim(5, "wounded", Count(1, 1), "Ministry", "rus:mod"),
    )
    assert [column.key for column in shown.columns] == ["rus:mod", "gen:police", "outlet:wire"]
    assert [column.outlet for column in shown.columns] == [False, False, True]


def test_rows_follow_the_codebook():
    shown = table(
        claim(0, "response", Code("response", "apology"), *WIRE),
        claim(1, "killed", Count(2, 2), *WIRE),
        claim(2, "event", Code("event", "crash"), *WIRE),
    )
    assert [row.attribute for row in shown.rows] == ["event", "killed", "response"]


def test_one_party_by_two_names_is_one_column_under_the_fuller_name():
    shown = table(
        claim(0, "killed", Count(2, 2), "the ministry", "rus:mod"),
        claim(1, "wounded", Count(1, 1), "Russian Defence Ministry", "rus:mod"),
        names=NAMES,
    )
    assert [column.name for column in shown.columns] == ["Russian Defence Ministry"]


def test_a_name_that_leaves_out_the_country_gives_way():
    shown = table(claim(0, "killed", Count(2, 2), "Foreign Ministry", "aze:mfa"), names=NAMES)
    assert shown.columns[0].name == "Azerbaijan foreign ministry"


def test_a_clear_name_goes_before_a_longer_one():
    shown = table(
        claim(0, "killed", Count(2, 2), "Foreign Ministry in Baku", "aze:mfa"),
        claim(1, "killed", Count(2, 2), "Azerbaijan's ministry", "aze:mfa"),
        claim(2, "killed", Count(2, 2), "a man from Tula", "rus:mod"),
        names=NAMES,
    )
    assert [column.name for column in shown.columns] == [
        "Azerbaijan's ministry",
        "a man from Tula (Russia defence ministry)",
    ]


def test_a_cell_holds_everything_said_oldest_first_and_each_thing_once():
    shown = table(
        claim(0, "killed", Count(5, 5), "police", "gen:police", report="r2"),
        claim(1, "killed", Count(3, 3), "police", "gen:police"),
        claim(2, "killed", Count(3, 3), "police", "gen:police"),
        claim(3, "killed", Count(3, 3), "police", "gen:police", stance=Stance.DENIES),
    )
    (cell,) = shown.rows[0].cells
    assert [(one.words, one.stance.value, len(one.claims)) for one in cell] == [
        ("3", "asserts", 2),
        ("3", "denies", 1),
        ("5", "asserts", 1),
    ]


def test_a_day_stands_with_the_clock_time_of_the_same_report():
    day = datetime(2020, 11, 9, tzinfo=UTC)
    monday = TimeSpan(day, day + timedelta(days=1), Grain.DAY)
    shown = table(
        claim(0, "when", monday, *WIRE),
        claim(1, "when", clock(14, 3, "MSK"), *WIRE),
        claim(2, "when", monday, *WIRE, report="r2"),
    )
    assert [len(one.claims) for one in shown.rows[0].cells[0]] == [2, 1]


def test_what_did_not_happen_is_not_told():
    assert table(claim(0, "killed", Count(5, 5), *WIRE, modality=Modality.HYPOTHETICAL)).rows == ()


def test_disputes_are_marked():
    shown = table(claim(0, "killed", Count(5, 5), *WIRE), claim(1, "killed", Count(3, 3), "police", "gen:police"))
    assert shown.rows[0].disputed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (clock(14, 3, "Moscow time"), "9 Nov 2020, 17:30 Moscow time (14:30 UTC)"),
        (Place("near Yeraskh", 39.7, 44.8, 10.2), "near Yeraskh (±10 km)"),
        (Place("near Nowhere", radius_km=10), "near Nowhere"),
        (Code("event", "shootdown", "was downed"), "shoot-down"),
        (Code("weapon", "manpads", "MANPADS"), "MANPADS"),
        (Code("weapon", "manpads", "shoulder-fired missile"), "shoulder-fired missile (manpads)"),
        (Count(5, None), "at least 5"),
        (PartyRef("aze:mfa", "its forces"), "its forces (Azerbaijan foreign ministry)"),
        (PartyRef("aze:mfa", "Azerbaijani forces"), "Azerbaijani forces"),
        (PartyRef(None, "unknown"), "unknown"),
        (Text("a convoy"), "a convoy"),
    ],
)
def test_words_of_a_cell(value, text):
    assert words_of(value, NAMES) == text


def test_one_moment_by_two_clocks():
    moscow, baku = clock(14, 3, "Moscow time"), clock(14, 4, "GMT+4")
    told = [claim(n, "when", value, *WIRE) for n, value in enumerate((moscow, baku))]
    assert same_moment(told)
    assert not same_moment(told[:1])
    assert not same_moment([told[0], claim(2, "when", clock(15, 4, "GMT+4"), *WIRE)])


def test_an_outlet_is_known_by_its_id():
    assert is_outlet(claim(0, "killed", Count(1, 1), *WIRE))
    assert is_outlet(claim(0, "killed", Count(1, 1), "outlet", "outlet"))
    assert not is_outlet(claim(0, "killed", Count(1, 1), "Outlet Ministry", None))


def test_another_outlet_that_the_text_names_is_a_party_not_the_own_voice():
    own, quoted = ("Wire", "outlet:wire"), ("Herald", "outlet:herald", Span(0, 6))
    assert is_outlet(claim(0, "killed", Count(2, 2), *own))
    assert not is_outlet(claim(1, "killed", Count(2, 2), *quoted))
