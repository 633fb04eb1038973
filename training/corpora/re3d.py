"""re3d: documents on Syria and Iraq with organisations, places, weapons, platforms, quantities. Licence per folder.

Labels of low confidence (crowd workers disagreed) make the words around them unknown, not negative: such a document is
annotated in part.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rashomon.model import Span
from training.corpora.maps import load_maps, mention_kind
from training.documents import Coverage, Document, Extent, Layer, Mention
from training.offsets import Log, moved, nfc, same_words, sentences

_CONFIDENT = 0.5  # the corpus gives the probability that a label is right


def convert(folder: Path, log: Log) -> Iterator[Document]:
    """Documents of all folders that hold some."""
    for path in sorted(folder.glob("*/documents.json")):
        entities: dict[str, list[dict[str, Any]]] = {}
        for one in _rows(path.with_name("entities.json")):
            entities.setdefault(one["documentId"], []).append(one)
        for row in _rows(path):
            yield _document(row, entities.get(row["_id"], []), log)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    yield from (json.loads(line) for line in path.read_text("utf-8-sig").splitlines() if line.strip())


def _document(row: dict[str, Any], entities: list[dict[str, Any]], log: Log) -> Document:
    text, places = nfc(row["text"])
    mentions, doubtful = [], False
    for one in entities:
        kind = mention_kind("re3d_mentions", one["type"])
        if not kind:
            log.note(f"entity type without a kind of ours: {one['type']}", row["_id"])
        elif one["end"] > len(row["text"]) or not same_words(row["text"][one["begin"] : one["end"]], one["value"]):
            log.note("span with other words than those annotated", row["_id"])
        elif one["confidence"] <= _CONFIDENT:
            log.note("label of low confidence", row["_id"])
            doubtful = True
        else:
            mentions.append(Mention(moved(Span(one["begin"], one["end"]), places), kind, one["type"]))
    kinds = tuple(sorted(set(load_maps()["re3d_mentions"].values())))
    return Document(
        id=f"re3d:{row['_id']}",
        corpus="re3d",
        text=text,
        sentences=sentences(text),
        coverage=(Coverage(Layer.MENTION, Extent.PART if doubtful else Extent.FULL, kinds),),
        outlet=row["sourceName"],
        mentions=tuple(dict.fromkeys(mentions)),
    )
