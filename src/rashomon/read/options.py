"""What a caller may set about reading: defaults for what a source leaves unsaid, limits, and manners on the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from rashomon.errors import ReadError
from rashomon.model import Report

FIELDS: Final = ("text", "title", "outlet", "published", "url", "language")


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes beyond which a source is capped or refused; see docs/reference/reading.md.

    ``document`` holds one page, one text or one record. 5 MB: reading a page of that size, made of tags only, takes
    240 MB of memory at its peak.
    """

    document: int = 5_000_000
    feed: int = 10_000_000
    json_array: int = 32_000_000
    response: int = 50_000_000
    wacz_bytes: int = 20_000_000_000
    wacz_members: int = 10_000
    inflation: int = 200
    inflation_floor: int = 64_000_000


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read. ``published``, ``outlet``, ``language`` and ``url`` fill in what a source does not say of itself.

    With ``force`` they win over the source. ``columns`` maps our field names (text, title, outlet, published, url,
    language) to the names a CSV or JSONL file uses. ``follow`` fetches the page behind each feed entry.
    ``cache_dir`` is where validators of conditional requests are remembered; None = no conditional requests.
    """

    published: date | datetime | None = None
    outlet: str = ""
    language: str = ""
    url: str = ""
    force: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    follow: bool = False
    allow_private: bool = False
    obey_robots: bool = True
    user_agent: str = "Rashomon/0.1 (reads news reports; set --user-agent to name a contact)"
    host_delay_s: float = 1.0
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 20.0
    total_timeout_s: float = 60.0
    max_redirects: int = 5
    cache_dir: str | None = None
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        unknown = sorted(set(self.columns) - set(FIELDS))
        if unknown:
            raise ReadError(f"no such field: {', '.join(unknown)}; a column can be mapped to {', '.join(FIELDS)}")


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One report with the bytes it was read from; ``report.sha256`` is the sha256 of ``raw``."""

    report: Report
    raw: bytes
    media_type: str
