"""Words to places: every place a text names, resolved over the whole document.

Goes in: ordinary mixed-case text and a gazetteer. Comes out: ``PlaceMention`` values in text order, each a ``Place``
with coordinates, radius, relation and rivals. Names of persons, organisations and peoples are left to ``who.py``; which
of the places an incident happened at is left to ``extract.py``.
"""

from rashomon.where.mentions import PlaceMention, find_places, nearest_place, resolve_mentions
from rashomon.where.resolve import Home

__all__ = ["Home", "PlaceMention", "find_places", "nearest_place", "resolve_mentions"]
