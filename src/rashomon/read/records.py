"""JSON, JSONL and CSV -> one draft per record. The bytes kept for a record are its own line, row or document."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from rashomon.model import Issue
from rashomon.read.columns import Fields, fields_of, match_columns
from rashomon.read.compose import Draft, issue
from rashomon.read.dates import parse_published
from rashomon.read.decode import GUESS_BYTES, decode
from rashomon.read.options import ReadOptions
from rashomon.read.stream import Peekable

_DELIMITERS: Final = ",;\t|"


def read_jsonl(stream: Peekable, source: str, options: ReadOptions) -> Iterator[Draft | Issue]:
    """One draft per line; a broken line is an Issue and the next one is read."""
    for number, (line, cut) in enumerate(stream.lines(options.limits.document), start=1):
        where = f"{source}#{number}"
        if cut:
            yield issue("too-large", f"the line is longer than {options.limits.document} bytes; skipped", where)
        elif line.strip():
            yield from _document(line, where, options)


def read_json(stream: Peekable, source: str, options: ReadOptions) -> Iterator[Draft | Issue]:
    """The one document of a JSON file, or each of a list of them."""
    raw, more = stream.take(options.limits.json_array)
    if more:
        limit = options.limits.json_array
        yield issue(
            "too-large", f"a JSON file over {limit} bytes is not read; give it as JSONL, a record a line", source
        )
        return
    listed = decode(raw[:64]).text.lstrip("\ufeff \t\r\n").startswith("[")
    if not listed:
        yield from _document(raw, source, options)
        return
    parsed = _parse(raw, source)
    if isinstance(parsed, Issue):
        yield parsed
        return
    for number, record in enumerate(parsed if isinstance(parsed, list) else [parsed], start=1):
        own = json.dumps(record, ensure_ascii=True, sort_keys=True).encode()
        yield _record(record, own, f"{source}#{number}", options)


def _document(raw: bytes, source: str, options: ReadOptions) -> Iterator[Draft | Issue]:
    parsed = _parse(raw, source)
    yield parsed if isinstance(parsed, Issue) else _record(parsed, raw, source, options)


def _parse(raw: bytes, source: str) -> Any:
    try:
        return json.loads(decode(raw).text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        return issue("bad-json", f"not valid JSON: {error}", source)


def _record(record: Any, raw: bytes, source: str, options: ReadOptions) -> Draft | Issue:
    if not isinstance(record, dict):
        return issue("bad-record", f"expected a JSON object, found {type(record).__name__}", source)
    if "text" not in match_columns(record, options.columns):
        return issue("missing-column", f"no text among the keys {_some(record)}; name it with a column map", source)
    return _draft(fields_of(record, options.columns), raw, source, "application/json")


def read_csv(stream: Peekable, source: str, options: ReadOptions) -> Iterator[Draft | Issue]:
    """One draft per row below the header line. The delimiter is the one the header uses most."""
    charset = _charset(stream.peek(GUESS_BYTES))
    lines = _Lines(stream, charset, options.limits.document)
    header_line = next(lines, "").removeprefix("\ufeff")
    delimiter = max(_DELIMITERS, key=header_line.count)
    header = next(csv.reader([header_line], delimiter=delimiter), [])
    matched = match_columns(header, options.columns)
    missing = sorted(set(matched.values()) - set(header)) or ([] if "text" in matched else ["text"])
    if missing:
        yield issue(
            "missing-column", f"no column {missing[0]!r} among {_some(header)}; name it with a column map", source
        )
        return
    lines.taken.clear()
    yield from _rows(csv.reader(lines, delimiter=delimiter), lines, header, source, options)


def _rows(
    rows: Iterator[list[str]], lines: _Lines, header: list[str], source: str, options: ReadOptions
) -> Iterator[Draft | Issue]:
    number = 1
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            if number == 2:
                yield issue("empty", "there is a header line and no row below it", source)
            return
        except csv.Error as error:
            yield issue("bad-row", f"the row could not be read: {error}", f"{source}#{number}")
            lines.taken.clear()
            continue
        raw = "".join(lines.taken).encode("utf-8")
        lines.taken.clear()
        if row:
            yield _row(row, header, raw, f"{source}#{number}", options)


def _row(row: list[str], header: list[str], raw: bytes, source: str, options: ReadOptions) -> Draft:
    draft = _draft(fields_of(dict(zip(header, row, strict=False)), options.columns), raw, source, "text/csv")
    if not any(extra.strip() for extra in row[len(header) :]):
        return draft
    found = ("bad-row", f"{len(row)} fields under a header of {len(header)}: is a text with a delimiter not quoted?")
    return replace(draft, issues=(found,))


class _Lines:
    """Decoded lines of a CSV stream that remember what the reader took for the present row."""

    def __init__(self, stream: Peekable, charset: str, limit: int) -> None:
        self._text = io.TextIOWrapper(io.BufferedReader(_Raw(stream)), charset, "replace", newline="")
        self._limit = limit
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._limit)
        if not line:
            raise StopIteration
        self.taken.append(line)
        return line


class _Raw(io.RawIOBase):
    """A Peekable as the raw stream that ``io`` expects."""

    def __init__(self, stream: Peekable) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        chunk = self._stream.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _charset(head: bytes) -> str:
    """The charset of the head; a multi-byte character cut at its end is no reason to doubt UTF-8."""
    if len(head) == GUESS_BYTES:
        head = head[: head.rfind(b"\n") + 1] or head
    return decode(head).charset


def _draft(fields: Fields, raw: bytes, source: str, media_type: str) -> Draft:
    return Draft(
        source=source,
        raw=raw,
        body=fields.text,
        title=fields.title,
        url=fields.url,
        outlet=fields.outlet,
        language=fields.language,
        published=parse_published(fields.published),
        published_text=fields.published,
        media_type=media_type,
    )


def _some(names: Any) -> str:
    shown = [str(name)[:30] for name in names]
    return ", ".join(shown[:12]) + (" ..." if len(shown) > 12 else "") or "none"
