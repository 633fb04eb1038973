"""Agreement of coders: alpha as published, claims matched one to one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.agreement import alpha, coincidences, doubled, f1, report
from training.documents import ClaimLabel, Coverage, Document, Extent, Layer

from rashomon.model import Span

N = None
# K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), examples A and C.
TWO_CODERS = [(0, 1), (1, 1), (0, 1), (0, 0), (0, 0), (0, 1), (0, 0), (0, 0), (1, 0), (0, 0)]
FOUR_CODERS = [
    (1, 1, N, 1),
    (2, 2, 3, 2),
    (3, 3, 3, 3),
    (3, 3, 3, 3),
    (2, 2, 2, 2),
    (1, 2, 3, 4),
    (4, 4, 4, 4),
    (1, 1, 2, 1),
    (2, 2, 2, 2),
    (N, 5, 5, 5),
    (N, N, 1, 1),
    (N, 3, N, N),
]
labels = st.lists(st.tuples(*[st.sampled_from("abc")] * 2), min_size=1, max_size=20)


@pytest.mark.parametrize(("units", "published"), [(TWO_CODERS, 0.095), (FOUR_CODERS, 0.743)])
def test_alpha_is_the_published_one(units, published):
    value = alpha(coincidences(units))
    assert value == pytest.approx(published, abs=5e-4)


@given(labels)
def test_alpha_does_not_care_who_is_first_or_what_labels_are_called(units):
    names = {"a": 1, "b": 2, "c": 3}
    turned = [(names[b], names[a]) for a, b in units]
    assert alpha(coincidences(units)) == pytest.approx(alpha(coincidences(turned)))


@given(labels)
def test_alpha_is_one_when_all_agree_and_never_above(units):
    value = alpha(coincidences(units))
    assert value is None or value <= 1
    same = alpha(coincidences([(a, a) for a, _ in units]))
    assert same is None or same == pytest.approx(1)


def test_without_a_choice_of_labels_there_is_no_alpha():
    assert alpha(coincidences([("a", "a"), ("a", "a")])) is None
    assert f1((0, 0, 0)) is None


TEXT = "Two guards died when rebels shelled Orvane, the mayor said."


def coded(*claims: ClaimLabel, text: str = TEXT) -> Document:
    return Document("own:1", "own", text, (), (Coverage(Layer.CLAIM, Extent.FULL),), claims=claims)


def claim(attribute: str, words: str, **fields: object) -> ClaimLabel:
    start = TEXT.index(words)
    return ClaimLabel(attribute, "", Span(start, start + len(words)), **fields)  # type: ignore[arg-type]


def test_each_claim_is_matched_once_and_with_the_one_it_shares_most_words_with():
    first = coded(claim("killed", "Two guards"), claim("where", "Orvane"))
    second = coded(claim("killed", "Two"), claim("killed", "guards died"), claim("event", "Orvane"))
    pairs = doubled(first, second).matched
    assert [(a.span.of(TEXT), b.span.of(TEXT)) for a, b in pairs] == [("Two guards", "guards died")]


def test_coders_with_different_texts_are_refused():
    with pytest.raises(ValueError, match="different texts"):
        doubled(coded(), coded(text="Other words."))


def test_the_report_counts_what_was_decided_otherwise():
    speaker = Span(TEXT.index("the mayor"), TEXT.index(" said"))
    said = {"speaker": "", "speaker_span": speaker}
    first = coded(claim("killed", "Two guards", stance="denies", **said), claim("where", "Orvane"))
    second = coded(claim("killed", "guards", **said), claim("where", "Orvane"))
    lines = report([doubled(first, second)] * 2).splitlines()
    row = {line.split(" | ")[0].strip("| "): line.split(" | ")[1:] for line in lines if line.startswith("|")}
    assert row["killed"][:4] == ["2", "2", "2", "(1.000)"]
    assert row["stance"][:2] == ["4", "0.500"]
    assert row["speaker"][:3] == ["4", "1.000", "1.000"]
    assert float(row["killed"][4]) < 1
    assert row["missing"][3] == "(-)"
