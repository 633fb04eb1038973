"""The gazetteer: names to places, in one read-only SQLite file.

``build_gazetteer`` makes the file (once, about half a minute), ``open_gazetteer`` opens it, ``Gazetteer`` answers
look-ups by name. Which of several places a report means is the business of ``where.py``.
"""

from rashomon.gazetteer.build import build_gazetteer, ensure_gazetteer
from rashomon.gazetteer.lookup import Entry, Gazetteer, default_path, open_gazetteer

__all__ = ["Entry", "Gazetteer", "build_gazetteer", "default_path", "ensure_gazetteer", "open_gazetteer"]
