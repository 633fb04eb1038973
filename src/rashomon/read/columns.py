"""Names of columns, JSON keys and front matter keys -> our six fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from rashomon.read.options import FIELDS

Record = Mapping[str, Any]

# The names that news data sets use, most specific first; compared without case, spaces, "_" and "-".
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("text", "body", "content", "maintext", "fulltext", "articletext", "article", "story"),
    "title": ("title", "headline", "heading"),
    "outlet": ("outlet", "source", "sourcename", "publisher", "publication", "newspaper", "sitename", "sourcedomain"),
    "published": ("published", "publishedat", "datepublished", "datepublish", "publishdate", "publicationdate",
                  "pubdate", "date", "datetime", "dct", "timestamp"),
    "url": ("url", "uri", "link", "permalink"),
    "language": ("language", "lang"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fields:
    """One record's six fields as told; empty where it has none."""

    text: str = ""
    title: str = ""
    outlet: str = ""
    published: str = ""
    url: str = ""
    language: str = ""


def match_columns(names: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Our field -> the name that holds it. ``chosen`` wins; a chosen name that is not there is still given."""
    plain = {_plain(name): name for name in reversed(list(names))}
    matched = {}
    for field in FIELDS:
        if field in chosen:
            matched[field] = plain.get(_plain(chosen[field]), chosen[field])
        elif found := next((plain[name] for name in NAMES[field] if name in plain), None):
            matched[field] = found
    return matched


def fields_of(record: Record, chosen: Mapping[str, str] | None = None) -> Fields:
    """The six fields of a record. Values that are no text, number or date are taken as missing."""
    matched = match_columns(record, chosen or {})
    return Fields(**{field: _text(record.get(name)) for field, name in matched.items()})


def _plain(name: object) -> str:
    return re.sub(r"[\s_-]+", "", str(name)).lower()


def _text(value: object) -> str:
    if value is None or isinstance(value, bool | dict):
        return ""
    if isinstance(value, list | tuple):
        return "\n\n".join(item for item in value if isinstance(item, str))
    return str(value)
