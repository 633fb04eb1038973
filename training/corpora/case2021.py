"""CASE 2021 task 2: snippets with one of 30 conflict sub-event types. The type is of the snippet, not of its words.

What is public is the labelled test set. Once trained on, no figure on this task may be given.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from rashomon.model import Span
from training.corpora.maps import event_code
from training.documents import Coverage, Document, Extent, Judgement, Layer
from training.offsets import Log, nfc, sentences

COVERAGE = (Coverage(Layer.RELEVANCE, Extent.FULL),)
_FILE = "task2/test_dataset/test_set_final_release_with_labels.tsv"


def convert(folder: Path, log: Log) -> Iterator[Document]:
    """One document per snippet; the label is ``event:CODE``, or ``none`` for what is no violent incident."""
    with (folder / _FILE).open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)):
            text = nfc((row["EventSnippet"] or "").strip())[0]
            if not text or not row["SubType"]:
                log.note("row without text or type", str(number))
                continue
            code = event_code("case2021_events", row["SubType"])
            if row["SubType"] in ("ATTRIB", "OTHER", "SEX_VIOL", "ORG_CRIME"):
                log.note(f"type that says neither yes nor no: {row['SubType']}", str(number))
                continue
            yield Document(
                id=f"case2021:{number}",
                corpus="case2021",
                text=text,
                sentences=sentences(text),
                coverage=COVERAGE,
                split="test",
                relevance=(Judgement(Span(0, len(text)), f"event:{code}" if code else "none"),),
            )
