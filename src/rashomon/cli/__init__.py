"""The command line: thin. Each command parses its options, calls the library and prints.

Nothing heavy is imported here or at the head of a command's file, so that ``rashomon --help`` answers at once; every
command imports what it needs when it runs. Exit status: 0 all well, 1 some items failed, 2 nothing could be done.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import click

_COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "read": "reading",
        "incidents": "incidents",
        "show": "show",
        "claims": "lists",
        "search": "lists",
        "issues": "lists",
        "gazetteer": "gazetteer",
        "evaluate": "evaluation",
    }
)


class _Lazy(click.Group):
    """A group that imports a command's file when the command is asked for, and tells errors in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        home = _COMMANDS.get(cmd_name)
        if home is None:
            return None
        command = getattr(importlib.import_module(f"rashomon.cli.{home}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(f"{error.message} There are: {', '.join(_COMMANDS)}.", ctx) from error

    def invoke(self, ctx: click.Context) -> Any:
        from rashomon.errors import RashomonError

        try:
            return super().invoke(ctx)
        except RashomonError as error:
            click.echo(f"rashomon: {error}", err=True)
            ctx.exit(2)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="rashomon", prog_name="rashomon")
def main() -> None:
    """Read reports of violent incidents and keep what each party says happened.

    Every fact is a claim with its speaker, its stance and its exact words; accounts are never fused into one.

    \b
    Example:
      rashomon read reports/ --db reports.db
      rashomon incidents --db reports.db
      rashomon show --db reports.db
    """
