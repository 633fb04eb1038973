"""Turn annotated corpora into the one form, and count what came over and what did not.

    python -m training.convert --corpora FOLDER [--corpora FOLDER ...] [--held-out FOLDER] [--only NAME ...] [--out DIR]

Each FOLDER holds a folder per corpus (see training/README.md for the names). With ``--out`` each corpus is written to
DIR/NAME.jsonl.gz; these files hold the publishers' texts and belong outside the repository. Documents that share text
with a report under ``--held-out`` (JSON files with a "text") are left out, so that what measures is never learnt from.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

from training.corpora import CONVERTERS, find_folder
from training.documents import Document, Layer, write_documents
from training.offsets import Log

RUN = 8  # words; shorter runs are shared by any two reports of one agency
COPIED = 0.1  # of a document's runs; measured: copies share 0.21-0.98, reports that quote the same formula at most 0.09
PASSAGE = 40  # runs in common that make a copied passage inside a long text


def main(arguments: list[str] | None = None) -> None:
    """Convert what is found and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, action="append", required=True)
    parser.add_argument("--only", nargs="+", choices=sorted(CONVERTERS), default=sorted(CONVERTERS))
    parser.add_argument("--held-out", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    held_out = load_held_out(options.held_out) if options.held_out else frozenset()
    print("| corpus | split | documents | characters |", *(f" {layer} |" for layer in Layer), sep="")
    print("|---|---|--:|--:|", *("--:|" for _ in Layer), sep="")
    logs = []
    for name in options.only:
        folder = find_folder(name, options.corpora)
        log = Log(name)
        logs.append(log)
        if folder is None:
            log.note("no such folder under any --corpora")
            continue
        documents = [one for one in CONVERTERS[name](folder, log) if not _is_held_out(one, held_out, log)]
        print_counts(name, documents)
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            write_documents(options.out / f"{name}.jsonl.gz", documents)
    print()
    for log in logs:
        for reason, number in log.problems.most_common():
            print(f"{log.corpus}: {number} x {reason} (first: {log.examples[reason] or '-'})")


def print_counts(name: str, documents: list[Document]) -> None:
    """A line per split: documents, characters, labels per layer ("." = the layer is not annotated)."""
    for split in sorted({one.split for one in documents}):
        here = [one for one in documents if one.split == split]
        covered = {one.layer for document in here for one in document.coverage}
        counts: Counter[Layer] = Counter({layer: sum(one.count(layer) for one in here) for layer in covered})
        cells = [f"{counts[layer]:,}" if layer in covered else "." for layer in Layer]
        print(f"| {name} | {split or '-'} | {len(here):,} | {sum(len(one.text) for one in here):,} |", end="")
        print(*(f" {cell} |" for cell in cells), sep="")


def load_held_out(folder: Path) -> frozenset[tuple[str, ...]]:
    """Runs of words of every text that is kept for measuring."""
    texts = (json.loads(path.read_text("utf-8"))["text"] for path in sorted(folder.rglob("*.json")))
    return frozenset(run for text in texts for run in runs(text))


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of ``RUN`` words, whatever their case and what stands between them."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def _is_held_out(document: Document, held_out: frozenset[tuple[str, ...]], log: Log) -> bool:
    if not held_out:
        return False
    own = runs(document.text)
    common = len(own & held_out)
    shared = common >= PASSAGE or common > COPIED * len(own)
    if shared:
        log.note("shares text with what is held out", document.id)
    return shared


if __name__ == "__main__":
    main()
