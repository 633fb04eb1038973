"""Predictions against gold: how well the claims, their speakers and stances, and the incidents came out.

    scores = score(incidents, load_gold(folder / "gold"))
    scores.pairs["ALL"].f1

Pure: no database, no reader. The forms of gold and predictions are told in docs/reference/evaluation.md. One gold
claim group is one fact (all gold claims of one report with the same value, and at the level of triples the same
speaker); a prediction counts once, however often it is repeated, and an optional ("unclear") fact costs nothing.
"""

from __future__ import annotations

from rashomon.score.forms import ATTRIBUTES, GoldIncident, Told, ToldIncident, load_gold, read_told
from rashomon.score.scores import Scores, score
from rashomon.score.show import as_json, as_lines
from rashomon.score.tally import Tally

__all__ = [
    "ATTRIBUTES",
    "GoldIncident",
    "Scores",
    "Tally",
    "Told",
    "ToldIncident",
    "as_json",
    "as_lines",
    "load_gold",
    "read_told",
    "score",
]
