"""A TimeSpan as text: ``local_text`` for tables and gold files, ``describe`` for people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rashomon.values import Grain, TimeSpan

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DST_SLACK = timedelta(hours=2)  # the end of a span may lie beyond a change of summer time


def local_text(value: TimeSpan) -> str:
    """The local clock as printed: 2016-07-31, 2016-07-31T02:17, 2016-07-31Tnight, 2016-07, 2016-07-30/2016-07-31."""
    start = _local(value, value.earliest)
    day = f"{start:%Y-%m-%d}"
    if start.year < 1000:
        day = day.zfill(10)
    if value.grain in (Grain.MINUTE, Grain.HOUR):
        return f"{day}T{start:%H:%M}"
    if value.grain is Grain.DAYPART:
        return f"{day}T{value.daypart}"
    if value.grain is Grain.DAY:
        return day
    if value.grain is Grain.MONTH:
        return day[:7]
    return day[:4] if value.grain is Grain.YEAR else _range_text(value, start)


def _range_text(value: TimeSpan, start: datetime) -> str:
    end = _local(value, value.latest)
    if value.latest - value.earliest < timedelta(hours=23):
        return f"{start:%Y-%m-%dT%H:%M}/{end - timedelta(minutes=1):%Y-%m-%dT%H:%M}"
    last = end - _DST_SLACK
    if start.day == 1 and (last + timedelta(days=1)).day == 1:
        whole = start.month == 1 and last.month == 12
        first, final = (f"{m:%Y}" if whole else f"{m:%Y-%m}" for m in (start, last))
        return first if first == final else f"{first}/{final}"
    return f"{start:%Y-%m-%d}/{last:%Y-%m-%d}" if last.date() != start.date() else f"{start:%Y-%m-%d}"


def describe(value: TimeSpan) -> str:
    """For people: "9 Nov 2020, about 17:30 Moscow time (14:30 UTC)"."""
    start = _local(value, value.earliest)
    about = "about " if value.approx else ""
    if value.grain in (Grain.MINUTE, Grain.HOUR):
        return f"{_day(start)}, {about}{start:%H:%M}{_zone(value)}"
    if value.grain is Grain.DAYPART:
        return f"{_day(start)}, {about}{value.daypart}"
    if value.grain is Grain.DAY:
        return about + _day(start)
    if value.grain is Grain.MONTH:
        return f"{about}{_MONTHS[start.month - 1]} {start.year}"
    if value.grain is Grain.YEAR:
        return f"{about}{start.year}"
    if value.latest - value.earliest < timedelta(hours=23):
        end = _local(value, value.latest) - timedelta(minutes=1)
        return f"{_day(start)}, {start:%H:%M} to {end:%H:%M}{_zone(value)}"
    last = _local(value, value.latest) - _DST_SLACK
    return f"{about}{_day(start)} to {_day(last)}" if last.date() != start.date() else about + _day(start)


def _zone(value: TimeSpan) -> str:
    if not value.zone:
        return " (no zone given)"
    name = "local time" if value.zone_assumed else value.zone
    utc = value.earliest.astimezone(UTC)
    if value.utc_offset_min == 0 and not value.zone_assumed:
        return f" {name}"
    day = "" if utc.date() == _local(value, value.earliest).date() else f" {_day(utc)}"
    return f" {name} ({utc:%H:%M} UTC{day})"


def _day(moment: datetime) -> str:
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _local(value: TimeSpan, moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) + timedelta(minutes=value.utc_offset_min)
