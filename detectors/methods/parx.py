"""PARX: each slot of the day from the same slot of the last three days and from the temperature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import IntArray
from data.series import FloatArray
from detectors.forecasters.detector import Forecaster
from detectors.forecasters.filled_days import FilledDays
from detectors.params import integer
from detectors.registry import register
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.rolling_table import RollingTable

LAGS = 3
"""Days of the same kind before a day that predict it. Source: PARX (Liu and Nielsen 2018)."""
PRIOR = (0.5, 0.3, 0.2)
"""Weights of these days where nothing else is known, the newest first. Chosen, not tuned."""
RIDGE = 0.01
"""Penalty per day on departures from the prior: with a few weeks of days, OLS would be unstable. Chosen, not tuned."""
LEVEL_RIDGE_SHARE = 0.01
"""Share of the penalty that the constant term gets. Chosen, not tuned."""
MIN_DAYS = 8
"""Days of a kind that must be known for a fit. Chosen, not tuned."""


@register
@dataclass(frozen=True)
class Parx(Forecaster):
    """Periodic autoregression with exogenous temperature (PARX): one least-squares model for each slot of the day.

    Days at work are predicted from the last three days at work, days off from the last three days off, and both from
    cooling above 20 and heating below 16 and below 5 degrees Celsius.

    Source: X. Liu and P. S. Nielsen, "Scalable prediction-based online anomaly detection for smart meter data",
    Information Systems 77 (2018), doi:10.1016/j.is.2018.05.007; separate models by kind of day as in its section on
    weekdays and weekends.
    """

    name: ClassVar[str] = "parx"
    label: ClassVar[str] = "Same hour of the last three days"
    algorithm: ClassVar[str] = "PARX"
    summary: ClassVar[str] = (
        "Compares each time of day with the same time on the last three days of its kind and with the temperature. "
        "Good at peaks, early starts and lasting changes; slow drifts and partial outages often escape it."
    )
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Liu and Nielsen (2018), doi:10.1016/j.is.2018.05.007"
    scores_profiles: ClassVar[bool] = True

    weeks: int = integer(26, (4, 104), label="Memory", unit="weeks", help="How many weeks back the least squares look.")

    def model(self, days: SeriesDays) -> PeriodicRegression:
        """Return the regressions."""
        return PeriodicRegression(days, self.weeks)


class PeriodicRegression(FilledDays):
    """The forecast model of PARX."""

    def __init__(self, days: SeriesDays, weeks: int) -> None:
        slots = days.grid.slots
        super().__init__(slots, 7 * weeks)
        self._days = 7 * weeks
        count = LAGS + 1 + (0 if days.temperature is None else 3)
        self._prior = np.concatenate([PRIOR, np.zeros(count - LAGS)])
        self._lagged = RollingTable(slots, LAGS, keep_days=self._days + 1, fill=0.0)
        self._weights = np.tile(self._prior, (2, slots, 1))

    def fit_filled(self, day: int) -> None:
        """Fit every slot, for days at work and off."""
        for earlier in range(day if day == self.first_day else 0):  # the gaps of the first days have been filled
            self._remember_lags(earlier)
        for kind in (0, 1):
            rows = self._rows(day, kind)
            if len(rows) >= MIN_DAYS:
                self._weights[kind] = self._least_squares(rows)

    def forecast_day(self, day: int) -> FloatArray:
        """Return the sum of the weighted terms."""
        self._remember_lags(day)
        weights = self._weights[int(self.grid.is_off[day])]
        return np.asarray((self._terms(slice(day, day + 1))[0] * weights).sum(axis=-1) * self.load_range_kw)

    def update(self, day: int, power: FloatArray) -> None:
        """Remember the day; before the first predicted one, its lags as well."""
        super().update(day, power)
        if day < self.first_day:
            self._remember_lags(day)

    def _rows(self, day: int, kind: int) -> IntArray:
        first = max(LAGS, day - self._days)
        chosen: IntArray = first + np.flatnonzero(self.grid.off_before(first, day) == bool(kind))
        return chosen

    def _remember_lags(self, day: int) -> None:
        """Keep the last three days of the kind of a day, or of all days while there are too few."""
        alike = np.flatnonzero(self.grid.off_before(0, day) == self.grid.is_off[day])[-LAGS:]
        if len(alike) < LAGS:
            alike = np.arange(max(0, day - LAGS), day)
        for lag, row in enumerate(alike[::-1]):
            self._lagged[day][:, lag] = self.filled[row]

    def _terms(self, days: slice | IntArray) -> FloatArray:
        lagged = self.shares(self._lagged[days])
        return np.concatenate([lagged, np.ones((*lagged.shape[:2], 1)), self.days.outdoor.needs(days)], axis=-1)

    def _least_squares(self, rows: IntArray) -> FloatArray:
        terms = self._terms(rows)
        goal = self.shares(self.training_kw[rows])
        known = np.isfinite(goal)
        terms = np.where(known[..., None], terms, 0.0)
        departure = np.where(known, goal, 0.0) - terms @ self._prior
        penalty = RIDGE * len(rows) * np.eye(len(self._prior))
        penalty[LAGS, LAGS] *= LEVEL_RIDGE_SHARE
        left = np.einsum("dsi,dsj->sij", terms, terms) + penalty
        right = np.einsum("dsi,ds->si", terms, departure)
        return np.asarray(self._prior + np.linalg.solve(left, right[..., None])[..., 0])
