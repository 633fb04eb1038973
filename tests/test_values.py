import json
import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.model import Value
from rashomon.values import (
    Code,
    Count,
    Grain,
    PartyRef,
    Place,
    Relation,
    Text,
    TimeSpan,
    distance_km,
    from_json,
    relate,
    to_json,
)

_NAMES = st.sampled_from(
    ["", "crew", "Crew", "the crew", "children", "Yeraskh", "near Yeraskh", "Yeráskh's", "!!", "army"]
)
_START = datetime(2020, 11, 9, tzinfo=UTC)


@st.composite
def time_spans(draw: st.DrawFn) -> TimeSpan:
    first = _START + timedelta(minutes=30 * draw(st.integers(-20, 20)))
    return TimeSpan(
        first,
        first + timedelta(minutes=30 * draw(st.integers(1, 20))),
        draw(st.sampled_from(Grain)),
        zone=draw(st.sampled_from(["", "Moscow time"])),
        utc_offset_min=draw(st.sampled_from([0, 180, -300])),
        zone_assumed=draw(st.booleans()),
        approx=draw(st.booleans()),
        daypart=draw(st.sampled_from(["", "night"])),
    )


@st.composite
def places(draw: st.DrawFn, *, depth: int = 1) -> Place:
    located = draw(st.booleans())
    feature = draw(st.sampled_from(["country", "adm1", "adm2", "region", "settlement", "site"]))
    admin = draw(st.sampled_from([(), ("AM",), ("AM", "AM.02"), ("AM", "AM.02", "AM.02.1"), ("AZ", "AZ.01")]))
    return Place(
        name=draw(_NAMES),
        lat_deg=draw(st.sampled_from([39.74, 39.745, 39.9, -89.0, 0.0])) if located else None,
        lon_deg=draw(st.sampled_from([44.75, 44.755, 45.2, 179.99, 0.0])) if located else None,
        radius_km=draw(st.sampled_from([0.0, 0.5, 1.5, 10.0, 300.0])),
        place_id=draw(st.sampled_from(["", "gn:1", "gn:2"])),
        admin=admin,
        feature=feature,
        relation=draw(st.sampled_from(["in", "near", "border"])),
        rivals=tuple(draw(st.lists(places(depth=depth - 1), max_size=1))) if depth else (),
    )


@st.composite
def counts(draw: st.DrawFn) -> Count:
    low = draw(st.integers(0, 6))
    high = draw(st.one_of(st.none(), st.integers(low, 9)))
    return Count(low, high, of=draw(_NAMES), approx=draw(st.booleans()), word=draw(st.sampled_from(["", "dozens"])))


codes = st.builds(
    Code,
    st.sampled_from(["event", "weapon"]),
    st.sampled_from(["aircraft", "aircraft.helicopter", "aircraft.helicopter.attack", "aircraftcarrier"]),
    owner=st.sampled_from(["", "rus:mil"]),
)
parties = st.builds(PartyRef, st.sampled_from([None, "aze", "aze:mil", "azemil"]), _NAMES)
texts = st.builds(Text, _NAMES)
by_kind = (time_spans(), places(), counts(), codes, parties, texts)
values = st.one_of(*by_kind)
pairs = st.one_of(*(st.tuples(kind, kind) for kind in by_kind), st.tuples(values, values))


@given(values)
def test_a_value_equals_itself(value: Value) -> None:
    assert relate(value, value) is Relation.EQUAL


@given(pairs)
def test_relate_is_total_and_its_other_direction_is_the_inverse(pair: tuple[Value, Value]) -> None:
    a, b = pair
    assert relate(b, a) is relate(a, b).inverse


@given(values)
def test_json_gives_the_same_value_back(value: Value) -> None:
    back = from_json(json.loads(json.dumps(to_json(value))))
    assert back == value
    assert to_json(back) == to_json(value)


@given(places(), places())
def test_distance_is_symmetric_and_zero_to_oneself(a: Place, b: Place) -> None:
    there, back = distance_km(a, b), distance_km(b, a)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert math.isclose(there, back, abs_tol=1e-6)
        assert 0 <= there <= 20_100
    own = distance_km(a, a)
    assert own is None or own == 0


@given(st.sampled_from(Relation))
def test_the_inverse_of_the_inverse_is_the_relation(relation: Relation) -> None:
    assert relation.inverse.inverse is relation


def hours(first: float, last: float) -> TimeSpan:
    return TimeSpan(_START + timedelta(hours=first), _START + timedelta(hours=last), Grain.RANGE)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (hours(2, 3), hours(0, 24), Relation.REFINES),
        (hours(0, 5), hours(3, 8), Relation.OVERLAPS),
        (hours(0, 5), hours(5, 8), Relation.CONFLICTS),
        (Count(5, 5), Count(5, None), Relation.REFINES),
        (Count(4, 4), Count(5, None), Relation.CONFLICTS),
        (Count(2, 2, of="crew"), Count(2, 2, of="children"), Relation.INCOMPARABLE),
        (Count(3, 3, of="crew"), Count(2, 2), Relation.CONFLICTS),
        (Code("w", "a.b"), Code("w", "a"), Relation.REFINES),
        (Code("w", "ab"), Code("w", "a"), Relation.CONFLICTS),
        (PartyRef("aze", "Baku"), PartyRef("aze:mil", "the army"), Relation.WIDENS),
        (Text("by mistake"), Text("By mistake"), Relation.EQUAL),
        (Text("x"), Count(1, 1), Relation.INCOMPARABLE),
    ],
)
def test_relations_mean_what_they_say(a: Value, b: Value, expected: Relation) -> None:
    assert relate(a, b) is expected


def test_impossible_values_are_refused() -> None:
    with pytest.raises(ValueError, match="earliest < latest"):
        hours(3, 3)
    with pytest.raises(ValueError, match="aware"):
        TimeSpan(datetime(2020, 1, 1), datetime(2020, 1, 2), Grain.DAY)
    with pytest.raises(ValueError, match="low <= high"):
        Count(3, 2)


def test_json_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        from_json({"kind": "Mood"})
