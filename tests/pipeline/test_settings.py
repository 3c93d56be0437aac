"""Settings: one table, read from the environment, bad values named."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data.errors import ParameterError
from pipeline.settings import PROJECT, SETTINGS, Settings


def read(**environ: str) -> Settings:
    return Settings.from_environment(environ)


def test_defaults_hold_without_any_environment() -> None:
    settings = read()
    assert (settings.port, settings.host, settings.max_jobs, settings.demo) == (8050, "127.0.0.1", 2, True)
    assert settings.data_dir == PROJECT / "var"
    assert settings.database_url == f"sqlite:///{PROJECT / 'var' / 'loadlens.db'}"


def test_every_setting_of_the_table_is_read(tmp_path: Path) -> None:
    given = {
        "PORT": "9001",
        "HOST": "0.0.0.0",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "sqlite:////srv/meters.db",
        "SECRET_KEY": "0123456789abcdef",
        "API_TOKEN": "0123456789abcdef",
        "TIMEZONE": "Europe/Zurich",
        "MAX_UPLOAD_MB": "7",
        "MAX_JOBS": "3",
        "CACHE_MB": "50",
        "STATES_MB": "60",
        "PREDICT_MB": "99",
        "JOB_SECONDS": "99",
        "ABANDON_SECONDS": "300",
        "MIN_EVENT_SHARE": "0.05",
        "DEMO": "no",
    }
    settings = read(**given)
    default = read()
    assert list(given) == [setting.name for setting in SETTINGS]
    assert [name for name in given if getattr(settings, name.lower()) == getattr(default, name.lower())] == []


def test_an_empty_value_means_the_default() -> None:
    assert read(PORT="", MAX_JOBS=" ") == read()


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("PORT", "web", "whole number from 1 to 65535"),
        ("PORT", "70000", "whole number from 1 to 65535"),
        ("MAX_JOBS", "0", "1 to 64"),
        ("MAX_JOBS", "2.5", "whole number"),
        ("ABANDON_SECONDS", "60", "180 to"),
        ("TIMEZONE", "Zurich", "Europe/Zurich"),
        ("TIMEZONE", "../etc/passwd", "Europe/Zurich"),
        ("DEMO", "maybe", "true, yes"),
        ("SECRET_KEY", "short", "16 or more"),
        ("API_TOKEN", "short", "16 or more"),
        ("API_TOKEN", "sixteen characters", "letters and digits"),
        ("PREDICT_MB", "5", "20 to"),
        ("MIN_EVENT_SHARE", "2", "a number from 0 to 1"),
        ("MIN_EVENT_SHARE", "little", "a number from 0 to 1"),
        ("DATABASE_URL", "mysql://host/name", "postgresql://"),
        ("DATABASE_URL", "meters.db", "sqlite:///"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(name: str, value: str, allowed: str) -> None:
    with pytest.raises(ParameterError) as raised:
        read(**{name: value})
    assert name in str(raised.value)
    assert allowed in str(raised.value)
    assert str(raised.value).endswith(".")


def test_all_bad_values_are_named_at_once_and_no_others(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(ParameterError) as raised:
        read(PORT="70000", DATA_DIR=str(file), MAX_UPLOAD_MB="0")
    assert str(raised.value) == (
        "The setting PORT is 70000; it takes a whole number from 1 to 65535. "
        f"The setting DATA_DIR is {file}, which is a file; it takes a folder. "
        "The setting MAX_UPLOAD_MB is 0; it takes a whole number from 1 to 2000 MB."
    )


def test_a_secret_is_shown_nowhere() -> None:
    given = {"SECRET_KEY": "x" * 15, "API_TOKEN": "hidden hidden hidden", "DATABASE_URL": "mysql://me:hidden@host/name"}
    with pytest.raises(ParameterError) as raised:
        read(**given)
    assert "hidden" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert "hidden" not in repr(read(API_TOKEN="hidden-hidden-hidden", DATABASE_URL="postgres://me:hidden@host/name"))


def test_variables_that_are_written_otherwise_are_not_meant() -> None:
    assert read(port="9001", Host="example") == read()


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(ParameterError, match="which is a file"):
        read(DATA_DIR=str(file))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_gets_the_driver_there_is(scheme: str) -> None:
    settings = read(DATABASE_URL=f"{scheme}://me:p%40ss@host:5432/name")
    assert settings.database_url == "postgresql+psycopg://me:p%40ss@host:5432/name"


def test_the_table_shows_values_but_no_secrets() -> None:
    secrets = {"SECRET_KEY": "0123456789abcdef", "API_TOKEN": "token-0123456789"}
    settings = read(**secrets, DATABASE_URL="postgres://me:hidden@host/name", PORT="9001")
    shown = {name: value for name, value, _default, _help in settings.table()}
    assert list(shown) == [setting.name for setting in SETTINGS]
    assert shown["PORT"] == "9001"
    assert shown["DEMO"] == "true"
    assert "hidden" not in shown["DATABASE_URL"]
    assert shown["SECRET_KEY"] == shown["API_TOKEN"] == "(given)"


def test_every_setting_has_a_help_of_a_sentence_that_says_what_it_takes() -> None:
    assert [setting.name for setting in SETTINGS if not setting.help.endswith(".") or "  " in setting.help] == []
    helps = {setting.name: setting.help for setting in SETTINGS}
    assert helps["MAX_UPLOAD_MB"].endswith("page accepts. It takes a whole number from 1 to 2000 MB.")


def test_what_is_shown_as_the_default_may_be_given_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    assert read(**{setting.name: setting.default for setting in SETTINGS}) == read()


def test_a_given_secret_is_used_and_nothing_is_written(settings: Settings) -> None:
    given = Settings.from_environment({"DATA_DIR": str(settings.data_dir), "SECRET_KEY": "0123456789abcdef"})
    assert given.secret() == "0123456789abcdef"
    assert not settings.data_dir.exists()


def test_a_secret_is_made_once_and_kept_private(settings: Settings) -> None:
    with ThreadPoolExecutor(8) as threads:
        secrets = set(threads.map(lambda _: settings.secret(), range(32)))
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 32
    assert stat.S_IMODE((settings.data_dir / "secret-key").stat().st_mode) == 0o600


def test_a_request_has_room_for_the_largest_file_as_base64() -> None:
    assert read(MAX_UPLOAD_MB="30").max_request_bytes > 40_000_000
