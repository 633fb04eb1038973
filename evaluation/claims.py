"""The claims of single reports against labelled claims, with the project's own scorer; nothing is linked.

    python evaluation/claims.py --train FOLDER [--rounds 2,3] [--step N]    FOLDER/claims.jsonl.gz, labelled documents
    python evaluation/claims.py --gold FOLDER                               FOLDER/gold/ with FOLDER/reports/ or blind/
    ... --errors ATTRIBUTE[,...] [--show N]     missed and wrong claims of each document
    ... --sample N                              N mistakes drawn at random from all attributes, to read
    ... --speakers N                            N right values with a wrong speaker, drawn at random
    ... --json OUT                              the figures as JSON

Gold of ``--train``: claims of incident "1" told as having happened; a count without who it counts; for free words the
labelled span is accepted beside the value. Gold of ``--gold``: the relevant reports. Times are wall-clock times of
``extract`` alone. The figures are those of docs/reference/evaluation.md, which also says what makes two values one.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rashomon.accounts import is_outlet
from rashomon.evaluate import gold_form
from rashomon.extract import Resources, extract, load_resources
from rashomon.model import Claim, Report
from rashomon.read import read_text
from rashomon.score import ATTRIBUTES, Tally, Told
from rashomon.score.claims import STANCE_SETS, ReportScores, compare_claims, compare_stances
from rashomon.score.forms import CODED, COUNTS, GoldClaim, GoldReport, load_gold
from rashomon.score.match import is_outlet as names_outlet
from rashomon.score.match import speaker_matches, value_matches
from rashomon.score.scores import add_up


@dataclass(frozen=True, slots=True)
class Document:
    """A report with its gold; ``words`` are what each gold claim stands on, for the lists of errors."""

    report: Report
    gold: GoldReport
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Predicted:
    """A claim in the scorer's form, and as it was read."""

    told: Told
    claim: Claim


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything measured over some documents. Figures add up."""

    documents: int = 0
    seconds: float = 0.0
    pairs: dict[str, Tally] = field(default_factory=dict)
    triples: dict[str, Tally] = field(default_factory=dict)
    by_stance: dict[str, Tally] = field(default_factory=dict)
    rest: ReportScores = field(default_factory=ReportScores)
    speakers: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.documents + other.documents,
            self.seconds + other.seconds,
            add_up([self.pairs, other.pairs]),
            add_up([self.triples, other.triples]),
            add_up([self.by_stance, other.by_stance]),
            self.rest + other.rest,
            self.speakers + other.speakers,
        )


def main() -> None:
    """Print the figures asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, help="folder with claims.jsonl.gz")
    parser.add_argument("--gold", type=Path, help="folder with gold/ and the texts in reports/ or blind/")
    parser.add_argument("--rounds", default="2,3", help="labelling rounds of --train to use (default: 2,3)")
    parser.add_argument("--step", type=int, default=1, help="use each Nth document of --train")
    parser.add_argument("--errors", default="", help="list missed and wrong claims of these attributes")
    parser.add_argument("--show", type=int, default=1000, help="list at most so many documents")
    parser.add_argument("--sample", type=int, default=0, help="draw so many mistakes at random")
    parser.add_argument("--speakers", type=int, default=0, help="draw so many claims with a wrong speaker at random")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    if not options.train and not options.gold:
        parser.error("say what to measure on: --train FOLDER, --gold FOLDER or both")
    resources = load_resources()
    sets: dict[str, Iterable[Document]] = {}
    if options.gold:
        sets["gold"] = read_gold(options.gold)
    if options.train:
        sets["train"] = read_train(options.train, set(options.rounds.split(",")), options.step)
    written = {name: run(name, documents, resources, options) for name, documents in sets.items()}
    if options.json:
        options.json.write_text(json.dumps(written, indent=1) + "\n", "utf-8")


def read_gold(folder: Path) -> Iterator[Document]:
    """The relevant reports of a folder of gold incidents."""
    quotes = {
        report["file"]: tuple(claim.get("quote", "") for claim in report.get("claims", ()))
        for path in sorted((folder / "gold").glob("*.json"))
        for report in json.loads(path.read_text("utf-8"))["reports"]
    }
    for incident in load_gold(folder / "gold"):
        for gold in incident.reports:
            if gold.relevant:
                data = json.loads(text_of(folder, gold.file).read_text("utf-8"))
                yield Document(as_report(data, gold.file), gold, quotes[gold.file])


def text_of(folder: Path, name: str) -> Path:
    """The file of a report: under the gold's name in reports/, else in blind/, by way of blind_map.json."""
    if (folder / "reports" / name).is_file():
        return folder / "reports" / name
    listed = folder / "blind_map.json"
    names: dict[str, str] = json.loads(listed.read_text("utf-8")) if listed.is_file() else {}
    blind = next((file for file, gold in names.items() if gold == name), name)
    return (folder / "blind" / blind).with_suffix(".json")


def read_train(folder: Path, rounds: set[str], step: int) -> Iterator[Document]:
    """Labelled documents with the claims of their main incident."""
    with gzip.open(folder / "claims.jsonl.gz", "rt", encoding="utf-8") as lines:
        for index, line in enumerate(lines):
            data = json.loads(line)
            if str(data["round"]) in rounds and index % step == 0:
                rows = [row for row in data["claims"] if row["incident"] == "1" and row["modality"] == "actual"]
                claims = tuple(as_gold(row, data["text"]) for row in rows)
                gold = GoldReport(data["id"], data["outlet"] or "", True, data["id"], False, claims)
                words = tuple(data["text"][slice(*row["value_span"])] if row["value_span"] else "" for row in rows)
                yield Document(as_report(data, data["id"]), gold, words)


def as_report(data: dict[str, Any], name: str) -> Report:
    """A labelled text as a report."""
    return read_text(
        data["text"],
        title=data.get("title") or "",
        outlet=data.get("outlet") or "",
        published=data.get("published") or None,
        source=name,
    )


def as_gold(row: dict[str, Any], text: str) -> GoldClaim:
    """A labelled claim in the scorer's form."""
    counted = row["attribute"] in COUNTS
    free = not counted and row["attribute"] not in CODED and row["attribute"] != "when"
    value = row["value"].split(" @")[0] if counted else row["value"]
    accepted = (text[slice(*row["value_span"])],) if free and row["value_span"] else ()
    stands = (row["stance"], row["hedged"], row["unclear"])
    return GoldClaim(row["attribute"], (value, *accepted), (row["speaker"],), *stands)


def run(name: str, documents: Iterable[Document], resources: Resources, options: argparse.Namespace) -> dict[str, Any]:
    """Measures one set and prints what was found; the figures as JSON."""
    figures, lines, listed, strangers = Figures(), list[str](), 0, list[str]()
    for document in documents:
        began = time.perf_counter()
        claims = extract(document.report, resources).claims
        seconds = time.perf_counter() - began
        said = [as_predicted(claim) for claim in claims]
        figures += measure(document, said, seconds)
        strangers += speaker_errors(document, said)
        wanted = ATTRIBUTES if options.sample else tuple(filter(None, options.errors.split(",")))
        mistakes = [line for attribute in wanted for line in errors(document, said, attribute)]
        if mistakes and listed < options.show:
            listed += 1
            lines += mistakes if options.sample else [f"## {document.gold.file}", *mistakes]
    if options.sample:
        lines = random.Random(options.seed).sample(lines, min(options.sample, len(lines)))
    lines += random.Random(options.seed).sample(strangers, min(options.speakers, len(strangers)))
    print(*lines, *as_lines(name, figures), sep="\n")
    return as_json(figures)


def as_predicted(claim: Claim) -> Predicted:
    """A claim as predictions write it."""
    speaker = "outlet" if is_outlet(claim) else claim.speaker.name
    value = gold_form(claim.attribute, claim.value)
    return Predicted(Told(claim.attribute, value, speaker, claim.stance.value, claim.hedged), claim)


def measure(document: Document, said: list[Predicted], seconds: float) -> Figures:
    """The figures of one document."""
    told = [one.told for one in said]
    found = compare_claims(document.gold, told)
    rest = replace(found, pairs={}, triples={})
    stances = compare_stances(document.gold, told)
    return Figures(1, seconds, dict(found.pairs), dict(found.triples), stances, rest, speakers_of(document.gold, told))


def speakers_of(gold: GoldReport, told: list[Told]) -> Counter[str]:
    """Right and wrong speakers of the claims whose value is right, by what was told for what."""
    kinds = (speaker_error(gold, one) for one in told)
    return Counter(kind or "right" for kind in kinds if kind is not None)


def speaker_error(gold: GoldReport, one: Told) -> str | None:
    """What was told for what; "" when the speaker is right, None when the value is wrong already."""
    same = [g for g in gold.claims if g.attribute == one.attribute and value_matches(g.attribute, one.value, g)]
    if not same:
        return None
    if any(speaker_matches(one.speaker, g, gold.outlet) for g in same):
        return ""
    told_as = "outlet" if names_outlet(one.speaker, gold.outlet) else "a party"
    meant = "outlet" if same[0].speakers[0] == "outlet" else "a party"
    return "another party" if told_as == meant else f"{told_as} for {meant}"


def speaker_errors(document: Document, said: list[Predicted]) -> Iterator[str]:
    """Right values with a wrong speaker, each as a line with its sentence."""
    for one in said:
        kind = speaker_error(document.gold, one.told)
        if kind:
            meant = [
                g.speakers[0]
                for g in document.gold.claims
                if g.attribute == one.told.attribute and value_matches(g.attribute, one.told.value, g)
            ]
            context = flat(one.claim.context.of(document.report.text))[:280]
            told = one.told
            yield f"  SPEAKER {kind}: {told.attribute} {told.value} [{told.speaker}] not {sorted(set(meant))} {context}"


def errors(document: Document, said: list[Predicted], attribute: str) -> Iterator[str]:
    """Missed and wrong claims of one attribute, each as a line with the words it stands on."""
    gold = [(g, w) for g, w in zip(document.gold.claims, document.words, strict=True) if g.attribute == attribute]
    mine = [one for one in said if one.told.attribute == attribute]
    for claim, words in gold:
        if not claim.unclear and not any(value_matches(attribute, one.told.value, claim) for one in mine):
            yield f"  MISSED {attribute} {claim.values[0]} [{claim.speakers[0]} {claim.stance}] <{flat(words)}>"
    for one in mine:
        if not any(value_matches(attribute, one.told.value, claim) for claim, _ in gold):
            context = flat(one.claim.context.of(document.report.text))[:240]
            told = one.told
            yield f"  WRONG {attribute} {told.value} [{told.speaker} {told.stance}] <{flat(one.claim.quote)}> {context}"


def flat(words: str) -> str:
    """Words on one line."""
    return " ".join(words.split())


def as_lines(name: str, figures: Figures) -> Iterator[str]:
    """The table that is printed."""
    each = 1000 * figures.seconds / max(1, figures.documents)
    yield f"{name}: {figures.documents} documents, {each:.1f} ms each"
    yield f"{'':16}(attribute, value)      (attribute, value, speaker)"
    yield f"{'':16}    P     R    F1           P     R    F1    facts"
    for attribute in ("ALL", *ATTRIBUTES):
        pair, triple = figures.pairs.get(attribute, Tally()), figures.triples.get(attribute, Tally())
        yield f"{attribute:16}{_three(pair)}       {_three(triple)}   {pair.tp + pair.fn:5d}"
    rest = figures.rest
    stance, hedge = _figure(rest.stance.value), _figure(rest.hedge.value)
    yield f"stance accuracy {stance}   hedge accuracy {hedge}   over {rest.stance.of} claims whose speaker is right"
    for kind in STANCE_SETS:
        tally = figures.by_stance.get(kind, Tally())
        yield f"  with {kind:9} {_three(tally)}   {tally.tp + tally.fn:5d}"
    told = figures.speakers
    yield f"speakers where the value is right: {', '.join(f'{what} {n}' for what, n in told.most_common())}"


def as_json(figures: Figures) -> dict[str, Any]:
    """The figures as JSON."""
    rest = figures.rest
    return {
        "documents": figures.documents,
        "ms_each": 1000 * figures.seconds / max(1, figures.documents),
        "pairs": {name: _row(tally) for name, tally in figures.pairs.items()},
        "triples": {name: _row(tally) for name, tally in figures.triples.items()},
        "by_stance": {name: _row(tally) for name, tally in figures.by_stance.items()},
        "stance_accuracy": rest.stance.value,
        "hedge_accuracy": rest.hedge.value,
        "bound_accuracy": rest.bound.value,
        "stance_confusion": dict(rest.confusion.most_common()),
        "speakers": dict(figures.speakers.most_common()),
    }


def _row(tally: Tally) -> dict[str, float | None]:
    return {"p": tally.precision, "r": tally.recall, "f1": tally.f1, "tp": tally.tp, "fp": tally.fp, "fn": tally.fn}


def _three(tally: Tally) -> str:
    return f"{_figure(tally.precision)} {_figure(tally.recall)} {_figure(tally.f1)}"


def _figure(value: float | None) -> str:
    return "  -  " if value is None else f"{value:5.3f}"


if __name__ == "__main__":
    main()
