"""``detect`` on the terminal: what it writes of a file, of a stored meter and of many at once."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from cli import BAD_INPUT, DONE
from detectors.registry import detectors
from pipeline.analysis.export import EVENT_COLUMNS
from terminal.parser import flag
from tests.real_readings import CAMBRIDGE, STEEL, needs
from tests.terminal.commands import complaint, run

SCORE_COLUMNS = (
    "meter_id", "timestamp", "power_kw", "expected_kw", "low_kw", "high_kw",
    "usual_low_kw", "usual_high_kw", "score", "side", "window_hours", "reason", "flagged",
)  # fmt: skip


def test_detect_writes_one_row_a_reading_with_the_columns_promised(office: Path, tmp_path: Path) -> None:
    given = pd.read_csv(office)

    assert run("detect", office, "--country", "CH", "--scores", tmp_path / "scores.csv") == DONE

    scores = pd.read_csv(tmp_path / "scores.csv")
    assert tuple(scores.columns) == SCORE_COLUMNS
    assert scores["timestamp"].tolist() == given["timestamp"].tolist()
    assert scores["power_kw"].tolist() == pytest.approx(given["power_kw"].tolist())


def test_detect_finds_the_planted_faults(office: Path, tmp_path: Path) -> None:
    labels = pd.read_csv(office.with_name("labels.csv"))

    assert run("detect", office, "--country", "CH", "--events", tmp_path / "events.csv") == DONE

    events = pd.read_csv(tmp_path / "events.csv")
    starts, ends = (pd.to_datetime(events[name], utc=True) for name in ("start", "end"))
    judged = labels[pd.to_datetime(labels["start"], utc=True) > pd.Timestamp("2024-02-01", tz="UTC")]
    found = [
        bool(((starts < pd.Timestamp(label.end)) & (ends > pd.Timestamp(label.start))).any())
        for label in judged.itertuples()
    ]
    assert tuple(events.columns) == EVENT_COLUMNS
    assert len(found) >= 1
    assert all(found)


def test_flagged_and_band_are_those_of_the_level(office: Path, tmp_path: Path) -> None:
    assert run("detect", office, "--detector", "typical_week", "--level", 3, "--scores", tmp_path / "s.csv") == DONE

    scores = pd.read_csv(tmp_path / "s.csv")
    assert (scores["flagged"] == (scores["score"].fillna(0) >= 3)).all()
    own = scores[(scores["window_hours"] == 1) & scores["score"].notna() & scores["expected_kw"].notna()]
    outside = (own["power_kw"] < own["low_kw"]) | (own["power_kw"] > own["high_kw"])
    assert (own["flagged"] == outside).mean() > 0.999  # the files keep nine digits


def test_start_and_end_choose_what_is_reported_and_not_what_is_learnt_from(office: Path, tmp_path: Path) -> None:
    assert run("detect", office, "--scores", tmp_path / "all.csv") == DONE
    dates = ("--start", "2024-03-01", "--end", "2024-03-08")
    assert run("detect", office, *dates, "--scores", tmp_path / "week.csv") == DONE

    everything, week = pd.read_csv(tmp_path / "all.csv"), pd.read_csv(tmp_path / "week.csv")
    assert (week["timestamp"].iloc[0], week["timestamp"].iloc[-1], len(week)) == (
        "2024-03-01T00:00:00+01:00",
        "2024-03-07T23:00:00+01:00",
        7 * 24,
    )
    same = everything[everything["timestamp"].isin(week["timestamp"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(week, same)


def test_events_a_month_limit_the_events(office: Path, tmp_path: Path) -> None:
    assert run("detect", office, "--events-per-month", 1, "--events", tmp_path / "events.csv") == DONE

    assert len(pd.read_csv(tmp_path / "events.csv")) <= 100 / 30.4


def test_a_parameter_of_the_detector_is_an_option(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kind, param = next((kind, param) for kind in detectors().values() for param in kind.params())

    assert run("detect", office, "--detector", kind.name, flag(param.name), param.default) == DONE
    assert param.label in complaint(capsys, "detect", office, "--detector", kind.name, flag(param.name), "nonsense")


def test_a_forecast_and_what_the_method_found_out_are_told(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pd.read_csv(office).drop(columns="temperature_c").to_csv(tmp_path / "plain.csv", index=False)
    for command in ("detect", "forecast"):
        assert run(command, tmp_path / "plain.csv", "--detector", "temperature_week") == DONE
        said = capsys.readouterr()
        assert "This meter has no temperature" in said.err
    assert "e+0" not in said.out


def test_a_meter_that_is_too_young_is_said_and_does_not_hide_the_others(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("detect", town, "--scores", tmp_path / "scores.csv") == DONE

    error = capsys.readouterr().err
    scores = pd.read_csv(tmp_path / "scores.csv")
    assert "retail-1" in error
    assert "5.0 days" in error
    assert scores["meter_id"].nunique() == 3
    assert scores.loc[scores["meter_id"] == "retail-1", "score"].isna().all()
    assert scores.loc[scores["meter_id"] == "office-1", "score"].notna().any()


def test_one_meter_that_is_too_young_is_refused_and_writes_nothing(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("detect", town, "--meter", "retail-1", "--scores", tmp_path / "scores.csv")

    assert "will answer from" in complaint(capsys, *words)
    assert list(tmp_path.glob("*.csv*")) == []


def test_detect_on_a_file_stores_nothing(office: Path, tmp_path: Path) -> None:
    assert run("detect", office) == DONE

    assert not (tmp_path / "var").exists()


def test_a_stored_meter_gives_the_same_as_its_file(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", office, "--country", "CH") == DONE
    assert run("detect", "office-1", "--scores", tmp_path / "stored.csv", "--events", tmp_path / "se.csv") == DONE
    words = ("--country", "CH", "--scores", tmp_path / "file.csv", "--events", tmp_path / "fe.csv")
    assert run("detect", office, *words) == DONE

    stored, file = pd.read_csv(tmp_path / "stored.csv"), pd.read_csv(tmp_path / "file.csv")
    pd.testing.assert_frame_equal(stored, file, rtol=1e-4, atol=1e-5)  # what is kept for later is kept in fewer digits
    assert pd.read_csv(tmp_path / "se.csv")["start"].tolist() == pd.read_csv(tmp_path / "fe.csv")["start"].tolist()
    assert "--timezone is for files" in complaint(capsys, "detect", "office-1", "--timezone", "UTC")


def test_a_choice_that_takes_long_is_said_beforehand(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--detector", "sarimax", "--season", "classic")

    assert run("detect", office, *words, "--start", "2030-01-01") == BAD_INPUT  # before it is run
    assert "Slow: about 30 s for a year of readings." in capsys.readouterr().err
    assert run("detect", "nothing.csv", "--detector", "sarimax") == BAD_INPUT
    assert "Slow" not in capsys.readouterr().err


def test_events_are_told_in_money_once_a_kilowatt_hour_has_a_price(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", office) == DONE
    assert run("detect", "office-1") == DONE
    assert "cost" not in capsys.readouterr().out

    assert run("meters", "office-1", "--price", "0.5", "--currency", "CHF") == DONE
    assert re.search(r"--price +0.5 per kWh", capsys.readouterr().out)
    assert run("detect", "office-1") == DONE
    rows = re.findall(r"([+-][\d,]+\.\d) +CHF (−?[\d,.]+)", capsys.readouterr().out)

    assert rows
    for kwh, cost in rows:
        assert float(cost.replace("−", "-").replace(",", "")) == pytest.approx(
            float(kwh.replace(",", "")) * 0.5, abs=0.51
        )
    assert "'dear' is no number; write for example 0.25, or none" in complaint(
        capsys, "meters", "office-1", "--price", "dear"
    )


@needs(STEEL)
def test_a_real_file_with_day_first_dates_is_judged(tmp_path: Path) -> None:
    words = ("--timezone", "Asia/Seoul", "--country", "KR", "--scores", tmp_path / "scores.csv")

    assert run("detect", STEEL, *words) == DONE

    scores = pd.read_csv(tmp_path / "scores.csv")
    assert len(scores) == 35_040
    assert scores["timestamp"].iloc[0] == "2018-01-01T00:00:00+09:00"
    assert 0 < (scores["flagged"]).mean() < 0.02


@needs(CAMBRIDGE)
def test_a_chosen_meter_of_a_real_file_is_judged(tmp_path: Path) -> None:
    words = ("--meter", "ucam_b0_elec", "--timezone", "Europe/London", "--detector", "typical_week")

    assert run("detect", CAMBRIDGE, *words, "--start", "2019-01-01", "--scores", tmp_path / "scores.csv") == DONE

    scores = pd.read_csv(tmp_path / "scores.csv")
    assert scores["meter_id"].unique().tolist() == ["ucam_b0_elec"]
    assert scores["timestamp"].min().startswith("2019-01-01")
