"""What the store hands out as JSON, the same for every command and, later, for the web service.

Fields are only ever added. Times are UTC in ISO 8601, ids are strings, spans are ``[start, end]`` in code points.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rashomon.model import Change, Finding, Issue, Report, Span
from rashomon.values import to_json
from rashomon.weigh import describe

if TYPE_CHECKING:
    from rashomon.accounts import AccountTable
    from rashomon.store import Hit, IncidentRow, IncidentView, StoredClaim

Json = dict[str, Any]


def claim_json(stored: StoredClaim) -> Json:
    """One claim; ``speakers`` runs outermost first, the last one owns it."""
    claim = stored.claim
    return {
        "id": claim.id,
        "incident": stored.incident_id or None,
        "report": claim.report_id,
        "account": claim.account_id,
        "attribute": claim.attribute,
        "value": to_json(claim.value),
        "text": describe(claim.value),
        "quote": claim.quote,
        "span": _span(claim.span),
        "context": _span(claim.context),
        "speakers": [{"name": one.name, "party": one.party_id, "span": _span(one.span)} for one in claim.speakers],
        "stance": claim.stance.value,
        "hedged": claim.hedged,
        "modality": claim.modality.value,
        "confidence": claim.confidence,
        "method": claim.method,
        "run": stored.run_id,
    }


def report_json(report: Report) -> Json:
    """One report without its text."""
    return {
        "id": report.id,
        "title": report.title,
        "outlet": report.outlet,
        "url": report.url,
        "source": report.source,
        "language": report.language,
        "published": _published(report),
        "sha256": report.sha256,
    }


def incident_json(row: IncidentRow) -> Json:
    """One line of the list of incidents."""
    return {
        "id": row.id,
        "event": row.event or None,
        "earliest": _moment(row.earliest),
        "latest": _moment(row.latest),
        "grain": row.grain or None,
        "place": row.place or None,
        "lat_deg": row.lat_deg,
        "lon_deg": row.lon_deg,
        "country": row.country or None,
        "title": row.title,
        "reports": row.reports,
        "parties": row.parties,
        "disputed": list(row.disputed),
        "counts": row.counts,
    }


def issue_json(issue: Issue) -> Json:
    """One issue."""
    return {
        "stage": issue.stage,
        "code": issue.code,
        "severity": issue.severity.value,
        "message": issue.message,
        "source": issue.source or None,
        "report": issue.report_id or None,
        "span": _span(issue.span),
    }


def hit_json(hit: Hit) -> Json:
    """One search result; ``marks`` are the parts of the snippet that matched."""
    return {
        "kind": hit.kind,
        "report": hit.report_id,
        "claim": hit.claim_id or None,
        "incident": hit.incident_id or None,
        "title": hit.title,
        "snippet": hit.snippet,
        "marks": [_span(mark) for mark in hit.marks],
    }


def finding_json(finding: Finding) -> Json:
    """One finding: the positions on an attribute, and how accounts changed."""
    return {
        "attribute": finding.attribute,
        "disputed": finding.disputed,
        "positions": [
            {
                "value": to_json(one.value),
                "text": describe(one.value),
                "parties": list(one.party_names),
                "stances": [stance.value for stance in one.stances],
                "origins": one.origins,
                "claims": list(one.claim_ids),
            }
            for one in finding.positions
        ],
        "changes": [_change(one) for one in finding.changes],
    }


def incident_view_json(view: IncidentView, table: AccountTable, findings: tuple[Finding, ...]) -> Json:
    """One incident whole: its line, reports, account table, findings and claims."""
    return {
        **incident_json(view.row),
        "reports": [report_json(report) for report in view.reports],
        "parties": [{"party": one.key, "name": one.name, "outlet": one.outlet} for one in table.columns],
        "accounts": [
            {
                "attribute": row.attribute,
                "disputed": row.disputed,
                "changed": row.changed,
                "told": {
                    column.key: [
                        {
                            "text": one.words,
                            "stance": one.stance.value,
                            "hedged": one.hedged,
                            "claims": [claim.id for claim in one.claims],
                        }
                        for one in cell
                    ]
                    for column, cell in zip(table.columns, row.cells, strict=True)
                    if cell
                },
            }
            for row in table.rows
        ],
        "findings": [finding_json(finding) for finding in findings],
        "claims": [claim_json(one) for one in view.claims],
    }


def _change(change: Change) -> Json:
    return {
        "party": change.party_name,
        "before": change.before,
        "after": change.after,
        "claims": [change.before_claim, change.after_claim],
        "at": _moment(change.at),
    }


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _published(report: Report) -> str | None:
    if report.published_at is None:
        return None
    return report.published_at.astimezone(UTC).date().isoformat() if report.date_only else _moment(report.published_at)
