"""The library's surface: small, light to import, and enough to get from texts to incidents."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import rashomon
from rashomon.errors import NotFoundError, StoreError
from rashomon.model import Span, Stance
from rashomon.store import open_store
from stories import OAKBY, RUN, make_claim, make_extraction, make_report

NAMES = {
    "Database",
    "IncidentStory",
    "RashomonError",
    "Settings",
    "__version__",
    "claim_json",
    "describe",
    "load_settings",
    "open",
    "read",
}


def test_the_public_names_are_these_and_all_exist() -> None:
    assert set(rashomon.__all__) == NAMES
    assert all(getattr(rashomon, name) is not None for name in NAMES)


def test_importing_loads_nothing_heavy() -> None:
    code = "import rashomon, sys; print(callable(rashomon.read)); print(' '.join(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    assert out[0] == "True"
    loaded = {name.split(".")[0] for name in out[1].split()}
    heavy = {"sqlalchemy", "lxml", "trafilatura", "httpx", "fastwarc", "feedparser", "click", "rich", "multiprocessing"}
    assert not loaded & heavy


def test_read_stays_a_function_when_its_package_is_used() -> None:
    from rashomon.read import read_text

    assert callable(rashomon.read)
    assert read_text("A mill burned.").text == "A mill burned."


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "x.db"
    report = make_report(title="Mill fire", outlet="Example")
    with open_store(path) as store:
        store.add_report(report)
        claim = make_claim(report, "Oakby", "where", OAKBY, ("police", "p:1"), cue=Span(0, 4), hedged=True)
        store.add_extraction(make_extraction(report, claim), RUN)
        store.set_incidents({"i1": ["a-r1"]}, {}, RUN)
    return path


def test_a_database_is_opened_and_looked_into(filled: Path) -> None:
    with rashomon.open(filled) as db:
        [row] = db.incidents()
        story = db.show(row.id)
        assert story.findings[0].attribute == "where"
        assert story.reconciled.place == OAKBY
        assert db.claims(party="p:1", stance=Stance.ASSERTS)[0].incident_id == "i1"
        assert db.search("oakby")
        assert db.issues() == []
        assert db.report("r1").outlet == "Example"
        assert [one.id for one in db.reports()] == ["r1"]
        assert db.counts().claims == 1
        with pytest.raises(NotFoundError):
            db.show("nothing")


def test_opening_what_is_not_there_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        rashomon.open(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_a_claim_as_json_carries_everything(filled: Path) -> None:
    with rashomon.open(filled) as db:
        data = rashomon.claim_json(db.claims()[0])
    assert json.loads(json.dumps(data)) == data
    assert data["speakers"] == [
        {"name": "outlet", "party": None, "span": None},
        {"name": "police", "party": "p:1", "span": None},
    ]
    needed = "id report attribute value quote span stance hedged modality confidence method incident"
    assert set(needed.split()) <= set(data)
    assert make_report().text[slice(*data["span"])] == data["quote"] == "Oakby"


def test_from_texts_to_incidents(tmp_path: Path) -> None:
    one = "A bomb exploded at a market in Kandahar on 3 March 2021, killing four people, police said."
    two = "The governor said five people died when a bomb exploded in a market in Kandahar on 3 March 2021."
    with rashomon.read([one, two], tmp_path / "x.db", published="2021-03-04", outlet="Example") as db:
        assert db.last is not None
        assert (db.last.read, db.last.new, db.last.issues["error"]) == (2, 2, 0)
        [incident] = db.incidents()
        assert incident.reports == 2
        assert all(one.claim.span.of(db.report(one.claim.report_id).text) == one.claim.quote for one in db.claims())
        assert {one.claim.speaker.name for one in db.claims(attribute="killed")} == {"police", "governor"}
    with rashomon.read([one, two], tmp_path / "x.db", published="2021-03-04", outlet="Example") as db:
        assert db.last is not None
        assert (db.last.new, db.last.unchanged) == (0, 2)


def test_a_file_is_told_from_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("A mill burned in Kandahar on 3 March 2021.")
    with rashomon.read(str(path), published="2021-03-04") as db:
        assert [one.source for one in db.reports()] == [str(path)]
    with rashomon.read("A mill burned in Kandahar on 3 March 2021.", published="2021-03-04") as db:
        assert [one.text for one in db.reports()] == ["A mill burned in Kandahar on 3 March 2021."]
