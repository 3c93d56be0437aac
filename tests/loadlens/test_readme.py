"""The lines of the README on the library run as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import loadlens
from data.series import MeterSeries

ROOT = Path(__file__).parents[2]


def test_the_example_runs_on_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_series: MeterSeries, capsys: pytest.CaptureFixture[str]
) -> None:
    [lines] = re.findall(r"```py\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    wall = small_series.index.tz_localize(None)
    dates = wall + (pd.Timestamp("2024-02-05") - wall[0])
    pd.DataFrame({"time": dates, "kWh": small_series.power_kw}).to_csv(tmp_path / "office.csv", index=False)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}

    exec(compile(lines, "README.md", "exec"), names)

    assert isinstance(names["found"], loadlens.Detection)
    assert "Detection(meter 'office'" in capsys.readouterr().out
    assert "plotly" in (tmp_path / "office.html").read_text(encoding="utf-8")
    assert len(names["week"]) == 7 * 24  # type: ignore[arg-type]


def test_the_other_days_of_the_example_can_be_shown_too(small_series: MeterSeries) -> None:
    found = loadlens.detect(small_series, "typical_week")

    assert found.plot("2025-01-20", "2025-02-03").data
