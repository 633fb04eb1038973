"""The texts of the public corpora that our own labels stand on, by the ids that the stand-off files use.

Goes in: folders of corpora. Comes out: candidates for the text of an id (``muc4:DEV-MUC3-0014``); more than one where
the id does not tell two texts apart, none where the corpus is not there. Which one is right is for the hash to say.
"""

from __future__ import annotations

import gzip
import json
import re
import tarfile
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from training.corpora.muc4 import read_texts
from training.offsets import join_tokens

_BROKEN_QUOTE = re.compile("â€[^\\w\\s]?")  # UTF-8 quotation marks that were read as Windows-1252


def load_sources(roots: Iterable[Path]) -> dict[str, list[str]]:
    """Every text that our labels may stand on, by id."""
    texts: dict[str, list[str]] = {}
    for root in roots:
        for read in (_muc4, _gva, _rand, _airwars, _india, _re3d, _ecbplus):
            for name, text in read(root):
                texts.setdefault(name, []).append(text)
    return texts


def _muc4(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(one for one in (root / "muc4").glob("raw/*/*-muc[34]*") if not one.name.startswith("key-")):
        for name, text in read_texts(path.read_text("latin-1")):
            yield f"muc4:{name}", text


def _gva(root: Path) -> Iterator[tuple[str, str]]:
    for row in _rows(root / "gva" / "articles.jsonl.gz"):
        yield f"gva:{row['id']}", f"{row['title']}\n{row['content']}"


def _rand(root: Path) -> Iterator[tuple[str, str]]:
    for row in _rows(root / "rand_rdwti" / "rand_rdwti.jsonl.gz"):
        text = row["Description"] or ""
        yield f"rand:{row['Date']}:{row['City'] or ''}:{len(text)}", text


def _airwars(root: Path) -> Iterator[tuple[str, str]]:
    for row in _rows(root / "airwars" / "incidents.jsonl.gz"):
        yield f"airwars:{row['code']}", row["assessment"] or ""


def _india(root: Path) -> Iterator[tuple[str, str]]:
    for row in _rows(root / "india_police_events" / "data" / "final" / "docs.jsonl.gz"):
        yield f"india:{row['doc_id']}", _BROKEN_QUOTE.sub("’", row["doc_text"])


def _re3d(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "re3d").glob("*/documents.json")):
        for line in path.read_text("utf-8-sig").splitlines():
            if line.strip():
                row = json.loads(line)
                yield f"re3d:{row['_id']}", row["text"]


def _ecbplus(root: Path) -> Iterator[tuple[str, str]]:
    path = root / "ecbplus" / "ecbplus_xml.tar.gz"
    if not path.exists():
        return
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".xml") else None
            if file and "/ECB+/" in member.name:
                tokens = [token.text or "" for token in ET.parse(file).getroot().iter("token")]
                yield f"ecbplus:{PurePosixPath(member.name).stem}", join_tokens(tokens)[0]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from (json.loads(line) for line in file)
