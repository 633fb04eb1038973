"""The codebook: what a claim can be about, and the closed lists of codes, from ``data/codebook/*.toml``.

In: ``core.toml`` with the lists it names, and any file of the user's own. Out: a ``Codebook``. Adding an attribute is a
TOML block; finding the words of its codes in a text is left to ``what/coded.py``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from rashomon.errors import CodebookError
from rashomon.values import fold

KINDS: Final = ("Code", "Text", "Count", "TimeSpan", "Place", "PartyRef")
FORMS: Final = ("words", "verb", "happen", "noun")
_ENTRY_KEYS: Final = frozenset(("label", "synonyms", "names", "agent", "passive", *FORMS))


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of a closed list: how it is shown, what else it is called, and the words that tell it.

    ``words`` maps a form (``words``, ``verb``, ``noun``, ``happen``) to patterns; ``names`` are proper names and
    designations; ``agent`` marks a thing that attacks as the subject of a clause (a warplane); ``passive`` a
    deed mostly told from the side of those it is done to ("two men arrested in").
    """

    code: str
    label: str
    synonyms: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    agent: bool = False
    passive: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing a claim can be about. ``entries`` is empty where the list is open.

    ``contested``: every speaker's version is a claim of its own; otherwise one claim per report and distinct value.
    """

    name: str
    kind: str
    meaning: str
    label: str = ""
    contested: bool = False
    entries: Mapping[str, Entry] = field(default_factory=dict, compare=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the closed list, in its order."""
        return tuple(self.entries)

    def show(self, code: str) -> str:
        """How a code is shown; of an unknown dotted path its nearest known parent; else the code itself."""
        path = code
        while path:
            if path in self.entries:
                return self.entries[path].label
            path = path.rpartition(".")[0]
        return code

    def code_of(self, words: str) -> str | None:
        """The code whose name, label or synonym the words are, or None."""
        return _index(self.entries.values()).get(fold(words.replace("_", " ")))


@dataclass(frozen=True, slots=True, eq=False)
class Codebook:
    """The attributes by name, in the order in which they are shown."""

    name: str
    attributes: Mapping[str, Attribute]

    def attribute(self, name: str) -> Attribute:
        """The attribute of that name. Raises CodebookError when there is none."""
        if name not in self.attributes:
            raise CodebookError(f"codebook {self.name}: no attribute {name!r}; it has {', '.join(self.attributes)}")
        return self.attributes[name]

    @property
    def contested(self) -> frozenset[str]:
        """The attributes of which every speaker's version is a claim of its own."""
        return frozenset(name for name, one in self.attributes.items() if one.contested)

    def rank(self, attribute: str) -> int:
        """The attribute's place in the order; those of other codebooks come last."""
        names = list(self.attributes)
        return names.index(attribute) if attribute in self.attributes else len(names)


@cache
def load_codebook(name: str = "core", *more: Path) -> Codebook:
    """Reads a codebook once, ``more`` files on top: their blocks are added, or replace those of the same name.

    Raises CodebookError when there is none of that name, or a block is wrong.
    """
    book = parse_codebook(name, _shipped(name))
    for path in more:
        try:
            added = parse_codebook(str(path), path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CodebookError(f"codebook {path} could not be read: {error}") from error
        book = Codebook(name, MappingProxyType({**book.attributes, **added.attributes}))
    return book


def parse_codebook(name: str, text: str) -> Codebook:
    """The codebook that a TOML text defines. Raises CodebookError, naming the block that is wrong."""
    blocks = _tables(name, text).get("attribute", {})
    return Codebook(name, MappingProxyType({key: _attribute(name, key, block) for key, block in blocks.items()}))


def _attribute(book: str, name: str, block: Mapping[str, Any]) -> Attribute:
    where = f"codebook {book}, attribute {name}"
    kind, meaning = block.get("kind"), block.get("meaning")
    if kind not in KINDS:
        raise CodebookError(f"{where}: kind must be one of {', '.join(KINDS)}, not {kind!r}")
    if not isinstance(meaning, str) or not meaning:
        raise CodebookError(f"{where}: give a meaning (a sentence)")
    codes = block.get("codes")
    if isinstance(codes, str):
        codes = _tables(codes, _shipped(codes)).get("codes")
    if (kind == "Code") != bool(codes):
        raise CodebookError(
            f"{where}: give codes (a file of this folder, a list or tables) exactly when the kind is Code"
        )
    label = str(block.get("label", name.replace("_", " ").capitalize()))
    return Attribute(name, kind, meaning, label, bool(block.get("contested")), MappingProxyType(_entries(where, codes)))


def _entries(where: str, codes: object) -> dict[str, Entry]:
    if isinstance(codes, list):
        if len(set(codes)) != len(codes):
            raise CodebookError(f"{where}: a code stands twice")
        codes = {str(code): {} for code in codes}
    if codes is not None and not isinstance(codes, Mapping):
        raise CodebookError(f"{where}: codes must be the name of a file, a list, or tables [codes.NAME]")
    return {code: _entry(where, code, table) for code, table in (codes or {}).items()}


def _entry(where: str, code: str, table: Mapping[str, Any]) -> Entry:
    unknown = sorted(set(table) - _ENTRY_KEYS)
    if unknown:
        raise CodebookError(
            f"{where}, code {code}: unknown {', '.join(unknown)}; known are {', '.join(sorted(_ENTRY_KEYS))}"
        )
    return Entry(
        code=code,
        label=str(table.get("label", code.replace("_", " "))),
        synonyms=tuple(table.get("synonyms", ())),
        words={form: tuple(table[form]) for form in FORMS if form in table},
        names=tuple(table.get("names", ())),
        agent=bool(table.get("agent")),
        passive=bool(table.get("passive")),
    )


def _index(entries: Iterable[Entry]) -> Mapping[str, str]:
    index: dict[str, str] = {}
    for entry in entries:
        for words in (entry.code.replace("_", " "), entry.label, *entry.synonyms):
            index.setdefault(fold(words), entry.code)
    return index


def _shipped(name: str) -> str:
    try:
        return (files("rashomon") / "data" / "codebook" / f"{name}.toml").read_text("utf-8")
    except FileNotFoundError:
        raise CodebookError(f"there is no codebook {name!r} in data/codebook") from None


def _tables(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(f"codebook {name}: {error}") from error
