"""RAMS: five sentences around one event with its arguments. Only that event is marked; the test part is left alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from rashomon.model import Span
from training.corpora.maps import event_code, role_name
from training.documents import Coverage, Document, Extent, Layer, Role, Trigger
from training.offsets import Log, join_tokens, token_span

COVERAGE = (Coverage(Layer.TRIGGER, Extent.PART), Coverage(Layer.ROLE, Extent.GIVEN))
_ROLE = re.compile(r"evt\d+arg\d+(\w+)")


def convert(folder: Path, log: Log) -> Iterator[Document]:
    """Documents of train and dev, as far as they are there."""
    for split in ("train", "dev"):
        path = folder / "data" / "rams" / f"{split}.jsonlines"
        if not path.exists():
            log.note(f"no {split} part in this folder")
            continue
        for line in path.read_text("utf-8").splitlines():
            yield _document(json.loads(line), split, log)


def _document(row: dict[str, Any], split: str, log: Log) -> Document:
    text, spans = join_tokens(token for words in row["sentences"] for token in words)
    starts = accumulate((len(words) for words in row["sentences"]), initial=0)
    triggers: list[Trigger] = []
    places: dict[tuple[int, int], int] = {}
    for first, last, types in row["evt_triggers"]:
        span = token_span(spans, first, last)
        if span is None:
            log.note("trigger outside the text", row["doc_key"])
            continue
        places[first, last] = len(triggers)
        triggers.append(Trigger(span, event_code("rams_events", types[0][0]), types[0][0]))
    return Document(
        id=f"rams:{row['doc_key']}",
        corpus="rams",
        text=text,
        sentences=tuple(Span(spans[a].start, spans[b - 1].end) for a, b in pairwise(starts) if b > a),
        coverage=COVERAGE,
        split=split,
        triggers=tuple(triggers),
        roles=tuple(_roles(row, spans, triggers, places, log)),
    )


def _roles(
    row: dict[str, Any], spans: list[Span], triggers: list[Trigger], places: dict[tuple[int, int], int], log: Log
) -> Iterator[Role]:
    for trigger, words, label in row["gold_evt_links"]:
        span, place, name = token_span(spans, *words), places.get((trigger[0], trigger[1])), _ROLE.fullmatch(label)
        if span is None or place is None or name is None:
            log.note("argument outside the text or of no trigger", row["doc_key"])
            continue
        yield Role(span, role_name(name[1], triggers[place].native), place)
