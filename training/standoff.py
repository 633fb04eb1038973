"""Labels that stand off from their texts: which words, in which document, are which claim - and none of the words.

    python -m training.standoff --claims FOLDER --corpora FOLDER [--corpora FOLDER ...] --out training/annotations

Goes in: the labelled passages (rounds 1 and 2; round 3 has texts of its own and is left out) and the public corpora
they come from. Comes out: ``claims-round1-2.jsonl.gz`` and ``claims-second-coder.jsonl.gz``, one line a document.

White space and quotation marks differ from one copy of a text to the next, so offsets count all other characters
(``offsets.skeleton``). ``pieces`` are the sentences as [start, length] in the skeleton of the corpus's own text, spans
of claims are [start, end) in the skeleton of the passage, which is the pieces one after the other. ``sha256`` is the
hash of the passage as it was labelled, ``words_sha256`` that of its skeleton. What is told in free words (where,
target, perpetrator, weapon, equipment_lost, speakers, who was counted) is given by its span only; codes, counts and
dates are values. A value of another shape is dropped and counted.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rashomon.codebook import load_codebook
from training.corpora.claims_train import read_rows
from training.documents import text_hash
from training.offsets import Log, skeleton
from training.sources import load_sources

Pair = list[int]
FREE = frozenset(("where", "target", "perpetrator", "weapon", "equipment_lost"))
COUNTS = frozenset(("killed", "wounded", "missing", "detained"))
COUNT_VALUE = re.compile(r"(?:>=|<=|>|<|~)?\d+(?:-\d+)?|none|few|some|several|many|dozens|scores|hundreds|thousands")
_TIME = r"T(?:\d\d:\d\d|morning|afternoon|evening|night|dawn|noon|midnight)"
_DAY = rf"(?:(?:\d{{4}}|XXXX)(?:-\d\d(?:-\d\d(?:{_TIME})?)?)?|T\d\d:\d\d)"
WHEN_VALUE = re.compile(rf"-|{_DAY}(?:/{_DAY})?")
OUTLET, UNKNOWN = "outlet", "unknown"
LAST_PUBLIC_ROUND = 2


def main(arguments: list[str] | None = None) -> None:
    """Write both files and say what could not be taken over."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=Path, required=True, help="folder of claims.jsonl.gz and double.jsonl.gz")
    parser.add_argument("--corpora", type=Path, action="append", required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    sources = load_sources(options.corpora)
    for name, target in (("claims", "claims-round1-2"), ("double", "claims-second-coder")):
        log = Log(name)
        records = list(make_records(read_rows(options.claims / f"{name}.jsonl.gz"), sources, log))
        write_records(options.out / f"{target}.jsonl.gz", records)
        joined = sum("pieces" in record for record in records)
        claims = sum(len(record["claims"]) for record in records)
        print(f"{target}: {len(records)} documents, {claims} claims, {joined} documents placed in their corpus")
        for reason, number in log.problems.most_common():
            print(f"  {number} x {reason} (first: {log.examples[reason]})")


def make_records(rows: Iterable[dict[str, Any]], sources: dict[str, list[str]], log: Log) -> Iterator[dict[str, Any]]:
    """A record per document of the public rounds, in the order of their ids."""
    for row in sorted(rows, key=lambda one: str(one["id"])):
        if row["round"] > LAST_PUBLIC_ROUND or row["id"].startswith("own:"):
            log.note("own text, not a public one: left out", row["id"])
            continue
        words, places = skeleton(row["text"])
        record = {key: row[key] for key in ("id", "round", "outlet", "published") if row[key]}
        record |= {"sha256": text_hash(row["text"]), "words_sha256": text_hash(words)}
        pieces = find_pieces(row, sources.get(row["id"], []))
        if pieces is None:
            log.note("passage not found in its corpus", row["id"])
            record["lengths"] = [end - start for start, end in _inner(row["sentences"], places)]
        else:
            record["pieces"] = pieces
        record["claims"] = [_claim(claim, row, places, log) for claim in row["claims"]]
        yield record


def find_pieces(row: dict[str, Any], candidates: Iterable[str]) -> list[Pair] | None:
    """Where each sentence of a passage stands in the skeleton of the corpus's text, in text order where possible."""
    sentences = [skeleton(row["text"][start:end])[0] for start, end in row["sentences"]]
    if "".join(sentences) != skeleton(row["text"])[0]:
        return None
    for candidate in candidates:
        source, pieces, done = skeleton(candidate)[0], [], 0
        for sentence in sentences:
            start = source.find(sentence, done)
            start = start if start >= 0 else source.find(sentence)
            if start < 0:
                break
            done = start + len(sentence)
            pieces.append([start, len(sentence)])
        else:
            return pieces
    return None


def write_records(path: Path, records: Iterable[dict[str, Any]]) -> None:
    """Gzipped JSON Lines without a date, so that equal labels give equal bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as packed:
        for record in records:
            packed.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n")


def _inner(pairs: Iterable[Sequence[int]], places: list[int]) -> list[Pair]:
    """Spans of a text as spans of its skeleton."""
    return [[bisect_left(places, start), bisect_left(places, end)] for start, end in pairs]


def _claim(claim: dict[str, Any], row: dict[str, Any], places: list[int], log: Log) -> dict[str, Any]:
    """A claim with spans in place of words; fields that say the usual are left out."""
    record: dict[str, Any] = {"attribute": claim["attribute"], "span": _inner([claim["value_span"]], places)[0]}
    value, who = _value(claim, row["id"], log)
    if value:
        record["value"] = value
    for field, words in (("of_span", who), ("speaker_span", "" if claim["speaker_span"] else claim["speaker"])):
        if words and words != OUTLET:
            found = _nearest(words, row["text"], claim["value_span"][0])
            if found:
                record[field] = _inner([found], places)[0]
            else:
                log.note(f"{field}: its words are not in the text, dropped", row["id"])
    for field in ("speaker_span", "cue_span"):
        if claim[field]:
            record[field] = _inner([claim[field]], places)[0]
    if claim["speaker"] != OUTLET:
        record["speaker"] = ""
    usual = {"stance": "asserts", "hedged": False, "modality": "actual", "unclear": False, "incident": "1"}
    return record | {field: claim[field] for field, plain in usual.items() if claim[field] != plain}


def _value(claim: dict[str, Any], name: str, log: Log) -> tuple[str, str]:
    """The value if it is no copy of words, and the words for who was counted."""
    attribute, (value, _, who) = claim["attribute"], claim["value"].partition("@")
    value = value.strip()
    if attribute in FREE:
        return (UNKNOWN if claim["value"] == UNKNOWN else ""), ""
    if is_value(attribute, value):
        return value, who.strip() if attribute in COUNTS else ""
    log.note(f"value of {attribute} that is no code, count or date: dropped", name)
    return "", ""


def is_value(attribute: str, value: str) -> bool:
    """Whether a value has the shape that its attribute allows: nothing else may go into the files."""
    if attribute in FREE:
        return value in ("", UNKNOWN)
    if attribute in COUNTS:
        return bool(COUNT_VALUE.fullmatch(value))
    if attribute == "when":
        return bool(WHEN_VALUE.fullmatch(value))
    return value in {*load_codebook().attributes[attribute].codes, "other", "unknown", "robbery", "dispute"}


def _nearest(words: str, text: str, place: int) -> Pair | None:
    found = [one.span() for one in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE)]
    nearest = min(found, key=lambda span: abs(span[0] - place), default=None)
    return list(nearest) if nearest else None


if __name__ == "__main__":
    main()
