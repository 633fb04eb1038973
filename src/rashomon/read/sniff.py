"""What a stream holds, told by its first bytes; the name and the media type only settle what bytes leave open."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Final

from rashomon.read.stream import Peekable


class Kind(StrEnum):
    """The formats, and three ways not to be one: EMPTY, BINARY, UNSUPPORTED (a known format that is not read)."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    FEED = "feed"
    WARC = "warc"
    WACZ = "wacz"
    GZIP = "gzip"
    EMPTY = "empty"
    BINARY = "binary"
    UNSUPPORTED = "unsupported"


HEAD: Final = 65_536
_FOREIGN: Final = (
    (b"%PDF-", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"\x7fELF", "program"),
    (b"\xd0\xcf\x11\xe0", "old Office"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"), (b"7z\xbc\xaf", "7-Zip"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"), (b"SQLite format 3\0", "SQLite"), (b"PAR1", "Parquet"), (b"{\\rtf", "RTF"),
)  # fmt: skip
_MARKUP: Final = re.compile(r"<(?:!doctype html|html|head|body|meta|title|article|div|p|h1|script|table|main)\b", re.I)
_PROLOGUE: Final = re.compile(r"\s*(?:<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>|<\?.*?\?>)\s*", re.S | re.I)
_FEED: Final = re.compile(r"<(?:\w+:)?(?:rss|feed|RDF)[\s>]")
_COLUMN: Final = re.compile(r"(?:^|[,;\t|])\s*\"?\s*(?:text|body|content|article|maintext)\s*\"?\s*(?=$|[,;\t|])", re.I)
_BY_SUFFIX: Final = {
    ".json": Kind.JSON, ".csv": Kind.CSV, ".tsv": Kind.CSV, ".jsonl": Kind.JSONL, ".ndjson": Kind.JSONL,
    ".md": Kind.MARKDOWN, ".markdown": Kind.MARKDOWN, ".html": Kind.HTML, ".htm": Kind.HTML,
}  # fmt: skip
_BY_MEDIA: Final = {
    "application/json": Kind.JSON, "text/csv": Kind.CSV, "text/tab-separated-values": Kind.CSV,
    "application/x-ndjson": Kind.JSONL, "application/jsonl": Kind.JSONL, "text/markdown": Kind.MARKDOWN,
    "text/html": Kind.HTML, "application/xhtml+xml": Kind.HTML,
}  # fmt: skip


def sniff(stream: Peekable, name: str = "", media_type: str = "") -> tuple[Kind, str]:
    """The kind of the stream, and for UNSUPPORTED the name of the format."""
    head = stream.peek(HEAD)
    by_magic = _by_magic(head)
    if by_magic is not None:
        return by_magic
    text = _as_text(head)
    if text is None:
        return Kind.BINARY, ""
    opening = text.lstrip("\ufeff \t\r\n")
    if not opening:
        return (Kind.EMPTY, "") if len(head) < HEAD else (Kind.TEXT, "")
    hint = _BY_MEDIA.get(media_type) or _BY_SUFFIX.get(_suffix(name))
    return _by_words(opening, hint, stream)


def _by_magic(head: bytes) -> tuple[Kind, str] | None:
    if not head:
        return Kind.EMPTY, ""
    if head.startswith(b"\x1f\x8b"):
        return Kind.GZIP, ""
    if head.startswith(b"PK\x03\x04"):
        return Kind.WACZ, ""
    if head.startswith(b"WARC/"):
        return Kind.WARC, ""
    return next(((Kind.UNSUPPORTED, name) for magic, name in _FOREIGN if head.startswith(magic)), None)


def _as_text(head: bytes) -> str | None:
    """The head as text for looking at, or None when it is no text: NUL bytes or a crowd of control characters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    if 0 in head[1:512:2] or 0 in head[0:512:2]:
        for charset, nul in (("utf-16-le", head[1:512:2]), ("utf-16-be", head[0:512:2])):
            if nul.count(0) * 10 > len(nul) * 8:
                return head[: len(head) // 2 * 2].decode(charset, "replace")
    controls = sum(head.count(code) for code in (*range(9), *range(14, 27), *range(28, 32)))
    return None if controls * 50 > len(head) else head.decode("utf-8", "replace")


def _by_words(opening: str, hint: Kind | None, stream: Peekable) -> tuple[Kind, str]:
    if opening.startswith("<"):
        return _markup_kind(opening)
    if opening[0] in "{[" and hint is not Kind.CSV:
        kind = _json_kind(opening, hint, stream)
        if kind is not None:
            return kind, ""
    first_line = opening.partition("\n")[0].rstrip("\r")
    if hint is Kind.CSV or (hint is None and len(first_line) < 2000 and _is_header(first_line)):
        return Kind.CSV, ""
    if hint is Kind.HTML and _MARKUP.search(opening):
        return Kind.HTML, ""
    return (hint if hint in (Kind.MARKDOWN, Kind.JSONL, Kind.JSON) else Kind.TEXT), ""


def _markup_kind(opening: str) -> tuple[Kind, str]:
    start = 0
    while item := _PROLOGUE.match(opening, start):
        start = item.end()
    if _FEED.match(opening, start):
        return Kind.FEED, ""
    if _MARKUP.search(opening):
        return Kind.HTML, ""
    # A prologue that hides the root (an internal DTD of any length) is left to the feed reader, which refuses it.
    return (Kind.FEED, "") if opening.startswith("<?xml") and _FEED.search(opening) else _other_markup(opening)


def _other_markup(opening: str) -> tuple[Kind, str]:
    return (Kind.UNSUPPORTED, "XML") if opening.startswith("<?xml") else (Kind.TEXT, "")


def _json_kind(opening: str, hint: Kind | None, stream: Peekable) -> Kind | None:
    """JSON or JSONL, by whether the first line is a document of its own; None when it is no JSON at all."""
    if hint is Kind.JSONL:
        return Kind.JSONL
    first, newline, rest = opening.partition("\n")
    if opening.startswith("["):
        return Kind.JSON if re.match(r"\[\s*[\[{\]\"]", opening) else None
    if not re.match(r"\{\s*[\"}]", opening):
        return None
    if not newline:
        first = _long_first_line(stream) or ""
        return Kind.JSONL if first else Kind.JSON
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return Kind.JSON
    return Kind.JSONL if rest.strip() else Kind.JSON


def _long_first_line(stream: Peekable) -> str | None:
    """A first line longer than the head, when another line follows it."""
    seen = stream.peek(HEAD * 80)
    first, newline, rest = seen.partition(b"\n")
    return first.decode("utf-8", "replace") if newline and rest.lstrip().startswith(b"{") else None


def _is_header(line: str) -> bool:
    return any(mark in line for mark in ",;\t|") and bool(_COLUMN.search(line)) and not line.rstrip().endswith(".")


def _suffix(name: str) -> str:
    plain = name.lower().partition("?")[0].removesuffix(".gz")
    dot = plain.rfind(".")
    return plain[dot:] if dot >= 0 else ""
