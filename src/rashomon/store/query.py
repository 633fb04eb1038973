"""Everything that only looks: rows back into the model's nouns, lists with filters and pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, bindparam, func, or_, select

from rashomon.errors import NotFoundError
from rashomon.model import (
    Account,
    Claim,
    Decision,
    Incident,
    Issue,
    Judgement,
    Link,
    Modality,
    Party,
    PartyKind,
    Reason,
    Report,
    Severity,
    Span,
    Speaker,
    Stance,
)
from rashomon.store.rows import (
    ClaimFilter,
    Counts,
    IncidentFilter,
    IncidentRow,
    IncidentView,
    IssueFilter,
    StoredAccount,
    StoredClaim,
)
from rashomon.tables import (
    account,
    account_block,
    claim,
    claim_speaker,
    decision,
    extraction,
    incident,
    incident_account,
    incident_redirect,
    issue,
    link,
    party,
    report,
)
from rashomon.values import from_json

_IN: Final = 500  # ids per IN list: below every database's limit on parameters


def _rows(connection: Connection, statement: Select[Any]) -> list[RowMapping]:
    return list(connection.execute(statement).mappings())


def _batches(ids: Iterable[str]) -> Iterable[list[str]]:
    held = sorted(set(ids))
    return (held[start : start + _IN] for start in range(0, len(held), _IN))


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def _like(text: str) -> str:
    """A LIKE pattern for text that contains ``text``; percent and underscore mean themselves (escape ``!``)."""
    safe = text.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{safe}%"


def _below(column: Any, code: str, separator: str) -> ColumnElement[bool]:
    """The code itself or one below it."""
    return or_(column == code, func.substr(column, 1, len(code) + 1) == code + separator)


# reports


def get_reports(connection: Connection, limit: int, after: int) -> list[tuple[int, Report]]:
    """A page of reports in order of arrival, each with the number to ask the next page from."""
    statement = select(report).where(report.c.seq > after).order_by(report.c.seq).limit(limit)
    return [(row["seq"], _report(row)) for row in _rows(connection, statement)]


def get_report(connection: Connection, report_id: str) -> Report:
    """Raises NotFoundError."""
    rows = _rows(connection, select(report).where(report.c.id == report_id))
    if not rows:
        raise NotFoundError(f"no report {report_id!r} in this database; `rashomon search` finds reports by their words")
    return _report(rows[0])


def reports_by_id(connection: Connection, ids: Iterable[str]) -> list[Report]:
    """Those of the ids that are stored, oldest publication first."""
    found = [
        _report(row) for some in _batches(ids) for row in _rows(connection, select(report).where(report.c.id.in_(some)))
    ]
    dated = sorted((one.published_at, one.id, one) for one in found if one.published_at)
    return [one for _, _, one in dated] + sorted((one for one in found if not one.published_at), key=lambda one: one.id)


def _report(row: RowMapping) -> Report:
    names = ("id", "text", "sha256", "source", "title", "url", "outlet", "language", "published_at", "date_only")
    return Report(**{name: row[name] for name in (*names, "fetched_at", "media_type")})


# claims


def get_claims(connection: Connection, wanted: ClaimFilter, limit: int | None, offset: int) -> list[StoredClaim]:
    """Claims in the order of their reports' arrival, then of the text."""
    statement = (
        select(claim, incident_account.c.incident_id.label("incident_id"))
        .outerjoin(incident_account, incident_account.c.account_id == claim.c.account_id)
        .where(*_claim_conditions(connection, wanted))
        .order_by(claim.c.seq)
        .limit(limit)
        .offset(offset)
    )
    return _claims(connection, _rows(connection, statement))


def count_claims(connection: Connection, wanted: ClaimFilter) -> int:
    """How many claims the filter lets through."""
    statement = (
        select(func.count())
        .select_from(claim)
        .outerjoin(incident_account, incident_account.c.account_id == claim.c.account_id)
        .where(*_claim_conditions(connection, wanted))
    )
    return int(connection.execute(statement).scalar_one())


def claims_of_accounts(connection: Connection, ids: Iterable[str]) -> list[StoredClaim]:
    """All claims of some accounts."""
    found: list[RowMapping] = []
    for some in _batches(ids):
        statement = (
            select(claim, incident_account.c.incident_id.label("incident_id"))
            .outerjoin(incident_account, incident_account.c.account_id == claim.c.account_id)
            .where(claim.c.account_id.in_(some))
        )
        found += _rows(connection, statement)
    return _claims(connection, sorted(found, key=lambda row: row["seq"]))


def _claim_conditions(connection: Connection, wanted: ClaimFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.incident:
        conditions.append(incident_account.c.incident_id == resolve_incident(connection, wanted.incident))
    if wanted.report:
        conditions.append(claim.c.report_id == wanted.report)
    if wanted.attribute:
        conditions.append(claim.c.attribute == wanted.attribute)
    if wanted.stance is not None:
        conditions.append(claim.c.stance == wanted.stance.value)
    if wanted.party:
        conditions.append(claim.c.id.in_(_owned_by(wanted.party)))
    return conditions


def _owned_by(wanted: str) -> Select[Any]:
    named = func.lower(claim_speaker.c.name).like(_like(wanted), escape="!")
    by_id = _below(claim_speaker.c.party_id, wanted, ":")
    return select(claim_speaker.c.claim_id).where(claim_speaker.c.owner.is_(True), or_(named, by_id))


def _claims(connection: Connection, rows: Sequence[RowMapping]) -> list[StoredClaim]:
    chains: dict[str, list[RowMapping]] = {row["id"]: [] for row in rows}
    for some in _batches(chains):
        for row in _rows(connection, select(claim_speaker).where(claim_speaker.c.claim_id.in_(some))):
            chains[row["claim_id"]].append(row)
    return [StoredClaim(_claim(row, chains[row["id"]]), row["incident_id"] or "", row["run_id"]) for row in rows]


def _claim(row: RowMapping, chain: list[RowMapping]) -> Claim:
    chain.sort(key=lambda one: one["position"])
    names = ("id", "report_id", "account_id", "attribute", "quote", "hedged", "confidence", "method")
    return Claim(
        **{name: row[name] for name in names},
        value=from_json(row["value"]),
        span=Span(row["start"], row["end"]),
        context=Span(row["context_start"], row["context_end"]),
        speakers=tuple(Speaker(one["name"], one["party_id"], _span(one["start"], one["end"])) for one in chain),
        stance=Stance(row["stance"]),
        modality=Modality(row["modality"]),
        cue=_span(row["cue_start"], row["cue_end"]),
    )


# accounts and links


def get_accounts(connection: Connection, report_id: str, ids: Iterable[str] | None) -> list[StoredAccount]:
    """Accounts of one report, or those with the given ids, or (neither) all of them."""
    if ids is None:
        statement = _every_account()
        statement = statement.where(account.c.report_id == report_id) if report_id else statement
        return [_account(row) for row in _rows(connection, statement.order_by(account.c.seq))]
    found = (connection.execute(_some_accounts(), {"ids": some}).mappings() for some in _batches(ids))
    rows = [row for some in found for row in some if report_id in ("", row["report_id"])]
    return [_account(row) for row in sorted(rows, key=lambda row: row["seq"])]


def _every_account() -> Select[Any]:
    held_by = incident_account.c.account_id == account.c.id
    return select(account, incident_account.c.incident_id.label("incident_id")).outerjoin(incident_account, held_by)


@cache
def _some_accounts() -> Select[Any]:
    return _every_account().where(account.c.id.in_(bindparam("ids", expanding=True)))


def _account(row: RowMapping) -> StoredAccount:
    anchor = Span(row["anchor_start"], row["anchor_end"])
    made = Account(row["id"], row["report_id"], anchor, row["primary"], row["background"])
    return StoredAccount(made, row["profile"] or {}, row["incident_id"] or "")


def accounts_in_blocks(connection: Connection, keys: Iterable[str], limit: int) -> list[str]:
    """Ids of the accounts that share the most block keys, at most ``limit``; ties by id."""
    sought = sorted(set(keys))
    lite = connection.dialect.name == "sqlite"
    values = {"keys": json.dumps(sought) if lite else sought, "most": limit}
    return list(connection.execute(_in_blocks(lite=lite), values).scalars())


@cache
def _in_blocks(*, lite: bool) -> Select[Any]:
    """Made once, the keys in one parameter where that can be: some fifty parameters cost more than the search."""
    if lite:
        keys: Any = select(func.json_each(bindparam("keys")).table_valued("value").c.value)
    else:
        keys = bindparam("keys", expanding=True)
    count = func.count().label("n")
    return (
        select(account_block.c.account_id)
        .where(account_block.c.key.in_(keys))
        .group_by(account_block.c.account_id)
        .order_by(count.desc(), account_block.c.account_id)
        .limit(bindparam("most"))
    )


def get_links(connection: Connection, ids: Iterable[str]) -> list[Link]:
    """Every link that one of the accounts has."""
    found: dict[tuple[str, str], Link] = {}
    for some in _batches(ids):
        for row in _rows(connection, select(link).where(or_(link.c.left.in_(some), link.c.right.in_(some)))):
            reasons = tuple(Reason(r["feature"], r["log2_odds"], r["detail"]) for r in row["reasons"])
            found[row["left"], row["right"]] = Link(row["left"], row["right"], reasons)
    return [found[key] for key in sorted(found)]


# incidents


def resolve_incident(connection: Connection, incident_id: str) -> str:
    """The living id behind an id, which may have been merged away. Raises NotFoundError."""
    moved = select(incident_redirect.c.new_id).where(incident_redirect.c.old_id == incident_id)
    living = connection.execute(moved).scalar() or incident_id
    if connection.execute(select(incident.c.id).where(incident.c.id == living)).first() is None:
        raise NotFoundError(f"no incident {incident_id!r} in this database; `rashomon incidents` lists them")
    return str(living)


def get_incidents(connection: Connection, wanted: IncidentFilter, limit: int | None, offset: int) -> list[IncidentRow]:
    """Newest happening first, undated ones last."""
    statement = (
        select(incident)
        .where(*_incident_conditions(wanted))
        .order_by(incident.c.earliest.is_(None), incident.c.earliest.desc(), incident.c.seq.desc())
        .limit(limit)
        .offset(offset)
    )
    return [_incident(row) for row in _rows(connection, statement)]


def count_incidents(connection: Connection, wanted: IncidentFilter) -> int:
    """How many incidents the filter lets through."""
    statement = select(func.count()).select_from(incident).where(*_incident_conditions(wanted))
    return int(connection.execute(statement).scalar_one())


def stale_incidents(connection: Connection, limit: int | None) -> list[str]:
    """Ids whose line in the list is older than their accounts."""
    statement = select(incident.c.id).where(incident.c.stale.is_(True)).order_by(incident.c.seq).limit(limit)
    return list(connection.execute(statement).scalars())


def get_incident(connection: Connection, incident_id: str) -> IncidentView:
    """Everything told of one incident. Raises NotFoundError."""
    [view] = get_views(connection, [resolve_incident(connection, incident_id)])
    return replace(view, asked=incident_id)


def get_views(connection: Connection, ids: Sequence[str]) -> list[IncidentView]:
    """Everything told of some living incidents, in the order of the ids."""
    rows = {row["id"]: row for some in _batches(ids) for row in _rows(connection, _incident_rows(some))}
    members = members_of(connection, ids)
    everyone = [one for held in members.values() for one in held]
    accounts: dict[str, list[Account]] = {one: [] for one in ids}
    for one in get_accounts(connection, "", everyone):
        accounts[one.incident_id].append(one.account)
    claims: dict[str, list[StoredClaim]] = {one: [] for one in ids}
    for claimed in claims_of_accounts(connection, everyone):
        claims[claimed.incident_id].append(claimed)
    reports = reports_by_id(connection, {one.report_id for held in accounts.values() for one in held})
    return [
        IncidentView(
            _incident(rows[one]),
            Incident(one, tuple(members[one])),
            tuple(accounts[one]),
            tuple(told for told in reports if told.id in {held.report_id for held in accounts[one]}),
            tuple(claims[one]),
            one,
        )
        for one in ids
    ]


def _incident_rows(ids: list[str]) -> Select[Any]:
    return select(incident).where(incident.c.id.in_(ids))


def members_of(connection: Connection, ids: Iterable[str]) -> dict[str, list[str]]:
    """Incident id -> the ids of its accounts, sorted."""
    held: dict[str, list[str]] = {one: [] for one in ids}
    for some in _batches(held):
        for row in _rows(connection, select(incident_account).where(incident_account.c.incident_id.in_(some))):
            held[row["incident_id"]].append(row["account_id"])
    return {one: sorted(members) for one, members in held.items()}


def incident_order(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Incident id -> its place in the order of creation."""
    pairs = (
        connection.execute(select(incident.c.id, incident.c.seq).where(incident.c.id.in_(some)))
        for some in _batches(ids)
    )
    return {one: seq for some in pairs for one, seq in some}


def _incident_conditions(wanted: IncidentFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.event:
        conditions.append(_below(incident.c.event, wanted.event, "."))
    if wanted.since:
        conditions.append(incident.c.latest > wanted.since)
    if wanted.until:
        conditions.append(incident.c.earliest < wanted.until)
    if wanted.place:
        conditions.append(func.lower(incident.c.place).like(_like(wanted.place), escape="!"))
    if wanted.country:
        conditions.append(incident.c.country == wanted.country.upper())
    if wanted.disputed:
        conditions.append(incident.c.is_disputed.is_(True))
    if wanted.min_reports:
        conditions.append(incident.c.reports >= wanted.min_reports)
    if wanted.party:
        owned = select(incident_account.c.incident_id).join(claim, claim.c.account_id == incident_account.c.account_id)
        conditions.append(incident.c.id.in_(owned.where(claim.c.id.in_(_owned_by(wanted.party)))))
    return conditions


def _incident(row: RowMapping) -> IncidentRow:
    names = ("id", "event", "earliest", "latest", "grain", "place", "lat_deg", "lon_deg", "country", "title", "reports")
    plain = {name: row[name] for name in (*names, "parties")}
    return IncidentRow(**plain, disputed=tuple(row["disputed"] or ()), counts=row["counts"] or {})


# the rest


def get_issues(connection: Connection, wanted: IssueFilter, limit: int | None, offset: int) -> list[Issue]:
    """Issues in the order in which they were met."""
    conditions: list[ColumnElement[bool]] = []
    for column, value in (
        (issue.c.stage, wanted.stage),
        (issue.c.code, wanted.code),
        (issue.c.report_id, wanted.report),
    ):
        if value:
            conditions.append(column == value)
    if wanted.severity is not None:
        conditions.append(issue.c.severity == wanted.severity.value)
    statement = select(issue).where(and_(True, *conditions)).order_by(issue.c.seq).limit(limit).offset(offset)
    return [_issue(row) for row in _rows(connection, statement)]


def _issue(row: RowMapping) -> Issue:
    texts = {name: row[name] for name in ("stage", "code", "message", "source")}
    where = _span(row["start"], row["end"])
    return Issue(**texts, report_id=row["report_id"] or "", severity=Severity(row["severity"]), span=where)


def get_parties(connection: Connection) -> list[Party]:
    """Every party that is named, by id."""
    rows = _rows(connection, select(party).order_by(party.c.id))
    return [
        Party(row["id"], row["name"], PartyKind(row["kind"]), row["country"], tuple(row["aliases"]), row["parent"])
        for row in rows
    ]


def get_decisions(connection: Connection) -> list[Decision]:
    """Every ruling, oldest first."""
    rows = _rows(connection, select(decision).order_by(decision.c.seq))
    return [
        Decision(
            row["id"],
            tuple(row["subject"]),
            Judgement(row["judgement"]),
            row["who"],
            row["at"],
            row["note"],
            row["undoes"],
        )
        for row in rows
    ]


def get_counts(connection: Connection) -> Counts:
    """How much the database holds."""
    tables = {"reports": report, "accounts": account, "claims": claim, "incidents": incident, "links": link}
    tables |= {"parties": party, "decisions": decision, "issues": issue}
    numbers = {
        name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for name, table in tables.items()
    }
    return Counts(**numbers)


@cache
def _method_of() -> Select[Any]:
    return select(extraction.c.method).where(extraction.c.report_id == bindparam("id"))


def has_extraction(connection: Connection, report_id: str, method: str) -> bool:
    """True when the report's claims are stored."""
    found = connection.execute(_method_of(), {"id": report_id}).scalar()
    return found is not None and method in ("", found)


def reports_without(connection: Connection, method: str) -> list[str]:
    """Ids of reports without this method's extraction, in order of arrival."""
    done = select(extraction.c.report_id).where(extraction.c.report_id == report.c.id, extraction.c.method == method)
    return list(connection.execute(select(report.c.id).where(~done.exists()).order_by(report.c.seq)).scalars())


def latest_publication(connection: Connection) -> datetime | None:
    """When the newest report was published."""
    return connection.execute(select(func.max(report.c.published_at))).scalar()
