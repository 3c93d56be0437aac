"""What many tests need: settings of their own, a small meter, a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import numpy as np
import pandas as pd
import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from data.series import MeterSeries
from pipeline.settings import Settings
from pipeline.store.workspace import Workspace
from tests import chromium as browser
from tests.real_readings import WHY_SKIPPED, loud_line
from tests.slow import is_slow

hypothesis.settings.register_profile("loadlens", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("loadlens")

BROWSER_TESTS = Path(__file__).parent / "browser"
BROWSER_SECONDS = 1800
"""A browser test waits for several states, each with the patience of ``tests.chromium``."""
PROOF_SECONDS = 3600


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by where they stand and what they take, before they are chosen by their marks."""
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.timeout(BROWSER_SECONDS))
        if item.get_closest_marker("proof"):
            item.add_marker(pytest.mark.timeout(PROOF_SECONDS))
        if is_slow(item):
            item.add_marker(pytest.mark.slow)


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


@pytest.fixture(scope="session")
def chromium() -> Iterator[WebDriver]:
    """The one browser of this process of tests; starting one takes seconds."""
    if not browser.installed():
        pytest.skip(browser.WHY_SKIPPED)
    with browser.running() as driver:
        yield driver


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if WHY_SKIPPED in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(loud_line(len(skipped)), red=True, bold=True)
