"""One file per corpus, each with ``convert(folder, log)``: the corpus's own files in, documents of one form out.

A converter checks that every span it passes on covers the words that were annotated, and notes in the log what it
leaves out and why. Licences, sources and what each corpus is for stand in training/README.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from training.corpora import (
    case2021,
    causal_news,
    claims_train,
    event_factuality,
    event_location,
    gvdb,
    india_police_events,
    muc4,
    muc4_gtt,
    polnear,
    rams,
    rand_rdwti,
    re3d,
    wikievents,
)
from training.documents import Document
from training.offsets import Log

Converter = Callable[[Path, Log], Iterator[Document]]

CONVERTERS: dict[str, Converter] = {
    "case2021": case2021.convert,
    "causal_news": causal_news.convert,
    "claims_train": claims_train.convert,
    "event_factuality": event_factuality.convert,
    "event_location": event_location.convert,
    "gvdb": gvdb.convert,
    "india_police_events": india_police_events.convert,
    "muc4": muc4.convert,
    "muc4_gtt": muc4_gtt.convert,
    "polnear": polnear.convert,
    "rams": rams.convert,
    "rand_rdwti": rand_rdwti.convert,
    "re3d": re3d.convert,
    "wikievents": wikievents.convert,
}
FOLDERS = {"muc4_gtt": "muc4"}  # where the folder is not named as the converter


def find_folder(name: str, roots: Iterable[Path]) -> Path | None:
    """The folder of a corpus under the first of the roots that has one."""
    places = (root / FOLDERS.get(name, name) for root in roots)
    return next((place for place in places if place.is_dir()), None)
