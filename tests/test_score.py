"""The scorer: what counts as the same value, speaker and fact, and the figures that follow."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.errors import RashomonError
from rashomon.score import as_json, as_lines, load_gold, read_told, score
from rashomon.score.forms import GoldClaim
from rashomon.score.match import facts_of, parse_count, same_value, speaker_matches, value_matches
from rashomon.score.tally import Tally, pair_up


def gold_claim(attribute, value, speaker="outlet", *, accept=(), speaker_alt=(), stance="asserts", unclear=False):
    return GoldClaim(attribute, (value, *accept), (speaker, *speaker_alt), stance, False, unclear)


def claim(attribute, value, speaker="outlet", stance="asserts", *, hedged=False, **more):
    return {"attribute": attribute, "value": value, "speaker": speaker, "stance": stance, "hedged": hedged, **more}


def incident(name, *reports, **more):
    return {
        "id": name,
        "event_type": "shootdown",
        "date": "2020-11-09",
        "place": {"lat": 40.0, "lon": 45.0, "precision": "settlement"},
        "reconciled": {"killed": {"low": 2, "best": 2, "high": 2}, "disputed": [{"attribute": "perpetrator"}]},
        "reports": [
            {"file": f"{name}/{n}.json", "outlet": "Wire", "relevant": True, "cluster": name, "claims": claims}
            for n, claims in enumerate(reports)
        ],
        **more,
    }


def told_of(gold, **more):
    place = {"lat": gold["place"]["lat"], "lon": gold["place"]["lon"]}
    return {
        "event_type": gold["event_type"],
        "date": gold["date"],
        "place": place,
        "counts": {"killed": {"low": 2, "best": 2, "high": 2}},
        "disputed": ["perpetrator"],
        "reports": [{"file": r["file"], "primary": True, "claims": r["claims"]} for r in gold["reports"]],
        **more,
    }


def scored(tmp_path, gold, told):
    for one in gold:
        (tmp_path / f"{one['id']}.json").write_text(json.dumps(one), "utf-8")
    return score(read_told({"incidents": told}, {}), load_gold(tmp_path))


@pytest.mark.parametrize(
    ("said", "number", "bound"),
    [
        ("5", 5, "="),
        ("at least five", 5, ">="),
        ("more than 1,200", 1200, ">="),
        ("about 30", 30, "~"),
        ("dozens", 24, "w"),
        ("3 @soldiers", 3, "="),
        ("3-16", 3, "-"),
        ({"low": 2, "high": None}, 2, ">="),
        ({"low": 2, "high": 2}, 2, "="),
        ({"low": None, "high": 9}, 9, "<="),
        ("nobody knows", None, "="),
        (None, None, "="),
    ],
)
def test_counts_are_compared_by_number_and_bound(said, number, bound):
    assert parse_count(said) == (number, bound)


@pytest.mark.parametrize(
    ("attribute", "said", "gold", "same"),
    [
        ("when", "2020-11-09T17:30", "2020-11-09", True),
        ("when", "2020-11-09", "2020-11", True),
        ("when", "2020-11", "2020-11-09", False),
        ("when", "2020-11-09T13:45", "T13:45", True),
        ("event", "shot down", "shootdown", True),
        ("event", "crash", "shootdown", False),
        ("perpetrator", "Azerbaijani forces", "Azerbaijan", True),
        ("perpetrator", "Armenian forces", "Azerbaijan", False),
        ("where", "near the village of Yeraskh", "Yeraskh", True),
        ("where", "a long way from the town of Yeraskh", "Yeraskh", False),
        ("weapon", "MANPADS", "tank", False),
    ],
)
def test_values(attribute, said, gold, same):
    assert value_matches(attribute, said, gold_claim(attribute, gold)) is same


@pytest.mark.parametrize(
    ("said", "gold", "right"),
    [
        ("Russian Defence Ministry", "Russia's Ministry of Defense", True),
        ("Moscow", "Russian Defence Ministry", True),  # a capital stands for its state
        ("Baku", "Russian Defence Ministry", False),
        ("Igor Konashenkov", "Major General Igor Konashenkov", True),
        ("", "outlet", True),
        ("Wire", "outlet", True),
        ("outlet", "police", False),
        ("officials", "local officials", True),
        ("police", "the army", False),
    ],
)
def test_speakers(said, gold, right):
    assert speaker_matches(said, gold_claim("killed", "2", gold), "Wire") is right


def test_facts_are_joined_through_a_claim_that_accepts_both():
    claims = [
        gold_claim("where", "Yeraskh"),
        gold_claim("where", "Ararat province"),
        gold_claim("where", "border", accept=("Yeraskh", "Ararat province")),
    ]
    assert len(facts_of(claims[:2], same_value)) == 2
    assert facts_of(claims, same_value) == [[claims[0], claims[2], claims[1]]]


@given(st.lists(st.lists(st.integers(0, 4), max_size=4), max_size=5))
def test_pairing_uses_nothing_twice_and_leaves_no_easy_pair(edges):
    pairs = pair_up(len(edges), 5, lambda one, other: other in edges[one])
    assert len(set(pairs.values())) == len(pairs)
    assert all(other in edges[one] for one, other in pairs.items())
    free = set(range(5)) - set(pairs.values())
    assert not any(set(edges[one]) & free for one in range(len(edges)) if one not in pairs)


def test_tallies_add_up_and_admit_ignorance():
    assert Tally(1, 2, 3) + Tally(4, 5, 6) == Tally(5, 7, 9)
    assert Tally().f1 is None
    assert Tally(0, 1, 1).f1 == 0.0
    assert Tally(2, 2, 0).f1 == pytest.approx(2 / 3)


def test_the_gold_told_back_is_perfect(tmp_path):
    claims = [claim("killed", "2", "Russian ministry"), claim("perpetrator", "Azerbaijan", "Baku", "admits")]
    gold = incident("one", claims, [claim("when", "2020-11-09")])
    scores = scored(tmp_path, [gold], [told_of(gold)])
    assert scores.pairs["ALL"].f1 == scores.triples["ALL"].f1 == 1.0
    assert scores.stance.value == scores.dates.value == scores.events.value == scores.within_25_km.value == 1.0
    assert scores.bcubed == (1.0, 1.0, 1.0)
    assert scores.disputed.f1 == 1.0
    assert scores.counts["best"].value == 1.0


def test_a_claim_said_twice_counts_once_and_an_optional_one_costs_nothing(tmp_path):
    gold = incident("one", [claim("killed", "2"), claim("wounded", "1", unclear=True)])
    told = told_of(gold)
    told["reports"][0]["claims"] = [claim("killed", "2"), claim("killed", "2")]
    assert scored(tmp_path, [gold], [told]).pairs["ALL"] == Tally(1, 0, 0)


def test_a_wrong_speaker_costs_the_triple_only(tmp_path):
    gold = incident("one", [claim("killed", "2", "Russian ministry")])
    told = told_of(gold)
    told["reports"][0]["claims"] = [claim("killed", "2", "police")]
    scores = scored(tmp_path, [gold], [told])
    assert scores.pairs["killed"] == Tally(1, 0, 0)
    assert scores.triples["killed"] == Tally(0, 1, 1)


def test_claims_from_another_incident_leak(tmp_path):
    first, second = incident("one", [claim("killed", "2")]), incident("two", [claim("killed", "3")])
    joined = told_of(first)
    joined["reports"] += told_of(second)["reports"]
    scores = scored(tmp_path, [first, second], [joined])
    assert scores.leaked == 1
    assert scores.aligned == 1
    assert scores.bcubed[0] == 0.5
    assert scores.pairs["killed"] == Tally(1, 1, 1)


def test_always_asserting_misses_the_negative_stances(tmp_path):
    gold = incident("one", [claim("perpetrator", "Azerbaijan", "Baku", "denies")])
    told = told_of(gold)
    told["reports"][0]["claims"] = [claim("perpetrator", "Azerbaijan", "Baku", "asserts")]
    scores = scored(tmp_path, [gold], [told])
    assert scores.stance.value == 0.0
    assert scores.by_stance["negative"] == Tally(0, 0, 1)
    assert scores.confusion == {"denies->asserts": 1}


def test_nothing_predicted_is_shown_without_figures(tmp_path):
    scores = scored(tmp_path, [incident("one", [claim("killed", "2")])], [])
    assert scores.pairs["ALL"] == Tally(0, 0, 1)
    assert "aligned 0" in "\n".join(as_lines(scores))
    assert json.loads(json.dumps(as_json(scores)))["pairs"]["ALL"]["p"] is None


def test_a_folder_without_gold_is_an_error(tmp_path):
    with pytest.raises(RashomonError, match="holds no gold"):
        load_gold(tmp_path)
