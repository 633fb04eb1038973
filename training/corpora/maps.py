"""The words of other schemes as ours: ``maps.toml`` says which event, mention and role of a corpus is which of ours."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def load_maps() -> dict[str, dict[str, str]]:
    """Tables of ``maps.toml`` by name."""
    return tomllib.loads(Path(__file__).with_name("maps.toml").read_text("utf-8"))


def event_code(table: str, native: str) -> str:
    """Code of the core codebook for a corpus's event type, by the longest key that the type begins with; "" = none."""
    known = load_maps()[table]
    name = native.lower()
    return known[max((key for key in known if name.startswith(key)), key=len, default="")] if known else ""


def role_name(native: str, event: str = "") -> str:
    """Our role for a corpus's role; who dies or is hurt depends on the event. Roles we have no word for keep theirs."""
    name = native.lower()
    if name == "victim":
        return {"die": "killed", "injure": "wounded"}.get(event.lower().split(".")[1] if "." in event else "", "victim")
    return load_maps()["roles"].get(name, name)


def mention_kind(table: str, native: str) -> str:
    """Our kind of mention for a corpus's entity type; "" = left out."""
    return load_maps()[table].get(native.lower(), "")
