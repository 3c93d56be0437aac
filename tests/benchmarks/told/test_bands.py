"""Interval score, conformal quantiles and the share inside, by hand; the usual range is taken where there is one."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.told.bands import (
    CALIBRATION_DAYS,
    RANGES,
    DayAhead,
    conformal,
    conformal_by_part,
    conformal_quantiles,
    figures_of,
    held_within,
    interval_score,
    rescaled_alarm,
    usual_range,
)
from detectors.scores import Scores
from tests.data.simulation.planted import office


@pytest.fixture(scope="module")
def meter() -> DayAhead:
    series = office(120, step_minutes=60)
    expected = np.where(series.power_kw > 30, 50.0, 10.0)
    return DayAhead.of(series, Scores.from_expectation(series, expected, 2.0))


def test_the_interval_score_is_the_width_and_twenty_times_what_is_missed() -> None:
    power = np.array([5.0, 1.0, 10.5])

    score = interval_score(power, (np.full(3, 2.0), np.full(3, 10.0)))

    np.testing.assert_allclose(score, [8.0, 8.0 + 20.0, 8.0 + 10.0])


def test_conformal_quantiles_leave_out_as_many_as_they_may() -> None:
    past = np.arange(39.0)

    assert conformal_quantiles(past) == (1.0, 37.0)
    assert conformal_quantiles(np.arange(5.0)) == (0.0, 4.0)


def test_the_share_inside_is_counted_in_all_and_by_part() -> None:
    power, part = np.array([1.0, 5.0, 5.0, 9.0]), np.array([0, 0, 1, 1])

    figures = figures_of(power, (np.full(4, 2.0), np.full(4, 8.0)), part)

    assert figures.held == 0.5
    assert figures.by_part[:2] == (0.5, 0.5)
    assert np.isnan(figures.by_part[2])
    assert figures.score == pytest.approx((6.0 + 2 * 20.0 / 4) / 5.0)
    assert held_within(0.4, 0.6, [figures, replace(figures, held=0.9)]) == 0.5


@pytest.mark.parametrize("make", [conformal, conformal_by_part, rescaled_alarm])
def test_a_band_of_the_last_weeks_holds_nine_of_ten_and_stands_on_what_was_expected(
    make: object, meter: DayAhead
) -> None:
    assert callable(make)
    low, high = make(meter)
    known = np.isfinite(low)
    power = meter.series.power_kw[known]

    assert meter.day[known].min() == 28
    assert ((power >= low[known]) & (power <= high[known])).mean() == pytest.approx(0.9, abs=0.02)
    assert np.abs(high - low)[known].max() < 3.0


@pytest.mark.parametrize("name", RANGES)
def test_no_band_sees_the_day_it_is_made_for(name: str, meter: DayAhead) -> None:
    later = 100 * 24
    power = meter.series.power_kw.copy()
    power[later:] += 7.0
    other = DayAhead.of(meter.series.with_power(power), meter.scores)
    same = meter.day <= meter.day[later]

    for one, two in zip(RANGES[name](meter), RANGES[name](other), strict=True):
        np.testing.assert_array_equal(one[same], two[same])


def test_a_band_forgets_what_is_older_than_its_weeks(meter: DayAhead) -> None:
    power = meter.series.power_kw.copy()
    power[: 24 * 20] += 5.0
    other = DayAhead.of(meter.series.with_power(power), meter.scores)
    late = meter.day >= 20 + CALIBRATION_DAYS

    np.testing.assert_array_equal(conformal(meter)[1][late], conformal(other)[1][late])


def test_the_usual_range_of_the_scores_is_taken_where_there_is_one(meter: DayAhead) -> None:
    size = len(meter.series)
    known = replace(meter.scores, usual_low=np.full(size, 1.0), usual_high=np.full(size, 2.0))
    unknown = replace(meter.scores, usual_low=np.full(size, np.nan), usual_high=np.full(size, np.nan))

    low, high = usual_range(replace(meter, scores=known))

    assert (set(low), set(high)) == ({1.0}, {2.0})
    np.testing.assert_array_equal(usual_range(replace(meter, scores=unknown))[0], rescaled_alarm(meter)[0])


def test_nights_days_and_days_off_are_told_apart(meter: DayAhead) -> None:
    index = meter.series.index

    assert set(index[meter.part == 2].day_of_week) == {5, 6}
    assert set(index[meter.part == 1].hour) == set(range(7, 19))
