"""The usual day: a weighted median of similar days, moved by what the last days and the temperature say."""

from __future__ import annotations

import numpy as np

from data.series import FloatArray
from detectors import kernels
from detectors.forecasters.correction import Correction
from detectors.forecasters.model import ForecastModel
from detectors.walk_forward.days import SeriesDays

CORRECTION_FROM_DAY = 28
CORRECTION_DAYS = 140
BEYOND_SHARE = 0.1
"""No slot is expected beyond what similar days showed there by more than this share of the meter's span."""


class WeekdayProfile(ForecastModel):
    """The expectation of the typical week.

    Parameters
    ----------
    weeks
        How many weeks back similar days are looked for.
    """

    def __init__(self, days: SeriesDays, weeks: int) -> None:
        super().__init__(days.grid.slots, 7 * weeks)
        self._weeks = weeks
        self._correction = Correction(days.grid.slots, CORRECTION_DAYS, has_temperature=days.temperature is not None)
        self._profile = np.full(days.grid.slots, np.nan)

    def fit(self, day: int) -> None:
        """Fit the correction to the last twenty weeks."""
        super().fit(day)
        if day >= CORRECTION_FROM_DAY:
            first = max(self.first_day, day - CORRECTION_DAYS)
            self._correction.fit(self.grid, first, day, self.load_range.kw)

    def predict(self, day: int) -> FloatArray:
        """Return the corrected profile, not far below what was ever used."""
        rows, weights = self.days.similar(day, self._weeks)
        self._profile, low, high = kernels.weighted_profile(self.training_kw[rows], weights)
        expected = self._profile + self._correction.expected(self.days, day, rows, weights)
        lowest = float(np.fmin.reduce(low, initial=np.inf))
        if lowest == np.inf:
            return np.maximum(expected, 0.0)
        beyond = BEYOND_SHARE * self.load_range.kw
        expected = np.fmin(np.fmax(expected, low - beyond), high + beyond)
        return np.maximum(expected, min(lowest, 0.0) if lowest < 0 else 0.5 * lowest)

    def update(self, day: int, power: FloatArray) -> None:
        """Remember the day, and how it departed from its profile."""
        super().update(day, power)
        if day >= self.first_day:
            self._correction.update(day, power - self._profile)
