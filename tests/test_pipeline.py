"""The whole line with a stand-in extractor: incidents, failures of single reports, and a process killed half way."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from itertools import permutations
from pathlib import Path

import pytest

from rashomon.archive import Archive
from rashomon.assemble import refresh
from rashomon.errors import GazetteerError
from rashomon.model import Extraction, Issue, Report, Severity
from rashomon.pipeline import Progress, Summary, ingest
from rashomon.read import ReadItem, read_text
from rashomon.settings import Settings
from rashomon.store import Store, open_store
from rashomon.values import Place
from stories import OAKBY, told

FARTON = Place("Farton", 54.0, 10.0, 3.0, "Farton", "g2", ("DE", "DE.02"))
Story = tuple[Report, Extraction]
ONE = [told("r1"), told("r2", published="2021-03-03"), told("r3", event="explosion", published="2021-05-01")]
LOOK_ALIKES = [told("r4", when="2021-03-06", published="2021-03-07"), told("r5", where=FARTON)]


def item(report: Report) -> ReadItem:
    return ReadItem(report, report.text.encode(), "text/plain")


def run(
    store: Store, stories: Iterable[Story], *more: Issue, progress: Callable[[Progress], None] | None = None
) -> Summary:
    held = {report.id: extraction for report, extraction in stories}
    items = [item(report) for report, _ in stories]
    return ingest([*items, *more], store, Settings(workers=1), extract=lambda r: held[r.id], progress=progress)


def groups(store: Store) -> set[frozenset[str]]:
    return {frozenset(report.id for report in store.incident(row.id).reports) for row in store.incidents()}


def test_tellings_of_one_happening_come_together_and_look_alikes_stay_apart(store: Store) -> None:
    summary = run(store, ONE + LOOK_ALIKES)
    assert groups(store) == {frozenset({"r1", "r2", "r3"}), frozenset({"r4"}), frozenset({"r5"})}
    assert (summary.read, summary.new, summary.unchanged, summary.incidents) == (5, 5, 0, 3)
    row = next(row for row in store.incidents() if row.reports == 3)
    assert (row.event, row.place, row.country) == ("fire", "Oakby", "DE")


@pytest.mark.parametrize("order", list(permutations(range(5)))[::17])
def test_incidents_do_not_depend_on_the_order_of_reading(memory: Store, order: tuple[int, ...]) -> None:
    stories = ONE + LOOK_ALIKES
    for index in order:
        run(memory, [stories[index]])
    assert groups(memory) == {frozenset({"r1", "r2", "r3"}), frozenset({"r4"}), frozenset({"r5"})}


def test_an_id_once_given_still_leads_to_the_incident(memory: Store) -> None:
    seen: dict[str, str] = {}
    for story in ONE + LOOK_ALIKES:
        run(memory, [story])
        for row in memory.incidents():
            seen.setdefault(row.id, memory.incident(row.id).reports[0].id)
    for name, report_id in seen.items():
        assert report_id in {report.id for report in memory.incident(name).reports}


def test_reading_again_changes_nothing(store: Store) -> None:
    run(store, ONE)
    before = (store.counts(), store.incidents(), store.claims(), store.links(["a-r1"]))
    summary = run(store, ONE)
    assert (summary.new, summary.unchanged) == (0, 3)
    assert (store.counts(), store.incidents(), store.claims(), store.links(["a-r1"])) == before


def test_a_better_extraction_replaces_claims_and_regroups(memory: Store) -> None:
    run(memory, [ONE[0], ONE[1]])
    report, moved = told("r2", where=FARTON, published="2021-03-03")
    with memory.transaction() as inside:
        from rashomon.assemble import place_accounts
        from stories import RUN

        assert inside.add_extraction(moved, RUN)
        place_accounts(inside, report, moved, RUN)
    refresh(memory)
    assert groups(memory) == {frozenset({"r1"}), frozenset({"r2"})}


def test_a_report_that_breaks_a_stage_is_kept_with_an_issue_and_the_rest_goes_on(store: Store) -> None:
    def extract(report: Report) -> Extraction:
        if report.id == "r2":
            raise ValueError("no such thing")
        return next(extraction for held, extraction in ONE if held.id == report.id)

    steps: list[Progress] = []
    items = [item(report) for report, _ in ONE]
    summary = ingest(items, store, Settings(workers=1), extract=extract, progress=steps.append)
    assert [step.kind for step in steps] == ["new", "issue", "new"]
    assert (summary.read, summary.new, summary.issues["error"]) == (3, 2, 1)
    [issue] = store.issues(severity=Severity.ERROR)
    assert (issue.stage, issue.report_id) == ("extract", "r2")
    assert "no such thing" in issue.message
    assert store.report("r2").id == "r2"
    assert run(store, ONE).new == 1


def test_a_claim_that_misquotes_costs_its_report_only(memory: Store) -> None:
    from dataclasses import replace

    report, extraction = ONE[0]
    bad = replace(extraction, claims=(replace(extraction.claims[0], quote="else"),))
    summary = run(memory, [(report, bad), ONE[1]])
    assert (summary.new, summary.issues["error"]) == (1, 1)
    assert [one.claim.report_id for one in memory.claims(report="r1")] == []


def test_a_missing_gazetteer_stops_the_run(memory: Store) -> None:
    def extract(report: Report) -> Extraction:
        raise GazetteerError("no gazetteer")

    with pytest.raises(GazetteerError):
        ingest([item(ONE[0][0])], memory, Settings(workers=1), extract=extract)
    assert memory.counts().reports == 0


def test_issues_of_reading_are_stored_and_counted(memory: Store) -> None:
    summary = run(memory, [], Issue("read", "empty", "nothing there", "x.txt"))
    assert summary.issues == {"warning": 1}
    assert memory.issues()[0].code == "empty"


def test_raw_bytes_are_archived_before_the_report_is_told(tmp_path: Path, memory: Store) -> None:
    archive = Archive(tmp_path / "a")
    report, extraction = ONE[0]
    kept: list[bool] = []
    ingest(
        [item(report)],
        memory,
        Settings(workers=1),
        archive=archive,
        extract=lambda _: extraction,
        progress=lambda step: kept.append(archive.get(memory.report(step.report_id).sha256) == report.text.encode()),
    )
    assert kept == [True]


def test_many_accounts_of_one_happening_stay_one_incident(memory: Store) -> None:
    stories = [told(f"r{number}") for number in range(80)]
    run(memory, stories)
    assert [row.reports for row in memory.incidents()] == [80]


_CHILD = """
import sys
sys.path.insert(0, sys.argv[2])
from stories import told
from rashomon.archive import Archive
from rashomon.pipeline import ingest
from rashomon.read import ReadItem, read_text
from rashomon.settings import Settings
from rashomon.store import open_store

stories = dict(told(f"r{number}", when=f"2021-03-{number % 28 + 1:02}") for number in range(2000))
held = {report.id: extraction for report, extraction in stories.items()}
with open_store(sys.argv[1]) as store:
    ingest(
        (ReadItem(report, report.text.encode(), "text/plain") for report in stories),
        store,
        Settings(workers=1),
        archive=Archive(sys.argv[1] + ".archive"),
        extract=lambda report: held[report.id],
        progress=lambda step: print(step.kind, step.report_id, flush=True),
    )
"""


@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_process_loses_nothing_it_reported_as_read(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "k.db"
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(path), str(Path(__file__).parent)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    told_read = [child.stdout.readline().split() for _ in range(8)]
    time.sleep(random.Random(seed).uniform(0.0, 0.15))
    os.kill(child.pid, signal.SIGKILL)
    told_read += [line.split() for line in child.communicate()[0].splitlines(keepends=True) if line.endswith("\n")]
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    with open_store(path) as store:
        archive = Archive(f"{path}.archive")
        for kind, report_id in told_read:
            assert kind == "new"
            assert archive.get(store.report(report_id).sha256) == store.report(report_id).text.encode()
            assert len(store.claims(report=report_id)) == 3
            assert store.accounts(report=report_id)[0].incident_id
        assert len(store.reports_without("rules@1")) == 0
        done = store.counts().reports
        assert done >= len(told_read)
        stories = [told(f"r{number}", when=f"2021-03-{number % 28 + 1:02}") for number in range(done + 3)]
        summary = run(store, stories)
        assert (summary.new, summary.unchanged) == (3, done)
        assert store.stale_incidents() == []


def test_where_is_part_of_the_story() -> None:
    """The stories above tell a time, a place and an event: linking has something to go by."""
    assert {claim.attribute for claim in ONE[0][1].claims} == {"event", "when", "where"}
    assert ONE[0][1].claims[-1].value == OAKBY


def test_a_report_read_again_with_its_date_is_the_same_report(store: Store) -> None:
    text = "Two guards were killed at the mill in Oakby on Monday, the harbour police said."
    undated, dated = read_text(text), read_text(text, published="2021-03-02")
    made: list[Report] = []

    def extract(report: Report) -> Extraction:
        made.append(report)
        return Extraction(report.id, "rules@1")

    for report in (undated, dated, dated, undated):
        ingest([item(report)], store, Settings(workers=1), extract=extract)
    assert [one.id for one in made] == [undated.id, undated.id]
    assert store.counts().reports == 1
    assert store.report(undated.id).published_at == dated.published_at


def test_the_same_words_under_two_dates_are_two_reports(store: Store) -> None:
    text = "Two guards were killed at the mill in Oakby on Monday, the harbour police said."
    for day in ("2021-03-02", "2022-03-01"):
        ingest(
            [item(read_text(text, published=day))],
            store,
            Settings(workers=1),
            extract=lambda r: Extraction(r.id, "rules@1"),
        )
    assert store.counts().reports == 2
