"""MUC-3/4 from the original texts and 25-slot keys: date, place, type, blame and how it was put, victims, numbers.

A key names its fillers as strings; each string is marked where it first stands, so what is unmarked is unknown. A text
whose keys are all empty is a sure negative for relevance. ``split``: DEV = train, TST1 and TST2 = dev, as in GTT.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rashomon.model import Span
from training.corpora.maps import event_code
from training.documents import Coverage, Document, Extent, Judgement, Layer, Role
from training.offsets import Log, find_words, sentences

_TEXT_ID = re.compile(r"(?m)^((?:DEV|TST[12])-MUC[34]-\d{4})\b[^\n]*\n")
_SLOT = re.compile(r"\d+\.\s+([A-Z:\- ]+?)(?:\s{2,}(.*))?$")
_FILLER = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ROLES = {
    "INCIDENT: INSTRUMENT ID": "weapon",
    "PERP: INDIVIDUAL ID": "perpetrator",
    "PERP: ORGANIZATION ID": "perpetrator",
    "PHYS TGT: ID": "target",
    "HUM TGT: NAME": "victim",
    "HUM TGT: DESCRIPTION": "victim",
}
_EFFECTS = {"DEATH": "killed", "INJURY": "wounded"}
_BLAME = (("CLAIMED OR ADMITTED", "admits"), ("REPORTED AS FACT", "asserts"))
_HEDGED = ("SUSPECTED", "POSSIBLE")
COVERAGE = (
    Coverage(Layer.ROLE, Extent.PART),
    Coverage(Layer.STANCE, Extent.PART, ("asserts", "admits")),
    Coverage(Layer.HEDGE, Extent.PART),
    Coverage(Layer.RELEVANCE, Extent.FULL),
)


@dataclass(slots=True)
class Template:
    """One filled key: lines by slot."""

    number: str
    optional: bool
    slots: dict[str, list[str]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """True for the key that says: no incident here."""
        return self.number == "*"


def convert(folder: Path, log: Log) -> Iterator[Document]:
    """Texts that have a key."""
    keys: dict[str, list[Template]] = {}
    for path in sorted(folder.glob("raw/*/key-*")):
        for name, template in read_keys(path.read_text("latin-1")):
            keys.setdefault(name, []).append(template)
    seen = set()
    for path in sorted(one for one in folder.glob("raw/*/*-muc[34]*") if not one.name.startswith("key-")):
        for name, text in read_texts(path.read_text("latin-1")):
            seen.add(name)
            if name in keys:
                yield _document(name, text, keys[name], log)
            else:
                log.note("text without a key", name)
    for name in sorted(keys.keys() - seen):
        log.note("key without a text", name)


def read_texts(raw: str) -> Iterator[tuple[str, str]]:
    """Id and text of each message of a file."""
    pieces = _TEXT_ID.split(raw)[1:]
    for name, text in zip(pieces[::2], pieces[1::2], strict=True):
        yield name, text.strip()


def read_keys(raw: str) -> Iterator[tuple[str, Template]]:
    """Message id and template, in the order of the file."""
    name, slot, template = "", "", Template("", optional=False)
    for line in raw.splitlines():
        found = _SLOT.match(line)
        slot, value = (found[1].strip(), found[2] or "") if found else (slot, line if line[:1].isspace() else "")
        if slot == "MESSAGE: ID" and found:
            name = value.split()[0]
        elif slot == "MESSAGE: TEMPLATE" and found:
            template = Template(value.split()[0], "OPTIONAL" in value)
            yield name, template
        elif value.strip() and slot:
            template.slots.setdefault(slot, []).append(value.strip())


def _document(name: str, text: str, templates: list[Template], log: Log) -> Document:
    told = [one for one in templates if not one.empty]
    roles: list[Role] = []
    stances: list[Judgement] = []
    hedges: list[Judgement] = []
    for template in told:
        roles += _roles(name, text, template, log)
        for words, how in _fillers(template.slots.get("PERP: ORGANIZATION CONFIDENCE", [])):
            if span := find_words(text, words):
                stances += [Judgement(span, label) for key, label in _BLAME if key in how][:1]
                hedges += [Judgement(span, "hedged") for key in _HEDGED if key in how][:1]
    return Document(
        id=f"muc4:{name}",
        corpus="muc4",
        text=text,
        sentences=sentences(text),
        coverage=COVERAGE,
        split="train" if name.startswith("DEV") else "dev",
        outlet="FBIS",
        roles=tuple(dict.fromkeys(roles)),
        stances=tuple(dict.fromkeys(stances)),
        hedges=tuple(dict.fromkeys(hedges)),
        relevance=(Judgement(Span(0, len(text)), "incident" if told else "none"),),
    )


def _roles(name: str, text: str, template: Template, log: Log) -> Iterator[Role]:
    """Every filler where it stands; dead and injured as roles of their own; the event's code rides on the role."""
    native = " ".join(template.slots.get("INCIDENT: TYPE", [""])).strip()
    code = event_code("muc4_events", native)
    incident = template.number + ("?" if template.optional else "")
    for slot, role in _ROLES.items():
        for words, _ in _fillers(template.slots.get(slot, [])):
            span = find_words(text, words)
            if span is None:
                log.note(f"filler not found in the text: {slot}", name)
            else:
                yield Role(span, role, incident=incident, value=code)
    yield from _places(name, text, template, incident, log)
    for words, effect in _fillers(template.slots.get("HUM TGT: EFFECT OF INCIDENT", [])):
        harmed = _EFFECTS.get(effect)  # "INJURY / DEATH" is left out: the key itself could not tell
        if harmed and (span := find_words(text, words)):
            yield Role(span, harmed, incident=incident, value=_number(template, words))


def _places(name: str, text: str, template: Template, incident: str, log: Log) -> Iterator[Role]:
    """The narrowest place of each location of the key ("EL SALVADOR: USULUTAN (DEPARTMENT)" -> USULUTAN)."""
    for line in template.slots.get("INCIDENT: LOCATION", []):
        for location in line.strip("- ").split(" / "):
            words = re.sub(r"\([^)]*\)|\?", "", location.rpartition(":")[2]).strip(" -")
            span = find_words(text, words)
            if span:
                yield Role(span, "place", incident=incident)
            elif words not in ("", "*"):
                log.note("place of the key not named in the text", name)


def _fillers(lines: list[str]) -> Iterator[tuple[str, str]]:
    """The strings of a slot, each with the word before the colon (``DEATH: "X"`` -> X, DEATH).

    A string before the colon (``"PRESIDENT": "CEREZO"``) is a filler like the one behind it.
    """
    for line in lines:
        head = line.split('"', 1)[0].strip(" ?:()")
        for found in _FILLER.finditer(line):
            yield found[1].replace('\\"', '"'), head


def _number(template: Template, words: str) -> str:
    for filler, number in _fillers(template.slots.get("HUM TGT: NUMBER", [])):
        if filler == words:
            return number
    return ""
