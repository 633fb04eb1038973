"""What the finders of this package hand back."""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.model import Modality, Span
from rashomon.values import Code, Text


@dataclass(frozen=True, slots=True)
class ThingMention:
    """An event, weapon, piece of equipment, target, cause or response in the text.

    ``span`` covers the words that carry the value. ``background`` marks another, older happening. ``actor`` is who did
    it (without article), ``object`` whom or what it was done to. ``in_use`` is False for a weapon that is only named
    (seized, found, in a list of arms); ``lost`` is True for equipment destroyed, captured, shot down or burnt.
    ``event`` is the trigger of the happening a weapon, target or cause belongs to. ``general`` marks an event word that
    tells little ("attack", "killed"), ``weak`` one in a report that also has a telling one. ``refused``: the words
    themselves say that the actor did not do it ("did not fire"); ``own``: the actor is only "we" or "it".
    """

    span: Span
    attribute: str
    value: Code | Text
    modality: Modality = Modality.ACTUAL
    background: bool = False
    actor: Span | None = None
    object: Span | None = None
    in_use: bool = True
    lost: bool = False
    event: Span | None = None
    weak: bool = False
    general: bool = False

    @property
    def code(self) -> str:
        """The value's code, empty for a value that is words."""
        return self.value.code if isinstance(self.value, Code) else ""

    refused: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class BlameMention:
    """Somebody named as the one who did it. ``span`` covers the perpetrator's words (or those that say it is unknown).

    ``kind`` is act, not_act (it "did not fire"), claimed_responsibility, blamed, accused, suspected, charged,
    convicted, denied or unknown; ``event`` the trigger it belongs to; ``cue`` the words of blame. ``own``: only "we" or
    "it" is named, so that whoever says so is meant; ``span`` is then the cue.
    ``sure``: the words themselves name somebody who can act, or say that he is a suspect.
    ``blamer`` who says so inside the sentence.
    """

    span: Span
    kind: str
    blamer: Span | None = None
    hedged: bool = False
    event: Span | None = None
    cue: Span | None = None
    modality: Modality = Modality.ACTUAL
    background: bool = False
    own: bool = False
    sure: bool = False
