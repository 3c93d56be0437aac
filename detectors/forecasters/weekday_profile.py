"""The weekday profile: a weighted median of similar days, corrected by the last days and the temperature."""

from __future__ import annotations

import numpy as np

from data.series import FloatArray
from detectors import kernels
from detectors.features.load_range import NEGLIGIBLE_SHARE
from detectors.forecasters.correction import Correction
from detectors.forecasters.model import ForecastModel
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.weekday_habits import WeekdayHabits

CORRECTION_FROM_DAY = 28
"""Days before the correction is fitted first. Chosen, not tuned."""
CORRECTION_DAYS = 140
"""Days back to which the correction is fitted: twenty weeks. Chosen, not tuned."""
BEYOND_SHARE = 0.1
"""Share of the load range by which a slot may be predicted beyond what similar days showed there. Chosen."""
LOWEST_SHARE = 0.5
"""Share of the lowest reading of similar days below which nothing is predicted. Chosen, not tuned."""


class WeekdayProfile(ForecastModel):
    """The forecast model of the typical week.

    Parameters
    ----------
    weeks
        How many weeks back similar days may lie.
    """

    def __init__(self, days: SeriesDays, weeks: int) -> None:
        super().__init__(days.grid.slots, 7 * weeks)
        self._weeks = weeks
        self._correction = Correction(days.grid.slots, CORRECTION_DAYS, has_temperature=days.temperature is not None)
        self._profile = np.full(days.grid.slots, np.nan)
        self._low = self._high = self._without_habits = self._profile
        self._habits = WeekdayHabits(days.grid.slots)

    def fit(self, day: int) -> None:
        """Fit the correction to the last twenty weeks."""
        super().fit(day)
        if day >= CORRECTION_FROM_DAY:
            first = max(self.first_day, day - CORRECTION_DAYS)
            self._correction.fit(self.grid, first, day, self.load_range.kw)
        self._habits.fit(self.grid, day, NEGLIGIBLE_SHARE * self.load_range.kw)

    def predict(self, day: int) -> FloatArray:
        """Return the corrected profile and the habits of the weekday, limited to what similar days showed."""
        rows, weights = self.days.similar(day, self._weeks)
        self._profile, low, high = kernels.weighted_profile(self.training_kw[rows], weights)
        self._low, self._high = low, high
        self._without_habits = self._profile + self._correction.expected(self.days, day, rows, weights)
        return self._limited(self._without_habits + self._habits.predict(self.grid, day))

    def alternatives(self, day: int) -> list[FloatArray]:
        """Return the prediction without the habits not kept last week, and that of a holiday with those of its name."""
        habits, found = self._habits, []
        if habits.has_any and habits.is_broken.any():
            found.append(self._limited(self._without_habits + np.where(habits.is_broken, 0.0, habits.habit)))
        on_working_days = habits.on_working_days(self.grid, day)
        if on_working_days is not None:
            found.append(np.maximum(self._without_habits + on_working_days, 0.0))
        return found

    def habit_scale_kw(self) -> FloatArray | None:
        """Return how much the habits of the day predicted last vary from week to week; None where it has none."""
        return self._habits.scale if self._habits.has_any else None

    def update(self, day: int, power: FloatArray) -> None:
        """Remember the day, and how it departed from its profile."""
        super().update(day, power)
        if day >= self.first_day:
            self._correction.update(day, power - self._profile - self._habits.habit)
            self._habits.update(day, self.days.trainable_kw[day] - self._without_habits, np.isfinite(power))

    def teach_again(self, day: int, power: FloatArray) -> None:
        """Let more readings of an earlier day teach, habits as well."""
        super().teach_again(day, power)
        self._habits.teach_again(day, np.isfinite(power))

    def _limited(self, expected: FloatArray) -> FloatArray:
        """Return a prediction limited to what similar days showed and a little beyond."""
        lowest = float(np.fmin.reduce(self._low, initial=np.inf))
        if lowest == np.inf:
            return np.maximum(expected, 0.0)
        beyond = BEYOND_SHARE * self.load_range.kw
        expected = np.fmin(np.fmax(expected, self._low - beyond), self._high + beyond)
        return np.maximum(expected, min(lowest, 0.0) if lowest < 0 else LOWEST_SHARE * lowest)
