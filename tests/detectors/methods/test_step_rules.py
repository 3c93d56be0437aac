"""Steep steps and peaks: against the meter's own, or against its limit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data.errors import ParameterError
from data.opening_hours import Operation
from detectors.events.events import events
from detectors.explain.explain import explain
from detectors.methods.gradient import Gradient
from detectors.methods.peak import Peak
from detectors.rules.step_strategy import rise
from detectors.scores import Reason
from detectors.threshold import Threshold, flags
from tests.detectors.meters import changed, events_within, inside, judged, regular_office


def test_a_rise_is_the_difference_to_the_reading_before() -> None:
    values = np.array([1.0, 3.0, np.nan, 4.0, 9.0])
    np.testing.assert_array_equal(rise(values, 1), [np.nan, 2.0, np.nan, np.nan, 5.0])
    np.testing.assert_array_equal(rise(values, 3), [np.nan, np.nan, np.nan, 3.0, 6.0])


@pytest.mark.parametrize("step", [5, 15, 60])
def test_a_start_at_an_unusual_time_is_steep_and_the_usual_one_is_not(step: int) -> None:
    series = changed(regular_office(days=100, step_minutes=step), "2024-04-03 03:00", "2024-04-03 05:00", 10.0)
    scores = judged(Gradient, series)
    morning = inside(scores, "2024-04-03 07:00", "2024-04-03 10:00")
    assert np.nanmax(scores.score[morning]) < 4.0
    [event] = events_within(series, scores, "2024-04-03 00:00", "2024-04-03 06:00")
    assert event.reason is Reason.RAMP
    assert event.start.hour == 3
    assert np.isnan(event.excess_kwh)
    assert explain(event).sentence.startswith(("Steep rise: ", "Steep drop: "))


def test_what_is_expected_is_the_reading_before_and_the_usual_step() -> None:
    series = regular_office(days=100, noise_kw=0.0)
    scores = judged(Gradient, series)
    eight = inside(scores, "2024-04-03 08:00", "2024-04-03 09:00")
    nine = inside(scores, "2024-04-03 09:00", "2024-04-03 10:00")
    assert scores.expected[eight] == 20.0
    assert scores.expected[nine] == 20.0
    moved = judged(Gradient, changed(series, "2024-04-03 07:00", "2024-04-03 08:00", 3.0))
    assert moved.expected[eight] == 23.0


def test_a_step_is_as_anomalous_as_it_is_far_from_usual() -> None:
    series = regular_office(days=100)
    scores = judged(Gradient, series)
    known = np.isfinite(scores.score) & (scores.side > 0)
    away = (series.power_kw - scores.expected)[known] / scores.scale_above[known]
    np.testing.assert_allclose(scores.score[known], away)


def test_over_an_hour_a_slow_rise_is_seen_that_no_single_step_shows() -> None:
    series = regular_office(days=100, step_minutes=5, noise_kw=0.3)
    power = series.power_kw.copy()
    first = int(np.flatnonzero(inside(judged(Gradient, series), "2024-04-03 02:00", "2024-04-03 04:00"))[0])
    power[first : first + 24] += np.minimum(np.arange(24) * 0.3, 3.6)
    slow = series.with_power(power)
    by_step, by_hour = (Gradient(over=over).fit(slow).score(slow) for over in ("step", "hour"))
    rising = slice(first, first + 12)
    assert np.nanmax(by_hour.score[rising]) > 4.0 > np.nanmax(by_step.score[rising])
    assert np.all(by_hour.window_hours == 1.0)


def test_after_a_gap_the_first_step_is_unknown() -> None:
    series = regular_office(days=100)
    power = series.power_kw.copy()
    power[24 * 60 : 24 * 60 + 3] = np.nan
    scores = judged(Gradient, series.with_power(power))
    assert np.isnan(scores.score[24 * 60 : 24 * 60 + 4]).all()
    assert np.isfinite(scores.score[24 * 60 + 4])


def test_a_peak_above_the_usual_ones_is_told_with_its_load_factor() -> None:
    series = changed(regular_office(days=100, noise_kw=0.0), "2024-04-03 11:00", "2024-04-03 12:00", 10.0)
    [event] = events_within(series, judged(Peak, series), "2024-04-03 00:00", "2024-04-04 00:00")
    assert (event.start.hour, event.hours) == (11, 1.0)
    assert event.reason is Reason.PEAK
    four_weeks = series.power_kw[: int(np.argmax(series.power_kw)) + 1][-(28 * 24 + 1) :]
    factor = f"{100 * four_weeks.mean() / 30.0:.2g}"
    assert explain(event).sentence == (
        f"Unusual peak: 30 kW, 10 kW over the usual highest of 20 kW; load factor {factor} % over four weeks."
    )


def test_a_lesser_peak_on_a_sunday_is_no_peak_of_the_meter() -> None:
    series = changed(regular_office(days=100), "2024-04-07 11:00", "2024-04-07 12:00", 13.0)
    assert not events_within(series, judged(Peak, series), "2024-04-07 00:00", "2024-04-08 00:00")


def test_low_power_is_never_a_peak() -> None:
    series = changed(regular_office(days=100), "2024-04-03 00:00", "2024-04-05 00:00", 0.0, factor=0.3)
    scores = judged(Peak, series)
    assert np.all(scores.score[inside(scores, "2024-04-03 00:00", "2024-04-05 00:00")] == 0.0)
    assert scores.side.min() == 0


@pytest.mark.parametrize("said", ["parameter", "setting"])
def test_with_a_limit_four_is_at_the_limit_and_each_twentieth_one_more(said: str) -> None:
    series = regular_office(days=40, noise_kw=0.0)
    power = series.power_kw.copy()
    power[200:204] = 24.0, 25.0, 27.5, 18.0
    series = series.with_power(power)
    if said == "setting":
        series = replace(series, operation=Operation(limit_kw=25.0))
    rule = Peak(above_kw=25.0) if said == "parameter" else Peak()
    scores = rule.fit(series).score(series)
    np.testing.assert_allclose(scores.score[200:204], [3.2, 4.0, 6.0, 0.0], atol=1e-9)
    [event] = events(series, scores, Threshold())
    assert event.reason is Reason.OVER_LIMIT
    assert explain(event).sentence.startswith("Over the limit: 27.5 kW, 2.5 kW over the limit of 25 kW; load factor ")
    assert "shifting one of them" in explain(event).hint


def test_the_parameter_wins_over_the_setting() -> None:
    series = replace(regular_office(days=40), operation=Operation(limit_kw=25.0))
    scores = Peak(above_kw=12.0).fit(series).score(series)
    np.testing.assert_allclose(scores.compared_with(Reason.OVER_LIMIT), 12.0)


@pytest.mark.parametrize("level", [2.0, 4.0, 6.0])
def test_with_a_limit_what_is_flagged_lies_above_the_band(level: float) -> None:
    series = regular_office(days=40, noise_kw=2.0)
    scores = Peak(above_kw=20.0).fit(series).score(series)
    high = scores.band(level)[1]
    flagged = flags(scores, Threshold(level=level))
    assert flagged.any()
    assert np.all(series.power_kw[flagged] >= high[flagged] - 1e-9)
    assert np.all(series.power_kw[~flagged] < high[~flagged])
    assert level != 4.0 or high == pytest.approx(np.full(len(series), 20.0))


def test_over_a_limit_only_the_energy_above_it_counts() -> None:
    series = regular_office(days=40, noise_kw=0.0)
    power = series.power_kw.copy()
    power[200:204] = 24.0, 26.0, 27.5, 24.0
    series = series.with_power(power)
    [event] = events(series, Peak(above_kw=25.0).fit(series).score(series), Threshold())
    assert (event.hours, event.excess_kwh) == (2.0, pytest.approx(3.5))


def test_a_limit_below_zero_is_refused() -> None:
    with pytest.raises(ParameterError, match="Limit is -5; it takes 0 to 100000 kW"):
        Peak(above_kw=-5.0)
