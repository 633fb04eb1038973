"""Paths, folders, addresses and "-" -> reports and Issues, one at a time and in a fixed order."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rashomon.archive import MARK
from rashomon.model import Issue
from rashomon.read.compose import Draft, compose, issue
from rashomon.read.document import Origin, read_stream
from rashomon.read.options import ReadItem, ReadOptions

if TYPE_CHECKING:
    from rashomon.read.fetch import Fetcher

_ADDRESS: Final = ("http://", "https://")


def read_sources(
    sources: Iterable[str | os.PathLike[str]], options: ReadOptions | None = None
) -> Iterator[ReadItem | Issue]:
    """Read every source: a file, a folder with all below it, an http(s) address, or ``-`` for standard input.

    Yields each report followed by the Issues about it; what gave no report is an Issue alone. A source that fails
    never stops the others. Holds one document in memory at a time.
    """
    chosen = options or ReadOptions()
    with ExitStack() as stack:
        web = _Web(chosen, stack)
        for source in sources:
            for found in _drafts(os.fspath(source), chosen, web):
                if isinstance(found, Issue):
                    yield found
                else:
                    yield from compose(found, chosen)


class _Web:
    """Fetches addresses; makes the one Fetcher of a run when the first address comes."""

    def __init__(self, options: ReadOptions, stack: ExitStack) -> None:
        self._options = options
        self._stack = stack
        self._fetcher: Fetcher | None = None

    def read(self, url: str) -> Iterator[Draft | Issue]:
        """Every document behind one address."""
        if self._fetcher is None:
            from rashomon.read.fetch import Fetcher

            self._fetcher = self._stack.enter_context(Fetcher(self._options))
        found = self._fetcher.fetch(url)
        if isinstance(found, Issue):
            yield found
            return
        origin = Origin(url, found.url, found.url, found.media_type, found.charset, found.fetched_at)
        with found:
            for inner in read_stream(found.stream, origin, self._options):
                yield inner if isinstance(inner, Issue) else replace(inner, issues=(*inner.issues, *found.issues))


def _drafts(source: str, options: ReadOptions, web: _Web) -> Iterator[Draft | Issue]:
    for found in _opened(source, options, web):
        if options.follow and isinstance(found, Draft) and found.link.startswith(_ADDRESS):
            yield from _followed(found, web)
        else:
            yield found


def _followed(entry: Draft, web: _Web) -> Iterator[Draft | Issue]:
    """The page behind a feed entry, with what only the feed knows; the entry itself when the page cannot be had."""
    kept = False
    for found in web.read(entry.link):
        if isinstance(found, Issue):
            yield found
        elif not kept and found.body.strip():
            kept = True
            yield replace(
                found,
                title=found.title or entry.title,
                outlet=found.outlet or entry.outlet,
                language=found.language or entry.language,
                published=entry.published or found.published,
                published_text=entry.published_text or found.published_text,
            )
    if not kept:
        yield entry


def _opened(source: str, options: ReadOptions, web: _Web) -> Iterator[Draft | Issue]:
    if source == "-":
        yield from read_stream(sys.stdin.buffer, Origin("-"), options)
    elif source.startswith(_ADDRESS):
        yield from web.read(source)
    else:
        for path in _files(Path(source)):
            if isinstance(path, Issue):
                yield path
            else:
                yield from _file(path, options)


def _file(path: Path, options: ReadOptions) -> Iterator[Draft | Issue]:
    try:
        with path.open("rb") as stream:
            yield from read_stream(stream, Origin(str(path), path.name), options)
    except OSError as error:
        yield _unreadable(path, error)


def _files(path: Path) -> Iterator[Path | Issue]:
    """The file itself, or every file below the folder in name order. Hidden names and archives are left out."""
    if not path.is_dir():
        yield path
        return
    seen: set[tuple[int, int]] = set()
    waiting, nothing = [path], True
    while waiting:
        here = waiting.pop()
        if here.is_dir():
            children = _enter(here, seen) or _children(here)
            if isinstance(children, Issue):
                nothing = False
                yield children
            else:
                waiting.extend(reversed(children))
        else:
            nothing = False
            yield _regular(here)
    if nothing:
        yield issue("empty", "no file to read in this folder", str(path))


def _enter(folder: Path, seen: set[tuple[int, int]]) -> Issue | None:
    try:
        status = folder.stat()
    except OSError as error:
        return _unreadable(folder, error)
    key = (status.st_dev, status.st_ino)
    if key in seen:
        return issue("symlink-loop", "this folder was already read under another name", str(folder))
    seen.add(key)
    return None


def _children(folder: Path) -> list[Path] | Issue:
    try:
        names = sorted(entry.name for entry in os.scandir(folder))
    except OSError as error:
        return _unreadable(folder, error)
    return [] if MARK in names else [folder / name for name in names if not name.startswith(".")]


def _regular(path: Path) -> Path | Issue:
    """Only plain files are opened in a folder: a pipe or device there would block for ever."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return _unreadable(path, error)
    return path if stat.S_ISREG(mode) else issue("not-a-file", "neither a file nor a folder", str(path))


def _unreadable(path: Path, error: OSError) -> Issue:
    reason = error.strerror or str(error)
    return issue("unreadable", f"could not be opened: {reason}; check the name and your rights", str(path))
