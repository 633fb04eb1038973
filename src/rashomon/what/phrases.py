"""Word-row patterns of the language files, and where they occur in a text.

A pattern is a row of words: ``a|b`` either, ``word~`` a regular verb in all its forms, ``word+`` a noun and its plural,
``*`` up to five words between, ``(word)`` may be left out. In: patterns with what they stand for. Out: hits in text
order. What a hit means is left to the finders. One dictionary look-up per word keeps the scan linear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from rashomon.what.tokens import Tokens

GAP_MAX: Final = 5  # words that `*` may stand for
_STOPS: Final = frozenset('.;:!?()"“”')

T = TypeVar("T")
_Step = frozenset[str] | None  # None is the gap
_Tail = tuple[tuple[_Step, bool], ...]  # (words, may be left out)


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A pattern found at tokens ``[first, last)`` of sentence ``sentence``."""

    first: int
    last: int
    sentence: int
    meaning: T


class Phrasebook(Generic[T]):
    """Patterns by first word."""

    def __init__(self, patterns: Iterable[tuple[str, T]]) -> None:
        self._by_word: dict[str, list[tuple[_Step, _Tail, T]]] = {}
        for pattern, meaning in patterns:
            head, tail = _compile(pattern)
            second = _second(tail)
            for word in sorted(head):
                self._by_word.setdefault(word, []).append((second, tail, meaning))

    def heads(self, wanted: Callable[[T], bool]) -> frozenset[str]:
        """The words that open a pattern whose meaning is wanted."""
        return frozenset(
            word for word, entries in self._by_word.items() if any(wanted(meaning) for _, _, meaning in entries)
        )

    def scan(self, tokens: Tokens) -> Iterator[Hit[T]]:
        """Every hit by the word it opens with; ``longest`` thins them out."""
        by_word, low = self._by_word, tokens.low
        for number, at in self._openings(tokens):
            last = tokens.sentences[number][1]
            behind = low[at + 1] if at + 1 < last else ""
            for second, tail, meaning in by_word[low[at]]:
                if second is not None and behind not in second:
                    continue
                end = _match(low, at + 1, last, tail, 0) if tail else at + 1
                if end >= 0:
                    yield Hit(at, end, number, meaning)

    def _openings(self, tokens: Tokens) -> Iterator[tuple[int, int]]:
        """(sentence, token) of every word that opens a pattern, in text order."""
        if len(tokens.sentences) == 1:
            first, last = tokens.sentences[0]
            yield from ((0, at) for at in range(first, last) if tokens.low[at] in self._by_word)
            return
        # one look at each different word of the text: three of four tokens repeat one or are in no pattern
        opening = sorted([at for word in self._by_word.keys() & tokens.places.keys() for at in tokens.places[word]])
        number = 0
        for at in opening:
            while number < len(tokens.sentences) and at >= tokens.sentences[number][1]:
                number += 1
            if number < len(tokens.sentences) and at >= tokens.sentences[number][0]:
                yield number, at


def longest(hits: Iterable[Hit[T]], rank: Callable[[T], Any] = lambda _: 0) -> list[Hit[T]]:
    """Hits that do not overlap, longer before shorter, then by ``rank`` (small first), in text order."""
    taken: set[int] = set()
    chosen = []
    for hit in sorted(hits, key=lambda hit: (hit.first - hit.last, rank(hit.meaning), hit.first)):
        if taken.isdisjoint(range(hit.first, hit.last)):
            taken.update(range(hit.first, hit.last))
            chosen.append(hit)
    return sorted(chosen, key=lambda hit: hit.first)


def _match(low: tuple[str, ...], at: int, last: int, tail: _Tail, step: int) -> int:
    """Token after the match of ``tail[step:]`` from ``at``, or -1."""
    if step == len(tail):
        return at
    words, optional = tail[step]
    if at < last and low[at] == "-":  # "rocket-propelled" is told by the pattern "rocket propelled"
        at += 1
    if words is None:
        for skip in range(GAP_MAX + 1):
            if at + skip >= last:
                break
            end = _match(low, at + skip, last, tail, step + 1)
            if end >= 0:
                return end
            if low[at + skip] in _STOPS:
                break
        return -1
    if at < last and low[at] in words:
        end = _match(low, at + 1, last, tail, step + 1)
        if end >= 0:
            return end
    return _match(low, at, last, tail, step + 1) if optional else -1


def _compile(pattern: str) -> tuple[frozenset[str], _Tail]:
    steps: list[tuple[_Step, bool]] = []
    for word in pattern.split():
        optional = word.startswith("(")
        steps.append((None if word == "*" else _forms(word.strip("()")), optional))
    head = steps[0][0]
    if head is None or steps[0][1]:
        raise ValueError(f"pattern {pattern!r} must open with a word")
    return head, tuple(steps[1:])


def _second(tail: _Tail) -> _Step:
    """The words one of which must stand behind the first for the pattern to match; None when any may."""
    if not tail or tail[0][0] is None or tail[0][1]:
        return None
    return tail[0][0] | {"-"}


def _forms(word: str) -> frozenset[str]:
    forms: set[str] = set()
    for choice in word.lower().split("|"):
        if choice.endswith("~"):
            forms.update(inflect(choice[:-1]))
        elif choice.endswith("+"):
            forms.update((choice[:-1], plural(choice[:-1])))
        else:
            forms.add(choice)
    return frozenset(forms)


def plural(noun: str) -> str:
    """The regular plural: bombs, batteries, charges, bushes."""
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "sh", "ch", "x", "z")) else "s")


def inflect(verb: str) -> tuple[str, ...]:
    """The four forms of a regular verb: raid, raids, raided, raiding."""
    if verb.endswith("e"):
        return verb, verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    if verb.endswith(("s", "sh", "ch", "x", "z")):
        return verb, verb + "es", verb + "ed", verb + "ing"
    return verb, verb + "s", verb + "ed", verb + "ing"
