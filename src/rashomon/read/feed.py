"""RSS and Atom -> one draft per entry. The bytes kept for each entry are the whole feed's.

A feed that declares entities is refused before any parser may expand them. An entry with a summary only gives the
summary; its page is fetched by ``sources.py`` when the caller asked for that.
"""

from __future__ import annotations

import io
import re
import xml.sax
from collections.abc import Iterator
from typing import Any, Final

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from rashomon.model import Issue
from rashomon.read.compose import Draft, issue
from rashomon.read.dates import parse_published
from rashomon.read.decode import decode
from rashomon.read.options import Limits
from rashomon.read.stream import Peekable

MAX_ENTRIES: Final = 10_000
_ENTITY: Final = re.compile(r"<!\s*ENTITY", re.I)


def read_feed(
    stream: Peekable, source: str, limits: Limits, charset: str = "", url: str = ""
) -> Iterator[Draft | Issue]:
    """Every entry in the order of the feed."""
    raw, more = stream.take(limits.feed)
    if more:
        yield issue("too-large", f"a feed over {limits.feed} bytes is not read", source)
        return
    refusal = _refusal(raw)
    if refusal:
        yield issue("entity-bomb", f"{refusal}; the feed was not read", source)
        return
    import feedparser

    headers = {"content-type": f"application/xml; charset={charset}"} if charset else {}
    if url:
        headers["content-location"] = url
    # Only ever a stream: given text, feedparser would take an address or a file name for something to open.
    parsed = feedparser.parse(io.BytesIO(raw), response_headers=headers)
    if not parsed.entries:
        yield issue("empty", "the feed has no entries", source)
    for number, entry in enumerate(parsed.entries[:MAX_ENTRIES], start=1):
        yield _entry(entry, parsed.feed, raw, f"{source}#{entry.get('id') or number}", parsed.version or "rss")


def _refusal(raw: bytes) -> str:
    """Why the XML is dangerous, or "". XML that is only broken is not: feedparser mends it."""
    try:
        # Old RSS names an outside document type, which nobody loads: only declaring entities is forbidden.
        defusedxml.sax.parseString(raw, xml.sax.ContentHandler(), forbid_entities=True, forbid_external=False)
    except DefusedXmlException as error:
        return f"it declares entities ({type(error).__name__})"
    except (xml.sax.SAXException, LookupError, ValueError):
        if _ENTITY.search(decode(raw, markup=True).text):
            return "it declares entities"
    return ""


def _entry(entry: Any, feed: Any, raw: bytes, source: str, version: str) -> Draft:
    from rashomon.read.page import fragment_text

    contents = [str(part.get("value", "")) for part in entry.get("content", ())]
    content = max(contents, key=len, default="")
    told = str(entry.get("published") or entry.get("created") or entry.get("updated") or "")
    short = ("summary-only", "the feed gives only a summary; --follow reads the page behind it")
    return Draft(
        source=source,
        raw=raw,
        body=fragment_text(content or str(entry.get("summary", ""))),
        title=fragment_text(str(entry.get("title", ""))),
        url=str(entry.get("link", "")),
        outlet=str(entry.get("source", {}).get("title") or feed.get("title", "")),
        language=str(entry.get("language") or feed.get("language", "")),
        published=parse_published(told),
        published_text=told,
        media_type="application/atom+xml" if version.startswith("atom") else "application/rss+xml",
        issues=() if content else (short,),
        link=str(entry.get("link", "")),
    )
