"""Turn annotated corpora into the one form, and count what came over and what did not.

    python -m training.convert --corpora FOLDER [--corpora FOLDER ...] [--only NAME ...] [--out FOLDER]

Each FOLDER holds a folder per corpus (see training/README.md for the names). With ``--out`` each corpus is written to
OUT/NAME.jsonl.gz; these files hold the publishers' texts and belong outside the repository.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from training.corpora import CONVERTERS, find_folder
from training.documents import Document, Layer, write_documents
from training.offsets import Log


def main(arguments: list[str] | None = None) -> None:
    """Convert what is found and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, action="append", required=True)
    parser.add_argument("--only", nargs="+", choices=sorted(CONVERTERS), default=sorted(CONVERTERS))
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
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
        documents = list(CONVERTERS[name](folder, log))
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


if __name__ == "__main__":
    main()
