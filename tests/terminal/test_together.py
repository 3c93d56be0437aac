"""``detect --also`` and ``forecast`` on the terminal: other methods' votes, and the days that are not there yet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cli import BAD_INPUT, DONE
from detectors.registry import detectors
from tests.terminal.commands import run


def events(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, keep_default_na=False)


def test_others_say_which_events_they_saw(office: Path, tmp_path: Path) -> None:
    assert run("detect", office, "--also", "typical_week,nearest_days", "--events", tmp_path / "e.csv") == DONE

    found = events(tmp_path / "e.csv")
    assert set(found["confidence"]) <= {"low", "medium", "high"}
    for confirmed_by, consulted in zip(found["confirmed_by"], found["consulted"], strict=True):
        assert confirmed_by.split(";")[0] == consulted.split(";")[0] == "recommended"
        assert (
            set(confirmed_by.split(";")) <= set(consulted.split(";")) <= {"recommended", "typical_week", "nearest_days"}
        )
    assert any(";" in confirmed_by for confirmed_by in found["confirmed_by"])


def test_one_method_alone_has_a_confidence_too(office: Path, tmp_path: Path) -> None:
    assert run("detect", office, "--events", tmp_path / "e.csv") == DONE

    found = events(tmp_path / "e.csv")
    assert set(found["confirmed_by"]) == set(found["consulted"]) == {"recommended"}
    assert set(found["confidence"]) <= {"low", "medium", "high"}


def test_a_stored_meter_is_judged_by_others_as_a_file_is(office: Path, tmp_path: Path) -> None:
    assert run("import", office) == DONE
    assert run("detect", office, "--also", "nearest_days", "--events", tmp_path / "file.csv") == DONE
    meter = events(tmp_path / "file.csv")["meter_id"].iloc[0]
    assert run("detect", meter, "--also", "nearest_days", "--events", tmp_path / "stored.csv") == DONE

    file, stored = events(tmp_path / "file.csv"), events(tmp_path / "stored.csv")
    columns = ["start", "end", "confirmed_by", "consulted", "confidence"]
    pd.testing.assert_frame_equal(stored[columns], file[columns])


def test_a_method_that_cannot_judge_says_why_and_the_others_answer(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detectors()["day_clusters"], "min_days", 1000.0)

    assert run("detect", office, "--also", "day_clusters,typical_week", "--events", tmp_path / "e.csv") == DONE

    assert "day_clusters: Meter" in capsys.readouterr().err
    assert len(events(tmp_path / "e.csv")) > 0


def test_an_unknown_method_is_refused_with_those_there_are(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("detect", office, "--also", "typical_week,magic") == BAD_INPUT
    assert "There is no detector 'magic'; choose one of recommended" in capsys.readouterr().err


def test_a_forecast_follows_the_last_reading(office: Path, tmp_path: Path) -> None:
    assert run("forecast", office, "--days", 2, "--output", tmp_path / "f.csv") == DONE

    given, found = pd.read_csv(office), pd.read_csv(tmp_path / "f.csv")
    last, first = pd.Timestamp(given["timestamp"].iloc[-1]), pd.Timestamp(found["timestamp"].iloc[0])
    assert first - last == pd.Timedelta(hours=1)
    assert len(found) == 48
    assert np.all(found["low_kw"] <= found["expected_kw"])
    assert np.all(found["expected_kw"] <= found["high_kw"])
    week_before = given["power_kw"].to_numpy()[-7 * 24 :][:48]
    assert np.abs(found["expected_kw"] - week_before).mean() < 0.5 * given["power_kw"].mean()


@pytest.mark.parametrize("words", [("--detector=parx",), ("--detector", "parx")])
def test_a_forecast_takes_the_parameters_of_the_method_named_with_or_without_an_equals_sign(
    office: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    weeks = next(param for param in detectors()["parx"].params() if param.name == "weeks")
    assert run("forecast", office, *words, "--weeks", 999) == BAD_INPUT
    assert f"is 999; it takes {weeks.low:g} to {weeks.high:g} weeks" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--days", 8), "Days is 8; it takes 1 to 7."),
        (("--level", 0), "alarm level is 0"),
        (("--detector", "data_faults"), "data_faults makes no forecast; choose one of"),
        (("--detector", "magic"), "There is no detector 'magic'"),
    ],
)
def test_a_forecast_that_cannot_be_made_is_refused(
    office: Path, capsys: pytest.CaptureFixture[str], words: tuple[object, ...], said: str
) -> None:
    assert run("forecast", office, *words) == BAD_INPUT
    assert said in capsys.readouterr().err
