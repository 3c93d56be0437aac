"""How sure the trees are: where quantiles are further apart the band is wider, at whatever step."""

from __future__ import annotations

import numpy as np
import pytest

from data.series import MeterSeries
from detectors.forecast import WIDENING, scores_and_forecast
from detectors.forecasters.strategy import ForecastStrategy
from detectors.methods.gradient_boosting import MAX_WIDTH, MIN_WIDTH, GradientBoosting
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import WalkForward
from tests.detectors.meters import regular_office

AHEAD = ((4, WIDENING[1]), (3, WIDENING[0]))
"""Friday and Thursday, and by how much their bands are wider for being further ahead."""


def restless_on_fridays(step_minutes: int = 60, days: int = 130) -> MeterSeries:
    """Return an office whose working hours are hard to foresee on Fridays only."""
    series = regular_office(days=days, step_minutes=step_minutes)
    moved = np.random.default_rng(4).normal(0.0, 3.0, len(series))
    restless = (series.index.day_of_week == 4) & (series.index.hour >= 8) & (series.index.hour < 18)
    return series.with_power(series.power_kw + np.where(restless, moved, 0.0))


def test_the_band_of_a_forecast_is_wider_on_the_days_that_are_harder_to_foresee() -> None:
    series = restless_on_fridays(days=122)  # to Wednesday
    _, forecast = scores_and_forecast(GradientBoosting().fit(series), series, 3)
    hour, weekday = forecast.index.hour, forecast.index.day_of_week
    noon = (hour >= 10) & (hour < 16)
    friday, thursday = (np.median(forecast.scale_above[noon & (weekday == day)] / widened) for day, widened in AHEAD)
    assert friday > 1.5 * thursday


def test_widths_are_those_of_the_hour_and_about_one() -> None:
    days = SeriesDays.of(restless_on_fridays(15, days=60))
    strategy = ForecastStrategy(GradientBoosting(trees=20).model(days), 6.0, days.grid.slots)
    WalkForward(strategy).run(days, 60)
    width = strategy.model.width(59)
    assert width.shape == (days.grid.slots,)
    assert width.min() >= MIN_WIDTH
    assert width.max() <= MAX_WIDTH
    assert np.median(width) == pytest.approx(1.0, abs=0.4)
    hours = width.reshape(24, -1)
    assert np.all(hours == hours[:, :1])
