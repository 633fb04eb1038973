"""Precision and recall of (document, attribute, value) for what ``rashomon.what`` finds.

    python evaluation/things.py CLAIMS SCORE.py [--attribute event ...] [--errors event] [--main]

CLAIMS is a file of labelled documents (JSON lines, gzipped: id, text, sentences, claims) or a folder of gold incidents
(blind/, gold/, blind_map.json); SCORE.py is the scorer whose value matching is used.
Documents are halved by a hash of their id: words are tuned on one half only, the other is reported beside it.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import hashlib
import importlib.util
import json
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from rashomon import what
from rashomon.model import Modality, Passage, PassageKind, Span
from rashomon.recase import recase
from rashomon.split import split_text
from rashomon.values import Code, Text

ATTRIBUTES = ("event", "weapon", "equipment_lost", "target", "perpetrator", "cause_intent", "response")


def main() -> None:
    """Print P, R and F1 per attribute for both halves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("claims", type=Path)
    parser.add_argument("score", type=Path)
    parser.add_argument("--attribute", nargs="*", default=ATTRIBUTES)
    parser.add_argument("--errors", default="", help="print the misses of this attribute on the tuning half")
    parser.add_argument("--limit", type=int, default=60)
    parser.add_argument("--main", action="store_true", help="only claims of the document's main incident are gold")
    args = parser.parse_args()
    score = load_module(args.score)
    documents = load_documents(args.claims)
    totals: dict[str, Any] = {half: collections.defaultdict(score.PRF) for half in ("tune", "test")}
    lines: list[str] = []
    spent = 0.0
    for document in documents:
        began = time.perf_counter()
        predicted = predict(document)
        spent += time.perf_counter() - began
        gold = gold_claims(document, main_only=args.main)
        half = half_of(document["id"])
        for attribute in args.attribute:
            wanted = [claim for claim in gold if claim["attribute"] == attribute]
            found = [claim for claim in predicted if claim["attribute"] == attribute]
            score.score_report(wanted, found, "", "pair", totals[half], {})
            if attribute == args.errors and half == "tune":
                lines += misses(score, document, wanted, found, attribute)
    print("\n".join(lines[: args.limit]))
    for half, table in totals.items():
        print(f"{half}:")
        for attribute in args.attribute:
            print(row(attribute, table[attribute].out()))
    words = sum(len(document["text"].split()) for document in documents)
    print(f"{len(documents)} documents, {words} words, {1000 * spent / words * 600:.2f} ms per 600 words")


def load_documents(path: Path) -> list[dict[str, Any]]:
    """Labelled documents of a file, or the relevant reports of a folder of gold incidents in the same form."""
    if path.is_file():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    gold = {
        report["file"]: report
        for file in sorted((path / "gold").glob("*.json"))
        for report in json.loads(file.read_text("utf-8"))["reports"]
    }
    documents = []
    for blind, name in json.loads((path / "blind_map.json").read_text("utf-8")).items():
        text = json.loads((path / "blind" / Path(blind).with_suffix(".json").name).read_text("utf-8"))["text"]
        spans = [(passage.span.start, passage.span.end) for passage in split_text(recase(text))]
        claims = [{"modality": "actual", "incident": "1", "unclear": False, **claim} for claim in gold[name]["claims"]]
        if gold[name]["relevant"]:
            documents.append({"id": name, "text": text, "sentences": spans, "claims": claims})
    return documents


def load_module(path: Path) -> ModuleType:
    """A script as a module."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def half_of(identity: str) -> str:
    """The half a document belongs to; documents on one incident (``own:INCIDENT:nn``) stay together."""
    group = identity.rsplit(":", 1)[0] if identity.startswith("own:") else identity
    return "tune" if hashlib.sha256(group.encode()).digest()[0] % 2 else "test"


def gold_claims(document: dict[str, Any], *, main_only: bool = False) -> list[dict[str, Any]]:
    """Claims said to have happened, background left out."""
    return [
        {"accept": [], **claim}
        for claim in document["claims"]
        if claim["modality"] == "actual" and claim["incident"] != "bg" and (not main_only or claim["incident"] == "1")
    ]


def predict(document: dict[str, Any]) -> list[dict[str, str]]:
    """What the finders say of one document, in the scorer's form."""
    text = recase(document["text"])
    passages = [Passage(Span(*span), PassageKind.BODY, i, 0) for i, span in enumerate(document["sentences"])]
    mentions = [*what.find_events(text, passages)]
    for name in ("find_weapons", "find_equipment", "find_targets", "find_causes", "find_responses"):
        if hasattr(what, name):
            mentions += getattr(what, name)(text, passages)
    found = [claim for mention in mentions if (claim := as_claim(mention))]
    if hasattr(what, "find_blame"):
        for blame in what.find_blame(text, passages):
            if blame.modality is Modality.ACTUAL and not blame.background:
                value = "unknown" if blame.kind == "unknown" else blame.span.of(text)
                found.append({"attribute": "perpetrator", "value": value})
    return found


def as_claim(mention: what.ThingMention) -> dict[str, str] | None:
    """The claim a mention would become, or None when it is kept out of the incident."""
    if mention.modality is not Modality.ACTUAL or mention.background or mention.weak or not mention.in_use:
        return None
    attribute, value = mention.attribute, mention.value
    if attribute == "equipment":
        if not mention.lost:
            return None
        attribute = "equipment_lost"
    if isinstance(value, Text):
        return {"attribute": attribute, "value": value.text}
    assert isinstance(value, Code)
    return {"attribute": attribute, "value": value.label if attribute in ("weapon", "equipment_lost") else value.code}


def misses(
    score: ModuleType, document: dict[str, Any], gold: list[dict[str, Any]], found: list[dict[str, str]], attribute: str
) -> list[str]:
    """Wrong and missed values of one document as lines."""
    text = document["text"]
    values = {claim["value"]: None for claim in found}
    wrong = [value for value in values if not any(score.vmatch(attribute, value, other) for other in gold)]
    out = [f"  + {document['id'][:30]} {value}" for value in wrong]
    for claim in {c["value"]: c for c in gold}.values():
        if not claim["unclear"] and not any(score.vmatch(attribute, other["value"], claim) for other in found):
            where = ""
            if claim.get("value_span"):
                begin, end = document["sentences"][claim["sentence"] - 1]
                where = f"[{text[slice(*claim['value_span'])]}] in: {text[begin:end][:260]}"
            out.append(f"  - {document['id'][:30]} {claim['value']} {where or claim.get('quote', '')}")
    return out


def row(attribute: str, figures: dict[str, Any]) -> str:
    """One line of the table."""
    shown = [f"{figures[key]:.3f}" if figures[key] is not None else "  -  " for key in ("P", "R", "F1")]
    counts = " ".join(f"{key} {figures[key]}" for key in ("tp", "fp", "fn"))
    return f"  {attribute:15s} P {shown[0]}  R {shown[1]}  F1 {shown[2]}   {counts}"


if __name__ == "__main__":
    main()
