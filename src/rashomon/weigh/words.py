"""A value in a few words, for tables and messages. Nothing reads these words back."""

from __future__ import annotations

from datetime import timedelta

from rashomon.model import Value
from rashomon.values import Code, Count, Grain, PartyRef, Place, Text, TimeSpan

_CLOCK = (Grain.MINUTE, Grain.HOUR)


def describe(value: Value) -> str:
    """``2020-11-09 17:30 Moscow time``, ``at least 5 soldiers``, ``near Yeraskh``, ``shootdown``."""
    if isinstance(value, TimeSpan):
        return _time(value)
    if isinstance(value, Count):
        return _count(value)
    if isinstance(value, Place):
        return value.name or value.toponym
    if isinstance(value, Code):
        return value.label or value.code.split(".")[-1].replace("_", " ")
    if isinstance(value, PartyRef):
        return value.name
    return value.text if isinstance(value, Text) else str(value)


def _time(value: TimeSpan) -> str:
    shift = timedelta(minutes=value.utc_offset_min)
    first = value.earliest + shift
    last = value.latest + shift - timedelta(microseconds=1)
    about = "about " if value.approx else ""
    if value.grain in _CLOCK:
        return f"{about}{first:%Y-%m-%d %H:%M} {value.zone or 'UTC'}"
    if first.date() == last.date() or value.grain in (Grain.DAY, Grain.DAYPART):
        return f"{about}{first:%Y-%m-%d} {value.daypart}".rstrip()
    if value.grain is Grain.MONTH:
        return f"{about}{first:%Y-%m}"
    return f"{about}{first:%Y-%m-%d} to {last:%Y-%m-%d}" if value.grain is not Grain.YEAR else f"{about}{first:%Y}"


def _count(value: Count) -> str:
    who = f" {value.of}" if value.of else ""
    if value.word == "more than":
        return f"more than {value.low - 1}{who}"
    if value.word == "fewer than" and value.high is not None:
        return f"fewer than {value.high + 1}{who}"
    if value.word:
        return value.word + who
    about = "about " if value.approx else ""
    if value.high is None:
        return f"{about}at least {value.low}{who}"
    if value.low == value.high:
        return f"{about}{value.low}{who}"
    return f"up to {value.high}{who}" if value.low == 0 else f"{about}{value.low} to {value.high}{who}"
