"""Word-row patterns, and a user's own attribute found without any Python."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.codebook import load_codebook
from rashomon.model import Passage, PassageKind, Span
from rashomon.split import split_text
from rashomon.what import find_coded
from rashomon.what.phrases import Phrasebook, inflect, longest, plural
from rashomon.what.tokens import tokenise


def tokens(text):
    return tokenise(text, (Passage(Span(0, len(text)), PassageKind.BODY, 0, 0),))


def hits(patterns, text):
    read = tokens(text)
    return [read.words(hit.first, hit.last) for hit in longest(Phrasebook([(p, p) for p in patterns]).scan(read))]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("open|opened fire", "They opened fire.", ["opened fire"]),
        ("raid~", "The raided raiders raid raids.", ["raided", "raid", "raids"]),
        ("bomb+", "A bomb and bombs, no bomber.", ["bomb", "bombs"]),
        ("shot * down", "He shot the old plane down.", ["shot the old plane down"]),
        ("shot * down", "He shot. Then the plane went down.", []),
        ("car (big) bomb", "A car bomb, a car big bomb.", ["car bomb", "car big bomb"]),
        ("rocket propelled grenade", "A rocket-propelled grenade.", ["rocket-propelled grenade"]),
    ],
)
def test_patterns(pattern, text, found):
    assert hits([pattern], text) == found


def test_the_longest_wins():
    assert hits(["bomb", "car bomb", "bomb squad"], "The car bomb squad") == ["car bomb"]


def test_a_pattern_must_open_with_a_word():
    with pytest.raises(ValueError, match="must open with a word"):
        Phrasebook([("* fire", 1)])


def test_regular_forms():
    assert inflect("deny") == ("deny", "denies", "denied", "denying")
    assert inflect("torch") == ("torch", "torches", "torched", "torching")
    assert (plural("battery"), plural("bush"), plural("gun")) == ("batteries", "bushes", "guns")


def test_an_attribute_of_ones_own_is_found_without_any_python(tmp_path):
    path = tmp_path / "alarm.toml"
    path.write_text(
        """
        [attribute.alarm]
        kind = "Code"
        meaning = "How people were warned."
        [attribute.alarm.codes.siren]
        words = ["siren+"]
        [attribute.alarm.codes.phone]
        verb = ["phone~", "text~"]
        """,
        encoding="utf-8",
    )
    text = "Sirens wailed. The council phoned every house."
    found = find_coded(text, split_text(text), "alarm", book=load_codebook("core", path))
    assert [(mention.value.code, mention.span.of(text)) for mention in found] == [
        ("siren", "Sirens"),
        ("phone", "phoned"),
    ]
    assert found[1].actor.of(text) == "council"


def test_designations_possessives_and_abbreviations_stay_whole():
    read = tokens("Russia's Mi-24 left U.S. airspace at 17:30.")
    assert read.low == ("russia", "mi-24", "left", "u.s.", "airspace", "at", "17:30", ".")
    assert read.words(0, 1) == "Russia"


@given(st.text(max_size=120))
def test_tokens_cover_all_but_white_space(text):
    read = tokens(text)
    covered = {index for first, last in zip(read.start, read.end, strict=True) for index in range(first, last)}
    assert all(text[index].isspace() for index in range(len(text)) if index not in covered)
    assert list(read.start) == sorted(read.start)
