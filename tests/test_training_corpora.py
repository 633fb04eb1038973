"""Converters, on small corpora written here: what is taken over, what is refused, what silence means in each."""

from __future__ import annotations

import gzip
import json

import pytest
from training.convert import main
from training.corpora import CONVERTERS, find_folder
from training.corpora.event_factuality import label_of
from training.corpora.rand_rdwti import split_of
from training.documents import Document, Extent, Layer
from training.offsets import Log

from rashomon.model import Span


def put(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, list):
        content = "".join(json.dumps(row) + "\n" for row in content)
    data = content.encode("utf-8")
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def convert(name, folder):
    log = Log(name)
    return list(CONVERTERS[name](folder, log)), log


def words(document: Document, label) -> str:
    return label.span.of(document.text)


MUC_TEXT = """DEV-MUC3-0001 (SOMEONE)

   ORVANE, 3 MAR 89 (WIRE) -- [TEXT] A GROUP OF ARMED
MEN KILLED THE MAYOR OF ORVANE WITH A BOMB.  THE RED FRONT SAID IT WAS
TO BLAME.

DEV-MUC3-0002 (SOMEONE)

   ORVANE, 4 MAR 89 -- [TEXT] RAIN FELL.

DEV-MUC3-0003 (SOMEONE)

   ORVANE, 5 MAR 89 -- [TEXT] NOBODY MADE A KEY FOR THIS.
"""
MUC_KEYS = """
0.  MESSAGE: ID                     DEV-MUC3-0001 (X)
1.  MESSAGE: TEMPLATE               1
3.  INCIDENT: LOCATION              SAMARIA: ORVANE (CITY)
4.  INCIDENT: TYPE                  BOMBING
6.  INCIDENT: INSTRUMENT ID         "BOMB"
                                    "RIFLE"
9.  PERP: INDIVIDUAL ID             "ARMED MEN" / "GROUP OF ARMED MEN"
10. PERP: ORGANIZATION ID           "RED FRONT"
11. PERP: ORGANIZATION CONFIDENCE   CLAIMED OR ADMITTED: "RED FRONT"
19. HUM TGT: DESCRIPTION            "MAYOR OF ORVANE"
21. HUM TGT: NUMBER                 1: "MAYOR OF ORVANE"
23. HUM TGT: EFFECT OF INCIDENT     DEATH: "MAYOR OF ORVANE"

0.  MESSAGE: ID                     DEV-MUC3-0002 (X)
1.  MESSAGE: TEMPLATE               *
4.  INCIDENT: TYPE                  *
"""


def test_muc4_keys_find_their_words_over_line_breaks(tmp_path):
    put(tmp_path / "raw/dev/dev-muc3-0001-0100", MUC_TEXT)
    put(tmp_path / "raw/dev/key-dev-0001.muc4", MUC_KEYS)
    (told, nothing), log = convert("muc4", tmp_path)
    roles = {(role.role, " ".join(words(told, role).split()), role.value) for role in told.roles}
    assert roles == {
        ("weapon", "BOMB", "bombing"),
        ("perpetrator", "ARMED MEN", "bombing"),
        ("perpetrator", "GROUP OF ARMED MEN", "bombing"),
        ("perpetrator", "RED FRONT", "bombing"),
        ("victim", "MAYOR OF ORVANE", "bombing"),
        ("killed", "MAYOR OF ORVANE", "1"),
        ("place", "ORVANE", ""),
    }
    assert [(one.label, words(told, one)) for one in told.stances] == [("admits", "RED FRONT")]
    assert [one.label for one in told.relevance + nothing.relevance] == ["incident", "none"]
    assert not told.negative(Layer.ROLE, "weapon")
    assert log.problems == {"filler not found in the text: INCIDENT: INSTRUMENT ID": 1, "text without a key": 1}


def test_gtt_positions_are_checked(tmp_path):
    template = {"incident_type": "kidnapping", "PerpInd": [[["rebels", 0]]], "PerpOrg": [], "Target": []}
    template |= {"Victim": [[["a judge", 3]]], "Weapon": []}
    put(tmp_path / "gtt/dev.json", [{"docid": "T1", "doctext": "rebels took a judge", "templates": [template]}])
    (one,), log = convert("muc4_gtt", tmp_path)
    assert [(r.role, words(one, r), r.value) for r in one.roles] == [
        ("perpetrator", "rebels", "abduction"),
        ("victim", "a judge", "abduction"),
    ]
    assert log.problems == {"words not at the place given (looked for)": 1}


def test_wikievents_roles_of_the_dead_and_a_trigger_that_is_not_there(tmp_path):
    tokens = [["Guards", 0, 6], ["died", 7, 11], [".", 11, 12]]
    event = {"id": "E1", "event_type": "Life.Die.Unspecified", "trigger": {"start": 1, "end": 2, "text": "died"}}
    row = {
        "doc_id": "d",
        "tokens": [token[0] for token in tokens],
        "text": "Guards died.",
        "sentences": [[tokens, "Guards died."]],
        "entity_mentions": [{"id": "T1", "start": 0, "end": 1, "entity_type": "PER", "text": "Guards"}],
        "event_mentions": [
            event | {"arguments": [{"entity_id": "T1", "role": "Victim"}, {"entity_id": "T9", "role": "Place"}]},
            event | {"trigger": {"start": 0, "end": 1, "text": "died"}, "arguments": []},
        ],
    }
    put(tmp_path / "dev.jsonl", [row])
    (one,), log = convert("wikievents", tmp_path)
    assert [(words(one, r), r.role, r.trigger) for r in one.roles] == [("Guards", "killed", 0)]
    assert [(words(one, t), t.native) for t in one.triggers] == [("died", "Life.Die.Unspecified")]
    assert [(words(one, m), m.kind) for m in one.mentions] == [("Guards", "people")]
    assert set(log.problems) == {
        "argument that is no sound entity",
        "trigger with other words than those annotated",
    }


def test_rams_marks_one_event_only(tmp_path):
    row = {
        "doc_key": "d",
        "sentences": [["A", "bomb", "killed", "guards", "."], ["It", "rained", "."]],
        "evt_triggers": [[2, 2, [["conflict.attack.bombing", 1.0]]]],
        "gold_evt_links": [[[2, 2], [3, 3], "evt001arg01target"], [[2, 2], [30, 31], "evt001arg02place"]],
    }
    put(tmp_path / "data/rams/dev.jsonlines", [row])
    put(tmp_path / "data/rams/test.jsonlines", [row])
    (one,), log = convert("rams", tmp_path)
    assert one.text == "A bomb killed guards. It rained."
    assert [span.of(one.text) for span in one.sentences] == ["A bomb killed guards.", "It rained."]
    assert [(words(one, r), r.role) for r in one.roles] == [("guards", "target")]
    assert one.triggers[0].type == "bombing"
    assert not one.negative(Layer.TRIGGER, "bombing")
    assert one.extent(Layer.ROLE, "place") is Extent.GIVEN
    assert log.problems == {"no train part in this folder": 1, "argument outside the text or of no trigger": 1}


POLNEAR = """T1\tSource 0 9\tThe mayor
T2\tCue 10 14\tsaid
T3\tContent 15 24;26 32\tnobody in Orvane
E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1
T5\tCue 0 3\tfoo
E2\tAttribution:T6 Cue:T5
E3\tDiscuss:T7 Source:T1
"""


def test_polnear_contents_in_pieces(tmp_path):
    put(tmp_path / "data/dev/text/paper_1.txt", "The mayor said nobody in, Orvane died")
    put(tmp_path / "data/dev/attributions/paper_1_ab12.ann", POLNEAR)
    put(tmp_path / "data/dev/attributions/paper_1_cd34.ann", "")
    put(tmp_path / "data/test/text/paper_2.txt", "Left alone.")
    (one,), log = convert("polnear", tmp_path)
    (speech,) = one.speech
    assert [span.of(one.text) for span in speech.content] == ["nobody in", "Orvane"]
    assert [speech.source, speech.cue] == [(Span(0, 9),), (Span(10, 14),)]
    assert one.negative(Layer.SPEECH, "cue")
    assert log.problems == {
        "article with several annotators (the first is taken)": 1,
        "span with other words than those annotated": 1,
        "attribution without any words": 1,
    }


def test_gvdb_tokens_wider_than_the_words_marked(tmp_path):
    sentence = ["A", "41-year", "-", "old", "man", "was", "shot", "in", "Orvane", "."]
    spans = [[1, 2, "VIC-AGE", "41", []], [8, 9, "DAT-CITY", "Orvane ", []], [4, 5, "SHO-NAME", "Smith", []]]
    put(tmp_path / "dev.json", [{"doc_key": "1", "date": "2015-12-02", "full_text": [sentence], "spans": spans}])
    (one,), log = convert("gvdb", tmp_path)
    assert [(words(one, r), r.role) for r in one.roles] == [("41", "victim_age"), ("Orvane", "place")]
    assert [(words(one, m), m.kind) for m in one.mentions] == [("Orvane", "place")]
    assert log.problems["span with other words than those annotated"] == 1


def rand(description, **fields):
    stand = {"Date": "1980-01-01", "City": "Orvane", "Country": "Samaria", "Perpetrator": "Unknown", "Weapon": "Other"}
    return stand | {"Injuries": 0, "Fatalities": 0, "Description": description} | fields


def test_rand_numbers_count_only_beside_a_verb(tmp_path):
    rows = [
        rand(
            "A car bomb in Orvane killed three soldiers; 12 others were wounded on 12 streets.",
            Fatalities=3,
            Injuries=12,
        ),
        rand("SAMARIA. Gunmen fired 40 shots. The number of dead rose later to many.", Fatalities=40),
        rand("One guard was killed and another wounded in Orvane.", Fatalities=1, Injuries=1),
        rand("A rocket hit the camp of Orvane, killing one and wounding another.", Fatalities=1, Injuries=1),
        rand("No description."),
        rand("A car bomb in Orvane killed three soldiers; 12 others were wounded on 12 streets."),
    ]
    put(tmp_path / "rand_rdwti.jsonl.gz", rows)
    (first, second, *others), log = convert("rand_rdwti", tmp_path)
    assert {(r.role, words(first, r), r.value) for r in first.roles} == {
        ("place", "Orvane", ""),
        ("killed", "three", "3"),
        ("wounded", "12", "12"),
    }
    assert [(r.role, words(second, r)) for r in second.roles] == [("place", "SAMARIA")]
    found = [(r.role, words(other, r)) for other in others for r in other.roles]
    assert found == [("place", "Orvane"), ("killed", "One"), ("place", "Orvane"), ("killed", "one")]
    assert first.extent(Layer.ROLE, "killed") is Extent.WEAK
    assert len({one.split for one in (first, second, *others)}) == 1
    months = [f"{year}-{month:02}" for year in range(1968, 2010) for month in range(1, 13)]
    assert 30 <= [split_of(f"{month}-03") for month in months].count("dev") <= 70
    assert log.problems["number of killed not found beside a verb"] == 1
    assert log.problems["no paragraph to speak of"] == 1
    assert log.problems["paragraph seen before"] == 1


def test_event_location_token_numbers_are_repaired_and_a_refused_sentence_left_out(tmp_path):
    text = "Rebels shelled Orvane."
    tokens = [{"start": a, "end": b} for a, b in ((0, 6), (7, 14), (15, 21), (21, 22))]
    verb = {"start": 7, "end": 14, "token_start": 1, "token_end": 1, "label": "VERB", "text": "shelled"}
    place = {"start": 2, "end": 2, "token_start": 2, "token_end": 2, "label": "LOCATION", "text": "Orvane"}
    rows = [
        {"text": text, "tokens": tokens, "spans": [verb, place]},
        {"text": text, "tokens": tokens, "spans": [verb], "answer": "reject"},
        {"text": text, "tokens": tokens, "spans": [verb, place | {"text": "Elsewhere"}]},
        {"text": text, "tokens": tokens, "spans": [place]},
    ]
    put(tmp_path / "train.jsonl.gz", rows)
    (one,), log = convert("event_location", tmp_path)
    assert [(words(one, r), r.role, r.trigger) for r in one.roles] == [("Orvane", "place", 0)]
    assert one.extent(Layer.ROLE, "place") is Extent.GIVEN
    assert one.extent(Layer.ROLE, "target") is None
    assert log.problems == {
        "token numbers in place of character offsets (repaired)": 2,
        "refused by its annotator": 1,
        "span with other words than those annotated": 1,
        "not exactly one verb": 1,
    }


@pytest.mark.parametrize(("rating", "label"), [(3, "actual"), (1, "actual"), (0.9, "hypothetical"), (-1, "negated")])
def test_factuality_ratings_become_modalities(rating, label):
    assert label_of(rating) == label


def test_factuality_keeps_the_rating(tmp_path):
    targets = [{"span1": [2, 3], "label": -2.4, "span_text": "shell"}, {"span1": [2, 3], "label": 1, "span_text": "x"}]
    put(tmp_path / "UW/train.jsonl", [{"text": "They did shell nobody .", "targets": targets}])
    (one,), log = convert("event_factuality", tmp_path)
    assert [(words(one, m), m.label, m.degree) for m in one.modalities] == [("shell", "negated", -2.4)]
    assert log.problems == {"span with other words than those annotated": 1}


def test_re3d_doubt_takes_the_right_to_say_no(tmp_path):
    def entity(document, begin, end, value, confidence, kind="Weapon"):
        row = {"documentId": document, "begin": begin, "end": end, "type": kind, "value": value}
        return row | {"confidence": confidence}

    texts = [{"_id": name, "text": "A rifle and a tank.", "sourceName": "Ministry"} for name in "ab"]
    entities = [entity("a", 2, 7, "rifle", 1), entity("b", 2, 7, "rifle", 0.9), entity("b", 14, 18, "tank", 0.2)]
    put(tmp_path / "X/documents.json", texts)
    put(tmp_path / "X/entities.json", [*entities, entity("a", 0, 1, "A", 1, "Money"), entity("a", 2, 6, "rifle", 1)])
    (sure, doubtful), log = convert("re3d", tmp_path)
    assert [(words(sure, m), m.kind) for m in sure.mentions] == [("rifle", "weapon")]
    assert sure.negative(Layer.MENTION, "place")
    assert not doubtful.negative(Layer.MENTION, "weapon")
    assert sum(log.problems.values()) == 3


CAUSAL = "corpus,doc_id,sent_id,eg_id,index,text,causal_text_w_pairs,num_rs\n"


def test_causal_news_tags_become_spans(tmp_path):
    marked = "<ARG1>They marched</ARG1> <ARG0><SIG0>because of</SIG0> the raid</ARG0> ."
    rows = [
        f"cnc,a,1,0,x,They marched because of the raid .,\"['{marked}']\",1",
        "cnc,a,2,0,x,It rained .,[],0",
        "cnc,a,3,0,x,It rained so we left .,[],0",
    ]
    put(tmp_path / "V2/train_subtask2_grouped.csv", CAUSAL + "\n".join(rows))
    put(tmp_path / "V2/train_subtask1.csv", "index,text,label\na_1,x,1\na_2,x,0\na_3,x,1\n")
    put(tmp_path / "V2/dev_subtask2_grouped.csv", CAUSAL)
    put(tmp_path / "V2/dev_subtask1.csv", "index,text,label\n")
    (causal, other), log = convert("causal_news", tmp_path)
    (cause,) = causal.causes
    found = [cause.effect, cause.cause, *cause.signal]
    assert [span.of(causal.text) for span in found] == ["They marched", "because of the raid", "because of"]
    assert other.causes == ()
    assert other.negative(Layer.CAUSE, "cause")
    assert log.problems == {"causal, but its spans are not given": 1}


def test_india_sentences_keep_their_labels(tmp_path):
    rows = [
        {"doc_id": 7, "sent_id": 1, "sent_text": "Police fired. ", "sent_labels": ["FORCE", "ANY_ACTION"]},
        {"doc_id": 7, "sent_id": 0, "sent_text": "It rained.", "sent_labels": []},
        {"doc_id": 7, "sent_id": 2, "sent_text": "\n", "sent_labels": []},
    ]
    put(tmp_path / "data/final/sents.jsonl.gz", rows)
    (one,), log = convert("india_police_events", tmp_path)
    assert one.text == "It rained.\nPolice fired."
    labels = [(words(one, r), r.label) for r in one.relevance]
    assert labels == [
        ("It rained.", "none"),
        ("Police fired.", "police_force"),
        ("Police fired.", "police_any_action"),
    ]
    assert log.problems == {"sentence without words": 1}


def test_case_types_become_codes(tmp_path):
    rows = ["id\tEventSnippet\tSubType", '1\tA "raid from the air.\tAIR_STRIKE', "2\tTalks.\tDIPLO", "3\tHm.\tOTHER"]
    table = "\n".join([*rows, "4\t\tATTACK", ""])
    put(tmp_path / "task2/test_dataset/test_set_final_release_with_labels.tsv", table)
    documents, log = convert("case2021", tmp_path)
    assert [one.relevance[0].label for one in documents] == ["event:airstrike", "none"]
    assert log.problems == {"type that says neither yes nor no: OTHER": 1, "row without text or type": 1}


def labelled(text, **claim):
    stand = {"sentence": 1, "attribute": "where", "value": "Orvane", "value_span": [0, 6], "speaker": "outlet"}
    stand |= {"speaker_span": None, "cue_span": None, "stance": "asserts", "hedged": False, "modality": "actual"}
    row = {"id": "muc4:1", "round": 1, "outlet": "Wire", "published": None, "title": None, "text": text}
    return row | {"sentences": [[0, len(text)]], "claims": [stand | {"unclear": False, "incident": "1"} | claim]}


def test_claims_without_words_are_left_out_and_a_document_without_claims_is_a_no(tmp_path):
    rows = [labelled("Orvane burned."), labelled("Orvane burned.", value_span=None), labelled("Rain.") | {"claims": []}]
    put(tmp_path / "claims.jsonl.gz", rows)
    documents, log = convert("claims_train", tmp_path)
    assert [len(one.claims) for one in documents] == [1, 0, 0]
    assert words(documents[0], documents[0].claims[0]) == "Orvane"
    assert documents[2].relevance[0].label == "none"
    assert documents[2].negative(Layer.CLAIM, "where")
    assert log.problems == {"claim without words": 1}


def test_the_command_counts_and_says_what_is_missing(tmp_path, capsys):
    put(tmp_path / "in/claims_train/claims.jsonl.gz", [labelled("Orvane burned.")])
    arguments = ["--corpora", str(tmp_path / "in"), "--only", "claims_train", "rams", "--out", str(tmp_path / "out")]
    main(arguments)
    printed = capsys.readouterr().out
    assert "| claims_train | round-1 | 1 | 14 | . | . | . | . | . | . | . | 1 | . | 1 |" in printed
    assert "rams: 1 x no such folder under any --corpora" in printed
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["claims_train.jsonl.gz"]


def test_what_is_kept_for_measuring_is_left_out_however_it_is_written(tmp_path, capsys):
    story = "A bomb went off at a market in Orvane on Monday, killing five people, police in the city said."
    other = "Nobody in the city of Orvane knew who had fired on the house of the judge last Tuesday night."
    put(tmp_path / "gold/d1.json", json.dumps({"text": f"ORVANE -- {story.upper()}"}))
    put(tmp_path / "in/claims_train/claims.jsonl.gz", [labelled(story), labelled(other)])
    main(["--corpora", str(tmp_path / "in"), "--only", "claims_train", "--held-out", str(tmp_path / "gold")])
    printed = capsys.readouterr().out
    assert f"| claims_train | round-1 | 1 | {len(other)} |" in printed
    assert "claims_train: 1 x shares text with what is held out (first: muc4:1)" in printed


def test_folders_are_looked_for_under_every_root(tmp_path):
    (tmp_path / "b/muc4").mkdir(parents=True)
    roots = [tmp_path / "a", tmp_path / "b"]
    assert find_folder("muc4_gtt", roots) == find_folder("muc4", roots) == tmp_path / "b/muc4"
    assert find_folder("rams", roots) is None
