"""The library: from texts or files to incidents in a few lines.

import rashomon

with rashomon.read(["Two soldiers were killed ...", "The ministry denied ..."], published="2020-11-10") as db:
    for incident in db.incidents():
        print(incident.event, incident.place, db.show(incident.id).findings)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rashomon.model import Account, Finding, Issue, Party, Report, Severity, Stance
from rashomon.settings import Settings, load_settings
from rashomon.weigh import Reconciled, reconcile, weigh

if TYPE_CHECKING:
    # SQLAlchemy takes 0.2 s to load; `import rashomon` and `rashomon --help` must not wait for it
    from rashomon.pipeline import Progress, Summary
    from rashomon.read import ReadItem, ReadOptions
    from rashomon.store import Counts, Hit, IncidentRow, Store, StoredClaim

Source = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class IncidentStory:
    """An incident with every account of it, its findings and its one-row summary."""

    row: IncidentRow
    accounts: tuple[Account, ...]
    reports: tuple[Report, ...]
    claims: tuple[StoredClaim, ...]
    findings: tuple[Finding, ...]
    reconciled: Reconciled
    asked: str = ""


class Database:
    """A database of reports, claims and incidents. Close it, or use it in a ``with`` block."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.last: Summary | None = None

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the database."""
        self.store.close()

    def add(
        self,
        sources: Iterable[Source | Report],
        options: ReadOptions | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Summary:
        """Reads files, folders, addresses, ``-`` (standard input) or ready Reports into the database."""
        from rashomon.archive import Archive
        from rashomon.pipeline import ingest

        archive = None if self.settings.db == ":memory:" else Archive(self.settings.archive_path)
        items = _items(sources, options)
        self.last = ingest(items, self.store, self.settings, archive=archive, progress=progress)
        return self.last

    def incidents(  # noqa: PLR0913
        self,
        *,
        event: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
        place: str = "",
        country: str = "",
        party: str = "",
        disputed: bool = False,
        min_reports: int = 0,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[IncidentRow]:
        """The incidents that meet every given condition, newest happening first, undated last.

        ``event`` is a code of the codebook; ``since`` and ``until`` bound the time it happened; ``place`` is part of a
        name; ``country`` an ISO alpha-2 code; ``party`` an id or part of a name of somebody who speaks of it.
        """
        from rashomon.store import IncidentFilter

        wanted = IncidentFilter(event, since, until, place, country, party, disputed, min_reports)
        return self.store.incidents(wanted, limit, offset)

    def show(self, incident_id: str) -> IncidentStory:
        """One incident with every account of it. Raises NotFoundError."""
        view = self.store.incident(incident_id)
        claims = [one.claim for one in view.claims]
        findings = weigh(view.row.id, claims, view.reports)
        row = reconcile(claims, view.reports, findings)
        return IncidentStory(view.row, view.accounts, view.reports, view.claims, findings, row, view.asked)

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
        """Claims that meet every given condition."""
        return self.store.claims(
            incident=incident,
            report=report,
            attribute=attribute,
            stance=stance,
            party=party,
            limit=limit,
            offset=offset,
        )

    def search(
        self, words: str, limit: int = 20, offset: int = 0, kind: Literal["", "report", "claim"] = ""
    ) -> list[Hit]:
        """Reports and quotes that hold all the words, best first."""
        return self.store.search(words, limit, offset, kind)

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
        """What could not be handled."""
        return self.store.issues(stage=stage, code=code, severity=severity, report=report, limit=limit, offset=offset)

    def report(self, report_id: str) -> Report:
        """One report. Raises NotFoundError."""
        return self.store.report(report_id)

    def reports(self) -> Iterator[Report]:
        """Every report in order of arrival."""
        return self.store.reports()

    def parties(self) -> list[Party]:
        """Every party that is named."""
        return self.store.parties()

    def counts(self) -> Counts:
        """How much the database holds."""
        return self.store.counts()


def open(db: str | Path, *, create: bool = False, settings: Settings | None = None) -> Database:
    """Opens a database file or ``postgresql://`` URL. Raises StoreError when there is none, unless ``create``."""
    from rashomon.store import open_store

    chosen = replace(settings or load_settings(), db=str(db))
    return Database(open_store(db, create=create), chosen)


def read(
    texts_or_paths: str | os.PathLike[str] | Iterable[Source | Report],
    db: str | Path | None = None,
    *,
    published: date | datetime | str | None = None,
    outlet: str = "",
    language: str = "",
    workers: int = 1,
    settings: Settings | None = None,
) -> Database:
    """Reads texts, files, folders or addresses, and gives the database; without ``db`` it lives in memory.

    A string is a source when it is an address, or a single line that names an existing file or folder; otherwise it is
    a text. ``published`` and ``outlet`` hold for whatever does not say so itself. With more than one of ``workers``
    a script must have the usual ``if __name__ == "__main__":`` guard.
    """
    from rashomon.read import ReadOptions
    from rashomon.store import open_store

    chosen = replace(settings or load_settings({"workers": workers}), db=str(db or ":memory:"))
    options = ReadOptions(published=_moment(published), outlet=outlet, language=language)
    given = [texts_or_paths] if isinstance(texts_or_paths, (str, os.PathLike)) else texts_or_paths
    database = Database(open_store(chosen.db), chosen)
    try:
        database.add((_source(one, options) for one in given), options)
    except BaseException:
        database.close()
        raise
    return database


def _moment(published: date | datetime | str | None) -> date | datetime | None:
    if not isinstance(published, str):
        return published
    moment = datetime.fromisoformat(published)
    return moment.date() if len(published) <= len("2020-11-10") else moment


def _source(one: Source | Report, options: ReadOptions) -> Source | Report:
    """A text becomes a Report; what names a file, a folder or an address stays what it is."""
    if not isinstance(one, str) or one == "-" or one.startswith(("http://", "https://")):
        return one
    if "\n" not in one and len(one) < 4096 and Path(one).exists():
        return one
    from rashomon.read import read_text

    published = options.published.isoformat() if options.published else None
    return read_text(one, outlet=options.outlet, published=published, language=options.language)


def _items(sources: Iterable[Source | Report], options: ReadOptions | None) -> Iterator[ReadItem | Issue]:
    from rashomon.read import ReadItem, read_sources

    for one in sources:
        if isinstance(one, Report):
            yield ReadItem(one, one.text.encode("utf-8"), one.media_type)
        else:
            yield from read_sources([one], options)
