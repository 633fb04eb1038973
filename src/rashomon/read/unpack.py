"""HTTP bodies as sent -> as meant: chunks joined, content encodings undone, never more than a limit.

Damage keeps what came before it and names itself, as everywhere in reading.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Final

_PLAIN: Final = frozenset({"", "identity", "none", "utf-8"})
_MAX_LAYERS: Final = 3


@dataclass(frozen=True, slots=True)
class Body:
    """Bytes, and (code, message) of what went wrong on the way."""

    data: bytes
    issues: tuple[tuple[str, str], ...] = ()


def unpack(data: bytes, transfer: str, encodings: str, limit: int) -> Body:
    """Undo ``Transfer-Encoding`` and ``Content-Encoding``, keeping at most ``limit`` bytes."""
    if "chunked" in transfer.lower():
        data = _joined_chunks(data)
    layers = [name.strip().lower() for name in encodings.split(",") if name.strip().lower() not in _PLAIN]
    if len(layers) > _MAX_LAYERS:
        return Body(b"", (("compression-bomb", f"{len(layers)} content encodings on top of each other; not unpacked"),))
    issues: list[tuple[str, str]] = []
    for name in reversed(layers):
        body = _inflate(name, data, limit)
        data = body.data
        issues.extend(body.issues)
    return Body(data, tuple(issues))


def _joined_chunks(data: bytes) -> bytes:
    """The chunks' data; a body that only claims to be chunked comes back as it is."""
    parts: list[bytes] = []
    position = 0
    while True:
        end = data.find(b"\r\n", position, position + 64)
        size = _hex(data[position:end]) if end >= 0 else None
        if size is None:
            return b"".join(parts) if parts else data
        if size == 0:
            return b"".join(parts)
        parts.append(data[end + 2 : end + 2 + size])
        position = end + 2 + size + 2


def _hex(field: bytes) -> int | None:
    try:
        return int(field.partition(b";")[0].strip() or b"x", 16)
    except ValueError:
        return None


def _inflate(name: str, data: bytes, limit: int) -> Body:
    if name in ("gzip", "x-gzip", "deflate"):
        return _zlib(data, limit)
    if name == "br":
        return _brotli(data, limit)
    return Body(b"", (("unsupported", f"content encoding {name!r} is not read"),))


def _zlib(data: bytes, limit: int) -> Body:
    """gzip, zlib or raw deflate, told apart by the first bytes: servers mislabel them. Plain bytes come back."""
    if data[:2] == b"\x1f\x8b":
        window = 31
    elif data[:1] == b"\x78":
        window = 15
    elif data[:1] == b"<":
        return Body(data)
    else:
        window = -15
    inflater = zlib.decompressobj(window)
    try:
        out = inflater.decompress(data, limit)
    except zlib.error:
        return Body(b"", (("damaged-gzip", "the compressed body is damaged"),))
    if inflater.unconsumed_tail:
        return Body(out, (("capped", f"unpacks to more than {limit} bytes; the rest was not read"),))
    return Body(out, () if inflater.eof else (("truncated-gzip", "the compressed body ends too early"),))


def _brotli(data: bytes, limit: int) -> Body:
    import brotli

    inflater = brotli.Decompressor()
    try:
        out: bytes = inflater.process(data, output_buffer_limit=limit)
    except brotli.error:
        return Body(b"", (("damaged-gzip", "the compressed body is damaged"),))
    if len(out) >= limit:
        return Body(out[:limit], (("capped", f"unpacks to more than {limit} bytes; the rest was not read"),))
    return Body(out, () if inflater.is_finished() else (("truncated-gzip", "the compressed body ends too early"),))
