"""Plain text and Markdown, with optional front matter, -> one draft.

Front matter is ``key: value`` lines between two ``---`` lines, or TOML between two ``+++`` lines. Without a title
there, a first line that stands alone, is short and has no full stop is the headline; in Markdown the first ``#`` line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Final

from rashomon.read.columns import Record, fields_of
from rashomon.read.compose import Draft, nfc
from rashomon.read.dates import parse_published
from rashomon.read.decode import decode
from rashomon.read.headline import headline_of

_FENCE: Final = re.compile(r"\A\s*(---|\+\+\+)[^\S\n]*\n(.*?\n)\1[^\S\n]*(?:\n|\Z)", re.DOTALL)
_PAIR: Final = re.compile(r"([A-Za-z][\w -]{0,40}?)\s*:\s*(.*)")
_HEADING: Final = re.compile(r"\A\s*#\s+(.+?)\s*#*\s*(?:\n|\Z)")
_FENCE_CHARS: Final = 8192


def read_plain(raw: bytes, source: str, charset: str = "", markdown: bool = False, media_type: str = "") -> Draft:
    """The one document of a text file."""
    decoded = decode(raw, charset)
    matter, body = split_front_matter(nfc(decoded.text).removeprefix("\ufeff"))
    record = fields_of(matter)
    title = record.title
    if not title and markdown and (heading := _HEADING.match(body)):
        title, body = heading[1], body[heading.end() :]
    return Draft(
        source=source,
        raw=raw,
        body=body,
        title=title or headline_of(body),
        url=record.url,
        outlet=record.outlet,
        language=record.language,
        published=parse_published(record.published),
        published_text=str(record.published or ""),
        media_type=media_type or ("text/markdown" if markdown else "text/plain"),
        issues=decoded.issues,
    )


def split_front_matter(text: str) -> tuple[Record, str]:
    """The keys of the front matter, and the text after it. Text without front matter comes back whole."""
    match = _FENCE.match(text[:_FENCE_CHARS])
    if match is None:
        return {}, text
    found = _toml(match[2]) if match[1] == "+++" else _pairs(match[2])
    return (found, text[match.end() :]) if found else ({}, text)


def _toml(block: str) -> Record:
    try:
        return tomllib.loads(block)
    except tomllib.TOMLDecodeError:
        return {}


def _pairs(block: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in block.splitlines():
        pair = _PAIR.fullmatch(line.strip())
        if pair is not None:
            found[pair[1]] = _unquoted(pair[2].strip())
        elif line.strip() and not line.startswith((" ", "\t", "-", "#")):
            # Two rules around prose are no front matter.
            return {}
    return found


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'" else value
