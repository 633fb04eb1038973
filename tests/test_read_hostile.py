"""Damaged and hostile input: each ends as an Issue or a capped report, quickly and in little memory."""

from __future__ import annotations

import gzip
import io
import os
import random
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from rashomon.model import Issue
from rashomon.read import Limits, ReadItem, ReadOptions, read_sources
from read_samples import TEXT, TITLE, html, record, rss, warc_record

NOISE = random.Random(7).randbytes(20_000)


def read(path: Path, options: ReadOptions | None = None) -> tuple[list[ReadItem], set[str]]:
    found = list(read_sources([path], options))
    codes = {one.code for one in found if isinstance(one, Issue)}
    assert "reader-failed" not in codes, found
    return [one for one in found if isinstance(one, ReadItem)], codes


def read_bytes(
    folder: Path, data: bytes, name: str = "file", options: ReadOptions | None = None
) -> tuple[list[ReadItem], set[str]]:
    path = folder / name
    path.write_bytes(data)
    return read(path, options)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t\n ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"---\ntitle: Words\n---\n", "empty"),
        (b"<html><head><title>Only a title</title></head><body></body></html>", "empty"),
        (b'{"title": "Only a title", "text": ""}', "empty"),
        (b"title,text\nOnly a title,\n", "empty"),
        (b"title,text\n", "empty"),
        (b'<rss version="2.0"><channel><title>Empty</title></channel></rss>', "empty"),
        (gzip.compress(b"", mtime=0), "empty"),
        (NOISE, "binary"),
        (b"words and words \x00\x01\x02\x03\x04\x05 and words", "binary"),
        (b"%PDF-1.7\nwords", "unsupported"),
        (b"\x89PNG\r\n\x1a\n", "unsupported"),
        (b"PK\x03\x04" + NOISE, "damaged-zip"),
        (b"\x1f\x8b" + NOISE, "damaged-gzip"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "unsupported"),
        (b'{"title": "no text"}', "missing-column"),
        (b'{"text": "cut off', "bad-json"),
        (b'[{"text": "cut off', "bad-json"),
        (b"[" * 200_000, "bad-json"),
        (b'["two", 1]', "bad-record"),
        (b'{"a":' * 100_000, "bad-json"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[:12].hex(),
)
def test_what_is_no_report_is_one_issue(tmp_path: Path, data: bytes, code: str):
    items, codes = read_bytes(tmp_path, data)
    assert (items, codes & {code}) == ([], {code})


def test_a_bad_line_does_not_stop_the_good_ones(tmp_path: Path):
    data = b'{"text": "One boat sank."}\n{"text": broken\n[1]\n\n{"title": "x"}\n{"text": "Two boats sank."}\n'
    items, codes = read_bytes(tmp_path, data, "a.jsonl")
    assert [item.report.text for item in items] == ["One boat sank.", "Two boats sank."]
    assert codes >= {"bad-json", "bad-record", "missing-column"}


def test_a_line_without_end_is_skipped_and_the_next_is_read(tmp_path: Path):
    data = b'{"text": "' + b"a" * 50_000 + b'"}\n{"text": "Two boats sank."}\n'
    items, codes = read_bytes(tmp_path, data, "a.jsonl", ReadOptions(limits=Limits(document=10_000)))
    assert [item.report.text for item in items] == ["Two boats sank."]
    assert "too-large" in codes


def test_a_csv_field_without_end_does_not_swallow_the_file_in_silence(tmp_path: Path):
    data = b'title,text\nA,One boat sank.\nB,"never closed ' + b"words, and\n" * 13_000
    items, codes = read_bytes(tmp_path, data, "a.csv")
    assert items[0].report.text == "A\n\nOne boat sank."
    assert "bad-row" in codes


def test_mojibake_and_undecodable_bytes_are_told_and_not_mended(tmp_path: Path):
    garbled = "The café’s owner said “no” and the café’s guests said “no”.".encode().decode("cp1252", "replace")
    items, codes = read_bytes(tmp_path, garbled.encode())
    assert "mojibake" in codes
    assert "cafÃ©" in items[0].report.text
    hurt = "Der Hafen für Fähren wurde geschlossen, größere Schäden gab es nicht.".encode() + b" \xff\xfe ende"
    assert "undecodable-bytes" in read_bytes(tmp_path, hurt)[1]


def test_nul_bytes_and_lone_surrogates_cannot_reach_the_store(tmp_path: Path):
    items, codes = read_bytes(tmp_path, b'{"text": "One boat\\u0000 sank \\ud800 today."}')
    assert items[0].report.text == "One boat\ufffd sank \ufffd today."
    assert "control-characters" in codes
    items[0].report.text.encode("utf-8")


BOMB = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><title>&c;</title><item><title>&c;</title>
<description>&c;</description></item></channel></rss>"""
EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><title>t</title><item><title>&x;</title><description>&x;</description></item></channel>
</rss>"""


@pytest.mark.parametrize(
    "feed",
    [BOMB, EXTERNAL, BOMB.replace(b"</rss>", b""), EXTERNAL.decode().encode("utf-16"),
     EXTERNAL.replace(b"SYSTEM", b"PUBLIC 'x'"), b"<!-- " + b"x" * 9000 + b" -->" + BOMB[21:]],
    ids=["bomb", "external", "broken-bomb", "utf-16", "public", "behind-comment"],
)  # fmt: skip
def test_a_feed_that_declares_entities_is_refused(tmp_path: Path, feed: bytes):
    items, codes = read_bytes(tmp_path, feed)
    assert items == []
    assert "entity-bomb" in codes


def test_a_feed_that_is_only_broken_is_mended(tmp_path: Path):
    items, _ = read_bytes(tmp_path, rss().replace(b"</channel></rss>", b"").replace(b"Short.", b"Fish & chips < 3."))
    assert items[0].report.text == TEXT


def test_a_feed_with_an_old_document_type_is_read(tmp_path: Path):
    old = b'<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.example/rss-0.91.dtd">'
    assert read_bytes(tmp_path, rss().replace(b"<rss", old + b"<rss", 1))[0][0].report.text == TEXT


@pytest.mark.parametrize(
    "middle",
    ["<div>" * 50_000, "<b>" * 3_000, "<table><tr><td>" * 20_000, "<" * 200_000, "<script><" * 50_000, "<!--" * 50_000,
     "<a " * 100_000, "&" * 100_000, "<p>" * 20_000, "<div>" * 300 + "<script><" * 100_000, "<svg><style>" * 5_000],
    ids=lambda value: value[:8],
)  # fmt: skip
def test_hostile_markup_is_safe_and_quick(tmp_path: Path, middle: str):
    page = f"<html><head><title>{TITLE}</title></head><body><p>Two boats sank, police said.</p>{middle}<p>End.</p>"
    started = time.monotonic()
    items, codes = read_bytes(tmp_path, page.encode())
    assert time.monotonic() - started < 3
    assert "Two boats sank" in items[0].report.text if items else "empty" in codes


def test_scripts_styles_and_forms_leave_no_words(tmp_path: Path):
    page = html().replace(b"<footer>", b"<style>p{color:red}</style><noscript>unwanted</noscript><footer>")
    text = read_bytes(tmp_path, page)[0][0].report.text
    assert text == TEXT
    short = b"<html><body><script>unwanted()</script><p>Two boats sank.</p><style>unwanted{}</style></body></html>"
    assert read_bytes(tmp_path, short)[0][0].report.text == "Two boats sank."


def test_a_page_without_main_text_leaves_its_menu_out(tmp_path: Path):
    menu = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(60))
    page = f'<html><body><ul>{menu}</ul><p>One <a href="/b">boat</a> sank.</p><ul>{menu}</ul></body></html>'
    assert read_bytes(tmp_path, page.encode())[0][0].report.text == "One boat sank."


def test_a_huge_page_is_capped_in_little_memory(tmp_path: Path):
    """200 MB, in a process of its own whose memory can be measured."""
    path = tmp_path / "huge.html"
    with path.open("wb") as out:
        out.write(b"<html><head><title>Long day at the harbour</title></head><body>")
        block = b"<p>Two boats sank on Monday in the harbour, the police said.</p>\n" * 16_000
        for _ in range(6):
            out.write(block)
        out.truncate(200_000_000)
    code = (
        "import resource,sys\nfrom rashomon.read import *\n"
        "found=list(read_sources([sys.argv[1]]))\n"
        "print(found[0].report.title, [i.code for i in found[1:]])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss//1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    told, memory = done.stdout.splitlines()
    assert told.startswith("Long day at the harbour")
    assert "capped" in told
    assert int(memory) < 350


def test_a_gzip_bomb_is_stopped(tmp_path: Path):
    line = b'{"text": ""}\n'
    bomb = gzip.compress(line * 50_000)
    limits = Limits(inflation=100, inflation_floor=100_000)
    items, codes = read_bytes(tmp_path, bomb, "a.jsonl.gz", ReadOptions(limits=limits))
    assert items == []
    assert "compression-bomb" in codes


def test_gzip_within_gzip_within_gzip_is_not_unpacked_for_ever(tmp_path: Path):
    data = TEXT.encode()
    assert read_bytes(tmp_path, gzip.compress(gzip.compress(data)))[0][0].report.text == TEXT
    for _ in range(20):
        data = gzip.compress(data)
    assert read_bytes(tmp_path, data) == ([], {"compression-bomb"})


def test_two_members_and_padding_make_one_text(tmp_path: Path):
    middle = len(TEXT) // 2
    data = gzip.compress(TEXT[:middle].encode()) + gzip.compress(TEXT[middle:].encode()) + b"\0" * 512
    items, codes = read_bytes(tmp_path, data)
    assert items[0].report.text == TEXT
    assert codes == {"no-date"}


def zip_of(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_zip_bomb_is_refused(tmp_path: Path):
    bomb = zip_of({"archive/a.warc": warc_record(html()), "archive/b.warc": b"0" * 3_000_000})
    limits = Limits(inflation_floor=1_000_000)
    assert read_bytes(tmp_path, bomb, "a.wacz", ReadOptions(limits=limits)) == ([], {"compression-bomb"})
    crowd = zip_of({f"archive/{number}.warc": b"" for number in range(30)})
    assert read_bytes(tmp_path, crowd, "b.wacz", ReadOptions(limits=Limits(wacz_members=20))) == (
        [],
        {"compression-bomb"},
    )


def test_a_zip_whose_members_overlap_is_refused(tmp_path: Path):
    sound = zip_of({"archive/a.warc": NOISE, "archive/b.warc": NOISE[::-1]})
    start = sound.rindex(b"PK\x01\x02")
    second = bytearray(sound)
    # Both entries of the table now claim 15 kB more than there is.
    for position in (sound.index(b"PK\x01\x02"), start):
        size = int.from_bytes(second[position + 20 : position + 24], "little")
        second[position + 20 : position + 24] = (size + 15_000).to_bytes(4, "little")
    assert read_bytes(tmp_path, bytes(second)) == ([], {"compression-bomb"})


def test_a_zip_of_something_else_is_unsupported(tmp_path: Path):
    assert read_bytes(tmp_path, zip_of({"word/document.xml": b"<w/>"}), "a.docx") == ([], {"unsupported"})


def test_a_wacz_over_the_limit_is_refused(tmp_path: Path):
    data = zip_of({"archive/a.warc": warc_record(html())})
    assert read_bytes(tmp_path, data, "a.wacz", ReadOptions(limits=Limits(wacz_bytes=100))) == ([], {"too-large"})


GOOD = warc_record(html(), url="https://post.example/good")


@pytest.mark.parametrize(
    ("data", "codes", "count"),
    [
        (GOOD + b"garbage\r\n\x00\x01\r\n" + GOOD, {"damaged-warc"}, 2),
        (GOOD.replace(b"Content-Length:", b"Content-Longth:") + GOOD, {"damaged-warc"}, 1),
        (GOOD.replace(b"Content-Length: ", b"Content-Length: -"), {"damaged-warc"}, 0),
        (GOOD.replace(b"Content-Length: ", b"Content-Length: 9999"), {"truncated-warc"}, 1),
        (GOOD + GOOD[:-150], {"truncated-warc"}, 2),
        (GOOD.replace(b"WARC-Date", b"WARC-Truncated: length\r\nWARC-Date"), {"truncated-warc"}, 1),
        (warc_record(b"gone", status=b"404 Not Found") + GOOD, {"skipped-records"}, 1),
        (warc_record(b"\x89PNG", headers=b"Content-Type: image/png\r\n") + GOOD, {"skipped-records"}, 1),
        (warc_record(NOISE) + GOOD, {"binary"}, 1),
        (GOOD.replace(b"HTTP/1.1", b"HTTQ/1.1") + GOOD, {"damaged-warc"}, 1),
        (warc_record(gzip.compress(html())[:-40], headers=b"Content-Encoding: gzip\r\n") + GOOD, {"truncated-gzip"}, 2),
        (warc_record(b"\x1f\x8bnonsense", headers=b"Content-Encoding: gzip\r\n") + GOOD, {"empty"}, 1),
        (warc_record(html(), headers=b"Content-Encoding: zip, zap\r\n") + GOOD, {"empty"}, 1),
        (warc_record(html(), headers=b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"), set(), 1),
    ],
    ids=["garbage", "no-length", "negative", "too-long", "cut", "truncated", "404", "image", "noise", "no-http",
         "cut-gzip", "bad-gzip", "bad-encoding", "already-unpacked"],
)  # fmt: skip
def test_damage_in_a_warc_costs_one_record(tmp_path: Path, data: bytes, codes: set[str], count: int):
    items, found = read_bytes(tmp_path, data, "a.warc")
    assert len(items) == count
    assert codes <= found
    assert all(item.report.title == TITLE for item in items)


def test_a_record_that_unpacks_to_far_too_much_is_capped(tmp_path: Path):
    bomb = warc_record(gzip.compress(b"word " * 2_000_000), headers=b"Content-Encoding: gzip\r\n")
    items, codes = read_bytes(tmp_path, bomb + GOOD, "a.warc", ReadOptions(limits=Limits(document=100_000)))
    assert [len(item.raw) for item in items] == [100_000, len(html())]
    assert "capped" in codes


def test_a_folder_without_files_says_so(tmp_path: Path):
    (tmp_path / "inner").mkdir()
    (tmp_path / ".hidden").write_text("A mill burned.")
    [found] = read_sources([tmp_path])
    assert isinstance(found, Issue)
    assert (found.code, found.source) == ("empty", str(tmp_path))


def test_folders_that_loop_and_things_that_are_no_files(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.txt").write_text(TEXT)
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "a" / "self").symlink_to("self")
    (tmp_path / "a" / "gone.txt").symlink_to("nowhere")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "x.txt").write_text("not read")
    (tmp_path / "kept.db.archive").mkdir()
    (tmp_path / "kept.db.archive" / ".rashomon-archive").touch()
    (tmp_path / "kept.db.archive" / "x.txt").write_text("not read")
    os.mkfifo(tmp_path / "pipe")
    items, codes = read(tmp_path)
    assert [item.report.text for item in items] == [TEXT]
    assert codes == {"no-date", "symlink-loop", "unreadable", "not-a-file"}


def test_an_unreadable_file_is_an_issue(tmp_path: Path):
    items, codes = read(tmp_path / "nowhere.txt")
    assert (items, codes) == ([], {"unreadable"})
    locked = tmp_path / "locked.txt"
    locked.write_text(TEXT)
    locked.chmod(0)
    if os.geteuid() != 0:
        assert read(locked) == ([], {"unreadable"})


def test_a_long_stream_is_read_in_constant_memory(tmp_path: Path):
    path = tmp_path / "long.jsonl"
    with path.open("w") as out:
        for number in range(2_000):
            out.write(f'{{"text": "{number} boats sank on Monday in the harbour, the police said. {"x" * 9000}"}}\n')
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(isinstance(one, ReadItem) for one in read_sources([path])) == 2_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8_000


def test_json_keys_that_are_no_text_are_left_out(tmp_path: Path):
    odd = record() | {"published": None, "title": {"deep": 1}, "outlet": 7}
    path = tmp_path / "a.json"
    import json

    path.write_text(json.dumps(odd))
    items, codes = read(path)
    assert (items[0].report.title, items[0].report.outlet) == ("", "7")
    assert codes == {"no-date"}
