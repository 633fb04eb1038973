"""The work on a report that can go on beside the others': its extraction, and the archiving of its raw bytes.

Extraction runs in this process or in several. A worker that dies costs the one report that killed it, not the run.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from rashomon.model import Extraction, Report
from rashomon.settings import Settings

if TYPE_CHECKING:
    from rashomon.archive import Archive
    from rashomon.extract import Resources

Extract = Callable[[Report], Extraction]
Result = Callable[[], Extraction]
Kept = Callable[[], object]


class Inline:
    """Extracts when the result is asked for."""

    def __init__(self, settings: Settings, extract: Extract | None = None) -> None:
        self._settings = settings
        self._extract = extract

    def __enter__(self) -> Inline:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def submit(self, report: Report) -> Result:
        """A promise of the report's extraction."""
        return lambda: self._extract(report) if self._extract else _extract(self._settings, report)


class Pool:
    """Extracts in worker processes, which load gazetteer and lexicons once each."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._executor = self._start()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._executor.shutdown(wait=kind is None, cancel_futures=True)

    def submit(self, report: Report) -> Result:
        """A promise of the report's extraction. Raises BrokenProcessPool when the report kills its worker twice."""
        try:
            future = self._executor.submit(_extract_apart, self._settings, report)
        except BrokenProcessPool:
            self._executor = self._start()
            future = self._executor.submit(_extract_apart, self._settings, report)

        def result() -> Extraction:
            try:
                return future.result()
            except BrokenProcessPool:
                # every report in flight fails with the one that killed the worker: each gets a worker of its own
                with self._start(1) as alone:
                    return alone.submit(_extract_apart, self._settings, report).result()

        return result

    def _start(self, workers: int = 0) -> ProcessPoolExecutor:
        # spawn: a forked child would inherit the terminal's progress thread in an undefined state
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(workers or self._settings.cores, mp_context=context)


class Keeper:
    """Archives raw bytes in threads, which wait for the disk side by side; with no thread, when asked for."""

    def __init__(self, archive: Archive | None, threads: int) -> None:
        self._archive = archive
        self._threads = ThreadPoolExecutor(threads) if threads and archive is not None else None

    def __enter__(self) -> Keeper:
        return self

    def __exit__(self, *_: object) -> None:
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)

    def submit(self, raw: bytes) -> Kept:
        """A promise that returns once the bytes are on the disk or raises StoreError."""
        archive = self._archive
        if archive is None:
            return lambda: None
        return self._threads.submit(archive.put, raw).result if self._threads else lambda: archive.put(raw)


def _extract(settings: Settings, report: Report) -> Extraction:
    from rashomon.extract import extract

    return extract(report, _resources(settings.gazetteer, settings.language))


def _extract_apart(settings: Settings, report: Report) -> Extraction:
    """In a process of its own: no cycles outlive a report, so the collector may rest (4 % of the time)."""
    _rest_collector()
    return _extract(settings, report)


@cache
def _rest_collector() -> None:
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@cache
def _resources(gazetteer: str, language: str) -> Resources:
    from rashomon.extract import load_resources

    return load_resources(Path(gazetteer).expanduser() if gazetteer else None, language)
