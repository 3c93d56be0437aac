"""Words of the timeline in the browser, against the words of Python."""

from __future__ import annotations

import pandas as pd
import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from detectors.explain import units
from tests.components.timeline.scripts import TIMELINE, on_empty_page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(chromium: WebDriver) -> WebDriver:
    return on_empty_page(chromium, TIMELINE)


@pytest.mark.parametrize("kw", [0.0, 0.0321, -0.05, 0.1, 1.2345, 12.345, 999.6, 1234.5, 9999.0, 12_345.0, -7.5])
def test_powers_are_written_as_in_python(page: WebDriver, kw: float) -> None:
    assert page.execute_script("return loadlens.words.power(arguments[0])", kw) == units.power(kw)


@pytest.mark.parametrize(
    "pair", [(0.0952, 0.11), (0.08, 1.2), (0.0, 0.05), (0.0, 0.0), (9_500.0, 12_000.0), (500.0, 12_000.0), (-1.0, 2.0)]
)
def test_powers_beside_each_other_are_written_as_in_python(page: WebDriver, pair: tuple[float, float]) -> None:
    script = "return [loadlens.words.power(...arguments), loadlens.words.powers(...arguments, 3.5)]"
    assert page.execute_script(script, *pair) == [units.power(*pair), units.power_range(*pair, 3.5)]


@pytest.mark.parametrize("kwh", [0.0, 0.5, 412.3, 9_876.0, 12_345.0])
def test_energies_are_written_as_in_python(page: WebDriver, kwh: float) -> None:
    assert page.execute_script("return loadlens.words.energy(arguments[0])", kwh) == units.energy(kwh)


@pytest.mark.parametrize("hours", [0.25, 1.0, 3.25, 24.0, 51.0, 49.5, 167.75])
def test_durations_are_written_as_in_python(page: WebDriver, hours: float) -> None:
    assert page.execute_script("return loadlens.words.duration(arguments[0])", hours) == units.duration(hours)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2024-03-09 14:15", "2024-03-09 14:30", "Sat 9 Mar 2024, 14:15–14:30"),
        ("2024-03-09 22:00", "2024-03-10 00:00", "Sat 9 Mar 2024, 22:00–24:00"),
        ("2024-03-09 00:00", "2024-03-10 00:00", "Sat 9 Mar 2024"),
        ("2024-03-04 00:00", "2024-03-11 00:00", "Mon 4 Mar – Sun 10 Mar 2024"),
        ("2024-03-09 18:00", "2024-03-11 06:00", "Sat 9 Mar, 18:00 – Mon 11 Mar 2024, 06:00"),
    ],
)
def test_intervals_are_written_for_people(page: WebDriver, start: str, end: str, text: str) -> None:
    bounds = [pd.Timestamp(value).value // 10**6 for value in (start, end)]
    assert page.execute_script("return loadlens.words.interval(...arguments)", *bounds) == text


@pytest.mark.parametrize(("score", "text"), [(5.24, "5.2"), (99.9, "99.9"), (49_532.0, "over 100")])
def test_a_score_beyond_all_meaning_only_says_so(page: WebDriver, score: float, text: str) -> None:
    assert page.execute_script("return loadlens.words.score(arguments[0])", score) == text


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({"energy": 7, "data": 2, "months": 3.0}, "7 events – about 2.3 a month; 2 data problems"),
        ({"energy": 1, "data": 1, "months": 1.0}, "1 event – about 1 a month; 1 data problem"),
        ({"energy": 3, "data": 0, "months": 0.25}, "3 events; no data problems"),
        ({"energy": 0, "data": 0, "months": 6.0}, "No events; no data problems"),
    ],
)
def test_counts_are_written_for_people(page: WebDriver, counts: dict[str, float], text: str) -> None:
    assert page.execute_script("return loadlens.words.count(arguments[0])", counts) == text
