"""The rules of single formats: headlines, front matter, page metadata, column maps, charsets, dates, languages."""

from __future__ import annotations

import ast
import json
import re
import tempfile
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from hypothesis import given
from hypothesis import strategies as st

from rashomon.errors import ReadError
from rashomon.model import Issue, Report, Severity
from rashomon.read import ReadItem, ReadOptions, read_sources, read_text
from rashomon.read.columns import NAMES as NAMES_OF_FIELDS
from rashomon.read.dates import parse_published
from rashomon.read.decode import decode
from rashomon.read.headline import headline_of
from rashomon.read.tongue import guess_language
from read_samples import BODY, OUTLET, TEXT, TITLE, URL, html


def report_of(folder: Path, data: bytes | str, name: str = "file.txt", options: ReadOptions | None = None) -> Report:
    return found_in(folder, data, name, options)[0].report


def found_in(
    folder: Path, data: bytes | str, name: str = "file.txt", options: ReadOptions | None = None
) -> tuple[ReadItem, list[Issue]]:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    found = list(read_sources([path], options))
    assert isinstance(found[0], ReadItem), found
    return found[0], [one for one in found[1:] if isinstance(one, Issue)]


# --- plain text and Markdown ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Two hurt in Norhaven\n\nA ferry struck the pier.", "Two hurt in Norhaven"),
        ("Who struck the pier?\n\nA ferry did.", "Who struck the pier?"),
        ("Two hurt in Norhaven\n  \n\nA ferry struck the pier.", "Two hurt in Norhaven"),
        ("A ferry struck the pier.\n\nTwo were hurt.", ""),
        ("He said: “A ferry struck the pier.”\n\nTwo were hurt.", ""),
        ("Two hurt in Norhaven\nA ferry struck the pier.", ""),
        ("Two hurt in Norhaven\n\n", ""),
        ("9 March 2021\n\nA ferry struck the pier.", ""),
        ("NORHAVEN, March 9:\n\nA ferry struck the pier.", ""),
        ("word " * 60 + "\n\nA ferry struck the pier.", ""),
        ("", ""),
    ],
)
def test_the_first_line_that_is_a_headline(text: str, headline: str):
    assert headline_of(text) == headline


def test_plain_text_is_kept_letter_for_letter(tmp_path: Path):
    text = "Two hurt in Norhaven\n\n  A  ferry struck\tthe pier.\n\n\n\n“Slowly,” she said…\nLast line"
    report = report_of(tmp_path, text)
    assert (report.text, report.title) == (text, "Two hurt in Norhaven")


def test_newlines_and_unicode_form_are_the_only_changes(tmp_path: Path):
    report = report_of(tmp_path, "\ufeffCafe\u0301 shut\r\n\r\nA ferry\rstruck it.\r\n".encode())
    assert report.text == "Caf\u00e9 shut\n\nA ferry\nstruck it."


@pytest.mark.parametrize(
    "head",
    [
        "---\nheadline: {t}\nsource: {o}\ndate: 2021-03-09\nlink: https://a.example/\nlang: en-GB\n---\n",
        "---\nTitle: '{t}'\nPublisher: {o}\nPublished-At: 9 March 2021\nURL: https://a.example/\nx: 1\n---\n",
        '+++\ntitle = "{t}"\noutlet = "{o}"\npublished = 2021-03-09\nurl = "https://a.example/"\n+++\n',
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_front_matter_keys(tmp_path: Path, head: str, name: str):
    report = report_of(tmp_path, head.format(t=TITLE, o=OUTLET) + "\n" + BODY, name)
    assert report.text == TEXT
    assert (report.title, report.outlet, report.url, report.language) == (TITLE, OUTLET, "https://a.example/", "en")
    assert (report.published_at, report.date_only) == (datetime(2021, 3, 9, tzinfo=UTC), True)


def test_rules_around_prose_are_no_front_matter(tmp_path: Path):
    text = "---\nA ferry struck the pier, police said.\n---\nTwo were hurt."
    assert report_of(tmp_path, text).text == text


def test_the_first_heading_of_markdown_is_the_headline(tmp_path: Path):
    report = report_of(tmp_path, f"# {TITLE}\n\n{BODY}\n", "a.md")
    assert (report.title, report.text, report.media_type) == (TITLE, TEXT, "text/markdown")


# --- pages ---------------------------------------------------------------------------------------------------------

FILLER = "".join(
    f"<p>The ferry struck pier number {n} on Tuesday, and nobody was missing, police said.</p>" for n in range(4)
)


def page(head: str = "", body: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}<article>{FILLER}</article></body></html>"


@pytest.mark.parametrize(
    ("head", "body", "when", "date_only"),
    [
        ('<meta property="article:published_time" content="2021-03-09T08:30:00+01:00">', "", "2021-03-09T07:30", False),
        ('<meta name="date" content="9 March 2021">', "", "2021-03-09T00:00", True),
        ('<meta itemprop="datePublished" content="2021-03-09">', "", "2021-03-09T00:00", True),
        ('<meta name="parsely-pub-date" content="2021-03-09T08:30:00Z">', "", "2021-03-09T08:30", False),
        ("", '<time datetime="2021-03-09T08:30:00Z">today</time>', "2021-03-09T08:30", False),
        ("", '<time class="updated" datetime="2022-01-01"></time><time pubdate datetime="2021-03-09"></time>',
         "2021-03-09T00:00", True),
        ("", '<span itemprop="datePublished" content="2021-03-09">x</span>', "2021-03-09T00:00", True),
        ('<script type="application/ld+json">{"@graph":[{"@type":"WebSite"},{"@type":["ReportageNewsArticle"],'
         '"headline":"h","datePublished":"2021-03-09T08:30Z"}]}</script>', "", "2021-03-09T08:30", False),
        ('<link rel="canonical" href="https://a.example/2021/03/09/ferry">', "", "2021-03-09T00:00", True),
        ('<meta property="article:modified_time" content="2022-03-09">', "", None, False),
    ],
)  # fmt: skip
def test_where_a_page_says_when_it_was_published(
    tmp_path: Path, head: str, body: str, when: str | None, date_only: bool
):
    report = report_of(tmp_path, page(head, body))
    told = None if report.published_at is None else report.published_at.strftime("%Y-%m-%dT%H:%M")
    assert (told, report.date_only) == (when, date_only)


@pytest.mark.parametrize(
    ("head", "body", "title", "outlet"),
    [
        ('<title>x</title><meta property="og:title" content="Ferry strikes pier">', "", "Ferry strikes pier", ""),
        ("<title>Ferry strikes pier in Norhaven - The Post</title>", "", "Ferry strikes pier in Norhaven", ""),
        ('<title>Pier - Post</title><meta property="og:site_name" content="Post">', "", "Pier", "Post"),
        ("<title>x</title>", "<h1>Ferry  strikes\n pier</h1>", "Ferry strikes pier", ""),
        ('<script type="application/ld+json">[{"@type":"NewsArticle","headline":"Ferry &amp; pier","publisher":'
         '{"@type":"Organization","name":"Post"}}]</script>', "<h1>other</h1>", "Ferry & pier", "Post"),
        ('<script type="application/ld+json">{broken</script><title>Ferry</title>', "", "Ferry", ""),
    ],
)  # fmt: skip
def test_where_a_page_says_its_title_and_outlet(tmp_path: Path, head: str, body: str, title: str, outlet: str):
    report = report_of(tmp_path, page(head, body))
    assert (report.title, report.outlet) == (title, outlet)
    assert report.text.startswith(f"{title}\n\nThe ferry struck")


def test_navigation_and_footers_stay_out(tmp_path: Path):
    assert report_of(tmp_path, html()).text == TEXT


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8", "utf-16"])
def test_the_charset_a_page_declares(tmp_path: Path, charset: str):
    text = "Министерство сообщило о пожаре на складе."
    markup = f'<html><head><meta charset="{charset}"></head><body><p>{text}</p></body></html>'
    assert report_of(tmp_path, markup.encode(charset)).text == text


# --- records -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_delimiters_and_quoted_newlines(tmp_path: Path, delimiter: str):
    data = delimiter.join(["Headline", "Full Text", "Pub_Date"]) + "\n"
    data += delimiter.join(["Ferry", '"One sank.\n\nTwo ""more"" did."', "2021-03-09"]) + "\n"
    report = report_of(tmp_path, data, "a.csv")
    assert report.text == 'Ferry\n\nOne sank.\n\nTwo "more" did.'
    assert report.published_at == datetime(2021, 3, 9, tzinfo=UTC)


def test_a_column_map_for_csv_and_jsonl(tmp_path: Path):
    options = ReadOptions(columns={"text": "Meldung", "title": "kopf", "published": "am"})
    row = {"KOPF": "Ferry", "meldung": "One sank.", "am": "9.3.2021", "text": "not this"}
    data = ",".join(row) + "\n" + ",".join(row.values()) + "\n"
    for name, content in (("a.csv", data), ("a.jsonl", json.dumps(row))):
        report = report_of(tmp_path, content, name, options)
        assert (report.text, report.date_only) == ("Ferry\n\nOne sank.", True)


def test_a_column_map_with_a_wrong_name_says_so(tmp_path: Path):
    with pytest.raises(ReadError, match="no such field: txt"):
        ReadOptions(columns={"txt": "a"})
    (tmp_path / "a.csv").write_text("text,b\nx,y\n")
    found = list(read_sources([tmp_path / "a.csv"], ReadOptions(columns={"title": "Kopf"})))
    assert [one.code for one in found if isinstance(one, Issue)] == ["missing-column"]


def test_a_row_with_too_many_fields_is_told(tmp_path: Path):
    _, issues = found_in(tmp_path, "title,text\nFerry,One sank, and two did not\n", "a.csv")
    assert "bad-row" in {issue.code for issue in issues}


def test_the_bytes_of_a_record_are_its_own(tmp_path: Path):
    lines = [json.dumps({"text": f"{number} boats sank."}) for number in (1, 2)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    items = [one for one in read_sources([tmp_path / "a.jsonl"]) if isinstance(one, ReadItem)]
    assert [item.raw.decode().strip() for item in items] == lines
    assert [item.report.source.rpartition("#")[2] for item in items] == ["1", "2"]


@pytest.mark.parametrize("gz", [False, True])
def test_a_warc_written_by_another_tool(tmp_path: Path, gz: bool):
    path = tmp_path / ("a.warc.gz" if gz else "a.warc")
    with path.open("wb") as stream:
        for kind, body, status in (("request", b"", b""), ("response", html(), b"HTTP/1.1 200 OK")):
            written = WarcRecord()
            written.init_headers(record_type=getattr(WarcRecordType, kind))
            written.headers["WARC-Target-URI"] = URL
            head = b"\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
            written.set_bytes_content(status + head + body if status else b"GET / HTTP/1.1\r\n\r\n")
            written.is_http = True
            written.write(stream, checksum_data=True) if not gz else written.write(
                GzipWriter(stream), checksum_data=True
            )
    found = list(read_sources([path]))
    assert [one.report.text for one in found if isinstance(one, ReadItem)] == [TEXT]
    assert [one.code for one in found if isinstance(one, Issue)] == ["skipped-records"]


# --- dates, charsets, languages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2021-03-09", "2021-03-09T00:00"), ("2021-03-09T08:30:00+01:00", "2021-03-09T07:30"),
        ("2021-03-09 08:30:15.123456Z", "2021-03-09T08:30"), ("2021-03-09 08:30:00 +0100", "2021-03-09T07:30"),
        ("2021-03-09T08:30:00.1234567Z", "2021-03-09T08:30"), ("20210309", "2021-03-09T00:00"),
        ("20210309T083000Z", "2021-03-09T08:30"), ("9 March 2021", "2021-03-09T00:00"),
        ("Tuesday, March 9, 2021", "2021-03-09T00:00"), ("Mar. 9, 2021, 8:30 pm", "2021-03-09T20:30"),
        ("March 9th, 2021 at 12:05 AM", "2021-03-09T00:05"), ("2021/03/09", "2021-03-09T00:00"),
        ("25/03/2021", "2021-03-25T00:00"), ("03/25/2021", "2021-03-25T00:00"), ("04/04/2021", "2021-04-04T00:00"),
        ("09.03.2021", "2021-03-09T00:00"), ("Tue, 09 Mar 2021 08:30:00 +0100", "2021-03-09T07:30"),
        ("Tue, 9 Mar 2021 08:30:00 EST", "2021-03-09T13:30"),
    ],
)  # fmt: skip
def test_publication_dates(text: str, iso: str):
    found = parse_published(text)
    assert found is not None
    assert found.at.strftime("%Y-%m-%dT%H:%M") == iso
    assert found.date_only == (":" not in text and "T0830" not in text)


@pytest.mark.parametrize("text", ["", "10/11/2020", "2021", "March 2021", "today", "2021-02-30", "99999999", "x" * 99])
def test_what_is_no_date_or_could_be_two(text: str):
    assert parse_published(text) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_date_reader(text: str):
    found = parse_published(text)
    assert found is None or found.at.tzinfo is UTC


@given(st.datetimes(datetime(1900, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_iso_moments_come_back(moment: datetime):
    found = parse_published(moment.isoformat())
    assert found is not None
    assert found.at == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("Le café était fermé, a déclaré le ministère de la Défense à Paris après les élections.", "cp1252"),
        ("Министерство обороны сообщило о гибели двух человек в результате падения вертолета.", "cp1251"),
        ("Министерство обороны сообщило о гибели двух человек в результате падения вертолета.", "koi8-r"),
        ("Two boats sank in the harbour, the police said.", "utf-16-le"),
        ("Two boats sank in the harbour, the police said.", "utf-16-be"),
        ("两艘船在港口沉没,警方说没有人失踪。当地政府正在调查事故原因。", "gb18030"),
    ],
)
def test_charsets_nobody_declared(text: str, charset: str):
    assert decode(text.encode(charset)).text == text


@given(st.binary(max_size=200), st.sampled_from(["", "utf-8", "latin-1", "utf-16", "nonsense", "rot13", "hex", "idna"]))
def test_no_bytes_break_the_decoder(raw: bytes, declared: str):
    assert isinstance(decode(raw, declared, markup=True).text, str)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Two people were killed and three were hurt when a ferry struck the pier, the police said on Monday.", "en"),
        ("Deux personnes ont été tuées et trois blessées dans la collision, selon la police de la ville.", "fr"),
        ("Dos personas murieron y tres resultaron heridas en el choque, según la policía de la ciudad.", "es"),
        ("Bei dem Unfall im Hafen wurden zwei Menschen getötet und drei verletzt, wie die Polizei mitteilte.", "de"),
        ("В результате аварии в порту погибли два человека и трое были ранены, сообщили в полиции.", "ru"),
        ("Внаслідок аварії в порту загинули двоє людей і троє були поранені, це повідомили в поліції.", "uk"),
        (
            "قتل شخصان في حادث تصادم في الميناء، قالت الشرطة إن التحقيق من المقرر أن يبدأ بعد هذا",
            "ar",
        ),
        ("Երկու մարդ զոհվել է նավահանգստում տեղի ունեցած վթարի հետևանքով։", "hy"),
        ("港で船が衝突し、二人が死亡したと警察が発表した。", "ja"),
        ("两艘船在港口沉没,警方说没有人失踪。", "zh"),
        ("Norhaven 12 34", ""),
        ("12:30", ""),
        ("", ""),
    ],
)
def test_languages(text: str, language: str):
    assert guess_language(text) == language


# --- what the caller gives, and what is still missing ----------------------------------------------------------------


def test_options_fill_gaps_and_win_only_with_force(tmp_path: Path):
    given_ = ReadOptions(published=date(2020, 1, 2), outlet="Given", language="fr", url="https://given.example/")
    report = report_of(tmp_path, "Ferry\n\nOne sank.", options=given_)
    assert (report.outlet, report.language, report.url) == ("Given", "fr", "https://given.example/")
    assert (report.published_at, report.date_only) == (datetime(2020, 1, 2, tzinfo=UTC), True)
    told = "---\npublished: 2021-03-09T10:00Z\noutlet: Own\n---\nOne sank."
    assert report_of(tmp_path, told, options=given_).outlet == "Own"
    forced = ReadOptions(published=date(2020, 1, 2), outlet="Given", force=True)
    report = report_of(tmp_path, told, options=forced)
    assert (report.outlet, report.date_only) == ("Given", True)


def test_a_missing_or_unreadable_date_is_told_and_never_guessed(tmp_path: Path):
    item, issues = found_in(tmp_path, "Ferry\n\nOne sank.")
    assert [(issue.code, issue.severity, issue.report_id) for issue in issues] == [
        ("no-date", Severity.NOTE, item.report.id)
    ]
    item, issues = found_in(tmp_path, "---\ndate: 10/11/2020\n---\nOne sank.")
    assert item.report.published_at is None
    assert [(issue.code, issue.severity) for issue in issues] == [("bad-date", Severity.WARNING)]


def test_text_that_is_not_english_is_kept_and_told(tmp_path: Path):
    item, issues = found_in(tmp_path, "Bei dem Unfall wurden zwei getötet und drei verletzt, wie die Polizei sagte.")
    assert item.report.language == "de"
    assert "not-english" in {issue.code for issue in issues}


def test_read_text_gives_the_report_of_a_text_in_hand():
    report = read_text(BODY, title=TITLE, outlet=OUTLET, published="2021-03-09", url="https://a.example/")
    assert (report.text, report.title, report.date_only) == (TEXT, TITLE, True)
    assert read_text(TEXT).title == TITLE
    with pytest.raises(ReadError, match="no publication date"):
        read_text(BODY, published="someday")
    with pytest.raises(ReadError, match="empty"):
        read_text(" \n")


WORDS = st.text(st.characters(codec="utf-8"), max_size=200).filter(lambda text: any(c.isalnum() for c in text))


@given(WORDS, st.text(max_size=40))
def test_text_is_nfc_and_reading_it_again_changes_nothing(body: str, title: str):
    report = read_text(body, title=title)
    assert unicodedata.is_normalized("NFC", report.text)
    assert "\r" not in report.text
    assert "\x00" not in report.text
    again = read_text(report.text, title=report.title)
    assert (again.text, again.id) == (report.text, report.id)


@given(WORDS, st.text(max_size=40))
def test_the_headline_opens_the_text_once(body: str, title: str):
    report = read_text(body, title=title)
    if report.title:
        first, _, rest = report.text.partition("\n")
        assert " ".join(first.split()) == report.title
        assert rest == "" or rest.startswith("\n") or " ".join(body.split()).startswith(report.title)


@given(WORDS, st.sampled_from(["", "A", "B"]), st.sampled_from([None, date(2020, 1, 1), date(2020, 1, 2)]))
def test_ids_depend_on_what_was_said_where_and_when(body: str, outlet: str, published: date | None):
    report = read_text(body, outlet=outlet, published=published)
    assert read_text(body, outlet=outlet, published=published, source="elsewhere").id == report.id
    assert read_text(body + " more", outlet=outlet, published=published).id != report.id
    assert read_text(body, outlet=outlet + "x", published=published).id != report.id


@given(
    st.binary(min_size=1, max_size=400),
    st.sampled_from(["a", "a.csv", "a.jsonl", "a.json", "a.html", "a.gz", "a.warc"]),
)
def test_any_bytes_give_a_report_or_an_issue(raw: bytes, name: str):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(raw)
        found = list(read_sources([folder]))
    assert found
    assert [one for one in found if isinstance(one, Issue) and one.code == "reader-failed"] == []


def codes_in_source() -> set[str]:
    """Every Issue code the reading stage can give: first arguments of ``issue`` and heads of (code, message) pairs."""
    found: set[str] = set()
    for file in sorted((Path(__file__).parents[1] / "src" / "rashomon" / "read").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            heads: list[ast.expr] = []
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("issue", "_StopError"):
                heads = node.args[:1]
            elif isinstance(node, ast.Tuple) and len(node.elts) == 2 and _is_sentence(node.elts[1]):
                heads = node.elts[:1]
            found |= {head.value for head in heads if isinstance(head, ast.Constant) and isinstance(head.value, str)}
    return {code for code in found if code.replace("-", "").isalpha() and code.islower()}


def _is_sentence(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and " " in str(node.value))


def test_every_issue_code_is_documented_and_no_other():
    page = Path(__file__).parents[1] / "docs" / "reference" / "reading.md"
    table = page.read_text(encoding="utf-8").partition("## Issues")[2].partition("## Archive")[0]
    documented = set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE))
    assert documented - {"truncated-gzip", "damaged-gzip", "compression-bomb"} == codes_in_source() - {
        "truncated-gzip",
        "damaged-gzip",
        "compression-bomb",
    }
    assert {"truncated-gzip", "damaged-gzip", "compression-bomb"} <= documented


def test_every_field_name_is_documented():
    page = (Path(__file__).parents[1] / "docs" / "reference" / "reading.md").read_text(encoding="utf-8")
    table = page.partition("## Fields")[2].partition("Case, spaces")[0].replace("_", "")
    for field, names in NAMES_OF_FIELDS.items():
        row = next(line for line in table.splitlines() if line.startswith(f"| {field} |"))
        assert row.split("|")[2].replace(",", " ").split() == list(names)
