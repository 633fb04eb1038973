"""Zones as news states them -> offsets, right for the date: "Moscow time", "GMT+4", "EST", "local time"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from rashomon.when.lexicon import TimeLexicon

_OFFSET: Final = re.compile(r"(?:GMT|UTC)\s?([+−-])\s?(\d{1,2})(?::?(\d\d))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone with the name it is shown by; ``assumed`` when the text states none and the place gave it."""

    name: str
    info: tzinfo
    assumed: bool = False

    def utc(self, local: datetime) -> datetime:
        """The UTC moment of a naive local clock."""
        return local.replace(tzinfo=self.info).astimezone(UTC)

    def offset_min(self, local: datetime) -> int:
        """Minutes east of UTC at that local clock."""
        offset = local.replace(tzinfo=self.info).utcoffset()
        return round(offset.total_seconds() / 60) if offset else 0


NO_ZONE: Final = Zone("", UTC)


def place_zone(name: str) -> Zone:
    """The zone of the incident's place, ``NO_ZONE`` when unknown."""
    info = _zone_info(name) if name else None
    return Zone(name, info, assumed=True) if info is not None else NO_ZONE


def stated_zone(words: str, place: Zone, lexicon: TimeLexicon) -> Zone | None:
    """The zone that words name, None when they name none ("some time"). "Local time" is the place's own zone."""
    offset = _OFFSET.fullmatch(words)
    if offset is not None:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        signed = minutes if offset[1] == "+" else -minutes
        return Zone(words, timezone(timedelta(minutes=signed))) if minutes <= 14 * 60 else None
    plain = re.sub(r"\s*time$", "", words.lower())
    if plain == "local":
        return Zone(words if place is NO_ZONE else place.name, place.info, assumed=place is not NO_ZONE)
    if words.isupper() and place.name != "" and _abbreviates(words, place):
        return Zone(words, place.info)
    entry = lexicon.words.get(plain)
    name = (
        entry[1] if entry is not None and entry[0] == "zoneword" else lexicon.zones.get(plain) or _cities().get(plain)
    )
    info = _zone_info(name) if name else None
    return Zone(words, info) if info is not None else None


def _abbreviates(words: str, place: Zone) -> bool:
    """True for the place's own "IST": one abbreviation is India's, Israel's and Ireland's."""
    return any(datetime(2020, month, 15, tzinfo=place.info).tzname() == words for month in (1, 7))


@cache
def _zone_info(name: str) -> tzinfo | None:
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@cache
def _cities() -> Mapping[str, str]:
    """City -> zone, from the zone database's own names (Europe/Moscow -> moscow)."""
    cities: dict[str, str] = {}
    for name in sorted(available_timezones(), reverse=True):
        if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/")):
            cities[name.rsplit("/", 1)[1].replace("_", " ").lower()] = name
    return cities
