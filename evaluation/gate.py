"""The quality gate: the reader's figures on the project's own gold may not fall below the pinned floors.

    python evaluation/gate.py                 print the figures beside the floors; exit status 1 when one is missed
    python evaluation/gate.py --pin           raise the floors to the figures reached (less the margin)
    python evaluation/gate.py --pin --lower   lower floors, too: only with a change of the gold, or with a reason told

The gold is tests/gold/gold/ over the reports in examples/; its hash is pinned with the floors, so that changing gold or
samples without looking at the figures fails, too.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
import tempfile
from pathlib import Path

from rashomon.evaluate import Evaluation, evaluate
from rashomon.read import read_sources
from rashomon.read.options import ReadItem
from rashomon.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests" / "gold" / "gold"
EXAMPLES = ROOT / "examples"
FLOORS = ROOT / "tests" / "gold" / "floors.json"
MARGIN = 0.02  # a floor stands this far below the figure reached, so that one claim of 150 may come and go


def main() -> int:
    """Prints, pins or fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pin", action="store_true")
    parser.add_argument("--lower", action="store_true")
    options = parser.parse_args()
    figures = measure()
    pinned = json.loads(FLOORS.read_text("utf-8")) if FLOORS.is_file() else {"floors": {}}
    for name, value in figures.items():
        print(f"{name:20} {value:6.3f}   floor {pinned['floors'].get(name, 0.0):6.3f}")
    if options.pin:
        return pin(figures, pinned["floors"], lower=options.lower)
    missed = misses(figures, pinned["floors"])
    if pinned.get("gold") != gold_hash():
        missed.append("the gold or the samples changed since the floors were pinned")
    print("\n".join(missed), file=sys.stderr)
    return 1 if missed else 0


def gold_hash() -> str:
    """One hash over the gold and the samples."""
    files = sorted([*GOLD.glob("*.json"), *EXAMPLES.glob("*.md")])
    return hashlib.sha256(b"\0".join(file.name.encode() + b"\0" + file.read_bytes() for file in files)).hexdigest()


def measure() -> dict[str, float]:
    """The figures on the samples."""
    done = run()
    assert done.scores is not None
    scores = done.scores
    parts = {f"pairs.{name}": tally.f1 for name, tally in scores.pairs.items() if tally.tp + tally.fn >= 5}
    figures = {
        **parts,
        "triples.ALL": scores.triples["ALL"].f1,
        "negative_stances": scores.by_stance["negative"].f1,
        "admits": scores.by_stance["admits"].f1,
        "stance": scores.stance.value,
        "bcubed": scores.bcubed[2],
        "dates": scores.dates.value,
        "within_25_km": scores.within_25_km.value,
        "counts": scores.counts["best"].value,
    }
    return {name: round(value or 0.0, 4) for name, value in figures.items()}


def run() -> Evaluation:
    """Reads the samples as blind reports and scores them."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "blind").mkdir()
        (folder / "gold").symlink_to(GOLD)
        for item in read_sources([EXAMPLES]):
            assert isinstance(item, ReadItem), item
            write_blind(folder / "blind", item)
        return evaluate(folder, Settings(workers=1))


def write_blind(folder: Path, item: ReadItem) -> None:
    """A sample as a blind report: its name, outlet, date, title and text, nothing else."""
    report = item.report
    name = Path(report.source).name
    body = report.text.removeprefix(report.title).lstrip("\n")
    published = report.published_at.isoformat() if report.published_at else None
    data = {"file": name, "outlet": report.outlet, "published": published, "title": report.title, "text": body}
    (folder / f"{Path(name).stem}.json").write_text(json.dumps(data), "utf-8")


def misses(figures: dict[str, float], floors: dict[str, float]) -> list[str]:
    """A sentence for each figure below its floor."""
    return [
        f"{name} is {figures.get(name, 0.0):.3f}, below its floor {floor:.3f}"
        for name, floor in floors.items()
        if figures.get(name, 0.0) < floor
    ]


def pin(figures: dict[str, float], floors: dict[str, float], *, lower: bool) -> int:
    """Writes new floors; refuses to lower one unless told to."""
    new = {name: math.floor(max(0.0, value - MARGIN) * 100) / 100 for name, value in figures.items()}
    fallen = [name for name, value in new.items() if value < floors.get(name, 0.0)]
    if fallen and not lower:
        print(f"not pinned: {', '.join(fallen)} would fall; say --lower if that is meant", file=sys.stderr)
        return 1
    text = json.dumps({"gold": gold_hash(), "floors": new}, indent=1) + "\n"
    part = FLOORS.with_suffix(".part")
    part.write_text(text, "utf-8")
    part.replace(FLOORS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
