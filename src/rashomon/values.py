"""What a claim can hold: TimeSpan, Place, Count, Code, PartyRef, Text - and how two of them relate.

Values admit ignorance: a time is an interval, a place has a radius and rivals, a count may have no upper bound.
``relate(a, b)`` is total: it answers for every pair, and its laws (reflexive, inverse) are property-tested.
Reading values out of words is the business of ``when.py``, ``where.py``, ``who.py``, ``count.py`` and ``what.py``.
"""

from __future__ import annotations

import dataclasses
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, Final

from rashomon.model import Value

EARTH_RADIUS_KM: Final = 6371.0088  # IUGG mean radius R1
_POSSESSIVE: Final = re.compile(r"['\u2019]s\b")
_WORDS: Final = re.compile(r"\w+")
SAME_POINT_KM: Final = 1.0  # gazetteers disagree on a village's centre by about this much


class Relation(StrEnum):
    """How value a stands to value b."""

    EQUAL = "equal"
    REFINES = "refines"
    WIDENS = "widens"
    OVERLAPS = "overlaps"
    CONFLICTS = "conflicts"
    INCOMPARABLE = "incomparable"

    @property
    def inverse(self) -> Relation:
        """The relation of b to a."""
        return {Relation.REFINES: Relation.WIDENS, Relation.WIDENS: Relation.REFINES}.get(self, self)

    @property
    def compatible(self) -> bool:
        """True when both values can be true of one happening."""
        return self in (Relation.EQUAL, Relation.REFINES, Relation.WIDENS, Relation.OVERLAPS)


class Grain(StrEnum):
    """The unit in which a time was told, finest first."""

    MINUTE = "minute"
    HOUR = "hour"
    DAYPART = "daypart"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class TimeSpan(Value):
    """``[earliest, latest)`` in UTC. A told moment of minute grain is one minute wide.

    ``zone`` is the zone as stated ("Moscow time", "GMT+4") or, with ``zone_assumed``, the IANA zone taken from the
    place; empty when the report gives none (the clock is then read as UTC and only ``daypart`` or coarser is safe).
    ``utc_offset_min`` is that zone's offset, so that the local clock as printed can be shown again. ``approx`` is
    "about"; ``daypart`` a part-of-day word (morning, night ...); ``anchor`` names what a relative expression was
    counted from (``published``, ``narrated``, ``stated``, ``dateline``).
    """

    earliest: datetime
    latest: datetime
    grain: Grain
    zone: str = ""
    utc_offset_min: int = 0
    zone_assumed: bool = False
    approx: bool = False
    daypart: str = ""
    anchor: str = "stated"

    def __post_init__(self) -> None:
        if self.earliest.tzinfo is None or self.latest.tzinfo is None:
            raise ValueError("a TimeSpan needs aware datetimes")
        if self.latest <= self.earliest:
            raise ValueError(f"a TimeSpan needs earliest < latest, not {self.earliest} .. {self.latest}")


@dataclass(frozen=True, slots=True)
class Place(Value):
    """A point in WGS 84 degrees with the radius in km inside which the happening was said to be.

    ``name`` is the place as told ("near Yeraskh"); ``toponym`` the gazetteer's name of what it resolved to.
    ``lat_deg`` and ``lon_deg`` are None when no gazetteer entry was found: the name is still a claim.
    ``admin`` runs from the country's ISO alpha-2 code down to finer GeoNames codes (``("AM", "AM.02")``).
    ``feature`` is one of country, adm1, adm2, region, settlement, airport, site, water. ``relation`` is the preposition
    said (in, near, "10 km north of", between, border). ``rivals`` are the other candidates, best first.
    """

    name: str
    lat_deg: float | None = None
    lon_deg: float | None = None
    radius_km: float = 0.0
    toponym: str = ""
    place_id: str = ""
    admin: tuple[str, ...] = ()
    feature: str = "settlement"
    relation: str = "in"
    zone: str = ""
    rivals: tuple[Place, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Count(Value):
    """Persons: ``low`` to ``high`` inclusive; ``high`` None = no upper bound ("at least 5" = 5..None).

    ``of`` says who they are (crew, civilians, children ...); empty = everybody. ``approx`` is "about 30".
    ``word`` keeps a vague number word ("dozens", "several") so it can be shown as said.
    """

    low: int
    high: int | None
    of: str = ""
    approx: bool = False
    word: str = ""

    def __post_init__(self) -> None:
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise ValueError(f"a Count needs 0 <= low <= high, not {self.low}..{self.high}")


@dataclass(frozen=True, slots=True)
class Code(Value):
    """A word of a closed list. ``code`` is a dotted path, general to special (``aircraft.helicopter.attack``).

    ``label`` keeps the report's words; ``owner`` is the party id of whoever the thing belongs to, when said.
    """

    scheme: str
    code: str
    label: str = field(default="", compare=False)
    owner: str = ""


@dataclass(frozen=True, slots=True)
class PartyRef(Value):
    """A party as told. ``party_id`` is a colon path (``aze:mil``) or None when the name is in no lexicon."""

    party_id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Text(Value):
    """Words that no closed list holds."""

    text: str


def relate(a: Value, b: Value) -> Relation:
    """Say how one value stands to another. Total.

    Laws: swapping the arguments gives the inverse relation; a value is EQUAL to itself.

    Values of different kinds are incomparable.
    """
    if isinstance(a, TimeSpan) and isinstance(b, TimeSpan):
        return _relate_intervals(a.earliest, a.latest, b.earliest, b.latest)
    if isinstance(a, Place) and isinstance(b, Place):
        return _relate_places(a, b)
    if isinstance(a, Count) and isinstance(b, Count):
        return _relate_counts(a, b)
    if isinstance(a, Code) and isinstance(b, Code):
        return _relate_paths(a.code, b.code, ".") if a.scheme == b.scheme else Relation.INCOMPARABLE
    if isinstance(a, PartyRef) and isinstance(b, PartyRef):
        return _relate_parties(a, b)
    if isinstance(a, Text) and isinstance(b, Text):
        return _relate_words(a.text, b.text)
    return Relation.INCOMPARABLE


def distance_km(a: Place, b: Place) -> float | None:
    """Great-circle distance in km (haversine), or None when either place has no coordinates."""
    if a.lat_deg is None or a.lon_deg is None or b.lat_deg is None or b.lon_deg is None:
        return None
    lat_a, lat_b = math.radians(a.lat_deg), math.radians(b.lat_deg)
    d_lat, d_lon = lat_b - lat_a, math.radians(b.lon_deg - a.lon_deg)
    h = math.sin(d_lat / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(d_lon / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, h)))


@lru_cache(maxsize=32_768)
def fold(text: str) -> str:
    """Lower case, no accents, single spaces, no possessive: the form in which names are compared."""
    if text.isascii():
        plain = text.lower()
    else:
        plain = "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))
    if "'" in plain or "\u2019" in plain:
        plain = _POSSESSIVE.sub("", plain)
    return " ".join(_WORDS.findall(plain))


def _relate_intervals(a0: Any, a1: Any, b0: Any, b1: Any) -> Relation:
    if (a0, a1) == (b0, b1):
        return Relation.EQUAL
    if b0 <= a0 and a1 <= b1:
        return Relation.REFINES
    if a0 <= b0 and b1 <= a1:
        return Relation.WIDENS
    return Relation.OVERLAPS if a0 < b1 and b0 < a1 else Relation.CONFLICTS


def _relate_places(a: Place, b: Place) -> Relation:
    distance = distance_km(a, b)
    if distance is None:
        return _relate_words(a.name, b.name)
    if a.place_id and a.place_id == b.place_id:
        return _relate_radii(a.radius_km, b.radius_km)
    by_admin = _relate_admin(a, b)
    if by_admin is not None:
        return by_admin
    if distance <= SAME_POINT_KM:
        return _relate_radii(a.radius_km, b.radius_km)
    if distance + a.radius_km <= b.radius_km:
        return Relation.REFINES
    if distance + b.radius_km <= a.radius_km:
        return Relation.WIDENS
    return Relation.OVERLAPS if distance <= a.radius_km + b.radius_km else Relation.CONFLICTS


def _relate_radii(a_km: float, b_km: float) -> Relation:
    if abs(a_km - b_km) <= SAME_POINT_KM:
        return Relation.EQUAL
    return Relation.REFINES if a_km < b_km else Relation.WIDENS


_ADMIN_DEPTH: Final[Mapping[str, int]] = {"country": 1, "adm1": 2, "adm2": 3}


def _relate_admin(a: Place, b: Place) -> Relation | None:
    """Containment by administrative codes, which beats circles: countries are not round."""
    for outer, inner, relation in ((b, a, Relation.REFINES), (a, b, Relation.WIDENS)):
        depth = _ADMIN_DEPTH.get(outer.feature)
        if depth is None or len(outer.admin) < depth or outer.relation != "in":
            continue
        if _ADMIN_DEPTH.get(inner.feature, 9) > depth and inner.admin[:depth] == outer.admin[:depth]:
            return relation
    return None


def _relate_counts(a: Count, b: Count) -> Relation:
    a_high = math.inf if a.high is None else a.high
    b_high = math.inf if b.high is None else b.high
    of_a, of_b = fold(a.of), fold(b.of)
    if of_a == of_b:
        return _relate_intervals(a.low, a_high + 1, b.low, b_high + 1)
    if of_a and of_b:
        return Relation.INCOMPARABLE
    part, total_high = (a, b_high) if of_a else (b, a_high)
    if part.low > total_high:
        return Relation.CONFLICTS
    if (a.low, a_high) == (b.low, b_high):
        return Relation.REFINES if of_a else Relation.WIDENS
    return Relation.INCOMPARABLE


def _relate_paths(a: str, b: str, separator: str) -> Relation:
    if a == b:
        return Relation.EQUAL
    if a.startswith(b + separator):
        return Relation.REFINES
    if b.startswith(a + separator):
        return Relation.WIDENS
    return Relation.CONFLICTS


def _relate_parties(a: PartyRef, b: PartyRef) -> Relation:
    if a.party_id is not None and b.party_id is not None:
        return _relate_paths(a.party_id, b.party_id, ":")
    return _relate_words(a.name, b.name)


def _relate_words(a: str, b: str) -> Relation:
    if a == b or fold(a) == fold(b):
        return Relation.EQUAL
    words_a, words_b = set(fold(a).split()), set(fold(b).split())
    if not words_a or not words_b or words_a == words_b:
        return Relation.INCOMPARABLE
    if words_b < words_a:
        return Relation.REFINES
    return Relation.WIDENS if words_a < words_b else Relation.INCOMPARABLE


def to_json(value: Value) -> dict[str, Any]:
    """A JSON-ready mapping with a ``kind`` key; ``from_json`` is its inverse. Empty fields are left out."""
    if isinstance(value, TimeSpan):
        fields = _slots(value) | {"earliest": _iso(value.earliest), "latest": _iso(value.latest)}
    elif isinstance(value, Place):
        fields = _slots(value) | {"admin": list(value.admin), "rivals": [to_json(rival) for rival in value.rivals]}
    elif isinstance(value, (Count, Code, PartyRef, Text)):
        fields = _slots(value)
    else:
        raise TypeError(f"{type(value).__name__} is no kind of value a claim can hold")
    kind: Any = type(value)
    required = _names(kind)[1]
    kept = {key: v for key, v in fields.items() if key in required or (v is not False and v not in ("", []))}
    return {"kind": kind.__name__, **kept}


def from_json(data: Mapping[str, Any]) -> Value:
    """The value that ``to_json`` wrote. Raises ValueError for an unknown kind, TypeError for unknown fields."""
    fields = {key: item for key, item in data.items() if key != "kind"}
    kind = str(data.get("kind"))
    if kind == "TimeSpan":
        fields |= {
            "earliest": _utc(fields["earliest"]),
            "latest": _utc(fields["latest"]),
            "grain": Grain(fields["grain"]),
        }
        return TimeSpan(**fields)
    if kind == "Place":
        fields["admin"] = tuple(fields.get("admin", ()))
        rivals = tuple(from_json(rival) for rival in fields.pop("rivals", ()))
        return Place(**fields, rivals=tuple(rival for rival in rivals if isinstance(rival, Place)))
    kinds: Mapping[str, type[Value]] = {"Count": Count, "Code": Code, "PartyRef": PartyRef, "Text": Text}
    if kind in kinds:
        return kinds[kind](**fields)
    raise ValueError(f"unknown kind of value {kind!r}; expected TimeSpan, Place, Count, Code, PartyRef or Text")


def _slots(value: TimeSpan | Place | Count | Code | PartyRef | Text) -> dict[str, Any]:
    kind: Any = type(value)
    return {name: getattr(value, name) for name in _names(kind)[0]}


@cache
def _names(kind: type[Any]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The fields of a kind of value, and those without a default."""
    fields = dataclasses.fields(kind)
    return tuple(f.name for f in fields), frozenset(f.name for f in fields if f.default is dataclasses.MISSING)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
