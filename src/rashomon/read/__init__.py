"""Bytes in the forms users have them -> Reports with their raw bytes, or Issues.

    for found in read_sources(["reports/", "https://example.org/feed.xml", "-"], ReadOptions(outlet="Example")):
        ...  # ReadItem or Issue

Nothing here splits, extracts or stores. A problem with one document is an Issue and the rest goes on.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rashomon.read.compose import read_text
    from rashomon.read.options import Limits, ReadItem, ReadOptions
    from rashomon.read.sources import read_sources

__all__ = ["Limits", "ReadItem", "ReadOptions", "read_sources", "read_text"]

# Loaded when asked for: the parsers behind them take longer to load than `rashomon --help` may take in all.
_HOMES: Final[Mapping[str, str]] = MappingProxyType(
    {"Limits": "options", "ReadItem": "options", "ReadOptions": "options", "read_sources": "sources"}
    | {"read_text": "compose"}
)


def __getattr__(name: str) -> Any:
    """The public names, from the files they live in."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"rashomon.read.{_HOMES[name]}"), name)
