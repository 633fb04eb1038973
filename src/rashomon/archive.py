"""The raw bytes of every report, by their sha256: put once, never changed, checked on the way out.

A file is complete or not there at all, whenever the process or the machine stops: it is written beside, synced, then
renamed. Several processes may put at once. What the bytes mean is the business of ``read``.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from rashomon.errors import NotFoundError, StoreError

# A folder with this file in it is an archive; reading a folder leaves archives below it out.
MARK: Final = ".rashomon-archive"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
# Level 1: 2.5 times faster than 6 on 1,000 news reports, and 4 % larger.
_LEVEL: Final = 1
_WRITERS: Final = 8


class Archive:
    """A folder ``ab/cd/abcd....gz`` of raw bytes. Made on the first ``put``."""

    __slots__ = ("path",)

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)

    def put(self, raw: bytes) -> str:
        """Keep ``raw`` and return its sha256. Putting the same bytes again writes nothing."""
        sha256 = hashlib.sha256(raw).hexdigest()
        target = self._file(sha256)
        if not target.exists():
            try:
                self._write(target, raw)
            except OSError as error:
                raise StoreError(f"archive {self.path} could not be written: {error}") from error
        return sha256

    def put_all(self, raws: Iterable[bytes]) -> list[str]:
        """``put`` each, side by side: waits for the disk overlap, 1,300 a second where single puts make 130."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(_WRITERS) as pool:
            return list(pool.map(self.put, raws))

    def get(self, sha256: str) -> bytes:
        """The bytes of that name. Raises NotFoundError when absent, StoreError when they were damaged."""
        try:
            raw = gzip.decompress(self._file(sha256).read_bytes())
        except FileNotFoundError:
            raise NotFoundError(f"archive {self.path} has no bytes named {sha256}") from None
        except (OSError, EOFError, zlib.error) as error:
            raise StoreError(f"archive {self.path}: {sha256} cannot be unpacked: {error}") from error
        if hashlib.sha256(raw).hexdigest() != sha256:
            raise StoreError(f"archive {self.path}: {sha256} holds other bytes than it was given; restore a backup")
        return raw

    def __contains__(self, sha256: str) -> bool:
        return bool(_SHA256.fullmatch(sha256)) and self._file(sha256).exists()

    def __iter__(self) -> Iterator[str]:
        """Every name, in order."""
        for file in sorted(self.path.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*.gz")):
            if _SHA256.fullmatch(file.stem):
                yield file.stem

    def verify(self) -> list[str]:
        """The names whose bytes are damaged; empty when all is well."""
        return [sha256 for sha256 in self if not self._sound(sha256)]

    def _sound(self, sha256: str) -> bool:
        try:
            self.get(sha256)
        except StoreError:
            return False
        return True

    def _file(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise NotFoundError(f"{sha256!r} is no sha256; expected 64 hexadecimal digits")
        return self.path / sha256[:2] / sha256[2:4] / f"{sha256}.gz"

    def _write(self, target: Path, raw: bytes) -> None:
        if not (self.path / MARK).exists():
            self.path.mkdir(parents=True, exist_ok=True)
            (self.path / MARK).touch()
        packed = gzip.compress(raw, _LEVEL, mtime=0)
        try:
            write_whole(target, packed)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, packed)


def write_whole(target: Path, data: bytes) -> None:
    """Replace ``target`` by ``data`` in one step that a crash cannot halve."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as part:
            part.write(data)
            part.flush()
            os.fsync(part.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
