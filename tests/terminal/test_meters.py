"""``meters`` on the terminal: what is known of a meter is changed there, and a meter is removed there."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pandas as pd
import pytest

from cli import BAD_INPUT, DONE
from detectors.registry import detector
from pipeline.analysis.analysis import analysis_key
from pipeline.settings import Settings
from pipeline.store.workspace import Workspace
from tests.terminal.commands import run

APRIL = pd.date_range("2025-04-01", periods=480, freq="h", tz="UTC")


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("DEMO", "no")
    rows = [f"{at.isoformat()},{5 + at.hour % 7}" for at in APRIL]
    (tmp_path / "shop.csv").write_text("\n".join(["time,kWh", *rows]))
    assert run("import", tmp_path / "shop.csv", "--timezone", "UTC") == DONE
    return Settings.from_environment()


def key(settings: Settings) -> str:
    return analysis_key(Workspace(settings).series("shop"), detector("recommended")())


def test_name_place_and_zone_are_set_and_results_are_those_of_the_new_place(settings: Settings) -> None:
    keys = [key(settings)]
    for words in (("--country", "gb", "--region", "ENG"), ("--country", "PT"), ("--timezone", "Europe/Lisbon")):
        assert run("meters", "shop", *words, "--name", "Corner shop") == DONE
        keys.append(key(settings))

    meter, series = Workspace(settings).meter("shop"), Workspace(settings).series("shop")
    assert (meter.name, meter.country, meter.region, meter.timezone) == ("Corner shop", "PT", "", "Europe/Lisbon")
    assert series.index.equals(APRIL.tz_convert("Europe/Lisbon").as_unit("us"))
    assert len(set(keys)) == len(keys)


def test_what_was_said_is_forgotten_with_a_word(settings: Settings) -> None:
    assert run("meters", "shop", "--name", "Corner", "--country", "GB", "--region", "ENG", "--unit", "kW") == DONE
    assert run("meters", "shop", "--name", "none", "--country", "none", "--unit", "none") == DONE

    meter = Workspace(settings).meter("shop")
    assert (meter.name, meter.country, meter.region, meter.unit) == ("shop", "", "", "")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("shop", "--country", "XX"), "No public holidays are known for country 'XX'"),
        (("shop", "--region", "ENG"), "region of meter shop is 'ENG', but its country is not known"),
        (("shop", "--timezone", "Mars/Base"), "time zone of meter shop is 'Mars/Base'"),
        (("shop", "--unit", "horsepower"), "unit of meter shop is 'horsepower'"),
        (("--name", "Corner"), "name it: python cli.py meters METER"),
        (("--report",), "name it: python cli.py meters METER"),
        (("--remove", "--yes"), "name it: python cli.py meters METER"),
        (("nowhere", "--remove", "--yes"), "There is no meter 'nowhere'"),
        (("shop", "--remove"), "Nothing was removed. To remove shop with its 480 readings and settings"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_changes_nothing(
    settings: Settings, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], complaint: str
) -> None:
    before = Workspace(settings).stamp()
    capsys.readouterr()

    assert run("meters", *words) == BAD_INPUT

    error = capsys.readouterr().err
    assert complaint in error
    assert error.count("\n") == 1
    assert Workspace(settings).stamp() == before


def test_a_removed_meter_is_gone_with_its_readings(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("meters", "shop", "--remove", "--yes") == DONE

    assert "Removed shop with its 480 readings and settings." in capsys.readouterr().out
    assert Workspace(settings).meters() == ()
    assert "shop" not in Workspace(settings).store


@pytest.mark.parametrize(("answer", "left"), [("yes", 0), ("no", 1), ("", 1)])
def test_on_a_terminal_a_person_is_asked_first(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, answer: str, left: int
) -> None:
    typed = io.StringIO(f"{answer}\n")
    typed.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", typed)

    assert run("meters", "shop", "--remove") == (BAD_INPUT if left else DONE)

    assert len(Workspace(settings).meters()) == left


def test_a_damaged_meter_can_be_removed(settings: Settings) -> None:
    [file] = (settings.data_dir / "readings").glob("*.parquet")
    file.write_bytes(b"nothing of use")

    assert run("meters", "shop", "--remove", "--yes") == DONE

    assert Workspace(settings).meters() == ()
