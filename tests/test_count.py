"""Casualties by predicate: who counts, what does not, and the codebook form."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.count import CasualtyMention, count_text, find_casualties, parse_count
from rashomon.model import Modality
from rashomon.split import split_text
from rashomon.values import Count


def read(text: str) -> list[CasualtyMention]:
    return find_casualties(text, split_text(text))


def told(text: str, *, parts: bool = False) -> list[str]:
    """ "killed 2 @crew" for every mention that is actual and no background; subgroups only on demand."""
    return [
        f"{m.attribute} {count_text(m.value)}"
        for m in read(text)
        if m.modality is Modality.ACTUAL and not m.background and (parts or not m.part)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # passive, active, reduced, elliptic
        ("Two villagers were killed by a mine.", ["killed 2 @villagers"]),
        ("A mine killed two villagers on the road.", ["killed 2 @villagers"]),
        ("The raid began at dawn, killing six people and wounding 12.", ["killed 6", "wounded 12"]),
        ("Three people killed, one hurt in market blast", ["killed 3", "wounded 1"]),
        ("The report told of the killing of two crew members, with another wounded.", ["killed 2 @crew", "wounded 1"]),
        ("Two crew were killed and one wounded.", ["killed 2 @crew", "wounded 1"]),
        ("The ambush left four dead and dozens wounded.", ["killed 4", "wounded dozens"]),
        ("The flood claimed the lives of three sailors.", ["killed 3 @sailors"]),
        ("One dead, others hurt in downtown shooting", ["killed 1", "wounded some"]),
        ("Woman fatally shot, four people wounded on Elm Street, police say", ["killed 1 @women", "wounded 4"]),
        # intransitive, nouns, tolls
        ("Two soldiers died of their wounds.", ["killed 2 @soldiers"]),
        ("The death toll rose to 9 from 7.", ["killed 9"]),
        ("Officials put the death toll at 40.", ["killed 40"]),
        ("The number of pupils killed has risen to 17.", ["killed 17"]),
        ("Rescuers found the bodies of seven miners.", ["killed 7 @miners"]),
        ("Medics counted 12 martyrs and three injuries.", ["killed 12", "wounded 3"]),
        ("One of the 23 crew members had a light injury.", ["wounded 1 @crew"]),
        ("Three guards were taken to Saint Luke Hospital.", ["wounded 3 @guards"]),
        ("The hospital received eight wounded Afghans.", ["wounded 8 @Afghans"]),
        # one victim
        ("A woman was fatally shot.", ["killed 1 @women"]),
        ("John Roe, 34, was killed on Monday.", ["killed 1"]),
        ("The assassination of President John Roe shocked the town.", ["killed 1"]),
        # detained and missing
        ("Police arrested 11 suspects.", ["detained 11 @suspects"]),
        ("The rebels took 72 hostages.", ["detained 72 @hostages"]),
        ("Police took 23 into custody.", ["detained 23"]),
        ("Eight fishermen are missing.", ["missing 8 @fishermen"]),
        ("Five hikers went missing.", ["missing 5"]),
    ],
)
def test_the_predicate_decides_what_happened_to_whom(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("At least 12 people", "killed >=12"),
        ("More than 50 people", "killed >50"),
        ("Up to 30 people", "killed <=30"),
        ("About 30 people", "killed ~30"),
        ("Some 30 people", "killed ~30"),
        ("Between 3 and 16 people", "killed 3-16"),
        ("Several people", "killed several"),
        ("Scores of people", "killed scores"),
        ("Hundreds of people", "killed hundreds"),
        ("A dozen people", "killed 12"),
        ("Twenty-five people", "killed 25"),
        ("Two hundred and six people", "killed 206"),
        ("1,200 villagers", "killed 1200 @villagers"),
        ("No fewer than seven people", "killed >=7"),
        ("Many people", "killed many"),
    ],
)
def test_number_words_keep_their_bounds(words: str, expected: str) -> None:
    mention = read(f"{words} were killed.")[0]
    assert f"{mention.attribute} {count_text(mention.value)}" == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No casualties were reported.", ["killed none", "wounded none"]),
        ("The blast caused no damage or injuries.", ["wounded none"]),
        ("Nobody was hurt and no arrests were made.", ["wounded none", "detained none"]),
        ("The shells did not cause any casualties.", ["killed none", "wounded none"]),
        ("Neither the driver nor his guards were injured.", ["wounded none"]),
        ("No one was killed or injured.", ["killed none", "wounded none"]),
        ("The statement made no mention of casualties.", []),
    ],
)
def test_nobody_is_a_count_of_zero(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Thirty people were killed or wounded.",
        "The 46-year-old driver of Flight 103 left at 10:30 with $40.",
        "Police cars were burned on Route 12.",
        "The drone was shot down over the sea.",
        "The hospital stands 12 km from the town of dead trees.",
        "The dead man's brother spoke to 12 reporters.",
        "",
    ],
)
def test_mixed_tolls_and_other_numbers_give_no_count(text: str) -> None:
    assert told(text) == []


def test_coordinated_people_add_up_and_keep_their_parts() -> None:
    mentions = read("A woman and four children were killed.")
    assert [(count_text(m.value), m.implied, m.part) for m in mentions] == [
        ("1 @women", False, True),
        ("5", True, False),
        ("4 @children", False, True),
    ]
    assert told("The murder of six Jesuits and two women was condemned.") == ["killed 8"]
    assert told("The bomb killed a police officer and a technician.") == ["killed 2"]


def test_subgroups_are_parts_of_their_total() -> None:
    assert told("The blast killed six people, including two children.") == ["killed 6"]
    assert told("The blast killed six people, including two children.", parts=True) == [
        "killed 6",
        "killed 2 @children",
    ]
    assert told("Four people, two of them women, were killed.") == ["killed 4"]


def test_the_object_of_another_verb_is_not_the_subject() -> None:
    assert told("The guard who chased two robbers was killed.") == ["killed 1 @guards"]
    assert told("Two people in a car with three dogs were injured.") == ["wounded 2"]


def test_who_was_shot_counts_as_wounded_only_while_nobody_is_said_to_have_died() -> None:
    assert told("Five people were shot in the park.") == ["wounded 5"]
    assert told("Five people were shot in the park. One man died.") == ["killed 1 @men"]


@pytest.mark.parametrize(
    "text",
    [
        "Fighting goes on and hundreds have died in the month-long battle.",
        "More than 900 people have been killed since the war began.",
        "Last year 20 people died in such raids.",
        "The raid was in retaliation for the killing of three farmers.",
    ],
)
def test_totals_of_wars_and_years_are_background(text: str) -> None:
    mentions = read(text)
    assert mentions
    assert all(mention.background for mention in mentions)


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("They threatened to kill two hostages.", Modality.FUTURE),
        ("The bomb could have killed 40 people.", Modality.HYPOTHETICAL),
        ("He denied killing two farmers.", Modality.NEGATED),
        ("The gunman killed two farmers.", Modality.ACTUAL),
        ("Up to 30 farmers were killed.", Modality.ACTUAL),
        ("Two farmers are believed to have been killed.", Modality.ACTUAL),
    ],
)
def test_modality_of_what_did_not_happen(text: str, modality: Modality) -> None:
    assert [mention.modality for mention in read(text)] == [modality]


def test_spans_are_exact_and_in_order() -> None:
    text = "Calm returned. Gunmen killed at least 12 Iraqi soldiers and wounded a boy.\n\nJohn Roe was killed too."
    mentions = read(text)
    assert [m.span.of(text) for m in mentions] == ["at least 12 Iraqi soldiers", "a boy", "killed"]
    assert [m.predicate.of(text) for m in mentions] == ["killed", "wounded", "killed"]
    assert [m.who.of(text) for m in mentions if m.who] == ["Iraqi soldiers", "boy", "John Roe"]


COUNTS = st.one_of(
    st.integers(0, 9999).map(lambda n: Count(n, n)),
    st.integers(1, 9999).map(lambda n: Count(n, n, approx=True)),
    st.integers(1, 9999).map(lambda n: Count(n, None)),
    st.integers(1, 9999).map(lambda n: Count(n + 1, None, word="more than")),
    st.integers(1, 9999).map(lambda n: Count(0, n)),
    st.tuples(st.integers(1, 99), st.integers(1, 99)).map(lambda p: Count(p[0], p[0] + p[1], of="children")),
    st.sampled_from([Count(24, None, word="dozens"), Count(3, None, "women", word="several"), Count(0, 0, "crew")]),
)


@given(COUNTS)
def test_the_codebook_form_reads_back(count: Count) -> None:
    assert parse_count(count_text(count)) == count


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("5", Count(5, 5)),
        (">=5", Count(5, None)),
        ("3-16", Count(3, 16)),
        ("none", Count(0, 0)),
        ("3 @soldiers", Count(3, 3, "soldiers")),
        ("a dozen", Count(12, 12)),
        ("hundreds", Count(200, None, word="hundreds")),
        ("nonsense", None),
        ("", None),
        ("16-3", None),
    ],
)
def test_parse_count(words: str, expected: Count | None) -> None:
    assert parse_count(words) == expected


@given(st.text(alphabet="kiled wounds 12,.-“”(two)ABİ\nno", max_size=120))
def test_any_text_gives_mentions_inside_it(text: str) -> None:
    mentions = read(text)
    assert mentions == read(text)
    for mention in mentions:
        assert 0 <= mention.span.start < mention.span.end <= len(text)


def test_a_long_run_of_people_is_read_in_linear_time() -> None:
    def seconds(repeats: int) -> float:
        text = "Police said " + "two men, a woman and three boys, " * repeats + "were killed."
        begin = time.process_time()
        find_casualties(text, split_text(text))
        return time.process_time() - begin

    seconds(5)
    assert seconds(400) < 40 * max(seconds(50), 0.005)


def test_one_of_a_group_fatally() -> None:
    assert told("Four people were shot, one fatally, in the park.") == ["killed 1"]


@pytest.mark.parametrize(
    "text",
    [
        "It gave no number of casualties and said rescuers were at the scene.",
        "The office gave no tally of casualties.",
    ],
)
def test_a_figure_that_is_withheld_is_no_zero(text: str) -> None:
    assert find_casualties(text, split_text(text)) == []


def test_a_paragraph_of_the_law_is_no_toll() -> None:
    text = "The case was opened on charges that include the murder of two or more people."
    assert all(mention.background for mention in find_casualties(text, split_text(text)))
