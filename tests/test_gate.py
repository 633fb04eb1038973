"""Quality cannot rot unseen: the reader's figures on the samples stay above the pinned floors."""

from __future__ import annotations

import json

import pytest

import gate


def test_figures_stay_above_their_floors():
    pinned = json.loads(gate.FLOORS.read_text("utf-8"))
    assert not gate.misses(gate.measure(), pinned["floors"])


def test_floors_belong_to_this_gold():
    pinned = json.loads(gate.FLOORS.read_text("utf-8"))
    assert pinned["gold"] == gate.gold_hash(), "run `python evaluation/gate.py --pin` and look at the figures"


def test_gold_quotes_are_words_of_the_samples():
    texts = {path.name: " ".join(path.read_text("utf-8").split()) for path in gate.EXAMPLES.glob("*.md")}
    told = [
        (report["file"], claim["quote"])
        for path in gate.GOLD.glob("*.json")
        for report in json.loads(path.read_text("utf-8"))["reports"]
        for claim in report["claims"]
    ]
    assert len(told) > 100
    assert not [(file, quote) for file, quote in told if quote not in texts[file]]


@pytest.mark.parametrize(("lower", "status", "floor"), [(False, 1, 0.9), (True, 0, 0.48)])
def test_a_floor_is_lowered_only_on_purpose(lower, status, floor, tmp_path, monkeypatch):
    monkeypatch.setattr(gate, "FLOORS", tmp_path / "floors.json")
    gate.FLOORS.write_text(json.dumps({"gold": "", "floors": {"pairs.ALL": 0.9}}))
    assert gate.pin({"pairs.ALL": 0.5}, {"pairs.ALL": 0.9}, lower=lower) == status
    assert json.loads(gate.FLOORS.read_text())["floors"]["pairs.ALL"] == floor
