"""What happened: events, weapons, equipment, targets, causes, responses and blame, as mentions with exact spans.

In: a text and its passages. Out: ``ThingMention`` and ``BlameMention`` lists. Words come from the language file
``what.toml`` and the codebook; who says so is the business of ``speech.py``, which incident it is of ``extract.py``.
"""

from __future__ import annotations

from rashomon.what.blame import find_blame
from rashomon.what.coded import find_causes, find_coded, find_responses
from rashomon.what.events import find_events
from rashomon.what.mentions import BlameMention, ThingMention
from rashomon.what.targets import find_targets
from rashomon.what.weapons import find_equipment, find_weapons

__all__ = [
    "BlameMention",
    "ThingMention",
    "find_blame",
    "find_causes",
    "find_coded",
    "find_equipment",
    "find_events",
    "find_responses",
    "find_targets",
    "find_weapons",
]
