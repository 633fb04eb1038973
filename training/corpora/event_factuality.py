"""UW, UDS-IH2 and MEANTIME in one form: how strongly the author presents each event as real, from -3 to +3.

Only the words that the corpora chose are rated. ``label``: actual from +1, negated to -1, hypothetical between; the
rating itself is kept as ``degree``. Test parts are left alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rashomon.model import Span
from training.documents import Coverage, Document, Extent, Judgement, Layer
from training.offsets import Log, join_tokens, same_words, token_span

COVERAGE = (Coverage(Layer.MODALITY, Extent.PART),)
_SURE = 1.0  # the middle third of the scale is what annotators call uncertain


def convert(folder: Path, log: Log) -> Iterator[Document]:
    """One document per sentence."""
    for part in ("UW", "UDS_IH2", "MEANTIME"):
        for split in ("train", "dev"):
            path = folder / part / f"{split}.jsonl"
            lines = path.read_text("utf-8").splitlines() if path.exists() else []
            for number, line in enumerate(lines):
                yield _document(f"event_factuality:{part}:{split}:{number}", json.loads(line), split, log)


def _document(name: str, row: dict[str, Any], split: str, log: Log) -> Document:
    text, spans = join_tokens(row["text"].split(" "))
    rated = []
    for target in row["targets"]:
        span = token_span(spans, target["span1"][0], target["span1"][1] - 1)
        if span is None or not same_words(span.of(text), target["span_text"]):
            log.note("span with other words than those annotated", name)
            continue
        rated.append(Judgement(span, label_of(target["label"]), round(target["label"], 3)))
    return Document(
        id=name,
        corpus="event_factuality",
        text=text,
        sentences=(Span(0, len(text)),),
        coverage=COVERAGE,
        split=split,
        modalities=tuple(rated),
    )


def label_of(rating: float) -> str:
    """Our modality for a rating."""
    if rating >= _SURE:
        return "actual"
    return "negated" if rating <= -_SURE else "hypothetical"
