"""From a noun phrase to the party it means, with the memory of one document.

What a bare "the ministry", an acronym or a surname stands for is decided by what the document named before it; where
the document leaves doubt the party stays generic. Nothing is guessed from outside the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from rashomon.model import Party, PartyKind
from rashomon.who.lexicon import Entry, PartyLexicon
from rashomon.who.phrases import Atom, Phrase

_COUNTRY: Final = frozenset("CKAP")
_ORG: Final = frozenset("GILy")
_LOCAL: Final = frozenset(
    ("police", "sheriff", "prosecutor", "fire", "ems", "coroner", "local", "hospital", "court", "company", "school")
)
_PROPER: Final = frozenset(("party", "commission", "ngo", "company", "school", "media", "hospital", "mil"))
_AMERICAN: Final = frozenset(("sheriff",))
_CLEAR_COUNTRY: Final = 0.75  # share of a document's country words one country needs to be "its" country
_NEWSY: Final = frozenset(("state", "official", "local", "government"))


@dataclass(slots=True)
class Memory:
    """What one document has said so far."""

    country: str
    ministry: Party | None = None
    bodies: dict[str, list[Party]] = field(default_factory=dict)
    acronyms: dict[str, Party] = field(default_factory=dict)
    surnames: dict[str, tuple[Party, str]] = field(default_factory=dict)

    def keep(self, slug: str, party: Party) -> None:
        """Remember a body that was named with its country."""
        if party.kind is PartyKind.MINISTRY:
            self.ministry = party
        known = self.bodies.setdefault(slug, [])
        if party not in known:
            known.append(party)


def slugify(name: str) -> str:
    """ASCII words joined by hyphens."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]s\b", "", plain)).strip("-") or "x"


def main_country(atoms: Sequence[Atom]) -> str:
    """The one country a document speaks of, or empty when it speaks of several."""
    counts: Counter[str] = Counter()
    for atom in atoms:
        if atom.entry is not None and atom.cls in "CKAPZGI" and atom.entry.country:
            counts[atom.entry.country] += 1
    if not counts:
        return ""
    iso, most = counts.most_common(1)[0]
    return iso if most >= _CLEAR_COUNTRY * sum(counts.values()) else ""


Resolved = tuple[Party, bool]


def party_of(
    phrase: Phrase, atoms: Sequence[Atom], text: str, memory: Memory, lexicon: PartyLexicon
) -> Resolved | None:
    """The party and whether it is generic; None when the phrase names nobody."""
    if phrase.core is None:
        return None
    core = atoms[phrase.core[0] : phrase.core[1]]
    found = _organisation(core, text, memory) or _institution(core, text, memory, lexicon)
    return found or _group_of_people(core, lexicon) or _state(core)


def person_party(name: str) -> Party:
    """A person who speaks for nobody but himself."""
    return Party(f"person:{slugify(name)}", name, PartyKind.PERSON)


def _words(core: Sequence[Atom], text: str) -> str:
    return text[core[0].start : core[-1].end]


def _organisation(core: Sequence[Atom], text: str, memory: Memory) -> Resolved | None:
    for atom in core:
        if atom.cls in "Xy" and atom.lower in memory.acronyms:
            return memory.acronyms[atom.lower], False
    found = [atom for atom in core if atom.cls in _ORG and atom.entry is not None]
    institution = any(atom.cls == "R" and atom.entry and atom.entry.slug not in {"media"} for atom in core)
    for atom in found:
        if atom.entry is not None and not (institution and atom.cls in "LI"):
            entry = atom.entry
            return Party(entry.slug, entry.name, entry.kind, entry.country), False
    proper = [atom for atom in core if atom.cls != "y"]
    if proper and (proper[-1].cls in "jJ" or (len(proper) < len(core) and proper[-1].cls == "X")):
        name = _words(proper, text)
        if proper[-1].cls == "j":
            return Party(f"outlet:{slugify(name)}", name, PartyKind.OUTLET), False
        return Party(f"org:{slugify(name)}", name, PartyKind.AGENCY, _country(core)), False
    return None


def _country(core: Sequence[Atom]) -> str:
    for atom in core:
        if atom.entry is not None and atom.cls in _COUNTRY:
            return atom.entry.country
    return ""


def _institution(core: Sequence[Atom], text: str, memory: Memory, lexicon: PartyLexicon) -> Resolved | None:
    role = _role(core)
    if role is None:
        return None
    slug, kind = role.slug, role.kind
    if core[-1].cls == "q" and not _country(core):
        return None
    proper = [atom for atom in core if atom.cls not in "yD"]
    if slug in _PROPER and _is_proper_name(proper):
        name = _words(proper, text)
        prefix = "outlet" if slug == "media" else f"{_country(core) or memory.country or 'gen'}:{slug}"
        return _kept(slug, Party(f"{prefix}:{slugify(name)}", name, kind, _country(core)), memory), False
    place = _place(core, text) if slug in _LOCAL else ""
    country = _country(core) or _place_country(core, slug, memory if place else None)
    if not country and slug == "gov" and not any(atom.cls == "R" for atom in core):
        return Party("gen:officials", "officials", PartyKind.GENERIC), True
    if not country and not place:
        return _bare(role, memory, lexicon)
    parts = [country or "gen", slug, slugify(place) if place else ""]
    party = Party(":".join(part for part in parts if part), _canonical(role, country, place, lexicon), kind, country)
    generic = core[-1].cls in "OWgHU" and not any(atom.cls == "R" for atom in core)
    return _kept(slug, party, memory), generic and not place and slug in {"gov", "police"}


def _is_proper_name(core: Sequence[Atom]) -> bool:
    """Several words, all with a capital, one of them no word of the lexicon."""
    return len(core) > 1 and all(atom.upper or atom.cls in "So" for atom in core) and any(a.cls == "X" for a in core)


def _kept(slug: str, party: Party, memory: Memory) -> Party:
    memory.keep(slug, party)
    return party


def _role(core: Sequence[Atom]) -> Entry | None:
    bodies = [atom.entry for atom in core if atom.cls == "R" and atom.entry is not None]
    people = [atom.entry for atom in core if atom.cls in "Oq" and atom.entry is not None]
    if bodies and not (core[-1].cls in "gW" or (people and bodies[-1].slug in {"gov", "party"})):
        return bodies[-1]
    if people and core[-1].cls not in "gW":
        return people[-1]
    return None


def _place(core: Sequence[Atom], text: str) -> str:
    words = [atom for atom in core if atom.cls in "XZKi" or (atom.cls in "mJ" and atom.upper)]
    return " ".join(text[atom.start : atom.end] for atom in words)


def _place_country(core: Sequence[Atom], slug: str, memory: Memory | None) -> str:
    if slug in _AMERICAN:
        return "usa"
    for atom in core:
        if atom.cls == "Z" and atom.entry is not None:
            return atom.entry.country
    return memory.country if memory is not None else ""


def _bare(role: Entry, memory: Memory, lexicon: PartyLexicon) -> Resolved:
    """A role without a country: the only such body named before, else the document's country, else generic."""
    known = memory.bodies.get(role.slug, [])
    if role.slug == "ministry":
        known = [memory.ministry] if memory.ministry else []
    if len(known) == 1:
        return _kept(role.slug, known[0], memory), False
    if memory.country and role.slug not in _LOCAL | {"party", "ngo", "media", "commission", "ministry"}:
        name = _canonical(role, memory.country, "", lexicon)
        return Party(f"{memory.country}:{role.slug}", name, role.kind, memory.country), False
    return Party(f"gen:{role.slug}", _ROLE_NAMES.get(role.slug, role.slug), role.kind), True


_ROLE_NAMES: Final = {
    "mfa": "foreign ministry",
    "mod": "defence ministry",
    "moi": "interior ministry",
    "mes": "emergency service",
    "moh": "health ministry",
    "moj": "justice ministry",
    "info": "information ministry",
    "gov": "government",
    "pm": "prime minister",
    "mil": "military",
    "mil:air": "air force",
    "mil:navy": "navy",
    "coastguard": "coast guard",
    "border": "border guard",
    "ngo": "non-governmental organisations",
    "fire": "fire department",
    "local": "local government",
}


def _canonical(role: Entry, country: str, place: str, lexicon: PartyLexicon) -> str:
    noun = _ROLE_NAMES.get(role.slug, role.slug)
    owner = place or lexicon.countries.get(country, "")
    return f"{owner} {noun}".strip()


def _group_of_people(core: Sequence[Atom], lexicon: PartyLexicon) -> Resolved | None:
    found = [atom for atom in core if atom.cls in "gWHU" and atom.entry is not None]
    if not found or found[-1].entry is None:
        return None
    entry = found[-1].entry
    country = _country(core)
    if found[-1].cls == "H":
        return _carrier(core, country, lexicon, found[-1])
    if found[-1].cls == "g" and country and entry.kind is PartyKind.ARMED_GROUP:
        name = f"{lexicon.countries.get(country, '')} {entry.slug}".strip()
        return Party(f"{country}:{entry.slug}", name, entry.kind, country), True
    return Party(f"gen:{entry.slug}", entry.slug, entry.kind), True


def _carrier(core: Sequence[Atom], country: str, lexicon: PartyLexicon, head: Atom) -> Resolved:
    """A spokesman, a source, a report: the body whose name stands before it."""
    if country:
        name = f"{lexicon.countries.get(country, '')} government".strip()
        return Party(f"{country}:gov", name, PartyKind.STATE, country), False
    names = [atom for atom in core if atom.cls in "XZ"]
    if names:
        name = " ".join(atom.lower.title() if len(atom.lower) > 5 else atom.lower.upper() for atom in names)
        return Party(f"org:{slugify(name)}", name, PartyKind.AGENCY), False
    return Party(f"gen:{slugify(head.lower)}", head.lower, PartyKind.GENERIC), True


def _state(core: Sequence[Atom]) -> Resolved | None:
    for atom in core:
        if atom.cls in _COUNTRY and atom.entry is not None:
            entry = atom.entry
            if atom.cls == "P":
                return Party(f"{entry.slug}:people", f"people of {entry.name}", PartyKind.GENERIC, entry.country), True
            return Party(entry.slug, entry.name, PartyKind.STATE, entry.country), False
    return None
