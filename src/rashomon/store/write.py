"""Everything that changes the database. Each function works in the caller's transaction and is safe to repeat."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from rashomon.errors import StoreError
from rashomon.model import (
    Claim,
    Decision,
    Extraction,
    Issue,
    Link,
    Party,
    PartyKind,
    Report,
    Span,
    report_id,
    stable_id,
)
from rashomon.store.rows import IncidentRow, Run
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
    run,
)
from rashomon.values import to_json


def _insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Inserts a row unless its id is there; says whether it was new."""
    statement = _ignoring(table, connection.dialect.name, returning=True)
    return connection.execute(statement, row).first() is not None


def _insert_ignoring(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts the rows whose key is not there yet."""
    if rows:
        connection.execute(_ignoring(table, connection.dialect.name, returning=False), list(rows))


@cache
def _ignoring(table: Table, dialect: str, *, returning: bool) -> Any:
    made = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table).on_conflict_do_nothing()
    return made.returning(table.c.id) if returning else made


def put_run(connection: Connection, item: Run) -> None:
    """Notes a run; the same run twice is one."""
    row = {"id": item.id, "method": item.method, "version": item.version, "started_at": item.started_at}
    _insert_new(connection, run, row | {"note": item.note})


def put_report(connection: Connection, item: Report) -> bool:
    """True when the report was not there. The same id with another text is refused: a report is never edited."""
    _check_text(item)
    names = ("id", "text", "sha256", "source", "title", "url", "outlet", "language", "published_at")
    row = {name: getattr(item, name) for name in (*names, "date_only", "fetched_at", "media_type")}
    if _insert_new(connection, report, row):
        return True
    held = connection.execute(select(report.c.text).where(report.c.id == item.id)).scalar_one()
    if held != item.text:
        raise StoreError(f"report {item.id} ({item.source}) is stored with another text; a changed text needs a new id")
    return False


def settle_date(connection: Connection, item: Report) -> tuple[Report, bool]:
    """The report under the id it is held by, and whether this reading gave it the date it lacked.

    A report first read without a date and read again with one is the same report.
    """
    twin = report_id(item.url, item.outlet, None, item.text)
    if item.published_at is None or twin == item.id:
        return item, False
    held = connection.execute(select(report.c.published_at).where(report.c.id == twin)).first()
    if held is None or held[0] not in (None, item.published_at):
        return item, False
    if held[0] is None:
        dated = {"published_at": item.published_at, "date_only": item.date_only}
        connection.execute(update(report).where(report.c.id == twin).values(**dated))
        connection.execute(delete(issue).where(issue.c.report_id == twin, issue.c.code == "no-date"))
    return replace(item, id=twin), held[0] is None


def _check_text(item: Report) -> None:
    if "\x00" in item.text:
        raise StoreError(f"report {item.id} ({item.source}) holds a NUL character, which no database text can")
    try:
        item.text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise StoreError(f"report {item.id} ({item.source}) holds a lone surrogate at {error.start}") from error


def put_extraction(connection: Connection, item: Extraction, made_by: Run, fresh: Report | None = None) -> bool:
    """Replaces what was derived from the report. False, and nothing touched, when it is the same as before.

    ``fresh`` is the report when this very transaction added it: then there is nothing to look up and to replace.
    """
    if fresh is None:
        text = connection.execute(select(report.c.text).where(report.c.id == item.report_id)).scalar()
    else:
        text = fresh.text if fresh.id == item.report_id else None
    if text is None:
        raise StoreError(f"report {item.report_id} is not stored; add the report before its claims")
    made = _made(item, text)
    sought = select(extraction.c.digest).where(extraction.c.report_id == item.report_id)
    held = connection.execute(sought).scalar() if fresh is None else None
    if held == made.digest:
        return False
    if held is not None:
        _clear(connection, item)
    _insert_made(connection, [made], made_by)
    return True


def put_fresh(connection: Connection, items: Iterable[tuple[Extraction, Report]], made_by: Run) -> None:
    """Notes what was derived from reports this very transaction added: one statement a table for all of them."""
    made = []
    for item, of in items:
        if item.report_id != of.id:
            raise StoreError(f"an extraction of report {item.report_id} was given for report {of.id}")
        made.append(_made(item, of.text))
    if made:
        _insert_made(connection, made, made_by)


@dataclass(frozen=True, slots=True)
class _Made:
    """An extraction that was checked, its rows and their digest."""

    item: Extraction
    claims: list[dict[str, Any]]
    speakers: list[dict[str, Any]]
    digest: str


def _made(item: Extraction, text: str) -> _Made:
    _check_extraction(item, text)
    claims = [_claim_row(one) for one in item.claims]
    speakers = [row for one in item.claims for row in _speaker_rows(one)]
    return _Made(item, claims, speakers, _digest(item, claims, speakers))


def _insert_made(connection: Connection, made: Sequence[_Made], made_by: Run) -> None:
    own = {"run_id": made_by.id}
    items = [one.item for one in made]
    _put_parties(connection, items, made_by)
    _insert_ignoring(connection, account, [_account_row(one, made_by) for item in items for one in item.accounts])
    claims = [row | own for one in made for row in one.claims]
    if claims:
        connection.execute(insert(claim), claims)
        connection.execute(insert(claim_speaker), [row | own for one in made for row in one.speakers])
    put_issues(connection, [one for item in items for one in item.issues], made_by)
    rows = [{"report_id": one.item.report_id, "method": one.item.method, "digest": one.digest} | own for one in made]
    connection.execute(insert(extraction), rows)


def _check_extraction(item: Extraction, text: str) -> None:
    accounts = {one.id for one in item.accounts}
    for one in item.claims:
        if one.report_id != item.report_id or one.account_id not in accounts:
            raise StoreError(
                f"claim {one.id} names account {one.account_id!r} of report {one.report_id!r}, not of this one"
            )
        if not one.speakers:
            raise StoreError(f"claim {one.id} ({one.attribute}) has no speaker; the outlet is the least there is")
        if one.span.of(text) != one.quote or one.span.end > len(text):
            found = one.span.of(text)[:60]
            raise StoreError(f"claim {one.id} ({one.attribute}) quotes {one.quote[:60]!r}; its span holds {found!r}")
    spans = [span for one in item.claims for span in (one.context, one.cue, *(s.span for s in one.speakers))]
    spans += [one.anchor for one in item.accounts]
    for span in spans:
        if span is not None and span.end > len(text):
            raise StoreError(f"span {span.start}..{span.end} of report {item.report_id} ends beyond its text")
    for row in item.accounts:
        if row.report_id != item.report_id:
            raise StoreError(f"account {row.id} belongs to report {row.report_id}, not {item.report_id}")


def _digest(item: Extraction, claims: list[dict[str, Any]], speakers: list[dict[str, Any]]) -> str:
    rows = json.dumps((item.method, claims, speakers))  # a quarter of the time that the repr of the claims takes
    rest = repr((item.accounts, item.parties, item.issues))
    return hashlib.sha256(f"{rows}{rest}".encode("utf-8", "surrogatepass")).hexdigest()


def _clear(connection: Connection, item: Extraction) -> None:
    """Drops the old claims, and those accounts that the new extraction no longer has (theirs cascade)."""
    keep = [one.id for one in item.accounts]
    _mark_stale(connection, item.report_id)
    connection.execute(delete(extraction).where(extraction.c.report_id == item.report_id))
    connection.execute(delete(claim).where(claim.c.report_id == item.report_id))
    connection.execute(delete(issue).where(issue.c.report_id == item.report_id, issue.c.stage != "read"))
    connection.execute(delete(account).where(account.c.report_id == item.report_id, account.c.id.not_in(keep)))
    connection.execute(update(account).where(account.c.report_id == item.report_id).values(profile=None))


def _mark_stale(connection: Connection, report_id: str) -> None:
    theirs = (
        select(incident_account.c.incident_id)
        .join(account, account.c.id == incident_account.c.account_id)
        .where(account.c.report_id == report_id)
    )
    connection.execute(update(incident).where(incident.c.id.in_(theirs)).values(stale=True))


def _put_parties(connection: Connection, items: Sequence[Extraction], made_by: Run) -> None:
    known: dict[str, Party] = {}
    for item in items:
        for one in item.parties:
            known.setdefault(one.id, one)
    for told in (one for item in items for one in item.claims):
        for speaker in told.speakers:
            if speaker.party_id and speaker.party_id not in known:
                known[speaker.party_id] = Party(speaker.party_id, speaker.name, PartyKind.GENERIC)
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "kind": one.kind.value,
            "country": one.country,
            "aliases": list(one.aliases),
            "parent": one.parent,
            "run_id": made_by.id,
        }
        for one in known.values()
    ]
    _insert_ignoring(connection, party, rows)


def _ends(prefix: str, span: Span | None) -> dict[str, int | None]:
    name = f"{prefix}_" if prefix else ""
    return {f"{name}start": span.start if span else None, f"{name}end": span.end if span else None}


def _account_row(item: Any, made_by: Run) -> dict[str, Any]:
    flags = {"primary": item.primary, "background": item.background}
    return {"id": item.id, "report_id": item.report_id, **_ends("anchor", item.anchor), **flags, "run_id": made_by.id}


def _claim_row(item: Claim) -> dict[str, Any]:
    names = ("id", "report_id", "account_id", "attribute", "quote", "hedged", "confidence", "method")
    return {
        **{name: getattr(item, name) for name in names},
        "value": to_json(item.value),
        "stance": item.stance.value,
        "modality": item.modality.value,
        **_ends("", item.span),
        **_ends("context", item.context),
        **_ends("cue", item.cue),
    }


def _speaker_rows(item: Claim) -> list[dict[str, Any]]:
    last = len(item.speakers) - 1
    return [
        {
            "claim_id": item.id,
            "position": position,
            "name": speaker.name,
            "party_id": speaker.party_id or None,
            "owner": position == last,
            **_ends("", speaker.span),
        }
        for position, speaker in enumerate(item.speakers)
    ]


def put_issues(connection: Connection, items: Iterable[Issue], made_by: Run) -> None:
    """Notes issues; the same issue of the same source is noted once."""
    rows = [
        {
            "id": stable_id("iss_", one.stage, one.code, one.message, one.source, one.report_id, one.span),
            "stage": one.stage,
            "code": one.code,
            "message": _storable(one.message),
            "source": _storable(one.source),
            "report_id": one.report_id or None,
            "severity": one.severity.value,
            **_ends("", one.span),
            "run_id": made_by.id,
        }
        for one in items
    ]
    _insert_ignoring(connection, issue, rows)


def _storable(text: str) -> str:
    """Issue texts may quote rubbish bytes (a file name, a parser's message); they must not be lost for that."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")


@cache
def _profile_of() -> Any:
    return update(account).where(account.c.id == bindparam("account")).values(profile=bindparam("profile"))


def put_profile(
    connection: Connection, account_id: str, profile: Mapping[str, Any], keys: Iterable[str], *, fresh: bool
) -> None:
    """What linking compares of an account, and the blocks it is found by."""
    connection.execute(_profile_of(), {"account": account_id, "profile": dict(profile)})
    if not fresh:
        connection.execute(delete(account_block).where(account_block.c.account_id == account_id))
    _insert_ignoring(connection, account_block, [{"key": key, "account_id": account_id} for key in sorted(set(keys))])


def put_links(connection: Connection, account_id: str, links: Iterable[Link], made_by: Run, *, fresh: bool) -> None:
    """Replaces the links of one account."""
    if not fresh:
        connection.execute(delete(link).where(or_(link.c.left == account_id, link.c.right == account_id)))
    rows = [
        {
            "left": min(one.left, one.right),
            "right": max(one.left, one.right),
            "log2_odds": one.log2_odds,
            "reasons": [{"feature": r.feature, "log2_odds": r.log2_odds, "detail": r.detail} for r in one.reasons],
            "run_id": made_by.id,
        }
        for one in links
    ]
    _insert_ignoring(connection, link, rows)


@cache
def _redirect_from() -> Any:
    return delete(incident_redirect).where(incident_redirect.c.old_id == bindparam("old"))


def put_new_incident(connection: Connection, names: Iterable[str], account_id: str, made_by: Run) -> str:
    """An incident of one account, under the first name that is not taken."""
    fields = {"stale": True, "run_id": made_by.id}
    name = next(one for one in names if _insert_new(connection, incident, {"id": one, **fields}))
    connection.execute(_redirect_from(), {"old": name})
    pair = {"account_id": account_id, "incident_id": name, "run_id": made_by.id}
    connection.execute(insert(incident_account), pair)
    return name


def put_incidents(connection: Connection, members: Mapping[str, Sequence[str]], made_by: Run) -> None:
    """Sets which accounts make up the given incidents; an incident left without any is dropped."""
    wanted = {one: owner for owner, group in members.items() for one in group}
    statement = select(incident_account.c.account_id, incident_account.c.incident_id)
    rows = connection.execute(statement.where(incident_account.c.account_id.in_(wanted)))
    held: dict[str, str] = {one: owner for one, owner in rows}  # noqa: C416 - rows are no pairs to the type checker
    moved = {one: owner for one, owner in wanted.items() if held.get(one) != owner}
    if not moved:
        return
    _insert_ignoring(connection, incident, [{"id": one, "stale": True, "run_id": made_by.id} for one in members])
    left = [one for one in moved if one in held]
    if left:
        connection.execute(delete(incident_account).where(incident_account.c.account_id.in_(left)))
    pairs = [{"account_id": one, "incident_id": owner, "run_id": made_by.id} for one, owner in moved.items()]
    connection.execute(insert(incident_account), pairs)
    touched = {held[one] for one in left} | set(moved.values())
    connection.execute(update(incident).where(incident.c.id.in_(touched)).values(stale=True))
    if left:
        drop_empty(connection)


def drop_empty(connection: Connection) -> None:
    """Drops stale incidents that no account belongs to any more."""
    held = select(incident_account.c.incident_id).where(incident_account.c.incident_id == incident.c.id)
    connection.execute(delete(incident).where(incident.c.stale.is_(True), ~held.exists()))


def put_redirects(
    connection: Connection, members: Mapping[str, Sequence[str]], moves: Mapping[str, str], made_by: Run
) -> None:
    """Old incident id -> the one that took its place. Chains stay one step long; a living id is never redirected."""
    connection.execute(delete(incident_redirect).where(incident_redirect.c.old_id.in_([*members, *moves])))
    for old, new in sorted(moves.items()):
        connection.execute(update(incident_redirect).where(incident_redirect.c.new_id == old).values(new_id=new))
        connection.execute(insert(incident_redirect), {"old_id": old, "new_id": new, "run_id": made_by.id})


_SUMMARY: Final = (
    "event", "earliest", "latest", "grain", "place", "lat_deg", "lon_deg", "country", "title", "reports", "parties",
)  # fmt: skip


def put_summaries(connection: Connection, rows: Iterable[IncidentRow]) -> None:
    """Lines of the incident list, and that they are up to date."""
    values = [
        {name: getattr(row, name) for name in _SUMMARY}
        | {
            "incident": row.id,
            "disputed": list(row.disputed),
            "is_disputed": bool(row.disputed),
            "counts": dict(row.counts),
            "stale": False,
        }
        for row in rows
    ]
    if values:
        connection.execute(update(incident).where(incident.c.id == bindparam("incident")), values)


def put_decision(connection: Connection, item: Decision) -> bool:
    """Appends a person's ruling; True when it was not there."""
    names = ("id", "who", "at", "note", "undoes")
    row = {name: getattr(item, name) for name in names}
    row |= {"subject": list(item.subject), "judgement": item.judgement.value}
    return _insert_new(connection, decision, row)
