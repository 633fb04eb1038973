"""RAND incident paragraphs: a table row per paragraph, turned into weak labels where the paragraph bears the row out.

The row says how many were killed and injured, where, by whom and with what; the words are searched for. Nothing here
was marked by a person, so every label is weak and silence means nothing. A tenth of the months is ``dev``.
Terms of the data: not seen, non-commercial.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rashomon.model import Span
from training.documents import Coverage, Document, Extent, Judgement, Layer, Role, text_hash
from training.offsets import Log, find_words, nfc, sentences

COVERAGE = (Coverage(Layer.ROLE, Extent.WEAK), Coverage(Layer.RELEVANCE, Extent.WEAK))
_SMALL = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_DIED = r"killed|kill|killing|dead|died|deaths?|fatalities|murdered|slain"
_HURT = r"wounded|wounding|injured|injuring|injuries|hurt"
_COUNTS = {"killed": ("Fatalities", _DIED, _HURT), "wounded": ("Injuries", _HURT, _DIED)}
_UNKNOWN = frozenset(("", "unknown", "other"))
_NEAR = 60  # characters between a number and its verb in one clause; a wider window pairs other people's numbers
_SHORT = 40  # a shorter paragraph is a stub ("No description")


def convert(folder: Path, log: Log) -> Iterator[Document]:
    """One document per different paragraph that is longer than a stub."""
    seen: set[str] = set()
    with gzip.open(folder / "rand_rdwti.jsonl.gz", "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            row = json.loads(line)
            text, _ = nfc((row["Description"] or "").strip())
            if len(text) < _SHORT:
                log.note("no paragraph to speak of", str(number))
            elif text in seen:
                log.note("paragraph seen before", str(number))
            else:
                seen.add(text)
                yield _document(f"rand_rdwti:{number}", row, text, log)


def _document(name: str, row: dict[str, Any], text: str, log: Log) -> Document:
    return Document(
        id=name,
        corpus="rand_rdwti",
        text=text,
        sentences=sentences(text),
        coverage=COVERAGE,
        split=split_of(row["Date"] or ""),
        published=row["Date"] or "",
        outlet="RAND",
        roles=tuple(_roles(name, row, text, log)),
        relevance=(Judgement(Span(0, len(text)), "incident"),),
    )


def split_of(date: str) -> str:
    """Whole months are held out: paragraphs on one attack, and the stock phrases of a season, stay on one side."""
    return "dev" if int(text_hash(date[:7])[:8], 16) % 10 == 0 else "train"


def _roles(name: str, row: dict[str, Any], text: str, log: Log) -> Iterator[Role]:
    for slot, role in (("City", "place"), ("Country", "place"), ("Perpetrator", "perpetrator")):
        words = (row[slot] or "").strip()
        if words.lower() in _UNKNOWN:
            continue
        if span := find_words(text, words):
            yield Role(span, role, incident="1")
        else:
            log.note(f"{slot} not named in its paragraph", name)
    for role, (slot, verbs, others) in _COUNTS.items():
        if not row[slot]:
            continue
        if span := _number_near(text, row[slot], verbs, others):
            yield Role(span, role, incident="1", value=str(row[slot]))
        else:
            log.note(f"number of {role} not found beside a verb", name)


def _number_near(text: str, number: int, verbs: str, others: str) -> Span | None:
    """The number, in figures or in words, with such a verb on either side in the same clause.

    No verb of the ``others`` may stand between or right before: in "killing one and wounding another" and in "one
    soldier was killed, another wounded", one is no number of wounded.
    """
    forms = [f"{number:,}".replace(",", ",?"), *(_SMALL[number - 1 : number] if number > 0 else [])]
    figure = rf"(?<![\w,.-])(?P<n>{'|'.join(forms)})(?![\w-]|[,.]\d)"
    gap = rf"(?:(?!\b(?:{others})\b)[^.;]){{0,{_NEAR}}}?"
    taken = re.compile(rf"\b(?:{others})(?: at least| about| some)? $", re.IGNORECASE)
    for pattern in (rf"{figure}{gap}\b(?:{verbs})\b", rf"\b(?:{verbs})\b{gap}{figure}"):
        for found in re.finditer(pattern, text, re.IGNORECASE):
            if not taken.search(text[: found.start("n")]):
                return Span(*found.span("n"))
    return None
