"""Causal News Corpus V2: sentences on protests with cause, effect and signal words. CC0.

Sentences without a causal relation are sure negatives; causal ones can have several relations. The test part has no
labels and is left alone.
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from rashomon.model import Span
from training.documents import Cause, Coverage, Document, Extent, Layer
from training.offsets import Log, nfc

COVERAGE = (Coverage(Layer.CAUSE, Extent.FULL),)
_TAG = re.compile(r"<(/?)(ARG0|ARG1|SIG\d)>")


def convert(folder: Path, log: Log) -> Iterator[Document]:
    """One document per sentence of the grouped files."""
    for split in ("train", "dev"):
        causal = _labels(folder / "V2" / f"{split}_subtask1.csv")
        path = folder / "V2" / f"{split}_subtask2_grouped.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                name = f"causal_news:{row['doc_id']}_{row['sent_id']}"
                marked = ast.literal_eval(row["causal_text_w_pairs"] or "[]")
                if not marked and causal.get(f"{row['doc_id']}_{row['sent_id']}") == "1":
                    log.note("causal, but its spans are not given", name)
                    continue
                yield _document(name, row["text"], marked, split, log)


def _labels(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["index"]: row["label"] for row in csv.DictReader(file)}


def _document(name: str, raw: str, marked: list[str], split: str, log: Log) -> Document:
    text, places = nfc(raw)
    if places is not None:
        log.note("text brought to NFC", name)
    causes = [cause for one in marked if (cause := read_marked(one, text, name, log))]
    complete = len(causes) == len(marked)
    return Document(
        id=name,
        corpus="causal_news",
        text=text,
        sentences=(Span(0, len(text)),),
        coverage=COVERAGE if complete else (Coverage(Layer.CAUSE, Extent.PART),),
        split=split,
        causes=tuple(causes),
    )


def read_marked(marked: str, text: str, name: str, log: Log) -> Cause | None:
    """Spans of a sentence with ``<ARG0>cause</ARG0>``, ``<ARG1>effect</ARG1>``, ``<SIG0>signal</SIG0>``."""
    if nfc(_TAG.sub("", marked))[0] != text:
        log.note("marked sentence differs from the plain one", name)
        return None
    opened: dict[str, int] = {}
    spans: dict[str, list[Span]] = {}
    done, place = 0, 0
    for tag in _TAG.finditer(marked):
        place += tag.start() - done
        done = tag.end()
        if not tag[1]:
            opened[tag[2]] = place
        elif tag[2] in opened:
            spans.setdefault(tag[2], []).append(Span(opened.pop(tag[2]), place))
    if opened or "ARG0" not in spans or "ARG1" not in spans:
        log.note("cause or effect missing", name)
        return None
    signals = sorted(
        (span for key, got in spans.items() if key.startswith("SIG") for span in got), key=lambda s: s.start
    )
    return Cause(spans["ARG0"][0], spans["ARG1"][0], tuple(signals))
