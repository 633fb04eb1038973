"""Casualties in words -> counts of people, each by its predicate: killed, wounded, missing, detained.

In: a text and its passages. Out: ``CasualtyMention`` in text order, with exact spans. Mixed tolls ("30 killed or
wounded") give no count. Who says it, and which of several counts is the report's last word, is left to
``speech.py`` and ``extract.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from rashomon.count.chunks import Chunk, chunk
from rashomon.count.grammar import Finding, find
from rashomon.count.groups import Group
from rashomon.count.lexicon import Lexicon, Token, load_lexicon, tokenize
from rashomon.count.numbers import count_text, parse_count
from rashomon.model import Modality, Passage, Span
from rashomon.recase import lowered
from rashomon.values import Count

__all__ = ["CasualtyMention", "count_text", "find_casualties", "parse_count"]


_CLAUSE: Final = re.compile(r"[.;,:]")
_NOT_FUTURE: Final = re.compile(r"\b(?:to (?:have|be)|up to)\b")
_MIGHT: Final = re.compile(r"\b(?:would|could|might|may)\b")
_MODES: Final = (
    ("future", Modality.FUTURE),
    ("hypothetical", Modality.HYPOTHETICAL),
    ("negated", Modality.NEGATED),
)
_WAR_TOLL: Final = 1000  # no labelled incident has more dead, hurt or held people in one report; totals of wars do
_OF_THINGS: Final = frozenset(
    {
        "burned",
        "burnt",
        "captured",
        "held",
        "seized",
        "seizing",
        "trapped",
        "shot",
        "claimed",
        "capture",
        "capturing",
        "missing",
    }
)


@dataclass(frozen=True, slots=True)
class CasualtyMention:
    """People said to be killed, wounded, missing or detained.

    ``span`` holds the number and the people ("two crew members"), or the predicate where a person is only named.
    ``who`` are the words for the people; ``part`` marks a subgroup of a larger number told beside it; ``implied`` a sum
    the text leaves to its reader ("a woman and four children"); ``weak`` a count that is only suggested ("shot",
    "hospital"), kept because nothing in the report contradicts it.
    """

    span: Span
    attribute: str
    value: Count
    predicate: Span
    who: Span | None = None
    background: bool = False
    modality: Modality = Modality.ACTUAL
    part: bool = False
    weak: str = ""
    implied: bool = False


def find_casualties(text: str, passages: Sequence[Passage], language: str = "en") -> list[CasualtyMention]:
    """Every count of people in the passages, in text order."""
    lexicon = load_lexicon(language)
    found: list[CasualtyMention] = []
    lower = lowered(text)
    for passage in passages:
        start, end = passage.span.start, passage.span.end
        if lexicon.prefilter.search(lower, start, end) is not None:
            found.extend(_in_sentence(text, lower, passage.span, lexicon))
    return _settle(found)


def _in_sentence(text: str, lower: str, span: Span, lexicon: Lexicon) -> list[CasualtyMention]:
    start, end = span.start, span.end
    tokens = tokenize(text, start, end)
    chunks = chunk(tokens, lexicon)
    findings = find(chunks)
    if not findings:
        return []
    background = lexicon.background.search(lower, start, end) is not None
    behind = lexicon.background_before.search(lower, start, end)
    mentions: dict[tuple[Span, str], CasualtyMention] = {}
    for finding in findings:
        for mention in _mentions(text, tokens, chunks, finding, lexicon):
            key = (mention.span, mention.attribute)
            if key not in mentions or (mentions[key].weak and not mention.weak):
                old = (
                    background
                    or mention.value.low >= _WAR_TOLL
                    or (behind is not None and behind.end() <= mention.span.start)
                )
                mentions[key] = replace(mention, background=True) if old and mention.value.high != 0 else mention
    return sorted(mentions.values(), key=lambda m: (m.span.start, m.span.end, m.attribute))


def _mentions(
    text: str, tokens: list[Token], chunks: list[Chunk], finding: Finding, lexicon: Lexicon
) -> Iterator[CasualtyMention]:
    usable = [
        (at, group)
        for at in finding.groups
        if (group := chunks[at].group) and _usable(group, finding, chunks[finding.predicate])
    ]
    if not usable:
        return
    if len(usable) > 1 and usable[0][1].kind == "counted":
        usable = [(at, group) for at, group in usable if group.kind != "bare"]
    predicate = _span(tokens, chunks[finding.predicate].start, chunks[finding.predicate].end)
    told = _Told(finding, predicate, _modality(text, tokens, chunks, finding, lexicon))
    total = _total([group for _, group in usable]) if not finding.negated and not finding.part else None
    if total is not None:
        span = _span(tokens, chunks[usable[0][0]].start, chunks[usable[-1][0]].end)
        yield told.mention(span, total, span, implied=True)
        if total.low == len(usable):  # "a police officer and a technician": told as two, not as one and one
            return
    for at, group in usable:
        yield _mention(tokens, chunks[at], group, told, alone=len(usable) == 1)


class _Told(NamedTuple):
    """What the mentions of one finding share."""

    finding: Finding
    predicate: Span
    modality: Modality

    def mention(
        self, span: Span, value: Count, who: Span | None, *, part: bool = False, implied: bool = False
    ) -> CasualtyMention:
        """One mention of the finding."""
        finding = self.finding
        return CasualtyMention(
            span, finding.attribute, value, self.predicate, who, False, self.modality,
            finding.part or part, finding.weak, implied,
        )  # fmt: skip


def _mention(tokens: list[Token], chunk: Chunk, group: Group, told: _Told, *, alone: bool) -> CasualtyMention:
    whole = _span(tokens, chunk.start, chunk.end)
    named = group.kind in ("name", "pronoun")
    who = whole if named else _span(tokens, *group.who) if group.who else None
    value = Count(0, 0, group.count.of) if told.finding.negated else group.count
    return told.mention(told.predicate if named and alone else whole, value, who, part=not alone)


def _usable(group: Group | None, finding: Finding, predicate: Chunk) -> bool:
    if group is None or (group.kind == "any" and not finding.negated and not group.attribute):
        return False
    if group.kind == "bare" and predicate.code == "N":
        return False
    if (
        group.soft
        and group.kind != "name"
        and (finding.weak or predicate.word in _OF_THINGS or finding.attribute == "missing")
    ):
        return False
    if group.kind == "definite":
        return finding.negated
    return True


def _total(groups: list[Group]) -> Count | None:
    """The sum of coordinated groups, when each has a number of its own."""
    if len(groups) < 2:
        return None
    low = high = 0
    for group in groups:
        if group.kind not in ("counted", "one", "name", "pronoun") or group.count.word or group.count.high is None:
            return None
        low, high = low + group.count.low, high + group.count.high
    classes = {group.count.of for group in groups}
    return Count(low, high, classes.pop() if len(classes) == 1 else "")


def _span(tokens: list[Token], start: int, end: int) -> Span:
    return Span(tokens[start].start, tokens[end - 1].end)


def _modality(text: str, tokens: list[Token], chunks: list[Chunk], finding: Finding, lexicon: Lexicon) -> Modality:
    own = chunks[finding.predicate].group
    if own is not None and own.kind in ("none", "any"):
        return Modality.ACTUAL
    first = chunks[finding.predicate].start
    before = chunks[finding.predicate - 1] if finding.predicate else None
    if before is not None and before.word == "to":
        return Modality.FUTURE
    left = _CLAUSE.split(text[tokens[max(0, first - 4)].start : tokens[first].start])[-1].lower()
    if not left:
        return Modality.ACTUAL
    left = _NOT_FUTURE.sub("", left)
    if finding.negated:
        return Modality.HYPOTHETICAL if _MIGHT.search(left) else Modality.ACTUAL
    if lexicon.modal_any.search(left) is None:
        return Modality.ACTUAL
    for name, modality in _MODES:
        if lexicon.modal[name].search(left) is not None:
            return modality
    return Modality.ACTUAL


def _settle(found: list[CasualtyMention]) -> list[CasualtyMention]:
    """Keep a weak count only where the report tells of nobody killed: who was shot or in hospital may have died."""
    deaths = any(m.attribute == "killed" and m.value.high != 0 and not m.background for m in found)
    return [m for m in found if not m.weak or not deaths or (m.weak == "hospital" and m.value.low > 1)]
