"""The claims of one report against the gold's: facts found, speakers right, stances and hedges right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from rashomon.model import Stance
from rashomon.score.forms import ATTRIBUTES, COUNTS, GoldClaim, GoldReport, Told
from rashomon.score.match import bound_of, facts_of, same_speaker, same_value, speaker_matches, value_matches
from rashomon.score.tally import Share, Tally, pair_up
from rashomon.score.words import fold

Fits = Callable[[Told, GoldClaim], bool]

STANCE_SETS: Final[Mapping[str, frozenset[str]]] = {
    **{stance.value: frozenset({stance.value}) for stance in Stance},
    "negative": frozenset(stance.value for stance in Stance if stance.negative),
}


@dataclass(frozen=True, slots=True)
class ReportScores:
    """Facts as pairs and triples, and how the claims whose speaker was right stood otherwise. They add up."""

    pairs: Mapping[str, Tally] = field(default_factory=dict)
    triples: Mapping[str, Tally] = field(default_factory=dict)
    stance: Share = field(default_factory=Share)
    hedge: Share = field(default_factory=Share)
    bound: Share = field(default_factory=Share)
    confusion: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: ReportScores) -> ReportScores:
        return ReportScores(
            stance=self.stance + other.stance,
            hedge=self.hedge + other.hedge,
            bound=self.bound + other.bound,
            confusion=self.confusion + other.confusion,
        )


@dataclass(frozen=True, slots=True)
class _Level:
    """What makes two claims one: their value alone, or value and speaker."""

    fits: Fits
    same: Callable[[GoldClaim, GoldClaim], bool]
    key: Callable[[Told], tuple[str, ...]]


def compare_claims(report: GoldReport, told: Sequence[Told]) -> ReportScores:
    """One report's predicted claims against its gold."""
    by_value, by_speaker = _by_value(), _by_speaker(report.outlet)
    pairs, triples, found = {}, {}, ReportScores()
    for attribute in ATTRIBUTES:
        gold, said = _of(attribute, report.claims, told)
        pairs[attribute], _ = _compare(gold, said, by_value)
        triples[attribute], matched = _compare(gold, said, by_speaker)
        for claim in matched:
            found += _stand(claim, [one for one in gold if by_speaker.fits(claim, one)])
    return replace(found, pairs=_with_total(pairs), triples=_with_total(triples))


def compare_stances(report: GoldReport, told: Sequence[Told]) -> dict[str, Tally]:
    """Facts whose speaker and stance are right, for each stance and for the negative ones together."""
    level = _by_speaker(report.outlet)
    tallies = {}
    for name, stances in STANCE_SETS.items():
        gold = [claim for claim in report.claims if claim.stance in stances]
        said = [claim for claim in told if claim.stance in stances]
        each = (_compare(*_of(attribute, gold, said), level)[0] for attribute in ATTRIBUTES)
        tallies[name] = sum(each, Tally())
    return tallies


def _by_value() -> _Level:
    return _Level(
        lambda said, gold: value_matches(gold.attribute, said.value, gold), same_value, lambda said: (fold(said.value),)
    )


def _by_speaker(outlet: str) -> _Level:
    return _Level(
        lambda said, gold: (
            value_matches(gold.attribute, said.value, gold) and speaker_matches(said.speaker, gold, outlet)
        ),
        lambda left, right: same_value(left, right) and same_speaker(left, right),
        lambda said: (fold(said.value), fold(said.speaker), said.stance),
    )


def _of(attribute: str, gold: Sequence[GoldClaim], told: Sequence[Told]) -> tuple[list[GoldClaim], list[Told]]:
    return (
        [claim for claim in gold if claim.attribute == attribute],
        [claim for claim in told if claim.attribute == attribute and claim.value not in (None, "")],
    )


def _compare(gold: list[GoldClaim], told: list[Told], level: _Level) -> tuple[Tally, list[Told]]:
    """The tally of one attribute, and the predictions that were paired with a fact."""
    facts = facts_of(gold, level.same)
    once: dict[tuple[str, ...], Told] = {}
    for claim in told:
        once.setdefault(level.key(claim), claim)
    said = list(once.values())

    def states(one: int, fact: int) -> bool:
        return any(level.fits(said[one], claim) for claim in facts[fact])

    paired = pair_up(len(said), len(facts), states)
    needed = [not all(claim.unclear for claim in fact) for fact in facts]
    hits = sum(needed[fact] for fact in paired.values())
    # A second way to say a fact that is already paired is no mistake.
    wrong = sum(
        one not in paired and not any(states(one, fact) for fact in range(len(facts))) for one in range(len(said))
    )
    missed = sum(need and fact not in paired.values() for fact, need in enumerate(needed))
    return Tally(hits, wrong, missed), [said[one] for one in paired]


def _stand(said: Told, gold: Sequence[GoldClaim]) -> ReportScores:
    """Stance, hedge and bound of one prediction against the gold claims it matches."""
    clear = [claim for claim in gold if not claim.unclear]
    if not clear:
        return ReportScores()
    right = said.stance in {claim.stance for claim in gold}
    bound = Share()
    if said.attribute in COUNTS:
        bound = Share(int(any(bound_of(said.value) == bound_of(claim.values[0]) for claim in gold)), 1)
    return ReportScores(
        stance=Share(int(right), 1),
        hedge=Share(int(said.hedged in {claim.hedged for claim in gold}), 1),
        bound=bound,
        confusion=Counter() if right else Counter({f"{clear[0].stance}->{said.stance}": 1}),
    )


def _with_total(tallies: dict[str, Tally]) -> dict[str, Tally]:
    return tallies | {"ALL": sum(tallies.values(), Tally())}
