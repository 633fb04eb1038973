"""The measurement of single reports: gold as it is labelled, figures as the scorer gives them, mistakes as they are."""

from __future__ import annotations

import gzip
import json

import pytest

import claims
from gazetteer_fixture import build_small
from rashomon.extract import Resources
from rashomon.who import load_party_lexicon

TEXT = "A bomb exploded at a market in Baghdad on Tuesday, killing five people, police said. The mayor said nine died."


def label(attribute: str, value: str, words: str, speaker: str, **fields: object) -> dict[str, object]:
    start = TEXT.index(words)
    stand = {"stance": "asserts", "hedged": False, "modality": "actual", "unclear": False, "incident": "1"}
    span = [start, start + len(words)]
    return {"attribute": attribute, "value": value, "value_span": span, "speaker": speaker, **stand, **fields}


LABELS = [
    label("event", "bombing", "exploded", "police"),
    label("killed", "5 @people", "five people", "police"),
    label("killed", "9", "nine", "police"),
    label("weapon", "explosive device", "bomb", "police"),
    label("killed", "70", "nine", "outlet", incident="2"),
    label("killed", "80", "nine", "outlet", modality="future"),
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    document = {"id": "one", "round": 2, "outlet": "Wire", "published": "2021-03-03", "title": None, "text": TEXT}
    lines = [document | {"claims": LABELS}, document | {"id": "two", "round": 1, "claims": []}]
    with gzip.open(tmp_path / "claims.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    resources = Resources(build_small(tmp_path / "gazetteer"), load_party_lexicon())
    monkeypatch.setattr(claims, "load_resources", lambda: resources)
    return tmp_path


def run(monkeypatch, *arguments: object) -> None:
    monkeypatch.setattr("sys.argv", ["claims.py", *map(str, arguments)])
    claims.main()


def test_figures_count_the_main_incident_of_the_wanted_rounds(folder, monkeypatch, capsys):
    run(monkeypatch, "--train", folder, "--json", folder / "out.json")
    figures = json.loads((folder / "out.json").read_text("utf-8"))["train"]
    assert figures["documents"] == 1
    assert [figures["pairs"]["killed"][key] for key in ("tp", "fp", "fn")] == [2, 0, 0]
    assert [figures["triples"]["killed"][key] for key in ("tp", "fp", "fn")] == [1, 1, 1]
    assert figures["pairs"]["weapon"]["tp"] == 1, "the labelled words are accepted beside the value"
    assert figures["speakers"] == {"right": 3, "another party": 1}
    assert "train: 1 documents" in capsys.readouterr().out


def test_mistakes_are_listed_with_their_words(folder, monkeypatch, capsys):
    run(monkeypatch, "--train", folder, "--rounds", "1,2", "--errors", "killed,when")
    out = capsys.readouterr().out
    assert "## two" in out
    assert "WRONG killed 9 [mayor asserts] <nine>" in out
    assert out.count("## one") == 1
    assert "WRONG when 2021-03-02" in out


@pytest.mark.parametrize("place", ["reports/one/01.json", "blind/d1.json"])
def test_gold_reports_are_found_by_their_own_or_their_blind_name(folder, monkeypatch, capsys, place):
    stand = {"stance": "asserts", "hedged": False}
    told = [{"attribute": "killed", "value": "5", "speaker": "police", **stand}]
    reports = [
        {"file": "one/01.json", "relevant": True, "cluster": "one", "claims": told},
        {"file": "one/02.json", "relevant": False, "cluster": "x", "claims": []},
    ]
    place_of = {"lat": 33.3, "lon": 44.4}
    incident = {"id": "one", "event_type": "bombing", "date": "2021-03-02", "place": place_of, "reconciled": {}}
    for name, data in {
        "gold/one.json": incident | {"reports": reports},
        place: {"text": TEXT, "published": "2021-03-03", "outlet": "Wire"},
        "blind_map.json": {"d1.json": "one/01.json"},
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(data))
    run(monkeypatch, "--gold", folder, "--json", folder / "out.json")
    killed = json.loads((folder / "out.json").read_text("utf-8"))["gold"]["triples"]["killed"]
    assert (killed["tp"], killed["fn"]) == (1, 0)


def test_a_folder_is_asked_for(monkeypatch, capsys):
    with pytest.raises(SystemExit):
        run(monkeypatch)
    assert "--train FOLDER" in capsys.readouterr().err
