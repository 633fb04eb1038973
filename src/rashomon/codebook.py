"""The codebook: what a claim can be about, and the closed lists of codes, from ``data/codebook/*.toml``.

Adding an attribute is a block in that file and the words that tell of it in a language's files; see CONTRIBUTING.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from rashomon.errors import CodebookError

KINDS: Final = frozenset({"TimeSpan", "Place", "Count", "Code", "PartyRef", "Text"})


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing a claim can be about. ``codes`` is empty where the list is open."""

    name: str
    kind: str
    meaning: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Codebook:
    """The attributes by name, in the order in which they are shown."""

    name: str
    attributes: Mapping[str, Attribute]

    def rank(self, attribute: str) -> int:
        """The attribute's place in the order; those of other codebooks come last."""
        names = list(self.attributes)
        return names.index(attribute) if attribute in self.attributes else len(names)


@cache
def load_codebook(name: str = "core") -> Codebook:
    """Reads a codebook once. Raises CodebookError when there is none of that name or it is wrong."""
    try:
        text = (files("rashomon") / "data" / "codebook" / f"{name}.toml").read_text("utf-8")
    except FileNotFoundError:
        raise CodebookError(f"there is no codebook {name!r} in data/codebook") from None
    return parse_codebook(name, text)


def parse_codebook(name: str, text: str) -> Codebook:
    """The codebook that a TOML text defines. Raises CodebookError, naming the block that is wrong."""
    try:
        blocks = tomllib.loads(text).get("attribute", {})
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(f"codebook {name}: {error}") from error
    return Codebook(name, MappingProxyType({key: _attribute(name, key, block) for key, block in blocks.items()}))


def _attribute(book: str, name: str, block: Mapping[str, object]) -> Attribute:
    kind, meaning, codes = block.get("kind"), block.get("meaning"), block.get("codes", [])
    if kind not in KINDS:
        raise CodebookError(f"codebook {book}, attribute {name}: kind must be one of {', '.join(sorted(KINDS))}")
    if not isinstance(meaning, str) or not isinstance(codes, list):
        raise CodebookError(f"codebook {book}, attribute {name}: give a meaning (a sentence) and codes (a list)")
    if len(set(codes)) != len(codes):
        raise CodebookError(f"codebook {book}, attribute {name}: a code stands twice")
    return Attribute(name, str(kind), meaning, tuple(str(code) for code in codes))
