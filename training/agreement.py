"""How far two coders agree on the same documents: Krippendorff's alpha per layer, claim F1 per attribute.

    python -m training.agreement --claims FOLDER                         claims.jsonl.gz against double.jsonl.gz
    python -m training.agreement --corpora FOLDER [--corpora FOLDER]     the stand-off files, joined to their texts
    ... --out training/annotations/agreement.md

*Marking*: a unit is a word; its label is whether the coder put it into the value of an attribute (or into a speaker or
cue). *Deciding*: a unit is a claim that both coders made (same attribute, overlapping value, each used once); its label
is the stance, hedge, modality, incident, speaker or coded value given (incidents by their number, so two coders who
number the same incidents differently disagree). Alpha is for nominal labels, 1 = always the same, 0 = as by chance.
Behind it the 95 % interval over documents drawn again, 1,000 times with a fixed seed. Claims that either coder calls
unclear are kept: that they are unclear is part of the disagreement.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rashomon.codebook import load_codebook
from rashomon.model import Span
from training.corpora.claims_train import read_rows, to_document
from training.documents import ClaimLabel, Document
from training.join import ANNOTATIONS, join, read_records
from training.offsets import Log
from training.sources import load_sources

Pairs = Counter[tuple[Hashable, Hashable]]

DECISIONS = ("stance", "hedged", "modality", "incident", "speaker", "value")
DRAWS = 1000
FEW = 10  # claims of one coder; a figure on fewer is shown in brackets


@dataclass(frozen=True, slots=True)
class Doubled:
    """A document by two coders, with the claims that are the same."""

    first: Document
    second: Document
    matched: tuple[tuple[ClaimLabel, ClaimLabel], ...]


def main(arguments: list[str] | None = None) -> None:
    """Print the tables, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=Path)
    parser.add_argument("--corpora", type=Path, action="append")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    if bool(options.claims) == bool(options.corpora):
        parser.error("give either --claims (labels with texts) or --corpora (stand-off labels, joined)")
    doubled = from_claims(options.claims) if options.claims else from_standoff(options.corpora)
    text = report(doubled)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", "utf-8")


def from_claims(folder: Path) -> list[Doubled]:
    """Documents that both files hold."""
    log = Log("claims")
    second = {row["id"]: to_document(row, log) for row in read_rows(folder / "double.jsonl.gz")}
    first = [to_document(row, log) for row in read_rows(folder / "claims.jsonl.gz") if row["id"] in second]
    return [doubled(one, second[one.id]) for one in first]


def from_standoff(roots: Iterable[Path], annotations: Path = ANNOTATIONS) -> list[Doubled]:
    """Documents of the second coder with those of the first."""
    sources = load_sources(roots)
    second = [one.document for one in join(read_records(annotations / "claims-second-coder.jsonl.gz"), sources)]
    wanted = {one.id: one for one in second if one}
    records = (one for one in read_records(annotations / "claims-round1-2.jsonl.gz") if one["id"] in wanted)
    return [doubled(one.document, wanted[one.id]) for one in join(records, sources) if one.document]


def doubled(first: Document, second: Document) -> Doubled:
    """Match the claims of two coders: same attribute, the largest overlap of values first, each claim used once."""
    if first.text != second.text:
        raise ValueError(f"{first.id}: the two coders had different texts")
    pairs = [
        (-_overlap(a.span, b.span), i, j)
        for i, a in enumerate(first.claims)
        for j, b in enumerate(second.claims)
        if a.attribute == b.attribute and a.span.overlaps(b.span)
    ]
    left, right, matched = set(range(len(first.claims))), set(range(len(second.claims))), []
    for _, i, j in sorted(pairs):
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            matched.append((first.claims[i], second.claims[j]))
    return Doubled(first, second, tuple(matched))


def coincidences(units: Iterable[Sequence[Hashable | None]]) -> Pairs:
    """Krippendorff's coincidence matrix: every ordered pair of labels within a unit, weighed by its number of labels.

    A unit is what the coders gave it, None = not labelled; a unit with fewer than two labels says nothing.
    """
    counts: Counter[tuple[Hashable, Hashable]] = Counter()
    for unit in units:
        labels = [label for label in unit if label is not None]
        for i, one in enumerate(labels):
            for j, other in enumerate(labels):
                if i != j:
                    counts[one, other] += 1 / (len(labels) - 1)  # type: ignore[assignment]
    return counts


def alpha(pairs: Pairs) -> float | None:
    """Krippendorff's alpha for nominal labels; None where fewer than two labels were ever given."""
    totals: Counter[Hashable] = Counter()
    for (one, _), weight in pairs.items():
        totals[one] += weight
    number = sum(totals.values())
    expected = number * number - sum(weight * weight for weight in totals.values())
    observed = sum(weight for (one, other), weight in pairs.items() if one != other)
    return 1 - (number - 1) * observed / expected if expected > 1e-9 else None


def f1(counts: tuple[int, int, int]) -> float | None:
    """F1 of (matched, claims of one coder, claims of the other)."""
    matched, one, other = counts
    return 2 * matched / (one + other) if one + other else None


def report(documents: Sequence[Doubled]) -> str:
    """Both tables as Markdown."""
    claims = (sum(len(one.first.claims) for one in documents), sum(len(one.second.claims) for one in documents))
    overall = sum(len(one.matched) for one in documents)
    lines = [
        "# Agreement of two coders",
        "",
        f"{len(documents)} documents were labelled twice, independently: {claims[0]} and {claims[1]} claims,",
        f"{overall} of them the same (attribute and overlapping value): F1 {_figure(f1((overall, *claims)))}.",
        "",
        "    python -m training.agreement --corpora FOLDER --out training/annotations/agreement.md",
        "",
        "What each column means stands at the head of training/agreement.py; (in brackets) = fewer than ten claims.",
        "",
        "| attribute | first coder | second coder | same | claim F1 | alpha, words marked | 95 % |",
        "|---|--:|--:|--:|--:|--:|---|",
    ]
    for attribute in load_codebook().attributes:
        counts = _counts(documents, attribute)
        cells = [f"{counts[1]}", f"{counts[2]}", f"{counts[0]}", _figure(f1(counts), few=max(counts[1:]) < FEW)]
        lines.append(_row(attribute, cells, [_marked(one, attribute) for one in documents]))
    for part, name in (("speaker_span", "speaker words"), ("cue_span", "cue words")):
        pairs = [_marked_part(one, part) for one in documents]
        lines.append(_row(name, ["", "", "", ""], pairs))
    lines += ["", "| decided on the same claims | claims | same | alpha | 95 % |", "|---|--:|--:|--:|---|"]
    for decision in DECISIONS:
        pairs = [coincidences(_decided(one, decision)) for one in documents]
        total = sum(pairs, Counter())
        number = sum(total.values()) / 2
        same = sum(weight for (a, b), weight in total.items() if a == b) / 2
        lines.append(_row(decision, [f"{number:.0f}", f"{same / number:.3f}" if number else "-"], pairs))
    return "\n".join(lines)


def _counts(documents: Sequence[Doubled], attribute: str) -> tuple[int, int, int]:
    matched = sum(a.attribute == attribute for one in documents for a, _ in one.matched)
    first = sum(claim.attribute == attribute for one in documents for claim in one.first.claims)
    return matched, first, sum(claim.attribute == attribute for one in documents for claim in one.second.claims)


def _marked(one: Doubled, attribute: str) -> Pairs:
    spans = [[claim.span for claim in side.claims if claim.attribute == attribute] for side in (one.first, one.second)]
    return _words(one.first.text, spans[0], spans[1])


def _marked_part(one: Doubled, part: str) -> Pairs:
    spans = [[s for claim in side.claims if (s := getattr(claim, part))] for side in (one.first, one.second)]
    return _words(one.first.text, spans[0], spans[1])


def _words(text: str, first: list[Span], second: list[Span]) -> Pairs:
    words = [Span(*found.span()) for found in re.finditer(r"\w+", text)]
    return coincidences([_inside(word, first), _inside(word, second)] for word in words)


def _inside(word: Span, spans: Iterable[Span]) -> bool:
    return any(word.overlaps(span) for span in spans)


def _decided(one: Doubled, decision: str) -> list[tuple[Hashable, Hashable]]:
    if decision == "speaker":
        return [_speakers(a, b) for a, b in one.matched]
    if decision == "value":  # coded values only: of free words the span is the value
        return [(a.value, b.value) for a, b in one.matched if a.attribute in ("event", "cause_intent", "response")]
    return [(getattr(a, decision), getattr(b, decision)) for a, b in one.matched]


def _speakers(a: ClaimLabel, b: ClaimLabel) -> tuple[str, str]:
    """The same name for both when their words overlap; a name elsewhere in the text counts by its words."""
    first, second = (claim.speaker.casefold() or f"words at {claim.speaker_span}" for claim in (a, b))
    same = a.speaker_span and b.speaker_span and a.speaker_span.overlaps(b.speaker_span)
    return (first, first) if same else (first, second)


def _row(name: str, cells: list[str], pairs: Sequence[Pairs]) -> str:
    value = alpha(sum(pairs, Counter()))
    return " | ".join([f"| {name}", *cells, _figure(value), f"{_interval(pairs) if value is not None else '-'} |"])


def _interval(pairs: Sequence[Pairs]) -> str:
    chance = random.Random(0)
    drawn = (alpha(sum(chance.choices(pairs, k=len(pairs)), Counter())) for _ in range(DRAWS))
    values = sorted(value for value in drawn if value is not None)
    return f"{values[int(0.025 * len(values))]:.2f}-{values[min(len(values) - 1, int(0.975 * len(values)))]:.2f}"


def _figure(value: float | None, *, few: bool = False) -> str:
    text = "-" if value is None else f"{value:.3f}"
    return f"({text})" if few else text


def _overlap(a: Span, b: Span) -> int:
    return min(a.end, b.end) - max(a.start, b.start)


if __name__ == "__main__":
    main()
