"""What every reader owes, whatever the format: the same article comes out the same."""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
import unicodedata
from pathlib import Path

import pytest

from rashomon.model import Issue
from rashomon.read import ReadItem, ReadOptions, read_sources
from read_samples import FORMATS, OUTLET, PARAGRAPHS, PUBLISHED_UTC, TEXT, TITLE, URL


def read_one(path: Path, options: ReadOptions | None = None) -> ReadItem:
    found = list(read_sources([path], options))
    items = [one for one in found if isinstance(one, ReadItem)]
    assert len(items) == 1, found
    return items[0]


@pytest.fixture(params=sorted(FORMATS))
def sample(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / request.param
    path.write_bytes(FORMATS[request.param]())
    return path


def test_same_text_from_every_format(sample: Path):
    assert read_one(sample).report.text == TEXT


def test_same_facts_from_every_format(sample: Path):
    report = read_one(sample).report
    assert (report.title, report.outlet, report.url, report.language) == (TITLE, OUTLET, URL, "en")
    assert report.published_at is not None
    assert report.published_at.isoformat() == PUBLISHED_UTC
    assert not report.date_only


def test_same_id_from_every_format_and_every_time(sample: Path):
    ids = {read_one(sample).report.id, read_one(sample).report.id}
    assert len(ids) == 1
    other = sample.with_name("other.json")
    other.write_bytes(FORMATS["a.json"]())
    assert ids == {read_one(other).report.id}


def test_raw_bytes_are_named_by_their_sha256(sample: Path):
    item = read_one(sample)
    assert item.raw
    assert item.report.sha256 == hashlib.sha256(item.raw).hexdigest()
    assert item.media_type == item.report.media_type


def test_source_names_the_file_and_no_issue_is_raised(sample: Path):
    found = list(read_sources([sample]))
    assert read_one(sample).report.source.startswith(str(sample))
    assert [one for one in found if isinstance(one, Issue) and one.code != "skipped-records"] == []


def test_content_decides_not_the_name(sample: Path, tmp_path: Path):
    bare = tmp_path / "noname"
    bare.write_bytes(sample.read_bytes())
    assert read_one(bare).report.text == TEXT


def test_standard_input(sample: Path, monkeypatch: pytest.MonkeyPatch):
    class Stdin:
        buffer = io.BytesIO(sample.read_bytes())

    monkeypatch.setattr(sys, "stdin", Stdin())
    items = [one for one in read_sources(["-"]) if isinstance(one, ReadItem)]
    assert [item.report.text for item in items] == [TEXT]


def test_every_cut_gives_a_report_or_an_issue_and_never_raises(sample: Path, tmp_path: Path):
    whole = sample.read_bytes()
    cut = tmp_path / f"cut-{sample.name}"
    for size in range(1, len(whole), max(1, len(whole) // 23)):
        cut.write_bytes(whole[:size])
        found = list(read_sources([cut]))
        assert found
        for one in found:
            if isinstance(one, Issue):
                assert one.code != "reader-failed", one
            else:
                assert unicodedata.is_normalized("NFC", one.report.text)


def test_flipped_bytes_never_raise(sample: Path, tmp_path: Path):
    whole = sample.read_bytes()
    for position in range(0, len(whole), max(1, len(whole) // 29)):
        hurt = bytearray(whole)
        hurt[position] ^= 0xA5
        (tmp_path / "hurt").write_bytes(bytes(hurt))
        found = list(read_sources([tmp_path / "hurt"]))
        assert found
        assert [one for one in found if isinstance(one, Issue) and one.code == "reader-failed"] == []


def test_a_mixed_folder_reads_everything_in_one_order(tmp_path: Path):
    for name, make in FORMATS.items():
        folder = tmp_path / name[0]
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(make())
    first, second = ([one.report for one in read_sources([tmp_path]) if isinstance(one, ReadItem)] for _ in range(2))
    assert [report.source for report in first] == [report.source for report in second]
    assert len(first) == len(FORMATS)
    assert {report.text for report in first} == {TEXT}


def test_a_truncated_gzip_keeps_what_was_readable(tmp_path: Path):
    path = tmp_path / "cut.txt.gz"
    path.write_bytes(gzip.compress(FORMATS["a.txt"]())[:-60])
    found = list(read_sources([path]))
    assert isinstance(found[0], ReadItem)
    assert found[0].report.text.startswith(f"{TITLE}\n\n{PARAGRAPHS[0][:20]}")
    assert "truncated-gzip" in {one.code for one in found if isinstance(one, Issue)}
