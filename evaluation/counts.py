"""How well ``rashomon.count`` reads casualties: against labelled claims, coded paragraphs and gold incidents.

Usage: ``python evaluation/counts.py [--claims FILE] [--rand FILE] [--gold DIR] [--show N]``. Prints precision,
recall and F1 of (document, attribute, number) for the claims, in two halves of the documents (even and odd by hash;
only the even half is for tuning); exact paragraphs for the RAND rows; the same pairs for a gold folder.

Sum rule for a RAND paragraph, one number per attribute: the greatest count that is neither background nor part of a
larger one; several counts of one person each (named or described singly, with distinct words) add up; nothing said
is 0; a vague number counts as its least.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rashomon.count import CasualtyMention, count_text, find_casualties, parse_count
from rashomon.model import Modality, Passage, PassageKind, Span
from rashomon.recase import recase
from rashomon.split import split_text
from rashomon.values import Count

ATTRIBUTES = ("killed", "wounded", "missing", "detained")
Pair = tuple[str, str]  # attribute, number


def main() -> None:
    """Run the measurements whose data is given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--claims", type=Path)
    parser.add_argument("--rand", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--sample", type=int, default=2000)
    parser.add_argument("--skip", type=int, default=0, help="leave out this many drawn RAND rows (those looked at)")
    parser.add_argument("--show", type=int, default=0, help="print this many errors of each kind")
    options = parser.parse_args()
    if options.claims:
        claims(options.claims, options.show)
    if options.rand:
        rand(options.rand, options.skip, options.sample, options.show)
    if options.gold:
        gold(options.gold, options.show)


def number(count: Count) -> str:
    """What must agree: the number and its bound, not who they are."""
    return count_text(Count(count.low, count.high, "", count.approx, count.word))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def claims(path: Path, show: int) -> None:
    """Precision, recall and F1 of (document, attribute, number), and of the background flag."""
    tallies = {half: Counter[str]() for half in ("even", "odd")}
    errors: list[str] = []
    seconds, words = 0.0, 0
    for document in read_lines(path):
        half = "even" if int(hashlib.sha256(document["id"].encode()).hexdigest(), 16) % 2 == 0 else "odd"
        text = recase(document["text"])
        passages = _passages(document)
        begin = time.process_time()
        found = find_casualties(text, passages)
        seconds, words = seconds + time.process_time() - begin, words + len(text.split())
        _compare(document, found, tallies[half], errors if half == "even" else [])
    for half, tally in tallies.items():
        print(f"claims, {half} half")
        for attribute in (*ATTRIBUTES, "background"):
            print(f"  {attribute:10} {_prf(tally, attribute)}")
    print(f"  {1000 * seconds / words * 600:.2f} ms per 600 words")
    random.Random(7).shuffle(errors)
    for kind in ("MISSED", "WRONG", "BG-MISSED", "BG-WRONG"):
        print(*[e for e in errors if e.startswith(kind)][:show], sep="\n")


def _passages(document: dict[str, Any]) -> tuple[Passage, ...]:
    return tuple(
        Passage(Span(start, end), PassageKind.BODY, index, 0)
        for index, (start, end) in enumerate(document["sentences"])
    )


def _compare(document: dict[str, Any], found: list[CasualtyMention], tally: Counter[str], errors: list[str]) -> None:
    wanted, optional, old = set[Pair](), set[Pair](), set[Pair]()
    where: dict[tuple[str, Pair], str] = {}
    for claim in document["claims"]:
        value = parse_count(claim["value"]) if claim["attribute"] in ATTRIBUTES else None
        if value is None:
            continue
        pair = (claim["attribute"], number(value))
        real = claim["modality"] == "actual" and not claim["unclear"]
        (old if claim["incident"] == "bg" else wanted if real else optional).add(pair)
        start, end = document["sentences"][claim["sentence"] - 1]
        where["gold", pair] = document["text"][start:end].replace("\n", " ")[:330]
    got = {(m.attribute, number(m.value)) for m in found if m.modality is Modality.ACTUAL and not m.background}
    flagged = {(m.attribute, number(m.value)) for m in found if m.background}
    for mention in found:
        for passage in _passages(document):
            if passage.span.contains(mention.span):
                sentence = passage.span.of(document["text"]).replace("\n", " ")[:330]
                where.setdefault(
                    ("got", (mention.attribute, number(mention.value))),
                    f"<{mention.predicate.of(document['text'])}> {sentence}",
                )
    _tally(got - optional, wanted, tally)
    errors.extend(f"MISSED {pair} {where['gold', pair]}" for pair in wanted - got)
    errors.extend(
        f"WRONG {pair} {'BG ' if pair in old else ''}{where['got', pair]}" for pair in got - wanted - optional
    )
    tally["background hit"] += len(flagged & old)
    tally["background extra"] += len(flagged - old)
    tally["background missed"] += len(old - flagged)
    errors.extend(f"BG-MISSED {pair} {where['gold', pair]}" for pair in old - flagged)
    errors.extend(f"BG-WRONG {pair} {where['got', pair]}" for pair in flagged - old)


def _tally(got: set[Pair], wanted: set[Pair], tally: Counter[str]) -> None:
    for attribute, _ in got & wanted:
        tally[f"{attribute} hit"] += 1
    for attribute, _ in got - wanted:
        tally[f"{attribute} extra"] += 1
    for attribute, _ in wanted - got:
        tally[f"{attribute} missed"] += 1


def _prf(tally: Counter[str], attribute: str) -> str:
    hit, extra, missed = (tally[f"{attribute} {kind}"] for kind in ("hit", "extra", "missed"))
    precision, recall = hit / max(hit + extra, 1), hit / max(hit + missed, 1)
    f1 = 2 * hit / max(2 * hit + extra + missed, 1)
    return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}   ({hit} right, {extra} extra, {missed} missed)"


def rand(path: Path, skip: int, sample: int, show: int) -> None:
    """Share of paragraphs whose killed, wounded and both are the coded numbers."""
    rows = [row for row in read_lines(path) if row.get("Description")]
    random.Random(11).shuffle(rows)
    rows = rows[skip : skip + sample]
    right = Counter[str]()
    errors: list[str] = []
    for row in rows:
        text = row["Description"]
        view = recase(text)
        found = find_casualties(view, split_text(view))
        killed, wounded = _sum(found, "killed"), _sum(found, "wounded")
        right["killed"] += killed == row["Fatalities"]
        right["wounded"] += wounded == row["Injuries"]
        both = (killed, wounded) == (row["Fatalities"], row["Injuries"])
        right["both"] += both
        if not both:
            errors.append(f"RAND coded {row['Fatalities']}/{row['Injuries']} read {killed}/{wounded}: {text[:400]}")
    print("rand", {key: round(value / len(rows), 3) for key, value in right.items()}, len(rows), "paragraphs")
    print(*errors[:show], sep="\n")


def _sum(found: Iterable[CasualtyMention], attribute: str) -> int:
    counted = [
        m
        for m in found
        if m.attribute == attribute and not m.background and m.modality is Modality.ACTUAL and not m.part
    ]
    return max((m.value.low or m.value.high or 0 for m in counted), default=0)


def gold(folder: Path, show: int) -> None:
    """(report, attribute, number) against gold reports; the number must agree, its bound need not."""
    tally: Counter[str] = Counter()
    errors: list[str] = []
    for path in sorted((folder / "gold").glob("*.json")):
        incident = json.loads(path.read_text(encoding="utf-8"))
        for report in incident["reports"]:
            source = folder / "reports" / report["file"]
            if report["relevant"] and source.is_file():
                _gold_report(json.loads(source.read_text(encoding="utf-8")), report, tally, errors)
    print("gold")
    for attribute in ATTRIBUTES:
        print(f"  {attribute:10} {_prf(tally, attribute)}")
    print(*errors[:show], sep="\n")


def _gold_report(source: dict[str, Any], report: dict[str, Any], tally: Counter[str], errors: list[str]) -> None:
    text = source["text"]
    view = recase(text)
    wanted, optional = set[Pair](), set[Pair]()
    quotes: dict[Pair, str] = {}
    for claim in report["claims"]:
        value = parse_count(claim["value"]) if claim["attribute"] in ATTRIBUTES else None
        if value is not None:
            pair = (claim["attribute"], number(value).lstrip("<>=~"))
            quotes[pair] = claim["quote"]
            (optional if claim.get("unclear") else wanted).add(pair)
    found = [m for m in find_casualties(view, split_text(view)) if not m.background and m.modality is Modality.ACTUAL]
    got = {(m.attribute, number(m.value).lstrip("<>=~")): m for m in found}
    _tally(set(got) - optional, wanted, tally)
    errors.extend(f"GOLD MISSED {pair} {quotes[pair]}" for pair in sorted(wanted - set(got)))
    errors.extend(
        f"GOLD WRONG {pair} ...{text[max(0, m.span.start - 90) : m.span.end + 60]!r}"
        for pair, m in got.items()
        if pair not in wanted | optional
    )


if __name__ == "__main__":
    main()
