"""Documentation that cannot go stale: commands, options, settings and codes are told; code runs; links lead on."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from rashomon.cli import main
from rashomon.codebook import load_codebook
from rashomon.settings import Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


def sections(page):
    """Heading -> the text below it, up to the next heading of the same or a higher level."""
    parts = re.split(r"^(#{1,6} .*)$", page.read_text("utf-8"), flags=re.MULTILINE)[1:]
    found = {}
    for heading, text in zip(parts[::2], parts[1::2], strict=True):
        found[heading.lstrip("# ").strip("`")] = text
    return found


def commands(group, path=""):
    """Every command with its full name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        full = f"{path}{name}"
        if isinstance(command, click.Group):
            yield from commands(command, f"{full} ")
        else:
            yield full, command


@pytest.mark.parametrize(("name", "command"), list(commands(main)))
def test_every_command_and_option_is_told(name, command):
    told = sections(DOCS / "reference" / "cli.md")
    assert f"rashomon {name}" in told
    shared = told["Options that many commands share"]
    for option in command.params:
        if isinstance(option, click.Option):
            assert any(f"`{word}" in told[f"rashomon {name}"] + shared for word in option.opts), option.opts


def test_no_command_is_told_that_is_not_there():
    told = {
        heading.removeprefix("rashomon ")
        for heading in sections(DOCS / "reference" / "cli.md")
        if "rashomon " in heading
    }
    assert told == {name for name, _ in commands(main)}


def test_every_setting_is_told():
    assert {item.name for item in fields(Settings)} <= set(sections(DOCS / "reference" / "settings.md"))


def test_every_attribute_and_code_is_told():
    told = sections(DOCS / "reference" / "codebook.md")
    for attribute in load_codebook().attributes.values():
        missing = [code for code in attribute.codes if f"`{code}`" not in told[attribute.name]]
        assert not missing, f"{attribute.name}: {missing}"


def python_blocks():
    for page in PAGES:
        for number, block in enumerate(re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)):
            yield pytest.param(block, id=f"{page.relative_to(ROOT)}:{number}")


@pytest.mark.parametrize("block", list(python_blocks()))
def test_python_in_the_documentation_runs(block, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "documentation", "exec"), {})
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8"))
    inside = [link for link in links if "://" not in link]
    assert not [link for link in inside if not (page.parent / link).exists()]
