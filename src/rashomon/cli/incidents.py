"""``rashomon incidents``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from rashomon.cli.options import database, formatted, opened, paged

if TYPE_CHECKING:
    from rashomon.store import IncidentRow


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
    from rashomon.jsonform import incident_json
    from rashomon.store import IncidentFilter

    wanted["since"] = _day(wanted["since"], "--since", 0)
    wanted["until"] = _day(wanted["until"], "--until", 1)
    chosen = IncidentFilter(**wanted)
    with opened(db, config) as store:
        rows = store.incidents(chosen, limit or None, offset)
        total = store.count_incidents(chosen)
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
    from rich.table import Table

    from rashomon.cli.output import more, print_parts

    table = Table(
        "id", "when (UTC)", "what", "where", "killed", "reports", "parties", "disputed", box=None, pad_edge=False
    )
    for row in rows:
        place = f"{row.place}, {row.country}" if row.place and row.country else row.place
        table.add_row(
            row.id[:10],
            when_text(row),
            row.event.rsplit(".", 1)[-1].replace("_", " "),
            place,
            _figure(row.counts.get("killed")),
            str(row.reports),
            str(row.parties),
            ", ".join(row.disputed),
        )
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
