"""The schema's version and the ordered steps that lead an older database to the current one.

Each step runs inside one transaction with the version it reaches, so a killed migration is taken up again at the
next opening. Steps are never edited after a release; a change of schema appends one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, inspect, select, text

from rashomon.errors import StoreError
from rashomon.store.search import create_search
from rashomon.tables import SCHEMA_VERSION, meta, metadata

_LOCK: Final = 7_412_009_114  # any constant: the advisory lock that keeps two PostgreSQL clients from migrating at once


def migrate(connection: Connection) -> None:
    """Creates the schema in an empty database, leads an older one to the current version, refuses a newer one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    version = schema_version(connection)
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"the database has schema {version}; this Rashomon knows up to {SCHEMA_VERSION}: update Rashomon"
        )
    if version == 0:
        metadata.create_all(connection)
        create_search(connection)
    for step in range(version + 1, SCHEMA_VERSION + 1):
        if version:
            STEPS[step](connection)
    _set_version(connection)


def is_current(connection: Connection) -> bool:
    """True when there is nothing to migrate; a newer or foreign database is not current and ``migrate`` says why."""
    return schema_version(connection) == SCHEMA_VERSION


def schema_version(connection: Connection) -> int:
    """0 for an empty database. Raises StoreError for one that holds something else."""
    names = set(inspect(connection).get_table_names())
    if "meta" not in names:
        if names:
            raise StoreError(f"this is no Rashomon database: it holds {', '.join(sorted(names)[:3])} and no meta table")
        return 0
    found = connection.execute(select(meta.c.value).where(meta.c.key == "schema_version")).scalar()
    return int(found or 0)


def _set_version(connection: Connection) -> None:
    if connection.execute(
        meta.update().where(meta.c.key == "schema_version").values(value=str(SCHEMA_VERSION))
    ).rowcount:
        return
    connection.execute(meta.insert().values(key="schema_version", value=str(SCHEMA_VERSION)))


def _add_search(connection: Connection) -> None:
    """1 -> 2: full-text search over report texts and quotes, filled from the rows there are."""
    create_search(connection)


STEPS: Final[Mapping[int, Callable[[Connection], None]]] = MappingProxyType({2: _add_search})
