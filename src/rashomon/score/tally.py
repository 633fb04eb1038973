"""Counting: hits and misses with their precision and recall, and the pairing of predictions with facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """True positives, false positives, false negatives. Tallies add up."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float | None:
        """None when nothing was predicted."""
        return share(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float | None:
        """None when there was nothing to find."""
        return share(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None when either is."""
        if self.precision is None or self.recall is None:
            return None
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many. Shares add up."""

    right: int = 0
    of: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.of + other.of)

    @property
    def value(self) -> float | None:
        """None when there was nothing to ask."""
        return share(self.right, self.of)


def share(part: float, whole: float) -> float | None:
    """The quotient, or None of nothing."""
    return part / whole if whole else None


def pair_up(left: int, right: int, fits: Callable[[int, int], bool]) -> dict[int, int]:
    """As many pairs left -> right as can be made at once (augmenting paths, in order of the left)."""
    taken: dict[int, int] = {}

    def place(one: int, tried: set[int]) -> bool:
        for other in range(right):
            if other in tried or not fits(one, other):
                continue
            tried.add(other)
            if other not in taken or place(taken[other], tried):
                taken[other] = one
                return True
        return False

    for one in range(left):
        place(one, set())
    return {one: other for other, one in taken.items()}
