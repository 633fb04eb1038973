"""Bytes in the forms users have them -> Reports with their raw bytes, or Issues.

    for found in read_sources(["reports/", "https://example.org/feed.xml", "-"], ReadOptions(outlet="Example")):
        ...  # ReadItem or Issue

Nothing here splits, extracts or stores. A problem with one document is an Issue and the rest goes on.
"""

from __future__ import annotations

from rashomon.read.compose import read_text
from rashomon.read.options import Limits, ReadItem, ReadOptions
from rashomon.read.sources import read_sources

__all__ = ["Limits", "ReadItem", "ReadOptions", "read_sources", "read_text"]
