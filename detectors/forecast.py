"""Forecasts: predictions for readings that are not there yet.

A forecasting detector predicts each day from the days before it, so a forecast is its prediction for a series followed
by missing readings: one run gives the scores of past readings and the forecast of coming ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.errors import ParameterError
from data.series import FloatArray, MeterSeries
from detectors.base import FittedDetector
from detectors.history import extended
from detectors.scores import Scores

MAX_DAYS = 7
"""Days that a forecast reaches at most. Chosen, not tuned."""
WIDENING = (1.0, 1.08, 1.13, 1.17, 1.2, 1.23, 1.26)
"""Factors on scales of the first to seventh day of a forecast, as errors grow with time. Chosen; how much would be
needed is measured in ``benchmarks/RESULTS.md``."""


@dataclass(frozen=True, eq=False)
class Forecast:
    """Predictions after the last reading; every array has shape ``(len(index),)`` and is in kW."""

    index: pd.DatetimeIndex
    expected: FloatArray
    scale_below: FloatArray
    scale_above: FloatArray

    def band(self, level: float, floor_kw: float = -np.inf) -> tuple[FloatArray, FloatArray]:
        """Return the lower and upper limit in kW at a level in sigma; the lower one is at least ``floor_kw``."""
        low = self.expected - level * self.scale_below
        return np.maximum(low, floor_kw), self.expected + level * self.scale_above

    def first(self, steps: int) -> Forecast:
        """Return the first steps of the forecast."""
        return Forecast(self.index[:steps], self.expected[:steps], self.scale_below[:steps], self.scale_above[:steps])


def forecast_period(series: MeterSeries, days: int) -> MeterSeries:
    """Return the series followed by ``days`` times 24 hours of missing readings.

    Raises
    ------
    ParameterError
        When the days are not 1 to 7.
    """
    if not 1 <= days <= MAX_DAYS:
        raise ParameterError(f"The forecast is to reach {days} days ahead; it takes 1 to {MAX_DAYS} days.")
    return extended(series, days * series.steps_per_day)


def scores_and_forecast(fitted: FittedDetector, series: MeterSeries, days: int) -> tuple[Scores, Forecast]:
    """Return the scores of a series by a detector that can forecast, and its forecast of the days after it.

    Scales grow from day to day; a slot without a prediction is NaN.
    """
    scores = fitted.score(forecast_period(series, days))
    later = scores.taken(slice(len(series), None))
    wider = np.repeat(WIDENING[:days], series.steps_per_day)
    forecast = Forecast(later.index, later.expected, later.scale_below * wider, later.scale_above * wider)
    return scores.taken(slice(0, len(series))), forecast
