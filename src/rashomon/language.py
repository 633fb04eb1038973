"""The word lists of one language: ``data/languages/<language>/<kind>.toml``, read once.

Every stage keeps its own kind (time, place, who, count, what, speech, recase). Adding a language is adding the files.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Final

from rashomon.errors import CodebookError

_NOT_ESCAPED: Final = re.compile(r"(?<!\\)[A-Z]")


@cache
def load_language(kind: str, language: str = "en") -> dict[str, Any]:
    """The tables of one kind. Raises CodebookError when the language lacks the file or it is not TOML."""
    path = files("rashomon") / "data" / "languages" / language / f"{kind}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CodebookError(
            f"language {language!r} has no {kind}.toml; see CONTRIBUTING, 'Adding a language'"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(f"{path} is not valid TOML: {error}") from error


def alternatives(patterns: Iterable[str]) -> str:
    """One of the patterns, in lower case but for their escapes: to be searched in a lower-case view."""
    return _NOT_ESCAPED.sub(lambda found: found.group().lower(), "|".join(patterns))
