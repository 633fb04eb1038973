"""A forward-only byte stream that can be looked at before it is read, and gzip over it that survives damage.

Everything the readers take comes through ``Peekable``: files, standard input, responses, archive members. None of it
needs seeking, so memory does not grow with the source.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final, Protocol

CHUNK: Final = 65_536


class Readable(Protocol):
    """What a stream must offer: ``read(n)`` giving at most n bytes, empty at the end."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; ``b""`` at the end."""
        ...


class Peekable:
    """Wraps a stream: ``peek(n)`` shows the next bytes without taking them."""

    __slots__ = ("_buffer", "_ended", "_filled", "_inner")

    def __init__(self, inner: Readable) -> None:
        self._inner = inner
        self._buffer = bytearray()
        self._ended = False
        self._filled = 0

    @property
    def position(self) -> int:
        """How many bytes were taken so far."""
        return self._filled - len(self._buffer)

    def peek(self, size: int) -> bytes:
        """The next ``size`` bytes, fewer only when the stream ends before."""
        self._fill(size)
        return bytes(self._buffer[:size])

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; ``b""`` at the end."""
        if not self._buffer:
            self._fill(min(size, CHUNK))
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def take(self, limit: int) -> tuple[bytes, bool]:
        """Everything that is left, but at most ``limit`` bytes; and whether that was less than all."""
        taken = self.peek(limit)
        del self._buffer[: len(taken)]
        return taken, bool(self.peek(1))

    def lines(self, limit: int) -> Iterator[tuple[bytes, bool]]:
        """Lines with their ends. A line longer than ``limit`` comes cut, with True, and its rest is skipped."""
        while True:
            line, complete = self._line(limit)
            if not line:
                return
            if not complete and len(line) >= limit:
                self._skip_line()
                yield line, True
            else:
                yield line, False

    def _line(self, limit: int) -> tuple[bytes, bool]:
        searched = 0
        while True:
            end = self._buffer.find(b"\n", searched, limit)
            if end >= 0 or len(self._buffer) >= limit or self._ended:
                size = end + 1 if end >= 0 else min(len(self._buffer), limit)
                line = bytes(self._buffer[:size])
                del self._buffer[:size]
                return line, end >= 0
            searched = len(self._buffer)
            self._fill(searched + CHUNK)

    def _skip_line(self) -> None:
        while self.peek(1):
            end = self._buffer.find(b"\n")
            if end >= 0:
                del self._buffer[: end + 1]
                return
            self._buffer.clear()

    def _fill(self, size: int) -> None:
        while len(self._buffer) < size and not self._ended:
            chunk = self._inner.read(max(CHUNK, min(size - len(self._buffer), 1_048_576)))
            self._buffer += chunk
            self._filled += len(chunk)
            self._ended = not chunk


class Gunzip:
    """Reads gzip members one after the other. Damage ends the stream; ``problem`` then names it.

    ``ratio`` is how many bytes may come out of one that went in, once ``floor`` bytes have come out.
    """

    __slots__ = ("_floor", "_inflater", "_inner", "_pending", "_ratio", "_taken", "_yielded", "problem")

    def __init__(self, inner: Readable, ratio: int, floor: int) -> None:
        self._inner = inner
        self._ratio = ratio
        self._floor = floor
        self._inflater = zlib.decompressobj(31)
        self._pending = b""
        self._taken = 0
        self._yielded = 0
        self.problem = ""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` inflated bytes; ``b""`` at the end or once ``problem`` is set."""
        while not self.problem:
            if self._inflater.eof and not self._next_member():
                return b""
            if not self._pending:
                self._pending = self._inner.read(CHUNK)
                self._taken += len(self._pending)
            if not self._pending and not self._inflater.unconsumed_tail:
                return self._ended_early()
            out = self._inflate(size)
            if out:
                return out
        return b""

    def _inflate(self, size: int) -> bytes:
        try:
            out = self._inflater.decompress(self._pending, size)
        except zlib.error:
            self.problem = "damaged-gzip"
            return b""
        self._pending = self._inflater.unconsumed_tail or self._inflater.unused_data
        self._yielded += len(out)
        if self._yielded > self._floor and self._yielded > self._ratio * self._taken:
            self.problem = "compression-bomb"
            return b""
        return out

    def _next_member(self) -> bool:
        if not self._pending:
            self._pending = self._inner.read(CHUNK)
            self._taken += len(self._pending)
        if not self._pending.lstrip(b"\0"):
            # Zero padding after the last member is allowed by the format.
            self._pending = b""
            return False
        self._inflater = zlib.decompressobj(31)
        return True

    def _ended_early(self) -> bytes:
        rest = self._inflater.flush()
        if not self._inflater.eof:
            self.problem = "truncated-gzip"
        return rest
