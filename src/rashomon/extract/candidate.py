"""A claim before it has a speaker, and how far claims of its kind were right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rashomon.model import Span, Speaker, Stance, Value

# Share of claims of each kind whose value was right on half of the labelled training reports (docs/accuracy.md).
CONFIDENCE: Final = {
    "event": 0.83,
    "event.second": 0.45,  # another type of weight in the same report
    "event.told": 0.4,  # a type only one named speaker gives it
    "when": 0.78,
    "where": 0.65,
    "where.second": 0.45,
    "target": 0.45,
    "weapon": 0.56,
    "killed": 0.8,
    "wounded": 0.83,
    "missing": 0.8,
    "detained": 0.5,
    "cause_intent": 0.63,
    "response": 0.58,
    "equipment_lost": 0.4,
    "perpetrator": 0.7,
    "perpetrator.stated": 0.9,  # claimed, denied, or said to be unknown
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim before it has a speaker: the words, the value, and what the words themselves settle."""

    attribute: str
    span: Span
    value: Value
    speaker: Speaker | None = None
    stance: Stance | None = None
    hedged: bool | None = None
    rank: str = ""

    @property
    def confidence(self) -> float:
        """How often a claim of this attribute and rank was right."""
        return CONFIDENCE.get(self.rank or self.attribute, CONFIDENCE["response"])
