"""The tables, as SQLAlchemy Core metadata, alike for SQLite and PostgreSQL.

``report`` and ``decision`` are precious. Every other table is derived, carries the run that made its rows, and can be
rebuilt. Full-text indices differ by database and are made in ``store/search.py``; how an older file becomes
this schema is told in ``store/migrations.py``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

SCHEMA_VERSION: Final = 2

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment. SQLite has no time zones: there the naive UTC clock is stored and made aware on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware in, UTC out; a naive moment is a programming error."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone; the database holds UTC")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _json() -> Any:
    return JSON().with_variant(JSONB(), "postgresql")


def _seq() -> Column[int]:
    """A row number in order of arrival; SQLite's full-text tables need an integer key, and pages sort by it."""
    return Column("seq", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True)


def _run() -> Column[str]:
    return Column("run_id", String, ForeignKey("run.id"), nullable=False)


def _to(column: str) -> ForeignKey:
    return ForeignKey(column, ondelete="CASCADE")


meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", String, nullable=False))

run = Table(
    "run",
    metadata,
    Column("id", String, primary_key=True),
    Column("method", String, nullable=False),
    Column("version", String, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
)

report = Table(
    "report",
    metadata,
    _seq(),
    Column("id", String, nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("sha256", String, nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False, index=True),
    Column("outlet", Text, nullable=False, index=True),
    Column("language", String, nullable=False),
    Column("published_at", UtcDateTime, index=True),
    Column("date_only", Boolean, nullable=False),
    Column("fetched_at", UtcDateTime),
    Column("media_type", String, nullable=False),
    sqlite_autoincrement=True,
)

decision = Table(
    "decision",
    metadata,
    _seq(),
    Column("id", String, nullable=False, unique=True),
    Column("subject", _json(), nullable=False),
    Column("judgement", String, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("undoes", String, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

party = Table(
    "party",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("country", String, nullable=False),
    Column("aliases", _json(), nullable=False),
    Column("parent", String, nullable=False),
    _run(),
)

extraction = Table(
    "extraction",
    metadata,
    Column("report_id", String, _to("report.id"), primary_key=True),
    Column("method", String, nullable=False),
    Column("digest", String, nullable=False),
    _run(),
)

account = Table(
    "account",
    metadata,
    _seq(),
    Column("id", String, nullable=False, unique=True),
    Column("report_id", String, _to("report.id"), nullable=False, index=True),
    Column("anchor_start", Integer, nullable=False),
    Column("anchor_end", Integer, nullable=False),
    Column("primary", Boolean, nullable=False),
    Column("background", Boolean, nullable=False),
    Column("profile", _json()),
    _run(),
    sqlite_autoincrement=True,
)

account_block = Table(
    "account_block",
    metadata,
    Column("key", String, primary_key=True),
    Column("account_id", String, _to("account.id"), primary_key=True),
    Index("ix_account_block_account_id", "account_id"),
)

claim = Table(
    "claim",
    metadata,
    _seq(),
    Column("id", String, nullable=False, unique=True),
    Column("report_id", String, _to("report.id"), nullable=False, index=True),
    Column("account_id", String, _to("account.id"), nullable=False, index=True),
    Column("attribute", String, nullable=False),
    Column("value", _json(), nullable=False),
    Column("quote", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("context_start", Integer, nullable=False),
    Column("context_end", Integer, nullable=False),
    Column("stance", String, nullable=False, index=True),
    Column("hedged", Boolean, nullable=False),
    Column("modality", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("method", String, nullable=False),
    Column("cue_start", Integer),
    Column("cue_end", Integer),
    _run(),
    Index("ix_claim_attribute_seq", "attribute", "seq"),
    sqlite_autoincrement=True,
)

claim_speaker = Table(
    "claim_speaker",
    metadata,
    Column("claim_id", String, _to("claim.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("party_id", String, ForeignKey("party.id")),
    Column("owner", Boolean, nullable=False),
    Column("start", Integer),
    Column("end", Integer),
    _run(),
    Index("ix_claim_speaker_party_id", "party_id", "claim_id"),
)

link = Table(
    "link",
    metadata,
    Column("left", String, _to("account.id"), primary_key=True),
    Column("right", String, _to("account.id"), primary_key=True),
    Column("log2_odds", Float, nullable=False),
    Column("reasons", _json(), nullable=False),
    _run(),
    Index("ix_link_right", "right"),
)

incident = Table(
    "incident",
    metadata,
    _seq(),
    Column("id", String, nullable=False, unique=True),
    Column("event", String, nullable=False, server_default=""),
    Column("earliest", UtcDateTime),
    Column("latest", UtcDateTime),
    Column("grain", String, nullable=False, server_default=""),
    Column("place", Text, nullable=False, server_default=""),
    Column("lat_deg", Float),
    Column("lon_deg", Float),
    Column("country", String, nullable=False, server_default=""),
    Column("title", Text, nullable=False, server_default=""),
    Column("reports", Integer, nullable=False, server_default="0"),
    Column("parties", Integer, nullable=False, server_default="0"),
    Column("is_disputed", Boolean, nullable=False, server_default=false()),
    Column("disputed", _json()),
    Column("counts", _json()),
    Column("stale", Boolean, nullable=False, index=True),
    _run(),
    Index("ix_incident_earliest_seq", "earliest", "seq"),
    sqlite_autoincrement=True,
)

incident_account = Table(
    "incident_account",
    metadata,
    Column("account_id", String, _to("account.id"), primary_key=True),
    Column("incident_id", String, _to("incident.id"), nullable=False, index=True),
    _run(),
)

incident_redirect = Table(
    "incident_redirect",
    metadata,
    Column("old_id", String, primary_key=True),
    Column("new_id", String, nullable=False, index=True),
    _run(),
)

issue = Table(
    "issue",
    metadata,
    _seq(),
    Column("id", String, nullable=False),
    Column("stage", String, nullable=False, index=True),
    Column("code", String, nullable=False, index=True),
    Column("message", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("report_id", String, _to("report.id"), index=True),
    Column("severity", String, nullable=False, index=True),
    Column("start", Integer),
    Column("end", Integer),
    _run(),
    UniqueConstraint("id"),
    sqlite_autoincrement=True,
)
