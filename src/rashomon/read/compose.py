"""A draft as a format reader found it -> the Report: headline, blank line, body; NFC; a stable id; and its Issues.

This is the one place where a Report is made. What a source does not say comes from the options; what is then still
unknown is an Issue. The words are never edited: only newlines, the Unicode form and outer blank lines are.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar

from rashomon.errors import ReadError
from rashomon.model import Issue, Report, Severity, report_id
from rashomon.read.dates import Published, parse_published
from rashomon.read.headline import headline_of
from rashomon.read.options import ReadItem, ReadOptions
from rashomon.read.tongue import guess_language

_T = TypeVar("_T")
# Two or more of what UTF-8 punctuation and accents look like once read as Windows-1252 ("â€™", "Ã©").
_MOJIBAKE: Final = re.compile(r"â€[\u0080-\u02ff\u2010-\u2122]|Ã[\u0080-\u00bf\u0192\u2018-\u203a]|Ð[\u0080-\u00bf]Ñ")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a format reader got out of one document, before anything is normalised.

    ``issues`` are (code, message). ``link`` is the page behind a feed entry.
    """

    source: str
    raw: bytes
    body: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    language: str = ""
    published: Published | None = None
    published_text: str = ""
    fetched_at: datetime | None = None
    media_type: str = "text/plain"
    issues: tuple[tuple[str, str], ...] = ()
    link: str = ""


def read_text(
    text: str,
    *,
    title: str = "",
    outlet: str = "",
    published: date | datetime | str | None = None,
    url: str = "",
    language: str = "",
    source: str = "",
) -> Report:
    """The Report of a text already in hand, as if it had been read from a file.

    Raises ReadError when the text is empty or ``published`` is no date.
    """
    when = parse_published(published)
    if published and when is None:
        raise ReadError(f"{published!r} is no publication date; give it as 2020-11-10 or 2020-11-10T12:00Z")
    raw = text.encode("utf-8", "replace")
    headline = title or headline_of(nfc(text))
    draft = Draft(source or url or "text", raw, text, headline, url, outlet, language, when)
    for outcome in compose(draft, ReadOptions()):
        if isinstance(outcome, ReadItem):
            return outcome.report
    raise ReadError(f"{draft.source}: the text is empty")


def compose(draft: Draft, options: ReadOptions) -> Iterator[ReadItem | Issue]:
    """The draft's report, then the Issues about it; or one ``empty`` Issue when there are no words."""
    title = " ".join(_normal(draft.title).split())
    text = _joined(title, _normal(draft.body))
    if not _has_words(text):
        problems = (*draft.issues, ("empty", "no readable text was found"))
        yield from (_issue(code, message, draft.source) for code, message in problems)
        return
    when = _choose(draft.published, parse_published(options.published), options.force)
    outlet = _choose(draft.outlet.strip(), options.outlet, options.force)
    url = _choose(draft.url.strip(), options.url, options.force)
    language = _choose(_subtag(draft.language), options.language, options.force) or guess_language(text)
    report = Report(
        id=report_id(url, outlet, None if when is None else when.at, text),
        text=text,
        sha256=hashlib.sha256(draft.raw).hexdigest(),
        source=draft.source,
        title=title,
        url=url,
        outlet=outlet,
        language=language,
        published_at=None if when is None else when.at,
        date_only=when is not None and when.date_only,
        fetched_at=draft.fetched_at,
        media_type=draft.media_type,
    )
    yield ReadItem(report, draft.raw, draft.media_type)
    for code, message in (*draft.issues, *_notes(draft, report)):
        yield _issue(code, message, draft.source, report.id)


def issue(code: str, message: str, source: str, severity: Severity = Severity.ERROR) -> Issue:
    """An Issue of the reading stage about a source that gave no report."""
    return Issue("read", code, message, source, severity=severity)


def nfc(text: str) -> str:
    """Newlines as line feeds, Unicode form NFC, and U+FFFD for what no database can hold (NUL, lone surrogates)."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNSTORABLE.sub("\ufffd", plain))


def _normal(text: str) -> str:
    """``nfc`` without the blank lines before and the white space after."""
    return re.sub(r"\A(?:[^\S\n]*\n)+", "", nfc(text).removeprefix("\ufeff")).rstrip()


def _joined(title: str, body: str) -> str:
    """Headline, blank line, body; the headline is not repeated when the body already opens with it."""
    first, _, _ = body.partition("\n")
    if not title or " ".join(first.split()) == title:
        return body
    return f"{title}\n\n{body}" if body else ""


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _choose(own: _T, given: _T, force: bool) -> _T:
    first, second = (given, own) if force else (own, given)
    return first or second


def _subtag(language: str) -> str:
    """``en`` of ``en-GB``; empty for what is no language tag."""
    match = re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", language.strip())
    return match[1].lower() if match else ""


_NOTES: Final = frozenset(
    {"no-date", "not-english", "guessed-encoding", "charset-mismatch", "html-fallback", "summary-only"}
)


def _issue(code: str, message: str, source: str, report_id: str = "") -> Issue:
    if not report_id:
        return issue(code, message, source)
    severity = Severity.NOTE if code in _NOTES else Severity.WARNING
    return Issue("read", code, message, source, report_id, severity)


def _notes(draft: Draft, report: Report) -> Iterator[tuple[str, str]]:
    if draft.published_text and draft.published is None:
        shown = draft.published_text[:80]
        yield "bad-date", f"the publication date {shown!r} could not be read; give it as 2020-11-10 with --published"
    elif report.published_at is None:
        yield "no-date", "no publication date was found; days without a year stay open unless you give --published"
    if report.language not in ("", "en"):
        yield "not-english", f"the language is {report.language!r}; only English is read for claims, the text is kept"
    if len(_MOJIBAKE.findall(report.text)) >= 2:
        yield "mojibake", "letters look garbled (UTF-8 once read as something else); the text is kept as found"
    if _UNSTORABLE.search(draft.body):
        yield "control-characters", "NUL bytes or broken surrogates were replaced by U+FFFD"
    if "\ufffd" in draft.body:
        yield "undecodable-bytes", f"{draft.body.count(chr(0xFFFD))} characters could not be decoded and show as U+FFFD"
