"""One frozen ``Settings``, from defaults, then one TOML file, then the environment, then flags; the later wins.

The file is ``--config FILE``, or ``RASHOMON_CONFIG``, or ``rashomon.toml`` in the working folder when there is one.
Its keys are the field names below; the environment's are the same in capitals behind ``RASHOMON_``.
A key that is no setting and a value of the wrong kind are errors: a misspelt setting must not go unnoticed.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from pathlib import Path
from typing import Any, Final

from rashomon.errors import SettingsError

FILE: Final = "rashomon.toml"
PREFIX: Final = "RASHOMON_"
_TRUE, _FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off", ""})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. docs/reference/settings.md tells each one's meaning and reach."""

    db: str = "rashomon.db"
    archive: str = ""
    gazetteer: str = ""
    language: str = "en"
    workers: int = 0
    candidates: int = 200
    user_agent: str = ""
    host_delay_s: float = 1.0
    allow_private: bool = False

    def __post_init__(self) -> None:
        for name, least in (("workers", 0), ("candidates", 1), ("host_delay_s", 0)):
            if getattr(self, name) < least:
                raise SettingsError(f"{name} must be at least {least}, not {getattr(self, name)}")

    @property
    def cores(self) -> int:
        """Worker processes to use: ``workers``, or one for each core this process may run on."""
        return self.workers or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else [0])

    @property
    def archive_path(self) -> Path:
        """Where raw bytes are kept: ``archive``, or beside the database file, or in the working folder."""
        if self.archive:
            return Path(self.archive).expanduser()
        beside = "rashomon.db" if "://" in self.db or self.db == ":memory:" else self.db
        return Path(f"{beside}.archive").expanduser()


def load_settings(
    flags: Mapping[str, Any] | None = None,
    config: str | Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings. Flags that are None count as not given. Raises SettingsError naming the file or variable."""
    env = os.environ if environ is None else environ
    chosen = config or env.get(f"{PREFIX}CONFIG")
    values = _from_file(Path(chosen)) if chosen else _from_file(Path(FILE)) if Path(FILE).is_file() else {}
    values |= _from_environment(env)
    for name, value in (flags or {}).items():
        if value is not None:
            values[name] = _checked(name, value, "flag")
    return Settings(**values)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"settings file {path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"settings file {path} is not valid TOML: {error}") from error
    return {name: _checked(name, value, str(path)) for name, value in data.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    held = {item.name: environ[key] for item in fields(Settings) if (key := PREFIX + item.name.upper()) in environ}
    return {name: _parsed(name, text) for name, text in held.items()}


def _field(name: str, where: str) -> Field[Any]:
    known = {item.name: item for item in fields(Settings)}
    if name not in known:
        raise SettingsError(f"{where}: there is no setting {name!r}; there are {', '.join(sorted(known))}")
    return known[name]


def _checked(name: str, value: Any, where: str) -> Any:
    default = _field(name, where).default
    if default is MISSING or type(value) is type(default):
        return value
    if isinstance(default, float) and type(value) is int:
        return float(value)
    if isinstance(default, str) and isinstance(value, Path):
        return str(value)
    raise SettingsError(f"{where}: {name} must be {_kind(default)}, not {value!r}")


def _parsed(name: str, text: str) -> Any:
    default = _field(name, PREFIX + name.upper()).default
    try:
        if isinstance(default, bool):
            if text.lower() not in _TRUE | _FALSE:
                raise ValueError(text)
            return text.lower() in _TRUE
        return type(default)(text)  # type: ignore[misc]
    except ValueError:
        raise SettingsError(f"{PREFIX}{name.upper()} must be {_kind(default)}, not {text!r}") from None


def _kind(default: Any) -> str:
    return {bool: "true or false", int: "a whole number", float: "a number"}.get(type(default), "text")
