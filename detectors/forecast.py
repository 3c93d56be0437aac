"""Forecasts: predictions for readings that are not there yet.

A forecasting detector predicts each day from the days before it, so a forecast is its prediction for a series followed
by missing readings: one run gives the scores of past readings and the forecast of coming ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from data.errors import ParameterError
from data.series import FloatArray, MeterSeries
from detectors.base import Detector, FittedDetector
from detectors.history import extended
from detectors.registry import detectors
from detectors.scores import Scores
from detectors.threshold import DEFAULT_LEVEL

MAX_DAYS = 7
"""Days that a forecast reaches at most. Chosen, not tuned."""
WIDENING = (1.0, 1.08, 1.13, 1.17, 1.2, 1.23, 1.26)
"""Factors on scales of the first to seventh day of a forecast, as errors grow with time. Chosen; how much would be
needed is measured in ``benchmarks/RESULTS.md``."""


@dataclass(frozen=True, eq=False)
class Forecast:
    """What is expected after the last reading; every array has shape ``(len(index),)`` and is in kW.

    ``floor_kw`` is what the meter was never below; a band does not reach farther down.
    """

    index: pd.DatetimeIndex
    expected: FloatArray
    scale_below: FloatArray
    scale_above: FloatArray
    floor_kw: float = field(default=-np.inf, kw_only=True)

    def band(self, level: float, floor_kw: float = -np.inf) -> tuple[FloatArray, FloatArray]:
        """Return the lower and upper limit in kW at a level in sigma; the lower one is at least ``floor_kw``."""
        low = self.expected - level * self.scale_below
        return np.maximum(low, max(floor_kw, self.floor_kw)), self.expected + level * self.scale_above

    def frame(self, level: float = DEFAULT_LEVEL) -> pd.DataFrame:
        """Return one row an interval: what is expected, and the band at a level in sigma, in kW."""
        low_kw, high_kw = self.band(level)
        return pd.DataFrame({"expected_kw": self.expected, "low_kw": low_kw, "high_kw": high_kw}, index=self.index)

    def first(self, steps: int) -> Forecast:
        """Return the first steps of it."""
        columns = {name: getattr(self, name)[:steps] for name in ("expected", "scale_below", "scale_above")}
        return replace(self, index=self.index[:steps], **columns)


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


def check_forecasts(detector: Detector) -> None:
    """Raise ``ParameterError`` when a detector makes no forecast, naming those that do."""
    if not detector.can_forecast:
        those = ", ".join(kind.name for kind in detectors().values() if kind.can_forecast)
        raise ParameterError(f"{detector.name} makes no forecast; choose one of {those}.")


def scored(
    series: MeterSeries, detector: Detector, fitted: FittedDetector | None = None
) -> tuple[Scores, Forecast | None]:
    """Return what a detector says of a series and, where it can, of the days behind it.

    ``fitted`` is the detector fitted to the series; without it, it is fitted now.

    Raises
    ------
    DataError
        When the series is too short for the detector, or an optional package is missing.
    """
    fitted = fitted or detector.fit(series)
    if not detector.can_forecast:
        return fitted.score(series), None
    return scores_and_forecast(fitted, series, MAX_DAYS)


def scores_and_forecast(fitted: FittedDetector, series: MeterSeries, days: int) -> tuple[Scores, Forecast]:
    """Return the scores of a series by a detector that can forecast, and its forecast of the days after it.

    Scales grow from day to day; a slot without a prediction is NaN.
    """
    scores = fitted.score(forecast_period(series, days))
    later = scores.taken(slice(len(series), None))
    wider = np.repeat(WIDENING[:days], series.steps_per_day)
    scales = later.limit_below * wider, later.limit_above * wider
    forecast = Forecast(later.index, later.expected, *scales, floor_kw=series.floor_kw)
    return scores.taken(slice(0, len(series))), forecast
