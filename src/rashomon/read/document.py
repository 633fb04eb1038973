"""One opened stream -> drafts and Issues: sniff what it is, hand it to that format's reader, unpack what is packed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from rashomon.model import Issue, Severity
from rashomon.read.compose import Draft, issue
from rashomon.read.options import ReadOptions
from rashomon.read.sniff import Kind, sniff
from rashomon.read.stream import Gunzip, Peekable, Readable

_GZIP_LAYERS: Final = 2


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stream comes from and what its carrier (a header, an archive) said of it."""

    source: str
    name: str = ""
    url: str = ""
    media_type: str = ""
    charset: str = ""
    fetched_at: datetime | None = None
    depth: int = 0


# What the parsers of others raise on input their authors did not foresee.
_FAULTS: Final = (
    ValueError, TypeError, AttributeError, LookupError, ArithmeticError, AssertionError, RuntimeError, MemoryError,
)  # fmt: skip


def read_stream(stream: Readable, origin: Origin, options: ReadOptions) -> Iterator[Draft | Issue]:
    """Every document of one stream. Whatever a parser does on bad input ends here, as an Issue."""
    try:
        yield from _documents(stream, origin, options)
    except _FAULTS as error:
        yield issue("reader-failed", f"{type(error).__name__}: {error}; please report this file", origin.source)


def _documents(stream: Readable, origin: Origin, options: ReadOptions) -> Iterator[Draft | Issue]:
    peekable = stream if isinstance(stream, Peekable) else Peekable(stream)
    kind, detail = sniff(peekable, origin.name or origin.source, origin.media_type)
    if kind in (Kind.EMPTY, Kind.BINARY, Kind.UNSUPPORTED):
        yield _refusal(kind, detail, origin.source)
    elif kind is Kind.GZIP:
        yield from _gzip(peekable, origin, options)
    elif kind in (Kind.TEXT, Kind.MARKDOWN, Kind.HTML):
        yield from _single(kind, peekable, origin, options)
    else:
        for found in _many(kind, peekable, origin, options):
            unset = isinstance(found, Draft) and found.fetched_at is None
            yield replace(found, fetched_at=origin.fetched_at) if unset and isinstance(found, Draft) else found


def _many(kind: Kind, stream: Peekable, origin: Origin, options: ReadOptions) -> Iterator[Draft | Issue]:
    if kind is Kind.WARC:
        yield from _warc(stream, origin, options)
    elif kind is Kind.WACZ:
        yield from _wacz(stream, origin, options)
    elif kind is Kind.FEED:
        from rashomon.read.feed import read_feed

        yield from read_feed(stream, origin.source, options.limits, origin.charset, origin.url)
    else:
        from rashomon.read import records

        readers = {Kind.JSONL: records.read_jsonl, Kind.JSON: records.read_json, Kind.CSV: records.read_csv}
        yield from readers[kind](stream, origin.source, options)


def _warc(stream: Peekable, origin: Origin, options: ReadOptions) -> Iterator[Draft | Issue]:
    from rashomon.read.warc import read_warc

    for found in read_warc(stream, origin, options):
        if isinstance(found, Issue):
            yield found
            continue
        for inner in read_stream(io.BytesIO(found.data), found.origin, options):
            yield inner if isinstance(inner, Issue) else replace(inner, issues=(*inner.issues, *found.issues))


def _wacz(stream: Peekable, origin: Origin, options: ReadOptions) -> Iterator[Draft | Issue]:
    from rashomon.read.wacz import read_wacz

    for found in read_wacz(stream, origin.source, options.limits):
        if isinstance(found, Issue):
            yield found
        else:
            name, member = found
            yield from read_stream(member, replace(origin, source=f"{origin.source}!{name}", name=name), options)


def _single(kind: Kind, stream: Peekable, origin: Origin, options: ReadOptions) -> Iterator[Draft | Issue]:
    raw, more = stream.take(options.limits.document)
    if kind is Kind.HTML:
        from rashomon.read.page import read_page

        draft = read_page(raw, origin.source, origin.charset, origin.url, origin.fetched_at)
    else:
        from rashomon.read.plain import read_plain

        draft = read_plain(raw, origin.source, origin.charset, kind is Kind.MARKDOWN)
        draft = replace(draft, url=draft.url or origin.url, fetched_at=origin.fetched_at)
    if more:
        capped = ("capped", f"longer than {options.limits.document} bytes; the rest was not read")
        draft = replace(draft, issues=(*draft.issues, capped))
    yield draft


def _gzip(stream: Peekable, origin: Origin, options: ReadOptions) -> Iterator[Draft | Issue]:
    if origin.depth >= _GZIP_LAYERS:
        yield issue("compression-bomb", "packed more than twice; not unpacked further", origin.source)
        return
    gunzip = Gunzip(stream, options.limits.inflation, options.limits.inflation_floor)
    yield from read_stream(gunzip, replace(origin, depth=origin.depth + 1), options)
    if gunzip.problem:
        yield issue(gunzip.problem, _GZIP_PROBLEMS[gunzip.problem], origin.source, Severity.WARNING)


_GZIP_PROBLEMS: Final = {
    "truncated-gzip": "the gzip data ends too early; what could be unpacked was read",
    "damaged-gzip": "the gzip data is damaged; what came before the damage was read",
    "compression-bomb": "unpacks to far more than any text does; stopped there",
}


def _refusal(kind: Kind, detail: str, source: str) -> Issue:
    if kind is Kind.EMPTY:
        return issue("empty", "there is nothing in it", source)
    if kind is Kind.UNSUPPORTED:
        return issue(
            "unsupported", f"{detail} files are not read; give text, HTML, JSON, CSV, a feed or a WARC", source
        )
    return issue("binary", "this is no text", source)
