"""The distance of whole days: it forgives an hour, and days are judged against the log-normal past."""

from __future__ import annotations

import numpy as np
import pytest

from data.series import FloatArray, MeterSeries
from detectors.events.events import events
from detectors.explain.explain import explain
from detectors.forecasters.detector import LaidOut
from detectors.forecasters.profile_distance import FIRST_DAYS, log_distance, profile_distance, shifted
from detectors.forecasters.walk_forward import ForecastWalk
from detectors.methods.parx import Parx
from detectors.scores import Reason
from detectors.threshold import Threshold
from tests.detectors.meters import changed, inside, judged, regular_office


def walked(series: MeterSeries) -> ForecastWalk:
    laid_out = LaidOut.of(series)
    walk = Parx().fit(series)._new_walk(laid_out)  # type: ignore[attr-defined]
    walk.run()
    return walk


@pytest.fixture(scope="module")
def walk() -> ForecastWalk:
    return walked(regular_office(days=70))


def slow_distance(power: FloatArray, expected: FloatArray, day: int, slot: int) -> float:
    """The obvious way: 24 readings one by one, as expected an hour earlier, at the hour and an hour later."""
    slots = power.shape[1]
    squares = np.zeros((3, slots))
    for back in range(slots):
        d, s = divmod(day * slots + slot - back, slots)
        for i, shift in enumerate((-1, 0, 1)):
            there = s - shift
            value = expected[d, there] if 0 <= there < slots else expected[d, s]
            squares[i, back] = (power[d, s] - value) ** 2
    return float(np.sqrt(squares.mean(axis=1).min()))


def test_the_fast_distance_is_that_of_the_slow_obvious_way(walk: ForecastWalk) -> None:
    power = walk.grid.power_kw
    logs = log_distance(power, walk)
    for day, slot in [(40, 0), (40, 11), (44, 23), (60, 5)]:
        assert np.exp(logs[day, slot]) == pytest.approx(slow_distance(power, walk.expected, day, slot))


def test_a_day_an_hour_late_is_nearer_than_one_that_is_higher(walk: ForecastWalk) -> None:
    logs = log_distance(walk.grid.power_kw, walk)
    late, high = walk.grid.power_kw.copy(), walk.grid.power_kw.copy()
    late[44] = np.roll(late[44], 1)
    high[44, 8:10] += 10.0
    assert late[44, 8] < 10 < walk.grid.power_kw[44, 8]  # the first hour of work is missed

    assert log_distance(late, walk)[44, 23] < logs[44, 23] + 0.7
    assert log_distance(high, walk)[44, 23] > logs[44, 23] + 1.5


def test_nothing_moves_in_from_another_day() -> None:
    table = np.arange(8.0).reshape(2, 4)
    np.testing.assert_array_equal(shifted(table, 1), [[np.nan, 0, 1, 2], [np.nan, 4, 5, 6]])
    np.testing.assert_array_equal(shifted(table, -1), [[1, 2, 3, np.nan], [5, 6, 7, np.nan]])
    np.testing.assert_array_equal(shifted(table, 0), table)


def test_nothing_is_said_in_the_first_weeks_and_ordinary_days_score_low(walk: ForecastWalk) -> None:
    score = profile_distance(walk).score
    assert np.isnan(score[:FIRST_DAYS]).all()
    assert np.nanquantile(score, 0.99) < 4.0


def test_a_day_of_another_shape_is_an_unusual_day() -> None:
    series = regular_office(days=120)
    wave = 2.2 * (-1.0) ** np.arange(24)
    start = int(np.flatnonzero(series.index.normalize() == series.index[24 * 100].normalize())[0])
    power = series.power_kw.copy()
    power[start : start + 24] += wave

    scores = judged(Parx, series.with_power(power))

    day = str(series.index[start].date())
    hit = inside(scores, f"{day} 06:00", f"{day} 23:00")
    assert np.any(scores.reason[hit] == Reason.UNUSUAL_DAY.code)
    assert np.nanmax(scores.score[hit]) > 4.0


def test_an_unusual_day_says_so_in_its_sentence() -> None:
    series = changed(regular_office(days=120), "2024-04-17 00:00", "2024-04-18 00:00", 0.0, factor=1.3)
    scores = judged(Parx, series)
    found = [event for event in events(series, scores, Threshold()) if str(event.start.date()) == "2024-04-17"]
    assert found
    assert "kW" in explain(found[0]).sentence
