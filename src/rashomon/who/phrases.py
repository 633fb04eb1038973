"""Noun phrases that can name a party: tokens become atoms of one-letter classes, and short patterns over the class
string find the phrases. What party a phrase means is the business of ``resolve``.

Classes: C country, K capital, A adjective of a country, P its people, Z large city, G armed group, I organisation,
L outlet, R institution, O its people, W witnesses and kin, H spokesman-like, g perpetrator noun, q military asset,
U "suspect" (noun or verb), T title, X other capitalised word, J tail of an organisation's name, j tail of an outlet's,
i initial, y bracketed acronym, p name particle, m modifier, N number, D determiner, S possessive, V speech verb,
v other verb, o of, f for, n in/at, c comma, w other word, E end of sentence; brackets and quotes as themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from rashomon.who.lexicon import LINKS, TOKEN, Entry, PartyLexicon, Table, fold_word

_END: Final = frozenset(".!?;:\n")
_PHRASE: Final = re.compile(
    r"(?:[mA]&(?=[mA])|[NmACKZPRGILXJjOWgHTqiyp]S?)*"
    r"(?:LN(?![NmOgWX])|[RGILJjOWgHPqyU](?!S))"
)
_STATE: Final = re.compile(r"[CKA]")
_BARE_SUSPECT: Final = re.compile(r"(?<=[ROHWgLGICKPXZyqJj])U")
_ONE_OF: Final = re.compile(r"NoD?")
_TITLES: Final = re.compile(r"T+")
_NAME: Final = re.compile(r"[XiZ](?:[pXiZ]*[XZ])?")
_TITLED_NAME: Final = re.compile(r"[XipZKCAJ](?:[pXiZKCJ]*[XZKJ])?")
_TITLED_BODY: Final = re.compile(r"((?:[XmACKZGIRLJjOWH]S?)*[XACKGIRJOWH]S?)T+")
_MODIFIED_TITLE: Final = re.compile(r"m*T+")
_PLACE: Final = re.compile(r"(?:[mNA]*(?:[CKZ]|X+(?:c(?=[CK]))?[CK]?)|X+)")
_WRAPPED: Final = 120  # a text without longer lines is wrapped: its single line breaks end nothing
_ACRONYM: Final = re.compile(r"[A-Z][A-Z0-9/-]{1,9}")
_TITLE_CASE_SHARE: Final = 0.7  # share of long words with a capital; prose of names stays below 0.5
_NAMED_HEADS: Final = frozenset("OWHgTUR")
_START: Final = frozenset("NmACKZPRGILXJjOWgHTqiypU")


class Atom(NamedTuple):
    """One or more tokens read as one thing (a tuple: a text has hundreds, and it takes a third of the time)."""

    start: int
    end: int
    cls: str
    lower: str
    entry: Entry | None
    upper: bool


class Phrase(NamedTuple):
    """Atoms ``[first, last)`` that name a party; ``name`` is the atoms of the person's name in it, if any."""

    first: int
    last: int
    core: tuple[int, int] | None
    name: tuple[int, int] | None


def read_atoms(text: str, lexicon: PartyLexicon) -> list[Atom]:
    """The text as atoms, longest lexicon match first."""
    tokens = [(*match.span(), match.group()) for match in TOKEN.finditer(text)]
    if max(map(len, text.split("\n"))) < _WRAPPED:
        tokens = [token for token in tokens if token[2] != "\n"]
    lowers = [token[2].lower() for token in tokens]
    if "’" in text:
        lowers = [fold_word(lower) for lower in lowers]
    titled = _title_case_lines(text)
    atoms: list[Atom] = []
    new = tuple.__new__  # half the time of the class's own constructor
    index, last = 0, len(tokens)
    while index < last:
        start, end, word = tokens[index]
        upper = word[0].isupper()
        simple = None if upper else _simple_class(word, lowers[index], lexicon)
        if simple is not None:
            atoms.append(new(Atom, (start, end, simple, lowers[index], None, False)))
            index += 1
            continue
        opens = upper and _opens(text, tokens, index, titled, lexicon)
        cls, length, entry = _classify(text, tokens, lowers, index, lexicon, opens)
        end = tokens[index + length - 1][1]
        if cls == "T" and end < len(text) and text[end] == "." and upper and len(tokens[index + length - 1][2]) < 6:
            end, length = end + 1, length + 1
        lower = lowers[index] if length == 1 else " ".join(lowers[index : index + length])
        atoms.append(new(Atom, (start, end, cls, lower, entry, upper)))
        index += length
    return _join_acronyms(atoms, text)


def _simple_class(word: str, lower: str, lexicon: PartyLexicon) -> str | None:
    """The class of a token that begins nothing in the lexicon: two of three tokens, so it pays to ask first."""
    link = LINKS.get(lower)
    if link is not None:
        return link
    first = word[0]
    if first.isalpha():
        return "w" if lower not in lexicon.starts and "-" not in word else None
    if first.isdigit() or first in "@'’":
        return None
    return "E" if first in _END else first


def _title_case_lines(text: str) -> list[tuple[int, int]]:
    found = []
    start = 0
    for line in text.split("\n"):
        words = [word for word in line.split(" ") if len(word) > 3 and word[0].isalpha()]
        sentence = line.rstrip().endswith((".", "”", '"'))
        if (
            len(words) > 3
            and not sentence
            and sum(word[0].isupper() for word in words) >= _TITLE_CASE_SHARE * len(words)
        ):
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def _abbreviates(word: str, lexicon: PartyLexicon) -> bool:
    return (len(word) == 1 and word.isupper()) or (len(word) < 6 and word.lower() in lexicon.words["titles"])


def _opens(
    text: str, tokens: list[tuple[int, int, str]], index: int, titled: list[tuple[int, int]], lexicon: PartyLexicon
) -> bool:
    """True where a capital says nothing: at the start of a sentence, a line or a quote, and in headlines."""
    start = tokens[index][0]
    if index == 0 or (titled and any(low <= start < high for low, high in titled)):
        return True
    before = tokens[index - 1]
    if before[2][0] == "\n":
        return True
    if before[2] == "." and index > 1 and _abbreviates(tokens[index - 2][2], lexicon):
        return False
    if "\n" in text[before[1] : start]:
        return True
    return before[2] in ".!?:;\"“”[(—-–‘'" or (before[2].endswith(".") and len(before[2]) > 4)


def _classify(
    text: str, tokens: list[tuple[int, int, str]], lowers: list[str], index: int, lexicon: PartyLexicon, opens: bool
) -> tuple[str, int, Entry | None]:
    word, lower = tokens[index][2], lowers[index]
    first = word[0]
    if first in "'’":
        return first, 1, None
    if len(word) == 1 and first.isupper() and index + 1 < len(tokens) and tokens[index + 1][2] == "." and not opens:
        return "i", 1, None
    named = _longest(lexicon.names, text, tokens, lowers, index) if first.isupper() or lower in lexicon.small else None
    if named and not (first.isupper() or _stands_in_lower_case(named, lower)):
        named = None
    noun = _longest(lexicon.nouns, text, tokens, lowers, index)
    if noun and first.isupper() and (noun[1].cls == "p" or (noun[1].cls in "Vv" and not opens)):
        noun = None
    best = noun
    if named and (not noun or (named[0] >= noun[0] and named[1].cls != "Z")):
        best = named
    if best is noun and best and best[1].cls in "mv" and first.isupper() and not opens:
        plain = _plain(word, lower, lexicon, opens)
        best = None if plain in "jJ" else best
    if best:
        return best[1].cls, best[0], best[1]
    opens = opens and not (index + 1 < len(tokens) and lowers[index + 1] in lexicon.words["inverted"])
    if lower in lexicon.words["not_names"] and _follows_a_name(tokens, lowers, index, lexicon):
        return "X", 1, None
    return _plain(word, lower, lexicon, opens), 1, None


def _follows_a_name(tokens: list[tuple[int, int, str]], lowers: list[str], index: int, lexicon: PartyLexicon) -> bool:
    """``Ajmal Jan told``: a month behind a name, and no day of the month."""
    before = tokens[index - 1][2] if index else ""
    after = lowers[index + 1] if index + 1 < len(tokens) else ""
    return before[:1].isupper() and lowers[index - 1] not in lexicon.common and after in lexicon.words["verbs"]


def _stands_in_lower_case(named: tuple[int, Entry], lower: str) -> bool:
    return lower[:3] == "al-" or (named[0] > 1 and named[1].cls in "GIL" and not named[1].exact)


def _plain(word: str, lower: str, lexicon: PartyLexicon, opens: bool) -> str:
    if lower in LINKS:
        return LINKS[lower]
    if word[0].isdigit():
        return "m" if lower.endswith("-old") else "N"
    if "-" in lower and _takes_sides(lower, lexicon):
        return "m"
    if word[0] != "@" and (not word[0].isupper() or lower in lexicon.words["not_names"]):
        return "w"
    if len(word) == 1 or any(char.isdigit() for char in word):
        return "i" if len(word) == 1 else "w"
    if lower in lexicon.words["outlet_tails"] or lower in lexicon.words["body_tails"]:
        return "j" if lower in lexicon.words["outlet_tails"] else "J"
    return "w" if opens and all(part in lexicon.common for part in lower.split("-")) else "X"


def _takes_sides(lower: str, lexicon: PartyLexicon) -> bool:
    parts = lower.split("-")
    return parts[0] in lexicon.words["side_heads"] or parts[-1] in lexicon.words["side_tails"]


def _longest(
    table: Table, text: str, tokens: list[tuple[int, int, str]], lowers: list[str], index: int
) -> tuple[int, Entry] | None:
    choices = table.get(lowers[index])
    if choices is None:
        return None
    for size in choices.sizes:
        if index + size > len(tokens):
            continue
        entry = choices.entries.get(tuple(lowers[index : index + size]))
        if entry is None or (
            entry.exact and text[tokens[index][0] : tokens[index + size - 1][1]] not in (entry.exact, entry.also)
        ):
            continue
        return size, entry
    return None


def _join_acronyms(atoms: list[Atom], text: str) -> list[Atom]:
    """``( FMLN )`` and ``[FMLN]`` behind a capitalised word become one atom of class y; initials swallow their dot."""
    out: list[Atom] = []
    index = 0
    while index < len(atoms):
        atom = atoms[index]
        if atom.cls not in "([i":
            out.append(atom)
            index += 1
            continue
        inner = atoms[index + 1] if index + 2 < len(atoms) else None
        if inner and _is_bracketed_acronym(atoms, index, text) and out and out[-1].cls not in "wEVvcD":
            entry = inner.entry if inner.cls in "GI" else None
            out.append(Atom(atom.start, atoms[index + 2].end, "y", inner.lower, entry, True))
            index += 3
            continue
        if atom.cls == "[" and inner and inner.cls in "ACKR" and atoms[index + 2].cls == "]":
            out.append(Atom(atom.start, atoms[index + 2].end, inner.cls, inner.lower, inner.entry, inner.upper))
            index += 3
            continue
        if atom.cls == "i" and index + 1 < len(atoms) and atoms[index + 1].start == atom.end and text[atom.end] == ".":
            out.append(Atom(atom.start, atom.end + 1, "i", atom.lower, None, True))
            index += 2
            continue
        out.append(atom)
        index += 1
    return out


def _is_bracketed_acronym(atoms: list[Atom], index: int, text: str) -> bool:
    inner, close = atoms[index + 1], atoms[index + 2]
    if atoms[index].cls not in "([" or close.cls not in ")]" or inner.cls == "L":
        return False
    return _ACRONYM.fullmatch(text[inner.start : inner.end]) is not None


def find_phrases(atoms: list[Atom], lexicon: PartyLexicon) -> Iterator[Phrase]:
    """Left to right, each the longest at its start, none overlapping."""
    classes = _BARE_SUSPECT.sub("v", "".join([atom.cls for atom in atoms]))
    begin = 0
    for index in [at for at, cls in enumerate(classes) if cls in _START]:
        phrase = _phrase_at(atoms, classes, index, lexicon) if index >= begin else None
        if phrase is not None:
            yield phrase
            begin = phrase.last


def _phrase_at(atoms: list[Atom], classes: str, index: int, lexicon: PartyLexicon) -> Phrase | None:
    one_of = _ONE_OF.match(classes, index)
    core = _PHRASE.match(classes, one_of.end()) if one_of else None
    if core is not None:
        return Phrase(index, core.end(), (index, core.end()), None)
    core = _PHRASE.match(classes, index)
    if core is not None and not (core.end() - index == 1 and classes[index] in "jJqy"):
        return _extend(atoms, classes, index, core.end(), lexicon)
    phrase = _titled(classes, index) or _named(classes, index)
    if phrase is not None:
        return _apposition(atoms, classes, phrase, lexicon)
    return Phrase(index, index + 1, (index, index + 1), None) if _STATE.match(classes, index) else None


def _titled(classes: str, index: int) -> Phrase | None:
    """``LMPD Lt. Dale Roper``, ``retired General Ole Kvist``: a title and a name, with the body before or behind."""
    body = _TITLED_BODY.match(classes, index)
    titles = body or _MODIFIED_TITLE.match(classes, index)
    name = _TITLED_NAME.match(classes, titles.end()) if titles else None
    if name is None:
        return None
    return _with_body(classes, Phrase(index, name.end(), (index, body.end(1)) if body else None, name.span()))


def _named(classes: str, index: int) -> Phrase | None:
    """A name alone; with two words it may be followed by ``of`` and a body."""
    name = _NAME.match(classes, index) if classes[index] in "Xi" else None
    if name is None:
        return None
    phrase = Phrase(index, name.end(), None, name.span())
    several = name.end() - index > 1 and classes[name.end() : name.end() + 1] == "o"
    return _with_body(classes, phrase) if several else phrase


def _extend(atoms: list[Atom], classes: str, first: int, last: int, lexicon: PartyLexicon) -> Phrase:
    """Add what belongs to the head: ``of the ...``, ``in Tulare``, a name behind it."""
    core_last = last
    paper = atoms[last - 1].lower in lexicon.words["papers"] and classes[last : last + 1] != "T"
    if classes[last - 1] in _NAMED_HEADS and not paper:
        name = _name_after(classes, last)
        if name is not None:
            phrase = _with_body(classes, Phrase(first, name[1], (first, core_last), name))
            return _apposition(atoms, classes, phrase, lexicon)
    last = core_last = _of_phrase(atoms, classes, last, lexicon)
    if classes[last : last + 1] == "c" and classes[first:last][-1:] not in "g" and _may_be_named(classes, first, last):
        name = _named_after_comma(classes, last)
        if name is not None:
            return Phrase(first, name[1], (first, core_last), name)
    return Phrase(first, last, (first, core_last), None)


def _with_body(classes: str, phrase: Phrase) -> Phrase:
    """``Sgt. Tony Turnbull of the sheriff's department``."""
    at = phrase.last
    if classes[at : at + 1] not in {"o", "f", "n"}:
        return phrase
    at += 1 + (classes[at + 1 : at + 2] == "D")
    body = _PHRASE.match(classes, at)
    if body is None or classes[body.end() - 1] not in "RIJGy" or classes[phrase.last] == "n":
        return phrase
    return Phrase(phrase.first, body.end(), (at, body.end()), phrase.name)


def _may_be_named(classes: str, first: int, last: int) -> bool:
    return any(cls in "OHW" for cls in classes[first:last])


def _name_after(classes: str, index: int) -> tuple[int, int] | None:
    """A name right behind; behind an institution it needs a title ("police Lt. John McGalin")."""
    titles = _TITLES.match(classes, index)
    if titles is None and classes[index - 1] == "R":
        return None
    at = titles.end() if titles else index
    name = (_TITLED_NAME if titles else _NAME).match(classes, at)
    return name.span() if name else None


def _named_after_comma(classes: str, comma: int) -> tuple[int, int] | None:
    titles = _TITLES.match(classes, comma + 1)
    name = _NAME.match(classes, titles.end() if titles else comma + 1)
    if name is None or (titles is None and name.end() - name.start() < 2):
        return None
    follows = classes[name.end() : name.end() + 1]
    return name.span() if follows in {"c", "E", "V", "v", "w", ""} or titles else None


def _of_phrase(atoms: list[Atom], classes: str, last: int, lexicon: PartyLexicon) -> int:
    """Where the phrase ends when an ``of``/``for``/``in`` phrase is added; ``last`` when there is none."""
    for _ in range(3):
        link = classes[last : last + 1]
        if link not in {"o", "f", "n"}:
            return last
        at = last + 1
        while classes[at : at + 1] in {"D"}:
            at += 1
        head = atoms[last - 1]
        end = _object_end(classes, at)
        if end is None:
            return last
        grouping = head.lower in lexicon.words["groupings"] or head.cls == "R"
        if link == "n" and not (head.cls in "ROH" and set(classes[at:end]) <= set("CKZX")):
            return last
        if link == "o" and not (grouping or head.cls in "OW"):
            return last
        if link == "f" and head.cls not in "HR":
            return last
        last = end
    return last


def _object_end(classes: str, at: int) -> int | None:
    core = _PHRASE.match(classes, at)
    if core is not None:
        return core.end()
    place = _PLACE.match(classes, at)
    return place.end() if place is not None and place.end() > at else None


def _apposition(atoms: list[Atom], classes: str, phrase: Phrase, lexicon: PartyLexicon) -> Phrase:
    """``Carroll Smith, a KPD spokeswoman``."""
    at = phrase.last
    if classes[at : at + 1] != "c":
        return phrase
    start = at + 1
    determined = classes[start : start + 1] == "D"
    start += determined
    if phrase.name == (phrase.first, phrase.last) and phrase.last - phrase.first < 2:
        return phrase
    core = _PHRASE.match(classes, start)
    if core is None or classes[core.end() - 1] not in "OWH" or phrase.core is not None:
        return phrase
    last = _of_phrase(atoms, classes, core.end(), lexicon)
    if not determined and not any(cls in "ACKIGRXO" for cls in classes[start:last]):
        return phrase
    if not (determined or "S" in classes[start:last] or classes[last : last + 1] in {"c", "E", "n", "o", ""}):
        return phrase
    return Phrase(phrase.first, last, (start, last), phrase.name)
