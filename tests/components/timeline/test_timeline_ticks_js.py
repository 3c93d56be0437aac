"""Ticks of the timeline in the browser: on round times, neither crowded nor missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from tests.components.timeline.scripts import TIMELINE, on_empty_page
from tests.components.timeline.timeline_page import DAY_MS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(chromium: WebDriver) -> WebDriver:
    return on_empty_page(chromium, TIMELINE)


@pytest.mark.parametrize(
    ("start", "days", "width", "texts"),
    [
        ("2024-03-04", 7, 1000, ["Mon 4<br>Mar 2024", "Tue 5", "Wed 6", "Thu 7", "Fri 8", "Sat 9", "Sun 10", "Mon 11"]),
        ("2024-01-01", 31, 500, ["1 Jan<br>2024", "8 Jan", "15 Jan", "22 Jan", "29 Jan"]),
        ("2023-01-01", 1461, 1000, ["Jan<br>2023", "Apr", "Jul", "Oct", "Jan<br>2024", "Apr", "Jul", "Oct"]),
        ("2024-03-04", 1, 500, ["00:00<br>Mon 4 Mar", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00"]),
    ],
)
def test_ticks_stand_on_round_times(page: WebDriver, start: str, days: int, width: int, texts: list[str]) -> None:
    first = pd.Timestamp(start).value // 10**6
    axis = page.execute_script("return loadlens.ticks.axis(...arguments)", [first, first + days * DAY_MS], width)
    assert axis["ticktext"][: len(texts)] == texts
    assert len(axis["tickvals"]) == len(axis["ticktext"])


@pytest.mark.parametrize("days", [0.05, 0.5, 1, 2, 3, 7, 10, 14, 20, 31, 60, 91, 182, 365, 730, 1461, 5000])
@pytest.mark.parametrize("width", [280, 700, 1100])
def test_ticks_are_neither_crowded_nor_missing(page: WebDriver, days: float, width: int) -> None:
    first = pd.Timestamp("2021-02-11 07:00").value // 10**6
    axis = page.execute_script("return loadlens.ticks.axis(...arguments)", [first, first + days * DAY_MS], width)
    distances = np.diff(axis["tickvals"]) / (days * DAY_MS) * width
    assert 1 <= len(axis["tickvals"]) <= width / 40
    assert np.all(distances > 40)
    assert len(axis["minor"]["tickvals"]) < width / 5
