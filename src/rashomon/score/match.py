"""When a predicted value or speaker is the gold's, and which gold claims state one fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from rashomon.score.forms import CODED, COUNTS, GoldClaim
from rashomon.score.words import core, fold, load_terms, names_match, overlap, words_of

NUMBER: Final = re.compile(r"^(>=|<=|>|<|~)?\s*(\d+(?:\.\d+)?)(?:\s*-\s*(\d+))?")
GROUP_NOTE: Final = re.compile(r"\s*@.*$")
DATE: Final = re.compile(r"^\d{4}(?:-\d\d(?:-\d\d)?)?")
IN_BRACKETS: Final = re.compile(r"\(.*?\)")
SPEAKER_ENOUGH: Final = 0.6
SPEAKER_EXTRA: Final = 3
_SIGNS: Final[Mapping[str | None, str]] = {">": ">=", "<": "<=", None: "="}


def parse_count(value: Any) -> tuple[float | None, str]:
    """The number a count is compared by, and its bound: ``=``, ``>=``, ``<=``, ``~``, ``-`` (range), ``w`` (vague)."""
    if isinstance(value, bool) or value is None:
        return None, "="
    if isinstance(value, (int, float)):
        return float(value), "="
    if isinstance(value, dict):
        return _bounds(value.get("low"), value.get("high"))
    return _spoken_count(fold(value).replace(",", "").strip())


def _bounds(low: float | None, high: float | None) -> tuple[float | None, str]:
    if low is None:
        return (None, "=") if high is None else (float(high), "<=")
    if high is None:
        return float(low), ">="
    return float(low), "=" if low == high else "-"


def _spoken_count(text: str) -> tuple[float | None, str]:
    terms = load_terms()
    text = GROUP_NOTE.sub("", text)
    if text in terms.vague:
        return float(terms.vague[text]), "w"
    for sign, said in terms.bounds:
        text = said.sub(sign, text)
    for word, number in terms.numbers.items():
        text = re.sub(rf"\b{word}\b", str(number), text)
    found = NUMBER.match(text)
    if not found:
        return None, "="
    return float(found[2]), "-" if found[3] else _SIGNS.get(found[1], found[1])


def bound_of(value: Any) -> str:
    """The bound, with "about" counted as exact."""
    return parse_count(value)[1].replace("~", "=")


def code_of(attribute: str, value: Any) -> str:
    """The code that a word of a closed list means."""
    text, codes = fold(value).strip(), load_terms().codes[attribute]
    spaced = codes.get(text.replace("_", " "))
    return spaced or codes.get(text) or text.replace(" ", "_").replace("-", "_")


def date_of(value: Any) -> str:
    """The calendar part of a time, as fine as it was given; "" when there is none."""
    found = DATE.match(str(value))
    return found[0] if found else ""


def value_matches(attribute: str, said: Any, gold: GoldClaim) -> bool:
    """True when the predicted value is the gold claim's."""
    if attribute in COUNTS:
        number, wanted = parse_count(said)[0], parse_count(gold.values[0])[0]
        return number is not None and number == wanted
    if attribute == "when":
        return any(_times_match(str(said), str(one)) for one in gold.values)
    if attribute in CODED:
        code = code_of(attribute, said)
        return any(code == code_of(attribute, one) for one in gold.values) or names_match(said, gold.accepted)
    return names_match(said, gold.values)


def _times_match(said: str, gold: str) -> bool:
    if gold.startswith("T"):
        return "T" in said and said[said.find("T") :].startswith(gold)
    told, wanted = date_of(said), date_of(gold)
    if not told or not wanted:
        return False
    return told == wanted or (len(wanted) < 10 and told.startswith(wanted))


def speaker_matches(said: str, gold: GoldClaim, outlet: str) -> bool:
    """True when the predicted speaker is one the gold accepts."""
    if is_outlet(said, outlet):
        return any(fold(one) == "outlet" for one in gold.speakers)
    told = words_of(said)
    return any(_speaker_is(told, words_of(one)) for one in gold.speakers if fold(one) != "outlet")


def is_outlet(said: str, outlet: str) -> bool:
    """True for the report's own voice: no speaker, the word outlet, or the outlet's own name."""
    if fold(said).strip() in load_terms().outlet:
        return True
    return bool(outlet) and words_of(said) == words_of(IN_BRACKETS.sub("", outlet))


def _speaker_is(told: list[str], gold: list[str]) -> bool:
    if told == gold:
        return True
    generic = load_terms().generic_speakers
    own, wanted = ([word for word in words if word not in generic] for words in (told, gold))
    if own and wanted:
        covers = set(wanted) <= set(own) and len(own) <= len(wanted) + SPEAKER_EXTRA
        return covers or overlap(own, wanted) >= SPEAKER_ENOUGH
    return not own and not wanted and overlap(told, gold) >= SPEAKER_ENOUGH


def same_value(left: GoldClaim, right: GoldClaim) -> bool:
    """True when two gold claims of one attribute state one value."""
    attribute = left.attribute
    if attribute in COUNTS:
        return parse_count(left.values[0])[0] == parse_count(right.values[0])[0]
    if attribute == "when":
        dates = ({date_of(one) for one in claim.values} - {""} for claim in (left, right))
        return _share(*dates) or _share(set(left.values), set(right.values))
    if attribute in CODED:
        return code_of(attribute, left.values[0]) == code_of(attribute, right.values[0])
    names = ({" ".join(core(words_of(one))) for one in claim.values} - {""} for claim in (left, right))
    return _share(*names)


def same_speaker(left: GoldClaim, right: GoldClaim) -> bool:
    """True when two gold claims accept one speaker."""
    return _share({fold(one) for one in left.speakers}, {fold(one) for one in right.speakers})


def _share(left: set[Any], right: set[Any]) -> bool:
    return not left.isdisjoint(right)


def facts_of(claims: list[GoldClaim], same: Callable[[GoldClaim, GoldClaim], bool]) -> list[list[GoldClaim]]:
    """The claims in groups that state one fact; being the same is followed from claim to claim."""
    facts: list[list[GoldClaim]] = []
    for claim in claims:
        near = [fact for fact in facts if any(same(claim, other) for other in fact)]
        if not near:
            facts.append([claim])
            continue
        joined = [*near[0], claim, *(other for fact in near[1:] for other in fact)]
        kept = (fact for fact in facts if not any(fact is one for one in near[1:]))
        facts = [joined if fact is near[0] else fact for fact in kept]
    return facts
