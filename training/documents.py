"""The one form that every corpus is turned into before training: a text, its sentences, and typed layers of spans.

Goes in: what a converter of ``corpora/`` read. Comes out: frozen values and JSON Lines. Which layers a document is
annotated for is said outright (``Coverage``), with how far its silence can be trusted: a layer that nobody annotated,
or annotated only in part, must never be learnt as negative. How a corpus is read is left to its converter, how labels
become tags of an encoder to the training step.
"""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

from rashomon.model import Span

T = TypeVar("T")


class Layer(StrEnum):
    """The kinds of annotation."""

    TRIGGER = "trigger"
    MENTION = "mention"
    ROLE = "role"
    SPEECH = "speech"
    STANCE = "stance"
    HEDGE = "hedge"
    MODALITY = "modality"
    RELEVANCE = "relevance"
    CAUSE = "cause"
    CLAIM = "claim"


class Extent(StrEnum):
    """How much of a layer was annotated, and so what an unmarked word means."""

    FULL = "full"  # every instance in the text is marked: the rest is negative
    GIVEN = "given"  # complete for the triggers that are marked, unknown for all others
    PART = "part"  # some instances only: the rest is unknown
    WEAK = "weak"  # derived from a table, not marked by a person: right more often than not


@dataclass(frozen=True, slots=True)
class Coverage:
    """One layer that a document is annotated for. ``labels``: the labels that were looked for, empty = all of it."""

    layer: Layer
    extent: Extent
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that tell an event. ``type``: code of the core codebook, "" where none fits; ``native``: its own."""

    span: Span
    type: str
    native: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a place, time, party, weapon, equipment, count, people, organisation ..."""

    span: Span
    kind: str
    native: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """What a span is to an event: ``trigger`` counts into the triggers, ``incident`` groups roles without one.

    ``value``: the number of the killed or wounded; of other roles the event's code, where no trigger has it.
    """

    span: Span
    role: str
    trigger: int | None = None
    incident: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """One attribution: who (``source``), with which words (``cue``), said what (``content``); each may be in pieces."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A label on a span: a stance, hedge, modality, relevance. ``degree``: its strength, if the corpus has one."""

    span: Span
    label: str
    degree: float | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause, its effect, and the words that link them."""

    cause: Span
    effect: Span
    signal: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimLabel:
    """An attributed claim. ``value`` is "" when its words stand for it; ``speaker`` likewise, or "outlet"."""

    attribute: str
    value: str
    span: Span
    speaker: str = "outlet"
    speaker_span: Span | None = None
    cue_span: Span | None = None
    of_span: Span | None = None
    stance: str = "asserts"
    hedged: bool = False
    modality: str = "actual"
    unclear: bool = False
    incident: str = "1"


@dataclass(frozen=True, slots=True)
class Document:
    """One annotated text; ``split`` is the corpus's own (train, dev, test), "" where it has none."""

    id: str
    corpus: str
    text: str
    sentences: tuple[Span, ...]
    coverage: tuple[Coverage, ...]
    split: str = ""
    published: str = ""
    outlet: str = ""
    triggers: tuple[Trigger, ...] = ()
    mentions: tuple[Mention, ...] = ()
    roles: tuple[Role, ...] = ()
    speech: tuple[Speech, ...] = ()
    stances: tuple[Judgement, ...] = ()
    hedges: tuple[Judgement, ...] = ()
    modalities: tuple[Judgement, ...] = ()
    relevance: tuple[Judgement, ...] = ()
    causes: tuple[Cause, ...] = ()
    claims: tuple[ClaimLabel, ...] = ()

    def __post_init__(self) -> None:
        if not unicodedata.is_normalized("NFC", self.text):
            raise ValueError(f"{self.id}: the text must be NFC; move it and its spans first, see offsets.py")
        for span in _spans(self):
            if span.end > len(self.text):
                raise ValueError(f"{self.id}: span [{span.start}, {span.end}) goes past the text ({len(self.text)})")
        covered = {one.layer for one in self.coverage}
        for layer, field in _FIELDS.items():
            if getattr(self, field) and layer not in covered:
                raise ValueError(f"{self.id}: labels of layer {layer!r}, which its coverage does not name")

    @property
    def sha256(self) -> str:
        """Hash of the text: what stand-off labels are joined by."""
        return text_hash(self.text)

    def extent(self, layer: Layer, label: str) -> Extent | None:
        """How far ``label`` was looked for; None = never, and nothing at all is to be learnt from its absence."""
        found = [one.extent for one in self.coverage if one.layer is layer and (not one.labels or label in one.labels)]
        return min(found, key=list(Extent).index, default=None)

    def negative(self, layer: Layer, label: str) -> bool:
        """True when a word without ``label`` may be learnt as not having it."""
        return self.extent(layer, label) is Extent.FULL

    def count(self, layer: Layer) -> int:
        """How many labels of a layer it has."""
        return len(getattr(self, _FIELDS[layer]))


_FIELDS = {
    Layer.TRIGGER: "triggers",
    Layer.MENTION: "mentions",
    Layer.ROLE: "roles",
    Layer.SPEECH: "speech",
    Layer.STANCE: "stances",
    Layer.HEDGE: "hedges",
    Layer.MODALITY: "modalities",
    Layer.RELEVANCE: "relevance",
    Layer.CAUSE: "causes",
    Layer.CLAIM: "claims",
}


def text_hash(text: str) -> str:
    """sha256 of the NFC form of a text."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode("utf-8")).hexdigest()


def write_documents(path: Path, documents: Iterable[Document]) -> int:
    """Write JSON Lines (gzip without a date in it, so that equal documents give equal bytes); how many there were."""
    number = 0
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as packed:
        for number, document in enumerate(documents, start=1):  # noqa: B007
            packed.write(json.dumps(to_json(document), ensure_ascii=False).encode("utf-8") + b"\n")
    return number


def read_documents(path: Path) -> Iterator[Document]:
    """Read what ``write_documents`` wrote; a text that is not the one that was hashed is an error."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            row = json.loads(line)
            stated = row.pop("sha256")
            document = from_json(Document, row)
            if document.sha256 != stated:
                raise ValueError(f"{path}:{number}: the text of {document.id} is not the one that was labelled")
            yield document


def to_json(value: Any) -> Any:
    """JSON form of a label or document: spans as [start, end], fields that hold their default left out."""
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, tuple):
        return [to_json(one) for one in value]
    if not dataclasses.is_dataclass(value):
        return value
    row = {f.name: to_json(got) for f in dataclasses.fields(value) if (got := getattr(value, f.name)) != f.default}
    return row | {"sha256": value.sha256} if isinstance(value, Document) else row


def from_json(kind: type[T], row: Any) -> T:
    """The inverse of ``to_json``."""
    if kind is Span:
        return kind(*row)
    if not dataclasses.is_dataclass(kind):
        return kind(row)  # type: ignore[call-arg]  # an enum or a plain type, made of its one value
    hints = get_type_hints(kind)
    return kind(**{name: _field(hints[name], value) for name, value in row.items()})


def _field(hint: Any, value: Any) -> Any:
    kinds = [one for one in get_args(hint) if one not in (type(None), Ellipsis)]
    if value is None:
        return None
    if isinstance(value, list) and kinds and hint.__class__.__name__ == "GenericAlias":
        return tuple(from_json(kinds[0], one) for one in value)
    return from_json(kinds[0] if kinds else hint, value)


def _spans(value: Any) -> Iterator[Span]:
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _spans(one)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _spans(getattr(value, field.name))
