from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.model import PartyKind
from rashomon.values import PartyRef
from rashomon.who import PartyMention, find_parties, load_party_lexicon, party_ref, speaker_of


def mentions(text: str) -> list[PartyMention]:
    return find_parties(text, load_party_lexicon())


def found(text: str) -> dict[str, str]:
    return {mention.span.of(text): mention.party.id for mention in mentions(text)}


@pytest.mark.parametrize(
    ("text", "words", "party"),
    [
        ("Norway's foreign ministry said so.", "Norway's foreign ministry", "nor:mfa"),
        ("It came from the Norwegian Foreign Ministry.", "Norwegian Foreign Ministry", "nor:mfa"),
        ("The Ministry of Foreign Affairs of Norway said so.", "Ministry of Foreign Affairs of Norway", "nor:mfa"),
        ("Kenyan forces fired.", "Kenyan forces", "ken:mil"),
        ("The Chilean air force denied it.", "Chilean air force", "chl:mil:air"),
        ("Nairobi said it knew nothing.", "Nairobi", "ken"),
        ("The Georgian Ministry of Emergency Situations came.", "Georgian Ministry of Emergency Situations", "geo:mes"),
        ("Command of the 4th Danish Army Brigade in Aalborg is looking into it.",
         "Command of the 4th Danish Army Brigade in Aalborg", "dnk:mil"),
        ("Boko Haram claimed the raid.", "Boko Haram", "grp:boko-haram"),
        ("Shots were heard, UNHCR said.", "UNHCR", "int:un:unhcr"),
        ("The Tacoma Police Department said so.", "Tacoma Police Department", "usa:police:tacoma"),
        ("The Bow County Sheriff's Office came.", "Bow County Sheriff's Office", "usa:sheriff:bow-county"),
        ("Medecins Sans Frontieres staff left.", "Medecins Sans Frontieres staff", "ngo:msf"),
        ("The Lakeville Herald reported it.", "Lakeville Herald", "outlet:lakeville-herald"),
        ("Kenyan warplanes came back.", "Kenyan warplanes", "ken:mil"),
        ("Peruvian guerrillas fled.", "Peruvian guerrillas", "per:rebels"),
    ],
)  # fmt: skip
def test_bodies(text: str, words: str, party: str) -> None:
    assert found(text).get(words) == party


@pytest.mark.parametrize(
    ("text", "words", "party"),
    [
        ("Local officials saw it.", "Local officials", "gen:local"),
        ("According to witnesses, it burned.", "witnesses", "gen:witness"),
        ("Three masked gunmen ran.", "Three masked gunmen", "gen:gunmen"),
        ("A suicide bomber came.", "suicide bomber", "gen:bomber"),
        ("He is a former employee of the plant.", "former employee", "gen:suspect"),
        ("Police said so.", "Police", "gen:police"),
        ("Hospital sources counted six.", "Hospital sources", "gen:hospital"),
    ],
)
def test_generic(text: str, words: str, party: str) -> None:
    mention = next(item for item in mentions(text) if item.span.of(text) == words)
    assert (mention.party.id, mention.generic) == (party, True)


@pytest.mark.parametrize(
    ("text", "words", "party", "person"),
    [
        ("A spokesman of the Danish Defence Ministry, Major General Ole Kvist, said so.",
         "spokesman of the Danish Defence Ministry, Major General Ole Kvist", "dnk:mod", "Ole Kvist"),
        ("Danish Defence Ministry spokesman Ole Kvist said so.",
         "Danish Defence Ministry spokesman Ole Kvist", "dnk:mod", "Ole Kvist"),
        ("TPD Chief of Staff Dale Roper said so.", "TPD Chief of Staff Dale Roper", "org:tpd", "Dale Roper"),
        ("Sheriff's Sgt. Mike Roper said so.", "Sheriff's Sgt. Mike Roper", "usa:sheriff", "Mike Roper"),
        ("Lena Bach, UNICEF's Director of Operations, said so.",
         "Lena Bach, UNICEF's Director of Operations", "int:un:unicef", "Lena Bach"),
        ("UNICEF's Director of Operations Lena Bach said so.",
         "UNICEF's Director of Operations Lena Bach", "int:un:unicef", "Lena Bach"),
        ("Chile's foreign minister, Ana Rojas, left.", "Chile's foreign minister, Ana Rojas", "chl:mfa", "Ana Rojas"),
        ("They held the 24-year-old Dale Roper.", "Dale Roper", "person:dale-roper", "Dale Roper"),
        ("Dale Roper, 38, ran away.", "Dale Roper", "person:dale-roper", "Dale Roper"),
    ],
)  # fmt: skip
def test_persons_and_their_bodies(text: str, words: str, party: str, person: str) -> None:
    mention = next(item for item in mentions(text) if item.person)
    assert (mention.span.of(text), mention.party.id, mention.person) == (words, party, person)


def test_a_surname_stands_for_the_person_named_before() -> None:
    text = "TPD Chief of Staff Dale Roper spoke. Roper said nobody was hurt."
    first, second = (item for item in mentions(text) if item.person)
    assert second.span.of(text) == "Roper"
    assert (second.party, second.person) == (first.party, "Dale Roper")


def test_a_namesake_is_another_person() -> None:
    text = "Sheriff Dale Roper spoke. Anna Roper, 61, was held. Anna Roper said no."
    assert [item.person for item in mentions(text)] == ["Dale Roper", "Anna Roper", "Anna Roper"]
    assert mentions(text)[1].party.id == "person:anna-roper"


def test_an_acronym_defined_in_the_text_is_the_same_party() -> None:
    text = "The Danish Coast Guard (DCG) saw it. The DCG denied firing."
    whole, short = mentions(text)
    assert whole.span.of(text) == "Danish Coast Guard (DCG)"
    assert (short.span.of(text), short.party) == ("DCG", whole.party)


def test_a_bare_ministry_inherits_the_country_only_without_doubt() -> None:
    clear = "Norway's foreign ministry was told. Denmark was, too. The foreign ministry said so."
    assert mentions(clear)[-1].party.id == "nor:mfa"
    doubtful = "Norway and Denmark met. The foreign ministry said so."
    last = mentions(doubtful)[-1]
    assert (last.party.id, last.generic) == ("gen:mfa", True)


def test_a_country_that_only_says_where_is_no_party() -> None:
    assert "Norway" not in found("The ship burned in Norway on Monday.")
    assert found("Norway denied it.")["Norway"] == "nor"


def test_names_of_common_words_need_their_own_form() -> None:
    assert found("They do not care who is at the site.") == {}


def test_the_upper_case_of_headlines_makes_no_names() -> None:
    text = "Norway Shoots Down Danish Patrol Helicopter Over Sweden\n\nIt fell."
    assert not any(" Shoots" in words for words in found(text))


def test_no_phrase_runs_over_a_line_break_of_unwrapped_text() -> None:
    text = "Shot by Danish officers\nDanish officers shot a man on a bridge" + " and left him there" * 6 + "."
    assert [item.span.of(text) for item in mentions(text)][:2] == ["Danish officers", "Danish officers"]
    wrapped = "It was said by the Danish foreign\nministry."
    assert "Danish foreign\nministry" in found(wrapped)


def test_helpers_give_the_readable_name() -> None:
    text = "The Danish Defence Ministry spokesman Ole Kvist said so. The Danish army denied it."
    first, second = mentions(text)
    assert party_ref(first) == PartyRef("dnk:mod", "Ole Kvist")
    assert party_ref(second) == PartyRef("dnk:mil", "Danish army")
    speaker = speaker_of(second)
    assert speaker.span is not None
    assert (speaker.name, speaker.span.of(text), speaker.party_id) == ("Danish army", "Danish army", "dnk:mil")


def test_kinds_are_those_of_the_model() -> None:
    text = "Kenya's foreign ministry, the Kenyan army, UNHCR, Reuters, Boko Haram and witnesses were named."
    kinds = {item.party.kind for item in mentions(text)}
    assert {
        PartyKind.MINISTRY,
        PartyKind.ARMED_FORCE,
        PartyKind.AGENCY,
        PartyKind.OUTLET,
        PartyKind.ARMED_GROUP,
    } <= kinds


PIECES = st.sampled_from(
    ["Norway", "'s", "foreign ministry", "the", "of", ",", "(DCG)", "[", "]", "said", "police", "Roper", "Lt.", "U.S.",
     "al-", "\n", "A", ".", "two", "gunmen", "and", "Reuters", "in", "@x", "“", "’s", "suspect", "38", "émeute", "İ",
     "Ole van Kvist"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map(" ".join)))
def test_spans_are_ordered_disjoint_and_without_article(text: str) -> None:
    result = mentions(text)
    assert result == mentions(text)
    for left, right in pairwise(result):
        assert left.span.end <= right.span.start
    for mention in result:
        words = mention.span.of(text)
        assert words
        assert words == words.strip()
        assert not words.startswith("the ")
        assert mention.party.id
