"""A report turned into claims and accounts: the rules reader ``rules@1``.

In: one ``Report`` and the loaded ``Resources``. Out: an ``Extraction`` whose every quote is ``report.text[span]``. The
words-to-values files find the mentions (``gather.py``); ``scene.py`` decides which happening the report is about and
which passages tell of it; ``compose.py`` ties each mention to it, gives it its speaker, and keeps it or leaves it out.
Pure and per report, so any map engine can run it. Linking accounts of different reports is the business of ``link.py``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from rashomon.extract.compose import compose
from rashomon.extract.gather import Mentions, Resources, gather, load_resources
from rashomon.extract.scene import Scene, find_scene
from rashomon.model import Account, Extraction, Issue, Report, Severity, Span, stable_id

__all__ = ["METHOD", "Mentions", "Resources", "Scene", "extract", "load_resources"]

METHOD = "rules@1"
READ_MAX: Final = (
    200_000  # characters; this much, full of dead and wounded, takes 5 s, and twice as much four times as long
)


def extract(report: Report, resources: Resources) -> Extraction:
    """Claims and accounts of one report. Deterministic: the same report gives the same claims and ids.

    A report that tells of no violent incident gives no account and no claim; that is no Issue.
    """
    if not report.text.strip():
        issue = Issue(
            "extract", "empty-text", "the report has no text to read", report.source, report.id, Severity.NOTE
        )
        return Extraction(report.id, METHOD, issues=(issue,))
    read = report if len(report.text) <= READ_MAX else replace(report, text=report.text[:READ_MAX])
    long = () if read is report else (_long_text(report),)
    mentions = gather(read, resources)
    scene = find_scene(mentions) if mentions is not None else None
    if mentions is None or scene is None:
        return Extraction(report.id, METHOD, issues=long)
    issues = (*long, *_time_issues(report, mentions))
    account = Account(stable_id("a", report.id, scene.anchor.start, scene.anchor.end), report.id, scene.anchor)
    claims = compose(read, mentions, scene, account, METHOD)
    return Extraction(report.id, METHOD, (account,), claims, mentions.named_parties(), issues)


def _long_text(report: Report) -> Issue:
    message = f"only the first {READ_MAX:,} of {len(report.text):,} characters were read for claims; the text is kept"
    return Issue("extract", "long-text", message, report.source, report.id, Severity.WARNING)


def _time_issues(report: Report, mentions: Mentions) -> list[Issue]:
    """Times that could not be placed on the calendar, one Issue for each kind of problem."""
    seen: dict[str, Span] = {}
    for mention in mentions.times:
        if mention.problem and not mention.background:
            seen.setdefault(mention.problem, mention.span)
    advice = "give the report's date with --published" if report.published_at is None else "check the words by hand"
    return [
        Issue(
            "when",
            problem,
            f"cannot place {span.of(report.text)!r} in time ({problem}); {advice}",
            report.source,
            report.id,
            Severity.NOTE,
            span,
        )
        for problem, span in seen.items()
    ]
