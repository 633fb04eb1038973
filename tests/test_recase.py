from hypothesis import given
from hypothesis import strategies as st

from rashomon.recase import is_upper, recase


def test_newswire_in_capitals_reads_like_prose() -> None:
    text = (
        "THE ARMY SAID TODAY THAT COLONEL PEREZ WAS KILLED IN ZACATECA BY REBELS OF THE POPULAR LIBERATION FRONT [PLF]."
    )
    assert recase(text) == (
        "The army said today that Colonel Perez was killed in Zacateca by rebels of the Popular Liberation Front [PLF]."
    )


def test_acronyms_and_zones_keep_their_capitals() -> None:
    assert "UN" in recase("A SPOKESMAN OF THE UN MISSION SPOKE AT 0730 GMT ABOUT THE CLASHES.")
    assert "GMT" in recase("A SPOKESMAN OF THE UN MISSION SPOKE AT 0730 GMT ABOUT THE CLASHES.")


def test_prose_is_left_alone() -> None:
    text = "The NATO spokesman said the UN mission in Kabul was closed."
    assert recase(text) is text
    assert not is_upper(text)


def test_only_the_capital_lines_of_a_mixed_text_change() -> None:
    text = "GUNMEN ATTACK POLICE STATION\n\nGunmen attacked the NYPD."
    assert recase(text) == "Gunmen attack police station\n\nGunmen attacked the NYPD."


@given(st.text(max_size=300))
def test_the_view_has_the_same_length_and_the_same_letters(text: str) -> None:
    view = recase(text)
    assert len(view) == len(text)
    assert view.casefold() == text.casefold() or all(
        a == b or a.lower() == b.lower() or a.upper() == b.upper() for a, b in zip(view, text, strict=True)
    )
