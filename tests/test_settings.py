"""Settings: one file, the environment, flags; the later wins, and mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from rashomon.errors import SettingsError
from rashomon.settings import Settings, load_settings


def test_defaults_without_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(environ={}) == Settings()
    assert Settings().cores >= 1
    assert Settings().archive_path == Path("rashomon.db.archive")


def test_the_later_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rashomon.toml").write_text('db = "file.db"\nworkers = 3\nlanguage = "fr"\nhost_delay_s = 2\n')
    made = load_settings({"db": "flag.db", "workers": None}, environ={"RASHOMON_WORKERS": "5", "RASHOMON_DB": "env.db"})
    assert (made.db, made.workers, made.language, made.host_delay_s) == ("flag.db", 5, "fr", 2.0)
    assert made.archive_path == Path("flag.db.archive")


def test_a_named_file_replaces_the_one_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rashomon.toml").write_text("workers = 3")
    (tmp_path / "other.toml").write_text("workers = 4")
    assert load_settings(config="other.toml", environ={}).workers == 4
    assert load_settings(environ={"RASHOMON_CONFIG": "other.toml"}).workers == 4


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("wokers = 3", "wokers"),
        ('workers = "3"', "workers"),
        ("workers = true", "workers"),
        ("workers = -1", "workers"),
        ("=", "TOML"),
    ],
)
def test_mistakes_in_the_file_name_the_setting(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=named):
        load_settings(config=path, environ={})


@pytest.mark.parametrize(("name", "text"), [("RASHOMON_WORKERS", "many"), ("RASHOMON_ALLOW_PRIVATE", "perhaps")])
def test_mistakes_in_the_environment_name_the_variable(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings(environ={name: text})


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("0", False), ("TRUE", True), ("", False)])
def test_yes_and_no_in_the_environment(text: str, value: bool) -> None:
    assert load_settings(environ={"RASHOMON_ALLOW_PRIVATE": text}).allow_private is value


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(config=tmp_path / "none.toml", environ={})


def test_an_unknown_flag_is_a_mistake() -> None:
    with pytest.raises(SettingsError, match="colour"):
        load_settings({"colour": "red"}, environ={})
