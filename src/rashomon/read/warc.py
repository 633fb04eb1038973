"""WARC -> the pages in it, one record at a time. Compression of the file is undone before (``document.py``).

Written here because FastWARC 2.0 stops at the first damaged record and does not say that one was cut: here damage is
an Issue and the next record is searched for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from rashomon.model import Issue, Severity
from rashomon.read.compose import issue
from rashomon.read.dates import parse_published
from rashomon.read.document import Origin
from rashomon.read.options import ReadOptions
from rashomon.read.stream import CHUNK, Peekable
from rashomon.read.unpack import unpack

_HEADER_LINES: Final = 200
_LINE: Final = 16_384
_HTTP_HEAD: Final = 65_536
_PAGES: Final = re.compile(
    r"text/html|application/xhtml\+xml|text/plain|(?:application|text)/(?:(?:rss|atom|rdf)\+)?xml|$"
)
_KINDS: Final = frozenset({"response", "resource", "conversion"})


@dataclass(frozen=True, slots=True)
class Payload:
    """A record's body, to be read as a document; and what was wrong with it."""

    origin: Origin
    data: bytes
    issues: tuple[tuple[str, str], ...]


def read_warc(stream: Peekable, origin: Origin, options: ReadOptions) -> Iterator[Payload | Issue]:
    """Every record that is a page; one closing note counts those that are not."""
    skipped: Counter[str] = Counter()
    while True:
        start = _next_record(stream)
        if start.damaged:
            yield issue("damaged-warc", "bytes that are no WARC record were passed over", start.at(origin))
        if start.ended:
            break
        where = replace(origin, source=start.at(origin), name="")
        headers = _headers(stream)
        length = _length(headers)
        if length is None:
            yield issue("damaged-warc", "a record without a length; searching for the next", where.source)
            continue
        block, whole = _block(stream, length, options.limits.document + _HTTP_HEAD)
        problems = () if whole else (("truncated-warc", "the archive ends inside this record; what is there was read"),)
        found = _payload(headers, block, length, where, options, problems)
        if isinstance(found, str):
            skipped[found] += 1
        else:
            yield found
        if not whole:
            break
    if skipped:
        told = ", ".join(f"{count} {name}" for name, count in skipped.most_common(6))
        yield issue("skipped-records", f"records that are no pages: {told}", origin.source, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class _Start:
    position: int
    damaged: bool
    ended: bool

    def at(self, origin: Origin) -> str:
        return f"{origin.source}#{self.position}"


def _next_record(stream: Peekable) -> _Start:
    """Go to the next ``WARC/`` line and past it. ``damaged`` when anything but empty lines lay before."""
    damaged = False
    first = stream.position
    while True:
        position = stream.position
        line = next(stream.lines(_LINE), (b"", False))[0]
        if not line:
            return _Start(first, damaged, ended=True)
        if line.startswith(b"WARC/"):
            return _Start(position, damaged, ended=False)
        damaged = damaged or bool(line.strip())


def _headers(stream: Peekable) -> Mapping[str, str]:
    lines: list[bytes] = []
    for line, _ in stream.lines(_LINE):
        if not line.strip() or len(lines) >= _HEADER_LINES:
            break
        lines.append(line)
    return header_map(lines)


def header_map(lines: list[bytes]) -> Mapping[str, str]:
    """``Name: value`` lines by lower-case name; the first of a name counts, folded lines are joined."""
    found: dict[str, str] = {}
    last = ""
    for line in lines:
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text[:1] in (" ", "\t") and last:
            found[last] += " " + text.strip()
            continue
        name, colon, value = text.partition(":")
        if colon:
            last = name.strip().lower()
            found.setdefault(last, value.strip())
    return found


def _length(headers: Mapping[str, str]) -> int | None:
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None


def _block(stream: Peekable, length: int, limit: int) -> tuple[bytes, bool]:
    """The record's block, at most ``limit`` of it (the rest is passed over), and whether it was all there."""
    kept = bytearray()
    left = length
    while left:
        chunk = stream.read(min(left, CHUNK))
        if not chunk:
            return bytes(kept), False
        left -= len(chunk)
        if len(kept) < limit:
            kept += chunk[: limit - len(kept)]
    return bytes(kept), True


def _payload(
    headers: Mapping[str, str],
    block: bytes,
    length: int,
    where: Origin,
    options: ReadOptions,
    problems: tuple[tuple[str, str], ...],
) -> Payload | Issue | str:
    """The document of a record; or, as a word, why there is none worth an Issue."""
    kind = headers.get("warc-type", "").lower()
    if kind not in _KINDS:
        return kind or "untyped"
    url = headers.get("warc-target-uri", "").strip("<>")
    when = parse_published(headers.get("warc-date", ""))
    origin = replace(where, url=url, fetched_at=None if when is None else when.at)
    if url.startswith(("dns:", "urn:pageinfo")) or url.endswith("/robots.txt"):
        return "robots.txt and the like"
    if length > len(block) and not problems:
        problems = (("capped", f"longer than {options.limits.document} bytes; the rest was not read"),)
    if headers.get("warc-truncated"):
        problems = (*problems, ("truncated-warc", f"cut by the crawler ({headers['warc-truncated']})"))
    if kind == "response" or headers.get("content-type", "").startswith("application/http"):
        return _http(block, origin, options, problems)
    media, charset = media_and_charset(headers.get("content-type", ""))
    return _page(replace(origin, media_type=media, charset=charset), block, problems)


def _http(
    block: bytes, origin: Origin, options: ReadOptions, problems: tuple[tuple[str, str], ...]
) -> Payload | Issue | str:
    head, gap, body = block.partition(b"\r\n\r\n")
    lines = head.splitlines(keepends=True)
    status = re.match(rb"HTTP/\d(?:\.\d)? (\d{3})", head)
    if status is None or not gap:
        return issue("damaged-warc", "a response record without an HTTP header", origin.source)
    if status[1] != b"200":
        return f"HTTP status {status[1].decode()}"
    headers = header_map(lines[1:])
    media, charset = media_and_charset(headers.get("content-type", ""))
    if not _PAGES.fullmatch(media):
        return media
    limit = options.limits.document
    # Some crawlers keep the encoding headers of a body they have already unpacked; unpack() tells by the bytes.
    plain = unpack(body, headers.get("transfer-encoding", ""), headers.get("content-encoding", ""), limit)
    return _page(replace(origin, media_type=media, charset=charset), plain.data, (*problems, *plain.issues))


def _page(origin: Origin, data: bytes, problems: tuple[tuple[str, str], ...]) -> Payload | str:
    return Payload(origin, data, problems) if _PAGES.fullmatch(origin.media_type) else origin.media_type


def media_and_charset(content_type: str) -> tuple[str, str]:
    """``("text/html", "utf-8")`` of ``Text/HTML; charset="UTF-8"``."""
    media, _, rest = content_type.partition(";")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", rest, re.I)
    return media.strip().lower(), charset[1].lower() if charset else ""
