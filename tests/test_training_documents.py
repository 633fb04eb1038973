"""The form of training data: what silence means, files that come back as they were, offsets that survive a change."""

from __future__ import annotations

import gzip
import json
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.documents import (
    Cause,
    ClaimLabel,
    Coverage,
    Document,
    Extent,
    Judgement,
    Layer,
    Mention,
    Role,
    Speech,
    Trigger,
    read_documents,
    write_documents,
)
from training.offsets import find_words, is_quote, join_tokens, moved, nfc, same_words, skeleton

from rashomon.model import Span

TEXT = "The mayor denied that rebels shelled Orvane on Monday."


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def document(**fields: object) -> Document:
    stand = {"id": "own:1", "corpus": "own", "text": TEXT, "sentences": (Span(0, len(TEXT)),), "coverage": ()}
    return Document(**(stand | fields))  # type: ignore[arg-type]


FULL = document(
    coverage=tuple(Coverage(layer, Extent.FULL) for layer in Layer),
    split="train",
    published="2021-03-03",
    triggers=(Trigger(at("shelled"), "shelling", "Attack"),),
    mentions=(Mention(at("Orvane"), "place"),),
    roles=(Role(at("rebels"), "perpetrator", 0), Role(at("Orvane"), "place", incident="1", value="x")),
    speech=(Speech((at("The mayor"),), (at("denied"),), (at("that rebels"), at("on Monday"))),),
    stances=(Judgement(at("denied"), "denies"),),
    modalities=(Judgement(at("shelled"), "negated", -2.5),),
    relevance=(Judgement(Span(0, len(TEXT)), "incident"),),
    causes=(Cause(at("rebels"), at("Orvane"), (at("on"),)),),
    claims=(ClaimLabel("where", "", at("Orvane"), "", at("The mayor"), at("denied"), stance="denies"),),
)


def test_a_document_comes_back_from_its_file_as_it_was(tmp_path):
    assert write_documents(tmp_path / "d.jsonl.gz", [FULL, document(id="own:2")]) == 2
    assert list(read_documents(tmp_path / "d.jsonl.gz")) == [FULL, document(id="own:2")]


def test_equal_documents_give_equal_bytes(tmp_path):
    for name in ("a", "b"):
        write_documents(tmp_path / name, [FULL])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_text_that_was_changed_after_labelling_is_refused(tmp_path):
    path = tmp_path / "d.jsonl.gz"
    write_documents(path, [FULL])
    row = json.loads(gzip.decompress(path.read_bytes()))
    path.write_bytes(gzip.compress(json.dumps(row | {"text": TEXT + " More."}).encode()))
    with pytest.raises(ValueError, match="own:1 is not the one that was labelled"):
        list(read_documents(path))


def test_silence_is_no_only_where_everything_was_marked():
    coverage = (
        Coverage(Layer.MENTION, Extent.FULL, ("place",)),
        Coverage(Layer.ROLE, Extent.GIVEN),
        Coverage(Layer.TRIGGER, Extent.PART),
    )
    one = document(coverage=coverage)
    assert one.negative(Layer.MENTION, "place")
    assert not one.negative(Layer.MENTION, "weapon")
    assert one.extent(Layer.MENTION, "weapon") is None
    assert not one.negative(Layer.ROLE, "target")
    assert not one.negative(Layer.TRIGGER, "shelling")
    assert one.extent(Layer.SPEECH, "cue") is None


def test_labels_of_a_layer_that_is_not_covered_are_refused():
    with pytest.raises(ValueError, match="'claim'"):
        document(claims=FULL.claims)


def test_spans_past_the_text_are_refused():
    with pytest.raises(ValueError, match="past the text"):
        document(coverage=FULL.coverage, speech=(Speech((), (), (Span(0, len(TEXT) + 1),)),))


def test_texts_must_be_nfc():
    with pytest.raises(ValueError, match="NFC"):
        document(text="e\u0301" * len(TEXT))


@given(st.text(alphabet="aée\u0301\u0302o\u0308 x\n\u1112\u1161\u11ab\u0f71\u0f72", max_size=30))
def test_offsets_follow_a_text_to_nfc(text):
    composed, places = nfc(text)
    assert composed == unicodedata.normalize("NFC", text)
    if places is not None:
        assert places[0] == 0
        assert places[-1] == len(composed)
        assert list(places) == sorted(places)


def test_a_span_keeps_its_words_on_the_way_to_nfc():
    text, places = nfc("Cafe\u0301 Orvane\u0301 burned")
    assert moved(Span(6, 13), places).of(text) == "Orvané"
    assert moved(Span(0, 4), None) == Span(0, 4)


@given(st.text(max_size=40))
def test_a_skeleton_has_no_blanks_and_no_quotation_marks_and_knows_its_places(text):
    composed = unicodedata.normalize("NFC", text)
    words, places = skeleton(composed)
    assert words == "".join(composed[place] for place in places)
    assert not any(char.isspace() or is_quote(char) for char in words)


def test_tokens_become_running_text():
    tokens = [
        "``",
        "He",
        "did",
        "n't",
        "fire",
        ",",
        "''",
        "the",
        "army",
        "'s",
        "spokesman",
        "-LRB-",
        "a",
        "-RRB-",
        "said",
        ".",
    ]
    text, spans = join_tokens(tokens)
    assert text == "\"He didn't fire,\" the army's spokesman (a) said."
    assert [span.of(text) for span in spans[1:4]] == ["He", "did", "n't"]
    assert spans[-1].of(text) == "."


@given(st.lists(st.sampled_from(["a", "``", "''", ".", "-LRB-", "n't", "bomb", ",", "é", "x)"]), max_size=15))
def test_every_token_stands_where_its_span_says(tokens):
    text, spans = join_tokens(tokens)
    assert all(same_words(span.of(text), token) for span, token in zip(spans, tokens, strict=True))
    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_words_are_found_over_a_line_break_but_not_inside_other_words():
    text = "ARMED MENACE. THE ARMED\nMEN FLED"
    assert find_words(text, "ARMED MEN") == Span(18, 27)
    assert find_words(text, "armed men") == Span(18, 27)
    assert find_words(text, "MEN OF") is None
    assert find_words(text, " ") is None
