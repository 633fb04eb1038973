"""Evaluation: blind reports through the whole pipeline, gold opened only afterwards, values in the gold's forms."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from rashomon.cli import main
from rashomon.errors import ReadError
from rashomon.evaluate import evaluate, gold_form
from rashomon.settings import Settings
from rashomon.values import Code, Count, Grain, PartyRef, Place, Text, TimeSpan

TEXT = (
    "KABUL, March 3 - A bomb exploded at a market in Kabul on Tuesday, killing five people and wounding 12, "
    "police said.\n"
)
ONE = Settings(workers=1)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "blind").mkdir()
    data = {
        "file": "d1.json",
        "outlet": "Test Wire",
        "published": "2015-03-03",
        "title": "Blast in Kabul",
        "text": TEXT,
    }
    (tmp_path / "blind" / "d1.json").write_text(json.dumps(data))
    return tmp_path


def test_a_folder_with_nothing_but_blind_gives_predictions(folder):
    done = evaluate(folder, ONE)
    assert done.scores is None
    (incident,) = done.predictions["incidents"]
    (report,) = incident["reports"]
    assert report["file"] == "d1.json"
    told = {(claim["attribute"], claim["value"]) for claim in report["claims"]}
    assert ("wounded", "12") in told
    assert incident["counts"]["killed"]["best"] == 5
    assert incident["date"] == "2015-03-03"
    assert all(claim["quote"] in "Blast in Kabul\n\n" + TEXT for claim in report["claims"])


def test_evaluating_leaves_nothing_behind(folder, monkeypatch):
    scratch = folder / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    evaluate(folder, ONE)
    assert list(scratch.iterdir()) == []
    assert sorted(path.name for path in folder.iterdir()) == ["blind", "scratch"]


def test_gold_is_opened_only_when_predictions_are_made(folder, monkeypatch):
    opened = []
    (folder / "gold").mkdir()
    gold = {
        "id": "one",
        "event_type": "bombing",
        "date": "2015-03-03",
        "place": {"lat": 34.5, "lon": 69.2},
        "reports": [
            {
                "file": "one/1.json",
                "relevant": True,
                "cluster": "one",
                "claims": [
                    {"attribute": "wounded", "value": "12", "speaker": "police", "stance": "asserts", "hedged": False}
                ],
            }
        ],
        "reconciled": {},
    }
    (folder / "gold" / "one.json").write_text(json.dumps(gold))
    (folder / "blind_map.json").write_text('{"d1.json": "one/1.json"}')
    read_text = Path.read_text

    def spy(self, *args, **more):
        if folder in self.parents:
            opened.append(self.relative_to(folder).parts[0])
        return read_text(self, *args, **more)

    monkeypatch.setattr(Path, "read_text", spy)
    done = evaluate(folder, ONE)
    assert opened == ["blind", "blind_map.json", "gold"]
    assert done.scores is not None
    assert done.scores.aligned == 1
    assert done.scores.pairs["wounded"].tp == 1


def test_without_blind_reports_there_is_nothing_to_do(tmp_path):
    with pytest.raises(ReadError, match="blind"):
        evaluate(tmp_path, ONE)
    assert CliRunner().invoke(main, ["evaluate", str(tmp_path)]).exit_code == 2


def test_a_broken_blind_file_is_told_and_the_rest_is_read(folder):
    (folder / "blind" / "a.json").write_text("{")
    out = folder / "out.json"
    result = CliRunner().invoke(main, ["evaluate", str(folder), "--predictions", str(out), "--workers", "1"])
    assert result.exit_code == 1
    assert "a.json" in result.stderr
    assert "1 report" in result.stdout
    assert len(json.loads(out.read_text("utf-8"))["incidents"]) == 1


def moment(grain, minutes, daypart=""):
    start = datetime(2020, 11, 9, 14, 30, tzinfo=UTC)
    return TimeSpan(start, start + timedelta(minutes=minutes), grain, "Moscow time", 180, daypart=daypart)


@pytest.mark.parametrize(
    ("attribute", "value", "form"),
    [
        ("when", moment(Grain.MINUTE, 1), "2020-11-09T17:30"),
        ("when", moment(Grain.DAYPART, 240, "evening"), "2020-11-09Tevening"),
        ("killed", Count(5, None), ">=5"),
        ("killed", Count(0, 0), "none"),
        ("event", Code("event", "shootdown", "was downed"), "shootdown"),
        ("response", Code("response", "investigation.criminal", "a probe"), "investigation"),
        ("weapon", Code("weapon", "missile.manpads", "shoulder-fired missile"), "shoulder-fired missile"),
        ("weapon", Code("weapon", "missile.surface_to_air"), "surface to air"),
        ("where", Place("near Yeraskh", 39.7, 44.8, toponym="Yeraskh"), "near Yeraskh"),
        ("perpetrator", PartyRef("aze:mil", "its forces"), "its forces"),
        ("target", Text("a convoy"), "a convoy"),
    ],
)
def test_values_are_written_as_gold_writes_them(attribute, value, form):
    assert gold_form(attribute, value) == form
