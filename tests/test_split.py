from hypothesis import given
from hypothesis import strategies as st

from rashomon.model import PassageKind
from rashomon.split import split_text


def sentences(text: str, title: str = "") -> list[str]:
    return [passage.span.of(text) for passage in split_text(text, title)]


def test_abbreviations_titles_and_initials_do_not_end_a_sentence() -> None:
    text = (
        "Gen. A. B. Karimov met Lt. Col. Ruiz in Washington, D.C. on Nov. 9. He left at 5 p.m. for the U.S. embassy. "
        "No. 4 gate was shut."
    )
    assert sentences(text) == [
        "Gen. A. B. Karimov met Lt. Col. Ruiz in Washington, D.C. on Nov. 9.",
        "He left at 5 p.m. for the U.S. embassy.",
        "No. 4 gate was shut.",
    ]


def test_a_time_of_day_ends_a_sentence_when_a_starter_follows() -> None:
    assert sentences("The blast came at 5 p.m. The road was closed.") == [
        "The blast came at 5 p.m.",
        "The road was closed.",
    ]


def test_quotation_marks_stay_with_their_sentence() -> None:
    text = 'The mayor was blunt. "Nobody warned us." Two more fell later.'
    assert sentences(text) == ["The mayor was blunt.", '"Nobody warned us."', "Two more fell later."]
    assert [p.kind for p in split_text(text)][1] is PassageKind.QUOTE


def test_headline_lead_body_and_caption_are_told_apart() -> None:
    text = "Two die in blast\n\nA bomb went off. Two died.\n\nPhoto: the street.\n\nPolice came."
    kinds = [p.kind for p in split_text(text, "Two die in blast")]
    assert kinds == [PassageKind.HEADLINE, PassageKind.LEAD, PassageKind.LEAD, PassageKind.CAPTION, PassageKind.BODY]


def test_lines_wrapped_at_a_fixed_width_are_joined() -> None:
    text = (
        "The ministry said on Tuesday that the aircraft had been lost over the\n"
        "northern province and that a search was under way for the two men who\n"
        "were on board when contact was lost. Rescue teams reached the village\n"
        "before nightfall."
    )
    assert len(sentences(text)) == 2


def test_each_line_is_a_paragraph_when_lines_are_not_wrapped() -> None:
    passages = split_text("One man died.\nThe police came at once.\nNobody was held.")
    assert [p.paragraph for p in passages] == [0, 1, 2]


def test_a_text_without_full_stops_is_cut_into_passages_of_bearable_length() -> None:
    text = "word " * 2000
    assert max(p.span.end - p.span.start for p in split_text(text)) <= 1200


@given(st.text(alphabet=st.sampled_from('ab C.!?"“”\n\r\t,;1é—'), max_size=300))
def test_passages_are_ordered_disjoint_and_hold_every_visible_character(text: str) -> None:
    passages = split_text(text)
    covered = set()
    last = 0
    for passage in passages:
        assert passage.span.start >= last
        assert passage.span.end > passage.span.start
        last = passage.span.end
        covered.update(range(passage.span.start, passage.span.end))
    assert [p.index for p in passages] == list(range(len(passages)))
    assert all(index in covered for index, char in enumerate(text) if not char.isspace())
