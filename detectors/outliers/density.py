"""Density methods: readings as points, described by how they and the hours before depart from the weekday profile.

Shared by isolation forest, one-class SVM and local outlier factor: the features; the fit every four weeks to earlier
readings that may teach; a raw score of 0 for the most ordinary of these; and, beyond the highest of them, a raw score
that grows like a logarithm. Out there densities are unknown: a hundred times as far is not a hundred times as rare.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

import numpy as np

from data.calendar.lengths import DAY_HOURS, HALF_YEAR_DAYS
from data.series import FloatArray
from detectors import kernels
from detectors.features.rolling import days_before, trailing_means
from detectors.features.similar_days import PROFILE_WEEKS
from detectors.outliers.model import OutlierModel, RawScores
from detectors.walk_forward.calibration import slot_scales
from detectors.walk_forward.loop import FIT_INTERVAL_DAYS
from detectors.walk_forward.rolling_table import RollingTable

OFTEN_UNTIL_DAY = 56
"""Days during which the model is fitted every week, as there are few readings. Chosen, not tuned."""
MIN_POINTS = 100
"""Readings that are needed for a fit. Chosen, not tuned."""
MEAN_HOURS = (0.0, 3.0, 6.0, 12.0, 24.0)
"""Hours over which departures are averaged as features; 0 stands for the reading. Chosen, not tuned."""
CHANGE_HOURS = (1.0, 3.0)
"""Hours over which changes of the departure are taken as features. Chosen, not tuned."""
SEED = 0
"""Seed of random choices. Chosen at random: any one will do."""
MIN_RAW_SCORE = 1e-3
"""Smallest scale of raw scores, without unit. Technical limit, against a division by zero."""
MIN_SIGMA = 0.1
"""Share of the highest raw score of the fit that one sigma is at least: it stays within ten sigma. Chosen."""
CENTRE_SHARE = 0.02
"""Quantile of the raw scores of the fit that becomes 0. Chosen, not tuned."""
TAIL_POWER = 0.75
"""Power, without unit, that makes tails lighter. Chosen so that 4 sigma are about as rare as for distances."""

Scorer = Callable[[FloatArray], FloatArray]
"""Points of shape ``(n, features)`` to their raw scores, the higher the more anomalous."""


class DensityModel(OutlierModel):
    """How far a reading lies from earlier readings, in standardised departures from the weekday profile.

    Parameters
    ----------
    slots
        Readings of a day.
    weeks
        How many weeks back the model is fitted.
    points
        To how many readings at most, drawn at random with a fixed seed.
    """

    windows_hours = (24.0,)

    def __init__(self, slots: int, weeks: int, points: int) -> None:
        super().__init__(slots)
        self.weeks, self.points = weeks, points
        self._slots = slots
        self._features = RollingTable(slots, len(MEAN_HOURS) + len(CHANGE_HOURS), keep_days=7 * weeks + 1)
        self._departure = RollingTable(slots, keep_days=HALF_YEAR_DAYS + 1)
        self._profile = np.full(slots, np.nan)
        self._scales: FloatArray | None = None
        self._scorer: Scorer | None = None
        self._centre, self._furthest = 0.0, MIN_RAW_SCORE
        self._fitted_on = -FIT_INTERVAL_DAYS
        self._means = tuple(self._steps_of(hours) for hours in MEAN_HOURS)
        self._changes = tuple(self._steps_of(hours) for hours in CHANGE_HOURS)
        self._back = days_before(max(self._means), slots) + 1

    @abstractmethod
    def fitted(self, points: FloatArray) -> Scorer:
        """Return a scorer fitted to points of shape ``(n, features)``."""

    def fit(self, day: int) -> None:
        """Measure scales every week, and fit the model every four weeks."""
        super().fit(day)
        first = max(self.first_day, day - HALF_YEAR_DAYS)
        if not np.isfinite(self._departure[first:day]).any():
            return
        past = self._departure[first:day][:, None]
        all_days, reach = np.ones(day - first, bool), max(1, self._slots // DAY_HOURS)
        self._scales = slot_scales(past, all_days, self.grid.off_before(first, day), [self.min_distance_kw()], reach)
        if day - self._fitted_on >= FIT_INTERVAL_DAYS or day < OFTEN_UNTIL_DAY:
            self._fit(day)

    def _fit(self, day: int) -> None:
        recent = self._features[max(self.first_day, day - 7 * self.weeks) : day]
        points = recent.reshape(-1, recent.shape[2])
        points = points[np.isfinite(points).all(axis=1)]
        if len(points) < MIN_POINTS:
            return
        if len(points) > self.points:
            points = np.random.default_rng(SEED).choice(points, self.points, replace=False)
        self._scorer = self.fitted(points)
        scored = self._scorer(points)
        self._centre = float(np.quantile(scored, CENTRE_SHARE))
        self._furthest = max(float(scored.max()) - self._centre, MIN_RAW_SCORE)
        self._fitted_on = day

    def score_day(self, day: int) -> RawScores:
        """Return the raw scores of a day's readings, and the weekday profile they are compared with."""
        rows, weights = self.days.similar(day, PROFILE_WEEKS)
        self._profile = kernels.weighted_median(self.training_kw[rows], weights)
        points = self._described(day, self.grid.power_kw[day] - self._profile)
        raw = np.full(self.grid.slots, np.nan)
        known = np.isfinite(points).all(axis=1)
        if self._scorer is not None and known.any():
            raw[known] = self._tempered(self._scorer(points[known]) - self._centre) ** TAIL_POWER
        return RawScores(raw[None], self._profile)

    def _tempered(self, away: FloatArray) -> FloatArray:
        """Return raw scores that grow like a logarithm beyond the highest one of the fit."""
        beyond = np.maximum(away / self._furthest, 1.0)
        return np.clip(away, 0.0, self._furthest) + self._furthest * np.log(beyond)

    def update(self, day: int, power: FloatArray) -> None:
        """Update with a day's power and the features of its readings."""
        super().update(day, power)
        if day >= self.first_day:
            self._departure[day] = power - self._profile
            self._features[day] = np.where(
                np.isfinite(power)[:, None], self._described(day, self._departure[day]), np.nan
            )

    def min_scale(self) -> float:
        """Return the smallest scale of raw scores, without unit: a share of the highest one of the fit."""
        return max(MIN_RAW_SCORE, MIN_SIGMA * float(self._furthest**TAIL_POWER))

    def _described(self, day: int, today: FloatArray) -> FloatArray:
        """Return the features of a day, shape ``(slots, features)``: departures in scales of their slot."""
        slots = self.grid.slots
        if self._scales is None:
            return np.full((slots, len(MEAN_HOURS) + len(CHANGE_HOURS)), np.nan)
        off = self.grid.is_off.astype(int)
        rows = range(max(0, day - self._back), day)
        before = [self._departure[row] / self._scales[off[row], 0] for row in rows]
        standard = np.concatenate([*before, today / self._scales[off[day], 0]])
        means = trailing_means(standard, self._means, slots)
        changes = [means[0] - standard[len(standard) - slots - lag : len(standard) - lag] for lag in self._changes]
        return np.column_stack([*means, *changes])

    def _steps_of(self, hours: float) -> int:
        return max(1, round(hours * self._slots / 24.0))
