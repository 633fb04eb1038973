"""The archive keeps bytes by their sha256, whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import multiprocessing
import os
import signal
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon import archive as archive_module
from rashomon.archive import MARK, Archive
from rashomon.errors import NotFoundError, StoreError


@given(st.binary(max_size=2000))
def test_what_was_put_comes_back(raw: bytes):
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(folder)
        name = archive.put(raw)
        assert name == hashlib.sha256(raw).hexdigest()
        assert archive.get(name) == raw
        assert name in archive
        assert list(archive) == [name]


def test_putting_twice_writes_once(tmp_path: Path):
    archive = Archive(tmp_path / "a")
    name = archive.put(b"words")
    file = tmp_path / "a" / name[:2] / name[2:4] / f"{name}.gz"
    before = file.stat().st_mtime_ns, file.stat().st_ino
    assert archive.put(b"words") == name
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == before
    assert (tmp_path / "a" / MARK).exists()


def test_the_same_bytes_make_the_same_file(tmp_path: Path):
    files = []
    for folder in ("one", "two"):
        name = Archive(tmp_path / folder).put(b"words" * 1000)
        files.append((tmp_path / folder / name[:2] / name[2:4] / f"{name}.gz").read_bytes())
    assert files[0] == files[1]


def test_a_batch_is_put_like_one_by_one(tmp_path: Path):
    raws = [str(number % 20).encode() for number in range(60)]
    archive = Archive(tmp_path)
    names = archive.put_all(raws)
    assert names == [hashlib.sha256(raw).hexdigest() for raw in raws]
    assert sorted(set(names)) == list(archive)
    assert archive.verify() == []
    assert not list(tmp_path.rglob(".part-*"))


@pytest.mark.parametrize("name", ["", "abc", "../../etc/passwd", "g" * 64, "A" * 64, "a" * 64])
def test_an_unknown_or_false_name_is_not_found(tmp_path: Path, name: str):
    assert name not in Archive(tmp_path)
    with pytest.raises(NotFoundError):
        Archive(tmp_path).get(name)


@pytest.mark.parametrize(
    "damage",
    [b"", b"not gzip", gzip.compress(b"other words", mtime=0), gzip.compress(b"words", mtime=0)[:-6]],
    ids=["nothing", "noise", "others", "cut"],
)
def test_damage_is_found_and_never_handed_out(tmp_path: Path, damage: bytes):
    archive = Archive(tmp_path)
    name, sound = archive.put(b"words"), archive.put(b"sound")
    (tmp_path / name[:2] / name[2:4] / f"{name}.gz").write_bytes(damage)
    with pytest.raises(StoreError):
        archive.get(name)
    assert archive.verify() == [name]
    assert archive.get(sound) == b"sound"


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive_module.os, "fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        Archive(tmp_path).put(b"words")
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.name != MARK] == []


def test_an_unwritable_folder_is_a_store_error(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError):
        Archive(tmp_path / "file").put(b"words")


def _put_for_ever(folder: str, started: multiprocessing.synchronize.Event) -> None:
    number = 0
    while True:
        Archive(folder).put(os.urandom(20_000) + str(number).encode())
        number += 1
        if number == 3:
            started.set()


def test_killed_while_writing_every_file_that_is_there_is_whole(tmp_path: Path):
    context = multiprocessing.get_context("spawn")
    started = context.Event()
    process = context.Process(target=_put_for_ever, args=(str(tmp_path), started))
    process.start()
    assert started.wait(20)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    process.close()
    archive = Archive(tmp_path)
    assert len(list(archive)) >= 3
    assert archive.verify() == []
