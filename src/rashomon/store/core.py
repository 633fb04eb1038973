"""``Store``: one typed surface over both databases. Each call is a transaction; ``transaction()`` joins several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from rashomon.errors import StoreError
from rashomon.model import Decision, Extraction, Issue, Link, Party, Report, Severity, Stance
from rashomon.store import query, write
from rashomon.store.connect import WRITES, make_engine
from rashomon.store.migrations import is_current, migrate
from rashomon.store.rows import (
    ClaimFilter,
    Counts,
    Hit,
    IncidentFilter,
    IncidentRow,
    IncidentView,
    IssueFilter,
    Run,
    StoredAccount,
    StoredClaim,
)
from rashomon.store.search import search

_PAGE: Final = 200  # reports per page when all are walked: a few MB of text at a time


class Store:
    """The database. Safe to share between threads; a ``transaction()`` belongs to the thread that opened it."""

    def __init__(self, engine: Engine, connection: Connection | None = None, target: str = "") -> None:
        self._engine = engine
        self._connection = connection
        self._noted: set[str] = set()  # runs known to be stored, or noted in this transaction
        self.target = target

    def close(self) -> None:
        """Lets go of every connection."""
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[Store]:
        """A store whose calls all take effect together, or not at all when the block raises."""
        with self._write() as connection:
            inside = Store(self._engine, connection, self.target)
            inside._noted |= self._noted
            yield inside
        self._noted |= inside._noted

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        if self._connection is not None:
            yield self._connection
            return
        with (
            _told(self.target),
            self._engine.connect().execution_options(**{WRITES: True}) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        if self._connection is not None:
            yield self._connection
            return
        with _told(self.target), self._engine.connect() as connection, connection.begin():
            yield connection

    def _note(self, connection: Connection, run: Run) -> None:
        if run.id in self._noted:
            return
        write.put_run(connection, run)
        if self._connection is not None:  # else it is known to be stored only once the caller's transaction is through
            self._noted.add(run.id)

    # writing

    def add_report(self, report: Report) -> bool:
        """True when the report is new; adding it again changes nothing. StoreError when its text differs."""
        with self._write() as connection:
            return write.put_report(connection, report)

    def settle_date(self, report: Report) -> tuple[Report, bool]:
        """The report under the id it is held by, and whether it just got the publication date it lacked."""
        with self._write() as connection:
            return write.settle_date(connection, report)

    def add_extraction(self, extraction: Extraction, run: Run, fresh: Report | None = None) -> bool:
        """Puts a report's accounts, claims, parties and issues in place of what an older run derived from it.

        False, and nothing changed, when they are the same. StoreError names the first claim whose quote is not
        exactly the words of its span. ``fresh``: the report, when it was new to the same ``transaction()``.
        """
        with self._write() as connection:
            self._note(connection, run)
            return write.put_extraction(connection, extraction, run, fresh)

    def add_fresh(self, items: Iterable[tuple[Extraction, Report]], run: Run) -> None:
        """``add_extraction`` for many reports at once, each of them new to the same ``transaction()``."""
        with self._write() as connection:
            self._note(connection, run)
            write.put_fresh(connection, items, run)

    def add_issues(self, issues: Iterable[Issue], run: Run) -> None:
        """Notes issues; one that is noted already is not noted twice."""
        with self._write() as connection:
            self._note(connection, run)
            write.put_issues(connection, issues, run)

    def add_issue(self, issue: Issue, run: Run) -> None:
        """Notes one issue."""
        self.add_issues((issue,), run)

    def add_decision(self, decision: Decision) -> bool:
        """Appends a ruling; True when it is new."""
        with self._write() as connection:
            return write.put_decision(connection, decision)

    def set_profile(
        self, account_id: str, profile: Mapping[str, Any], keys: Iterable[str], *, fresh: bool = False
    ) -> None:
        """What linking compares of an account, and the block keys it is found by. ``fresh``: it never had any."""
        with self._write() as connection:
            write.put_profile(connection, account_id, profile, keys, fresh=fresh)

    def set_links(self, account_id: str, links: Sequence[Link], run: Run, *, fresh: bool = False) -> None:
        """Replaces the links of one account. ``fresh``: it never had any."""
        with self._write() as connection:
            self._note(connection, run)
            write.put_links(connection, account_id, links, run, fresh=fresh)

    def new_incident(self, names: Iterable[str], account_id: str, run: Run) -> str:
        """An incident of one account that stands in none, under the first of the names that is not taken."""
        with self._write() as connection:
            self._note(connection, run)
            return write.put_new_incident(connection, names, account_id, run)

    def set_incidents(self, members: Mapping[str, Sequence[str]], moves: Mapping[str, str], run: Run) -> None:
        """Sets the accounts of some incidents; ``moves`` leads ids that no longer are to the ones that took over."""
        with self._write() as connection:
            self._note(connection, run)
            write.put_incidents(connection, members, run)
            write.put_redirects(connection, members, moves, run)

    def set_summaries(self, rows: Iterable[IncidentRow]) -> None:
        """Lines of the list of incidents."""
        with self._write() as connection:
            write.put_summaries(connection, rows)

    # reports

    def reports(self) -> Iterator[Report]:
        """Every report in order of arrival, a page at a time."""
        after = 0
        while page := self._page(after):
            yield from (report for _, report in page)
            after = page[-1][0]

    def _page(self, after: int) -> list[tuple[int, Report]]:
        with self._read() as connection:
            return query.get_reports(connection, _PAGE, after)

    def report(self, report_id: str) -> Report:
        """One report. Raises NotFoundError."""
        with self._read() as connection:
            return query.get_report(connection, report_id)

    def has_extraction(self, report_id: str, method: str = "") -> bool:
        """True when the report's claims are stored (by this method, when given)."""
        with self._read() as connection:
            return query.has_extraction(connection, report_id, method)

    def reports_without(self, method: str) -> list[str]:
        """Ids of the reports that this method has not been run over, in order of arrival."""
        with self._read() as connection:
            return query.reports_without(connection, method)

    # claims, accounts, links

    def claims(
        self,
        *,
        incident: str = "",
        report: str = "",
        attribute: str = "",
        stance: Stance | None = None,
        party: str = "",
        limit: int | None = None,
        offset: int = 0,
    ) -> list[StoredClaim]:
        """Claims that meet every given condition; ``party`` is an id (or its parent's) or part of the owner's name."""
        wanted = ClaimFilter(incident, report, attribute, stance, party)
        with self._read() as connection:
            return query.get_claims(connection, wanted, limit, offset)

    def count_claims(self, wanted: ClaimFilter) -> int:
        """How many claims there are to page through."""
        with self._read() as connection:
            return query.count_claims(connection, wanted)

    def claims_of_accounts(self, ids: Iterable[str]) -> list[StoredClaim]:
        """All claims of some accounts, in order of arrival and text."""
        with self._read() as connection:
            return query.claims_of_accounts(connection, ids)

    def accounts(self, report: str = "", ids: Iterable[str] | None = None) -> list[StoredAccount]:
        """The accounts of one report, or those with the ids, or all."""
        with self._read() as connection:
            return query.get_accounts(connection, report, ids)

    def accounts_in_blocks(self, keys: Iterable[str], limit: int) -> list[str]:
        """Ids of the accounts that share the most of the block keys."""
        with self._read() as connection:
            return query.accounts_in_blocks(connection, keys, limit)

    def links(self, accounts: Iterable[str]) -> list[Link]:
        """Every link that one of the accounts has, with its reasons."""
        with self._read() as connection:
            return query.get_links(connection, accounts)

    # incidents

    def incidents(
        self, wanted: IncidentFilter | None = None, limit: int | None = None, offset: int = 0
    ) -> list[IncidentRow]:
        """Lines of the list of incidents, newest happening first, undated last."""
        with self._read() as connection:
            return query.get_incidents(connection, wanted or IncidentFilter(), limit, offset)

    def count_incidents(self, wanted: IncidentFilter | None = None) -> int:
        """How many incidents there are to page through."""
        with self._read() as connection:
            return query.count_incidents(connection, wanted or IncidentFilter())

    def incident(self, incident_id: str) -> IncidentView:
        """One incident with its accounts, reports and claims; an id that was merged away still leads there."""
        with self._read() as connection:
            return query.get_incident(connection, incident_id)

    def incident_views(self, ids: Sequence[str]) -> list[IncidentView]:
        """Several living incidents with all that is told of them, in the order of the ids."""
        with self._read() as connection:
            return query.get_views(connection, ids)

    def members(self, incidents: Iterable[str]) -> dict[str, list[str]]:
        """Incident id -> its account ids."""
        with self._read() as connection:
            return query.members_of(connection, incidents)

    def incident_order(self, incidents: Iterable[str]) -> dict[str, int]:
        """Incident id -> its place in the order of creation."""
        with self._read() as connection:
            return query.incident_order(connection, incidents)

    def stale_incidents(self, limit: int | None = None) -> list[str]:
        """Ids whose line in the list is older than their accounts."""
        with self._read() as connection:
            return query.stale_incidents(connection, limit)

    # the rest

    def search(
        self, words: str, limit: int = 20, offset: int = 0, kind: Literal["", "report", "claim"] = ""
    ) -> list[Hit]:
        """Reports and quotes that hold all the words, best first. Safe for any string."""
        with self._read() as connection:
            return search(connection, words, kind, limit, offset)

    def issues(
        self,
        *,
        stage: str = "",
        code: str = "",
        severity: Severity | None = None,
        report: str = "",
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Issue]:
        """Issues that meet every given condition, in the order in which they were met."""
        with self._read() as connection:
            return query.get_issues(connection, IssueFilter(stage, code, severity, report), limit, offset)

    def parties(self) -> list[Party]:
        """Every party that is named."""
        with self._read() as connection:
            return query.get_parties(connection)

    def decisions(self) -> list[Decision]:
        """Every ruling, oldest first."""
        with self._read() as connection:
            return query.get_decisions(connection)

    def counts(self) -> Counts:
        """How much the database holds."""
        with self._read() as connection:
            return query.get_counts(connection)

    def latest_publication(self) -> datetime | None:
        """When the newest report was published."""
        with self._read() as connection:
            return query.latest_publication(connection)


@contextmanager
def _told(target: str) -> Iterator[None]:
    """SQLAlchemy's errors as ours, with the database named."""
    try:
        yield
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise StoreError(f"{target}: {reason}") from error


def open_store(target: str | Path, *, create: bool = True) -> Store:
    """Opens a SQLite file (made when missing) or a ``postgresql://`` URL, and brings its schema up to date.

    With ``create=False`` a missing file is a StoreError: looking into a database must not make one.
    """
    text = str(target)
    if not create and "://" not in text and text != ":memory:" and not Path(text).expanduser().is_file():
        raise StoreError(f"there is no database {text}; `rashomon read FILES --db {text}` makes one")
    engine = make_engine(target)
    store = Store(engine, target=_shown(text))
    try:
        with store._read() as connection:
            current = is_current(connection)
        if not current:
            with store._write() as connection:
                migrate(connection)
    except BaseException:
        engine.dispose()
        raise
    return store


def _shown(target: str) -> str:
    """The target without a password."""
    if "@" not in target or "://" not in target:
        return target
    scheme, rest = target.split("://", 1)
    return f"{scheme}://{rest.rsplit('@', 1)[1]}"
