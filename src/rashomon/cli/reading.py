"""``rashomon read``."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import click

from rashomon.cli.options import database, formatted, settings_of

if TYPE_CHECKING:
    from rashomon.pipeline import Progress, Summary
    from rashomon.read import ReadOptions

INTERRUPTED: Final = 130  # what a shell says of a program that was stopped with Ctrl-C
TOLD: Final = 20  # issues told one by one; a broken archive of a million pages must not flood the terminal


@click.command(short_help="Read reports into a database.")
@click.argument("sources", nargs=-1, required=True)
@database
@click.option("--published", metavar="DATE", help="Date of reports that do not say it: 2020-11-10, or with a time.")
@click.option("--outlet", default="", help="Outlet of reports that do not name theirs.")
@click.option("--language", default="", help="Language of reports that do not say it (a code such as en).")
@click.option("--columns", metavar="MAP", help="Columns of CSV and JSONL: text=body,published=date,outlet=source ...")
@click.option("--force", is_flag=True, help="Let --published, --outlet and --language win over what a source says.")
@click.option("--follow", is_flag=True, help="Fetch the page behind each entry of a feed.")
@click.option("--allow-private", is_flag=True, default=None, help="Allow addresses on private networks.")
@click.option("--user-agent", help="What to tell servers; name a contact in it.")
@click.option("--workers", type=click.IntRange(min=0), help="Processes that read; 0 = one for each core.")
@formatted
@click.pass_context
def read(ctx: click.Context, /, sources: tuple[str, ...], form: str, **given: Any) -> None:
    """Read SOURCES into the database: each fact becomes a claim with speaker, stance and exact words.

    A source is a file, a folder with all below it, an http(s) address, or - for standard input. Text, Markdown, HTML,
    CSV, JSON, JSONL, RSS, Atom, WARC and WACZ are told apart by their content. What cannot be read becomes an issue
    (rashomon issues) and the rest goes on. Reading the same again changes nothing.

    Exit status: 0 all well, 1 some items could not be read, 2 nothing was read.

    \b
    Example:
      rashomon read reports/ page.html https://example.org/feed.xml --db reports.db
      rashomon read old.txt --published 2020-11-10 --outlet "Example Times"
    """
    from rashomon.archive import Archive
    from rashomon.pipeline import ingest
    from rashomon.read import read_sources
    from rashomon.store import open_store

    flags = {name: given[name] for name in ("db", "workers", "allow_private", "user_agent")}
    settings = settings_of(config=given["config"], **flags)
    options = _options(given, settings)
    try:
        with open_store(settings.db) as store, progress() as tell:
            items = read_sources(sources, options)
            summary = ingest(items, store, settings, archive=Archive(settings.archive_path), progress=tell)
    except KeyboardInterrupt:
        click.echo("rashomon: stopped; what was read is kept, and the same command goes on from there", err=True)
        ctx.exit(INTERRUPTED)
    _print_summary(form, summary, settings.db)
    failed = summary.issues["error"]
    ctx.exit(2 if summary.read == 0 else 1 if failed else 0)


def _options(given: dict[str, Any], settings: Any) -> ReadOptions:
    from rashomon.read import ReadOptions

    chosen: dict[str, Any] = {name: given[name] for name in ("outlet", "language", "force", "follow")}
    if settings.user_agent:
        chosen["user_agent"] = settings.user_agent
    return ReadOptions(
        published=_date(given["published"]),
        columns=_columns(given["columns"]),
        allow_private=settings.allow_private,
        host_delay_s=settings.host_delay_s,
        cache_dir=str(settings.archive_path),
        **chosen,
    )


def _date(text: str | None) -> date | datetime | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text) if len(text) <= len("2020-11-10") else datetime.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no date; write 2020-11-10 or 2020-11-10T17:30+03:00"
        raise click.BadParameter(message, param_hint="--published") from None


def _columns(text: str | None) -> dict[str, str]:
    if not text:
        return {}
    pairs = [part.partition("=") for part in text.split(",")]
    wrong = [left for left, _, right in pairs if not left.strip() or not right.strip()]
    if wrong:
        raise click.BadParameter(f"{text!r}: write FIELD=COLUMN, separated by commas", param_hint="--columns")
    return {left.strip(): right.strip() for left, _, right in pairs}


@contextlib.contextmanager
def progress() -> Iterator[Callable[[Progress], None]]:
    """A line that moves on a terminal; errors and warnings are told as they come, the first twenty of them."""
    lines = _Lines()
    if not sys.stderr.isatty():
        yield lambda step: lines.tell(step, lambda line: click.echo(line, err=True))
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from rashomon.cli.output import console

    columns = (TextColumn("{task.completed} reports"), BarColumn(), TextColumn("{task.fields[source]}"))
    with Progress(*columns, TimeElapsedColumn(), console=console(err=True), transient=True) as bar:
        task = bar.add_task("read", total=None, source="")

        def tell(step: Any) -> None:
            if step.issue is None:
                bar.update(task, advance=1, source=step.source[-50:])
            else:
                lines.tell(step, bar.console.print)

        yield tell


class _Lines:
    """Tells issues one a line until there have been enough; the rest is in the database."""

    def __init__(self) -> None:
        self._told = 0

    def tell(self, step: Progress, say: Callable[[str], object]) -> None:
        """Says an error or a warning; notes are only counted by the closing line."""
        if step.issue is None or step.issue.severity == "note":
            return
        self._told += 1
        if self._told <= TOLD:
            say(_issue_line(step))
        elif self._told == TOLD + 1:
            say("... further problems are not told here; `rashomon issues` lists all")


def _issue_line(step: Progress) -> str:
    assert step.issue is not None
    return f"{step.issue.severity.value}: {step.issue.source or step.source}: {step.issue.message}"


def _print_summary(form: str, summary: Summary, db: str) -> None:
    data = {
        "read": summary.read,
        "new": summary.new,
        "unchanged": summary.unchanged,
        "claims": summary.claims,
        "incidents": summary.incidents,
        "issues": dict(sorted(summary.issues.items())),
        "seconds": round(summary.seconds, 3),
        "db": db,
    }
    if form != "table":
        from rashomon.cli.output import print_json

        print_json(form, [data], data)
        return
    issues = ", ".join(f"{count} {name}" + ("s" if count > 1 else "") for name, count in data["issues"].items())  # type: ignore[attr-defined]
    click.echo(
        f"Read {_many(summary.read, 'report')} ({summary.new} new, {summary.unchanged} already there), "
        f"{_many(summary.claims, 'new claim')}, in {summary.seconds:.1f} s."
    )
    click.echo(
        f"{db} holds {_many(summary.incidents, 'incident')}."
        + (f" Issues: {issues} (rashomon issues)." if issues else "")
    )


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
