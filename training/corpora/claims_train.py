"""Passages labelled with attributed claims (``claims.jsonl.gz``): the material for exactly what Rashomon extracts.

Every claim of a document is marked, so what is unmarked is negative; a document without claims is a negative example.
Stance, hedge and modality stand on the claims and are not layers of their own here: a denial of something that is no
claim would not have been marked.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rashomon.model import Span
from training.documents import ClaimLabel, Coverage, Document, Extent, Judgement, Layer
from training.offsets import Log, moved, nfc

COVERAGE = (Coverage(Layer.CLAIM, Extent.FULL), Coverage(Layer.RELEVANCE, Extent.FULL))


def convert(folder: Path, log: Log) -> Iterator[Document]:
    """Documents of all rounds; ``split`` is "round-1" to "round-3"."""
    for row in read_rows(folder / "claims.jsonl.gz"):
        yield to_document(row, log)


def to_document(row: dict[str, Any], log: Log) -> Document:
    """One line of a labelled file."""
    text, places = nfc(row["text"])
    return Document(
        id=row["id"],
        corpus="claims_train",
        text=text,
        sentences=tuple(moved(Span(*pair), places) for pair in row["sentences"]),
        coverage=COVERAGE,
        split=f"round-{row['round']}",
        published=row["published"] or "",
        outlet=row["outlet"] or "",
        relevance=(Judgement(Span(0, len(text)), "incident" if row["claims"] else "none"),),
        claims=tuple(_claim(one, places) for one in row["claims"] if _sound(one, row, log)),
    )


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Lines of a labelled file as they are."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)


def _sound(claim: dict[str, Any], row: dict[str, Any], log: Log) -> bool:
    """Whether the value span lies in the sentence that the claim names, and covers words."""
    span = claim["value_span"]
    if span is None or not row["text"][span[0] : span[1]].strip():
        log.note("claim without words", row["id"])
        return False
    start, end = row["sentences"][claim["sentence"] - 1]
    if not start <= span[0] < span[1] <= end:
        log.note("value outside the sentence it is given for (kept)", row["id"])
    if claim["speaker_span"] is None and claim["speaker"] != "outlet":
        log.note("speaker named without words (kept)", row["id"])
    return True


def _claim(row: dict[str, Any], places: Sequence[int] | None) -> ClaimLabel:
    return ClaimLabel(
        attribute=row["attribute"],
        value=row["value"],
        span=moved(Span(*row["value_span"]), places),
        speaker=row["speaker"],
        speaker_span=moved(Span(*row["speaker_span"]), places) if row["speaker_span"] else None,
        cue_span=moved(Span(*row["cue_span"]), places) if row["cue_span"] else None,
        stance=row["stance"],
        hedged=row["hedged"],
        modality=row["modality"],
        unclear=row["unclear"],
        incident=row["incident"],
    )
