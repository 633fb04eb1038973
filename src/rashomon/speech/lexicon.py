"""The reporting words of a language, compiled once from its ``speech.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rashomon.language import alternatives, load_language
from rashomon.model import Stance


@dataclass(frozen=True, slots=True)
class SpeechLexicon:
    """Patterns over lower-case text. Those named ``..._before`` are anchored at the end of what they read."""

    cue: re.Pattern[str]
    stances: Mapping[str, Stance]
    between: re.Pattern[str]
    negation: re.Pattern[str]
    pronoun: re.Pattern[str]
    singular: re.Pattern[str]
    article_before: re.Pattern[str]
    couple: re.Pattern[str]
    joined: re.Pattern[str]
    headline_mark: re.Pattern[str]
    carrier_before: re.Pattern[str]
    addressee: re.Pattern[str]
    source_lead: re.Pattern[str]
    document: re.Pattern[str]
    adjunct: re.Pattern[str]
    parting: re.Pattern[str]
    granted: re.Pattern[str]
    denial_end: re.Pattern[str]
    doubt: re.Pattern[str]
    hedge: re.Pattern[str]
    hedge_verb: re.Pattern[str]


@cache
def load_lexicon(language: str = "en") -> SpeechLexicon:
    """Compile the reporting words of a language. Raises CodebookError when it has no speech.toml."""
    table = load_language("speech", language)
    pronouns = table["pronouns"]
    owners = alternatives(table["carriers"]["owners"])
    nouns = alternatives(table["carriers"]["nouns"])
    return SpeechLexicon(
        cue=_cue(table),
        stances={stance.value: stance for stance in Stance},
        between=re.compile(rf"(?:[\s,]|\b(?:{alternatives(table['negation']['between'])})\b|['’]s\b)*$"),
        negation=re.compile(rf"(?:\b(?:{alternatives(table['negation']['before'])})|n['’]t)\W+(?:\w+\W+)?$"),
        pronoun=re.compile(rf"\b(?P<p>{alternatives(pronouns['persons'] + pronouns['bodies'])})$"),
        singular=re.compile(rf"(?:{alternatives(pronouns['persons'])})$"),
        couple=re.compile(
            rf"(?i)\s+(?:{alternatives(table['carriers']['couples'])})\s+(?:(?:{owners}|other|some|several|local)\s+)?"
        ),
        article_before=re.compile(rf"\b(?P<article>{alternatives(table['carriers']['owners'])})\s+$"),
        joined=re.compile(rf"\b(?:{alternatives(table['parting']['joins'])})$"),
        headline_mark=re.compile(r":\s+|\s+[-–—]+\s+"),
        carrier_before=re.compile(
            rf"\b(?:{alternatives(table['carriers']['owners'])})?\s*(?:\w+\s+)?(?:{nouns})\s+(?:{alternatives(table['carriers']['of'])})\s+(?:the\s+)?$"
        ),
        addressee=re.compile(rf"\s*(?:{alternatives(table['addressee']['opens'])}),?\s*(?:that\b)?[:,]?\s*"),
        document=re.compile(rf"(?i)\b(?:{alternatives(table['according']['documents'])})\b"),
        source_lead=re.compile(rf"\s*(?:{alternatives(table['according']['lead'])})?\s*(?:\w+\s){{0,2}}"),
        adjunct=re.compile(rf"\b(?:{alternatives(table['adjuncts']['patterns'])})\b"),
        parting=re.compile(rf"(?:{alternatives(table['parting']['patterns'])})"),
        granted=re.compile(rf"(?i)\W*(?:{alternatives(table['denials']['granted'])})"),
        denial_end=re.compile(rf"(?i)(?:{alternatives(table['denials']['ends'])})"),
        doubt=re.compile(rf"(?i)\b(?:{alternatives(table['doubts']['before'])})\b"),
        hedge=re.compile(rf"\b(?:{alternatives(table['hedges']['words'])})\b"),
        hedge_verb=re.compile(rf"(?:{alternatives(table['hedges']['verbs'])})$"),
    )


def _cue(table: Mapping[str, Any]) -> re.Pattern[str]:
    """One alternation of every reporting expression; the named group that matched tells its stance or kind."""
    groups = {"according": table["according"]["cues"], "carrier": table["carriers"]["verbs"], **table["verbs"]}
    return re.compile(
        r"\b(?:" + "|".join(f"(?P<{name}>{alternatives(words)})" for name, words in groups.items()) + r")\b"
    )
