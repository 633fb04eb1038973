"""The stages wired on one machine: read -> extract -> store -> link -> cluster, a few reports per transaction.

Bytes are archived, then report, claims and incident are written together; only then is the report counted as read. A
process killed at any moment loses nothing counted; reading the same again takes up what is missing. A report that
breaks a stage becomes an Issue, and the rest goes on.
"""

from __future__ import annotations

import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from rashomon.assemble import place_accounts, refresh
from rashomon.errors import CodebookError, GazetteerError, RashomonError
from rashomon.model import Extraction, Issue, Report, Severity
from rashomon.settings import Settings
from rashomon.store import Run, Store, new_run
from rashomon.workers import Extract, Inline, Keeper, Kept, Pool, Result

if TYPE_CHECKING:
    from rashomon.archive import Archive
    from rashomon.read import ReadItem

METHOD: Final = "rules@1"
VERSION: Final = "0.1.0"
AHEAD: Final = 4  # reports in flight for each worker: enough to keep it busy, few enough to keep memory flat
GROUP: Final = 8  # reports per transaction: writes a third less than one each; more gains nothing
GROUP_S: Final = 0.5  # seconds after which fewer are enough
REFRESH_EVERY: Final = 500  # new reports after which the list of incidents is brought up to date while reading goes on
WRITERS: Final = 8  # threads that archive: single puts wait for the disk 7 ms each, eight together under 1 ms
NO_REPORTS_FAULT: Final = (GazetteerError, CodebookError, ImportError)  # every other report would fail alike
POOL_FROM: Final = 8  # reports below which starting workers (about 0.4 s) takes longer than they save


@dataclass(frozen=True, slots=True)
class Progress:
    """One step: what happened to which source. ``kind`` is new, unchanged or issue."""

    kind: str
    source: str
    report_id: str = ""
    claims: int = 0
    issue: Issue | None = None


@dataclass(slots=True)
class Summary:
    """What a run did. ``read`` = ``new`` + ``unchanged`` + those that broke a stage; ``issues`` counts by severity."""

    run: Run
    read: int = 0
    new: int = 0
    unchanged: int = 0
    claims: int = 0
    incidents: int = 0
    issues: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def ingest(
    items: Iterable[ReadItem | Issue],
    store: Store,
    settings: Settings,
    *,
    archive: Archive | None = None,
    extract: Extract | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Takes every item into the store. ``extract`` stands in for the rules reader (tests, other extractors)."""
    started = datetime.now(UTC)
    line = _Line(store, settings, Summary(new_run(METHOD, VERSION, started)))
    summary = line.summary
    stream = iter(items)
    first = list(islice(stream, POOL_FROM))
    inline = extract is not None or settings.cores == 1 or len(first) < POOL_FROM
    workers: Inline | Pool = Inline(settings, extract) if inline else Pool(settings)
    with workers, Keeper(archive, WRITERS if len(first) == POOL_FROM else 0) as keeper:
        for group in _grouped(_ahead(chain(first, stream), workers, keeper, store, settings.cores * AHEAD)):
            for step in line.take(group):
                if progress is not None:
                    progress(step)
    refresh(store)
    summary.incidents = store.count_incidents()
    summary.seconds = (datetime.now(UTC) - started).total_seconds()
    return summary


@dataclass(frozen=True, slots=True)
class _Work:
    """What is under way for a report: its raw bytes to the archive, its extraction."""

    kept: Kept
    result: Result


_Found: TypeAlias = "tuple[ReadItem | Issue, _Work | None]"


def _ahead(
    items: Iterable[ReadItem | Issue], workers: Inline | Pool, keeper: Keeper, store: Store, room: int
) -> Iterator[_Found]:
    """Items in order, each report with its work under way; None for those whose claims are stored already."""
    waiting: deque[_Found] = deque()
    empty = not store.counts().reports  # a first filling looks nothing up: a report met twice is found when stored
    for found in items:
        item, known = (found, isinstance(found, Issue)) if empty or isinstance(found, Issue) else _held(found, store)
        todo = None if isinstance(item, Issue) or known else item
        waiting.append((item, _Work(keeper.submit(todo.raw), workers.submit(todo.report)) if todo else None))
        if len(waiting) > room:
            yield waiting.popleft()
    yield from waiting


def _held(item: ReadItem, store: Store) -> tuple[ReadItem, bool]:
    """The item under the id the store holds it by, and whether nothing is to be done for it."""
    report, dated = store.settle_date(item.report)
    known = not dated and store.has_extraction(report.id, METHOD)
    return (item if report is item.report else replace(item, report=report)), known


def _grouped(found: Iterable[_Found]) -> Iterator[list[_Found]]:
    """What is stored and told together: ``GROUP`` in a row, fewer when they are slow to come."""
    group: list[_Found] = []
    since = time.monotonic()
    for one in found:
        group.append(one)
        if len(group) >= GROUP or time.monotonic() - since > GROUP_S:
            yield group
            group, since = [], time.monotonic()
    if group:
        yield group


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a run's reports go."""

    store: Store
    settings: Settings
    summary: Summary

    def note(self, issue: Issue) -> Progress:
        """Stores an issue of the reading stage."""
        self.store.add_issue(issue, self.summary.run)
        self.summary.issues[issue.severity.value] += 1
        return Progress("issue", issue.source, issue.report_id, issue=issue)

    def take(self, found: Iterable[_Found]) -> Iterator[Progress]:
        """Stores some reports with all that follows from them, neighbours in one transaction, and tells each."""
        made = [(item, None if isinstance(item, Issue) or work is None else self._made(work)) for item, work in found]
        for together, some in groupby(made, lambda one: isinstance(one[1], Extraction)):
            if together:
                yield from self._stored(cast("list[tuple[ReadItem, Extraction]]", list(some)))
            else:
                yield from (self._told(item, one) for item, one in some)

    def _made(self, work: _Work) -> Extraction | Exception:
        try:
            work.kept()
            return work.result()
        except NO_REPORTS_FAULT:
            raise
        except Exception as error:  # noqa: BLE001 - whatever one report breaks, the others must be read
            return error

    def _told(self, item: ReadItem | Issue, error: Extraction | Exception | None) -> Progress:
        """What is said of an issue, of a report that broke and of one whose claims are stored already."""
        if isinstance(item, Issue):
            return self.note(item)
        self.summary.read += 1
        if isinstance(error, Exception):
            return self._broken(item, error)
        self.summary.unchanged += 1
        return Progress("unchanged", item.report.source, item.report.id)

    def _stored(self, made: list[tuple[ReadItem, Extraction]]) -> list[Progress]:
        """All in one transaction; when that fails each in one of its own, to find the one it failed for."""
        try:
            with self.store.transaction() as inside:
                changed = self._put(inside, [(extraction, item.report) for item, extraction in made])
        except NO_REPORTS_FAULT:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            if len(made) > 1:
                return [step for one in made for step in self._stored([one])]
            return [self._told(made[0][0], error)]
        before = self.summary.new // REFRESH_EVERY
        steps = [self._counted(*one, new=new) for one, new in zip(made, changed, strict=True)]
        if self.summary.new // REFRESH_EVERY > before:
            refresh(self.store)
        return steps

    def _put(self, inside: Store, made: list[tuple[Extraction, Report]]) -> list[bool]:
        """Whether each was new or had other claims than before. Claims first, so that neighbours find each other."""
        new = [inside.add_report(report) for _, report in made]
        inside.add_fresh((one for one, fresh in zip(made, new, strict=True) if fresh), self.summary.run)
        changed = []
        for (extraction, report), fresh in zip(made, new, strict=True):
            differs = fresh or inside.add_extraction(extraction, self.summary.run)
            if differs:
                place_accounts(inside, report, extraction, self.summary.run, self.settings.candidates)
            changed.append(differs)
        return changed

    def _counted(self, item: ReadItem, extraction: Extraction, *, new: bool) -> Progress:
        if not new:
            return self._told(item, None)
        self.summary.read += 1
        self.summary.new += 1
        self.summary.claims += len(extraction.claims)
        self.summary.issues.update(one.severity.value for one in extraction.issues)
        return Progress("new", item.report.source, item.report.id, len(extraction.claims))

    def _broken(self, item: ReadItem, error: Exception) -> Progress:
        """Keeps the report, without claims, and says why; the next reading tries again."""
        last = traceback.extract_tb(error.__traceback__)[-1:]
        where = "".join(f" ({frame.name}, line {frame.lineno})" for frame in last)
        told = str(error) if isinstance(error, RashomonError) else f"{type(error).__name__}: {error}{where}"
        kept = self._keep(item.report)
        stage = "store" if isinstance(error, RashomonError) else "extract"
        message = f"the report was {'kept without claims' if kept else 'not kept'}: {told}"
        return self.note(
            Issue(stage, "failed", message, item.report.source, item.report.id if kept else "", Severity.ERROR)
        )

    def _keep(self, report: Report) -> bool:
        try:
            self.store.add_report(report)
        except RashomonError:
            return False
        return True
