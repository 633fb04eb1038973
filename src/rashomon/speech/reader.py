"""Reads the speech of one report, passage by passage, cue by cue.

The subject of a cue ("said", "according to") is the party mention or pronoun beside it; its content stands after it
("police said that ...") or before it ("..., police said"). A quotation without a cue of its own belongs to the speaker
of its paragraph, else of the paragraph before. Speakers met so far are kept: pronouns and quotations lean on them.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, replace
from typing import Final

from rashomon.model import PartyKind, Passage, PassageKind, Span, Speaker, Stance
from rashomon.recase import lowered
from rashomon.speech.lexicon import load_lexicon
from rashomon.speech.quotations import find_quotations
from rashomon.speech.statement import Statement, passage_at
from rashomon.who import PartyMention, speaker_of

_SUBJECT_REACH: Final = 90  # characters between a subject and its verb ("X, who heads ..., told reporters")
_OBJECT_REACH: Final = 60
_CONTENT_WORDS: Final = 4  # fewer words after "X said" are a tail ("on Tuesday"), not what X said
_OPENING: Final = 12  # characters; a subject that opens its sentence starts within them
_LOOK_BACK: Final = 200  # mentions of parties; more stand in no news report, only in what is made to be slow
_TITLE_WORDS: Final = 3  # 1 to 4 tried: each finds more speakers of two sets again, 4 hardly more than 3
_NAME_MAX: Final = 60  # characters; longer "names" are descriptions
# "X (ABC), head of Y, told" and "X, who heads Y, told": both commas, or a relative pronoun
_APPOSED: Final = re.compile(
    r"\s*(?:\([^)]*\)|\[[^\]]*\])?\s*(?:,[^,.;]{2,80}(?:,[^,.;]{2,40})?,|,?\s*(?:who|which)\b[^,.;]{2,80},?)?\s*"
)
_CLOSING: Final = (",", '"', "”", "’", "'", "»", "--", "—")
_WORD: Final = re.compile(r"\w+")
_QUOTE_OPENS: Final = ('"', "“", "«")


@dataclass(frozen=True, slots=True)
class _Said:
    """One cue with its speakers: ``head`` is where the words of speaker and cue begin, ``tail`` where they end."""

    cue: Span
    speakers: tuple[Speaker, ...]
    stance: Stance
    hedged: bool
    head: int
    tail: int


class SpeechReader:
    """Reads one report; see the module."""

    def __init__(
        self, text: str, passages: tuple[Passage, ...], parties: tuple[PartyMention, ...], language: str
    ) -> None:
        self.text, self.passages, self.parties = text, passages, parties
        self.low = lowered(text)
        self.lexicon = load_lexicon(language)
        self.quotes = find_quotations(text, passages)
        self.starts = [mention.span.start for mention in parties]
        self.full = _full_names(text, parties)
        self.person: Speaker | None = None
        self.body: Speaker | None = None
        self.statements: list[Statement] = []

    def read(self) -> list[Statement]:
        """All statements, sorted by where their content starts."""
        for passage in self.passages:
            self._read_passage(passage)
        self._give_quotations_a_speaker()
        return sorted(self.statements, key=lambda s: (s.content.start, s.content.end))

    def _read_passage(self, passage: Passage) -> None:
        begin = passage.span.start
        if passage.kind is PassageKind.HEADLINE:
            begin = self._read_headline_colon(passage)
        for match in self.lexicon.cue.finditer(self.low, passage.span.start, passage.span.end):
            if self._in_quotation(match.start()):
                continue
            framed = self._frame(passage, match, begin)
            for statement in framed:
                self._add(statement)
            if framed and framed[-1].content.end <= match.end():
                begin = max(begin, match.end())

    def _read_headline_colon(self, passage: Passage) -> int:
        """In "Police: two dead", "Two dead: police", "Two dead - police" the party on the short side speaks."""
        mark = self.lexicon.headline_mark.search(self.text, passage.span.start, passage.span.end)
        if mark is None:
            return passage.span.start
        colon, after = mark.span()
        first, last = self._first_from(passage.span.start), self._first_from(colon)
        if first is not None and first.span.end == colon:
            content = Span(after, passage.span.end)
        elif last is not None and last.span.end == passage.span.end and last.span.start == after:
            first, content = last, Span(passage.span.start, colon)
        else:
            return passage.span.start
        if content.end > content.start:
            self._add(Statement(content, (speaker_of(first),), None, Stance.ASSERTS, False, passage.index))
        return passage.span.start

    def _frame(self, passage: Passage, match: re.Match[str], begin: int) -> list[Statement]:
        """The statements one cue makes; none when it has no speaker."""
        kind = match.lastgroup or ""
        cue = Span(match.start(), match.end())
        hedged = self.lexicon.hedge_verb.search(match.group()) is not None
        if kind == "according":
            return self._by_according(passage, cue, begin)
        stance = self.lexicon.stances.get(kind, Stance.ASSERTS)
        subject = self._subject_before(passage, cue, need_carrier=kind == "carrier")
        if subject is not None:
            speakers, head, negated = subject
            stance = Stance.QUESTIONS if negated and stance is not Stance.DENIES else stance
            tail = self._content_start(passage, cue.end)
            if stance.negative and self.lexicon.granted.match(self.text, cue.end, passage.span.end):
                return []
            said = _Said(cue, self._told_whom(cue) + speakers, stance, hedged, head, tail)
            return self._around(passage, said, begin)
        inverted = self._speaker_after(passage, cue.end)
        if inverted is None or inverted.span.end - cue.end > _OBJECT_REACH or not self._inverts(passage, cue):
            return []
        said = _Said(
            cue,
            (self._speaker(inverted, self._with_article(inverted.span.start)),),
            stance,
            hedged,
            cue.start,
            inverted.span.end,
        )
        return self._around(passage, said, begin)

    def _inverts(self, passage: Passage, cue: Span) -> bool:
        """'"...", said X' and "..., said X": a comma or quotation mark stands before the verb."""
        before = self.text[passage.span.start : cue.start].rstrip()
        return not before or before.endswith(_CLOSING)

    def _around(self, passage: Passage, said: _Said, begin: int) -> list[Statement]:
        """Content before the speaker, after the cue, or both ('"A," X said, "B."')."""
        before = self.text[begin : said.head].rstrip()
        tail = self.text[said.tail : passage.span.end].lstrip(" ")
        rest = self.lexicon.adjunct.sub(" ", self.low[said.tail : passage.span.end])
        has_tail = len(_WORD.findall(rest)) >= _CONTENT_WORDS
        has_head = before.endswith(_CLOSING) and len(before.split()) >= 2
        quoted_tail = tail.lstrip(" ,.:").startswith(_QUOTE_OPENS)
        made: list[Span] = []
        if has_head and (not has_tail or quoted_tail or before[-1] in '"”»' or tail.startswith(",")):
            made.append(Span(begin, max(begin + 1, said.head)))
        if has_tail and (not made or quoted_tail or not tail.startswith(",")):
            made.append(Span(said.tail, self._content_end(passage, said)))
        if not made and tail.strip(' .,;:!?"”»'):
            made.append(Span(said.cue.start, passage.span.end))
        return [Statement(c, said.speakers, said.cue, said.stance, said.hedged, passage.index) for c in made]

    def _content_end(self, passage: Passage, said: _Said) -> int:
        """The end of the passage, or where a denial ends ("... rejected the report and accused the army")."""
        if not said.stance.negative:
            return passage.span.end
        end = self.lexicon.denial_end.search(self.text, said.tail, passage.span.end)
        return max(end.start(), said.tail + 1) if end else passage.span.end

    def _by_according(self, passage: Passage, cue: Span, begin: int) -> list[Statement]:
        """Opening "According to X, ..." covers what follows; "..., according to X" the whole sentence."""
        source = self._speaker_after(passage, cue.end)
        if source is None:
            return []
        opens = len(self.text[passage.span.start : cue.start].split()) <= 2
        content = Span(source.span.end if opens else begin, passage.span.end)
        if content.end <= content.start:
            return []
        return [
            Statement(content, (self._speaker(source, source.span.start),), cue, Stance.ASSERTS, False, passage.index)
        ]

    def _add(self, statement: Statement) -> None:
        """Nest or cut: "X said that Y denied it" is Y's inside X's; "X said it, but Y denied it" ends X's content."""
        previous = self.statements[-1] if self.statements else None
        subject = statement.speakers[-1].span or statement.cue
        if previous is not None and previous.passage == statement.passage and subject is not None:
            inside = previous.content.start <= subject.start < previous.content.end
            before = self.low[max(previous.content.start, subject.start - 24) : subject.start]
            if inside and self.lexicon.parting.search(before):
                cut = Span(previous.content.start, max(previous.content.start + 1, subject.start))
                self.statements[-1] = replace(previous, content=cut)
            elif inside and statement.content.start >= previous.content.start:
                statement = replace(statement, speakers=_chain(previous.speakers, statement.speakers))
        self.statements.append(statement)
        self._remember(statement.speakers[-1])

    def _remember(self, speaker: Speaker) -> None:
        mention = self._mention_at(speaker.span.start) if speaker.span else None
        one_person = mention is not None and (bool(mention.person) or mention.party.kind is PartyKind.PERSON)
        if one_person or (mention is not None and mention.generic):
            self.person = speaker
        if not one_person or (mention is not None and mention.party.kind is not PartyKind.PERSON):
            self.body = speaker

    def _content_start(self, passage: Passage, cue_end: int) -> int:
        """Past "told the Guardian", "told reporters", "in a statement": the content begins after them."""
        matched = self.lexicon.addressee.match(self.low, cue_end, min(passage.span.end, cue_end + 90))
        return matched.end() if matched and matched.group().strip() else cue_end

    def _told_whom(self, cue: Span) -> tuple[Speaker, ...]:
        """The outlet that was told is the carrier: "X told Reuters" gives (Reuters, X)."""
        if not cue.of(self.low).startswith(("told", "tell", "inform")):
            return ()
        told = self._first_from(cue.end)
        if told is None or told.span.start - cue.end > 6 or told.party.kind is not PartyKind.OUTLET:
            return ()
        return (speaker_of(told),)

    def _subject_before(
        self, passage: Passage, cue: Span, *, need_carrier: bool
    ) -> tuple[tuple[Speaker, ...], int, bool] | None:
        """The speakers whose verb the cue is, where their noun phrase starts, and whether the verb is negated."""
        shared = self._shared_subject(passage, cue)
        if shared is not None:
            return shared, cue.start, False
        low = max(passage.span.start, cue.start - _SUBJECT_REACH)
        words = self.low[low : cue.start]
        gap = self.lexicon.between.search(words)
        end = low + (gap.start() if gap else len(words))
        negated = self.lexicon.negation.search(words[-40:]) is not None
        mention = self._ending_at(end, passage)
        if mention is not None:
            carried = self.lexicon.carrier_before.search(self.low[passage.span.start : mention.span.start])
            if need_carrier and carried is None:
                return None
            if carried is not None:
                head = passage.span.start + carried.start()
                return (self._speaker(mention, head),), head, negated
            pair = self._coupled(mention, passage)
            if pair is not None:
                return (pair,), self._with_article(pair.span.start if pair.span else cue.start), negated
            head = self._with_article(mention.span.start)
            return (self._speaker(mention, head),), head, negated
        pronoun = self.lexicon.pronoun.search(self.low[low:end])
        if pronoun is None or need_carrier:
            return None
        speaker = self._antecedent(pronoun.group("p"))
        return ((speaker,), low + pronoun.start(), negated) if speaker else None

    def _coupled(self, mention: PartyMention, passage: Passage) -> Speaker | None:
        """In "police and a hospital official", "officials with the coast guard" two mentions speak as one."""
        at = bisect.bisect_left(self.starts, mention.span.start) - 1
        if at < 0 or mention.person or self.parties[at].span.start < passage.span.start:
            return None
        first = self.parties[at]
        between = self.text[first.span.end : mention.span.start]
        if not self.lexicon.couple.fullmatch(between) or (first.person and " and " not in between):
            return None
        span = Span(first.span.start, mention.span.end)
        own = mention.party.id if first.generic and not mention.generic else first.party.id
        return Speaker(" ".join(span.of(self.text).split()), own, span)

    def _shared_subject(self, passage: Passage, cue: Span) -> tuple[Speaker, ...] | None:
        """In "X apologised to Y, saying ..." and "X linked it to Y and said ..." the subject is the one before."""
        before = self.low[passage.span.start : cue.start].rstrip()
        participle = cue.of(self.low).endswith("ing") and before.endswith((",", '"', "”"))
        if not participle and not self.lexicon.joined.search(before):
            return None
        told = [s for s in self.statements if s.passage == passage.index and s.cue is not None]
        if told:
            return told[-1].speakers
        first = self._first_from(passage.span.start)
        if first is None or first.span.end > cue.start or first.span.start - passage.span.start > _OPENING:
            return None
        return (self._speaker(first, first.span.start),)

    def _speaker(self, mention: PartyMention, head: int) -> Speaker:
        """The party itself under its fullest name so far, or whom "the official", "the statement" stands for."""
        if mention.person:
            return Speaker(self.full[mention.person], mention.party.id, mention.span)
        if mention.generic and self.lexicon.pronoun.fullmatch(self.low, head, mention.span.end):
            named = self._body_named(mention, head)
            if named is not None:
                return Speaker(named.name, named.party.id, mention.span)
            return self._antecedent(self.low[head : mention.span.end]) or speaker_of(mention)
        titled = self._titled(mention) if mention.generic else None
        if titled is not None:
            return Speaker(self.full[titled.person], titled.party.id, mention.span)
        body = self._body_named(mention, head) if mention.generic else None
        if body is not None:
            return Speaker(body.name, body.party.id, mention.span)
        if mention.generic or not mention.name.islower():
            return speaker_of(mention)
        earlier = [m.name for m in self.parties if m.party.id == mention.party.id and m.span.start < mention.span.start]
        fuller = [name for name in earlier if mention.name in name.lower() and len(name) <= _NAME_MAX]
        if fuller:
            return Speaker(max(fuller, key=len), mention.party.id, mention.span)
        spoke = [statement.speakers[-1] for statement in reversed(self.statements)]
        same = (speaker for speaker in spoke if mention.name in speaker.name.lower().split())
        return replace(next(same, speaker_of(mention)), span=mention.span)

    def _titled(self, mention: PartyMention) -> PartyMention | None:
        """Whom "the secretary" stands for: the person last named with that title ("Defence Secretary A. Carter")."""
        role = mention.name.lower()
        for other in reversed(self._before(mention)):
            if other.person and self._title(other).endswith(role):
                return other
        return None

    def _title(self, mention: PartyMention) -> str:
        return self.full[mention.person].lower().removesuffix(mention.person.lower()).rstrip()

    def _body_named(self, mention: PartyMention, head: int) -> PartyMention | None:
        """What "the office" stands for: the one body named before that ends in the word; of two, neither."""
        if not self.low.startswith("the ", head):
            return None
        word = mention.name.lower()
        named = [
            m for m in self._before(mention) if not m.generic and not m.person and m.name.lower().endswith(" " + word)
        ]
        return named[-1] if len({m.party.id for m in named}) == 1 else None

    def _before(self, mention: PartyMention) -> tuple[PartyMention, ...]:
        at = bisect.bisect_left(self.starts, mention.span.start)
        return self.parties[max(0, at - _LOOK_BACK) : at]

    def _with_article(self, start: int) -> int:
        """Where a noun phrase begins when its article is counted in."""
        article = self.lexicon.article_before.search(self.low, max(0, start - 8), start)
        return article.start("article") if article else start

    def _antecedent(self, pronoun: str) -> Speaker | None:
        if self.lexicon.singular.match(pronoun):
            return self.person or self.body
        return self.body or self.person

    def _ending_at(self, end: int, passage: Passage) -> PartyMention | None:
        """The party mention that ends where the verb's subject must end, through an apposition or relative clause."""
        at = bisect.bisect_left(self.starts, end) - 1
        if at < 0 or self.parties[at].span.start < passage.span.start:
            return None
        between = self.text[self.parties[at].span.end : end]
        if not between.strip(" '’s,"):
            return self._head_of(at, passage)
        apposed = _APPOSED.fullmatch(between)
        return self._head_of(at, passage) if apposed else None

    def _head_of(self, at: int, passage: Passage) -> PartyMention:
        """In "X, Y's director, said" the head of the apposition is the earlier mention when that is a person."""
        mention = self.parties[at]
        if at == 0 or mention.person:
            return mention
        earlier = self.parties[at - 1]
        joined = self.text[earlier.span.end : mention.span.start]
        if earlier.person and earlier.span.start >= passage.span.start and re.fullmatch(r",[^,.;]{0,60}", joined):
            return earlier
        return mention

    def _speaker_after(self, passage: Passage, start: int) -> PartyMention | None:
        """The party mention right after a cue, past an article and an adjective or two."""
        mention = self._first_from(start)
        if mention is None or mention.span.end > passage.span.end:
            return None
        owner = self._first_from(mention.span.end)
        if owner is not None and owner.span.end <= passage.span.end:
            carried = self.lexicon.carrier_before.search(self.low, start, owner.span.start)
            if carried is not None and carried.start() <= mention.span.start:
                return owner
        lead = self.low[start : mention.span.start]
        named = self.lexicon.source_lead.fullmatch(lead) and not self.lexicon.document.search(lead)
        return mention if named else None

    def _first_from(self, start: int) -> PartyMention | None:
        at = bisect.bisect_left(self.starts, start)
        return self.parties[at] if at < len(self.parties) else None

    def _mention_at(self, start: int) -> PartyMention | None:
        at = bisect.bisect_right(self.starts, start) - 1
        return self.parties[at] if at >= 0 and self.parties[at].span.end > start else None

    def _in_quotation(self, offset: int) -> bool:
        return any(quote.start < offset < quote.end for quote in self.quotes)

    def _give_quotations_a_speaker(self) -> None:
        """A quotation outside every statement belongs to the nearest speaker of its paragraph or of a neighbour."""
        for quote in self.quotes:
            passage = passage_at(self.passages, quote.start)
            if passage is None or self._is_told(quote):
                continue
            owner = self._owner_of(passage)
            if owner is not None:
                self.statements.append(replace(owner, content=quote, stance=Stance.ASSERTS, passage=passage.index))

    def _is_told(self, quote: Span) -> bool:
        return any(s.content.start <= quote.start < s.content.end or quote.contains(s.content) for s in self.statements)

    def _owner_of(self, passage: Passage) -> Statement | None:
        """The statement nearest to a passage, its own paragraph first, what stands before it rather than after."""
        ranked: list[tuple[int, int, int, Statement]] = []
        for statement in self.statements:
            apart = abs(self.passages[statement.passage].paragraph - passage.paragraph)
            steps = abs(statement.passage - passage.index)
            if 0 < steps <= 4 and apart <= 1:
                ranked.append((apart * 2 + (statement.passage > passage.index), steps, len(ranked), statement))
        return min(ranked)[3] if ranked else None


def _chain(outer: tuple[Speaker, ...], inner: tuple[Speaker, ...]) -> tuple[Speaker, ...]:
    return outer + inner if outer[-1].name != inner[-1].name else inner


def _full_names(text: str, parties: tuple[PartyMention, ...]) -> dict[str, str]:
    """Each person's name with the longest short title it is told with ("Sheriff Mike Thomas")."""
    full: dict[str, str] = {}
    for mention in parties:
        if not mention.person:
            continue
        known = full.setdefault(mention.person, mention.person)
        words = " ".join(mention.span.of(text).split())
        short = len(words.split()) <= len(mention.person.split()) + _TITLE_WORDS
        if short and "," not in words and words.endswith(mention.person) and len(words) > len(known):
            full[mention.person] = words
    return full
