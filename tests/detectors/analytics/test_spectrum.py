"""The rhythm in figures, on loads made of known swings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.series import MeterSeries
from detectors.analytics.spectrum import (
    amplitude_spectrum,
    daily_swing,
    filled_hours,
    hourly_means,
    regularity,
    weekly_rhythm,
)
from tests.detectors.meters import regular_office


def swinging(
    days: int = 56, step_minutes: int = 60, *, daily_kw: float = 4.0, weekly_kw: float = 0.0, noise_kw: float = 0.0
) -> MeterSeries:
    """Return 20 kW with a swing of the day and one of the week, in UTC."""
    steps = days * 24 * 60 // step_minutes
    index = pd.date_range("2024-01-08", periods=steps, freq=pd.Timedelta(minutes=step_minutes), tz="UTC")
    hours = np.arange(steps) * step_minutes / 60.0
    noise = np.random.default_rng(4).normal(0.0, noise_kw, steps)
    daily, weekly = (np.cos(2 * np.pi * hours / period) for period in (24.0, 168.0))
    return MeterSeries("swing", index, 20.0 + daily_kw * daily + weekly_kw * weekly + noise)


def at_period(spectrum: pd.DataFrame, hours: float) -> pd.Series:
    return spectrum.loc[(spectrum["period_hours"] - hours).abs().idxmin()]


def test_the_spectrum_shows_each_swing_at_its_period_with_its_amplitude_and_share() -> None:
    spectrum = amplitude_spectrum(swinging(daily_kw=4.0, weekly_kw=3.0))
    daily, weekly = at_period(spectrum, 24.0), at_period(spectrum, 168.0)
    assert (daily["harmonic"], weekly["harmonic"]) == ("daily", "weekly")
    assert daily["amplitude_kw"] == pytest.approx(4.0)
    assert weekly["amplitude_kw"] == pytest.approx(3.0)
    assert daily["share"] == pytest.approx(16 / 25)
    assert weekly["share"] == pytest.approx(9 / 25)
    assert spectrum["period_hours"].is_monotonic_decreasing
    assert spectrum["period_hours"].iloc[-1] == 2.0


def test_amplitudes_hold_all_of_the_variance() -> None:
    series = swinging(daily_kw=2.0, noise_kw=1.0)
    spectrum = amplitude_spectrum(series)
    assert (spectrum["amplitude_kw"] ** 2 / 2).sum() == pytest.approx(series.power_kw.var())
    assert spectrum["share"].sum() == pytest.approx(1.0)


@pytest.mark.parametrize("step", [5, 15, 30, 60])
def test_the_step_hardly_changes_the_spectrum(step: int) -> None:
    # a mean over an hour dampens a swing of 24 h by sinc(1/24)
    assert at_period(amplitude_spectrum(swinging(28, step)), 24.0)["amplitude_kw"] == pytest.approx(4.0, rel=0.005)


def test_the_weekly_table_says_what_daily_and_weekly_rhythm_hold() -> None:
    weeks = weekly_rhythm(swinging(daily_kw=4.0, weekly_kw=3.0))
    assert len(weeks) == 8
    assert weeks["start"].iloc[0] == pd.Timestamp("2024-01-08")
    assert weeks["rhythm_share"].isna().tolist() == [True] * 3 + [False] * 5
    np.testing.assert_allclose(weeks["amplitude_kw"], 4.0)
    np.testing.assert_allclose(weeks["daily_share"].dropna(), 16 / 25)
    np.testing.assert_allclose(weeks["weekly_share"].dropna(), 9 / 25)
    np.testing.assert_allclose(weeks["variation"].dropna(), 0.0, atol=1e-9)


def test_a_swing_that_is_the_same_every_week_is_very_regular() -> None:
    found = regularity(weekly_rhythm(swinging()))
    assert found.figure == pytest.approx(1.0)
    assert found.words == "very regular"
    assert found.rhythm_share == pytest.approx(1.0)


def test_a_swing_of_three_kw_and_five_kw_in_turn_varies_by_a_quarter() -> None:
    series = swinging(daily_kw=1.0)
    week = np.arange(len(series)) // 168
    swing = (series.power_kw - 20.0) * np.where(week % 2 == 0, 3.0, 5.0)
    found = regularity(weekly_rhythm(series.with_power(20.0 + swing)))
    assert found.variation == pytest.approx(np.array([3.0, 5.0] * 4).std(ddof=1) / 4.0)
    assert found.words == "varying"


def test_a_flat_load_can_be_planned_although_its_swing_is_noise() -> None:
    found = regularity(weekly_rhythm(swinging(daily_kw=0.0, noise_kw=0.2)))
    assert found.figure > 0.9
    assert found.rhythm_share < 0.3


def test_noise_has_no_rhythm() -> None:
    weeks = weekly_rhythm(swinging(daily_kw=0.0, noise_kw=5.0))
    assert weeks["rhythm_share"].dropna().max() < 0.2


def test_gaps_are_filled_with_the_usual_hour_of_the_week() -> None:
    series = swinging(daily_kw=4.0, weekly_kw=3.0)
    power = series.power_kw.copy()
    power[400:460] = np.nan
    assert at_period(amplitude_spectrum(series.with_power(power)), 24.0)["amplitude_kw"] == pytest.approx(4.0)
    hours = hourly_means(series)
    hours[400:460] = np.nan
    np.testing.assert_allclose(filled_hours(hours), series.power_kw, atol=1e-9)


def test_a_week_without_readings_has_no_figures() -> None:
    series = swinging()
    power = series.power_kw.copy()
    power[168 * 5 : 168 * 6] = np.nan
    weeks = weekly_rhythm(series.with_power(power))
    assert weeks["amplitude_kw"].isna().tolist() == [False] * 5 + [True] + [False] * 2


def test_the_clock_change_shifts_no_hour() -> None:
    weeks = weekly_rhythm(regular_office("2024-02-26", 56, noise_kw=0.0))
    np.testing.assert_allclose(weeks["amplitude_kw"], weeks["amplitude_kw"].iloc[0], rtol=0.02)


def test_too_little_or_too_coarse_is_refused() -> None:
    with pytest.raises(DataError, match="13 days of readings; a spectrum takes at least two weeks"):
        amplitude_spectrum(swinging(13))
    index = pd.date_range("2024-01-08", periods=100, freq="6h", tz="UTC")
    with pytest.raises(DataError, match="a reading every 6 h"):
        weekly_rhythm(MeterSeries("coarse", index, np.ones(100)))


def test_the_daily_swing_of_a_few_days_comes_with_its_share() -> None:
    series = swinging(daily_kw=4.0, step_minutes=15)
    swing, share = daily_swing(series.power_kw[: 96 * 3], 0.25)
    assert swing == pytest.approx(4.0)
    assert share == pytest.approx(1.0)
    assert np.isnan(daily_swing(series.power_kw[:90], 0.25)).all()
    assert np.isnan(daily_swing(np.full(96, 3.0), 0.25)[1])
