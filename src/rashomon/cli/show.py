"""``rashomon show``: one incident as a table of accounts, and how the accounts stand to each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import click

from rashomon.cli.options import database, formatted, opened

if TYPE_CHECKING:
    from rich.console import RenderableType

    from rashomon.accounts import AccountTable, Column, Row, Telling
    from rashomon.model import Claim, Finding, Report
    from rashomon.store import IncidentRow, IncidentView, Store

CELL_COLUMNS: Final = 20  # below this a cell breaks most names; so many columns stand side by side as still have it
LABEL_COLUMNS: Final = 16
ID_LENGTH: Final = 24  # of a whole id: no beginning of another
CHANGING: Final = ("when", "perpetrator", "killed", "wounded", "missing", "detained", "cause_intent")
UNNAMED: Final = ("gen:", "outlet")  # parties whose stored name says no more than the report's own words


@click.command(short_help="Show one incident: what each party says.")
@click.argument("incident_id", metavar="[ID]", required=False)
@database
@click.option("--largest", is_flag=True, help="Show the incident that most reports tell of, instead of naming one.")
@click.option("--quotes", is_flag=True, help="Give the exact words behind each cell, and the report they stand in.")
@click.option("--outlets/--no-outlets", default=True, help="Show or leave out what reports say in their own voice.")
@formatted
def show(incident_id: str | None, db: str | None, config: str | None, form: str, **look: bool) -> None:
    """Show an incident as a table of accounts: attributes down, parties across.

    ID is an incident's id or the beginning of one. It may be left out when the database holds one incident.
    Beside a value stand the stance, unless it is simply asserted (admits, denies, questions ...), and "hedged" where
    the speaker weakens it. An attribute marked "disputed" is one on which parties contradict each other.

    \b
    Example:
      rashomon show inc_3f2 --quotes
    """
    from rashomon.accounts import account_table
    from rashomon.weigh import weigh

    with opened(db, config) as store:
        view = _find(store, incident_id, largest=look["largest"])
        names = {one.id: one.name for one in store.parties() if not one.id.startswith(UNNAMED)}
    claims = [one.claim for one in view.claims]
    findings = weigh(view.row.id, claims, view.reports)
    table = account_table(claims, findings, view.reports, names)
    if form != "table":
        from rashomon.cli.output import print_json
        from rashomon.jsonform import incident_view_json

        whole = incident_view_json(view, table, findings)
        print_json(form, [whole], whole)
        return
    from rashomon.cli.output import print_parts

    print_parts(list(_parts(view, table, findings, names, quotes=look["quotes"], outlets=look["outlets"])))


def _find(store: Store, given: str | None, *, largest: bool) -> IncidentView:
    """By its id, by the beginning of one, as the largest, or as the only one. Raises NotFoundError."""
    from rashomon.errors import NotFoundError

    try:
        if given is not None:
            return store.incident(given)
    except NotFoundError:
        if given is not None and len(given) >= ID_LENGTH:
            raise
    rows = store.incidents()
    if given is None:
        return store.incident(_only(rows, largest=largest))
    found = [row.id for row in rows if row.id.startswith(given)]
    if len(found) > 1:
        raise NotFoundError(f"{given!r} is the beginning of {len(found)} ids: {', '.join(found[:3])}; give more of it")
    return store.incident(found[0] if found else given)


def _only(rows: Sequence[IncidentRow], *, largest: bool) -> str:
    from rashomon.errors import NotFoundError

    if not rows:
        raise NotFoundError("the database holds no incident; `rashomon read FILES` reads some")
    if len(rows) > 1 and not largest:
        raise NotFoundError(
            f"the database holds {len(rows)} incidents; give an ID, or --largest (`rashomon incidents` lists them)"
        )
    return max(rows, key=lambda row: (row.reports, row.parties, row.id)).id


def _parts(
    view: IncidentView,
    table: AccountTable,
    findings: Sequence[Finding],
    names: dict[str, str],
    *,
    quotes: bool,
    outlets: bool,
) -> Iterator[RenderableType]:
    from rich.text import Text

    from rashomon.codebook import load_codebook

    numbers = {report.id: number for number, report in enumerate(view.reports, 1)}
    yield Text(f"Incident {view.row.id}", style="bold")
    yield Text(_headline(view))
    shown = [index for index, column in enumerate(table.columns) if outlets or not column.outlet]
    for block in _blocks(shown):
        yield Text("")
        yield _table(table, block, numbers if quotes else {})
    ranked = sorted(findings, key=lambda finding: load_codebook().rank(finding.attribute))
    headings = {column.key: column.name for column in table.columns}
    told = _Told({one.claim.id: one.claim for one in view.claims}, headings, names)
    yield from _standing(ranked, told)
    yield from _changes(ranked, told)
    yield from _reports(view.reports, numbers)


def _headline(view: IncidentView) -> str:
    from rashomon.cli.incidents import when_text

    row = view.row
    place = f"{row.place}, {row.country}" if row.place and row.country else row.place
    told = f"{row.reports} report" + ("s" if row.reports != 1 else "")
    moment = when_text(row)
    moment += " UTC" if row.grain in ("minute", "hour") else ""
    return ", ".join(part for part in (row.event.replace("_", " "), moment, place, told) if part)


def _blocks(shown: list[int]) -> Iterator[list[int]]:
    """The columns in groups that fit side by side."""
    from rashomon.cli.output import console

    side_by_side = max(1, (console().width - LABEL_COLUMNS) // (CELL_COLUMNS + 3))
    for start in range(0, len(shown), side_by_side):
        yield shown[start : start + side_by_side]


def _table(table: AccountTable, block: list[int], numbers: dict[str, int]) -> RenderableType:
    from rich.box import HORIZONTALS
    from rich.table import Table

    drawn = Table(box=HORIZONTALS, show_lines=True, pad_edge=False)
    drawn.add_column("", width=LABEL_COLUMNS - 2, style="bold")
    for index in block:
        drawn.add_column(_heading(table.columns[index]), min_width=CELL_COLUMNS, ratio=1, overflow="fold")
    for row in table.rows:
        if any(row.cells[index] for index in block):
            drawn.add_row(_label(row), *(_cell(row.cells[index], numbers) for index in block))
    return drawn


def _heading(column: Column) -> str:
    return f"{column.name} (own voice)" if column.outlet else column.name


def _words(attribute: str) -> str:
    return attribute.replace("_", " / " if attribute == "cause_intent" else " ")


def _label(row: Row) -> RenderableType:
    from rich.text import Text

    label = Text(_words(row.attribute))
    if row.disputed:
        label.append("\ndisputed", style="red")
    if row.changed:
        label.append("\nchanged", style="yellow")
    return label


def _cell(tellings: Sequence[Telling], numbers: dict[str, int]) -> RenderableType:
    from rich.text import Text

    cell = Text()
    for index, telling in enumerate(tellings):
        cell.append("\n" if index else "")
        _append(cell, telling)
        for claim in telling.claims if numbers else ():
            cell.append(f'\n  "{" ".join(claim.quote.split())}" [{numbers[claim.report_id]}]', style="italic dim")
    return cell


def _append(cell: Any, telling: Telling) -> None:
    notes = [telling.stance.value] if telling.stance != "asserts" else []
    notes += ["hedged"] if telling.hedged else []
    cell.append(telling.words)
    if notes:
        cell.append(f" [{', '.join(notes)}]", style="red" if telling.stance.negative else "cyan")


@dataclass(frozen=True, slots=True)
class _Told:
    """The claims by id, and what to call parties: by the headings of the table's columns."""

    claims: dict[str, Claim]
    headings: dict[str, str]
    names: dict[str, str]

    def who(self, claim: Claim) -> str:
        """The heading of the column the claim stands in."""
        from rashomon.weigh import owner_key

        return self.headings.get(owner_key(claim), claim.speaker.name)

    def words(self, claim: Claim) -> str:
        """Value and stance."""
        from rashomon.accounts import words_of

        stance = "" if claim.stance == "asserts" else f" [{claim.stance.value}]"
        return words_of(claim.value, self.names) + stance


def _standing(findings: Sequence[Finding], told: _Told) -> Iterator[RenderableType]:
    """Attributes on which more than one thing is said: who agrees with whom, and who differs."""
    from rich.padding import Padding
    from rich.text import Text

    worth = [one for one in findings if _worth_telling(one, told.claims)]
    if worth:
        yield Text("\nHow the accounts stand", style="bold")
    for finding in worth:
        yield Text("  " + _words(finding.attribute) + (" (disputed)" if finding.disputed else ""))
        for position in finding.positions:
            for mark, line in _position([told.claims[one] for one in position.claim_ids], told):
                yield Padding(Text(f"{mark} {line}"), (0, 0, 0, 4))


def _worth_telling(finding: Finding, claims: dict[str, Claim]) -> bool:
    from rashomon.accounts import same_moment

    several = len(finding.positions) > 1 and finding.attribute in ("when", "perpetrator", "killed", "wounded")
    return finding.disputed or several or any(same_moment([claims[c] for c in p.claim_ids]) for p in finding.positions)


def _position(claims: Sequence[Claim], told: _Told) -> Iterator[tuple[str, str]]:
    """What can be true together, a line for each value; what told by two clocks is one moment is said to be so."""
    from rashomon.accounts import is_clock, same_moment

    clocks = same_moment(claims)
    tellings: dict[str, dict[str, None]] = {}
    for claim in sorted(claims, key=is_clock, reverse=True) if clocks else claims:
        tellings.setdefault(told.words(claim), {})[told.who(claim)] = None
    lines = [f"{words}: {', '.join(parties)}" for words, parties in tellings.items()]
    if clocks:
        lines.insert(len({told.words(claim) for claim in claims if is_clock(claim)}), "(one moment by two clocks)")
    yield from ((" " if index else "-", line) for index, line in enumerate(lines))


def _changes(findings: Sequence[Finding], told: _Told) -> Iterator[RenderableType]:
    """Who moved from what to what; of things that are only worded anew (places, equipment) the JSON tells."""
    from rich.padding import Padding
    from rich.text import Text

    lines: dict[str, None] = {}
    for change in (one for finding in findings if finding.attribute in CHANGING for one in finding.changes):
        before, after = told.claims[change.before_claim], told.claims[change.after_claim]
        moment = f", {change.at:%Y-%m-%d %H:%M} UTC" if change.at else ""
        moved = f"{told.words(before)} ({told.who(before)}) -> {told.words(after)} ({told.who(after)}{moment})"
        lines[f"{_words(change.attribute)}: {moved}"] = None
    if lines:
        yield Text("\nChanges of account", style="bold")
    yield from (Padding(Text(line), (0, 0, 0, 2)) for line in lines)


def _reports(reports: Sequence[Report], numbers: dict[str, int]) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text("\nReports", style="bold")
    for report in reports:
        day = f"{report.published_at:%Y-%m-%d}" if report.published_at else "undated"
        source = ", ".join(part for part in (report.outlet, day) if part)
        yield Text(f"  [{numbers[report.id]}] {report.title or report.source} ({source})")
