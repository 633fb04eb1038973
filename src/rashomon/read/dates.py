"""When was it published: the printed date of a page, feed, record or front matter -> an aware UTC datetime.

Only forms that can mean one thing are read. "10/11/2020" can mean two, so it is no date. A clock without a zone is
taken as UTC. Dates inside the running text are the business of ``when.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class Published:
    """A moment of publication; with ``date_only`` only the day is known and ``at`` is its midnight."""

    at: datetime
    date_only: bool


_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), start=1)
    for name in names.split()
}  # fmt: skip
_MONTH: Final = r"(?P<month>[A-Za-z]{3,9})\.?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>\d{4})"
_CLOCK: Final = (
    r"(?:,?\s*(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
_FORMS: Final = tuple(
    re.compile(rf"(?:[A-Za-z]{{3,9}}\.?,?\s+)?{form}{_CLOCK}$", re.IGNORECASE)
    for form in (
        rf"{_DAY}\s+{_MONTH},?\s+{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_YEAR}\s+{_MONTH}\s+{_DAY}",
        rf"{_YEAR}[/.](?P<month>\d{{1,2}})[/.]{_DAY}",
    )
)
_DAY_FIRST_POINTS: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})$")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})Z?)?$")
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}$")
_FRACTION: Final = re.compile(r"\.\d+")


def parse_published(value: object) -> Published | None:
    """Read a publication date given as text, date or datetime; None when it is none or can mean two days."""
    if isinstance(value, datetime):
        return Published(_utc(value), date_only=False)
    if isinstance(value, date):
        return _day(value.year, value.month, value.day)
    if not isinstance(value, str) or not 6 <= len(value.strip()) <= 80:
        return None
    text = " ".join(value.split())
    for parse in (_iso, _compact, _numeric, _worded, _mail):
        try:
            found = parse(text)
        except (ValueError, OverflowError, TypeError, IndexError):
            found = None
        if found is not None and 1000 < found.at.year < 9999:
            return found
    return None


def _iso(text: str) -> Published | None:
    if _ISO_DAY.match(text):
        day = date.fromisoformat(text)
        return _day(day.year, day.month, day.day)
    if not re.match(r"\d{4}-\d{2}-\d{2}[T ]\d", text):
        return None
    plain = _FRACTION.sub("", re.sub(r"\s*(?:UTC|GMT)$", "Z", text))
    return Published(_utc(datetime.fromisoformat(re.sub(r"\s+(?=[+-])", "", plain))), date_only=False)


def _compact(text: str) -> Published | None:
    match = _COMPACT.match(text)
    if match is None:
        return None
    parts = [int(group) for group in match.groups() if group is not None]
    if len(parts) == 3:
        return _day(parts[0], parts[1], parts[2])
    return Published(datetime(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], tzinfo=UTC), date_only=False)


def _numeric(text: str) -> Published | None:
    if points := _DAY_FIRST_POINTS.match(text):
        day, month, year = (int(group) for group in points.groups())
        return _day(year, month, day)
    if slashed := _SLASHED.match(text):
        first, second, year = (int(group) for group in slashed.groups())
        if first > 12 or first == second:
            return _day(year, second, first)
        return _day(year, first, second) if second > 12 else None
    return None


def _worded(text: str) -> Published | None:
    for form in _FORMS:
        match = form.match(text)
        if match is None:
            continue
        word = match["month"].lower()
        month = int(word) if word.isdigit() else _MONTHS.get(word, 0)
        year, day = int(match["year"]), int(match["day"])
        if match["hour"] is None:
            return _day(year, month, day)
        hour = int(match["hour"])
        if match["half"]:
            hour = hour % 12 + (12 if match["half"].lower().startswith("p") else 0)
        moment = datetime(year, month, day, hour, int(match["minute"]), int(match["second"] or 0))
        return Published((moment.replace(tzinfo=_zone(match["zone"]))).astimezone(UTC), date_only=False)
    return None


def _mail(text: str) -> Published | None:
    return Published(_utc(parsedate_to_datetime(text)), date_only=False)


def _zone(text: str | None) -> timezone:
    if text is None or text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _day(year: int, month: int, day: int) -> Published:
    return Published(datetime.combine(date(year, month, day), time(), UTC), date_only=True)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
