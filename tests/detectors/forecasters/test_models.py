"""What forecasting methods expect, on readings made by hand: days without holes, hours and steps, fits, filters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from statsmodels.tsa.holtwinters import ExponentialSmoothing

from data.series import FloatArray
from detectors.features.season import FourierSeason
from detectors.forecasters.arma import ArimaOrder, fitted, is_worth_fitting
from detectors.forecasters.detector import Forecaster
from detectors.forecasters.filled_days import FilledDays, known_range
from detectors.forecasters.hourly import Hourly, by_the_hour
from detectors.forecasters.model import ForecastModel
from detectors.methods.auto_arima import best_order
from detectors.methods.holt_winters import HoltWinters, SmoothedWeek
from detectors.methods.parx import Parx, PeriodicRegression
from detectors.methods.seasonal_residual import SeasonalResidual
from detectors.methods.temperature_week import KNOTS_C, TemperatureWeek, TimeOfWeek, _knots, _pieces
from detectors.progress import collecting
from detectors.walk_forward.days import SeriesDays
from tests.detectors.meters import judged, regular_office

DAYS = 84


def office_days(step_minutes: int = 60, country: str = "") -> SeriesDays:
    return SeriesDays.of(regular_office("2024-01-08", DAYS, step_minutes, zone="UTC", country=country))


def power_of(days: SeriesDays) -> FloatArray:
    """Return a copy of the readings, without the day behind them."""
    return days.grid.power_kw[:DAYS].copy()


def led_through(model: ForecastModel, days: SeriesDays, power: FloatArray, stop: int | None = None) -> FloatArray:
    """Lead an expectation through days as the walk does; return what it expected."""
    model.bind(days)
    expected = np.full(power.shape, np.nan)
    for day in range(len(power) if stop is None else stop):
        if day >= model.first_day:
            if day % 7 == 0:
                model.fit(day)
            expected[day] = model.predict(day)
        model.update(day, power[day])
    return expected


class Always(FilledDays):
    """Expects the same power of every reading."""

    def __init__(self, slots: int, power_kw: float) -> None:
        super().__init__(slots)
        self._power_kw = power_kw

    def fit_filled(self, day: int) -> None:
        """Nothing to fit."""

    def forecast_day(self, day: int) -> FloatArray:  # noqa: ARG002
        return np.full(self.grid.slots, self._power_kw)


def test_what_is_missing_is_taken_to_be_what_was_expected() -> None:
    days = office_days()
    power = power_of(days)
    power[30, 4:9] = np.nan
    always = Always(24, 7.0)
    led_through(always, days, power)
    np.testing.assert_array_equal(always.filled[30][4:9], 7.0)
    np.testing.assert_array_equal(always.filled[30][:4], power[30, :4])


def test_before_the_first_day_foreseen_it_is_what_there_was_at_that_slot_on_the_same_weekday() -> None:
    days = office_days()
    power = power_of(days)
    power[3:6, 4] = np.nan
    always = Always(24, 7.0)
    led_through(always, days, power)
    np.testing.assert_array_equal(always.filled[3:6][:, 4], power[10:13, 4])


def test_a_slot_that_weekday_never_had_is_that_of_other_days_of_its_kind() -> None:
    days = office_days()
    power = power_of(days)
    power[[0, 7], 12] = np.nan
    always = Always(24, 7.0)
    led_through(always, days, power)
    np.testing.assert_allclose(always.filled[np.array([0, 7])][:, 12], 20.0, atol=1.0)


@pytest.mark.parametrize("day", [5, 50])
def test_a_huge_peak_is_cut_where_regressions_look(day: int) -> None:
    days = office_days()
    power = power_of(days)
    power[day, 4] = 1e9
    always = Always(24, 7.0)
    led_through(always, days, power)
    assert always.filled[day][4] < 60.0


def test_nothing_far_outside_of_what_was_seen_is_expected() -> None:
    days = office_days()
    high, low = (led_through(Always(24, power), days, power_of(days))[20] for power in (1e6, -1e6))
    assert np.all(high < 30.0)
    assert np.all(low > 2.0)


@pytest.mark.parametrize(
    ("kind", "share"), [(TemperatureWeek, 0.1), (HoltWinters, 0.1), (Parx, 0.1), (SeasonalResidual, 0.4)]
)
def test_readings_missing_at_random_hardly_change_what_is_expected(kind: type[Forecaster], share: float) -> None:
    series = regular_office("2024-01-08", 56)
    missing = np.random.default_rng(1).random(len(series)) < share
    scores = judged(kind, series.with_power(np.where(missing, np.nan, series.power_kw)))
    away = scores.expected - judged(kind, series).expected
    assert np.nanmax(np.abs(away)) < 2.0


def test_a_range_of_readings_that_never_move_is_a_little_wide_and_follows_the_last_weeks() -> None:
    low, high = known_range(np.full((40, 24), 5.0))
    assert low < 5.0 < high
    risen = np.vstack([np.full((100, 24), 5.0), np.full((3, 24), 50.0)])
    assert known_range(risen)[1] > 45.0


def test_steps_are_foreseen_by_the_hour_with_their_pattern_put_back() -> None:
    days = office_days(15)
    pattern = np.tile([0.4, -0.1, -0.1, -0.2], 24)
    power = np.where(np.isfinite(power_of(days)), 5.0 + pattern, np.nan)
    hourly = by_the_hour(days, lambda hours: Always(hours.grid.slots, 5.0))
    assert isinstance(hourly, Hourly)
    expected = led_through(hourly, days, power)
    np.testing.assert_allclose(expected[-1], 5.0 + pattern)


@pytest.mark.parametrize("step", [60, 120])
def test_steps_of_an_hour_or_more_are_foreseen_as_they_are(step: int) -> None:
    assert isinstance(by_the_hour(office_days(step), lambda hours: Always(hours.grid.slots, 5.0)), Always)


def test_an_hour_known_by_less_than_half_does_not_teach() -> None:
    days = office_days(15)
    power = power_of(days)
    power[20, 0:3], power[20, 4:6] = np.nan, np.nan
    hourly = Hourly(days, lambda hours: Always(hours.grid.slots, 5.0))
    led_through(hourly, days, power)
    taught = hourly._method.training_kw[20]
    assert np.isnan(taught[0])
    assert taught[1] == pytest.approx(power[20, 6:8].mean())


def test_the_regression_on_three_days_finds_their_weights_and_the_slope_of_heating() -> None:
    days = office_days()
    rng = np.random.default_rng(4)
    degrees = rng.uniform(-5.0, 15.0, days.grid.power_kw.shape)
    late = np.concatenate([degrees[:1, :1], degrees.ravel()[None, :-1]], axis=1).reshape(degrees.shape)
    power = 10.0 + rng.normal(0.0, 1.0, (DAYS, 24))
    is_off = days.grid.is_off
    for day in range(3, DAYS):
        alike = np.flatnonzero(is_off[:day] == is_off[day])[-3:]
        if len(alike) == 3:
            power[day] = 4.0 + power[alike[::-1]].T @ [0.4, 0.1, 0.1] + 0.3 * (16.0 - late[day])
            power[day] += rng.normal(0.0, 0.05, 24)
    days = replace(days, temperature=degrees)
    expected = led_through(PeriodicRegression(days, 52), days, power)
    off = np.abs(expected - power)[70:]
    assert np.median(off) < 0.15 * np.std(power[70:])


def test_the_season_finds_a_curve_for_each_kind_of_day() -> None:
    days = office_days()
    angle = 2 * np.pi * np.arange(24) / 24
    curve = np.where(days.grid.is_off[:, None], 3.0 + np.cos(angle), 8.0 + 2 * np.sin(2 * angle))
    season = FourierSeason(24)
    season.fit(days.grid, curve[:60], 0)
    for day in (61, 66, 68):
        np.testing.assert_allclose(season.day(days.grid, day), curve[day], atol=0.15)


def test_the_fit_of_an_arma_finds_what_made_the_readings_and_needs_something_to_fit() -> None:
    rng = np.random.default_rng(1)
    shocks = rng.normal(size=3000)
    residual = np.zeros(3000)
    for i in range(1, 3000):
        residual[i] = 0.8 * residual[i - 1] + shocks[i]
    params = fitted(residual, ArimaOrder(1, 0, 0))
    assert params is not None
    assert params[0] == pytest.approx(0.8, abs=0.04)
    assert not is_worth_fitting(np.zeros(500))
    assert fitted(np.full(500, np.nan), ArimaOrder(1, 0, 0)) is None


def test_the_search_for_an_order_finds_memory_where_there_is_some_and_tries_no_more_models_than_it_may() -> None:
    rng = np.random.default_rng(2)
    residual = np.convolve(rng.normal(size=1100), 0.9 ** np.arange(60))[60:1060]
    order, tried = best_order(residual, 6)
    assert order.p >= 1
    assert order.d == 0
    assert tried <= 6
    assert best_order(residual, 6) == (order, tried)


def test_an_order_reads_as_people_write_it() -> None:
    assert str(ArimaOrder(2, 0, 1)) == "(2, 0, 1)"
    assert str(ArimaOrder(1, 0, 1, (0, 1, 1, 24))) == "(1, 0, 1)(0, 1, 1, 24)"


def test_smoothing_goes_forward_as_the_library_does() -> None:
    days = office_days()
    rng = np.random.default_rng(3)
    power = 10.0 + days.grid.weekday[:DAYS, None] + rng.normal(0.0, 1.0, (DAYS, 24))
    ours = SmoothedWeek(24, 26)
    led_through(ours, days, power, stop=56)
    ours.fit(56)
    level, season = ours._level.copy(), ours._season.copy()
    expected = np.array([_then(ours, day, power[day]) for day in range(56, 70)])
    slot, weekdays = 9, (days.grid.weekday[56] + np.arange(7)) % 7
    theirs = ExponentialSmoothing(
        power[56:70, slot],
        seasonal="add",
        seasonal_periods=7,
        initialization_method="known",
        initial_level=level[slot],
        initial_seasonal=season[weekdays, slot],
    ).fit(smoothing_level=ours._alpha[slot], smoothing_seasonal=ours._gamma[slot], optimized=False)
    np.testing.assert_allclose(expected[:, slot], theirs.fittedvalues, rtol=1e-9)


def _then(model: ForecastModel, day: int, power: FloatArray) -> FloatArray:
    expected = model.predict(day)
    model.update(day, power)
    return expected


def test_a_holiday_is_foreseen_as_a_sunday_and_does_not_teach_a_smoothed_week() -> None:
    days = office_days(country="GB")
    holiday = int(np.flatnonzero((days.grid.day_type == 2) & (days.grid.weekday != 6))[0])  # Good Friday
    smoothed = SmoothedWeek(24, 26)
    expected = led_through(smoothed, days, power_of(days), stop=holiday)
    before = smoothed._season.copy()
    foreseen = smoothed.predict(holiday)
    smoothed.update(holiday, np.full(24, 5.0))
    assert foreseen[10] < 8.0 < expected[holiday - 1, 10]
    np.testing.assert_allclose(smoothed._season, before)


def test_temperature_bends_only_where_readings_lie_beyond() -> None:
    degrees = np.concatenate([np.full(19, -5.0), np.linspace(10.0, 20.0, 200)])
    np.testing.assert_allclose(_knots(degrees), KNOTS_C[1:3])
    pieces = _pieces(np.array([15.0]), np.array([10.0, 18.0]))
    np.testing.assert_allclose(pieces, [[1.0, 0.5, 0.0]])


def test_lines_on_the_temperature_are_found_for_occupied_hours_and_for_the_others() -> None:
    days = office_days()
    rng = np.random.default_rng(6)
    degrees = rng.uniform(-2.0, 12.0, (days.grid.days, 1)) + rng.normal(0.0, 0.1, days.grid.power_kw.shape)
    late = np.concatenate([degrees[:1, :1], degrees.ravel()[None, :-1]], axis=1).reshape(degrees.shape)
    busy = (np.arange(24) >= 8) & (np.arange(24) < 18) & ~days.grid.is_off[:, None]
    power = np.where(busy, 30.0 - 1.0 * late, 10.0 - 0.2 * late)[:DAYS]
    week = TimeOfWeek(24, 14)
    expected = led_through(week, replace(days, temperature=degrees), power)
    np.testing.assert_array_equal(week._is_occupied[0], busy[0])
    assert np.abs(expected - power)[70:].max() < 0.5


def test_without_a_temperature_it_says_so_and_expects_the_weighted_weekly_mean() -> None:
    days = office_days()
    power = power_of(days)
    week = TimeOfWeek(24, 14)
    with collecting() as notes:
        expected = led_through(week, days, power)
    earlier = np.arange(80 % 7, 80, 7)
    weights = 14.0**2 / (14.0**2 + (80.0 - earlier) ** 2)
    np.testing.assert_allclose(expected[80], weights @ power[earlier] / weights.sum())
    assert "no temperature" in notes["temperature"]
