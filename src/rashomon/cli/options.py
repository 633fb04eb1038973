"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from rashomon.settings import Settings
    from rashomon.store import Store

F = TypeVar("F", bound=Callable[..., Any])

FORMATS: Final = ("table", "json", "jsonl")


def database(command: F) -> F:
    """``--db`` and ``--config``."""
    command = click.option(
        "--config", type=click.Path(dir_okay=False), help="A TOML file of settings [default: rashomon.toml if there]."
    )(command)
    return click.option(
        "--db", metavar="FILE|URL", help="The database: a file or a postgresql:// URL [default: rashomon.db]."
    )(command)


def formatted(command: F) -> F:
    """``--format``."""
    return click.option(
        "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="How to print."
    )(command)


def paged(default: int) -> Callable[[F], F]:
    """``--limit`` and ``--offset``."""

    def add(command: F) -> F:
        command = click.option(
            "--offset", type=click.IntRange(min=0), default=0, show_default=True, help="Leave out this many."
        )(command)
        return click.option(
            "--limit",
            type=click.IntRange(min=0),
            default=default,
            show_default=True,
            help="Print at most this many; 0 = all.",
        )(command)

    return add


def settings_of(db: str | None = None, config: str | None = None, **flags: Any) -> Settings:
    """The settings behind the flags."""
    from rashomon.settings import load_settings

    return load_settings({"db": db, **flags}, config)


def opened(db: str | None, config: str | None) -> Store:
    """The store to look into; it is not made when missing."""
    from rashomon.store import open_store

    return open_store(settings_of(db, config).db, create=False)
