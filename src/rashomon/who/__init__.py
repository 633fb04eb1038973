"""Who: the parties a text names, each with the exact span of its noun phrase.

Goes in: text of ordinary capitals and the party lexicon. Comes out: ``PartyMention``s in text order, none overlapping:
states and their bodies, armed groups, organisations, outlets, titled persons with the body they speak for, and generic
ones ("police", "witnesses", "gunmen"). Who says or did what, and what a pronoun stands for, is left to others.
"""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.model import Party, PartyKind, Span, Speaker
from rashomon.values import PartyRef
from rashomon.who.lexicon import PartyLexicon, load_party_lexicon
from rashomon.who.phrases import Atom, Phrase, find_phrases, read_atoms
from rashomon.who.resolve import Memory, main_country, party_of, person_party

__all__ = ["PartyLexicon", "PartyMention", "find_parties", "load_party_lexicon", "party_ref", "speaker_of"]


@dataclass(frozen=True, slots=True)
class PartyMention:
    """One naming of a party. ``span`` covers the noun phrase without its article; ``name`` is what to print:
    the person's name where one is named (then also in ``person``), else the phrase as printed.
    """

    span: Span
    party: Party
    generic: bool
    person: str = ""
    name: str = ""


def party_ref(mention: PartyMention) -> PartyRef:
    """The mention as a value a claim can hold."""
    return PartyRef(mention.party.id, mention.name)


def speaker_of(mention: PartyMention) -> Speaker:
    """The mention as a link of a speaker chain."""
    return Speaker(mention.name, mention.party.id, mention.span)


def find_parties(text: str, lexicon: PartyLexicon, language: str = "en") -> list[PartyMention]:
    """All mentions in text order, none overlapping."""
    if language != "en":
        lexicon = load_party_lexicon(language)
    atoms = read_atoms(text, lexicon)
    memory = Memory(main_country(atoms))
    found = []
    for phrase in find_phrases(atoms, lexicon):
        mention = _read(phrase, atoms, text, memory, lexicon)
        if mention is not None:
            found.append(mention)
    return found


def _read(phrase: Phrase, atoms: list[Atom], text: str, memory: Memory, lexicon: PartyLexicon) -> PartyMention | None:
    phrase = _trim(phrase, atoms)
    span = Span(atoms[phrase.first].start, atoms[phrase.last - 1].end)
    person = _person(phrase, atoms, text)
    resolved = party_of(phrase, atoms, text, memory, lexicon)
    if person:
        return _person_mention(phrase, atoms, person, span, resolved, (memory, lexicon))
    if resolved is None:
        return None
    party, generic = resolved
    if not _can_speak(phrase, atoms, lexicon):
        return None
    if phrase.last - phrase.first == 1 and not _can_act(phrase.first, atoms, lexicon):
        return None
    for atom in atoms[phrase.first : phrase.last]:
        if atom.cls == "y":
            memory.acronyms.setdefault(atom.lower, party)
    return PartyMention(span, party, generic, "", " ".join(span.of(text).split()))


def _trim(phrase: Phrase, atoms: list[Atom]) -> Phrase:
    """Leading conjunctions, prepositions and stray marks do not belong to the phrase."""
    first = phrase.first
    while first < phrase.last - 1 and atoms[first].cls in "&pS":
        first += 1
    if first == phrase.first:
        return phrase
    core = phrase.core if phrase.core is None or phrase.core[0] >= first else (first, phrase.core[1])
    return Phrase(first, phrase.last, core, phrase.name)


def _person(phrase: Phrase, atoms: list[Atom], text: str) -> str:
    if phrase.name is None:
        return ""
    first, last = phrase.name
    return " ".join(text[atoms[first].start : atoms[last - 1].end].split())


def _can_speak(phrase: Phrase, atoms: list[Atom], lexicon: PartyLexicon) -> bool:
    """False for nouns that are mostly things ("the head", "a bank"), and for those that only qualify another."""
    after = atoms[phrase.last].cls if phrase.last < len(atoms) else "E"
    if after == "w" and phrase.last - phrase.first == 1 and atoms[phrase.first].lower in lexicon.words["adjectival"]:
        return atoms[phrase.last].end - atoms[phrase.last].start < 4
    if atoms[phrase.last - 1].lower not in lexicon.words["things"]:
        return True
    if any(atom.cls in "ACGIKX" for atom in atoms[phrase.first : phrase.last]):
        return True
    return after == "V"


def _can_act(index: int, atoms: list[Atom], lexicon: PartyLexicon) -> bool:
    """False for a country or capital that only says where."""
    if atoms[index].cls not in "CKZ":
        return True
    if atoms[index].cls == "Z":
        return False
    before = atoms[index - 1].lower if index else ""
    after = atoms[index + 1].cls if index + 1 < len(atoms) else "E"
    if atoms[index].cls == "K":
        return before not in lexicon.words["locatives"] and _capital_acts(index, atoms, after)
    return before not in lexicon.words["locatives"] or after == "V"


def _capital_acts(index: int, atoms: list[Atom], after: str) -> bool:
    """A capital stands for its state where it does something, is blamed, or opens a sentence that is no dateline."""
    if after in "VvS":
        return True
    before = atoms[index - 1] if index else None
    if before is not None and (before.cls == "V" or (before.lower == "on" and atoms[index - 2].lower[:5] == "blame")):
        return True
    opens = before is None or before.cls == "E"
    return opens and (
        after == "w" or (after == "c" and atoms[index + 2 : index + 3] != [] and atoms[index + 2].lower == "which")
    )


def _person_mention(
    phrase: Phrase,
    atoms: list[Atom],
    person: str,
    span: Span,
    resolved: tuple[Party, bool] | None,
    context: tuple[Memory, PartyLexicon],
) -> PartyMention | None:
    memory, lexicon = context
    if person.lower() in memory.acronyms:
        return PartyMention(span, memory.acronyms[person.lower()], False, "", person)
    surname = person.rsplit(maxsplit=1)[-1].lower()
    known = memory.surnames.get(surname)
    if known is not None and not set(person.lower().split()) <= set(known[1].lower().split()):
        known = None  # a namesake
    if resolved is None and known is not None:
        return PartyMention(span, known[0], False, known[1], known[1])
    if resolved is None and not _looks_like_a_person(phrase, atoms, lexicon):
        return None
    if resolved is None and phrase.last - phrase.first == 1 and person.isupper() and len(person) < 7:
        return PartyMention(span, Party(f"org:{person.lower()}", person, PartyKind.AGENCY), False, "", person)
    own = person_party(person)
    party = own if resolved is None or resolved[1] or resolved[0].kind is PartyKind.WITNESS else resolved[0]
    if known is None or known[0].kind is PartyKind.PERSON:
        memory.surnames[surname] = (party, person if known is None else known[1])
    return PartyMention(span, party, False, person, person)


def _looks_like_a_person(phrase: Phrase, atoms: list[Atom], lexicon: PartyLexicon) -> bool:
    """A title, an age, an apposition, or a verb of saying beside two capitalised words (one for plain speech verbs)."""
    assert phrase.name is not None
    if atoms[phrase.name[0]].lower[0] == "@":
        return True
    if phrase.core is not None or phrase.first < phrase.name[0] or phrase.last > phrase.name[1]:
        return True
    before = atoms[phrase.first - 1].lower if phrase.first else ""
    after = atoms[_after_bracket(phrase.last, atoms)].cls if phrase.last < len(atoms) else "E"
    if after == "V" or before in lexicon.words["inverted"]:
        return True
    several = phrase.name[1] - phrase.name[0] > 1
    if several and after == "c":
        return _sets_apart(phrase.last + 1, atoms)
    return several and (after == "v" or before in lexicon.words["before_name"] or before.endswith("-year-old"))


def _after_bracket(index: int, atoms: list[Atom]) -> int:
    """Where the text goes on behind an inserted ``[Jesuit provincial]``."""
    if atoms[index].cls != "[":
        return index
    ahead = range(index + 1, min(index + 8, len(atoms) - 1))
    return next((at + 1 for at in ahead if atoms[at].cls == "]"), index)


def _sets_apart(index: int, atoms: list[Atom]) -> bool:
    """After the comma: an age, ``one of``, or a verb of saying."""
    if index >= len(atoms):
        return False
    if atoms[index].cls == "N":
        age = atoms[index].lower.isdigit() and len(atoms[index].lower) == 2
        return age or (index + 1 < len(atoms) and atoms[index + 1].cls == "o")
    return atoms[index].cls == "V" or atoms[index].lower == "who"
