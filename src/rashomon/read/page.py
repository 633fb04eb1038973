"""One HTML page -> one draft: the main text by trafilatura, the rest from the page's own metadata.

Scripts never run, nothing is fetched, no entity is expanded from outside. A page that trafilatura gives up on is read
as its paragraphs, with an Issue.
"""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Final

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from rashomon.read.compose import Draft
from rashomon.read.decode import decode
from rashomon.read.metadata import PageFacts, page_facts

# Deeper trees come only from attackers and broken generators; trafilatura recurses and would run out of stack.
MAX_DEPTH: Final = 180
# One step for each level: libxml2 takes them level by level, without recursion.
_TOO_DEEP: Final = "boolean(" + "/*" * (MAX_DEPTH + 1) + ")"
# News pages have some thousands of elements; each costs trafilatura about 55 us.
MAX_ELEMENTS: Final = 50_000
_SPACES: Final = re.compile(r"\s+")
# Control characters cannot come out of the HTML parser, so they can mark links in a line of text.
_LINK_OPENS: Final = "\x01"
_LINK_ENDS: Final = "\x02"
_LINKED: Final = re.compile("\x01[^\x02]*\x02?")
_TAG: Final = re.compile(r"<[^<>]*>")
_SCRIPT: Final = re.compile(r"(</?(?:script|style|title)\b[^<>]*>)", re.I)
_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_SHORT: Final = 200
_MORE: Final = 1.2


def read_page(
    raw: bytes,
    source: str,
    charset: str = "",
    url: str = "",
    fetched_at: datetime | None = None,
    media_type: str = "text/html",
) -> Draft:
    """The draft of a page. ``url`` is where it was fetched from; its own canonical address wins in the report."""
    decoded = decode(raw, charset, markup=True)
    tree = _parse(decoded.text)
    if tree is None:
        return Draft(source, raw, "", url=url, media_type=media_type, issues=decoded.issues)
    facts = page_facts(tree, url)
    body, issues = main_text(tree)
    if not body and tree.xpath(_TOO_DEEP):
        # libxml2 drops what nests deeper than 256; the words are there all the same.
        body = _stripped(decoded.text)
    return Draft(
        source=source,
        raw=raw,
        body=_without_headline(body, facts),
        title=facts.title,
        url=url or facts.url,
        outlet=facts.outlet,
        language=facts.language,
        published=facts.published,
        published_text=facts.published_text,
        fetched_at=fetched_at,
        media_type=media_type,
        issues=(*decoded.issues, *issues),
    )


def fragment_text(markup: str) -> str:
    """The words of a piece of HTML (a feed entry), paragraphs apart by blank lines. Plain text comes back as it is."""
    if "<" not in markup and "&" not in markup:
        return markup
    tree = _parse(f"<html><body><div>{markup}</div></body></html>")
    return "" if tree is None else _paragraphs(tree)


def main_text(tree: HtmlElement) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Main text, paragraphs apart by blank lines; and the Issue when it had to be read the plain way."""
    if not _tame(tree):
        return _paragraphs(tree), (("html-fallback", "the page nests too deep or is too large; read as paragraphs"),)
    import trafilatura

    try:
        found = trafilatura.bare_extraction(
            tree, include_comments=False, include_tables=False, include_formatting=False, fast=True
        )
    except (ValueError, TypeError, AttributeError, RecursionError, MemoryError, etree.LxmlError):
        found = None
    text = "" if found is None or isinstance(found, dict) else (found.text or "")
    whole = _paragraphs(tree)
    # More words than all paragraphs have: trafilatura fell back to the whole page, menus and all.
    menus = len(text) > len(whole) * _MORE
    if text and not menus and (len(text) >= _SHORT or len(whole) < 2 * len(text)):
        return _spaced(text), ()
    return whole, (("html-fallback", "no main text stood out; every paragraph of the page is kept"),) if whole else ()


def _parse(text: str) -> HtmlElement | None:
    parser = HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        return document_fromstring(_DECLARATION.sub("", text.replace("\x00", "\ufffd")), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _tame(tree: HtmlElement) -> bool:
    return not tree.xpath(_TOO_DEEP) and bool(tree.xpath("count(//*) <= $most", most=MAX_ELEMENTS))


_BLOCKS: Final = frozenset({
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "br", "tr", "td", "th",
    "section", "article", "figcaption", "dd", "dt", "header", "main", "ul", "ol", "table",
})  # fmt: skip
_SILENT: Final = frozenset({
    "script", "style", "noscript", "template", "svg", "nav", "footer", "aside", "form", "button", "iframe",
    "select", "head",
})  # fmt: skip


def _paragraphs(tree: HtmlElement) -> str:
    """Every block's words in order, without scripts, furniture and blocks that are links only. Never recurses."""
    parts: list[str] = []
    silent = 0
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        opens = event == "start"
        if node.tag in _SILENT:
            silent += 1 if opens else -1
        if node.tag in _BLOCKS:
            parts.append("\n")
        elif node.tag == "a":
            parts.append(_LINK_OPENS if opens else _LINK_ENDS)
        words = node.text if opens else node.tail
        if words and not silent and (opens or node is not tree):
            parts.append(_SPACES.sub(" ", words))
    return _spaced("\n".join(_unlinked(line) for line in "".join(parts).split("\n")))


def _unlinked(line: str) -> str:
    """The line without the marks of links; empty when outside of them it has no word."""
    outside = _LINKED.sub("", line)
    kept = any(character.isalnum() for character in outside)
    return line.replace(_LINK_OPENS, "").replace(_LINK_ENDS, "") if kept else ""


def _stripped(markup: str) -> str:
    """Words between tags, without scripts; for markup no parser takes."""
    parts, shown = [], True
    for part in _SCRIPT.split(markup):
        if _SCRIPT.fullmatch(part):
            shown = part.startswith("</")
        elif shown:
            parts.append(_TAG.sub("\n", part))
    return _spaced(unescape("\n".join(parts)))


def _spaced(text: str) -> str:
    return "\n\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _without_headline(body: str, facts: PageFacts) -> str:
    """The body without a first line that says the title over again in other white space."""
    first, _, rest = body.partition("\n\n")
    return rest if facts.title and rest and " ".join(first.split()) == " ".join(facts.title.split()) else body
