"""The whole reader measured: blind reports in, predictions out, figures where there is gold to compare with.

    DIR/blind/*.json      what is read: file, outlet, published, title, language, text - and nothing else of DIR
    DIR/gold/*.json       optional: the gold incidents
    DIR/blind_map.json    optional: blind name -> the gold's name of a report

The reports go through the same pipeline as any others, into a fresh database that is thrown away. Gold is opened only
after the predictions are made. The forms are told in docs/reference/evaluation.md.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rashomon.accounts import is_outlet
from rashomon.codebook import load_codebook
from rashomon.count import count_text
from rashomon.errors import ReadError
from rashomon.model import Account, Claim, Issue, Modality, Report, Severity, Value
from rashomon.values import Code, Count, PartyRef, Place, Text, TimeSpan
from rashomon.weigh import Reconciled, describe, reconcile
from rashomon.when import local_text

if TYPE_CHECKING:
    from rashomon.pipeline import Progress, Summary
    from rashomon.read import ReadItem
    from rashomon.score import Scores
    from rashomon.settings import Settings
    from rashomon.store import IncidentView, Store

OUTLET: Final = "outlet"
SPECIAL: Final = frozenset({"event", "cause_intent", "response"})

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of it. ``scores`` is None where there is no gold."""

    predictions: Json
    summary: Summary
    scores: Scores | None


def evaluate(folder: Path, settings: Settings, progress: Callable[[Progress], None] | None = None) -> Evaluation:
    """Reads ``folder/blind``, predicts, and scores where ``folder/gold`` is. Raises ReadError without blind reports."""
    from rashomon.pipeline import ingest
    from rashomon.store import open_store

    files = sorted((folder / "blind").glob("*.json"))
    if not files:
        raise ReadError(f"{folder} has no blind/*.json to read; see docs/reference/evaluation.md for the layout")
    names: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix="rashomon-evaluate-") as scratch:
        fresh = replace(settings, db=str(Path(scratch) / "evaluate.db"), archive="")
        with open_store(fresh.db) as store:
            summary = ingest(_blind(files, names), store, fresh, progress=progress)
            predictions = predict(store, names)
    return Evaluation(predictions, summary, score_folder(folder, predictions))


def predict(store: Store, names: Mapping[str, Sequence[str]]) -> Json:
    """The database's incidents in the form of predictions; ``names``: report id -> the files it was read from."""
    return {"incidents": [_incident(store.incident(row.id), names) for row in store.incidents()]}


def score_folder(folder: Path, predictions: Json) -> Scores | None:
    """The figures against ``folder/gold``, None where there is none."""
    from rashomon.score import load_gold, read_told, score

    if not (folder / "gold").is_dir():
        return None
    listed = folder / "blind_map.json"
    names = json.loads(listed.read_text("utf-8")) if listed.is_file() else {}
    return score(read_told(predictions, names), load_gold(folder / "gold"))


def _blind(files: Sequence[Path], names: dict[str, list[str]]) -> Iterator[ReadItem | Issue]:
    from rashomon.read import ReadItem, read_text

    for file in files:
        try:
            data = json.loads(file.read_text("utf-8"))
            report = read_text(
                data["text"],
                title=data.get("title") or "",
                outlet=data.get("outlet") or "",
                published=data.get("published"),
                language=data.get("language") or "",
                source=data.get("file") or file.name,
            )
        except (ValueError, KeyError, TypeError, ReadError) as error:
            yield Issue("read", "bad-blind-file", f"not a blind report: {error}", str(file), severity=Severity.ERROR)
            continue
        names.setdefault(report.id, []).append(data.get("file") or file.name)
        yield ReadItem(report, data["text"].encode("utf-8", "replace"), "text/plain")


def _incident(view: IncidentView, names: Mapping[str, Sequence[str]]) -> Json:
    claims = [one.claim for one in view.claims]
    row = reconcile(claims, view.reports)
    told: dict[str, list[Claim]] = {}
    for claim in claims:
        told.setdefault(claim.account_id, []).append(claim)
    reports = {report.id: report for report in view.reports}
    return {
        "id": view.row.id,
        "event_type": _code(row.event),
        "date": row.local_date or None,
        "place": _place(row),
        "counts": {name: {"low": one.low, "best": one.best, "high": one.high} for name, one in row.counts.items()},
        "disputed": list(row.disputed),
        "reports": [
            _report(file, account, told.get(account.id, []), reports[account.report_id])
            for account in view.accounts
            for file in names.get(account.report_id, ())
        ],
    }


def _place(row: Reconciled) -> Json | None:
    if row.place is None or row.place.lat_deg is None:
        return None
    return {"lat": row.place.lat_deg, "lon": row.place.lon_deg}


def _report(file: str, account: Account, claims: Sequence[Claim], report: Report) -> Json:
    told = [claim for claim in claims if claim.modality is Modality.ACTUAL]
    assert all(claim.quote == claim.span.of(report.text) for claim in told)
    return {"file": file, "primary": account.primary, "claims": [_claim(claim) for claim in told]}


def _claim(claim: Claim) -> Json:
    return {
        "attribute": claim.attribute,
        "value": gold_form(claim.attribute, claim.value),
        "speaker": OUTLET if is_outlet(claim) else claim.speaker.name,
        "stance": claim.stance.value,
        "hedged": claim.hedged,
        "quote": claim.quote,
    }


def gold_form(attribute: str, value: Value) -> str:
    """A value as gold writes it: ``>=5``, ``2020-11-09T17:30``, ``shootdown``, or the report's words for the rest."""
    if isinstance(value, TimeSpan):
        return local_text(value)
    if isinstance(value, Count):
        return count_text(value)
    if isinstance(value, Code):
        return (
            _code(value.code)
            if attribute in SPECIAL
            else value.label or value.code.rsplit(".", 1)[-1].replace("_", " ")
        )
    if isinstance(value, Place):
        return value.name or value.toponym
    if isinstance(value, PartyRef):
        return value.name
    return value.text if isinstance(value, Text) else describe(value)


def _code(path: str) -> str:
    """The most special part of a dotted code that the codebook lists, else the last part."""
    parts = path.split(".")
    listed = {code for attribute in load_codebook().attributes.values() for code in attribute.codes}
    return next((part for part in reversed(parts) if part in listed), parts[-1])
