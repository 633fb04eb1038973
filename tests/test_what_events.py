"""Events: their type, who did it, to whom, and whether it happened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.model import Modality
from rashomon.split import split_text
from rashomon.values import Code
from rashomon.what import find_events

SENTENCES = [
    ("Rebels shot down a cargo plane over the valley.", "shootdown", "Rebels", "cargo plane"),
    ("The helicopter was shot down by border troops.", "shootdown", "border troops", "helicopter"),
    ("Officials confirmed the downing of the drone by air defences.", "shootdown", "air defences", "drone"),
    ("Government jets bombed a market in Duma.", "airstrike", "Government jets", "market"),
    ("A car bomb exploded outside the bank.", "bombing", None, None),
    ("Gunmen opened fire on a minibus near the border.", "shooting", "Gunmen", "minibus"),
    ("A disgruntled clerk opened fire at the depot.", "shooting", "disgruntled clerk", "depot"),
    ("A teenager was shot in the leg on Friday.", "shooting", None, "teenager"),
    ("A taxi driver shot dead by police was buried.", "shooting", "police", "taxi driver"),
    ("Two nurses were kidnapped by masked men.", "abduction", "masked men", "Two nurses"),
    ("Pirates hijacked a tanker off Eyl.", "hijacking", "Pirates", "tanker"),
    ("Shells landed in the school yard.", "shelling", None, None),
    ("The army shelled the village of Tarin.", "shelling", "army", "village of Tarin"),
    ("Three men in a white car attacked the checkpoint.", "armed_attack", "Three men", "checkpoint"),
    ("The ferry sank in heavy seas.", "sinking", None, "ferry"),
    ("Clashes broke out between two clans.", "clash", None, None),
    ("A patrol boat rammed a trawler.", "collision", "patrol boat", "trawler"),
    ("The fighters, who came from the hills, stormed the town hall.", "raid", "fighters", "town hall"),
]


def events(text):
    return find_events(text, split_text(text))


def code(event):
    assert isinstance(event.value, Code)
    return event.value.code


@pytest.mark.parametrize(("text", "wanted", "actor", "object_"), SENTENCES)
def test_type_actor_and_object(text, wanted, actor, object_):
    event = next(event for event in events(text) if code(event) == wanted)
    assert (event.actor and event.actor.of(text)) == actor
    if object_ is not None:
        assert event.object is not None
        assert event.object.of(text) == object_
    assert event.modality is Modality.ACTUAL
    assert not event.background


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("The group threatened to bomb the embassy.", Modality.FUTURE),
        ("The militia will attack the port.", Modality.FUTURE),
        ("The bomb did not explode.", Modality.NEGATED),
        ("The army has not shelled the town.", Modality.NEGATED),
        ("Police foiled a bomb attack.", Modality.NEGATED),
        ("If they attack the base, we will answer.", Modality.HYPOTHETICAL),
        ("It could hijack a plane.", Modality.HYPOTHETICAL),
        ("The men began shooting at the crowd.", Modality.ACTUAL),
    ],
)
def test_what_did_not_happen_is_marked(text, mode):
    assert events(text)[0].modality is mode


@pytest.mark.parametrize(
    "text",
    [
        "A similar attack killed nine people.",
        "In 1995 a bombing destroyed the hall.",
        "The bombing two years ago shook the city.",
    ],
)
def test_other_happenings_are_background(text):
    assert all(event.background for event in events(text))


@pytest.mark.parametrize(
    "text",
    [
        "A video shot by residents went round.",
        "The fire department came.",
        "He had a heart attack.",
        "Nurses went on strike.",
    ],
)
def test_look_alikes_are_no_events(text):
    assert events(text) == []


def test_hyphens_and_spaces_are_one():
    assert code(events("The shoot-down of the plane was denied.")[0]) == "shootdown"


def test_general_words_are_weak_beside_a_telling_one():
    found = events("A suicide bombing hit the mosque. The attack killed nine.")
    assert [event.weak for event in found] == [code(event) != "bombing" for event in found]
    assert any(event.weak for event in found)


def test_alone_a_general_word_counts():
    assert [event.weak for event in events("The attack lasted an hour.")] == [False]


@pytest.mark.parametrize(("victims", "wanted"), [("six", "massacre"), ("4", "massacre"), ("two", "armed_attack")])
def test_murder_of_four_or_more_is_a_massacre(victims, wanted):
    assert code(events(f"Soldiers murdered {victims} farmers.")[0]) == wanted


def test_a_bomb_that_was_only_found_did_not_explode():
    (event,) = events("A car bomb was found near the gate and defused.")
    assert (code(event), event.modality) == ("bombing", Modality.NEGATED)


def test_suicide_bombers_are_no_air_force():
    assert {code(event) for event in events("Two suicide bombers blew themselves up in a market.")} == {"bombing"}


def test_a_blast_in_a_report_on_a_bombing_is_the_bombing():
    found = events("A car bomb exploded at noon. Windows broke in the explosion.")
    assert {code(event) for event in found} == {"bombing"}


@given(st.text(max_size=200))
def test_any_text_is_read_and_spans_lie_in_a_passage(text):
    passages = split_text(text)
    for event in find_events(text, passages):
        assert any(passage.span.contains(event.span) for passage in passages)


@given(st.lists(st.sampled_from([text for text, *_ in SENTENCES]), min_size=1, max_size=4))
def test_reading_twice_gives_the_same_in_text_order(sentences):
    text = " ".join(sentences)
    found = events(text)
    assert found == events(text)
    assert [event.span for event in found] == sorted(event.span for event in found)


@pytest.mark.parametrize(
    "text",
    [
        "The government declared a state of siege in two provinces.",
        "The senator fought a long battle with cancer.",
        "An earthquake struck the city, killing 40 people.",
        "A storm hit the coast.",
        "Prosecutors seek the death penalty for murder.",
        "The council shot down the proposal.",
        "The stock market crashed.",
    ],
)
def test_metaphors_disasters_and_laws_tell_of_no_event(text):
    told = [event for event in find_events(text, split_text(text)) if event.modality is Modality.ACTUAL]
    assert [event for event in told if not event.background] == []


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("A sergeant was shot by a local group, the Red Cell, on Monday.", "Red Cell"),
        ("The ship was hit by a missile from a submarine.", "submarine"),
        ("Suicide bombers struck two churches.", "Suicide bombers"),
        ("Three men pulled out guns and began shooting.", "Three men"),
        ("Israeli jets on Friday bombed a house.", "Israeli jets"),
    ],
)
def test_who_is_behind_it(text, actor):
    assert actor in [event.actor.of(text) for event in find_events(text, split_text(text)) if event.actor]
