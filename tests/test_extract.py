"""A report becomes claims: exact, repeatable, of the main incident only, each with who said it and how."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer_fixture import build_small
from rashomon.codebook import Codebook, load_codebook, parse_codebook
from rashomon.errors import CodebookError
from rashomon.extract import Resources, extract
from rashomon.model import Extraction, Report, Severity, Stance
from rashomon.read import read_text
from rashomon.values import Code, Count, Place
from rashomon.who import load_party_lexicon

DISPUTE = """\
MOSCOW, March 2 - A Russian patrol was ambushed near Yeraskh on Tuesday, killing two soldiers, the Russian Defence \
Ministry said.

Armenia's Defence Ministry denied that its forces had attacked the patrol. It said five soldiers were killed."""
MARKET = "A bomb exploded at a market in Baghdad on Tuesday, killing five people and wounding 12, police said."
DOWNED = """\
A Russian helicopter was shot down near Yeraskh on Tuesday. Azerbaijan's Defence Ministry said its forces shot down \
the helicopter by mistake."""
NOTHING_VIOLENT = "The minister opened a new bridge in Baghdad on Tuesday. It had cost five million dollars."
TEXTS = (DISPUTE, MARKET, DOWNED, NOTHING_VIOLENT)


@pytest.fixture(scope="module")
def gazetteer_file(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("gazetteer")
    build_small(folder)
    return folder / "g.sqlite"


@pytest.fixture(scope="module")
def resources(tmp_path_factory) -> Resources:
    return Resources(build_small(tmp_path_factory.mktemp("gazetteer")), load_party_lexicon())


def report(text: str, title: str = "", published: str | None = "2021-03-03") -> Report:
    return read_text(text, title=title, outlet="Test Wire", published=published)


def told(text: str, resources: Resources, **fields: str | None) -> list[tuple[str, str, str, str]]:
    """Attribute, quote, speaker and stance of each claim."""
    claims = extract(report(text, **fields), resources).claims
    return [(c.attribute, c.quote, c.speaker.name, c.stance.value) for c in claims]


def counts(text: str, resources: Resources) -> set[tuple[str, int]]:
    claims = extract(report(text), resources).claims
    return {(c.attribute, c.value.low) for c in claims if isinstance(c.value, Count)}


def check_exact(found: Extraction, text: str) -> None:
    for claim in found.claims:
        assert claim.quote == text[claim.span.start : claim.span.end] != ""
        assert claim.context.contains(claim.span) or claim.context.start <= claim.span.start
        assert claim.speakers
        assert 0 <= claim.confidence <= 1


@pytest.mark.parametrize("text", TEXTS)
def test_every_quote_is_the_words_of_its_span(text, resources):
    one = report(text, title="What happened on Tuesday")
    check_exact(extract(one, resources), one.text)


def test_offsets_hold_beyond_the_basic_plane(resources):
    one = report(f"🚁 «Тревога» — {MARKET}")
    found = extract(one, resources)
    check_exact(found, one.text)
    assert "five people" in {claim.quote for claim in found.claims}


def test_claims_and_ids_are_the_same_in_any_process(gazetteer_file):
    code = (
        "import sys; from pathlib import Path; from rashomon.extract import extract, load_resources;"
        "from rashomon.read import read_text; r = load_resources(Path(sys.argv[1]));"
        "[print(extract(read_text(t, outlet='Test Wire', published='2021-03-03'), r)) for t in sys.argv[2:]]"
    )
    command = [sys.executable, "-c", code, str(gazetteer_file), *TEXTS]
    outputs = [
        subprocess.run(command, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert outputs[0].count(b"Claim(") > 10


def test_what_was_read_before_changes_nothing(resources):
    alone = extract(report(MARKET), resources)
    for text in (DISPUTE, DOWNED):
        extract(report(text), resources)
    assert extract(report(MARKET), resources) == alone


def test_a_report_of_a_headline_alone_has_claims(resources):
    found = extract(report("Bomb kills five at market in Baghdad"), resources)
    assert {("event", "bombing"), ("killed", 5)} <= {
        (c.attribute, getattr(c.value, "code", None) or getattr(c.value, "low", None)) for c in found.claims
    }


def test_a_report_without_text_is_a_note_and_no_claim(resources):
    found = extract(Report("r1", " \n", "0" * 64, "empty.txt"), resources)
    assert (found.accounts, found.claims) == ((), ())
    assert [(issue.code, issue.severity, issue.source) for issue in found.issues] == [
        ("empty-text", Severity.NOTE, "empty.txt")
    ]


def test_of_a_text_longer_than_any_report_only_the_beginning_is_read_and_said_so(resources):
    text = MARKET + "\n\n" + "The road was closed. " * 10_000
    one = report(text + "A bomb exploded in Mosul, killing 99 people.")
    found = extract(one, resources)
    check_exact(found, one.text)
    assert ("killed", "five people") in {(c.attribute, c.quote) for c in found.claims}
    assert "99 people" not in {c.quote for c in found.claims}
    (issue,) = found.issues
    assert (issue.code, issue.severity) == ("long-text", Severity.WARNING)


def test_without_a_violent_incident_there_is_no_account(resources):
    found = extract(report(NOTHING_VIOLENT), resources)
    assert (found.accounts, found.claims, found.issues) == ((), (), ())


def test_a_planned_or_foiled_attack_is_no_incident(resources):
    text = "The rebels threatened to shell Baghdad next week. Police foiled a plan to bomb the market."
    assert extract(report(text), resources).claims == ()


def test_a_language_without_word_lists_is_refused_by_name(resources):
    unknown = Resources(resources.gazetteer, resources.parties, "xx")
    with pytest.raises(CodebookError, match="'xx'"):
        extract(report(MARKET), unknown)


def test_a_text_in_another_language_gives_nothing_and_no_error(resources):
    text = "Bei einem Anschlag auf dem Markt der Stadt sind am Dienstag fünf Menschen ums Leben gekommen."
    assert extract(report(text), resources).claims == ()


def test_upper_case_newswire_says_the_same_as_its_mixed_case_twin(resources):
    def said(text: str) -> list[tuple[object, ...]]:
        claims = extract(report(text), resources).claims
        return [(c.attribute, c.span, c.stance, c.speaker.party_id) for c in claims]

    for text in (MARKET, DOWNED):
        assert said(text.upper()) == said(text)


def test_each_side_of_a_dispute_keeps_its_own_words(resources):
    claims = told(DISPUTE, resources)
    assert ("killed", "two soldiers", "Russian Defence Ministry", "asserts") in claims
    assert ("killed", "five soldiers", "Armenia's Defence Ministry", "asserts") in claims
    blamed = [c for c in extract(report(DISPUTE), resources).claims if c.attribute == "perpetrator"]
    assert [(c.stance, c.speaker.party_id, c.value.party_id) for c in blamed] == [(Stance.DENIES, "arm:mod", "arm:mil")]


def test_two_parties_with_one_figure_are_two_claims_and_one_party_is_one(resources):
    text = f"{MARKET} The mayor also said five people were killed. Police said five people were killed."
    killed = [(speaker, quote) for name, quote, speaker, _ in told(text, resources) if name == "killed"]
    assert killed == [("police", "five people"), ("mayor", "five people")]


def test_what_nobody_is_named_for_is_the_outlets_own_voice(resources):
    claims = extract(report(DOWNED), resources).claims
    where = next(c for c in claims if c.attribute == "where")
    assert (where.speaker.name, where.speaker.party_id) == ("Test Wire", "outlet:test-wire")


@pytest.mark.parametrize(
    "aside",
    [
        "Hundreds of people have been killed in the month-long war.",
        "In 2019, a car bomb killed 40 people at a hotel in Mosul.",
        "In a separate incident, gunmen killed 40 policemen in Mosul.",
        "Last year, a bomb in Mosul killed 40.",
    ],
)
def test_background_and_other_incidents_are_left_out(aside, resources):
    assert counts(f"{MARKET}\n\n{aside}", resources) == {("killed", 5), ("wounded", 12)}
    assert "Mosul" not in " ".join(quote for _, quote, _, _ in told(f"{MARKET}\n\n{aside}", resources))


def test_its_forces_did_it_is_an_admission(resources):
    claims = extract(report(DOWNED), resources).claims
    (admitted,) = (c for c in claims if c.attribute == "perpetrator")
    assert (admitted.stance, admitted.speaker.party_id) == (Stance.ADMITS, "aze:mod")
    assert (admitted.value.party_id, admitted.quote) == ("aze:mil", "forces")
    (cause,) = (c for c in claims if c.attribute == "cause_intent")
    assert (cause.value.code, cause.speaker.party_id) == ("mistake", "aze:mod")


def test_a_claim_of_responsibility_is_an_admission(resources):
    text = f"{MARKET} Islamic State claimed responsibility for the attack."
    (claim,) = (c for c in told(text, resources) if c[0] == "perpetrator")
    assert claim[1:] == ("Islamic State", "Islamic State", "admits")


@pytest.mark.parametrize("told_as", ["attacked the market", "carried out the attack"])
def test_a_denial_holds_what_is_denied(told_as, resources):
    text = f"{MARKET} The Russian Defence Ministry denied that its forces {told_as}."
    (claim,) = (c for c in extract(report(text), resources).claims if c.attribute == "perpetrator")
    assert (claim.stance, claim.speaker.party_id, claim.value.party_id) == (Stance.DENIES, "rus:mod", "rus:mil")


@pytest.mark.parametrize("words", ["It was not known who planted the bomb.", "No group has claimed responsibility."])
def test_an_unknown_perpetrator_is_a_question(words, resources):
    (claim,) = (c for c in extract(report(f"{MARKET} {words}"), resources).claims if c.attribute == "perpetrator")
    assert (claim.stance, claim.value.name, claim.hedged) == (Stance.QUESTIONS, "unknown", False)
    assert claim.speaker.party_id == "outlet:test-wire"


def test_accused_is_hedged_and_belongs_to_the_accuser(resources):
    text = f"{MARKET} The interior ministry accused Islamic State of the bombing."
    claim = next(c for c in extract(report(text), resources).claims if c.attribute == "perpetrator")
    assert (claim.value.name, claim.hedged, claim.stance) == ("Islamic State", True, Stance.ASSERTS)
    assert "ministry" in claim.speaker.name


def test_the_headline_yields_to_the_body_that_names_the_speaker(resources):
    claims = told(MARKET, resources, title="Bomb kills five people")
    assert [c for c in claims if c[0] == "killed"] == [("killed", "five people", "police", "asserts")]
    assert [c[2] for c in claims if c[0] == "event"] == ["police"]


def test_the_place_of_the_headline_yields_to_the_finer_words_of_the_body(resources):
    claims = told(MARKET, resources, title="Bomb kills five in Baghdad")
    assert [quote for name, quote, _, _ in claims if name == "where"] == ["at a market in Baghdad"]


def test_a_headline_alone_in_saying_something_says_it(resources):
    claims = told("The blast in Baghdad on Tuesday shattered windows.", resources, title="Bomb kills five people")
    assert ("killed", "five people", "Test Wire", "asserts") in claims


def test_a_place_told_inside_another_is_one_claim(resources):
    text = "A bomb exploded at a house in the Old Mill district of Mosul on Tuesday, killing five people."
    (where,) = (c for c in extract(report(text), resources).claims if c.attribute == "where")
    assert where.quote == "at a house in the Old Mill district of Mosul"
    assert isinstance(where.value, Place)
    assert (where.value.toponym, where.value.admin[0]) == ("Mosul", "IQ")


def test_a_day_without_a_year_and_without_a_date_is_an_issue_not_a_guess(resources):
    one = report("A bomb exploded in Baghdad on 9 November, killing five people.", published=None)
    found = extract(one, resources)
    assert "when" not in {c.attribute for c in found.claims}
    (issue,) = found.issues
    assert (issue.stage, issue.report_id) == ("when", one.id)
    assert issue.span is not None
    assert issue.span.of(one.text) == "9 November"
    assert "--published" in issue.message


def test_the_same_words_of_another_outlet_are_another_report(resources):
    first = extract(report(MARKET), resources)
    second = extract(read_text(MARKET, outlet="Other Wire", published="2021-03-03"), resources)
    assert not {c.id for c in first.claims} & {c.id for c in second.claims}


_TALK = """bomb exploded killed five people in Baghdad police said Tuesday denied that its forces Russian Ministry shot
down a helicopter near Yeraskh 17:30 Moscow time . , " “ ” ( ) $ % 10 km north of the no group has claimed by mistake
Mr. U.S. who was wounded 1,000 2021-03-02 \u202e 🚁 ß İ"""
_WORDS = st.sampled_from([*_TALK.split(), "\n\n"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=60).map(" ".join)), dated=st.booleans())
def test_any_text_is_read_and_every_quote_is_exact(text, dated, resources):
    published = datetime(2021, 3, 3, tzinfo=UTC) if dated else None
    one = Report("r1", text, "0" * 64, "any.txt", title=text.split("\n")[0], published_at=published)
    found = extract(one, resources)
    check_exact(found, text)
    assert bool(found.claims) <= bool(found.accounts)
    assert extract(one, resources) == found


def test_an_attribute_added_to_the_codebook_needs_no_python(resources: Resources) -> None:
    added = """
[attribute.road]
kind = "Code"
meaning = "What became of the road."
[attribute.road.codes.closed]
label = "closed"
words = ["road was closed", "highway was closed"]
"""
    core = load_codebook()
    more = parse_codebook("mine", added).attributes
    book = Codebook("mine", {**core.attributes, **more})
    text = "A bomb exploded at a market on Monday. The road was closed, police said."
    report = read_text(text, published="2021-03-02")
    claims = extract(report, replace(resources, book=book)).claims
    [road] = [claim for claim in claims if claim.attribute == "road"]
    assert isinstance(road.value, Code)
    assert (road.value.code, road.speaker.name) == ("closed", "police")
    assert not [claim for claim in extract(report, resources).claims if claim.attribute == "road"]


@pytest.mark.parametrize(("contested", "speakers"), [("true", 2), ("false", 1)])
def test_the_codebook_says_whether_speakers_contest_an_attribute(
    resources: Resources, contested: str, speakers: int
) -> None:
    added = f"""
[attribute.road]
kind = "Code"
meaning = "What became of the road."
contested = {contested}
[attribute.road.codes.closed]
words = ["road was closed"]
"""
    core = load_codebook()
    book = Codebook("mine", {**core.attributes, **parse_codebook("mine", added).attributes})
    text = (
        "A bomb exploded at a market on Monday. The road was closed, police said. The road was closed, the army said."
    )
    claims = extract(read_text(text, published="2021-03-02"), replace(resources, book=book)).claims
    assert len([claim for claim in claims if claim.attribute == "road"]) == speakers
