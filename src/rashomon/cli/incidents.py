"""``rashomon incidents``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import click

from rashomon.cli.options import database, formatted, opened, paged

if TYPE_CHECKING:
    from rashomon.store import IncidentRow

SHOWN: Final = 10  # characters of an id, of a day: never cut
FURTHER: Final = (  # what a terminal of this width has room for beside id, time, sort and place
    (100, ("killed", "reports", "parties", "disputed")),
    (80, ("killed", "reports", "disputed")),
    (64, ("killed", "reports")),
    (0, ()),
)


@click.command(short_help="List the incidents.")
@database
@click.option("--event", default="", help="Only this sort: shootdown, airstrike, bombing ...")
@click.option("--place", default="", help="Only where the place's name holds this.")
@click.option("--country", default="", help="Only in this country (two letters).")
@click.option("--party", default="", help="Only with claims of this party: its id or part of its name.")
@click.option("--since", metavar="DATE", help="Only from this day on.")
@click.option("--until", metavar="DATE", help="Only up to and including this day.")
@click.option("--disputed", is_flag=True, help="Only where parties contradict each other.")
@click.option("--min-reports", type=click.IntRange(min=0), default=0, help="Only told by at least so many reports.")
@paged(50)
@formatted
def incidents(db: str | None, config: str | None, form: str, limit: int, offset: int, **wanted: Any) -> None:
    """List the incidents, the newest happening first.

    \b
    Example:
      rashomon incidents --disputed --since 2020-11-01 --format json
    """
    from rashomon.codebook import load_codebook
    from rashomon.jsonform import incident_json
    from rashomon.store import IncidentFilter

    events = load_codebook().attribute("event")
    asked = wanted["event"]
    wanted["event"] = events.code_of(asked) or asked
    wanted["since"] = _day(wanted["since"], "--since", 0)
    wanted["until"] = _day(wanted["until"], "--until", 1)
    chosen = IncidentFilter(**wanted)
    with opened(db, config) as store:
        rows = store.incidents(chosen, limit or None, offset)
        total = store.count_incidents(chosen)
    if asked and not total and chosen.event not in events.codes:
        raise click.BadParameter(
            f"no incident and no codebook has {asked!r}; there are {', '.join(events.codes)}", param_hint="--event"
        )
    if form != "table":
        from rashomon.cli.output import print_json

        print_json(form, [incident_json(row) for row in rows])
        return
    _print(rows, offset, total)


def _day(text: str | None, option: str, add: int) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) + timedelta(days=add)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no date; write 2020-11-10", param_hint=option) from None


def _print(rows: list[IncidentRow], offset: int, total: int) -> None:
    from rich.table import Column, Table

    from rashomon.cli.output import console, more, print_parts

    width = console().width
    further = next(names for least, names in FURTHER if width >= least)
    table = Table(
        Column("id", no_wrap=True, min_width=SHOWN),
        Column("when (UTC)", min_width=SHOWN),
        Column("what", min_width=SHOWN - 1, overflow="fold"),
        Column("where", overflow="fold"),
        *(Column(name, min_width=len(name)) for name in further),
        box=None,
        pad_edge=False,
    )
    for row in rows:
        cells = {
            "killed": _figure(row.counts.get("killed")),
            "reports": str(row.reports),
            "parties": str(row.parties),
            "disputed": ", ".join(row.disputed) if "parties" in further else str(len(row.disputed) or ""),
        }
        place = f"{row.place}, {row.country}" if row.place and row.country else row.place
        what = row.event.rsplit(".", 1)[-1].replace("_", " ")
        table.add_row(row.id[:SHOWN], when_text(row), what, place, *(cells[name] for name in further))
    print_parts([table, more(len(rows), offset, total, "incident")] if rows else [more(0, offset, total, "incident")])


def when_text(row: IncidentRow) -> str:
    """The time of an incident as exactly as it is known."""
    if row.earliest is None:
        return ""
    if row.grain in ("minute", "hour"):
        return f"{row.earliest:%Y-%m-%d %H:%M}"
    return f"{row.earliest + (row.latest - row.earliest) / 2:%Y-%m-%d}" if row.latest else f"{row.earliest:%Y-%m-%d}"


def _figure(count: dict[str, int | None] | None) -> str:
    if not count:
        return ""
    low, best, high = count["low"], count["best"], count["high"]
    return str(best) if low == best == high else f"{best} ({low} to {'?' if high is None else high})"
