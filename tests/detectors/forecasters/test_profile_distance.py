"""The distance of whole days: it forgives an hour, and days are judged against the log-normal past."""

from __future__ import annotations

import numpy as np
import pytest

from data.series import FloatArray
from detectors.events.events import events
from detectors.explain.explain import explain
from detectors.forecasters.profile_distance import FIRST_DAYS, ProfileDistance, shifted
from detectors.methods.parx import Parx
from detectors.scores import Reason
from detectors.threshold import Threshold
from detectors.walk_forward.days import SeriesDays
from tests.detectors.meters import changed, inside, judged, regular_office

DAYS = 70


@pytest.fixture(scope="module")
def days() -> SeriesDays:
    return SeriesDays.of(regular_office(days=DAYS))


@pytest.fixture(scope="module")
def expected(days: SeriesDays) -> FloatArray:
    """Return what PARX expects of each day."""
    return days.laid_out(judged(Parx, days.series).expected)


def led_through(days: SeriesDays, power: FloatArray, expected: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return logarithms of distances and scores of all days, of which every reading may teach."""
    profiles = ProfileDistance(days.grid.slots, np.inf)
    scores = np.full((DAYS, days.grid.slots), np.nan)
    for day in range(DAYS):
        scores[day] = profiles.score(day, power[day], expected[day], days.grid.is_off)
        profiles.update(day, power[day], expected[day], is_off=bool(days.grid.is_off[day]))
    return profiles._logs[0:DAYS], scores


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


def test_the_fast_distance_is_that_of_the_slow_obvious_way(days: SeriesDays, expected: FloatArray) -> None:
    power = days.grid.power_kw
    logs, _ = led_through(days, power, expected)
    for day, slot in [(40, 0), (40, 11), (44, 23), (60, 5)]:
        assert np.exp(logs[day, slot]) == pytest.approx(slow_distance(power, expected, day, slot))


def test_a_day_an_hour_late_is_nearer_than_one_that_is_higher(days: SeriesDays, expected: FloatArray) -> None:
    power = days.grid.power_kw
    logs, _ = led_through(days, power, expected)
    late, high = power.copy(), power.copy()
    late[44] = np.roll(late[44], 1)
    high[44, 8:10] += 10.0
    assert late[44, 8] < 10 < power[44, 8]  # the first hour of work is missed

    assert led_through(days, late, expected)[0][44, 23] < logs[44, 23] + 0.7
    assert led_through(days, high, expected)[0][44, 23] > logs[44, 23] + 1.5


def test_nothing_moves_in_from_another_day() -> None:
    day = np.arange(4.0)
    np.testing.assert_array_equal(shifted(day, 1), [np.nan, 0, 1, 2])
    np.testing.assert_array_equal(shifted(day, -1), [1, 2, 3, np.nan])
    np.testing.assert_array_equal(shifted(day, 0), day)


def test_nothing_is_said_in_the_first_weeks_and_ordinary_days_score_low(days: SeriesDays, expected: FloatArray) -> None:
    _, scores = led_through(days, days.grid.power_kw, expected)
    assert np.isnan(scores[:FIRST_DAYS]).all()
    assert np.nanquantile(scores, 0.99) < 4.0


def test_a_day_above_the_cutoff_does_not_teach(days: SeriesDays, expected: FloatArray) -> None:
    power = days.grid.power_kw.copy()
    power[50] += 12.0
    profiles = ProfileDistance(days.grid.slots, 6.0)
    for day in range(51):
        score = profiles.score(day, power[day], expected[day], days.grid.is_off)
        profiles.update(day, power[day], expected[day], is_off=bool(days.grid.is_off[day]))
    assert score[23] > 6.0
    assert np.isnan(profiles._logs[50][score > 6.0]).all()
    assert np.isfinite(profiles._logs[49]).all()


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
