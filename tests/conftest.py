"""What many tests need: settings of their own and a small meter."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import numpy as np
import pandas as pd
import pytest

from data.series import MeterSeries
from pipeline.settings import Settings
from pipeline.store.workspace import Workspace
from tests.real_readings import WHY_SKIPPED, loud_line

hypothesis.settings.register_profile("loadlens", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("loadlens")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a folder of their own and no demo meters."""
    return Settings.from_environment({"DATA_DIR": str(tmp_path / "data"), "DEMO": "no"})


@pytest.fixture
def workspace(settings: Settings) -> Workspace:
    return Workspace(settings)


@pytest.fixture
def small_series() -> MeterSeries:
    """Forty days of hours with a daily course, the same in every run."""
    index = pd.date_range("2025-01-06", periods=40 * 24, freq="h", tz="Europe/Zurich")
    daily = 5.0 + 3.0 * np.sin(2 * np.pi * np.arange(len(index)) / 24.0)
    noise = np.random.default_rng(7).normal(0.0, 0.1, len(index))
    return MeterSeries("small", pd.DatetimeIndex(index), daily + noise, country="CH", region="ZH")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if WHY_SKIPPED in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(loud_line(len(skipped)), red=True, bold=True)
