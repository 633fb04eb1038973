"""Whether the first line of a text without any markup is its headline."""

from __future__ import annotations

from typing import Final

from rashomon.read.dates import parse_published

# The longest of 4,847 headlines of local US news has 190 characters, site name included.
HEADLINE_CHARS: Final = 200
_NO_HEADLINE_ENDS_IN: Final = frozenset(".,;:…")


def headline_of(text: str) -> str:
    """The first line when it is a headline: short, no final full stop, a blank line and more text after it."""
    first, _, rest = text.lstrip().partition("\n")
    line = first.strip()
    blank, _, more = rest.partition("\n")
    if not line or len(line) > HEADLINE_CHARS or blank.strip() or not more.strip():
        return ""
    if line.rstrip("\"'”’»)")[-1:] in _NO_HEADLINE_ENDS_IN or parse_published(line) is not None:
        return ""
    return line
