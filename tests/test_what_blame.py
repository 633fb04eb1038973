"""Who is said to have done it, and how."""

import pytest

from rashomon.model import Modality
from rashomon.split import split_text
from rashomon.what import find_blame


def blames(text):
    return [(mention.kind, mention.span.of(text)) for mention in find_blame(text, split_text(text))]


@pytest.mark.parametrize(
    ("text", "kind", "who"),
    [
        ("The Red Front claimed responsibility for the bombing.", "claimed_responsibility", "Red Front"),
        ("The attack was claimed by the Red Front.", "claimed_responsibility", "Red Front"),
        ("Ankara blamed Kurdish militants for the blast.", "blamed", "Kurdish militants"),
        ("Kyiv accused Russian forces of shelling the town.", "accused", "Russian forces"),
        ("The army denied shelling the town.", "denied", "army"),
        ("The attack was carried out by local gangs.", "blamed", "local gangs"),
        ("A deputy was shot by a sniper.", "act", "sniper"),
        ("Israeli soldiers shot a boy.", "act", "Israeli soldiers"),
        ("A man was charged with the shooting of a guard.", "charged", "man"),
        ("The driver was convicted of the murder.", "convicted", "driver"),
        ("They hold the army responsible for the massacre.", "blamed", "army"),
        (
            "The Green Army (GA) said it was sorry after it bombed a school; the Green Army (GA) is suspected.",
            "suspected",
            "Green Army",
        ),
    ],
)
def test_kind_and_perpetrator(text, kind, who):
    assert (kind, who) in blames(text)


@pytest.mark.parametrize(
    "text",
    [
        "No group has claimed responsibility for the bombing.",
        "Police are searching for the gunman after the shooting.",
        "It was not immediately clear who shot the mayor.",
        "The command is assessing the perpetrator of the attack.",
    ],
)
def test_unknown_is_said(text):
    assert "unknown" in [kind for kind, _ in blames(text)]
    assert "claimed_responsibility" not in [kind for kind, _ in blames(text)]


def test_who_says_that_it_is_unknown_is_kept():
    text = "The command of the base is assessing the perpetrator of the attack."
    (mention,) = find_blame(text, split_text(text))
    assert mention.blamer is not None
    assert mention.blamer.of(text) == "command of the base"


def test_blamer_and_hedge():
    text = "Kyiv accused Russian forces of shelling the town."
    mention = next(mention for mention in find_blame(text, split_text(text)) if mention.kind == "accused")
    assert mention.hedged
    assert mention.blamer is not None
    assert mention.blamer.of(text) == "Kyiv"


@pytest.mark.parametrize(
    "text", ["A bomb exploded.", "The missile hit a school.", "It shot him.", "The victim was shot on Monday."]
)
def test_things_pronouns_and_victims_are_not_blamed(text):
    assert blames(text) == []


def test_a_planned_deed_keeps_its_mode():
    text = "The militia will attack the port."
    assert [mention.modality for mention in find_blame(text, split_text(text))] == [Modality.FUTURE]
