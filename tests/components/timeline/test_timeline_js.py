"""Times and level of detail of the timeline in the browser, against pandas and numpy."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from components.timeline.payload import view_payload
from data.series import FloatArray, MeterSeries
from detectors.scores import Reason, Scores
from tests.components.timeline.scripts import TIMELINE, on_empty_page

pytestmark = pytest.mark.browser
ZURICH = "Europe/Zurich"


@pytest.fixture(scope="module")
def page(chromium: WebDriver) -> WebDriver:
    return on_empty_page(chromium, TIMELINE)


def view(power: FloatArray, start: str, *, minutes: int = 15, zone: str = ZURICH, data: slice | None = None) -> Any:
    """A payload with expected 5 kW, spreads of 1 kW, and data problems where told."""
    size = len(power)
    index = pd.date_range(start, periods=size, freq=f"{minutes}min", tz=zone)
    reason = np.full(size, Reason.ABOVE_EXPECTED.code, np.uint8)
    if data is not None:
        reason[data] = Reason.IMPOSSIBLE.code
    ones = np.ones(size)
    scores = Scores(index, np.abs(power - 5), np.ones(size, np.int8), 5 * ones, ones, ones, ones * minutes / 60, reason)
    return view_payload(
        MeterSeries("m", index, power), f"{start}{size}{minutes}{zone}{power[:50].tobytes().hex()}", scores
    )


def wall_ms(index: pd.DatetimeIndex) -> list[int]:
    return [int(value) for value in index.tz_localize(None).as_unit("ms").asi8]


@pytest.mark.parametrize("start", ["2024-03-30", "2024-10-26", "2024-06-01"])
def test_wall_time_is_that_of_the_meter_on_every_day(page: WebDriver, start: str) -> None:
    payload = view(np.full(3 * 96, 5.0), start)
    script = """const s = loadlens.series.unpack(arguments[0]);
        return Array.from({length: s.n}, (_, i) => loadlens.series.wallOf(s, i));"""
    index = pd.date_range(start, periods=3 * 96, freq="15min", tz=ZURICH)
    assert page.execute_script(script, payload) == wall_ms(index)


def test_the_hour_that_comes_twice_is_named_and_breaks_the_line(page: WebDriver) -> None:
    payload = view(np.full(96, 5.0), "2024-10-27")
    script = """const s = loadlens.series.unpack(arguments[0]), table = loadlens.detail.buckets(s, [0, s.n], 1000);
        const gaps = loadlens.detail.line(s, table, table.power).y.filter((y) => y !== y).length;
        return [Array.from({length: s.n}, (_, i) => loadlens.series.pass(s, i)), gaps];"""
    passes, gaps = page.execute_script(script, payload)
    assert passes == [""] * 8 + ["first pass"] * 4 + ["second pass"] * 4 + [""] * 80
    assert gaps == 1


@pytest.mark.parametrize(
    ("start", "shown", "first", "last"),
    [
        ("2024-10-27", ("2024-10-27 02:00", "2024-10-27 03:00"), 8, 16),
        ("2024-03-31", ("2024-03-31 01:30", "2024-03-31 03:30"), 6, 10),
        ("2024-06-01", ("2024-06-01 06:00", "2024-06-01 12:00"), 24, 48),
        ("2024-06-01", ("2024-05-01 00:00", "2024-07-01 00:00"), 0, 96),
    ],
)
def test_a_range_of_wall_time_finds_all_of_its_readings(
    page: WebDriver, start: str, shown: tuple[str, str], first: int, last: int
) -> None:
    payload = view(np.full(96, 5.0), start)
    script = "return loadlens.series.positions(loadlens.series.unpack(arguments[0]), arguments[1])"
    bounds = [pd.Timestamp(text).value // 10**6 for text in shown]
    assert page.execute_script(script, payload, bounds) == [first, last]


def test_days_have_23_24_or_25_hours(page: WebDriver) -> None:
    payload = view(np.full(366 * 24, 5.0), "2024-01-01", minutes=60)
    script = "return Array.from(loadlens.series.calendar(loadlens.series.unpack(arguments[0]), 24))"
    hours = np.diff(page.execute_script(script, payload))
    assert (hours[90], hours[300], len(hours)) == (23, 25, 366)
    assert set(np.delete(hours, [90, 300])) == {24}


def test_weeks_begin_on_monday(page: WebDriver) -> None:
    payload = view(np.full(60 * 24, 5.0), "2024-01-03", minutes=60)
    script = "return Array.from(loadlens.series.calendar(loadlens.series.unpack(arguments[0]), 168))"
    begins = page.execute_script(script, payload)
    index = pd.date_range("2024-01-03", periods=60 * 24, freq="h", tz=ZURICH)
    assert begins[0] == 0
    assert {index[i].day_of_week for i in begins[1:-1]} == {0}


@pytest.mark.parametrize(
    ("days", "hours", "step"),
    [
        (1, 0, True),
        (5, 0, True),
        (8, 0, False),
        (20, 0, False),
        (31, 1, False),
        (91, 3, False),
        (365, 24, False),
        (1461, 168, False),
    ],
)
def test_what_is_drawn_grows_coarser_with_the_range(page: WebDriver, days: int, hours: int, step: bool) -> None:
    payload = view(np.full(days * 96, 5.0), "2021-01-01")
    script = """const s = loadlens.series.unpack(arguments[0]), table = loadlens.detail.buckets(s, [0, s.n], 1000);
        return [table.hours, table.step, loadlens.detail.line(s, table, table.power).x.length];"""
    found, steps, points = page.execute_script(script, payload)
    assert (found, steps) == (hours, step)
    assert points <= 2001


@pytest.mark.parametrize(
    ("minutes", "days", "hours"), [(5, 10, 1), (60, 90, 3), (60, 365, 24), (30, 60, 3), (1440, 4000, 168)]
)
def test_means_are_longer_than_the_readings(page: WebDriver, minutes: int, days: int, hours: int) -> None:
    payload = view(np.full(days * 1440 // minutes, 5.0), "2015-01-01", minutes=minutes)
    script = """const s = loadlens.series.unpack(arguments[0]);
        return loadlens.detail.buckets(s, [0, s.n], 1000).hours;"""
    assert page.execute_script(script, payload) == hours


@pytest.mark.parametrize("days", [3, 60, 365])
def test_extremes_and_means_are_those_of_the_readings(page: WebDriver, days: int) -> None:
    rng = np.random.default_rng(days)
    power = rng.normal(5, 1, days * 96).astype(np.float32).astype(np.float64)
    power[rng.random(len(power)) < 0.2] = np.nan
    power[200:300] = np.nan
    script = """const s = loadlens.series.unpack(arguments[0]), table = loadlens.detail.buckets(s, [0, s.n], 1000);
        const plain = (values) => Array.from(values, (v) => (v === v ? v : null));
        return [Array.from(table.edges), plain(table.low), plain(table.high), plain(table.power)];"""
    edges, low, high, mean = page.execute_script(script, view(power, "2024-01-01"))
    parts = [part[np.isfinite(part)] for part in (power[a:z] for a, z in pairwise(edges))]
    assert (edges[0], edges[-1]) == (0, len(power))
    assert low == [part.min() if len(part) else None for part in parts]
    assert high == [part.max() if len(part) else None for part in parts]
    for found, part in zip(mean, parts, strict=True):
        assert found == (pytest.approx(part.mean()) if len(part) else None)


def test_expected_of_half_a_day_is_compared_with_that_half(page: WebDriver) -> None:
    size = 400 * 96
    index = pd.date_range("2024-01-01", periods=size, freq="15min", tz="UTC")
    expected = np.where(index.hour < 12, 2.0, 8.0)
    power = expected.copy()
    power[48:96] = np.nan
    ones = np.ones(size)
    scores = Scores(index, 0 * ones, ones.astype(np.int8), expected, ones, ones, ones / 4, ones.astype(np.uint8))
    payload = view_payload(MeterSeries("m", index, power), "half", scores)
    script = """const s = loadlens.series.unpack(arguments[0]), table = loadlens.detail.buckets(s, [0, s.n], 1000);
        return [table.power[0], table.expected[0], table.power[1], table.expected[1]];"""
    assert page.execute_script(script, payload) == [2, 2, 5, 5]


def test_a_gap_is_not_bridged(page: WebDriver) -> None:
    power = np.full(96, 5.0)
    power[40:50] = np.nan
    script = """const s = loadlens.series.unpack(arguments[0]), table = loadlens.detail.buckets(s, [0, s.n], 1000);
        const line = loadlens.detail.line(s, table, table.power);
        const gap = [loadlens.series.wallOf(s, 40), loadlens.series.wallOf(s, 50)];
        const crossing = line.x.filter((x, i) => i && line.y[i] === line.y[i] && line.y[i - 1] === line.y[i - 1]
          && line.x[i - 1] <= gap[0] && x >= gap[1]);
        return [crossing.length, line.x.some((x) => x > gap[0] && x < gap[1])];"""
    assert page.execute_script(script, view(power, "2024-06-01")) == [0, False]


def test_an_impossible_reading_does_not_flatten_the_others(page: WebDriver) -> None:
    power = np.full(96 * 3, 5.0) + np.sin(np.arange(96 * 3))
    power[100] = 4_000.0
    script = """const s = loadlens.series.unpack(arguments[0]);
        return loadlens.detail.height(s, [0, s.n], loadlens.detail.buckets(s, [0, s.n], 1000));"""
    flagged = page.execute_script(script, view(power, "2024-06-01", data=slice(100, 101)))
    ordinary = page.execute_script(script, view(power, "2024-06-02"))
    assert flagged[1] < 10
    assert ordinary[1] > 4_000


def test_excess_reaches_from_expected_to_the_reading_and_only_inside_events(page: WebDriver) -> None:
    power = np.full(96, 5.0)
    power[10:20], power[30:40] = 9.0, 9.0
    script = """const s = loadlens.series.unpack(arguments[0]), marks = new Uint8Array(s.n).fill(1, 10, 20);
        const shape = loadlens.detail.excess(s, [0, s.n], 1, marks, 1), y = shape.y.filter((v) => v === v);
        const x = shape.x.filter((_, i) => shape.y[i] === shape.y[i]);
        return [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)];"""
    start = pd.Timestamp("2024-06-01").value // 10**6
    expected = [start + 10 * 900_000, start + 20 * 900_000, 5, 9]
    assert page.execute_script(script, view(power, "2024-06-01")) == expected


def test_bars_stay_wide_enough_to_hit_and_are_joined_under_the_worst(page: WebDriver) -> None:
    script = """const event = (x0, peak) => ({x0, x1: x0 + 1, peak});
        return loadlens.detail.bars([event(0, 5), event(3, 9), event(1000, 4)], 2)
          .map((bar) => [bar.x1 - bar.x0, bar.event.peak, bar.count]);"""
    assert page.execute_script(script) == [[13, 9, 2], [10, 4, 1]]


def test_wide_neighbours_stay_apart(page: WebDriver) -> None:
    script = """const events = [{x0: 0, x1: 100, peak: 5}, {x0: 100, x1: 200, peak: 9}];
        return loadlens.detail.bars(events, 2).map((bar) => [bar.x0, bar.x1, bar.event.peak]);"""
    assert page.execute_script(script) == [[0, 100, 5], [100, 200, 9]]


@pytest.mark.parametrize(("kw", "unit", "factor"), [(0.05, "W", 1000), (5.0, "kW", 1), (30_000.0, "MW", 0.001)])
def test_the_axis_has_the_unit_of_the_meter(page: WebDriver, kw: float, unit: str, factor: float) -> None:
    script = """const s = loadlens.series.unpack(arguments[0]);
        return [s.unit.name, s.shown.power[0] / s.cols.power[0]];"""
    name, ratio = page.execute_script(script, view(np.full(96, kw), "2024-06-01"))
    assert name == unit
    assert ratio == pytest.approx(factor, rel=1e-6)


AHEAD = """const s = loadlens.series.unpack(arguments[0]), a = {...s, ms0: s.ms0 + s.n * s.dx, n: 96, tables: {}};
    const shown = [s.full[0], s.full[1] + 864e5];"""


@pytest.mark.parametrize(("width", "side"), [(300, "right"), (1200, "left")])
def test_the_word_that_names_the_forecast_stands_where_there_is_room(page: WebDriver, width: int, side: str) -> None:
    payload = view(np.full(10 * 96, 5.0), "2024-06-01")
    script = f"{AHEAD} return loadlens.ahead.mark(s, a, {{}}, shown, arguments[1]).annotations[0].xanchor"
    assert page.execute_script(script, payload, width) == side


@pytest.mark.parametrize(("level", "top"), [(2, 7.0), (8, 7.5)])
def test_the_axis_follows_the_band_of_the_forecast_within_reason(page: WebDriver, level: float, top: float) -> None:
    payload = view(np.full(10 * 96, 5.0), "2024-06-01")
    script = f"{AHEAD} return loadlens.ahead.traces(a, shown, 1000, arguments[1]).height[1]"
    assert page.execute_script(script, payload, level) == pytest.approx(top)
