"""How well ``find_parties`` covers the parties that people marked.

    python evaluation/parties.py --dir FOLDER [--gold FOLDER] [--sample 50] [--misses 40]

FOLDER holds ``claims.jsonl.gz`` (documents with claims, their speaker and perpetrator spans); ``--gold`` a folder with
``blind/``, ``gold/`` and ``blind_map.json``, whose speakers are looked for by name. Prints recall by exact and by
overlapping span (articles do not count), and a sample of mentions or of misses to judge by eye.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rashomon.recase import recase
from rashomon.who import PartyLexicon, PartyMention, find_parties, load_party_lexicon

ARTICLE = re.compile(r"(?:the|a|an|its|his|her|their)\s+|[\"“'‘]", re.IGNORECASE)
PRONOUN = re.compile(r"(?:he|she|they|we|it|i|him|her|them|who|that|someone|nobody|himself|themselves)", re.IGNORECASE)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    start = time.process_time()
    lexicon = load_party_lexicon()
    print(f"lexicon loaded in {1000 * (time.process_time() - start):.0f} ms of CPU")
    random.seed(options.seed)
    documents = list(read(options.dir / "claims.jsonl.gz"))
    random.shuffle(documents)
    spans(documents[: options.limit or None], lexicon, options.sample, options.misses)
    if options.gold:
        names(options.gold, lexicon, options.misses)


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Documents, one JSON object a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def spans(documents: list[dict[str, Any]], lexicon: PartyLexicon, sample: int, misses: int) -> None:
    """Recall of the marked spans."""
    seen: dict[str, Counter[str]] = {"speaker": Counter(), "perpetrator": Counter()}
    missed: list[str] = []
    shown: list[str] = []
    spent, words, total = 0.0, 0, 0
    for document in documents:
        text = recase(document["text"])
        words += len(text.split())
        start = time.process_time()
        mentions = find_parties(text, lexicon)
        spent += time.process_time() - start
        total += len(mentions)
        shown += [f"{around(text, m)}  -> {m.party.id} {m.party.kind.value} {m.person}" for m in mentions]
        for kind, low, high in wanted(document):
            verdict = judge(text, low, high, mentions)
            seen[kind][verdict] += 1
            if verdict != "exact":
                ours = [m.span.of(text) for m in mentions if m.span.start < high and low < m.span.end]
                place = f"{text[max(0, low - 30) : low]!r} [{text[low:high]}] {text[high : high + 30]!r}"
                missed.append(f"{kind:11} {verdict:7} {ours} {place}")
    for kind, counts in seen.items():
        marked = sum(counts.values()) - counts["pronoun"]
        overlap = marked - counts["missed"]
        shares = f"exact {counts['exact'] / marked:.3f}, overlapping {overlap / marked:.3f}"
        print(f"{kind}: {marked} marked, {shares} ({counts['pronoun']} pronouns left out)")
    print(f"{total} mentions in {len(documents)} documents; {1000 * spent * 600 / words:.2f} ms of CPU per 600 words")
    for line in random.sample(missed, min(misses, len(missed))) + random.sample(shown, min(sample, len(shown))):
        print(line)


def around(text: str, mention: PartyMention) -> str:
    """The mention in its surroundings."""
    low, high = mention.span.start, mention.span.end
    return f"{text[max(0, low - 25) : low]}[{text[low:high]}]{text[high : high + 25]}".replace("\n", " ")


def wanted(document: dict[str, Any]) -> set[tuple[str, int, int]]:
    """Distinct spans of speakers and perpetrators."""
    found = set()
    for claim in document["claims"]:
        if claim["speaker_span"]:
            found.add(("speaker", *claim["speaker_span"]))
        if claim["attribute"] == "perpetrator" and claim["value_span"] and claim["value"] != "unknown":
            found.add(("perpetrator", *claim["value_span"]))
    return found


def judge(text: str, low: int, high: int, mentions: list[PartyMention]) -> str:
    """``exact``, ``overlap``, ``missed`` or ``pronoun``."""
    while match := ARTICLE.match(text, low, high):
        low = match.end()
    while high > low and not text[high - 1].isalnum() and text[high - 1] not in ")].":
        high -= 1
    if PRONOUN.fullmatch(text, low, high):
        return "pronoun"
    touching = [mention for mention in mentions if mention.span.start < high and low < mention.span.end]
    if any((mention.span.start, mention.span.end) == (low, high) for mention in touching):
        return "exact"
    return "overlap" if touching else "missed"


def names(folder: Path, lexicon: PartyLexicon, misses: int) -> None:
    """Recall of the gold speakers by name: equal to a mention's name or party name, or all words inside one."""
    blind = json.loads((folder / "blind_map.json").read_text(encoding="utf-8"))
    texts = {}
    for opaque, path in blind.items():
        document = json.loads((folder / "blind" / opaque).read_text(encoding="utf-8"))
        texts[str(path).removesuffix(".json")] = document["text"]
    counts: Counter[str] = Counter()
    missed = []
    for gold in sorted((folder / "gold").glob("*.json")):
        for report in json.loads(gold.read_text(encoding="utf-8"))["reports"]:
            text = recase(texts[report["file"].removesuffix(".json")])
            mentions = find_parties(text, lexicon)
            printed = [fold(name) for m in mentions for name in (m.name, m.party.name, m.person) if name]
            claims = [claim for claim in report["claims"] if claim["speaker"] != "outlet"]
            for claim in sorted({json.dumps([c["speaker"], c.get("speaker_alt", [])]) for c in claims}):
                name, alternatives = json.loads(claim)
                accepted = {fold(word) for word in [name, *alternatives]}
                verdict = "equal" if accepted & set(printed) else "inside" if inside(accepted, printed) else "missed"
                counts[verdict] += 1
                if verdict == "missed":
                    missed.append(name)
    every = sum(counts.values())
    shares = f"equal {counts['equal'] / every:.3f}, equal or inside {1 - counts['missed'] / every:.3f}"
    print(f"gold speakers: {every}, {shares}")
    print("missed:", "; ".join(missed[: 2 * misses]))


def inside(accepted: set[str], printed: list[str]) -> bool:
    """All words of one name among the words of the other."""
    return any(set(a.split()) <= set(p.split()) or set(p.split()) <= set(a.split()) for a in accepted for p in printed)


def fold(name: str) -> str:
    """Lower case, no article, no possessive."""
    return ARTICLE.sub("", name.lower().replace("’", "'").replace("'s", ""), count=1).strip()


if __name__ == "__main__":
    main()
