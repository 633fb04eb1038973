"""Bytes -> text: byte order mark, declared charset, UTF-8, then a guess; and what went wrong on the way.

Never raises: bytes that mean nothing become U+FFFD and an Issue code.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Browsers read these labels as Windows-1252, and pages are written for browsers.
_AS_WINDOWS: Final = frozenset({"iso8859-1", "ascii", "latin-1"})
# Codecs of Python that are no charsets of documents.
_NO_CHARSETS: Final = frozenset({"unicode_escape", "raw_unicode_escape", "unicode-escape", "utf-7", "punycode", "idna"})
_META: Final = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I
)
# The guess is held to what news is written in; without it short Western texts come out as exotic code pages.
_CANDIDATES: Final = (
    "cp1252",
    "cp1251",
    "cp1256",
    "cp1250",
    "cp1253",
    "cp1254",
    "cp1255",
    "koi8_r",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "euc_kr",
    "cp949",
    "cp874",
)
GUESS_BYTES: Final = 65_536
_CUT: Final = ("undecodable-bytes", "the bytes end inside a character, which is left out")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the charset it was read as, and (code, message) of what was not right."""

    text: str
    charset: str
    issues: tuple[tuple[str, str], ...] = ()


def decode(raw: bytes, declared: str = "", markup: bool = False) -> Decoded:
    """Text of ``raw``. ``declared`` is the charset of an HTTP header; ``markup`` looks for a meta or XML one too."""
    for mark, charset in _MARKS:
        if raw.startswith(mark):
            return _lossy(raw[len(mark) :], charset, ())
    named = known_charset(declared) or (_in_markup(raw) if markup else "")
    for charset in dict.fromkeys((named, _wide(raw), "utf-8")):
        if charset:
            try:
                return Decoded(raw.decode(charset), charset, _mismatch(named, charset))
            except UnicodeDecodeError as error:
                if charset == "utf-8" and error.reason == "unexpected end of data":
                    return Decoded(raw[: error.start].decode(charset), charset, (_CUT,))
    if named and named != "utf-8":
        return _lossy(raw, named, ())
    if _mostly_utf8(raw):
        return _lossy(raw, "utf-8", ())
    return _guessed(raw)


def known_charset(label: str) -> str:
    """Python's name of a charset label, as a browser would take it; empty for an unknown one."""
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name if label.strip() else ""
    except (LookupError, ValueError):
        return ""
    if name in _AS_WINDOWS:
        return "cp1252"
    try:
        b"ab".decode(name, "replace")
    except (LookupError, UnicodeError):
        return ""
    return "" if name in _NO_CHARSETS else name


def _in_markup(raw: bytes) -> str:
    match = _META.search(raw[:4096])
    label = known_charset(match[1].decode("ascii")) if match else ""
    # A UTF-16 label that could be read as ASCII is wrong by construction.
    return "" if label.startswith(("utf-16", "utf-32")) else label


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark: every other byte of Latin text is NUL."""
    head = raw[:512]
    if len(head) < 8 or head.count(0) * 3 < len(head):
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _mismatch(named: str, charset: str) -> tuple[tuple[str, str], ...]:
    if named and named != charset:
        return (("charset-mismatch", f"declared as {named} but read as {charset}"),)
    return ()


def _mostly_utf8(raw: bytes) -> bool:
    """True when the valid multi-byte sequences outnumber the broken bytes: damaged UTF-8, not another charset."""
    text = raw[:GUESS_BYTES].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(character > "\x7f" for character in text) - broken > broken


def _guessed(raw: bytes) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:GUESS_BYTES], cp_isolation=list(_CANDIDATES)).best()
    charset = best.encoding if best is not None else "cp1252"
    note = ("guessed-encoding", f"no charset is declared and it is not UTF-8; read as {charset}")
    return _lossy(raw, charset, (note,))


def _lossy(raw: bytes, charset: str, issues: tuple[tuple[str, str], ...]) -> Decoded:
    return Decoded(raw.decode(charset, "replace"), charset, issues)
