"""PolNeAR: news with every attribution marked: source, cue, content, each possibly in pieces. Stand-off (brat) files.

Marked completely, so what is unmarked is negative. ``split`` is the folder (train, dev). No violence in it on purpose:
it teaches how people are quoted, not what they say.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator
from pathlib import Path

from rashomon.model import Span
from training.documents import Coverage, Document, Extent, Layer, Speech
from training.offsets import Log, moved, nfc, same_words, sentences

COVERAGE = (Coverage(Layer.SPEECH, Extent.FULL),)
_PIECES = re.compile(r"(\d+) (\d+)")
_PARTS = ("Source", "Cue", "Content")


def convert(folder: Path, log: Log) -> Iterator[Document]:
    """One document per article."""
    for path in sorted(folder.glob("data/*/text/*.txt")):
        split = path.parent.parent.name
        labels = sorted((path.parent.parent / "attributions").glob(f"{glob.escape(path.stem)}_????.ann"))
        if split == "test":
            continue
        if not labels:
            log.note("article without attributions", path.stem)
            continue
        if len(labels) > 1:
            log.note("article with several annotators (the first is taken)", path.stem)
        raw = path.read_bytes().decode("utf-8")
        text, places = nfc(raw)
        speech = read_attributions(labels[0].read_bytes().decode("utf-8"), raw, log)
        yield Document(
            id=f"polnear:{path.stem}",
            corpus="polnear",
            text=text,
            sentences=sentences(text),
            coverage=COVERAGE,
            split=split,
            speech=tuple(
                Speech(*(tuple(moved(span, places) for span in part) for part in (one.source, one.cue, one.content)))
                for one in speech
            ),
        )


def read_attributions(raw: str, text: str, log: Log) -> list[Speech]:
    """The attributions of one brat file; spans whose words are not those given are noted and left out."""
    marked: dict[str, tuple[Span, ...]] = {}
    events: list[dict[str, list[str]]] = []
    for line in raw.splitlines():
        fields = line.split("\t")
        if line[:1] == "T" and len(fields) > 2:
            spans = tuple(Span(int(a), int(b)) for a, b in _PIECES.findall(fields[1]))
            if not same_words(" ".join(span.of(text) for span in spans), fields[2]):
                log.note("span with other words than those annotated")
            else:
                marked[fields[0]] = spans
        elif line[:1] == "E" and fields[1].startswith("Attribution"):
            events.append(_parts(fields[1]))
    return [speech for event in events if (speech := _speech(event, marked, log))]


def _parts(field: str) -> dict[str, list[str]]:
    """``Content:T3 Cue:T2 Source:T1 Source2:T9`` by part."""
    parts: dict[str, list[str]] = {part: [] for part in _PARTS}
    for pair in field.split()[1:]:
        name, _, mark = pair.partition(":")
        parts.setdefault(name.rstrip("0123456789"), []).append(mark)
    return parts


def _speech(event: dict[str, list[str]], marked: dict[str, tuple[Span, ...]], log: Log) -> Speech | None:
    spans = [tuple(sorted(s for mark in event[part] for s in marked.get(mark, ()))) for part in _PARTS]
    if not any(spans):
        log.note("attribution without any words")
        return None
    return Speech(*spans)
