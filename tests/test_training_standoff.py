"""Labels that stand off from their texts: no words go in, and the right words come back."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from training import standoff
from training.documents import ClaimLabel, read_documents
from training.join import DIFFERS, EXACT, NO_TEXT, SAME_WORDS, join, main, read_records
from training.offsets import Log
from training.standoff import is_value, make_records, write_records

from rashomon.codebook import load_codebook

ANNOTATIONS = Path(__file__).parent.parent / "training" / "annotations"
SOURCE = 'Orvane, 3 March.  Some\n\n"Two guards died," the  mayor said.\nRain fell. Rebels denied it.'
TEXT = '"Two guards died," the mayor said.\nRebels denied it.'
SECRET = ("guards", "mayor", "rebels", "orvane", "died")


def claim(attribute, value, words, **fields):
    def span(text):
        return [TEXT.index(text), TEXT.index(text) + len(text)] if text else None

    stand = {"sentence": 1, "attribute": attribute, "value": value, "value_span": span(words), "speaker": "outlet"}
    stand |= {"stance": "asserts", "hedged": False, "modality": "actual", "unclear": False, "incident": "1"}
    fields["speaker_span"] = span(fields.get("speaker_span", ""))
    return stand | {"cue_span": span(fields.pop("cue", ""))} | fields


def row(*claims, **fields):
    stand = {"id": "gva:1", "round": 1, "outlet": "Wire", "published": "2021-03-03", "title": "Guards die"}
    end = TEXT.index("\n")
    stand |= {"text": TEXT, "sentences": [[0, end], [end + 1, len(TEXT)]], "claims": list(claims)}
    return stand | fields


CLAIMS = (
    claim("killed", "2 @guards", "Two guards", speaker="the mayor", speaker_span="the mayor", cue="said"),
    claim("perpetrator", "Rebels", "Rebels", stance="denies", speaker="Rebels", cue="denied"),
    claim("perpetrator", "unknown", "it", stance="questions", hedged=True, incident="2"),
    claim("event", "armed_attack", "died", unclear=True, modality="hypothetical"),
)


def records(*rows, sources=SOURCE):
    log = Log("test")
    return list(make_records(rows, {"gva:1": [sources] if sources else []}, log)), log


def test_no_word_of_a_text_goes_into_the_labels():
    made, log = records(row(*CLAIMS), row(id="own:X:01", round=3))
    written = json.dumps(made).lower()
    assert not any(word in written for word in SECRET)
    assert log.problems == {"own text, not a public one: left out": 1}


def test_labels_come_back_onto_the_text():
    made, _ = records(row(*CLAIMS))
    (joined,) = join(made, {"gva:1": ["Other words.", SOURCE]})
    assert joined.how == EXACT
    assert joined.document.text == TEXT
    assert [span.of(TEXT) for span in joined.document.sentences] == TEXT.split("\n")
    killed, denied, unknown, event = joined.document.claims
    assert killed.of_span.of(TEXT) == "guards"
    assert [killed.value, killed.span.of(TEXT), killed.speaker_span.of(TEXT)] == ["2", "Two guards", "the mayor"]
    assert [denied.value, denied.stance, denied.cue_span.of(TEXT), denied.speaker] == ["", "denies", "denied", ""]
    assert denied.speaker_span.of(TEXT) == "Rebels"
    assert unknown == ClaimLabel("perpetrator", "unknown", unknown.span, stance="questions", hedged=True, incident="2")
    assert [event.value, event.unclear, event.modality] == ["armed_attack", True, "hypothetical"]


@pytest.mark.parametrize(
    ("source", "how"),
    [
        (SOURCE.replace('"', "“"), SAME_WORDS),
        (SOURCE.replace("Rain", "Much rain"), DIFFERS),
        (SOURCE.replace("Two", "Six"), DIFFERS),
        ("Short.", DIFFERS),
        (None, NO_TEXT),
    ],
)
def test_only_the_words_that_were_labelled_are_joined(source, how):
    made, _ = records(row(*CLAIMS))
    (joined,) = join(made, {"gva:1": [source]} if source else {})
    assert joined.how == how
    assert (joined.document is not None) == (how == SAME_WORDS)


def test_a_passage_that_its_corpus_does_not_hold_is_kept_apart():
    made, log = records(row(*CLAIMS), sources="Other words.")
    assert "pieces" not in made[0]
    assert log.problems == {"passage not found in its corpus": 1}
    assert [one.how for one in join(made, {"gva:1": [SOURCE]})] == [DIFFERS]


def test_words_for_those_counted_and_speakers_that_are_nowhere_are_dropped():
    odd = claim("killed", "2 @members of his staff", "Two guards", speaker="Colonel Nobody")
    made, log = records(row(odd, claim("killed", "a couple", "Two guards")))
    assert made[0]["claims"][0] == {"attribute": "killed", "span": [0, 9], "value": "2", "speaker": ""}
    assert sum(log.problems.values()) == 3
    assert "value" not in made[0]["claims"][1]


@pytest.mark.parametrize(
    ("attribute", "value", "allowed"),
    [
        ("killed", ">=12", True),
        ("killed", "3-16", True),
        ("killed", "two men", False),
        ("when", "XXXX-09-21Tnight/2016-01-02", True),
        ("when", "T17:30", True),
        ("when", "last Tuesday", False),
        ("event", "bombing", True),
        ("event", "the bombing of Orvane", False),
        ("where", "Orvane", False),
        ("perpetrator", "unknown", True),
    ],
)
def test_values_are_codes_counts_and_dates(attribute, value, allowed):
    assert is_value(attribute, value) is allowed


def put(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress("".join(json.dumps(one) + "\n" for one in rows).encode()))


def test_the_commands_from_labels_to_documents(tmp_path, capsys):
    for name in ("claims", "double"):
        put(tmp_path / f"claims/{name}.jsonl.gz", [row(*CLAIMS)])
    put(tmp_path / "corpora/gva/articles.jsonl.gz", [{"id": "1", "title": "Guards die", "content": SOURCE}])
    corpora = ["--corpora", str(tmp_path / "corpora")]
    standoff.main(["--claims", str(tmp_path / "claims"), *corpora, "--out", str(tmp_path / "labels")])
    main([*corpora, "--annotations", str(tmp_path / "labels"), "--out", str(tmp_path / "out.jsonl.gz")])
    printed = capsys.readouterr().out
    assert "claims-round1-2: 1 documents, 4 claims, 1 documents placed in their corpus" in printed
    assert "claims-round1-2.jsonl.gz: 1 of 1 documents joined by hash (100.0%)" in printed
    assert [one.text for one in read_documents(tmp_path / "out.jsonl.gz")] == [TEXT]


def test_equal_labels_give_equal_bytes(tmp_path):
    made, _ = records(row(*CLAIMS))
    for name in ("a", "b"):
        write_records(tmp_path / name, made)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert list(read_records(tmp_path / "a")) == made


HASH = re.compile(r"[0-9a-f]{64}")
PLAIN = {
    "stance": {"confirms", "denies", "admits", "retracts", "questions"},
    "modality": {"future", "hypothetical", "negated"},
    "speaker": {""},
}


@pytest.mark.parametrize("path", sorted(ANNOTATIONS.glob("*.jsonl.gz")), ids=lambda path: path.name)
def test_the_labels_in_the_repository_hold_no_text(path):
    found = list(read_records(path))
    assert found
    for record in found:
        assert record.keys() <= {
            *("id", "round", "outlet", "published", "sha256", "words_sha256", "pieces", "lengths", "claims")
        }
        assert record["round"] in (1, 2)
        assert not record["id"].startswith("own:")
        assert len(record["id"]) <= 60
        assert len(record.get("outlet", "")) <= 40
        assert HASH.fullmatch(record["sha256"])
        for one in record["claims"]:
            assert one["attribute"] in load_codebook().attributes
            assert is_value(one["attribute"], one["value"]) if "value" in one else True
            assert all(one[field] in allowed for field, allowed in PLAIN.items() if field in one)
            assert re.fullmatch(r"\d+|bg", one.get("incident", "1"))
            rest = one.keys() - {"attribute", "value", "incident", *PLAIN}
            assert all(isinstance(one[field], bool | list) for field in rest)
