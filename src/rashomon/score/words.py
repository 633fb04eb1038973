"""Free words compared: names and phrases folded to bags of plain words, nations to one word each."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

WORD: Final = re.compile(r"[^\W_]+")
POSSESSIVE: Final = re.compile(r"['\u2019`]s\b")
ENOUGH: Final = 0.6  # F1 of words from which two phrases name one thing; fixed by the gold's guidelines
EXTRA_WORDS: Final = 3  # a prediction may say this many words more than the gold


@dataclass(frozen=True, slots=True)
class Terms:
    """The scorer's word lists."""

    synonyms: Mapping[str, str]
    phrases: tuple[tuple[str, str], ...]
    abbreviations: Mapping[str, str]
    abbreviation: re.Pattern[str]
    small: frozenset[str]
    forces: frozenset[str]
    generic_speakers: frozenset[str]
    outlet: frozenset[str]
    numbers: Mapping[str, int]
    vague: Mapping[str, int]
    bounds: tuple[tuple[str, re.Pattern[str]], ...]
    codes: Mapping[str, Mapping[str, str]]


@cache
def load_terms() -> Terms:
    """Reads the lists once."""
    folder = files("rashomon") / "data" / "score"
    data = tomllib.loads((folder / "terms.toml").read_text("utf-8"))
    nations = dict(line.split("\t") for line in (folder / "nations.tsv").read_text("utf-8").splitlines())
    words = data["words"]
    generic = frozenset(words["generic_speakers"].split())
    return Terms(
        synonyms=MappingProxyType(nations | data["synonyms"]),
        phrases=tuple(data["phrases"].items()),
        abbreviations=MappingProxyType(data["abbreviations"]),
        abbreviation=re.compile(r"\b(" + "|".join(data["abbreviations"]) + r")\b"),
        small=frozenset(words["small"].split()),
        forces=frozenset(words["forces"].split()),
        generic_speakers=generic | {singular(word) for word in generic},
        outlet=frozenset(words["outlet"]),
        numbers=MappingProxyType({word: number for number, word in enumerate(words["numbers"].split())}),
        vague=MappingProxyType(data["vague"]),
        bounds=tuple((sign, re.compile(rf"^({'|'.join(said)})\s*")) for sign, said in data["bounds"].items()),
        codes=MappingProxyType(data["codes"]),
    )


def fold(text: Any) -> str:
    """Lower case without accents and possessives, common abbreviations written out."""
    terms = load_terms()
    plain = unicodedata.normalize("NFKD", str(text)).lower()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    for said, meant in terms.phrases:
        plain = plain.replace(said, meant)
    plain = POSSESSIVE.sub("", plain)
    return terms.abbreviation.sub(lambda found: terms.abbreviations[found[1]], plain)


def words_of(text: Any) -> list[str]:
    """The words that count, singular, numbers as digits and nations by name."""
    terms = load_terms()
    said = (part for word in WORD.findall(fold(text)) for part in terms.synonyms.get(word, word).split())
    plain = (singular(str(terms.numbers.get(word, word))) for word in said)
    return [word for word in plain if word not in terms.small]


def singular(word: str) -> str:
    """The word without a plural s."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def core(words: list[str]) -> list[str]:
    """The words without those for forces in general, unless there is nothing else."""
    forces = load_terms().forces
    return [word for word in words if word not in forces and word.rstrip("s") not in forces] or words


def overlap(left: Sequence[str], right: Sequence[str]) -> float:
    """F1 of two bags of words."""
    if not left or not right:
        return 0.0
    return 2 * (Counter(left) & Counter(right)).total() / (len(left) + len(right))


def names_match(said: Any, accepted: Sequence[Any]) -> bool:
    """True when the words name one of the accepted things."""
    told = core(words_of(said))
    return any(_one_matches(told, core(words_of(one))) for one in accepted)


def _one_matches(told: list[str], gold: list[str]) -> bool:
    if not told or not gold:
        return False
    if told == gold or overlap(told, gold) >= ENOUGH:
        return True
    covers = set(gold) <= set(told) and len(told) <= len(gold) + EXTRA_WORDS
    # One gold word inside a long phrase is no match: "Syria" is not "near the border with Syria".
    return covers and not (len(gold) == 1 and len(told) > EXTRA_WORDS)
