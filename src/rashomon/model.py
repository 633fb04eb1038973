"""The nouns of Rashomon: Report, Passage, Party, Claim, Account, Link, Decision, Incident, Finding, Issue.

Pure values: frozen, hashable, standard library only. How a value is read from words, stored, linked or shown
is not their business. The kinds of value a claim can hold (TimeSpan, Place, Count, ...) live in ``values.py``;
here they share only the base class ``Value``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Value:
    """Base of everything a claim can assert; see ``values.py`` for the kinds."""

    __slots__ = ()


class PassageKind(StrEnum):
    """Where in a report a passage stands."""

    HEADLINE = "headline"
    LEAD = "lead"
    BODY = "body"
    QUOTE = "quote"
    CAPTION = "caption"


class Stance(StrEnum):
    """What a speaker does with the fact: the six verbs of the core codebook."""

    ASSERTS = "asserts"
    CONFIRMS = "confirms"
    DENIES = "denies"
    ADMITS = "admits"
    RETRACTS = "retracts"
    QUESTIONS = "questions"

    @property
    def negative(self) -> bool:
        """True for the stances that do not support the value: denies, retracts, questions."""
        return self in (Stance.DENIES, Stance.RETRACTS, Stance.QUESTIONS)


class Modality(StrEnum):
    """PLOVER's auxiliary modes. Only ACTUAL mentions become claims of an incident."""

    ACTUAL = "actual"
    FUTURE = "future"
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"
    HISTORICAL = "historical"


class PartyKind(StrEnum):
    """What sort of party can speak or act."""

    STATE = "state"
    MINISTRY = "ministry"
    ARMED_FORCE = "armed_force"
    ARMED_GROUP = "armed_group"
    POLICE = "police"
    AGENCY = "agency"
    NGO = "ngo"
    OUTLET = "outlet"
    PERSON = "person"
    WITNESS = "witness"
    GENERIC = "generic"


class Judgement(StrEnum):
    """A person's ruling on a link or a claim."""

    SAME = "same"
    NOT_SAME = "not_same"
    RIGHT = "right"
    WRONG = "wrong"
    CORRECTED = "corrected"


class Severity(StrEnum):
    """How much of the input an Issue cost."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range ``[start, end)`` of code points into a report's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span [{self.start}, {self.end}) must satisfy 0 <= start <= end")

    def of(self, text: str) -> str:
        """The words the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """True when the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """True when ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Report:
    """One published text. ``text`` is NFC and never edited: the headline (when known), a blank line, the body.

    ``sha256`` names the archived bytes the text was read from; ``source`` says where they came from
    (a path, a URL, ``archive.warc.gz#offset``). Times are UTC, aware; ``published_at`` is None when unknown.
    ``date_only`` is True when only the day of publication is known (``published_at`` is then its midnight).
    """

    id: str
    text: str
    sha256: str
    source: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    language: str = ""
    published_at: datetime | None = None
    date_only: bool = False
    fetched_at: datetime | None = None
    media_type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence-sized span of a report. ``paragraph`` counts from 0; the headline is paragraph 0 when there is one."""

    span: Span
    kind: PassageKind
    index: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Party:
    """Who can speak or act. ``country`` is ISO 3166-1 alpha-3 or empty.

    ``parent`` is the id of the body it belongs to, or empty.
    """

    id: str
    name: str
    kind: PartyKind
    country: str = ""
    aliases: tuple[str, ...] = ()
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """One link of a speaker chain: the name as printed, the party it resolves to, and where the text names it."""

    name: str
    party_id: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Attribute x value x speaker chain x stance x hedge x exact span, from one report. Immutable.

    ``speakers`` runs outermost first; the last one owns the claim. ``quote == report.text[span]`` always.
    ``context`` is the passage the quote stands in. ``confidence`` is in [0, 1]. ``method`` names the extractor.
    """

    id: str
    report_id: str
    account_id: str
    attribute: str
    value: Value
    quote: str
    span: Span
    context: Span
    speakers: tuple[Speaker, ...]
    stance: Stance = Stance.ASSERTS
    hedged: bool = False
    modality: Modality = Modality.ACTUAL
    confidence: float = 0.5
    method: str = "rules@1"
    cue: Span | None = None

    @property
    def speaker(self) -> Speaker:
        """The innermost speaker: the one who owns the claim."""
        return self.speakers[-1]


@dataclass(frozen=True, slots=True)
class Account:
    """One report's telling of one incident. The id rests on the anchor span, so better claims do not move it.

    ``primary`` marks the incident the report is about; ``background`` an older one it only recalls.
    """

    id: str
    report_id: str
    anchor: Span
    primary: bool = True
    background: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One named feature of a link and the log2 odds it adds."""

    feature: str
    log2_odds: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """The machine's opinion that two accounts tell of one incident. ``log2_odds`` is the sum of its reasons."""

    left: str
    right: str
    reasons: tuple[Reason, ...]

    @property
    def log2_odds(self) -> float:
        """Sum of the reasons, in bits; above 0 means more likely the same than not."""
        return sum(reason.log2_odds for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's ruling. Append-only; the newest on a subject wins; undoing appends another."""

    id: str
    subject: tuple[str, ...]
    judgement: Judgement
    who: str
    at: datetime
    note: str = ""
    undoes: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """The accounts judged to be one happening."""

    id: str
    account_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """One group of compatible claims inside a finding. ``stances`` are those with which its parties hold it."""

    value: Value
    claim_ids: tuple[str, ...]
    party_names: tuple[str, ...]
    stances: tuple[Stance, ...]
    origins: int


@dataclass(frozen=True, slots=True)
class Change:
    """One party's account of one attribute moved from one value to another between two reports."""

    party_name: str
    attribute: str
    before: str
    after: str
    before_claim: str
    after_claim: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Per incident and attribute: the positions taken, whether they are disputed, and how accounts changed."""

    incident_id: str
    attribute: str
    positions: tuple[Position, ...]
    disputed: bool
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """Something a stage could not handle. Stored and shown; nothing is dropped in silence.

    ``stage`` is the stage's name (read, split, when, ...), ``code`` a stable word (``truncated-gzip``), ``message`` a
    sentence that says what happened and what to do, ``source`` the file, URL or report it happened in.
    """

    stage: str
    code: str
    message: str
    source: str = ""
    report_id: str = ""
    severity: Severity = Severity.WARNING
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one extractor found in one report."""

    report_id: str
    method: str
    accounts: tuple[Account, ...] = ()
    claims: tuple[Claim, ...] = ()
    parties: tuple[Party, ...] = field(default=())
    issues: tuple[Issue, ...] = ()


def report_id(url: str, outlet: str, published: datetime | None, text: str) -> str:
    """The id of a report: the same words of the same outlet on the same day are one report, however often read."""
    return stable_id("r", url, outlet, "" if published is None else published.isoformat(), text)


def stable_id(prefix: str, *parts: object) -> str:
    """A short id that depends only on its parts: the same input gives the same id on any machine.

    80 bits of sha256 in hex; at a million ids the chance of any collision is below 1e-12.
    """
    joined = "\x1f".join(str(part) for part in parts).encode("utf-8", "surrogatepass")
    return f"{prefix}{hashlib.sha256(joined).hexdigest()[:20]}"
