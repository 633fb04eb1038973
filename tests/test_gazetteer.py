"""The gazetteer file: built from small files, opened, looked up; and the law that a name finds its place."""

import gzip
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer_fixture import CITIES, GEONAMES, WOF, build_small
from rashomon.errors import GazetteerError
from rashomon.gazetteer import build_gazetteer, default_path, ensure_gazetteer, open_gazetteer
from rashomon.gazetteer.build import settlement_radius_km
from rashomon.gazetteer.lookup import kilometres
from rashomon.gazetteer.sources import read_geonames, read_outlines, read_regions, read_whosonfirst


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return build_small(tmp_path_factory.mktemp("gazetteer"))


def test_missing_gazetteer_says_what_to_run(tmp_path):
    with pytest.raises(GazetteerError, match="rashomon gazetteer build"):
        open_gazetteer(tmp_path / "none.sqlite")


def test_rubbish_is_no_gazetteer(tmp_path):
    path = tmp_path / "rubbish.sqlite"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(GazetteerError, match="no gazetteer"):
        open_gazetteer(path)


def test_default_path_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("RASHOMON_GAZETTEER", str(tmp_path / "mine.sqlite"))
    assert default_path() == tmp_path / "mine.sqlite"


@pytest.mark.parametrize("name", ["Yeraskh", "YERASKH", "yeraskh", "Erasx", "Paruyr-Sevak", "Paruyr  Sevak"])
def test_names_are_found_in_any_spelling(small, name):
    assert small.find(name)[0].country == "AM"


def test_entries_carry_zone_codes_and_radius(small):
    town = small.find("Yeraskh")[0]
    assert (town.zone, town.admin, town.feature) == ("Asia/Yerevan", ("AM", "AM.02"), "settlement")
    assert town.radius_km == settlement_radius_km(986)


def test_largest_namesake_comes_first(small):
    assert [e.admin1 for e in small.find("Austin") if e.feature == "settlement"] == ["US.TX", "US.MN"]


def test_airport_codes_are_no_names(small):
    assert small.find("AUS") == ()


def test_arabic_names_are_found_as_news_writes_them(small):
    assert {small.find(form)[0].ref for form in ("Al Ḩawījah", "Hawija", "al-Hawija")} == {"gn:94000"}


def test_unit_has_the_middle_and_spread_of_its_towns(small):
    unit = small.unit("AM.02")
    assert unit is not None
    assert kilometres(unit.lat, unit.lon, 39.75, 44.87) < 10
    assert unit.population == 986 + 642
    assert unit.zone == "Asia/Yerevan"


def test_counties_have_outlines(small):
    county = small.unit("US.TX.453")
    assert county is not None
    assert county.name == "Travis County"
    assert county.zone == "America/Chicago"
    assert kilometres(county.lat, county.lon, 30.33, -97.78) < 15


def test_capital_is_marked(small):
    assert [e.capital for e in small.find("Yerevan") if e.feature == "settlement"] == [True]
    assert not any(entry.capital for entry in small.find("Austin"))


def test_border_is_symmetric(small):
    assert small.border("AM", "AZ") == small.border("AZ", "AM") is not None
    assert small.border("AM", "US") is None


def test_own_regions_are_there(small):
    assert small.find("Gulf of Aden")[0].feature == "water"
    assert any(entry.ref == "own:nagorno-karabakh" for entry in small.find("Karabakh"))


def test_nearest_settlement(small):
    near = small.nearest_settlement(39.75, 44.83)
    assert near is not None
    assert near.name == "Yeraskh"
    assert small.nearest_settlement(0.0, -30.0) is None


def test_a_dump_and_whos_on_first_add_places_and_names(tmp_path):
    dump, table = tmp_path / "AM.txt", tmp_path / "am.csv.gz"
    dump.write_text(GEONAMES, encoding="utf-8")
    table.write_bytes(gzip.compress(WOF.encode()))
    with build_small(tmp_path, geonames=[dump], whosonfirst=[table]) as gazetteer:
        assert gazetteer.find("Sevakavan")[0].ref == "gn:999001"
        assert gazetteer.find("Dolny Yeraskh")[0].ref == "gn:391241"  # joined by its GeoNames id
        assert gazetteer.find("Wofville")[0].ref == "wof:77"
        assert "AM.txt" in gazetteer.meta["sources"]


def test_a_zipped_dump_reads_the_same(tmp_path):
    plain, zipped = tmp_path / "AM.txt", tmp_path / "AM.zip"
    plain.write_text(GEONAMES, encoding="utf-8")
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("readme.txt", "see geonames.org")
        archive.writestr("AM.txt", GEONAMES)
    assert list(read_geonames(plain)) == list(read_geonames(zipped))


def test_a_broken_dump_names_file_and_line(tmp_path):
    path = tmp_path / "XX.txt"
    path.write_text("1\tonly\tthree\n", encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"XX\.txt line 1"):
        list(read_geonames(path))


def test_a_csv_without_the_columns_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(GazetteerError, match="wof_id"):
        list(read_whosonfirst(path))


def test_a_failed_build_leaves_nothing(tmp_path):
    bad = tmp_path / "bad.txt"
    bad.write_text("1\t2\n", encoding="utf-8")
    target = tmp_path / "out" / "g.sqlite"
    with pytest.raises(GazetteerError):
        build_gazetteer(target, geonames=[bad])
    assert list(target.parent.iterdir()) == []


def test_builds_are_identical(tmp_path):
    for name in ("a", "b"):
        build_small(tmp_path / name).close()
    assert (tmp_path / "a" / "g.sqlite").read_bytes() == (tmp_path / "b" / "g.sqlite").read_bytes()


def test_two_at_once_both_get_a_whole_file(tmp_path):
    path = tmp_path / "g.sqlite"
    with ThreadPoolExecutor(2) as pool:
        builds = [pool.submit(ensure_gazetteer, None, path, cities_in(tmp_path)) for _ in range(2)]
        found = [build.result().find("Austin")[0].ref for build in builds]
    assert found == ["gn:4671654"] * 2


def test_look_ups_are_shared_between_threads(small):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda name: len(small.find(name)), ["Austin", "Yeraskh", "Nowhere"] * 30))
    assert answers == [3, 1, 0] * 30


@given(st.integers(0, 40_000_000), st.integers(0, 40_000_000))
def test_a_larger_town_is_never_narrower(a, b):
    low, high = sorted((a, b))
    if low > 0:
        assert settlement_radius_km(low) <= settlement_radius_km(high) <= 40


def test_shipped_tables_are_within_the_globe():
    for lat, lon, radius in read_outlines().values():
        assert -90 <= lat <= 90
        assert -180 <= lon <= 180
        assert radius > 0
    regions = list(read_regions())
    assert len({region.ref for region in regions}) == len(regions)
    assert all(region.lat is not None and -90 <= region.lat <= 90 for region in regions)


def cities_in(folder):
    cities = folder / "cities"
    cities.mkdir(exist_ok=True)
    (cities / "cities500.json").write_text(CITIES, encoding="utf-8")
    return cities / "cities500.json"
