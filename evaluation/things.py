"""Precision and recall of (document, attribute, value) for what ``rashomon.what`` finds.

    python evaluation/things.py CLAIMS.jsonl.gz SCORE.py [--attribute event ...] [--half tune|test] [--errors event]

CLAIMS.jsonl.gz holds labelled documents (text, sentences, claims); SCORE.py is the scorer whose value matching is used.
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
    documents = [json.loads(line) for line in gzip.open(args.claims, "rt", encoding="utf-8")]
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
        {**claim, "accept": []}
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


def misses(score: ModuleType, document: dict[str, Any], gold: list[dict[str, Any]], found: list[dict[str, str]], attribute: str) -> list[str]:
    """Wrong and missed values of one document as lines."""
    text, out = document["text"], []
    for claim in {c["value"]: c for c in found}.values():
        if not any(score.vmatch(attribute, claim["value"], other) for other in gold):
            out.append(f"  + {document['id'][:30]} {claim['value']}")
    for claim in {c["value"]: c for c in gold}.values():
        if not claim["unclear"] and not any(score.vmatch(attribute, other["value"], claim) for other in found):
            begin, end = document["sentences"][claim["sentence"] - 1]
            words = text[slice(*claim["value_span"])] if claim["value_span"] else ""
            out.append(f"  - {document['id'][:30]} {claim['value']} [{words}] in: {text[begin:end][:260]}")
    return out


def row(attribute: str, figures: dict[str, Any]) -> str:
    """One line of the table."""
    shown = [f"{figures[key]:.3f}" if figures[key] is not None else "  -  " for key in ("P", "R", "F1")]
    return f"  {attribute:15s} P {shown[0]}  R {shown[1]}  F1 {shown[2]}   tp {figures['tp']} fp {figures['fp']} fn {figures['fn']}"


if __name__ == "__main__":
    main()
