"""Printing: tables through rich, JSON as it is, long output through a pager when somebody is looking.

Colours and the pager are for terminals only; ``NO_COLOR`` is honoured, and a pipe gets plain text as wide as
``COLUMNS`` says (120 when it says nothing).
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

PIPE_COLUMNS: Final = 120
LEAST_COLUMNS: Final = 40  # narrower, a table breaks into single letters


def console(*, err: bool = False) -> Console:
    """The terminal, or plain text of a known width into a pipe."""
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    asked = os.environ.get("COLUMNS", "")
    width = None if stream.isatty() else max(int(asked), LEAST_COLUMNS) if asked.isdecimal() else PIPE_COLUMNS
    return Console(file=stream, width=width, highlight=False, emoji=False, markup=False, soft_wrap=False)


def print_json(form: str, rows: Iterable[Any], whole: Any = None) -> None:
    """``json``: one document (``whole`` when given, else the list of rows); ``jsonl``: a row on each line."""
    if form == "jsonl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    click.echo(json.dumps(list(rows) if whole is None else whole, ensure_ascii=False, indent=2))


def print_parts(parts: Sequence[RenderableType]) -> None:
    """Tables and lines, one below the other; through a pager when they are longer than the screen."""
    screen = console()
    if not screen.is_terminal:
        _print_plain(screen, parts)
        return
    with _paged(screen, parts):
        for part in parts:
            screen.print(part)


def _print_plain(screen: Console, parts: Sequence[RenderableType]) -> None:
    """Into a pipe or a file: no blanks at the ends of lines."""
    with screen.capture() as captured:
        for part in parts:
            screen.print(part)
    for line in captured.get().splitlines():
        click.echo(line.rstrip())


@contextlib.contextmanager
def _paged(screen: Console, parts: Sequence[RenderableType]) -> Iterator[None]:
    if not sys.stdin.isatty() or _height(screen, parts) < screen.height:
        yield
        return
    os.environ.setdefault("LESS", "FRX")
    with screen.pager(styles=not screen.no_color):
        yield


def _height(screen: Console, parts: Sequence[RenderableType]) -> int:
    return sum(len(screen.render_lines(part, pad=False)) for part in parts)


def more(shown: int, offset: int, total: int, noun: str) -> str:
    """A line that says what part of a list was printed, and how to go on."""
    if shown == total:
        return f"{total} {noun}" + ("" if total == 1 else "s")
    text = f"{noun}s {offset + 1} to {offset + shown} of {total}" if shown else f"no more {noun}s; there are {total}"
    return text + (f"; go on with --offset {offset + shown}" if offset + shown < total and shown else "")
