"""Alarm limits of a combination: outside of the usual range, within what the meter lately was, known before the day."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd

from data.series import FloatArray, MeterSeries
from detectors.methods.recommended import Recommended
from detectors.scores import DEFAULT_LEVEL, LIMIT_LEVEL, Scores
from detectors.walk_forward.alarm_limits import AlarmLimits
from detectors.walk_forward.days import SeriesDays
from tests.detectors.meters import building, judged

DAYS = 150


def steady(power: FloatArray | None = None) -> MeterSeries:
    index = pd.date_range("2024-01-01", periods=DAYS * 24, freq="h", tz="UTC")
    usual = 10.0 + np.sin(np.arange(len(index)))
    return MeterSeries("one", index, usual if power is None else power)


def ranged(series: MeterSeries, half: float = 2.0) -> Scores:
    scores = Scores.from_expectation(series, 10.0, 5.0)
    size = len(series)
    columns = {"usual_low": np.full(size, 10.0 - half), "usual_high": np.full(size, 10.0 + half)}
    days = SeriesDays.of(series)
    given = Scores(**{**scores.__dict__, **columns})
    return AlarmLimits().beside(days, given, days.count)


def test_a_limit_ends_where_the_meter_lately_was_but_never_inside_of_the_usual_range() -> None:
    series = steady()

    narrow, wide = ranged(series, 0.3).band(LIMIT_LEVEL), ranged(series, 2.0).band(LIMIT_LEVEL)

    np.testing.assert_allclose(narrow[1][48:], 10.0 + 0.3 * LIMIT_LEVEL / 1.645)
    np.testing.assert_allclose(wide[1][48:], 12.0)  # the highest reading was 11 kW, the usual range reaches to 12
    np.testing.assert_allclose(wide[0][48:], 8.0)


def test_a_peak_lifts_the_limit_for_three_months_from_the_next_day_on() -> None:
    power = steady().power_kw.copy()
    power[20 * 24 + 12] = 11.5
    high = ranged(steady(power), 1.0).band(LIMIT_LEVEL)[1]

    assert high[20 * 24 + 13] < 11.1
    np.testing.assert_allclose(high[21 * 24 : 110 * 24], 11.5)
    assert (high[112 * 24 :] < 11.1).all()


def test_without_a_usual_range_the_limit_is_the_scale_of_single_readings() -> None:
    series = steady()
    scores = ranged(series, np.nan)

    np.testing.assert_array_equal(scores.limit_above, scores.scale_above)
    np.testing.assert_array_equal(scores.band(3.0)[0], np.full(len(series), -5.0))


def test_going_on_day_by_day_gives_the_limits_of_the_whole() -> None:
    series, whole = steady(), ranged(steady(), 1.0)
    days, limits = SeriesDays.of(series), AlarmLimits()
    limits.beside(days, whole.taken(slice(0, 100 * 24)), 100)
    for stop in (101, 130, DAYS):
        limits = pickle.loads(pickle.dumps(limits))
        first = (limits.next_day - 1) * 24
        part = limits.beside(days, whole.taken(slice(first, stop * 24)), stop)
        np.testing.assert_array_equal(part.limit_above, whole.limit_above[first : stop * 24])


def test_the_recommended_limit_holds_the_usual_range_and_is_seldom_above_all_that_was_read() -> None:
    series = building("office", 60, 250)
    scores = judged(Recommended, series)
    low, high = scores.band(DEFAULT_LEVEL)
    known = np.isfinite(scores.usual_low)
    look_back = 91 * 24
    highest = pd.Series(series.power_kw).shift().rolling(look_back, min_periods=1).max().to_numpy()

    assert (high[known] >= scores.usual_high[known] - 1e-9).all()
    assert (low[known] <= scores.usual_low[known] + 1e-9).all()
    assert np.mean((high > highest)[look_back:]) < 0.1


def test_a_reading_does_not_move_the_limits_of_its_own_day() -> None:
    series = building("office", 60, 150)
    power, at = series.power_kw.copy(), 140 * 24 + 3
    power[at] *= 4.0
    before, after = (judged(Recommended, series.with_power(each)) for each in (series.power_kw, power))

    for name in ("usual_low", "usual_high", "limit_below", "limit_above"):
        np.testing.assert_array_equal(getattr(before, name)[: at + 1], getattr(after, name)[: at + 1], err_msg=name)
