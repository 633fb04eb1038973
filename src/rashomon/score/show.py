"""The figures as lines for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rashomon.score.forms import ATTRIBUTES
from rashomon.score.scores import Scores
from rashomon.score.tally import Tally


def as_lines(scores: Scores) -> Iterator[str]:
    """The report that ``rashomon evaluate`` prints."""
    yield (
        f"incidents: gold {scores.gold_incidents}, predicted {scores.told_incidents}, aligned {scores.aligned}; "
        f"reports {scores.reports}, placed {scores.reports_placed}"
    )
    precision, recall, f1 = scores.bcubed
    yield f"BCubed          P {_figure(precision)}  R {_figure(recall)}  F1 {_figure(f1)}"
    yield f"{'':16}(attribute, value)      (attribute, value, speaker)"
    yield f"{'':16}    P     R    F1           P     R    F1    facts"
    for name in ("ALL", *ATTRIBUTES):
        pair, triple = scores.pairs[name], scores.triples[name]
        facts = f"{pair.tp + pair.fn:5d} {triple.tp + triple.fn:5d}"
        yield f"{name:16}{_three(pair)}       {_three(triple)}   {facts}"
    yield (
        f"stance accuracy {_figure(scores.stance.value)} (n={scores.stance.of})   "
        f"hedge accuracy {_figure(scores.hedge.value)}   bound of counts {_figure(scores.bound.value)}"
    )
    if scores.confusion:
        yield "  gold->told: " + ", ".join(f"{name} {n}" for name, n in list(scores.confusion.items())[:8])
    for name, tally in scores.by_stance.items():
        yield f"  F1 with stance, {name:9} {_figure(tally.f1)} (n={tally.tp + tally.fn})"
    exact = (
        f"{bound} {_figure(scores.counts[bound].value)} (n={scores.counts[bound].of})"
        for bound in ("low", "best", "high")
        if bound in scores.counts
    )
    yield f"counts exact: {'  '.join(exact)}   best within 10 %: {_figure(scores.counts_near.value)}"
    yield (
        f"place Acc@25km {_figure(scores.within_25_km.value)}   Acc@161km {_figure(scores.within_161_km.value)}   "
        f"(Acc@25km without regions {_figure(scores.within_25_km_precise.value)})"
    )
    disputed = scores.disputed
    yield (
        f"date exact {_figure(scores.dates.value)}   event type {_figure(scores.events.value)}   "
        f"disputed attributes P {_figure(disputed.precision)} R {_figure(disputed.recall)} F1 {_figure(disputed.f1)}   "
        f"leaked claims {scores.leaked}"
    )


def as_json(scores: Scores) -> dict[str, Any]:
    """The figures as JSON; None where there was nothing to measure."""
    precision, recall, f1 = scores.bcubed
    return {
        "incidents": {"gold": scores.gold_incidents, "predicted": scores.told_incidents, "aligned": scores.aligned},
        "reports": {"gold": scores.reports, "placed": scores.reports_placed},
        "bcubed": {"p": precision, "r": recall, "f1": f1},
        "pairs": {name: _json(tally) for name, tally in scores.pairs.items()},
        "triples": {name: _json(tally) for name, tally in scores.triples.items()},
        "by_stance": {name: _json(tally) for name, tally in scores.by_stance.items()},
        "stance_accuracy": scores.stance.value,
        "stance_n": scores.stance.of,
        "hedge_accuracy": scores.hedge.value,
        "bound_accuracy": scores.bound.value,
        "stance_confusion": dict(scores.confusion),
        "counts": {name: {"accuracy": one.value, "n": one.of} for name, one in sorted(scores.counts.items())},
        "count_best_within_10pct": scores.counts_near.value,
        "place": {
            "acc_25_km": scores.within_25_km.value,
            "acc_161_km": scores.within_161_km.value,
            "acc_25_km_without_regions": scores.within_25_km_precise.value,
        },
        "date_exact": scores.dates.value,
        "event_type": scores.events.value,
        "disputed": _json(scores.disputed),
        "leaked_claims": scores.leaked,
    }


def _figure(value: float | None) -> str:
    return "  -  " if value is None else f"{value:5.3f}"


def _three(tally: Tally) -> str:
    return f"{_figure(tally.precision)} {_figure(tally.recall)} {_figure(tally.f1)}"


def _json(tally: Tally) -> dict[str, float | None]:
    return {
        "p": tally.precision,
        "r": tally.recall,
        "f1": tally.f1,
        "tp": tally.tp,
        "fp": tally.fp,
        "fn": tally.fn,
    }
