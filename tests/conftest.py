"""Fixtures shared by the tests: a store per kind of database, PostgreSQL on a throwaway server of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from rashomon.store import Store, open_store


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of an empty database on a server of its own; skipped only where PostgreSQL is not installed."""
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("no PostgreSQL programs (initdb, pg_ctl) on this machine: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="rashomon-pg-", dir="/tmp"))  # a socket's path may have 107 bytes at most
    owner = _ordinary_user()
    if owner:
        shutil.chown(folder, owner)
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    try:
        _as(
            owner,
            programs / "initdb",
            "-D",
            folder / "data",
            "-A",
            "trust",
            "-U",
            "rashomon",
            "-E",
            "UTF8",
            "--no-sync",
        )
        _as(owner, programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start")
        yield f"postgresql://rashomon@/postgres?host={folder}"
        _as(owner, programs / "pg_ctl", "-D", folder / "data", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_programs() -> Path | None:
    """The newest installed version; Debian keeps the programs out of PATH."""
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    found = shutil.which("initdb")
    homes += [Path(found).parent] if found else []
    return next((home for home in homes if (home / "initdb").exists() and (home / "pg_ctl").exists()), None)


def _ordinary_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _as(owner: str | None, *command: str | Path) -> None:
    done = subprocess.run(
        [str(part) for part in command], user=owner, cwd="/tmp", capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, f"{command[0]} failed: {done.stderr}"


_schemas = count()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a fresh database may be opened: a file, or a schema of its own on the throwaway server."""
    if request.param == "sqlite":
        return str(tmp_path / "test.db")
    url = request.getfixturevalue("postgres")
    name = f"t{os.getpid()}_{next(_schemas)}"
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{url}&options=-csearch_path%3D{name}"


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """An open, empty store."""
    with open_store(database) as opened:
        yield opened


@pytest.fixture
def memory() -> Iterator[Store]:
    """An open, empty store in memory, for tests of what stands on top of the store."""
    with open_store(":memory:") as opened:
        yield opened
