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
        "No group has owned up to the bombing.",
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
    assert [mention for mention in find_blame(text, split_text(text)) if not mention.own] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We shot down the drone, the ministry said.", "act"),
        ("It did not attack the convoy, the army said.", "not_act"),
        ("The group said it had nothing to do with the bombing.", "denied"),
    ],
)
def test_we_and_it_are_left_to_the_speaker(text, kind):
    assert (kind, True) in [(mention.kind, mention.own) for mention in find_blame(text, split_text(text))]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Israeli jets did not hit the school.", "Israeli jets"),
        ("No soldier fired at the crowd.", "soldier"),
        ("The rebels were not behind the attack.", "rebels"),
    ],
)
def test_who_is_said_not_to_have_done_it(text, who):
    assert who in [of for kind, of in blames(text) if kind in ("not_act", "denied")]


@pytest.mark.parametrize(
    ("text", "who", "denier"),
    [
        ("The Green Army denied any involvement in the bombing.", "Green Army", "Green Army"),
        ("Minister Roe on Friday rejected the accusation that Arland was behind the attack.", "Arland", "Minister Roe"),
        ("Arland denied that its forces had shelled the town.", "Arland", "Arland"),
        ("The ministry regretted the deaths but denied carrying out the raid.", "ministry", "ministry"),
    ],
)
def test_what_is_denied_and_by_whom(text, who, denier):
    mention = next(mention for mention in find_blame(text, split_text(text)) if mention.kind == "denied")
    assert mention.blamer is not None
    assert (mention.span.of(text), mention.blamer.of(text)) == (who, denier)


@pytest.mark.parametrize(
    "text",
    [
        "The commissioner denied any deaths in the attack on Monday; there were none.",
        "The spokesman denied that there was a shooting.",
        "The bombing worried officials, who denied that the trip was postponed.",
    ],
)
def test_denials_of_other_things_blame_nobody(text):
    assert "denied" not in [kind for kind, _ in blames(text)]


@pytest.mark.parametrize(
    ("text", "kind", "who"),
    [
        ("Police are searching for a lone gunman after the shooting.", "suspected", "lone gunman"),
        ("After the shooting, police identified the suspected gunman as John Roe.", "suspected", "John Roe"),
        ("The suspect, John Roe, was seen near the shooting.", "suspected", "John Roe"),
        ("John Roe, 24, who is accused of shooting a guard, was in court.", "accused", "John Roe"),
        ("In court on Monday, John Roe, who was charged with murder, wept.", "charged", "John Roe"),
        ("Responsibility for the attack lies with the militia.", "blamed", "militia"),
        ("The bombing was the work of the Red Cell.", "blamed", "Red Cell"),
        ("Rebels could be behind the attack.", "suspected", "Rebels"),
        ("Two men wearing army uniforms opened fire on a bus.", "act", "Two men wearing army uniforms"),
        ("A guard was shot by men armed with rifles.", "act", "men armed with rifles"),
        ("The mayor accused the group of the murder of a teacher.", "accused", "group"),
    ],
)
def test_suspects_and_the_ways_to_name_them(text, kind, who):
    assert (kind, who) in blames(text)


@pytest.mark.parametrize(
    "text",
    [
        "Police are searching for the suspect after the shooting.",
        "Police named a second suspect in the shooting.",
        "The coalition took part in elections a year after the peace.",
        "No arrests were made after the shooting.",
        "The islands, which are also claimed by Arland, are quiet.",
        "He accused his neighbours of stealing apples on the day of the bombing.",
        "The army acknowledged that one soldier died in the bombing.",
    ],
)
def test_what_names_no_culprit(text):
    assert [kind for kind, _ in blames(text)] == []


def test_a_planned_deed_keeps_its_mode():
    text = "The militia will attack the port."
    assert [mention.modality for mention in find_blame(text, split_text(text))] == [Modality.FUTURE]
