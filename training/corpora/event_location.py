"""event_location: sentences with one verb marked and the place, if any, where it happened. MIT licence, newswire text.

Complete for the verb that is marked: a verb without a place is a sure "told without a place". A tenth of the sentences
(by hash of the text) is ``dev``: the corpus has no split of its own.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rashomon.model import Span
from training.documents import Coverage, Document, Extent, Layer, Role, Trigger, text_hash
from training.offsets import Log, moved, nfc

COVERAGE = (Coverage(Layer.TRIGGER, Extent.PART), Coverage(Layer.ROLE, Extent.GIVEN, ("place",)))


def convert(folder: Path, log: Log) -> Iterator[Document]:
    """One document per sentence and verb."""
    with gzip.open(folder / "train.jsonl.gz", "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            row = json.loads(line)
            if row.get("answer", "accept") != "accept":
                log.note("refused by its annotator", str(number))
                continue
            if document := _document(f"event_location:{number}", row, log):
                yield document


def _document(name: str, row: dict[str, Any], log: Log) -> Document | None:
    text, places = nfc(row["text"])
    spans: dict[str, list[Span]] = {"VERB": [], "LOCATION": []}
    for one in row["spans"]:
        span = _checked(one, row, name, log)
        if span is None:
            return None  # the verb would seem to have no place
        spans[one["label"]].append(moved(span, places))
    if len(spans["VERB"]) != 1:
        log.note("not exactly one verb", name)
        return None
    return Document(
        id=name,
        corpus="event_location",
        text=text,
        sentences=(Span(0, len(text)),),
        coverage=COVERAGE,
        split="dev" if int(text_hash(text)[:8], 16) % 10 == 0 else "train",
        triggers=(Trigger(spans["VERB"][0], ""),),
        roles=tuple(Role(span, "place", 0) for span in spans["LOCATION"]),
    )


def _checked(one: dict[str, Any], row: dict[str, Any], name: str, log: Log) -> Span | None:
    """The span by its tokens, when they and its characters agree or its words bear the tokens out.

    About 900 spans give numbers of tokens where characters belong; their tokens are right.
    """
    tokens = row["tokens"]
    if one["token_end"] < len(tokens):
        span = Span(tokens[one["token_start"]]["start"], tokens[one["token_end"]]["end"])
        same_place = (span.start, span.end) == (one["start"], one["end"])
        words = span.of(row["text"])
        if words.strip() and (words == one.get("text") or (same_place and not one.get("text"))):
            if not same_place:
                log.note("token numbers in place of character offsets (repaired)", name)
            return span
    log.note("span with other words than those annotated", name)
    return None
