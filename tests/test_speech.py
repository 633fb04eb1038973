import pytest

from rashomon.model import Span, Stance
from rashomon.speech import Attribution, find_speech
from rashomon.split import split_text
from rashomon.who import find_parties, load_party_lexicon


def said(text: str, words: str, title: str = "") -> Attribution:
    passages = split_text(text, title)
    speech = find_speech(text, passages, find_parties(text, load_party_lexicon()))
    start = text.index(words)
    return speech.attribute(Span(start, start + len(words)))


def names(attribution: Attribution) -> list[str]:
    return [speaker.name for speaker in attribution.speakers]


@pytest.mark.parametrize(
    ("text", "words", "speakers", "stance"),
    [
        ("Police said two men were killed.", "two men", ["Police"], Stance.ASSERTS),
        ("Two men were killed, police said.", "Two men", ["police"], Stance.ASSERTS),
        ("According to witnesses, two men were killed.", "two men", ["witnesses"], Stance.ASSERTS),
        ("Two men were killed, according to witnesses.", "Two men", ["witnesses"], Stance.ASSERTS),
        (
            '"Two men were killed," said the Russian defence ministry.',
            "Two men",
            ["Russian defence ministry"],
            Stance.ASSERTS,
        ),
        (
            "The Turkish foreign ministry denied that its jets had bombed the village.",
            "bombed",
            ["Turkish foreign ministry"],
            Stance.DENIES,
        ),
        ("The Israeli army confirmed the airstrike on the house.", "airstrike", ["Israeli army"], Stance.CONFIRMS),
        ("Azerbaijan admitted its forces had shot down the jet.", "shot down", ["Azerbaijan"], Stance.ADMITS),
        ("Police could not confirm that two men were killed.", "two men", ["Police"], Stance.QUESTIONS),
        ("Two men were killed on Monday.", "Two men", [], Stance.ASSERTS),
    ],
)
def test_the_speaker_of_one_sentence(text: str, words: str, speakers: list[str], stance: Stance) -> None:
    found = said(text, words)
    assert names(found) == speakers
    assert found.stance is stance


def test_whoever_was_told_carries_what_was_said() -> None:
    text = "A police official told Reuters that two soldiers had been killed in the attack."
    assert names(said(text, "two soldiers")) == ["Reuters", "police official"]


def test_a_new_speaker_after_but_does_not_inherit_the_one_before() -> None:
    text = "The army said five rebels were killed, but the rebels said they had lost nobody in the fighting."
    assert names(said(text, "five rebels")) == ["army"]
    assert names(said(text, "nobody")) == ["rebels"]


def test_nested_speech_gives_a_chain_outermost_first() -> None:
    text = "Police said a witness had told investigators that three men fired at the car."
    chain = names(said(text, "three men"))
    assert chain[0] == "Police"
    assert chain[-1] == "witness"


def test_a_quotation_over_several_sentences_keeps_its_speaker() -> None:
    text = (
        'The mayor of Kisumu was angry. "They came at night. They shot four people," police chief John Otieno said. '
        '"Nobody helped us."'
    )
    assert "Otieno" in names(said(text, "four people"))[0]
    assert "Otieno" in names(said(text, "Nobody helped"))[0]


def test_a_quotation_of_the_next_paragraph_belongs_to_the_speaker_before() -> None:
    text = (
        'Hospital director Amina Yusuf said the wards were full.\n\n"We have taken in sixty wounded people since dawn."'
    )
    assert "Yusuf" in names(said(text, "sixty wounded"))[0]


def test_he_is_the_person_who_spoke_last() -> None:
    text = "Police chief Ana Ruiz said the bus was hit. She said nine passengers died."
    assert "Ruiz" in names(said(text, "nine passengers"))[0]


def test_the_ministry_is_the_body_that_spoke_last() -> None:
    text = (
        "Georgia's interior ministry said a post was attacked. The ministry said two guards were wounded in the attack."
    )
    assert names(said(text, "two guards")) == ["Georgia's interior ministry"]


def test_a_statement_that_reads_speaks_for_its_owner() -> None:
    text = '"The aircraft was hit by a missile," a statement from the Russian military read.'
    assert names(said(text, "missile")) == ["Russian military"]


def test_a_headline_with_a_colon_names_its_speaker() -> None:
    title = "Two killed in market blast: police"
    assert names(said(title + "\n\nA blast hit a market.", "Two killed", title)) == ["police"]


def test_is_said_to_have_is_a_hedge_of_the_outlet_not_a_speaker() -> None:
    found = said("The plane is believed to have been hit by a missile.", "missile")
    assert found.hedged
    assert found.speakers == ()


def test_a_bound_is_no_hedge() -> None:
    assert not said("Police said at least nine people were killed.", "nine people").hedged


def test_speech_never_fails_on_odd_text() -> None:
    for text in ("", '"', 'said "', "said said said.", '"" "" said, "', "According to", "“”’'«»" * 30):
        passages = split_text(text)
        find_speech(text, passages, find_parties(text, load_party_lexicon()))


def test_what_a_denial_takes_for_granted_is_not_denied() -> None:
    text = "The Taliban denied any involvement in the explosion that killed nine people."
    assert said(text, "nine people").stance is Stance.ASSERTS


def test_a_denial_ends_where_the_speaker_says_something_else() -> None:
    text = "Ethiopia's army rejected reports that civilians were shot and said rebels had killed four soldiers."
    assert said(text, "civilians").stance is Stance.DENIES
    assert said(text, "four soldiers").stance is Stance.ASSERTS


def test_what_is_not_clear_is_questioned() -> None:
    assert said("Police said it was not clear whether explosives were used.", "explosives").stance is Stance.QUESTIONS


def test_two_who_speak_as_one() -> None:
    text = "All five victims survived, police and a hospital official said."
    assert names(said(text, "five victims")) == ["police and a hospital official"]


def test_an_enclosed_phrase_is_no_apposition_without_its_second_comma() -> None:
    text = "A shell hit a house in Gaza, killing at least 12 identified civilians."
    assert names(said(text, "civilians")) == []


def test_a_title_alone_stands_for_the_person_last_named_with_it() -> None:
    text = (
        "Defence Secretary Ann Carter arrived on Monday, and Oakby Police Chief Tom Hale met her. "
        "The secretary said two soldiers were killed. Police said the road was closed to everybody."
    )
    assert names(said(text, "two soldiers")) == ["Defence Secretary Ann Carter"]
    assert names(said(text, "the road")) == ["Police"]


def test_a_person_is_named_with_a_short_title_and_never_shorter_than_at_first() -> None:
    text = "Sheriff Mike Thomas said one man died. Thomas said that the motive was not known to him."
    assert names(said(text, "one man")) == names(said(text, "the motive")) == ["Sheriff Mike Thomas"]


def test_a_bare_body_is_the_one_of_its_kind_named_before() -> None:
    text = "Armenia's Prosecutor General's Office has opened a case. Two men were killed, the office said on Monday."
    assert names(said(text, "Two men")) == ["Armenia's Prosecutor General's Office"]
    both = (
        "Armenia's Prosecutor General's Office met Russia's Prosecutor General's Office. Two men died, the office said."
    )
    assert names(said(both, "Two men")) != ["Armenia's Prosecutor's Office"]
