"""Weapons, equipment, targets, causes and responses."""

import pytest

from rashomon.codebook import load_codebook
from rashomon.model import Modality
from rashomon.split import split_text
from rashomon.values import Code, Text
from rashomon.what import find_causes, find_equipment, find_responses, find_targets, find_weapons


def run(find, text):
    return find(text, split_text(text))


def code(mention):
    assert isinstance(mention.value, Code)
    return mention.value.code


@pytest.mark.parametrize(
    ("text", "wanted", "label"),
    [
        ("A second car bomb exploded.", "bomb.car_bomb", "second car bomb"),
        ("He fired an AK-47 at the guards.", "firearm.rifle.ak47", "AK-47"),
        ("Attackers used 500 kg of dynamite.", "explosive.dynamite", "500 kg of dynamite"),
        ("He shot her with a semi-automatic handgun.", "firearm.handgun", "semi-automatic handgun"),
        ("It was shot down with MANPADS.", "manpads", "MANPADS"),
        ("An Igla missile hit the jet.", "manpads", "Igla missile"),
        ("They fired a shoulder-launched missile.", "manpads", "shoulder-launched missile"),
        ("A rocket-propelled grenade hit the truck.", "rocket.rpg", "rocket-propelled grenade"),
        ("Warplanes bombed the bridge.", "aircraft.jet", "Warplanes"),
        ("A roadside bomb killed the driver.", "ied", "roadside bomb"),
        ("Youths threw petrol bombs at officers.", "petrol_bomb", "petrol bombs"),
    ],
)
def test_weapons_are_typed_and_keep_their_words(text, wanted, label):
    mention = next(mention for mention in run(find_weapons, text) if code(mention) == wanted)
    assert mention.value.label == label
    assert mention.in_use


@pytest.mark.parametrize(
    "text",
    [
        "Police seized nine rifles and two grenades.",
        "The law bans assault weapons.",
        "Soldiers found a cache of mortars.",
    ],
)
def test_weapons_only_named_are_not_in_use(text):
    found = run(find_weapons, text)
    assert found
    assert not any(mention.in_use for mention in found)


def test_names_that_hold_a_weapon_are_none():
    assert run(find_weapons, "The bomb squad came from Baton Rouge after the gun battle.") == []


def test_a_named_system_must_be_written_as_a_name():
    assert run(find_weapons, "The grad student fired the oven.") == []


@pytest.mark.parametrize(
    ("text", "wanted", "label"),
    [
        ("A Mi-24 (NATO name Hind) was shot down.", "aircraft.helicopter.attack", "Mi-24"),
        ("Rebels downed a Russian Mi-24 helicopter.", "aircraft.helicopter.attack", "Russian Mi-24 helicopter"),
        ("Rioters burned two buses.", "vehicle.bus", "two buses"),
        ("A patrol boat was sunk by gunfire.", "vessel.patrol", "patrol boat"),
        ("The strike destroyed a T-72 tank.", "vehicle.tank", "T-72 tank"),
    ],
)
def test_lost_equipment(text, wanted, label):
    mention = next(mention for mention in run(find_equipment, text) if mention.lost)
    assert (code(mention), mention.value.label) == (wanted, label)


def test_equipment_that_only_stood_there_is_not_lost():
    found = run(find_equipment, "A police car stood near the burning house. The bus was not hit.")
    assert found
    assert not any(mention.lost for mention in found)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Gunmen attacked a police patrol.", "police patrol"),
        ("A bomb exploded outside the German consulate.", "German consulate"),
        ("Jets bombed a refugee camp.", "refugee camp"),
        ("Militants ambushed an army convoy.", "army convoy"),
    ],
)
def test_targets(text, target):
    assert Text(target) in [mention.value for mention in run(find_targets, text)]


def test_numbers_of_dead_and_bare_names_are_no_targets():
    assert run(find_targets, "The blast killed nine people. John Smith was shot.") == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The plane was hit by mistake.", "mistake"),
        ("It was in retaliation for a raid.", "retaliation"),
        ("Soldiers deliberately shot at the clinic.", "deliberate"),
        ("Police returned fire.", "self_defence"),
        ("Investigators call it wilful murder.", "deliberate"),
        ("The mayor called the bombing an act of terrorism.", "terrorism"),
        ("The motive is unknown.", "unknown"),
        ("The militants were hiding inside.", "legitimate_target"),
        ("The crash was blamed on engine failure.", "technical_failure"),
    ],
)
def test_causes(text, wanted):
    assert wanted in [code(mention) for mention in run(find_causes, text)]


@pytest.mark.parametrize(
    ("text", "wanted", "actor"),
    [
        ("Azerbaijan’s foreign ministry apologized to Moscow.", "apology", "Azerbaijan’s foreign ministry"),
        ("The president condemned the attack.", "condemnation", "president"),
        ("Police arrested two men.", "arrest", "Police"),
        ("Two men were arrested by border guards.", "arrest", "border guards"),
        ("The union called for an independent inquiry.", "demand_investigation", "union"),
        ("The minister resigned.", "resignation", "minister"),
        ("Turkey summoned the ambassador.", "protest", "Turkey"),
    ],
)
def test_responses_have_an_actor(text, wanted, actor):
    mention = next(mention for mention in run(find_responses, text) if code(mention) == wanted)
    assert mention.actor is not None
    assert mention.actor.of(text) == actor


def test_a_response_not_yet_given_is_marked():
    found = run(find_responses, "The ministry will compensate the families.")
    assert found[0].modality is Modality.FUTURE


def test_every_shipped_pattern_compiles_and_can_be_found():
    for attribute, find in (("cause_intent", find_causes), ("response", find_responses), ("weapon", find_weapons)):
        assert load_codebook().attribute(attribute).entries
        assert run(find, "Nothing here.") == []


@pytest.mark.parametrize(
    "text",
    [
        "A drone was shot down over the bay.",
        "Rocket attacks on the town have killed ten people.",
        "A bullet hit the wall.",
    ],
)
def test_what_is_no_weapon_of_the_attack(text):
    assert [mention for mention in find_weapons(text, split_text(text)) if mention.in_use] == []


@pytest.mark.parametrize("text", ["An army drone struck the convoy.", "A drone attack killed four people."])
def test_drones_that_attack_are_weapons(text):
    assert [mention.value.code for mention in find_weapons(text, split_text(text))] == ["drone"]


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("Troops fired two rounds of heavy ammunition at a border post on Monday.", ["border post"]),
        ("A powerful bomb exploded at a police station.", ["police station"]),
        ("Shells hit the village of Arl, wounding six people.", []),
        ("The home of the Roe family, in the centre of Arl, in the south, was bombed.", ["home of the Roe family"]),
        ("A plane dropped a bomb on a house.", ["house"]),
        ("Jane Roe, 34, a teacher, was shot on Monday.", ["teacher"]),
    ],
)
def test_what_was_attacked(text, targets):
    assert [mention.value.text for mention in find_targets(text, split_text(text))] == targets


@pytest.mark.parametrize(
    "text",
    [
        "They staged a rally after the bombing.",
        "A boy shot himself in the foot.",
        "The terrorism expert saw the attack.",
    ],
)
def test_words_that_tell_no_cause(text):
    assert find_causes(text, split_text(text)) == []
