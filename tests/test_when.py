from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.values import Grain, Relation, TimeSpan, relate
from rashomon.when import TimeAnchor, TimeMention, describe, find_times, local_text

TUESDAY = TimeAnchor(datetime(2020, 11, 10, tzinfo=UTC), date_only=True)
NOTHING = TimeAnchor(None, date_only=False)


def told(text: str, anchor: TimeAnchor = TUESDAY) -> list[tuple[str, str]]:
    mentions = find_times(text, anchor)
    return [(m.span.of(text), local_text(m.value) if m.value else m.problem) for m in mentions]


def one(text: str, anchor: TimeAnchor = TUESDAY) -> TimeMention:
    (mention,) = find_times(text, anchor)
    return mention


def value(text: str, anchor: TimeAnchor = TUESDAY) -> TimeSpan:
    found = one(text, anchor).value
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It fell on 9 November.", "2020-11-09"),
        ("It fell on Nov. 9.", "2020-11-09"),
        ("It fell on November 9th, 2019.", "2019-11-09"),
        ("It fell on the 7th of October, 2019.", "2019-10-07"),
        ("It fell on Sunday, July 31, 2016.", "2016-07-31"),
        ("It fell on 31/07/2016.", "2016-07-31"),
        ("It fell on 2016-07-31.", "2016-07-31"),
        ("It fell on 25 December.", "2019-12-25"),
        ("It fell on Monday.", "2020-11-09"),
        ("It fell on Wednesday.", "2020-11-04"),
        ("It fell early on Saturday.", "2020-11-07Tmorning"),
        ("It fell late Monday.", "2020-11-09Tevening"),
        ("It fell Sunday night.", "2020-11-08Tnight"),
        ("It fell in the early hours of Sunday.", "2020-11-08Tmorning"),
        ("It fell on the evening of 5 January.", "2020-01-05Tevening"),
        ("It fell overnight.", "2020-11-09Tnight"),
        ("It fell last night.", "2020-11-09Tnight"),
        ("It fell this morning.", "2020-11-10Tmorning"),
        ("It fell yesterday afternoon.", "2020-11-09Tafternoon"),
        ("It fell today at 0730 GMT.", "2020-11-10T07:30"),
        ("It fell at 1730 hours on Monday.", "2020-11-09T17:30"),
        ("It fell at 9.30pm on Monday.", "2020-11-09T21:30"),
        ("It fell at 2:17 a.m. on Monday.", "2020-11-09T02:17"),
        ("It fell at noon today.", "2020-11-10T12:00"),
        ("It fell just before midnight on Monday.", "2020-11-09Tnight"),
        ("It fell on Thursday just before midnight.", "2020-11-05Tnight"),
        ("It fell just after midnight on Monday.", "2020-11-09T00:00"),
        ("It fell at about three in the afternoon on November 8.", "2020-11-08T15:00"),
        ("It fell on the night of June 4 to 5.", "2020-06-04Tnight"),
        ("It fell in the night of Friday to Saturday.", "2020-11-06Tnight"),
        ("It fell overnight into November 9.", "2020-11-08Tnight"),
        ("It went on between 9 and 11 November.", "2020-11-09/2020-11-11"),
        ("It went on from 28 October to 2 November.", "2020-10-28/2020-11-02"),
        ("It went on from November 2018 to January 2019.", "2018-11/2019-01"),
        ("It went on from November 15 to February 15, 1989.", "1988-11-15/1989-02-15"),
        ("It fell last week.", "2020-11-02/2020-11-08"),
        ("It fell at the weekend.", "2020-11-07/2020-11-08"),
        ("It fell two days ago.", "2020-11-08"),
        ("It fell a week ago.", "2020-11-03"),
        ("It fell in July 2016.", "2016-07"),
        ("It fell in March last year.", "2019-03"),
        ("It fell in the summer of 2016.", "2016-06/2016-08"),
        ("It fell in 1989.", "1989"),
        ("It fell in the 1980s.", "1980/1989"),
        ("The court will rule on Monday.", "2020-11-16"),
    ],
)
def test_each_way_of_telling_a_time_gives_its_local_value(text: str, expected: str) -> None:
    assert local_text(value(text)) == expected


@pytest.mark.parametrize(
    "text", ["It was 05/06/2016.", "He may march on.", "About 1990 people fled.", "A night club.", "Call 954-1733."]
)
def test_what_is_no_time_or_could_be_two_is_left_alone(text: str) -> None:
    assert told(text) == []


def test_date_clock_and_zone_are_one_mention() -> None:
    text = "“On November 9, at about 17:30 (Moscow time), it was hit."
    mention = one(text)
    assert mention.span.of(text) == "November 9, at about 17:30 (Moscow time)"
    assert mention.value is not None
    assert mention.value.earliest == datetime(2020, 11, 9, 14, 30, tzinfo=UTC)
    assert (mention.value.zone, mention.value.approx, mention.value.zone_assumed) == ("Moscow time", True, False)
    assert describe(mention.value) == "9 Nov 2020, about 17:30 Moscow time (14:30 UTC)"


def test_one_moment_in_two_zones_is_equal_and_another_local_clock_is_not() -> None:
    text = "On 9 November at 17:30 (Moscow time) it fell. Others say 18:30 (GMT+4). Some say 18:00 local time."
    moscow, plus_four, local = (
        m.value for m in find_times(text, TimeAnchor(TUESDAY.published, date_only=True, zone="Asia/Yerevan"))
    )
    assert moscow is not None and plus_four is not None and local is not None  # noqa: PT018
    assert relate(moscow, plus_four) is Relation.EQUAL
    assert relate(moscow, local) is Relation.CONFLICTS
    assert local.earliest == datetime(2020, 11, 9, 14, 0, tzinfo=UTC)
    assert local.zone_assumed


@pytest.mark.parametrize(
    ("text", "utc_hour"),
    [
        ("It fell on July 5 at 12:00 EST.", 16),
        ("It fell on January 5 at 12:00 EST.", 17),
        ("It fell on July 5 at 12:00 Baghdad time.", 9),
        ("It fell on July 5 at 12:00 Eastern Standard Time.", 16),
        ("It fell on July 5 at 12:00 (UTC-3).", 15),
        ("It fell on July 5 at 1200 IST.", 9),
    ],
)
def test_zones_have_the_offset_of_their_date(text: str, utc_hour: int) -> None:
    anchor = TimeAnchor(TUESDAY.published, date_only=True, zone="Asia/Jerusalem")
    assert value(text, anchor).earliest.hour == utc_hour


def test_a_day_is_the_local_day_of_a_known_place() -> None:
    span = value("It fell on 9 November.", TimeAnchor(TUESDAY.published, date_only=True, zone="Asia/Yerevan"))
    assert (span.earliest, span.latest) == (
        datetime(2020, 11, 8, 20, tzinfo=UTC),
        datetime(2020, 11, 9, 20, tzinfo=UTC),
    )
    assert local_text(span) == "2020-11-09"


def test_no_year_anywhere_is_a_problem_and_never_a_guess() -> None:
    mention = one("It fell on 9 November.", NOTHING)
    assert (mention.value, mention.problem, mention.partial) == (None, "no-year", "XXXX-11-09")


def test_a_year_the_report_states_serves_its_other_dates() -> None:
    assert told("On 9 November 2014 it began. On 12 November it ended.", NOTHING) == [
        ("9 November 2014", "2014-11-09"),
        ("12 November", "2014-11-12"),
    ]


def test_a_dateline_is_today_and_no_happening() -> None:
    text = "Harbour City, 16 Nov 89 (NEWS) -- Six were killed early this morning. Yesterday was calm."
    dateline, morning, yesterday = find_times(text, NOTHING)
    assert dateline.reporting
    assert dateline.value is not None
    assert dateline.value.anchor == "dateline"
    assert [local_text(m.value) for m in (morning, yesterday) if m.value] == ["1989-11-16Tmorning", "1989-11-15"]


def test_relative_words_without_any_anchor_say_so() -> None:
    assert told("It fell yesterday.", NOTHING) == [("yesterday", "no-anchor")]
    assert told("It fell at 17:30.", NOTHING) == [("17:30", "no-day")]


def test_the_narrated_day_carries_clocks_and_neighbours() -> None:
    text = "It was hit on 3 November. Shots rang at 02:15. The previous day had been calm. Two days later it burned."
    assert [v for _, v in told(text)] == ["2020-11-03", "2020-11-03T02:15", "2020-11-02", "2020-11-04"]


def test_the_day_of_a_statement_is_not_the_narrated_day() -> None:
    text = "The town was hit on Saturday. The army said on Monday it was hit at 17:30."
    mentions = find_times(text, TUESDAY)
    assert [m.reporting for m in mentions] == [False, True, False]
    assert [v for _, v in told(text)][2] == "2020-11-07T17:30"


def test_a_clock_before_the_only_day_takes_that_day() -> None:
    assert told("Shots rang out at 2:17 a.m. near the bridge. Police closed it on Sunday.")[0][1] == "2020-11-08T02:17"


def test_a_clock_with_two_possible_days_stays_open() -> None:
    text = "Shots rang out at 2:17 a.m. near the bridge. It closed on Sunday. It opened on Monday."
    assert find_times(text, TUESDAY)[0].problem == "no-day"


def test_the_small_hours_of_a_told_night_are_the_next_day() -> None:
    assert told("They came on Friday night. Around 2 a.m. the shooting began.")[1][1] == "2020-11-07T02:00"


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("Hundreds died in the month-long battle.", "P1M"),
        ("It lasted for three years.", "P3Y"),
        ("It lasted a few days.", "PXD"),
        ("After a twenty-five day siege.", "P25D"),
    ],
)
def test_durations_are_background(text: str, duration: str) -> None:
    mention = one(text)
    assert (mention.background, mention.duration, mention.value) == (True, duration, None)


def test_a_period_since_a_year_is_background_with_a_value() -> None:
    mention = one("It has been at war since 2014.")
    assert mention.background
    assert mention.value is not None
    assert mention.value.grain is Grain.YEAR


def test_a_history_carries_its_own_year() -> None:
    years = "".join(f"The war of {year} was short. " for year in (1861, 1862, 1863, 1863, 1864))
    text = years + "On April 12, 1865, it ended. On May 10 he was caught."
    assert told(text)[-1] == ("May 10", "1865-05-10")


def test_a_weekday_picks_the_year_of_its_date() -> None:
    assert told("It fell on Friday, 9 November.")[0][1] == "2018-11-09"


@given(
    st.dates(date(1950, 1, 1), date(2035, 12, 30)),
    st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "the {d}th of {m}, {y}"]),
)
def test_any_full_date_is_read_back(day: date, form: str) -> None:
    text = "It fell on " + form.format(d=day.day, m=f"{day:%B}", y=day.year) + "."
    assert told(text, NOTHING)[0][1] == day.isoformat()


@given(st.dates(date(1950, 1, 1), date(2035, 12, 30)), st.integers(0, 6))
def test_a_weekday_is_the_latest_such_day_up_to_publication(published: date, weekday: int) -> None:
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[weekday]
    anchor = TimeAnchor(datetime(published.year, published.month, published.day, tzinfo=UTC), date_only=True)
    found = value(f"It fell on {name}.", anchor).earliest.date()
    assert found.weekday() == weekday
    assert timedelta(0) <= published - found < timedelta(7)


_DATES = ["9", "31", "2016", "17:30", "November", "Monday", "night", "early", "0730", "hours", "year", "century", "BC"]
_AROUND = [
    "on",
    "at",
    "of",
    "the",
    "(",
    ")",
    "-",
    ",",
    ".",
    "GMT+4",
    "local",
    "time",
    "ago",
    "two",
    "days",
    "last",
    "week",
]
_REST = [
    "between",
    "and",
    "from",
    "to",
    "since",
    "overnight",
    "midnight",
    "İ",
    "30",
    "February",
    "a",
    "before",
    "24:99",
]
_WORDS = st.sampled_from([*_DATES, *_AROUND, *_REST])


@given(st.lists(_WORDS, max_size=25))
def test_any_jumble_of_words_gives_ordered_spans_of_the_text(words: list[str]) -> None:
    text = " ".join(words)
    mentions = find_times(text, TUESDAY)
    assert all(0 <= m.span.start < m.span.end <= len(text) for m in mentions)
    assert all(a.span.end <= b.span.start for a, b in pairwise(mentions))
    assert mentions == find_times(text, TUESDAY)
    for mention in mentions:
        if mention.value:
            assert describe(mention.value)
            assert local_text(mention.value)


def test_a_range_keeps_both_ends() -> None:
    mention = one("It went on from 28 October to 2 November.")
    assert [local_text(m.value) for m in mention.ends if m.value] == ["2020-10-28", "2020-11-02"]


def test_upper_and_lower_case_months_differ() -> None:
    assert told("In May it began.") == [("May", "2020-05")]
    assert told("In may it began.") == []


def test_a_clock_told_in_a_city_is_that_city_s_clock() -> None:
    text = "It put the time on November 9, 2020 at 17:30 in Moscow. Others spoke of 18:30 (GMT+4) on November 9, 2020."
    values = [mention.value for mention in find_times(text, TimeAnchor(None, date_only=False)) if mention.value]
    clocks = [value for value in values if value.grain is Grain.MINUTE]
    assert len(clocks) == 2
    assert relate(clocks[0], clocks[1]) is Relation.EQUAL
