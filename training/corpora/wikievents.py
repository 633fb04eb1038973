"""WikiEvents: news on bombings and attacks with events, their arguments and every entity named. MIT licence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rashomon.model import Span
from training.corpora.maps import event_code, mention_kind, role_name
from training.documents import Coverage, Document, Extent, Layer, Mention, Role, Trigger
from training.offsets import Log, moved, nfc, same_words

COVERAGE = (
    Coverage(Layer.TRIGGER, Extent.FULL),
    Coverage(Layer.MENTION, Extent.FULL, ("people", "organisation", "place", "facility", "weapon", "equipment")),
    Coverage(Layer.ROLE, Extent.GIVEN),
)


def convert(folder: Path, log: Log) -> Iterator[Document]:
    """Documents of the splits whose annotations are there (dev; train has coreference only)."""
    for path in sorted(one for one in folder.glob("*.jsonl") if "_info" not in one.name):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            raw, tokens, sentences = read_text(row["sentences"])
            if len(tokens) != len(row["tokens"]):
                log.note("tokens not found in their sentence", row["doc_id"])
                continue
            row["text"] = raw
            text, places = nfc(raw)
            spans = _entities(row, tokens, log)
            triggers, roles = _events(row, tokens, spans, log)
            yield Document(
                id=f"wikievents:{row['doc_id']}",
                corpus="wikievents",
                text=text,
                sentences=tuple(moved(span, places) for span in sentences),
                coverage=COVERAGE,
                split=path.stem,
                triggers=tuple(Trigger(moved(one.span, places), one.type, one.native) for one in triggers),
                mentions=tuple(
                    Mention(moved(span, places), kind, native)
                    for span, native in dict.fromkeys(spans.values())
                    if (kind := mention_kind("wikievents_mentions", native))
                ),
                roles=tuple(Role(moved(one.span, places), one.role, one.trigger) for one in roles),
            )


def read_text(sentences: list[Any]) -> tuple[str, list[Span], list[Span]]:
    """Text, token spans and sentence spans.

    One sentence a line: the corpus's own text runs sentences together ("in SyriaThe desert"), and its character
    offsets go past its end, so the tokens are looked for in the words of their sentence.
    """
    pieces: list[str] = []
    tokens: list[Span] = []
    spans: list[Span] = []
    start = 0
    for words, piece in sentences:
        place = 0
        for word, *_ in words:
            found = piece.find(word, place)
            if found >= 0:
                place = found + len(word)
                tokens.append(Span(start + found, start + place))
        pieces.append(piece)
        spans.append(Span(start, start + len(piece)))
        start += len(piece) + 1
    return "\n".join(pieces), tokens, spans


def _entities(row: dict[str, Any], tokens: list[Span], log: Log) -> dict[str, tuple[Span, str]]:
    found = {}
    for one in row["entity_mentions"]:
        span = _checked(row, tokens, one, log, "entity")
        if span:
            found[one["id"]] = (span, one["entity_type"])
    return found


def _events(
    row: dict[str, Any], tokens: list[Span], spans: dict[str, tuple[Span, str]], log: Log
) -> tuple[list[Trigger], list[Role]]:
    triggers: list[Trigger] = []
    roles: list[Role] = []
    for event in row["event_mentions"]:
        span = _checked(row, tokens, event["trigger"], log, "trigger")
        if span is None:
            continue
        for argument in event["arguments"]:
            if argument["entity_id"] in spans:
                role = role_name(argument["role"], event["event_type"])
                roles.append(Role(spans[argument["entity_id"]][0], role, len(triggers)))
            else:
                log.note("argument that is no sound entity", row["doc_id"])
        triggers.append(Trigger(span, event_code("wikievents_events", event["event_type"]), event["event_type"]))
    return triggers, roles


def _checked(row: dict[str, Any], tokens: list[Span], one: dict[str, Any], log: Log, what: str) -> Span | None:
    """The span of token offsets (end excluded), when its words are those annotated."""
    if not 0 <= one["start"] < one["end"] <= len(tokens):
        log.note(f"{what} outside the text", row["doc_id"])
        return None
    span = Span(tokens[one["start"]].start, tokens[one["end"] - 1].end)
    if not same_words(span.of(row["text"]), one["text"]):
        log.note(f"{what} with other words than those annotated", row["doc_id"])
        return None
    return span
