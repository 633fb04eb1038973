"""The contract of ``Store``, held over SQLite and PostgreSQL alike."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rashomon.errors import NotFoundError, StoreError
from rashomon.model import Decision, Issue, Judgement, Link, Reason, Severity, Span, Stance
from rashomon.store import IncidentFilter, IncidentRow, Store, open_store
from rashomon.values import Code, Count, PartyRef, Text
from stories import OAKBY, RUN, TEXT, make_claim, make_extraction, make_report


def filled(store: Store) -> None:
    report = make_report()
    store.add_report(report)
    store.add_extraction(
        make_extraction(
            report,
            make_claim(report, "Two guards", "killed", Count(2, 2, "guards"), ("harbour police", "deu:police:harbour")),
            make_claim(report, "Oakby", "where", OAKBY),
            make_claim(
                report, "The owners denied it", "perpetrator", PartyRef(None, "owners"), "owners", Stance.DENIES
            ),
            issues=(Issue("when", "no-year", "which year?", "r1.txt", "r1", span=Span(0, 4)),),
        ),
        RUN,
    )


def test_a_report_comes_back_as_it_went_in(store: Store) -> None:
    report = make_report(title="Fire — «à» 火", url="https://example.org/1", outlet="Example", language="en")
    assert store.add_report(report)
    assert store.report("r1") == report
    assert list(store.reports()) == [report]
    assert store.latest_publication() == report.published_at


def test_the_same_report_again_changes_nothing(store: Store) -> None:
    filled(store)
    before = (store.counts(), store.claims(), store.issues())
    assert not store.add_report(make_report())
    filled(store)
    assert (store.counts(), store.claims(), store.issues()) == before


def test_a_changed_text_under_the_same_id_is_refused(store: Store) -> None:
    store.add_report(make_report())
    with pytest.raises(StoreError, match="another text"):
        store.add_report(make_report(text="Another text."))
    assert store.report("r1").text == TEXT


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_a_text_that_no_database_holds_is_refused(store: Store, text: str) -> None:
    with pytest.raises(StoreError, match="r1"):
        store.add_report(replace(make_report(), text=text))
    assert store.counts().reports == 0


def test_claims_come_back_as_they_went_in(store: Store) -> None:
    report = make_report()
    claim = make_claim(
        report, "Two guards", "killed", Count(0, 0), ("police", "p:1"), hedged=True, confidence=0.25, cue=Span(1, 3)
    )
    store.add_report(report)
    assert store.add_extraction(make_extraction(report, claim), RUN)
    [stored] = store.claims()
    assert stored.claim == claim
    assert (stored.run_id, stored.incident_id) == (RUN.id, "")
    assert [one.id for one in store.parties()] == ["p:1"]


def test_a_quote_that_is_not_its_span_is_refused_by_name(store: Store) -> None:
    report = make_report()
    store.add_report(report)
    good = make_claim(report, "Oakby", "where", OAKBY)
    bad = replace(make_claim(report, "Two guards", "killed", Count(2, 2)), quote="two guards")
    with pytest.raises(StoreError, match=bad.id):
        store.add_extraction(make_extraction(report, good, bad), RUN)
    assert store.claims() == []


@pytest.mark.parametrize("change", [{"span": Span(0, 10_000)}, {"context": Span(5, 10_000)}, {"speakers": ()}])
def test_spans_beyond_the_text_and_claims_nobody_makes_are_refused(store: Store, change: dict[str, object]) -> None:
    report = make_report()
    store.add_report(report)
    claim = replace(make_claim(report, "Oakby", "where", OAKBY), **change)
    with pytest.raises(StoreError):
        store.add_extraction(make_extraction(report, claim), RUN)


def test_claims_of_a_report_that_is_not_stored_are_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="not stored"):
        store.add_extraction(make_extraction(make_report()), RUN)


def test_a_new_extraction_replaces_the_old_and_keeps_the_account(store: Store) -> None:
    filled(store)
    store.set_incidents({"i1": ["a-r1"]}, {}, RUN)
    report = make_report()
    assert store.add_extraction(make_extraction(report, make_claim(report, "Oakby", "where", OAKBY)), RUN)
    assert [one.claim.attribute for one in store.claims()] == ["where"]
    assert store.claims()[0].incident_id == "i1"
    assert store.issues() == []
    assert store.search("guards", kind="claim") == []


def test_claims_are_filtered_by_every_condition(store: Store) -> None:
    filled(store)
    store.set_incidents({"i1": ["a-r1"]}, {"i0": "i1"}, RUN)
    assert len(store.claims(incident="i0")) == 3
    assert [one.claim.attribute for one in store.claims(attribute="killed")] == ["killed"]
    assert [one.claim.attribute for one in store.claims(stance=Stance.DENIES)] == ["perpetrator"]
    assert [one.claim.attribute for one in store.claims(party="deu:police")] == ["killed"]
    assert [one.claim.attribute for one in store.claims(party="Owner")] == ["perpetrator"]
    assert store.claims(party="own%r") == []
    assert store.claims(party="deu:pol") == []
    assert store.claims(report="none") == []
    assert len(store.claims(limit=2)) == 2
    assert store.claims(limit=2, offset=2) == store.claims()[2:]
    with pytest.raises(NotFoundError):
        store.claims(incident="nowhere")


def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    def fail_half_way() -> None:
        with store.transaction() as inside:
            inside.add_report(make_report())
            assert inside.counts().reports == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert store.counts().reports == 0


def test_search_finds_words_phrases_and_beginnings(store: Store) -> None:
    filled(store)
    [claim, report] = store.search("guards")
    assert (claim.kind, report.kind) == ("claim", "report")
    assert [mark.of(report.snippet) for mark in report.marks] == ["guards"]
    assert claim.claim_id == store.claims(attribute="killed")[0].claim.id
    assert store.search("GUARDS killed", kind="report")
    assert store.search('"guards were killed"', kind="report")
    assert not store.search('"killed guards"', kind="report")
    assert store.search("harb*", kind="report")
    assert not store.search("harb", kind="report")
    assert store.search("guards", limit=1, offset=1) == [report]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        '"',
        "'",
        "*",
        "a*b*",
        "AND OR NOT",
        "NEAR(a b)",
        "text:",
        "x' OR 1=1 --",
        "\\",
        "(",
        "\x00",
        "\ud800",
        "_",
        "&|!:<->",
    ],
)
def test_search_is_safe_for_any_string(store: Store, query: str) -> None:
    filled(store)
    assert isinstance(store.search(query), list)


def test_issues_are_kept_once_and_filtered(store: Store) -> None:
    rubbish = Issue("read", "bad-name", "cannot read \udc80\x00", "dir/\udc80", severity=Severity.ERROR)
    store.add_issue(rubbish, RUN)
    store.add_issues((rubbish, Issue("when", "no-year", "which year?")), RUN)
    assert len(store.issues()) == 2
    assert [one.code for one in store.issues(severity=Severity.ERROR)] == ["bad-name"]
    assert [one.code for one in store.issues(stage="when")] == ["no-year"]
    assert store.issues(code="no-year", limit=1, offset=1) == []


def test_incidents_merge_and_old_ids_lead_on(store: Store) -> None:
    for name in ("r1", "r2", "r3"):
        report = make_report(name)
        store.add_report(report)
        store.add_extraction(make_extraction(report, make_claim(report, "Oakby", "where", OAKBY)), RUN)
    store.set_incidents({"i1": ["a-r1"]}, {}, RUN)
    store.set_incidents({"i2": ["a-r2"]}, {}, RUN)
    store.set_incidents({"i3": ["a-r3"]}, {}, RUN)
    store.set_incidents({"i2": ["a-r2", "a-r3"]}, {"i3": "i2"}, RUN)
    store.set_incidents({"i1": ["a-r1", "a-r2", "a-r3"]}, {"i2": "i1"}, RUN)
    view = store.incident("i3")
    assert (view.row.id, view.asked) == ("i1", "i3")
    assert view.incident.account_ids == ("a-r1", "a-r2", "a-r3")
    assert [one.id for one in view.reports] == ["r1", "r2", "r3"]
    assert len(view.claims) == 3
    assert [one.id for one in store.incidents()] == ["i1"]
    with pytest.raises(NotFoundError):
        store.incident("i9")


def test_an_id_that_lives_again_is_no_longer_redirected(store: Store) -> None:
    for name in ("r1", "r2"):
        report = make_report(name)
        store.add_report(report)
        store.add_extraction(make_extraction(report), RUN)
    store.set_incidents({"i1": ["a-r1", "a-r2"]}, {"i2": "i1"}, RUN)
    store.set_incidents({"i1": ["a-r1"], "i2": ["a-r2"]}, {}, RUN)
    assert store.incident("i2").row.id == "i2"


def test_the_list_of_incidents_is_filtered_and_paged(store: Store) -> None:
    rows = [
        IncidentRow(
            "i1", "fire", datetime(2021, 3, 1, tzinfo=UTC), datetime(2021, 3, 2, tzinfo=UTC), place="Oakby", reports=2
        ),
        IncidentRow(
            "i2", "shooting", datetime(2021, 4, 1, tzinfo=UTC), datetime(2021, 4, 2, tzinfo=UTC), disputed=("killed",)
        ),
        IncidentRow("i3", country="AM", counts={"killed": {"low": 1, "best": 2, "high": None}}),
    ]
    for index, row in enumerate(rows, 1):
        report = make_report(f"r{index}")
        store.add_report(report)
        claims = [make_claim(report, "Oakby", "where", OAKBY, ("police", "p:1"))] if index == 1 else []
        store.add_extraction(make_extraction(report, *claims), RUN)
        store.set_incidents({row.id: [f"a-r{index}"]}, {}, RUN)
        assert store.stale_incidents() == [row.id]
        store.set_summaries([row])
    assert store.stale_incidents() == []
    assert store.incidents() == [rows[1], rows[0], rows[2]]
    assert store.incidents(limit=1, offset=1) == [rows[0]]

    def ids(**wanted: object) -> list[str]:
        return [one.id for one in store.incidents(IncidentFilter(**wanted))]  # type: ignore[arg-type]

    assert ids(event="fire") == ["i1"]
    assert ids(since=datetime(2021, 3, 15, tzinfo=UTC)) == ["i2"]
    assert ids(until=datetime(2021, 3, 15, tzinfo=UTC)) == ["i1"]
    assert ids(place="oak") == ["i1"]
    assert ids(country="am") == ["i3"]
    assert ids(disputed=True) == ["i2"]
    assert ids(min_reports=2) == ["i1"]
    assert ids(party="p") == ["i1"]
    assert store.count_incidents(IncidentFilter(event="fire")) == 1


def test_links_and_blocks(store: Store) -> None:
    for name in ("r1", "r2"):
        report = make_report(name)
        store.add_report(report)
        store.add_extraction(make_extraction(report), RUN)
        store.set_profile(f"a-{name}", {"days": [[1, 2]]}, {"k1", name})
    link = Link("a-r1", "a-r2", (Reason("prior", -7.0), Reason("date", 8.5, "the same day")))
    store.set_links("a-r2", [link], RUN)
    assert store.links(["a-r1"]) == store.links(["a-r2"]) == [link]
    assert store.accounts_in_blocks(["k1", "r2"], 5) == ["a-r2", "a-r1"]
    assert store.accounts_in_blocks(["k1"], 1) == ["a-r1"]
    assert store.accounts(report="r1")[0].profile == {"days": [[1, 2]]}


def test_decisions_are_appended_once(store: Store) -> None:
    ruling = Decision("d1", ("a1", "a2"), Judgement.SAME, "ana", datetime(2021, 5, 1, tzinfo=UTC), "clear")
    assert store.add_decision(ruling)
    assert not store.add_decision(ruling)
    assert store.decisions() == [ruling]


def test_every_kind_of_value_survives(store: Store) -> None:
    report = make_report()
    values = [
        Count(0, None),
        Code("weapon", "a.b", "MANPADS", "rus"),
        PartyRef(None, "x"),
        Text("ü"),
        OAKBY,
        Count(0, 0),
    ]
    store.add_report(report)
    claims = [replace(make_claim(report, "Oakby", "other", value), id=f"c{n}") for n, value in enumerate(values)]
    store.add_extraction(make_extraction(report, *claims), RUN)
    assert [one.claim.value for one in store.claims()] == values


def test_reopening_keeps_everything(database: str) -> None:
    with open_store(database) as store:
        filled(store)
        before = store.claims()
    with open_store(database) as store:
        assert store.claims() == before


def test_reports_without_an_extraction_are_known(store: Store) -> None:
    store.add_report(make_report("r2"))
    filled(store)
    assert store.reports_without("rules@1") == ["r2"]
    assert store.has_extraction("r1", "rules@1")
    assert not store.has_extraction("r1", "other@1")


def test_readers_never_wait_for_a_writer_and_see_whole_reports(store: Store) -> None:
    """A reader in another thread sees, at any moment, either all of a report's claims or none."""
    broken: list[str] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            seen: dict[str, int] = {}
            for one in store.claims():
                seen[one.claim.report_id] = seen.get(one.claim.report_id, 0) + 1
            broken.extend(name for name, number in seen.items() if number != 2)

    watchers = [threading.Thread(target=watch) for _ in range(2)]
    for thread in watchers:
        thread.start()
    for number in range(25):
        report = make_report(f"r{number}")
        with store.transaction() as inside:
            inside.add_report(report)
            claims = [make_claim(report, quote, "where", OAKBY) for quote in ("Oakby", "mill in")]
            inside.add_extraction(make_extraction(report, *claims), RUN)
    done.set()
    for thread in watchers:
        thread.join()
    assert broken == []
    assert store.counts().claims == 50


def test_writers_take_turns(store: Store) -> None:
    def write(first: int) -> None:
        for number in range(first, first + 10):
            store.add_report(make_report(f"r{number}"))

    writers = [threading.Thread(target=write, args=(first,)) for first in (0, 10, 20)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    assert store.counts().reports == 30


# opening and migrating


def test_looking_into_a_missing_file_makes_none(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database"):
        open_store(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("target", ["mysql://x/y", "/no/such/folder/x.db", "postgresql://nobody@127.0.0.1:1/x"])
def test_targets_that_cannot_be_opened_say_so(target: str) -> None:
    with pytest.raises(StoreError):
        open_store(target)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_text("this is a diary, not a database " * 40)
    with pytest.raises(StoreError, match=r"x\.db"):
        open_store(path)


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.execute("CREATE TABLE recipe (id INTEGER)")
    connection.close()
    with pytest.raises(StoreError, match="no Rashomon database"):
        open_store(tmp_path / "x.db")


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    open_store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = '999'")
    connection.close()
    with pytest.raises(StoreError, match="update Rashomon"):
        open_store(path)


def test_a_version_1_file_is_led_to_the_current_schema(tmp_path: Path) -> None:
    """``schema_v1.sql`` is a dump of what version 1 wrote: a report and its claim, and no search index."""
    path = tmp_path / "old.db"
    old = (Path(__file__).parent / "data" / "schema_v1.sql").read_text(encoding="utf-8")
    connection = sqlite3.connect(path)
    connection.executescript(old)
    connection.close()
    with open_store(path) as store:
        assert {hit.kind for hit in store.search("guards")} == {"claim", "report"}
        assert store.report("r1").text == TEXT
        assert store.claims()[0].claim.value == Count(2, 2, "guards")
        assert store.add_report(make_report("r2", "Later guards."))
        assert len(store.search("guards", kind="report")) == 2
        store.add_extraction(make_extraction(make_report()), RUN)
        assert store.search("guards", kind="claim") == []
    open_store(path).close()


def test_a_password_is_never_shown() -> None:
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://ana:secret@127.0.0.1:1/x")
    assert "secret" not in str(caught.value)


def test_a_database_where_nothing_can_be_written_is_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept & done.db"
    with open_store(path) as store:
        store.add_report(make_report("r1"))
    monkeypatch.setattr("rashomon.store.connect.os.access", lambda *_: False)
    with open_store(path, create=False) as store:
        assert [report.id for report in store.reports()] == ["r1"]
        with pytest.raises(StoreError, match="readonly"):
            store.add_report(make_report("r2"))


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="name a file in it"):
        open_store(tmp_path)
