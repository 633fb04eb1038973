"""Accounts -> Links: how likely two accounts tell of one incident, in log2 odds with named reasons.

In: an account's profile (what its claims say of time, place, event, names and tolls). Out: block keys, by which only
accounts worth comparing are found, and a ``Link`` for a pair. Perpetrator and toll weigh little or nothing:
parties contradict each other about exactly these. Which links hold is the business of ``cluster.py``.
"""

from __future__ import annotations

import gzip
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

from rashomon.model import Account, Claim, Link, Modality, Reason, Report
from rashomon.recase import recase
from rashomon.values import Code, Count, PartyRef, Place, Text, TimeSpan, distance_km, fold

FINE_DAYS: Final = 4  # a time this short is blocked by its days; a longer one by its months
FINE_KM: Final = 60.0  # a place with a radius up to this is blocked by its cell; a wider one by its country
CELL_DEG: Final = (
    1.0  # about 111 km north-south: neighbours cover every "near" distance of linking.toml up to 66 degrees
)
_MOST: Final = 4  # times, places and events of one account that are compared; more only adds noise
_RARE: Final = 40  # rare names kept of one report: the longest texts have about 60, and 5 in common settle it
_NAME_ATTRIBUTES: Final = frozenset({"perpetrator", "target", "weapon", "equipment_lost"})


@dataclass(frozen=True, slots=True)
class Profile:
    """What of an account is compared. Days are ordinals of the local date; points (lat, lon, radius km)."""

    account_id: str
    report_id: str
    days: tuple[tuple[int, int], ...] = ()
    published: int | None = None
    points: tuple[tuple[float, float, float], ...] = ()
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    toponyms: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    rare: tuple[str, ...] = ()
    killed: tuple[tuple[int, int], ...] = ()


def make_profile(account: Account, claims: Iterable[Claim], report: Report) -> Profile:
    """The profile of one account. Denied, doubted and not actual claims say nothing of when and where it was."""
    told = sorted(
        (one for one in claims if one.modality is Modality.ACTUAL and not one.stance.negative),
        key=lambda one: (-one.confidence, one.span, one.id),
    )
    places = [one.value for one in told if one.attribute == "where" and isinstance(one.value, Place)]
    times = [one.value for one in told if one.attribute == "when" and isinstance(one.value, TimeSpan)]
    events = [one.value.code for one in told if one.attribute == "event" and isinstance(one.value, Code)]
    killed = [one.value for one in told if one.attribute == "killed" and isinstance(one.value, Count)]
    return Profile(
        account.id,
        account.report_id,
        days=_first(map(_days, sorted(times, key=lambda one: one.latest - one.earliest))),
        published=report.published_at.toordinal() if report.published_at else None,
        points=_first(
            (p.lat_deg, p.lon_deg, p.radius_km) for p in places if p.lat_deg is not None and p.lon_deg is not None
        ),
        countries=_first(place.admin[0] for place in places if place.admin),
        regions=_first(place.admin[1] for place in places if len(place.admin) > 1),
        toponyms=_first(fold(place.toponym or place.name) for place in places if place.radius_km <= FINE_KM),
        events=_first(events),
        names=tuple(sorted({word for one in told if one.attribute in _NAME_ATTRIBUTES for word in _words(_name(one))})),
        title=tuple(sorted(set(_words(report.title)))),
        rare=_rare(report.text, report.language or "en"),
        killed=_first((one.low, one.low if one.high is None else one.high) for one in killed if not one.of),
    )


def to_json(profile: Profile) -> dict[str, Any]:
    """A JSON-ready mapping; ``from_json`` is its inverse."""
    return asdict(profile)


def from_json(data: Mapping[str, Any]) -> Profile:
    """The profile that ``to_json`` wrote."""
    rows: dict[str, Any] = {name: tuple(tuple(row) for row in data[name]) for name in ("days", "points", "killed")}
    words = {
        name: tuple(data[name]) for name in ("countries", "regions", "toponyms", "events", "names", "title", "rare")
    }
    return Profile(data["account_id"], data["report_id"], published=data["published"], **rows, **words)


def _first(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))[:_MOST]


def _days(value: TimeSpan) -> tuple[int, int]:
    """First and last local day: an event at 23:30 local time belongs to that day, whatever UTC says."""
    shift = timedelta(minutes=value.utc_offset_min)
    last = value.latest + shift - timedelta(microseconds=1)
    return (value.earliest + shift).toordinal(), max(last, value.earliest + shift).toordinal()


def _name(claim: Claim) -> str:
    value = claim.value
    if isinstance(value, PartyRef):
        return value.name
    if isinstance(value, Code):
        return value.label or value.code.replace(".", " ").replace("_", " ")
    return value.text if isinstance(value, Text) else ""


def _words(text: str) -> list[str]:
    stop = _stop_words()
    return [word for word in fold(text).split() if len(word) > 2 and word not in stop]


# A capitalised word inside a sentence: a name, unless the language's word list has it too.
_CAPITALISED: Final = re.compile(r"(?<=[\w,;:()\-] )[A-Z][^\W\d_]{2,}")
_UPPER: Final = re.compile(r"[A-Z]")


def _rare(text: str, language: str) -> tuple[str, ...]:
    """Names in the text that neither the language's word list nor the countries' names have."""
    upper = 3 * len(_UPPER.findall(text)) > len(text)  # looking line by line costs more than all the rest here
    names = {fold(word) for word in set(_CAPITALISED.findall(recase(text, language) if upper else text))}
    return tuple(sorted(names - _common(language)))[:_RARE]


@cache
def _common(language: str) -> frozenset[str]:
    data = files("rashomon") / "data"
    words = data / "languages" / language / "words.txt.gz"
    listed = gzip.decompress(words.read_bytes()).decode() if words.is_file() else ""
    countries = (data / "parties" / "countries.tsv").read_text(encoding="utf-8")
    return frozenset(listed.split()) | frozenset(fold(countries).split()) | _stop_words()


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(load_weights()["stop_words"].split())


@cache
def load_weights() -> Mapping[str, Any]:
    """The numbers and the table of compatible events, from ``data/linking.toml``."""
    return tomllib.loads((files("rashomon") / "data" / "linking.toml").read_text(encoding="utf-8"))


# Blocks. ``stored`` keys are what an account is found by, ``sought`` keys what it looks for. The two are made so that
# a finds b exactly when b finds a: whichever account comes first, the same pairs are compared.


def stored_keys(profile: Profile) -> frozenset[str]:
    """The keys under which others find this account."""
    times, places = _stored_times(profile), _stored_places(profile)
    keys = {f"{time}|{place}" for time in times for place in places}
    return frozenset(keys | _timeless(profile, "*") | _title_key(profile) | _rare_keys(profile, 0))


def sought_keys(profile: Profile) -> frozenset[str]:
    """The keys under which this account looks for others."""
    times, places = _sought_times(profile), _sought_places(profile)
    keys = {f"{time}|{place}" for time in times for place in places}
    dated = bool(_times(profile))
    return frozenset(
        keys | _timeless(profile, "n" if dated else "*", around=True) | _title_key(profile) | _rare_keys(profile, 1)
    )


def _times(profile: Profile) -> tuple[tuple[int, int], ...]:
    if profile.days or profile.published is None:
        return profile.days
    return ((profile.published - 2, profile.published),)


def _stored_times(profile: Profile) -> set[str]:
    keys = set()
    for first, last in _times(profile):
        fine = last - first < FINE_DAYS
        keys |= {f"d{day}" for day in range(first, last + 1)} if fine else set()
        keys |= {("m" if fine else "w") + month for month in _months(first, last)}
    return keys


def _sought_times(profile: Profile) -> set[str]:
    keys = set()
    for first, last in _times(profile):
        fine = last - first < FINE_DAYS
        keys |= {f"d{day}" for day in range(first - 2, last + 3)} if fine else set()
        keys |= {kind + month for month in _months(first, last) for kind in ("w" if fine else "mw")}
    return keys


def _months(first: int, last: int) -> list[str]:
    """The months from day to day, twelve at most: what is told with less precision than a year finds nothing."""
    start, end = date.fromordinal(max(1, first)), date.fromordinal(max(1, last))
    count = min(12, (end.year - start.year) * 12 + end.month - start.month + 1)
    numbers = (start.year * 12 + start.month - 1 + step for step in range(count))
    return [f"{number // 12}-{number % 12 + 1}" for number in numbers]


def _stored_places(profile: Profile) -> set[str]:
    fine = _fine_points(profile)
    keys = {f"t{name}" for name in profile.toponyms}
    keys |= {f"e{family}" for family in _families(profile)}
    if not profile.points and not profile.toponyms:
        keys |= {f"x{family}" for family in _families(profile)}
    keys |= {_cell(lat, lon, 0, 0) for lat, lon, _ in fine}
    return keys | {("k" if fine else "K") + country for country in profile.countries}


def _sought_places(profile: Profile) -> set[str]:
    fine = _fine_points(profile)
    keys = {f"t{name}" for name in profile.toponyms}
    placeless = not profile.points and not profile.toponyms
    keys |= {("e" if placeless else "x") + family for family in _families(profile)}
    keys |= {_cell(lat, lon, i, j) for lat, lon, _ in fine for i in (-1, 0, 1) for j in (-1, 0, 1)}
    return keys | {kind + country for country in profile.countries for kind in ("K" if fine else "kK")}


def _timeless(profile: Profile, mark: str, *, around: bool = False) -> set[str]:
    """Keys by place and kind of event alone, for accounts that no time is known of."""
    marks = {mark} if around or _times(profile) else {mark, "n"}
    steps = (-1, 0, 1) if around else (0,)
    cells = {_cell(lat, lon, i, j) for lat, lon, _ in _fine_points(profile) for i in steps for j in steps}
    return {f"{one}|{cell}|{family}" for one in marks for cell in cells for family in _families(profile)}


def _title_key(profile: Profile) -> set[str]:
    return {"h" + " ".join(profile.title)} if len(profile.title) > 3 else set()


def _rare_keys(profile: Profile, around: int) -> set[str]:
    """Rare names by week of publication: these find accounts whose time or place was read wrongly."""
    if profile.published is None:
        return set()
    weeks = range(profile.published // 7 - around, profile.published // 7 + around + 1)
    return {f"r{week}|{word}" for week in weeks for word in profile.rare}


def _fine_points(profile: Profile) -> list[tuple[float, float, float]]:
    return [point for point in profile.points if point[2] <= FINE_KM]


def _cell(lat: float, lon: float, i: int, j: int) -> str:
    across = int(360 / CELL_DEG)
    row, column = int((lat + 90) // CELL_DEG) + i, (int((lon + 180) // CELL_DEG) + j) % across
    return f"c{row}:{column}"


def _families(profile: Profile) -> set[str]:
    """The groups of related events that the account's belong to; vague ones belong to all and so select nothing."""
    related: Sequence[Sequence[str]] = load_weights()["compatible"]["related"]
    leaves = {code.split(".")[-1] for code in profile.events}
    found = {str(index) for index, group in enumerate(related) if leaves & set(group)}
    return found | {code for code in leaves if not any(code in group for group in related)}


# Comparing


def compare(a: Profile, b: Profile) -> Link:
    """The link between two accounts; the same whichever is given first."""
    left, right = sorted((a, b), key=lambda one: one.account_id)
    weights = load_weights()
    reasons = [
        Reason("prior", weights["prior"]),
        *_date_reasons(left, right, weights),
        *_place_reasons(left, right, weights["place"]),
        *_event_reasons(left, right, weights),
        *_name_reasons(left, right, weights),
        *_count_reasons(left, right, weights["count"]),
    ]
    return Link(left.account_id, right.account_id, tuple(reason for reason in reasons if reason.log2_odds))


def _date_reasons(a: Profile, b: Profile, weights: Mapping[str, Any]) -> list[Reason]:
    found = []
    if a.published is not None and b.published is not None and abs(a.published - b.published) <= 2:
        found.append(Reason("published", weights["published"]["near"], "within two days of each other"))
    table = weights["date"]
    if a.days and b.days:
        return [*found, _stated_dates(a, b, table)]
    if a.days or b.days:
        return [*found, *_one_stated(a, b, table)]
    return found


def _stated_dates(a: Profile, b: Profile, table: Mapping[str, float]) -> Reason:
    pairs = [(_gap(x, y), max(x[1] - x[0], y[1] - y[0]), x, y) for x in a.days for y in b.days]
    gap, width, x, y = min(pairs)
    detail = f"{_shown(x)} and {_shown(y)}"
    if gap == 0:
        kind = "same" if width < 2 else "next" if width < FINE_DAYS else "coarse"
    else:
        kind = "next" if gap == 1 else "near" if gap == 2 else "week" if gap <= 7 else "far"
    return Reason("date", table[kind], detail)


def _one_stated(a: Profile, b: Profile, table: Mapping[str, float]) -> list[Reason]:
    dated, other = (a, b) if a.days else (b, a)
    if other.published is None:
        return []
    late = min(other.published - last for _, last in dated.days)
    detail = f"published {late} days after the other's date"
    if late < -1:
        return [Reason("date", table["far"], detail)]
    kind = "weak" if late <= 2 else "weak_week" if late <= 21 else "weak_far"
    return [Reason("date", table[kind], detail)]


def _gap(x: tuple[int, int], y: tuple[int, int]) -> int:
    return max(0, x[0] - y[1], y[0] - x[1])


def _shown(days: tuple[int, int]) -> str:
    first, last = (date.fromordinal(day).isoformat() for day in days)
    return first if first == last else f"{first}..{last}"


def _place_reasons(a: Profile, b: Profile, table: Mapping[str, float]) -> list[Reason]:
    fine_a, fine_b = _fine_points(a), _fine_points(b)
    shared = set(a.toponyms) & set(b.toponyms)
    if fine_a and fine_b:
        return [_distance(fine_a, fine_b, table)]
    if shared:
        return [Reason("place", table["name"], f"both name {min(shared)}")]
    if a.countries and b.countries:
        same = set(a.countries) & set(b.countries)
        kind = "elsewhere" if not same else _shared_unit(a, b, told_finely=bool(fine_a or fine_b))
        return [Reason("place", table[kind], f"{', '.join(a.countries)} and {', '.join(b.countries)}")]
    return []


def _shared_unit(a: Profile, b: Profile, *, told_finely: bool) -> str:
    """How closely two accounts of one country, at most one of them told finely, can be compared."""
    if set(a.regions) & set(b.regions):
        return "admin"
    return "within" if told_finely else "coarse"


def _distance(
    a: list[tuple[float, float, float]], b: list[tuple[float, float, float]], table: Mapping[str, float]
) -> Reason:
    apart, km = min((_km(x, y) - min(x[2], y[2]), _km(x, y)) for x in a for y in b)
    steps = ((10, "same"), (30, "near"), (100, "region"), (300, "apart"))
    kind = next((name for limit, name in steps if apart <= limit), "far")
    return Reason("place", table[kind], f"{km:.0f} km apart")


def _km(a: tuple[float, float, float], b: tuple[float, float, float]) -> float:
    return distance_km(Place("", a[0], a[1]), Place("", b[0], b[1])) or 0.0


def _event_reasons(a: Profile, b: Profile, weights: Mapping[str, Any]) -> list[Reason]:
    if not a.events or not b.events:
        return []
    table, compatible = weights["event"], weights["compatible"]
    ours, theirs = ({code.split(".")[-1] for code in one.events} for one in (a, b))
    detail = f"{a.events[0]} and {b.events[0]}"
    if ours & theirs:
        # a vague word in common ("attack") says little
        kind = "same" if (ours & theirs) - set(compatible["vague"]) else "related"
    elif _families(a) & _families(b):
        kind = "related"
    else:
        kind = "vague" if (ours | theirs) & set(compatible["vague"]) else "different"
    return [Reason("event", table[kind], detail)]


def _name_reasons(a: Profile, b: Profile, weights: Mapping[str, Any]) -> list[Reason]:
    found = []
    shared = sorted(set(a.names) & set(b.names))
    if shared:
        table = weights["names"]
        found.append(Reason("names", min(table["most"], table["each"] * len(shared)), ", ".join(shared[:6])))
    title = sorted(set(a.title) & set(b.title))
    if title:
        share = len(title) / min(len(a.title), len(b.title))
        strength = share * min(1.0, len(title) / 4)  # one word of a two-word title is no likeness
        found.append(Reason("title", round(weights["title"]["most"] * strength, 2), ", ".join(title[:6])))
    return [*found, *_rare_reasons(a, b, weights["rare"])]


def _rare_reasons(a: Profile, b: Profile, table: Mapping[str, Any]) -> list[Reason]:
    known = min(len(a.rare), len(b.rare))
    if not known:
        return []
    shared = sorted(set(a.rare) & set(b.rare))
    steps: Sequence[float] = table["shared"]
    bits = steps[min(len(shared), len(steps) - 1)]
    if bits < 0:
        bits *= min(1.0, known / table["enough"])  # a short text has little to share
    return [Reason("rare names", round(bits, 2), ", ".join(shared[:6]) or "none in common")]


def _count_reasons(a: Profile, b: Profile, table: Mapping[str, float]) -> list[Reason]:
    if not a.killed or not b.killed:
        return []
    detail = f"{a.killed[0][0]} and {b.killed[0][0]} killed"
    common = set(a.killed) & set(b.killed)
    if any(low >= 3 for low, _ in common):
        return [Reason("killed", table["same"], detail)]
    overlap = any(x[0] <= y[1] and y[0] <= x[1] for x in a.killed for y in b.killed)
    return [Reason("killed", table["compatible" if overlap else "different"], detail)]
