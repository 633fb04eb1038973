"""Put stand-off labels back onto their texts: annotations and the public corpora in, documents out.

    python -m training.join --corpora FOLDER [--corpora FOLDER ...] [--annotations training/annotations] [--out FILE]

A document is taken only when the words found are those labelled, by hash: "exact" = character for character,
"same words" = other white space or quotation marks, "differs" and "no text" are left out and counted. What is printed
tells how many of each, per corpus. ``--out`` writes documents with their texts: keep that file out of the repository.
"""

from __future__ import annotations

import argparse
import gzip
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rashomon.model import Span
from training.documents import (
    ClaimLabel,
    Coverage,
    Document,
    Extent,
    Judgement,
    Layer,
    from_json,
    text_hash,
    write_documents,
)
from training.offsets import is_quote, skeleton
from training.sources import load_sources

ANNOTATIONS = Path(__file__).with_name("annotations")
COVERAGE = (Coverage(Layer.CLAIM, Extent.FULL), Coverage(Layer.RELEVANCE, Extent.FULL))
EXACT, SAME_WORDS, DIFFERS, NO_TEXT = "exact", "same words", "differs", "no text"
_SPANS = ("span", "of_span", "speaker_span", "cue_span")


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of one record; ``document`` is None unless its words were found."""

    id: str
    how: str
    document: Document | None = None


def main(arguments: list[str] | None = None) -> None:
    """Join every file of labels and print how it went."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, action="append", required=True)
    parser.add_argument("--annotations", type=Path, default=ANNOTATIONS)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    sources = load_sources(options.corpora)
    documents: list[Document] = []
    for path in sorted(options.annotations.glob("*.jsonl.gz")):
        joined = list(join(read_records(path), sources))
        print_table(path.name, joined)
        documents += [one.document for one in joined if one.document and "second-coder" not in path.name]
    if options.out:
        print(f"{write_documents(options.out, documents)} documents written to {options.out}")


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """Lines of a stand-off file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)


def join(records: Iterable[dict[str, Any]], sources: dict[str, list[str]]) -> Iterator[Joined]:
    """Each record with its text, or the reason why not."""
    for record in records:
        candidates = sources.get(record["id"], [])
        tries = [_join_one(record, text) for text in candidates if "pieces" in record]
        order = {EXACT: 0, SAME_WORDS: 1}
        best = min(tries, key=lambda one: order.get(one.how, 2), default=None)
        yield best or Joined(record["id"], DIFFERS if candidates else NO_TEXT)


def print_table(title: str, joined: list[Joined]) -> None:
    """Corpus by outcome."""
    counts = Counter((one.id.partition(":")[0], one.how) for one in joined)
    outcomes = (EXACT, SAME_WORDS, DIFFERS, NO_TEXT)
    found = sum(one.document is not None for one in joined)
    print(f"{title}: {found} of {len(joined)} documents joined by hash ({found / max(1, len(joined)):.1%})")
    print("| corpus |", *(f" {how} |" for how in outcomes), sep="")
    print("|---|", *("--:|" for _ in outcomes), sep="")
    for corpus in sorted({corpus for corpus, _ in counts}):
        print(f"| {corpus} |", *(f" {counts[corpus, how]} |" for how in outcomes), sep="")


def _join_one(record: dict[str, Any], source: str) -> Joined:
    source = unicodedata.normalize("NFC", source)
    words, places = skeleton(source)
    if any(start + length > len(words) or length < 1 for start, length in record["pieces"]):
        return Joined(record["id"], DIFFERS)
    found = "".join(words[start : start + length] for start, length in record["pieces"])
    if text_hash(found) != record["words_sha256"]:
        return Joined(record["id"], DIFFERS)
    pieces = [_piece(source, places[start], places[start + length - 1]) for start, length in record["pieces"]]
    text = "\n".join(pieces)
    how = EXACT if text_hash(text) == record["sha256"] else SAME_WORDS
    return Joined(record["id"], how, _document(record, text, [len(piece) for piece in pieces]))


def _piece(source: str, first: int, last: int) -> str:
    """A sentence of the source with the quotation marks that touch it, its white space made single blanks."""
    while first > 0 and is_quote(source[first - 1]) and (first < 2 or source[first - 2].isspace()):
        first -= 1
    while last + 1 < len(source) and is_quote(source[last + 1]):
        last += 1
    return " ".join(source[first : last + 1].split())


def _document(record: dict[str, Any], text: str, lengths: list[int]) -> Document:
    places = skeleton(text)[1]
    sentences, start = [], 0
    for length in lengths:
        sentences.append(Span(start, start + length))
        start += length + 1
    return Document(
        id=record["id"],
        corpus=record["id"].partition(":")[0],
        text=text,
        sentences=tuple(sentences),
        coverage=COVERAGE,
        split=f"round-{record['round']}",
        published=record.get("published", ""),
        outlet=record.get("outlet", ""),
        relevance=(Judgement(Span(0, len(text)), "incident" if record["claims"] else "none"),),
        claims=tuple(_claim(claim, places) for claim in record["claims"]),
    )


def _claim(claim: dict[str, Any], places: list[int]) -> ClaimLabel:
    spans = {field: [places[claim[field][0]], places[claim[field][1] - 1] + 1] for field in _SPANS if field in claim}
    return from_json(ClaimLabel, {"value": ""} | claim | spans)


if __name__ == "__main__":
    main()
