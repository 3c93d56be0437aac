"""Days without gaps for regressions on earlier days: predictions take the place of missing readings."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from data.series import FloatArray
from detectors import kernels
from detectors.features.load_range import HIGH_SHARE, LOAD_RANGE_DAYS, LOW_SHARE, MIN_LOAD_RANGE_SHARE, half_year
from detectors.forecasters.model import ForecastModel
from detectors.walk_forward.rolling_table import RollingTable

LAST_DAYS = 14
"""Days at the end whose range counts where it exceeds that of the half year. Chosen, not tuned."""
MAX_LOAD_RANGES = 2.0
"""Times the load range beyond its limits at which readings are clipped: one peak bends no regression. Chosen."""
BEYOND_LOAD_RANGES = 0.5
"""Times the load range beyond its limits that a prediction may reach. Chosen, not tuned."""
LOWEST_SHARE = 0.5
"""Share of the lower limit below which nothing is predicted of a meter that is never off. Chosen, not tuned."""
DIGITS = 9
"""Digits to which shares of the load range are rounded, so that a fit is the same in every unit. Technical limit."""


class FilledDays(ForecastModel):
    """A forecast model that needs every reading of the days before.

    A reading that is missing or must not teach is replaced by its prediction; before the first predicted day, by the
    median of similar days. So a forecast can reach as many days as wanted.

    Attributes
    ----------
    filled
        Rows of shape ``(slots,)`` in kW: the days so far, without gaps and with huge peaks clipped.
    load_range_kw
        From the 5 to the 95 % quantile of the last half year, in kW; never zero.
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
        """Return the prediction for a day in kW, shape ``(slots,)``, without NaN."""

    @abstractmethod
    def fit_filled(self, day: int) -> None:
        """Fit to the days before ``day``."""

    def fit(self, day: int) -> None:
        """Measure the range of the readings, then fit."""
        super().fit(day)
        self._low, self._high = known_range(self.training_kw[half_year(day)])
        self.load_range_kw = self._high - self._low
        if day == self.first_day:
            self.filled[0:day] = self._within(self._first_days(day), MAX_LOAD_RANGES)
        self.fit_filled(day)

    def predict(self, day: int) -> FloatArray:
        """Return the prediction, limited to the range of the readings and a little beyond."""
        expected = self._within(self.forecast_day(day), BEYOND_LOAD_RANGES)
        if self._low > 0:
            expected = np.maximum(expected, LOWEST_SHARE * self._low)
        self._expected, self._expected_day = expected, day
        return expected

    def update(self, day: int, power: FloatArray) -> None:
        """Remember the day, without gaps."""
        super().update(day, power)
        known = np.isfinite(power)
        stand_in = self._expected if day == self._expected_day else self._last_known(day)
        self.filled[day] = np.where(known, self._within(np.where(known, power, 0.0), MAX_LOAD_RANGES), stand_in)

    def teach_again(self, day: int, power: FloatArray) -> None:
        """Let more readings of an earlier day teach."""
        super().teach_again(day, power)
        known = np.isfinite(power)
        self.filled[day] = np.where(known, self._within(np.where(known, power, 0.0), MAX_LOAD_RANGES), self.filled[day])

    def shares(self, power: FloatArray) -> FloatArray:
        """Return powers in kW as shares of the load range, rounded."""
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
        """Return the days before the first predicted one; gaps get the median of their slot on similar days."""
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
    """Return the 5 and 95 % quantile in kW of a half year of days, or of its last two weeks where these go beyond.

    Rows are days. The two limits always differ, so that one can divide by their difference.
    """
    pairs = [(0.0, 0.0)]
    for recent in (training_kw, training_kw[-LAST_DAYS:]):
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
