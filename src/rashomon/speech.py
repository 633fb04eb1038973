"""Who said it and how: speaker chain, cue, stance and hedge for every stretch of a report.

In: the text (normal case), its passages and the parties named in it. Out: ``Statement``s, each the content one speaker
is responsible for, and ``attribute(span)``, which names the innermost speaker of any span. What lies in no statement is
the outlet's own voice. What the claim *is* - a toll, a weapon - is the business of the word-to-value files.

A passage is read cue by cue ("said", "according to"); the subject of a cue is the party mention or pronoun beside
it; its content stands after it ("police said that ...") or before it ("..., police said"). A quotation without a cue
of its own belongs to the speaker of its paragraph, else of the paragraph before.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from rashomon.language import load_language
from rashomon.model import Passage, PassageKind, Span, Speaker, Stance
from rashomon.who import PartyMention, speaker_of

_SUBJECT_REACH = 90  # characters between a subject and its verb ("X, who heads ..., told reporters")
_OBJECT_REACH = 60
_CONTENT_WORDS = 4  # fewer words after "X said" are a tail ("on Tuesday"), not what X said


@dataclass(frozen=True, slots=True)
class Statement:
    """The content of one act of speech. ``speakers`` runs outermost first; never empty."""

    content: Span
    speakers: tuple[Speaker, ...]
    cue: Span | None
    stance: Stance
    hedged: bool
    passage: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is responsible for a span. ``speakers`` is empty for the outlet's own voice."""

    speakers: tuple[Speaker, ...]
    cue: Span | None
    stance: Stance
    hedged: bool


@dataclass(frozen=True, slots=True)
class Speech:
    """All statements of a report, and the questions asked of them."""

    text: str
    passages: tuple[Passage, ...]
    statements: tuple[Statement, ...]
    language: str = "en"

    def attribute(self, span: Span) -> Attribution:
        """Speaker, stance and hedge of a span: the shortest statement that covers it, else the outlet's own voice."""
        covering = [s for s in self.statements if s.content.start <= span.start < s.content.end]
        passage = passage_at(self.passages, span.start)
        hedged = passage is not None and _is_hedged(self.text, passage.span, span, self.language)
        if not covering:
            return Attribution((), None, Stance.ASSERTS, hedged)
        best = min(covering, key=lambda s: (s.content.end - s.content.start, s.content.start))
        return Attribution(best.speakers, best.cue, best.stance, hedged or best.hedged)


def passage_at(passages: Sequence[Passage], offset: int) -> Passage | None:
    """The passage that holds a code point offset, or None between passages."""
    at = bisect.bisect_right(passages, offset, key=lambda passage: passage.span.start) - 1
    if at < 0 or offset >= passages[at].span.end:
        return None
    return passages[at]


def find_speech(
    text: str, passages: Sequence[Passage], parties: Sequence[PartyMention], language: str = "en"
) -> Speech:
    """All statements of a text, in text order."""
    reader = _Reader(text, tuple(passages), tuple(sorted(parties, key=lambda m: m.span.start)), language)
    return Speech(text, tuple(passages), tuple(reader.read()), language)


@dataclass(frozen=True, slots=True)
class _Cue:
    """A reporting expression: where it stands, what stance it carries, and whether its speaker follows it."""

    span: Span
    stance: Stance
    hedged: bool
    follows: bool


@dataclass(frozen=True, slots=True)
class _Lexicon:
    cue: re.Pattern[str]
    stances: dict[str, Stance]
    between: re.Pattern[str]
    negation: re.Pattern[str]
    pronoun: re.Pattern[str]
    carrier: re.Pattern[str]
    told: re.Pattern[str]
    hedge: re.Pattern[str]
    hedge_verb: re.Pattern[str]


@cache
def load_lexicon(language: str = "en") -> _Lexicon:
    """Compile the reporting words of a language. Raises CodebookError when it has no speech.toml."""
    table = load_language("speech", language)
    verbs = {Stance(name): words for name, words in table["verbs"].items()}
    groups = [f"(?P<{stance.value}>{'|'.join(words)})" for stance, words in verbs.items()]
    cue = rf"(?i)\b(?:(?P<according>{'|'.join(table['according']['cues'])})|(?P<carrier>{'|'.join(table['carriers']['verbs'])})|{'|'.join(groups)})\b"
    pronouns = table["pronouns"]["singular"] + table["pronouns"]["plural"] + table["pronouns"]["nouns"]
    return _Lexicon(
        re.compile(cue),
        {stance.value: stance for stance in verbs},
        re.compile(rf"(?i)(?:[\s,]|\b(?:{'|'.join(table['negation']['between'])})\b|['’]s\b)*$"),
        re.compile(rf"(?i)(?:\b(?:{'|'.join(table['negation']['before'])})|n['’]t)\W+(?:\w+\W+)?$"),
        re.compile(rf"(?i)\b(?P<p>{'|'.join(pronouns)})$"),
        re.compile(
            rf"(?i)\b(?:a|an|the|its|their|his|her)?\s*(?:\w+\s+)?(?:{'|'.join(table['carriers']['nouns'])})\s+(?:from|by|of|issued by|to)\s+(?:the\s+)?$"
        ),
        re.compile(rf"(?i)\b(?:{'|'.join(table['carriers']['told'])})\s+(?:the\s+)?$"),
        re.compile(rf"(?i)\b(?:{'|'.join(table['hedges']['words'])})\b"),
        re.compile(rf"(?i)(?:{'|'.join(table['hedges']['verbs'])})$"),
    )


class _Reader:
    """Reads one report; keeps the speakers met so far, because pronouns and quotations lean on them."""

    def __init__(
        self, text: str, passages: tuple[Passage, ...], parties: tuple[PartyMention, ...], language: str
    ) -> None:
        self.text, self.passages, self.parties = text, passages, parties
        self.lexicon = load_lexicon(language)
        self.quotes = _quotations(text, passages)
        self.starts = [mention.span.start for mention in parties]
        self.person: Speaker | None = None
        self.body: Speaker | None = None
        self.statements: list[Statement] = []

    def read(self) -> list[Statement]:
        for passage in self.passages:
            self._read_passage(passage)
        self._give_quotations_a_speaker()
        return sorted(self.statements, key=lambda s: (s.content.start, s.content.end))

    def _read_passage(self, passage: Passage) -> None:
        begin = passage.span.start
        for match in self.lexicon.cue.finditer(self.text, passage.span.start, passage.span.end):
            if self._in_quotation(match.start()):
                continue
            framed = self._frame(passage, match, begin)
            for statement in framed:
                self._add(statement)
            if framed and framed[-1].content.end <= match.end():
                begin = max(begin, match.end())

    def _add(self, statement: Statement) -> None:
        """Nest or cut: "X said that Y denied it" is Y's inside X's; "X said it, but Y denied it" ends X's content."""
        previous = self.statements[-1] if self.statements else None
        subject = statement.speakers[-1].span or statement.cue
        if previous is not None and previous.passage == statement.passage and subject is not None:
            inside = previous.content.start <= subject.start < previous.content.end
            if inside and _parts(self.text[max(previous.content.start, subject.start - 24) : subject.start]):
                cut = Span(previous.content.start, max(previous.content.start + 1, subject.start))
                self.statements[-1] = replace(previous, content=cut)
            elif inside and statement.content.start >= previous.content.start:
                statement = replace(statement, speakers=_chain(previous.speakers, statement.speakers))
        self.statements.append(statement)
        self._remember(statement.speakers[-1])

    def _remember(self, speaker: Speaker) -> None:
        mention = self._mention_at(speaker.span.start) if speaker.span else None
        if mention is not None and (mention.person or mention.party.kind in ("person", "generic", "witness")):
            self.person = speaker
        else:
            self.body = speaker
        if mention is not None and mention.person and mention.party.kind != "person":
            self.body = speaker

    def _frame(self, passage: Passage, match: re.Match[str], begin: int) -> list[Statement]:
        kind = match.lastgroup or "asserts"
        cue = Span(match.start(), match.end())
        hedged = self.lexicon.hedge_verb.search(match.group()) is not None
        if kind == "according":
            speakers, end = self._speakers_after(passage, cue.end)
            return self._by_according(passage, cue, speakers, end, begin) if speakers else []
        stance = self.lexicon.stances.get(kind, Stance.ASSERTS)
        subject = self._subject_before(passage, cue, need_carrier=kind == "carrier")
        if subject is not None:
            speakers, start, negated = subject
            stance = Stance.QUESTIONS if negated and stance is not Stance.DENIES else stance
            after = self._content_start(passage, cue.end)
            via = self._told_whom(passage, cue)
            return self._around(passage, cue, (via + speakers, stance, hedged), start, (begin, after))
        speakers, end = self._speakers_after(passage, cue.end)
        if not speakers or end - cue.end > _OBJECT_REACH or not self._inverts(passage, cue):
            return []
        return self._around(passage, cue, (speakers, stance, hedged), cue.start, (begin, end))

    def _inverts(self, passage: Passage, cue: Span) -> bool:
        """'"...", said X' and "..., said X": a comma or quotation mark stands before the verb."""
        before = self.text[passage.span.start : cue.start].rstrip()
        return not before or before[-1] in ",\"”'’»—-"

    def _around(
        self,
        passage: Passage,
        cue: Span,
        how: tuple[tuple[Speaker, ...], Stance, bool],
        subject_start: int,
        edges: tuple[int, int],
    ) -> list[Statement]:
        """Content after the cue, before the subject, or both ('"A," X said, "B."')."""
        speakers, stance, hedged = how
        begin, after = edges
        before_words = self.text[begin:subject_start].rstrip()
        tail = self.text[after : passage.span.end]
        has_tail = len(re.findall(r"\w+", _without_time(tail))) >= _CONTENT_WORDS
        has_head = before_words.endswith((",", '"', "”", "’", "'", "»", "--", "—")) and len(before_words.split()) >= 2
        quoted_tail = tail.lstrip(" ,.:").startswith(('"', "“", "«"))
        made: list[Statement] = []
        if has_head and (not has_tail or quoted_tail or before_words[-1] in '"”»' or tail.lstrip()[:1] == ","):
            content = Span(begin, max(begin + 1, subject_start))
            made.append(Statement(content, speakers, cue, stance, hedged, passage.index))
        if has_tail and (not made or quoted_tail or tail.lstrip()[:1] != ","):
            content = Span(after, passage.span.end)
            made.append(Statement(content, speakers, cue, stance, hedged, passage.index))
        elif not made and len(tail.split()) >= 1 and passage.span.end > cue.start:
            content = Span(cue.start, passage.span.end)
            made.append(Statement(content, speakers, cue, stance, hedged, passage.index))
        return made

    def _by_according(
        self, passage: Passage, cue: Span, speakers: tuple[Speaker, ...], end: int, begin: int
    ) -> list[Statement]:
        opens = len(self.text[passage.span.start : cue.start].split()) <= 2
        content = Span(end, passage.span.end) if opens else Span(begin, passage.span.end)
        if content.end <= content.start:
            return []
        return [Statement(content, speakers, cue, Stance.ASSERTS, False, passage.index)]

    def _content_start(self, passage: Passage, cue_end: int) -> int:
        """Past "told the Guardian", "told reporters", "in a statement": the content begins after them."""
        rest = self.text[cue_end : min(passage.span.end, cue_end + 80)]
        matched = re.match(
            r"(?i)\s*(?:,?\s*(?:in (?:a|an|its) (?:\w+ ){0,2}\w+|on \w+day|\w+day)(?= that|,)|(?:the )?[\w ]{1,30}(?= that\b))?,?\s*(?:that\b)?[:,]?\s*",
            rest,
        )
        return cue_end + (matched.end() if matched and matched.group().strip() else 0)

    def _told_whom(self, passage: Passage, cue: Span) -> tuple[Speaker, ...]:
        """The outlet that was told is the carrier: "X told Reuters" gives (Reuters, X)."""
        if not self.text[cue.start : cue.end].lower().startswith(("told", "tell", "inform")):
            return ()
        after = self._first_from(cue.end)
        if after is None or after.span.start - cue.end > 6 or after.party.kind != "outlet":
            return ()
        return (speaker_of(after),)

    def _subject_before(
        self, passage: Passage, cue: Span, *, need_carrier: bool
    ) -> tuple[tuple[Speaker, ...], int, bool] | None:
        """The speakers whose verb the cue is, where their noun phrase starts, and whether the verb is negated."""
        low = max(passage.span.start, cue.start - _SUBJECT_REACH)
        words = self.text[low : cue.start]
        gap = self.lexicon.between.search(words)
        end = low + (gap.start() if gap else len(words))
        negated = self.lexicon.negation.search(words[-40:]) is not None
        mention = self._ending_at(end, passage)
        if mention is not None:
            start = mention.span.start
            carried = self.lexicon.carrier.search(self.text[passage.span.start : start])
            if need_carrier and carried is None:
                return None
            return (speaker_of(mention),), passage.span.start + carried.start() if carried else start, negated
        pronoun = self.lexicon.pronoun.search(self.text[low:end])
        if pronoun is None or need_carrier:
            return None
        speaker = self._antecedent(pronoun.group("p").lower())
        return ((speaker,), low + pronoun.start(), negated) if speaker else None

    def _antecedent(self, pronoun: str) -> Speaker | None:
        if pronoun in ("he", "she") or any(word in pronoun for word in ("official", "spokes", "minister", "chief")):
            return self.person or self.body
        return self.body or self.person

    def _ending_at(self, end: int, passage: Passage) -> PartyMention | None:
        """The party mention that ends where the verb's subject must end, through an apposition or relative clause."""
        at = bisect.bisect_left(self.starts, end) - 1
        if at < 0:
            return None
        mention = self.parties[at]
        if mention.span.start < passage.span.start:
            return None
        between = self.text[mention.span.end : end]
        if not between.strip(" '’s,"):
            return self._head_of(at, passage)
        apposed = re.fullmatch(
            r"\s*(?:\([^)]*\)|\[[^\]]*\])?\s*,[^,.;]{2,80},\s*", self.text[mention.span.end : end] + ", "
        )
        return self._head_of(at, passage) if apposed and "," in between else None

    def _head_of(self, at: int, passage: Passage) -> PartyMention:
        """ "X, Y's director, said": the head of the apposition is the earlier mention when that is a person."""
        mention = self.parties[at]
        if at == 0 or mention.person:
            return mention
        earlier = self.parties[at - 1]
        joined = self.text[earlier.span.end : mention.span.start]
        if earlier.person and earlier.span.start >= passage.span.start and re.fullmatch(r",[^,.;]{0,60}", joined):
            return earlier
        return mention

    def _speakers_after(self, passage: Passage, start: int) -> tuple[tuple[Speaker, ...], int]:
        mention = self._first_from(start)
        if mention is None or mention.span.end > passage.span.end:
            return (), start
        between = self.text[start : mention.span.start]
        if not re.fullmatch(
            r"(?i)\s*(?:to |by |that )?(?:an? |the |its |one |two |some |several |local |\w+ed |a senior |\w+ly )?\s*(?:\w+\s){0,2}",
            between,
        ):
            return (), start
        return (speaker_of(mention),), mention.span.end

    def _first_from(self, start: int) -> PartyMention | None:
        at = bisect.bisect_left(self.starts, start)
        return self.parties[at] if at < len(self.parties) else None

    def _mention_at(self, start: int) -> PartyMention | None:
        at = bisect.bisect_right(self.starts, start) - 1
        return self.parties[at] if at >= 0 and self.parties[at].span.end > start else None

    def _in_quotation(self, offset: int) -> bool:
        return any(quote.start < offset < quote.end for quote in self.quotes)

    def _give_quotations_a_speaker(self) -> None:
        """A quotation outside every statement belongs to the nearest speaker of its paragraph, else of the one before."""
        for quote in self.quotes:
            if any(
                s.content.start <= quote.start < s.content.end or quote.contains(s.content) for s in self.statements
            ):
                continue
            passage = passage_at(self.passages, quote.start)
            owner = self._owner_of(passage) if passage else None
            if passage is not None and owner is not None:
                self.statements.append(replace(owner, content=quote, stance=Stance.ASSERTS, passage=passage.index))

    def _owner_of(self, passage: Passage) -> Statement | None:
        ranked = [
            (abs(self.passages[s.passage].paragraph - passage.paragraph) * 2 + (s.passage > passage.index), s)
            for s in self.statements
            if s.passage != passage.index
            and abs(self.passages[s.passage].paragraph - passage.paragraph) <= 1
            and abs(s.passage - passage.index) <= 4
        ]
        if not ranked:
            return None
        return min(ranked, key=lambda pair: (pair[0], abs(pair[1].passage - passage.index)))[1]


def _quotations(text: str, passages: Sequence[Passage]) -> tuple[Span, ...]:
    """Spans of direct quotation, paragraph by paragraph; an unclosed quotation runs to the paragraph's end."""
    spans: list[Span] = []
    begin, paragraph = -1, -1
    for passage in passages:
        if passage.paragraph != paragraph and begin >= 0:
            begin = -1
        paragraph = passage.paragraph
        for match in re.finditer(r'["“”«»]', text[passage.span.start : passage.span.end]):
            at = passage.span.start + match.start()
            if begin < 0:
                begin = at
            else:
                if text.find(" ", begin, at) >= 0:
                    spans.append(Span(begin, at + 1))
                begin = -1
        if begin >= 0 and passage.kind is not PassageKind.HEADLINE:
            spans.append(Span(begin, passage.span.end))
            begin = passage.span.end
    return tuple(spans)


def _parts(words: str) -> bool:
    """True when the words before a subject part it from the content before: "; ", ", but ", " while "."""
    return (
        re.search(
            r"(?i)[;—]|\b(?:but|while|whereas|although|though|however)\b|[,\"”]\s*(?:and\s+)?(?:the\s+|an?\s+)?$", words
        )
        is not None
    )


def _chain(outer: tuple[Speaker, ...], inner: tuple[Speaker, ...]) -> tuple[Speaker, ...]:
    return outer + inner if outer[-1].name != inner[-1].name else inner


def _without_time(words: str) -> str:
    """A tail without its adjuncts: "police said Tuesday in a statement." says nothing more."""
    return re.sub(
        r"(?i)\b(?:on |late |early |this |last )?(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: \w+)?\b|\bin an? (?:\w+ )?(?:statement|interview|communique)\b"
        r"|\b(?:today|yesterday|reporters|here|that)\b|\bat a (?:news|press) (?:conference|briefing)\b|\bby (?:tele)?phone\b",
        " ",
        words,
    )


def _is_hedged(text: str, passage: Span, span: Span, language: str) -> bool:
    """A hedge word within the same clause as the span, before it or just after."""
    low = max(passage.start, span.start - 60)
    clause = re.split(r"[;,:]|\bbut\b|\bwhile\b", text[low : span.start])[-1] + text[span.start : span.end]
    return load_lexicon(language).hedge.search(clause) is not None
