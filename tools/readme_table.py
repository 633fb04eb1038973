"""Put the account table of the samples, as it comes out now, into README.md.

    python tools/readme_table.py

Only the first parties, the contested rows and the sections on when, who and why are kept: the README says "shortened".
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner

from rashomon.cli import main as rashomon

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(?<=^```text\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
LEFT_OUT = (" event", " target", " equipment")
KEPT = ("when", "perpetrator", "cause / intent")


def main() -> None:
    """Reads the samples, cuts what is shown, writes the README."""
    readme = ROOT / "README.md"
    text = "\n".join(line.rstrip() for line in shortened(shown())) + "\n"
    readme.write_text(BLOCK.sub(lambda _: text, readme.read_text("utf-8"), count=1), "utf-8")


def shown() -> list[str]:
    """What ``rashomon show`` prints of the samples' main incident."""
    os.environ["COLUMNS"] = "118"
    with tempfile.TemporaryDirectory() as folder:
        db = ["--db", str(Path(folder) / "samples.db")]
        for command in (["read", str(ROOT / "examples")], ["show", "--largest", "--no-outlets"]):
            result = CliRunner().invoke(rashomon, [*command, *db], catch_exceptions=False)
            assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def shortened(lines: list[str]) -> Iterator[str]:
    """Head, first table, and the sections that matter most."""
    parts = "\n".join(lines).split("\n\n")
    head, table = parts[0], parts[1].splitlines()
    yield from (*head.splitlines(), "")
    yield from rows(table)
    for part in parts[2:]:
        title, *rest = part.splitlines()
        if title == "How the accounts stand":
            yield from ("", title, *paragraphs(rest))
        elif title == "Changes of account":
            yield from ("", *part.splitlines())


def rows(table: list[str]) -> Iterator[str]:
    """The table without the rows that are left out."""
    rule, row = table[0], list[str]()
    yield rule
    for line in table[1:]:
        row.append(line)
        if line == rule:
            yield from () if row[0].startswith(LEFT_OUT) else row
            row = []


def paragraphs(lines: list[str]) -> Iterator[str]:
    """The attributes that are kept, each with its lines."""
    keep = False
    for line in lines:
        if re.match(r"  \S", line):
            keep = line.strip().removesuffix(" (disputed)") in KEPT
        if keep:
            yield line


if __name__ == "__main__":
    main()
