"""What a page says of itself in JSON-LD, meta and time tags: title, outlet, publication date, address, language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Any, Final

from lxml.html import HtmlElement

from rashomon.read.dates import Published, parse_published

_ARTICLES: Final = re.compile(
    r"(?:News|Report|Blog|Opinion|Analysis|Background|Review|Live)?\w*(?:Article|Posting|WebPage)$"
)
_TITLES: Final = (
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "headline",
)
_OUTLETS: Final = ("og:site_name", "application-name", "dc.publisher", "publisher", "article:publisher")
_DATES: Final = (
    "article:published_time", "og:article:published_time", "datepublished", "dc.date.issued", "dcterms.created",
    "dc.date", "dcterms.date", "pubdate", "publish-date", "publish_date", "publication_date", "parsely-pub-date",
    "sailthru.date", "article.published", "date", "cxenseparse:recs:publishtime", "citation_publication_date",
)  # fmt: skip
_TIME_SCAN: Final = 200
_URL_DATE: Final = re.compile(r"/(20\d{2}|19\d{2})[/-](\d{1,2})[/-](\d{1,2})(?:/|-|$)")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Empty strings and None for what the page does not say."""

    title: str = ""
    outlet: str = ""
    url: str = ""
    language: str = ""
    published: Published | None = None
    published_text: str = ""


def page_facts(tree: HtmlElement, url: str = "") -> PageFacts:
    """Everything the page says of itself; JSON-LD first, then meta tags, then what is shown."""
    linked = next(_articles(tree), {})
    meta = _meta(tree)
    outlet = _first(_name(linked.get("publisher")), *(meta.get(key, "") for key in _OUTLETS))
    told = [_str(linked.get("datePublished")), *(meta.get(key, "") for key in _DATES), *_time_tags(tree)]
    own = _first(_link(tree, "canonical"), meta.get("og:url", ""))
    published = next((when for when in map(parse_published, told) if when is not None), None)
    shown = _first(_str(linked.get("headline")), *(meta.get(key, "") for key in _TITLES), _heading(tree))
    return PageFacts(
        title=_clean(shown) or _without_site(_text(tree, "//title"), outlet),
        outlet="" if outlet.startswith("http") else _clean(outlet),
        url=own if own.startswith(("http://", "https://")) else "",
        language=_first(tree.get("lang", ""), tree.get("{http://www.w3.org/XML/1998/namespace}lang", "")),
        published=published or _from_url(url or own),
        published_text=_first(*told),
    )


def _articles(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in islice(tree.iter("script"), 500):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            found = json.loads(re.sub(r"[\x00-\x1f]+", " ", script.text or ""))
        except (ValueError, RecursionError):
            continue
        yield from (node for node in _nodes(found) if _is_article(node))


def _nodes(found: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD block: itself, a list, or its ``@graph``; no deeper, for that is how pages are made."""
    for node in found if isinstance(found, list) else [found]:
        if isinstance(node, dict):
            yield node
            graph = node.get("@graph")
            yield from (item for item in (graph if isinstance(graph, list) else []) if isinstance(item, dict))


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and _ARTICLES.match(name) for name in names) and (
        "headline" in node or "datePublished" in node
    )


def _meta(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in islice(tree.iter("meta"), 2000):
        key = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        found.setdefault(key.strip().lower(), (tag.get("content") or "").strip())
    return {key: value for key, value in found.items() if key and value}


def _time_tags(tree: HtmlElement) -> list[str]:
    """Moments of ``<time>`` and ``itemprop=datePublished``, those that say they are the publication first."""
    tags = list(islice(tree.iter("time"), _TIME_SCAN))
    marked = tree.xpath("(//*[@itemprop='datePublished' and not(self::meta)])[position() <= 5]")
    first = [tag for tag in tags if "publish" in _marks(tag) or tag.get("pubdate") is not None]
    other = [tag for tag in tags if not re.search("modif|updat", _marks(tag))]
    return [_moment(tag) for tag in (*marked, *first, *other[:1])]


def _marks(tag: HtmlElement) -> str:
    return f"{tag.get('class', '')} {tag.get('itemprop', '')} {tag.get('id', '')}".lower()


def _moment(tag: HtmlElement) -> str:
    return _first(tag.get("datetime", ""), tag.get("content", ""), _clean(str(tag.text or ""))[:80])


def _from_url(url: str) -> Published | None:
    match = _URL_DATE.search(url)
    return parse_published(f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}") if match else None


def _heading(tree: HtmlElement) -> str:
    headings = tree.xpath("//h1")
    return str(headings[0].text_content())[:500] if len(headings) == 1 else ""


def _without_site(title: str, outlet: str) -> str:
    """``<title>`` without " - Outlet" or " | Outlet" at its end."""
    head, mark, tail = _clean(title).rpartition(" | ")
    if not mark:
        head, mark, tail = _clean(title).rpartition(" - ")
    if mark and (tail == outlet or (len(tail.split()) <= 3 and len(head.split()) >= 4)):
        return head.strip()
    return _clean(title)


def _link(tree: HtmlElement, relation: str) -> str:
    found = tree.xpath("//link[@rel=$relation]/@href", relation=relation)
    return str(found[0]).strip() if found else ""


def _text(tree: HtmlElement, path: str) -> str:
    found = tree.xpath(path)
    return str(found[0].text_content())[:500] if found else ""


def _name(publisher: Any) -> str:
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    return _str(publisher.get("name")) if isinstance(publisher, dict) else _str(publisher)


def _str(value: Any) -> str:
    # JSON-LD is often written with HTML entities in it, which JSON does not undo.
    return unescape(value).strip() if isinstance(value, str) else ""


def _first(*texts: str) -> str:
    return next((text for text in texts if text.strip()), "")


def _clean(text: str) -> str:
    return " ".join(text.split())
