"""Builders for tests: reports, claims and extractions in a line each."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from rashomon.model import Account, Claim, Extraction, Report, Span, Speaker, Stance, Value, stable_id
from rashomon.store import Run, new_run
from rashomon.values import Code, Count, Grain, PartyRef, Place, TimeSpan

RUN: Run = new_run("rules@1", "0", datetime(2021, 1, 1, tzinfo=UTC))
TEXT = (
    "Mill fire\n\nTwo guards were killed at the mill in Oakby on Monday, the harbour police said. The owners denied it."
)

OAKBY = Place("Oakby", 50.0, 10.0, 3.0, "Oakby", "g1", ("DE", "DE.01"))


def make_report(name: str = "r1", text: str = TEXT, published: str = "2021-03-02", **fields: object) -> Report:
    moment = datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Report(name, text, sha256, f"{name}.txt", published_at=moment, **fields)  # type: ignore[arg-type]


def make_claim(
    report: Report,
    quote: str,
    attribute: str,
    value: Value,
    speaker: str | tuple[str, str | None] = "outlet",
    stance: Stance = Stance.ASSERTS,
    **fields: object,
) -> Claim:
    start = report.text.index(quote)
    span = Span(start, start + len(quote))
    who = Speaker(speaker, None) if isinstance(speaker, str) else Speaker(*speaker)
    chain = (who,) if who.name == "outlet" else (Speaker("outlet"), who)
    name = stable_id("c", report.id, attribute, start, value, who, stance)
    return Claim(name, report.id, f"a-{report.id}", attribute, value, quote, span, span, chain, stance, **fields)  # type: ignore[arg-type]


def make_extraction(report: Report, *claims: Claim, **fields: object) -> Extraction:
    account = Account(f"a-{report.id}", report.id, Span(0, min(9, len(report.text))))
    return Extraction(report.id, "rules@1", (account,), claims, **fields)  # type: ignore[arg-type]


def day(text: str, days: int = 1) -> TimeSpan:
    first = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return TimeSpan(first, first + timedelta(days=days), Grain.DAY if days == 1 else Grain.RANGE)


def killed(low: int, high: int | None = -1, of: str = "") -> Count:
    return Count(low, low if high == -1 else high, of)


def told(
    name: str,
    *,
    when: str = "2021-03-01",
    where: Place | None = OAKBY,
    event: str = "fire",
    published: str = "2021-03-02",
    title: str = "",
) -> tuple[Report, Extraction]:
    """A report of one happening with the claims that linking looks at."""
    report = make_report(name, f"{name} {TEXT}", published, title=title)
    claims = [make_claim(report, "killed", "event", Code("event", event))]
    if when:
        claims.append(make_claim(report, "on Monday", "when", day(when)))
    if where is not None:
        claims.append(make_claim(report, "Oakby", "where", where))
    return report, make_extraction(report, *claims)


def party(name: str, party_id: str | None = None) -> PartyRef:
    return PartyRef(party_id, name)
