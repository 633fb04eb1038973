"""The JSON of gold and of predictions as frozen values. What a value means is decided in ``match.py``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from rashomon.errors import RashomonError

COUNTS: Final = ("killed", "wounded", "missing", "detained")
CODED: Final = ("event", "cause_intent", "response")
ATTRIBUTES: Final = (
    *("event", "when", "where", "perpetrator", "target", "weapon"),
    *COUNTS,
    *("cause_intent", "equipment_lost", "response"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One predicted claim."""

    attribute: str
    value: Any
    speaker: str
    stance: str
    hedged: bool


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """One claim of the gold; ``values`` and ``speakers`` are all the accepted ones, ``values[0]`` the gold's own."""

    attribute: str
    values: tuple[Any, ...]
    speakers: tuple[str, ...]
    stance: str
    hedged: bool
    unclear: bool

    @property
    def accepted(self) -> tuple[Any, ...]:
        """The variants beside the gold's own value."""
        return self.values[1:]


@dataclass(frozen=True, slots=True)
class GoldReport:
    """One report of the gold; ``cluster`` names the incident it is really about."""

    file: str
    outlet: str
    relevant: bool
    cluster: str
    ignored: bool
    claims: tuple[GoldClaim, ...]


@dataclass(frozen=True, slots=True)
class GoldIncident:
    """One incident of the gold."""

    id: str
    events: tuple[str, ...]
    dates: tuple[str, ...]
    lat_deg: float
    lon_deg: float
    precision: str
    counts: Mapping[str, Mapping[str, int | None]]
    disputed: frozenset[str]
    reports: tuple[GoldReport, ...]


@dataclass(frozen=True, slots=True)
class ToldReport:
    """What a prediction says of one report in one incident."""

    file: str
    primary: bool
    claims: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class ToldIncident:
    """One predicted incident."""

    event: str = ""
    date: str | None = None
    lat_deg: float | None = None
    lon_deg: float | None = None
    counts: Mapping[str, Mapping[str, int | None]] | None = None
    disputed: frozenset[str] = frozenset()
    reports: tuple[ToldReport, ...] = ()


def load_gold(folder: Path) -> list[GoldIncident]:
    """Every ``*.json`` of a folder. Raises RashomonError when there is none."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise RashomonError(f"{folder} holds no gold (*.json)")
    return [_incident(json.loads(file.read_text("utf-8"))) for file in files]


def read_told(data: Mapping[str, Any], names: Mapping[str, str]) -> list[ToldIncident]:
    """The incidents of a predictions file; ``names`` leads the opaque names of reports to the gold's."""
    known = frozenset(names.values())
    return [_told(one, names, known) for one in data.get("incidents", [])]


def _incident(data: Mapping[str, Any]) -> GoldIncident:
    reconciled = data["reconciled"]
    return GoldIncident(
        id=data["id"],
        events=(data["event_type"], *data.get("event_type_accept", ())),
        dates=(data["date"], *data.get("date_accept", ())),
        lat_deg=data["place"]["lat"],
        lon_deg=data["place"]["lon"],
        precision=data["place"].get("precision", ""),
        counts={name: reconciled[name] for name in COUNTS if reconciled.get(name)},
        disputed=frozenset(one["attribute"] for one in reconciled.get("disputed", ())),
        reports=tuple(_report(one) for one in data["reports"]),
    )


def _report(data: Mapping[str, Any]) -> GoldReport:
    claims = tuple(_claim(one) for one in data.get("claims", ()))
    flags = (bool(data["relevant"]), data["cluster"], bool(data.get("bcubed_ignore")))
    return GoldReport(data["file"], data.get("outlet") or "", *flags, claims)


def _claim(data: Mapping[str, Any]) -> GoldClaim:
    return GoldClaim(
        attribute=data["attribute"],
        values=(data["value"], *data.get("accept", ())),
        speakers=(data["speaker"], *data.get("speaker_alt", ())),
        stance=data["stance"],
        hedged=bool(data["hedged"]),
        unclear=bool(data.get("unclear")),
    )


def _told(data: Mapping[str, Any], names: Mapping[str, str], known: frozenset[str]) -> ToldIncident:
    place = data.get("place") or {}
    return ToldIncident(
        event=data.get("event_type") or "",
        date=data.get("date"),
        lat_deg=_degrees(place.get("lat")),
        lon_deg=_degrees(place.get("lon")),
        counts=data.get("counts") or {},
        disputed=frozenset(data.get("disputed") or ()),
        reports=tuple(
            ToldReport(_name(one["file"], names, known), bool(one.get("primary")), _claims(one.get("claims", ())))
            for one in data.get("reports", ())
        ),
    )


def _name(file: str, names: Mapping[str, str], known: frozenset[str]) -> str:
    return file if file in known else names.get(PurePosixPath(file).name, file)


def _degrees(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _claims(rows: Sequence[Mapping[str, Any]]) -> tuple[Told, ...]:
    return tuple(
        Told(
            row.get("attribute") or "",
            row.get("value"),
            row.get("speaker") or "",
            row.get("stance") or "",
            bool(row.get("hedged")),
        )
        for row in rows
    )
