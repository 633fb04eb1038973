"""MUC-4 in the GTT form: type and five roles, positions given. The form that published figures are measured in.

Fillers are given once per entity, so what is unmarked is unknown. Kept beside ``muc4`` for measurement: do not train on
both at once, they hold the same texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rashomon.model import Span
from training.corpora.maps import event_code, role_name
from training.documents import Coverage, Document, Extent, Judgement, Layer, Role
from training.offsets import Log, find_words, sentences

COVERAGE = (Coverage(Layer.ROLE, Extent.PART), Coverage(Layer.RELEVANCE, Extent.FULL))
_SLOTS = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")


def convert(folder: Path, log: Log) -> Iterator[Document]:
    """Documents of gtt/train.json and gtt/dev.json."""
    for path in sorted(folder.glob("gtt/*.json")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield Document(
                id=f"muc4_gtt:{row['docid']}",
                corpus="muc4_gtt",
                text=row["doctext"],
                sentences=sentences(row["doctext"]),
                coverage=COVERAGE,
                split=path.stem,
                roles=tuple(dict.fromkeys(_roles(row, log))),
                relevance=(Judgement(Span(0, len(row["doctext"])), "incident" if row["templates"] else "none"),),
            )


def _roles(row: dict[str, Any], log: Log) -> Iterator[Role]:
    for number, template in enumerate(row["templates"], start=1):
        code = event_code("muc4_events", template["incident_type"])
        for slot in _SLOTS:
            for words, start in (pair for entity in template[slot] for pair in entity):
                span: Span | None = Span(start, start + len(words))
                if span is None or span.of(row["doctext"]) != words:
                    log.note("words not at the place given (looked for)", row["docid"])
                    span = find_words(row["doctext"], words)
                if span:
                    yield Role(span, role_name(slot), incident=str(number), value=code)
