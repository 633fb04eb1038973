"""Places from sentences, on a gazetteer of a dozen towns."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer_fixture import build_small
from rashomon.gazetteer.lookup import kilometres
from rashomon.model import Span
from rashomon.where import Home, find_places, nearest_place, resolve_mentions
from rashomon.where.phrases import displace


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return build_small(tmp_path_factory.mktemp("gazetteer"))


def only(text, gazetteer, toponym, **kw):
    found = [m for m in find_places(text, gazetteer, **kw) if m.toponym_span.of(text) == toponym]
    assert found, [(m.span.of(text), m.value.toponym) for m in find_places(text, gazetteer)]
    return found[0]


def names(text, gazetteer):
    return [m.toponym_span.of(text) for m in find_places(text, gazetteer) if not m.speaker_like]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("It crashed near the village of Yeraskh.", "near the village of Yeraskh"),
        ("It was hit near the Armenian settlement of Yeraskh at dusk.", "near the Armenian settlement of Yeraskh"),
        ("A drone fell close to Yeraskh overnight.", "close to Yeraskh"),
    ],
)
def test_near_widens_by_eight_kilometres(small, text, phrase):
    mention = only(text, small, "Yeraskh")
    assert mention.span.of(text) == phrase
    assert (mention.relation, mention.value.radius_km, mention.value.admin[0]) == ("near", 9.5, "AM")
    assert kilometres(mention.value.lat_deg, mention.value.lon_deg, 39.739, 44.828) < 1


def test_a_village_without_namesakes_stands_although_only_other_countries_are_named(small):
    text = "A Russian helicopter was shot down near Yeraskh. Azerbaijan's army said so."
    assert only(text, small, "Yeraskh").value.admin[0] == "AM"


def test_bearing_moves_the_point(small):
    text = "A convoy was ambushed about 10 km north of the town of Hawija."
    place = only(text, small, "Hawija").value
    assert place.relation == "10 km north of"
    assert kilometres(place.lat_deg, place.lon_deg, 35.326, 43.771) == pytest.approx(10, abs=0.1)
    assert place.lat_deg > 35.4


def test_miles_and_a_compound_bearing(small):
    place = only("The jet came down 30 miles (48 km) southwest of Baghdad.", small, "Baghdad").value
    assert kilometres(place.lat_deg, place.lon_deg, 33.341, 44.401) == pytest.approx(48.3, abs=0.5)
    assert place.lat_deg < 33.341
    assert place.lon_deg < 44.401


def test_between_is_the_middle_with_half_the_distance(small):
    text = "They came under fire between Yeraskh and Paruyr-Sevak."
    mention = only(text, small, "Yeraskh and Paruyr-Sevak")
    half = kilometres(39.739, 44.828, 39.769, 44.915) / 2
    assert mention.relation == "between"
    assert half <= mention.value.radius_km <= half + 3
    assert mention.value.admin == ("AM", "AM.02")


@pytest.mark.parametrize(
    "text",
    [
        "Clashes on the Armenia-Azerbaijan border went on.",
        "Clashes on the Armenian-Azerbaijani border went on.",
        "Shots at Armenia's border with Azerbaijan.",
        "Fighting on the border between Armenia and Azerbaijan.",
    ],
)
def test_borders(small, text):
    borders = [m for m in find_places(text, small) if m.relation == "border"]
    assert [m.value.place_id for m in borders] == ["border:AM-AZ"]


def test_container_decides(small):
    text = "A man was shot in Paris, Texas, on Friday."
    assert only(text, small, "Paris").value.admin == ("US", "US.TX")
    assert only(text, small, "Texas").container
    assert only("A man was shot in Paris on Friday.", small, "Paris").value.admin[0] == "FR"


@pytest.mark.parametrize("unit", ["Tex.", "TX"])
def test_abbreviated_state(small, unit):
    assert only(f"Two were hurt in Paris, {unit} police said.", small, "Paris").value.admin == ("US", "US.TX")


def test_company_of_other_places_decides(small):
    text = "The chase began in Georgetown and went through Austin. Later it reached Paris, and Texas troopers gave up."
    assert only(text, small, "Paris").value.admin == ("US", "US.TX")


def test_home_of_the_outlet_decides(small):
    text = "Two men were shot in Paris on Friday."
    assert only(text, small, "Paris", home=Home("US", 33.0, -96.5)).value.admin == ("US", "US.TX")


def test_rivals_are_kept(small):
    rivals = only("A fire broke out in Austin.", small, "Austin").value.rivals
    assert [(rival.toponym, rival.admin) for rival in rivals][:1] == [("Austin", ("US", "US.MN"))]


@pytest.mark.parametrize(
    "text",
    [
        "Moscow said two had died.",
        "Baku denied the claim.",
        "Moscow's claim was false.",
        "Azerbaijan's foreign ministry apologized.",
        "Austin police arrested a man.",
    ],
)
def test_a_place_that_speaks_is_a_party(small, text):
    assert [mention.speaker_like for mention in find_places(text, small)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "Mr. London was hurt.",
        "Jack London said so.",
        "The London Times reported it.",
        "Reading the report took hours.",
        "It happened at 17:30 Moscow time.",
        "Armenian soldiers fired on them.",
        "He told Austin Powers about it.",
    ],
)
def test_what_is_no_place(small, text):
    assert names(text, small) == []


def test_common_word_after_a_preposition(small):
    assert names("Three people were stabbed in Reading.", small) == ["Reading"]


def test_a_surname_of_the_report_is_no_place(small):
    text = "Officers named the dead man as Peter London. Neighbours said London lived alone."
    assert names(text, small) == []


def test_dateline(small):
    text = "SAN SALVADOR, 16 Nov 89 (EFE) -- Six priests were killed. Later London protested."
    found = find_places(text, small)
    assert [m.dateline for m in found if m.value.toponym == "San Salvador"] == [True]
    assert not any(m.dateline for m in found if m.value.toponym == "London")


def test_site_takes_the_point_of_its_town(small):
    text = "Gunmen stormed the Central American University in San Salvador. A bomb went off in Mosul."
    site = only(text, small, "Central American University").value
    assert (site.feature, site.toponym) == ("site", "San Salvador")
    assert kilometres(site.lat_deg, site.lon_deg, 13.689, -89.187) < 1


def test_street_and_block(small):
    text = "He was found in the 800 block of Trinity Street in Austin. Another was shot on Sixth Street."
    sites = [m.toponym_span.of(text) for m in find_places(text, small) if m.value.feature == "site"]
    assert sites == ["the 800 block of Trinity Street", "Sixth Street"]


def test_plain_site(small):
    text = "A bomb exploded outside a mosque in Mosul."
    assert only(text, small, "mosque").plain
    assert only(text, small, "mosque").relation == "near"


def test_province(small):
    text = "Shells hit Ararat Province."
    assert only(text, small, "Ararat").value.feature == "adm1"
    assert only(text, small, "Ararat").span.of(text) == "Ararat Province"


def test_zone_comes_with_the_place(small):
    assert only("It fell in Yeraskh.", small, "Yeraskh").value.zone == "Asia/Yerevan"


def test_given_mentions_are_resolved_whatever_they_look_like(small):
    text = "Jenin and Farawayville were calm; Palestinian police patrolled Jenin."
    spans = [Span(0, 5), Span(10, 22)]
    jenin, unknown = resolve_mentions(text, spans, small)
    assert jenin.admin[0] == "PS"
    assert (unknown.feature, unknown.toponym) == ("site", "Jenin")


def test_nearest_place_prefers_the_sentence_of_the_event(small):
    text = "Officials met in Moscow. A bomb killed nine in Mosul. Police in London noted it."
    start = text.index("killed")
    found = nearest_place(Span(start, start + 6), find_places(text, small), text)
    assert found is not None
    assert found.value.toponym == "Mosul"
    assert nearest_place(Span(0, 1), [], text) is None


PARTS = (
    "Austin|in|Moscow|said|,|.|\n|near|10 km north of|Mr|the|border|between|and|Paris|Texas|-|’s|Street|(|ß|İ|Reading"
)
PARTS = [*PARTS.split("|"), "U.S.", "al-", "é"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(PARTS),
        max_size=14,
    )
)  # fmt: skip
def test_any_text_gives_spans_inside_it_in_order(small, parts):
    text = " ".join(parts)
    found = find_places(text, small)
    assert found == find_places(text, small)
    assert found == sorted(found, key=lambda m: (m.span, m.toponym_span))
    for mention in found:
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert mention.span.overlaps(mention.toponym_span)
        assert mention.value.radius_km >= 0


@given(st.floats(-60, 60), st.floats(-179, 179), st.floats(0.5, 60), st.floats(0, 359.9))
def test_displacing_goes_as_far_as_said(lat, lon, away, bearing):
    moved = displace(lat, lon, away, bearing)
    assert kilometres(lat, lon, *moved) == pytest.approx(away, rel=0.02)
