"""Days without holes: what regressions on earlier days look at, with what was expected in place of what is missing."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from data.series import FloatArray
from detectors import kernels
from detectors.features.load_range import HIGH_SHARE, LOAD_RANGE_DAYS, LOW_SHARE, MIN_LOAD_RANGE_SHARE, half_year
from detectors.forecasters.model import ForecastModel
from detectors.walk_forward.rolling_table import RollingTable

FULLY_KNOWN_DAYS = 14
MAX_LOAD_RANGES = 2.0
"""A reading counts at most as two spans beyond the 5 to 95 % range: one huge peak does not bend a regression."""
BEYOND_LOAD_RANGES = 0.5
"""Nothing is expected further than half a span outside of that range."""
DIGITS = 9
"""Shares of the span are rounded, so that a fit is the same whatever the unit of the readings."""


class FilledDays(ForecastModel):
    """An expectation that needs every reading of the days before.

    A reading that is missing or must not teach is taken to be what was expected of it; before the first day that is
    foreseen, what is usual on the days like it. So a forecast reaches as far as is asked for.

    Attributes
    ----------
    filled
        Rows of shape ``(slots,)`` in kW: the days so far, without holes and without huge peaks.
    load_range_kw
        The 5 to 95 % span in kW of what is known of the last half year, never quite nothing.
    """

    def __init__(self, slots: int, kept_days: int = LOAD_RANGE_DAYS) -> None:
        super().__init__(slots, kept_days)
        self.filled = RollingTable(slots, keep_days=max(kept_days, LOAD_RANGE_DAYS) + 1, fill=0.0)
        self.load_range_kw = 1.0
        self._low, self._high = -np.inf, np.inf
        self._expected = np.full(slots, np.nan)
        self._expected_day = -1

    @abstractmethod
    def forecast_day(self, day: int) -> FloatArray:
        """Return what is expected of a day in kW, shape ``(slots,)``, without NaN."""

    @abstractmethod
    def fit_filled(self, day: int) -> None:
        """Fit anew to the days before ``day``."""

    def fit(self, day: int) -> None:
        """Learn the range of the readings, then fit."""
        super().fit(day)
        self._low, self._high = known_range(self.training_kw[half_year(day)])
        self.load_range_kw = self._high - self._low
        if day == self.first_day:
            self.filled[0:day] = self._within(self._first_days(day), MAX_LOAD_RANGES)
        self.fit_filled(day)

    def predict(self, day: int) -> FloatArray:
        """Return what is foreseen, not far outside of what was seen."""
        expected = self._within(self.forecast_day(day), BEYOND_LOAD_RANGES)
        if self._low > 0:
            expected = np.maximum(expected, 0.5 * self._low)
        self._expected, self._expected_day = expected, day
        return expected

    def update(self, day: int, power: FloatArray) -> None:
        """Remember the day, without holes."""
        super().update(day, power)
        known = np.isfinite(power)
        stand_in = self._expected if day == self._expected_day else self._last_known(day)
        self.filled[day] = np.where(known, self._within(np.where(known, power, 0.0), MAX_LOAD_RANGES), stand_in)

    def shares(self, power: FloatArray) -> FloatArray:
        """Return amounts as shares of the span, rounded."""
        return np.round(power / self.load_range_kw, DIGITS)

    def _within(self, power: FloatArray, load_ranges: float) -> FloatArray:
        return np.clip(
            power, self._low - load_ranges * self.load_range_kw, self._high + load_ranges * self.load_range_kw
        )

    def _last_known(self, day: int) -> FloatArray:
        known = self.training_kw[0:day]
        if not np.isfinite(known).any():
            return np.zeros(self.grid.slots)
        last = np.full(self.grid.slots, np.median(known[np.isfinite(known)]))
        for row in known:
            last = np.where(np.isfinite(row), row, last)
        return last

    def _first_days(self, stop: int) -> FloatArray:
        """Return the days before the first one foreseen; a hole has the median of its slot on the days most like it."""
        known = self.training_kw[0:stop]
        filled, anything = known.copy(), known[np.isfinite(known)]
        for day in np.flatnonzero(~np.isfinite(known).all(axis=1)):
            is_same = self.grid.weekday[:stop] == self.grid.weekday[day]
            is_alike = self.grid.is_off[:stop] == self.grid.is_off[day]
            for rows in (is_same & is_alike, is_alike, np.ones(stop, bool)):
                stand_in = kernels.weighted_median(known[rows], np.ones(int(rows.sum())))
                filled[day] = np.where(np.isfinite(filled[day]), filled[day], stand_in)
        return np.where(np.isfinite(filled), filled, np.median(anything) if len(anything) else 0.0)


def known_range(training_kw: FloatArray) -> tuple[float, float]:
    """Return the 5 and 95 % quantile in kW of a half year of days, or of its last weeks where these go beyond.

    They are never quite equal; rows are days.
    """
    pairs = [(0.0, 0.0)]
    for recent in (training_kw, training_kw[-FULLY_KNOWN_DAYS:]):
        values = np.ascontiguousarray(recent).ravel()
        low, high = kernels.known_quantile(values, LOW_SHARE), kernels.known_quantile(values, HIGH_SHARE)
        if np.isfinite(low):
            pairs.append((low, high))
    pairs = pairs[1:] or pairs
    low, high = min(pair[0] for pair in pairs), max(pair[1] for pair in pairs)
    lacking = MIN_LOAD_RANGE_SHARE * max(abs(low), abs(high)) - (high - low)
    if lacking > 0:
        low, high = low - lacking / 2.0, high + lacking / 2.0
    return (low, high) if high > low else (low, low + 1.0)
