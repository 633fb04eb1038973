"""Numbers of people: read from words, written in the codebook form and read back.

The codebook form is ``5``, ``>=5``, ``>5``, ``<=5``, ``<5``, ``~5``, ``3-16``, ``none`` or a vague word (``dozens``),
with `` @who`` behind it for a subgroup. ``count_text`` and ``parse_count`` are inverse; which people are meant is
the business of ``groups.py``.
"""

from __future__ import annotations

import re
from typing import Final

from rashomon.count.lexicon import Lexicon, Token, load_lexicon, phrase_at
from rashomon.values import Count

_FORM: Final = re.compile(r"(>=|<=|>|<|~)?\s*(\d+)(?:\s*-\s*(\d+))?")
_GREATEST: Final = 10_000_000  # more people than any single happening; larger numbers are money or noise


def count_text(count: Count) -> str:
    """The codebook form; what was said stays recoverable."""
    who = f" @{count.of}" if count.of else ""
    return _number_text(count) + who


def _number_text(count: Count) -> str:
    if count.high == 0:
        return "none"
    if count.word in ("more than", "fewer than"):
        return f">{count.low - 1}" if count.word == "more than" else f"<{(count.high or 0) + 1}"
    if count.word:
        return count.word
    if count.high is None:
        return f">={count.low}"
    if count.low == count.high:
        return f"~{count.low}" if count.approx else str(count.low)
    return f"<={count.high}" if count.low == 0 else f"{count.low}-{count.high}"


def parse_count(words: str, language: str = "en") -> Count | None:
    """The count that codebook text or plain number words say; None when they say none.

    >>> parse_count("3 @soldiers")
    Count(low=3, high=3, of='soldiers', approx=False, word='')
    """
    number, _, who = words.partition("@")
    number, of = number.strip(), who.strip()
    lexicon = load_lexicon(language)
    form = _FORM.fullmatch(number.replace(",", ""))
    if form is not None:
        return _from_form(form, of)
    if number.lower() in ("none", "no", "nobody"):
        return Count(0, 0, of)
    if number.lower() in lexicon.vague_words:
        vague = lexicon.vague_words[number.lower()]
        return Count(vague.low, None, of, word=vague.word)
    from rashomon.count.lexicon import tokenize

    tokens = tokenize(number, 0, len(number))
    quantity = read_quantity(tokens, 0, lexicon)
    return None if quantity is None else _with_of(quantity[0], of)


def _with_of(count: Count, of: str) -> Count:
    return Count(count.low, count.high, of, count.approx, count.word)


def _from_form(form: re.Match[str], of: str) -> Count | None:
    low = int(form[2])
    if form[3]:
        high = int(form[3])
        return Count(low, high, of) if low <= high else None
    return _bounded(
        low,
        {">=": "at_least", ">": "more_than", "<=": "at_most", "<": "fewer_than", "~": "about"}.get(form[1] or "", ""),
        of,
    )


def _bounded(number: int, bound: str, of: str = "") -> Count | None:
    if bound == "at_least":
        return Count(number, None, of)
    if bound == "more_than":
        return Count(number + 1, None, of, word="more than")
    if bound == "at_most":
        return Count(0, number, of) if number else Count(0, 0, of)
    if bound == "fewer_than":
        return Count(0, number - 1, of, word="fewer than") if number else None
    return Count(number, number, of, approx=bound == "about")


def read_quantity(tokens: list[Token], at: int, lexicon: Lexicon) -> tuple[Count, int] | None:
    """The count that starts at token ``at`` and the token behind it: "at least 12", "between 3 and 16", "dozens"."""
    start = at
    bound = ""
    phrase = phrase_at(lexicon.bounds, tokens, at)
    while phrase is not None:
        if phrase.attribute == "between":
            return _read_range(tokens, at + phrase.size, lexicon)
        bound = phrase.attribute if phrase.attribute != "plain" else bound
        at += phrase.size
        phrase = phrase_at(lexicon.bounds, tokens, at)
    found = read_number(tokens, at, lexicon)
    if found is None:
        return _read_vague(tokens, at, lexicon) or (_read_vague(tokens, start, lexicon) if at > start else None)
    number, after = found
    if after < len(tokens) - 1 and tokens[after].low in ("-", "–", "to", "or"):
        high = read_number(tokens, after + 1, lexicon)
        if high is not None and high[0] > number and not bound:
            return Count(number, high[0]), high[1]
    more = phrase_at(lexicon.bounds, tokens, after)
    if more is not None and more.attribute == "or_more":
        bound, after = ("about" if more.words[-1] == "so" else "at_least"), after + more.size
    count = _bounded(number, bound)
    return None if count is None else (count, after)


def _read_range(tokens: list[Token], at: int, lexicon: Lexicon) -> tuple[Count, int] | None:
    low = read_number(tokens, at, lexicon)
    if low is None or low[1] >= len(tokens) or tokens[low[1]].low not in ("and", "to", "-", "–"):
        return None
    high = read_number(tokens, low[1] + 1, lexicon)
    if high is None or high[0] < low[0]:
        return None
    return Count(low[0], high[0]), high[1]


def _read_vague(tokens: list[Token], at: int, lexicon: Lexicon) -> tuple[Count, int] | None:
    phrase = phrase_at(lexicon.vague, tokens, at)
    if phrase is None:
        return None
    vague = lexicon.vague_words[phrase.attribute]
    return Count(vague.low, None, word=vague.word), at + phrase.size


def read_number(tokens: list[Token], at: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """An exact number in digits or words and the token behind it: "1,200", "twenty-five", "a dozen", "two hundred"."""
    total = current = 0
    start = at
    while at < len(tokens):
        word = tokens[at].low
        value = _word_value(word, lexicon)
        if value is not None:
            if at > start and word[0].isdigit():
                break
            current += value
        elif word in lexicon.multipliers and (at > start or word == "dozen"):
            total, current = _multiply(total, current, lexicon.multipliers[word])
        elif word in ("a", "an") and at == start and _next_is_multiplier(tokens, at, lexicon):
            current = 1
        elif (
            word == "and"
            and current >= 100
            and at + 1 < len(tokens)
            and 0 < (_word_value(tokens[at + 1].low, lexicon) or 0) < 100
        ):
            pass
        else:
            break
        at += 1
    number = total + current
    return (number, at) if at > start and number <= _GREATEST else None


def _multiply(total: int, current: int, factor: int) -> tuple[int, int]:
    product = max(current, 1) * factor
    return (total + product, 0) if factor >= 1000 else (total, product)


def _next_is_multiplier(tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].low in lexicon.multipliers


def _word_value(word: str, lexicon: Lexicon) -> int | None:
    if word[0].isdigit():
        digits = word.replace(",", "")
        if digits.isdigit():
            return int(digits) if len(digits) < 9 else None
        return int(digits.replace(".", "")) if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits) else None
    if word in lexicon.numbers:
        return lexicon.numbers[word]
    if word in lexicon.tens:
        return lexicon.tens[word]
    ten, dash, unit = word.partition("-")
    if dash and ten in lexicon.tens and unit in lexicon.numbers:
        return lexicon.tens[ten] + lexicon.numbers[unit]
    return None
