"""The word lists of one language: ``data/languages/<language>/<kind>.toml``, read once.

Every stage keeps its own kind (time, place, who, count, what, speech, recase). Adding a language is adding the files.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from rashomon.errors import CodebookError


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
