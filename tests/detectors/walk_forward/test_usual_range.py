"""The usual range holds 90 % of ordinary readings, by what was known before them, and is as narrow as they allow."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.series import FloatArray, MeterSeries
from detectors.methods.typical_week import TypicalWeek
from detectors.scores import Scores
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.usual_range import UsualRange
from tests.detectors.meters import building, judged

DAYS = 200
JUDGED_FROM = 60 * 24
"""Readings after which the range is known well."""


def readings(days: int = DAYS, seed: int = 3) -> MeterSeries:
    """Return a building that is calm at night, restless by day, and on some days restless all day."""
    index = pd.date_range("2024-01-01", periods=days * 24, freq="h", tz="UTC")
    rng = np.random.default_rng(seed)
    busy = (index.hour >= 8) & (index.hour < 18) & (index.day_of_week < 5)
    unruly = np.repeat(rng.choice([1.0, 3.0], days, p=[0.8, 0.2]), 24)
    noise = rng.standard_t(5, len(index)) * np.where(busy, 1.0, 0.2) * unruly
    return MeterSeries("one", pd.DatetimeIndex(index), 10.0 + 8.0 * busy + noise, country="CH")


def expecting(series: MeterSeries) -> Scores:
    busy = (series.index.hour >= 8) & (series.index.hour < 18) & (series.index.day_of_week < 5)
    return Scores.from_expectation(series, 10.0 + 8.0 * np.asarray(busy, float), 1.0)


def with_range(series: MeterSeries) -> Scores:
    days = SeriesDays.of(series)
    return UsualRange(series.steps_per_day).around(days, expecting(series), days.count)


def inside(series: MeterSeries, scores: Scores) -> FloatArray:
    power = series.power_kw
    return ((power >= scores.usual_low) & (power <= scores.usual_high)).astype(float)


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_it_holds_nine_of_ten_readings_at_night_by_day_and_on_weekends(seed: int) -> None:
    series = readings(seed=seed)
    held, hour = inside(series, with_range(series)), series.index.hour
    weekend = series.index.day_of_week >= 5
    late = np.arange(len(series)) >= JUDGED_FROM
    groups = {"night": ~weekend & (hour < 6), "day": ~weekend & (hour >= 8) & (hour < 18), "weekend": weekend}

    shares = {name: held[late & group].mean() for name, group in groups.items()}

    assert 0.88 <= held[late].mean() <= 0.92
    assert all(0.85 <= share <= 0.95 for share in shares.values()), shares


def test_it_is_narrow_where_the_meter_is_calm() -> None:
    series = readings()
    scores = with_range(series)
    width = (scores.usual_high - scores.usual_low)[JUDGED_FROM:]
    hour, weekday = series.index.hour[JUDGED_FROM:], series.index.day_of_week[JUDGED_FROM:]
    night, day = width[(hour < 5) & (weekday < 5)], width[(hour >= 10) & (hour < 16) & (weekday < 5)]

    assert np.median(night) < 0.5 * np.median(day)


def test_a_day_changes_the_range_of_later_days_only() -> None:
    series, day = readings(), 150 * 24
    power = series.power_kw.copy()
    power[day : day + 24] += 20.0

    before, after = with_range(series), with_range(series.with_power(power))

    for name in ("usual_low", "usual_high"):
        np.testing.assert_array_equal(getattr(before, name)[: day + 24], getattr(after, name)[: day + 24])
    assert (after.usual_high - after.usual_low)[day + 30] > (before.usual_high - before.usual_low)[day + 30]


def test_going_on_day_by_day_gives_the_range_of_the_whole() -> None:
    series = readings(80)
    days, scores, whole = SeriesDays.of(series), expecting(series), with_range(series)
    usual = UsualRange(24)
    usual.around(days, scores.taken(slice(0, 50 * 24)), 50)
    for stop in (51, 55, 80):
        usual = pickle.loads(pickle.dumps(usual))
        first = (usual.next_day - 1) * 24
        part = usual.around(days, scores.taken(slice(first, stop * 24)), stop)
        np.testing.assert_array_equal(part.usual_low, whole.usual_low[first : stop * 24])
        np.testing.assert_array_equal(part.usual_high, whole.usual_high[first : stop * 24])


def test_one_fault_hardly_widens_it_and_a_data_problem_not_at_all() -> None:
    series, day = readings(), 120 * 24
    power, gap = series.power_kw.copy(), series.power_kw.copy()
    power[day : day + 5] += 500.0
    gap[day : day + 48] = np.nan

    usual, faulty, with_gap = (with_range(series.with_power(each)) for each in (series.power_kw, power, gap))

    later = slice(day + 14 * 24, day + 21 * 24)
    widths = [np.mean((one.usual_high - one.usual_low)[later]) for one in (usual, faulty, with_gap)]
    assert widths[1] < 1.35 * widths[0]
    assert widths[2] == pytest.approx(widths[0], rel=0.1)


def test_it_scales_with_the_readings_and_is_unknown_in_the_first_weeks() -> None:
    series = readings(80)
    scores = expecting(series)
    larger = replace(scores, expected=1000.0 * scores.expected)
    days = SeriesDays.of(series.with_power(1000.0 * series.power_kw))

    scaled = UsualRange(24).around(days, larger, days.count)

    usual = with_range(series)
    np.testing.assert_allclose(scaled.usual_high, 1000.0 * usual.usual_high)
    assert np.isnan(usual.usual_low[: 14 * 24]).all()
    assert np.isfinite(usual.usual_low[28 * 24 :]).all()


def test_a_method_that_expects_readings_has_one_and_a_part_of_it_keeps_it() -> None:
    series = building("office", 60)
    scores = judged(TypicalWeek, series)
    held = inside(series, scores)[JUDGED_FROM:]

    assert 0.85 <= held.mean() <= 0.95
    part = pickle.loads(pickle.dumps(scores.taken(slice(2000, 2100)).continued_by(scores.taken(slice(2100, 2200)))))
    np.testing.assert_array_equal(part.usual_low, scores.usual_low[2000:2200])
    assert {"usual_low", "usual_high", "limit_below", "limit_above"} <= set(part.frame().columns)
