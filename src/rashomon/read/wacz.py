"""WACZ (a ZIP with WARC files under ``archive/``) -> its WARC files as streams, after checking it for ZIP bombs."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Final

from rashomon.model import Issue
from rashomon.read.compose import issue
from rashomon.read.options import Limits
from rashomon.read.stream import CHUNK, Peekable, Readable

_WARC_NAMES: Final = (".warc", ".warc.gz")
_BROKEN: Final = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error)


def read_wacz(stream: Peekable, source: str, limits: Limits) -> Iterator[tuple[str, Readable] | Issue]:
    """(name, stream) of each WARC in the archive, in name order. The stream is good until the next is asked for."""
    with tempfile.TemporaryFile() as spool:
        # ZIP is read from its end, so a stream has to be laid down first; on disk, never in memory.
        if not _spooled(stream, spool, limits.wacz_bytes):
            yield issue("too-large", f"a WACZ over {limits.wacz_bytes} bytes is not read; give its WARC files", source)
            return
        try:
            with zipfile.ZipFile(spool) as archive:
                yield from _members(archive, source, limits, spool.seek(0, 2))
        except _BROKEN as error:
            yield issue("damaged-zip", f"the ZIP could not be read: {error}", source)


def _members(
    archive: zipfile.ZipFile, source: str, limits: Limits, size: int
) -> Iterator[tuple[str, Readable] | Issue]:
    members = archive.infolist()
    bomb = _bomb(members, limits, size)
    if bomb:
        yield issue("compression-bomb", f"{bomb}; nothing of it was read", source)
        return
    warcs = sorted((member for member in members if member.filename.lower().endswith(_WARC_NAMES)), key=_name)
    if not warcs:
        yield issue("unsupported", "a ZIP without WARC files is not read; unpack it and give the folder", source)
    for member in warcs:
        try:
            with archive.open(member) as stream:
                held = _Held(stream)
                yield member.filename, held
        except _BROKEN as error:
            yield _damaged(member, error, source)
            continue
        if held.error is not None:
            yield _damaged(member, held.error, source)


class _Held:
    """A member's stream that ends where the damage begins, and keeps the error for afterwards."""

    def __init__(self, inner: Readable) -> None:
        self._inner = inner
        self.error: Exception | None = None

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; ``b""`` at the end or at damage."""
        try:
            return b"" if self.error else self._inner.read(size)
        except _BROKEN as error:
            self.error = error
            return b""


def _damaged(member: zipfile.ZipInfo, error: Exception, source: str) -> Issue:
    return issue("damaged-zip", f"{member.filename} could not be read to its end: {error}", source)


def _name(member: zipfile.ZipInfo) -> str:
    return member.filename


def _bomb(members: list[zipfile.ZipInfo], limits: Limits, size: int) -> str:
    """What makes the archive a bomb, by its own table of contents; ``zipfile`` holds each member to its stated size."""
    if len(members) > limits.wacz_members:
        return f"{len(members)} members"
    if sum(member.compress_size for member in members) > size:
        return "its members overlap"
    for member in members:
        if member.file_size > limits.inflation_floor and member.file_size > limits.inflation * max(
            1, member.compress_size
        ):
            return f"{member.filename} unpacks to {member.file_size} bytes from {member.compress_size}"
    return ""


def _spooled(stream: Readable, spool: IO[bytes], limit: int) -> bool:
    total = 0
    while chunk := stream.read(CHUNK):
        total += len(chunk)
        if total > limit:
            return False
        spool.write(chunk)
    return True
