"""What happened: events, weapons, equipment, targets, causes, responses and who is blamed, as mentions with exact spans.

In: a text and its passages. Out: ``ThingMention`` and ``BlameMention`` lists. Words come from the language file
``what.toml`` and the codebook; who says so is the business of ``speech.py``, which incident it is of ``extract.py``.
"""

from __future__ import annotations

from rashomon.what.blame import find_blame
from rashomon.what.events import find_events
from rashomon.what.mentions import BlameMention, ThingMention

__all__ = ["BlameMention", "ThingMention", "find_blame", "find_events"]
