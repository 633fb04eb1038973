"""India Police Events: sentences that say police killed, arrested, used force, did nothing. Every sentence was read.

The labels are of sentences, not of words: they go to the relevance layer, "none" where the sentence has no label.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from rashomon.model import Span
from training.documents import Coverage, Document, Extent, Judgement, Layer
from training.offsets import Log, nfc

_LABELS = ("police_kill", "police_arrest", "police_force", "police_fail", "police_any_action", "none")
COVERAGE = (Coverage(Layer.RELEVANCE, Extent.FULL, _LABELS),)


def convert(folder: Path, log: Log) -> Iterator[Document]:
    """One document per article, its sentences as the corpus cut them."""
    with gzip.open(folder / "data" / "final" / "sents.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    rows.sort(key=lambda row: (int(row["doc_id"]), int(row["sent_id"])))
    for number, sentences in groupby(rows, key=lambda row: int(row["doc_id"])):
        yield _document(f"india_police_events:{number}", list(sentences), log)


def _document(name: str, rows: list[dict[str, Any]], log: Log) -> Document:
    pieces, spans, labels, start = [], [], [], 0
    for row in rows:
        words = nfc(row["sent_text"].strip())[0]
        if not words:
            log.note("sentence without words", name)
            continue
        span = Span(start, start + len(words))
        pieces.append(words)
        spans.append(span)
        labels += [Judgement(span, f"police_{label.lower()}") for label in row["sent_labels"]] or [
            Judgement(span, "none")
        ]
        start = span.end + 1
    return Document(
        id=name,
        corpus="india_police_events",
        text="\n".join(pieces),
        sentences=tuple(spans),
        coverage=COVERAGE,
        relevance=tuple(labels),
    )
