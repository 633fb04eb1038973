"""The codebook: shipped lists are whole, blocks of a user's own work, and wrong ones are told."""

from pathlib import Path

import pytest

from rashomon.codebook import load_codebook, parse_codebook
from rashomon.errors import CodebookError

ALARM = """
[attribute.alarm]
kind = "Code"
meaning = "How people were warned."
label = "Alarm"
[attribute.alarm.codes.siren]
words = ["siren|sirens", "air raid siren|sirens"]
synonyms = ["klaxon"]
[attribute.alarm.codes.loudspeaker]
"""


def test_core_has_the_attributes_in_the_order_of_an_account():
    assert list(load_codebook().attributes) == [
        "event", "when", "where", "perpetrator", "target", "weapon", "killed", "wounded", "missing", "detained",
        "cause_intent", "equipment_lost", "response",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("attribute", "codes"),
    [
        ("event", {"shootdown", "airstrike", "friendly_fire", "capture"}),
        ("cause_intent", {"mistake", "own_fire", "legitimate_target"}),
        ("response", {"apology", "denial_of_access", "charges"}),
        ("weapon", {"manpads", "bomb.car_bomb", "firearm.rifle.ak47"}),
        ("equipment_lost", {"aircraft.helicopter.attack", "vehicle.bus"}),
    ],
)
def test_closed_lists_hold_their_codes(attribute, codes):
    assert codes <= set(load_codebook().attribute(attribute).codes)


def test_every_code_of_the_core_has_its_own_label():
    for attribute in load_codebook().attributes.values():
        labels = [entry.label for entry in attribute.entries.values()]
        assert len(set(labels)) == len(labels), attribute.name


def test_words_become_codes_by_name_label_and_synonym():
    event = load_codebook().attribute("event")
    assert event.code_of("Shot down") == "shootdown"
    assert event.code_of("missile_strike") == "missile_strike"
    assert event.code_of("Air strike") == "airstrike"
    assert event.code_of("picnic") is None


def test_an_unknown_special_code_is_shown_as_its_nearest_parent():
    weapon = load_codebook().attribute("weapon")
    assert weapon.show("firearm.rifle.ak47.folding") == weapon.show("firearm.rifle.ak47")
    assert weapon.show("trebuchet") == "trebuchet"


def test_rank_follows_the_file_and_strangers_come_last():
    book = load_codebook()
    assert book.rank("event") < book.rank("killed") < book.rank("response") < book.rank("alarm")


def test_a_block_of_ones_own_adds_an_attribute(tmp_path):
    path = tmp_path / "alarm.toml"
    path.write_text(ALARM, encoding="utf-8")
    book = load_codebook("core", path)
    assert list(book.attributes)[-1] == "alarm"
    assert book.attribute("alarm").codes == ("siren", "loudspeaker")
    assert book.attribute("alarm").code_of("klaxon") == "siren"
    assert "alarm" not in load_codebook().attributes


def test_codes_may_be_a_plain_list():
    book = parse_codebook("mine", '[attribute.mood]\nkind = "Code"\nmeaning = "Mood."\ncodes = ["calm", "tense"]\n')
    assert book.attribute("mood").show("calm") == "calm"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[attribute.x]\nkind = 'Colour'\nmeaning = 'm'", "kind must be one of"),
        ("[attribute.x]\nkind = 'Text'", "meaning"),
        ("[attribute.x]\nkind = 'Code'\nmeaning = 'm'", "give codes"),
        ("[attribute.x]\nkind = 'Text'\nmeaning = 'm'\ncodes = ['a']", "give codes"),
        ("[attribute.x]\nkind = 'Code'\nmeaning = 'm'\ncodes = ['a', 'a']", "twice"),
        ("[attribute.x]\nkind = 'Code'\nmeaning = 'm'\n[attribute.x.codes.a]\nwrods = ['b']", "wrods"),
        ("[attribute.x]\nkind = 'Code'\nmeaning = 'm'\ncodes = 'nowhere'", "no codebook 'nowhere'"),
        ("[attribute", "codebook mine"),
    ],
)
def test_a_wrong_block_is_named(text, told):
    with pytest.raises(CodebookError, match=told):
        parse_codebook("mine", text)


def test_an_unknown_attribute_or_file_is_an_error(tmp_path):
    with pytest.raises(CodebookError, match="no attribute 'mood'"):
        load_codebook().attribute("mood")
    with pytest.raises(CodebookError, match="could not be read"):
        load_codebook("core", tmp_path / "gone.toml")


def test_the_reference_page_tells_of_every_attribute_and_code():
    page = (Path(__file__).parents[1] / "docs" / "reference" / "codebook.md").read_text("utf-8")
    for attribute in load_codebook().attributes.values():
        assert f"\n## {attribute.name}\n\n{attribute.meaning}" in page
        for entry in attribute.entries.values():
            assert f"| `{entry.code}` | {entry.label} |" in page, (attribute.name, entry.code)
