"""What the store hands out beside the model's own nouns: frozen rows for lists, pages and search hits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rashomon.model import Account, Claim, Incident, Report, Severity, Span, Stance, stable_id


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the reader; every derived row names the run that made it."""

    id: str
    method: str
    version: str
    started_at: datetime
    note: str = ""


def new_run(method: str, version: str, started_at: datetime, note: str = "") -> Run:
    """A run whose id depends on what ran and when."""
    return Run(stable_id("run_", method, version, started_at.isoformat(), note), method, version, started_at, note)


@dataclass(frozen=True, slots=True)
class StoredClaim:
    """A claim with the incident its account stands in ("" before linking) and the run that made it."""

    claim: Claim
    incident_id: str
    run_id: str


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One line of the list of incidents. Times are UTC; ``disputed`` names attributes; ``counts`` is low/best/high."""

    id: str
    event: str = ""
    earliest: datetime | None = None
    latest: datetime | None = None
    grain: str = ""
    place: str = ""
    lat_deg: float | None = None
    lon_deg: float | None = None
    country: str = ""
    title: str = ""
    reports: int = 0
    parties: int = 0
    disputed: tuple[str, ...] = ()
    counts: dict[str, dict[str, int | None]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident with everything told of it. ``asked`` is the id asked for: another after a merge."""

    row: IncidentRow
    incident: Incident
    accounts: tuple[Account, ...]
    reports: tuple[Report, ...]
    claims: tuple[StoredClaim, ...]
    asked: str


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims: every field that is not empty must hold. ``party``: the owner's id, its parent's, or a name."""

    incident: str = ""
    report: str = ""
    attribute: str = ""
    stance: Stance | None = None
    party: str = ""


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """Which incidents. ``event`` is a code or its parent, ``place`` part of a name."""

    event: str = ""
    since: datetime | None = None
    until: datetime | None = None
    place: str = ""
    country: str = ""
    party: str = ""
    disputed: bool = False
    min_reports: int = 0


@dataclass(frozen=True, slots=True)
class IssueFilter:
    """Which issues."""

    stage: str = ""
    code: str = ""
    severity: Severity | None = None
    report: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result: ``snippet`` is a plain excerpt, ``marks`` the spans in it that matched."""

    kind: str
    report_id: str
    claim_id: str
    incident_id: str
    title: str
    snippet: str
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the database holds."""

    reports: int
    accounts: int
    claims: int
    incidents: int
    links: int
    parties: int
    decisions: int
    issues: int


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """An account with its linking profile and its incident ("" before linking)."""

    account: Account
    profile: dict[str, Any] = field(hash=False)
    incident_id: str = ""
