"""From a path or URL to an SQLAlchemy engine that behaves: pragmas, transactions, clear errors."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import QueuePool, StaticPool

from rashomon.errors import StoreError

BUSY_MS: Final = (
    30_000  # a writer holds the file for one report (~10 ms); half a minute outlasts a checkpoint on a slow disk
)
WRITES: Final = "rashomon_writes"


def make_engine(target: str | Path) -> Engine:
    """An engine for a SQLite file, ``:memory:`` or a ``postgresql://`` URL. Raises StoreError when it can't be one."""
    text = str(target)
    if "://" not in text:
        return _sqlite(text)
    scheme = text.split("://", 1)[0]
    if scheme == "sqlite":
        return _sqlite(text.removeprefix("sqlite:///"))
    if scheme.split("+")[0] not in ("postgresql", "postgres"):
        raise StoreError(f"{scheme}:// is no database Rashomon knows; give a file path or a postgresql:// URL")
    return _postgres("postgresql+psycopg://" + text.split("://", 1)[1])


def _sqlite(path: str) -> Engine:
    memory = path in ("", ":memory:")
    if not memory and not Path(path).expanduser().parent.is_dir():
        raise StoreError(f"{Path(path).parent} is no folder; make it first or give another --db")
    if not memory and Path(path).expanduser().is_dir():
        raise StoreError(f"{path} is a folder; name a file in it")
    pool: dict[str, Any] = {"poolclass": StaticPool if memory else QueuePool}
    where = ":memory:" if memory else str(Path(path).expanduser())
    if not memory and _cannot_write(Path(where)):  # SQLite could not even make the file through which WAL readers agree
        where = f"file:{quote(where)}?immutable=1&uri=true"
    engine = create_engine(
        f"sqlite:///{where}", connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False}, **pool
    )
    event.listen(engine, "connect", _pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _cannot_write(path: Path) -> bool:
    """A database that is there, but in a folder or on a disk where nothing can be written: it can be looked into."""
    return path.is_file() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def _pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own; _begin does
    cursor = connection.cursor()
    # NORMAL in WAL survives a killed process (only a power cut can lose the newest commits, never consistency)
    # a checkpoint every 16 MB instead of 4: each one waits for the disk
    speed = ("synchronous=NORMAL", "wal_autocheckpoint=4000", "cache_size=-16000")
    for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "foreign_keys=ON", *speed):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at once: a deferred transaction that turns to writing fails without waiting
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgres(url: str) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise StoreError("PostgreSQL needs psycopg; install it with: pip install 'rashomon[postgres]'") from None
    except ArgumentError as error:
        raise StoreError(f"the database URL cannot be read: {error}") from error
