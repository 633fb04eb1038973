"""GVDB: articles on shootings with place, time, shooter, victims and weapon. Apache-2.0.

One span per slot was kept by the makers of this form, so what is unmarked is unknown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from rashomon.model import Span
from training.corpora.maps import load_maps, mention_kind
from training.documents import Coverage, Document, Extent, Judgement, Layer, Mention, Role
from training.offsets import Log, join_tokens, same_words, token_span

COVERAGE = (
    Coverage(Layer.ROLE, Extent.PART),
    Coverage(Layer.MENTION, Extent.PART),
    Coverage(Layer.RELEVANCE, Extent.FULL),
)


def convert(folder: Path, log: Log) -> Iterator[Document]:
    """Documents of train and dev, as far as they are there."""
    for split in ("train", "dev"):
        path = folder / f"{split}.json"
        if not path.exists():
            log.note(f"no {split} part in this folder")
            continue
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["full_text"]:
                yield _document(row, split, log)
            else:
                log.note("no text", row["doc_key"])


def _document(row: dict[str, Any], split: str, log: Log) -> Document:
    tokens = [token for words in row["full_text"] for token in words]
    text, spans = join_tokens(tokens)
    starts = accumulate((len(words) for words in row["full_text"]), initial=0)
    found = list(_slots(row, spans, text, log))
    return Document(
        id=f"gvdb:{row['doc_key']}",
        corpus="gvdb",
        text=text,
        sentences=tuple(Span(spans[a].start, spans[b - 1].end) for a, b in pairwise(starts) if b > a),
        coverage=COVERAGE,
        split=split,
        published=row["date"],
        roles=tuple(Role(span, load_maps()["gvdb_roles"][slot], incident="1") for span, slot in found),
        mentions=tuple(
            Mention(span, kind, slot) for span, slot in found if (kind := mention_kind("gvdb_mentions", slot))
        ),
        relevance=(Judgement(Span(0, len(text)), "incident"),),
    )


def _slots(row: dict[str, Any], spans: list[Span], text: str, log: Log) -> Iterator[tuple[Span, str]]:
    for first, end, slot, words, _ in row["spans"]:
        span = token_span(spans, first, end - 1)
        if slot.lower() not in load_maps()["gvdb_roles"]:
            log.note(f"slot without a role of ours: {slot}", row["doc_key"])
        elif span is not None and same_words(span.of(text), words):
            yield span, slot.lower()
        elif span is not None and words.strip() in span.of(text):  # "41" was marked, the token is "41-year"
            start = span.start + span.of(text).index(words.strip())
            yield Span(start, start + len(words.strip())), slot.lower()
        else:
            log.note("span with other words than those annotated", row["doc_key"])
