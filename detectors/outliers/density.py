"""Density methods: readings as points, described by how they and the hours before depart from the usual day.

What is shared by isolation forest, one-class SVM and local outlier factor: the features, fitting anew every four weeks
to earlier readings that may teach, that the most ordinary readings have the oddness 0, and that beyond the oddest of
them it grows like a logarithm: out there it has no measure, and a hundred times as far is not a hundred times as rare.
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
"""Until then there is so little that it is fitted anew every week."""
MIN_POINTS = 100
MEAN_HOURS = (0.0, 3.0, 6.0, 12.0, 24.0)
"""Means of the departure over so many hours; 0 stands for the reading."""
CHANGE_HOURS = (1.0, 3.0)
"""Changes of the departure against so many hours before."""
SEED = 0
MIN_RAW_SCORE = 1e-3
MIN_SIGMA = 0.1
"""At no slot is the oddest reading learnt from at more than ten sigma."""
CENTRE_SHARE = 0.02
"""The oddness of the most ordinary readings, from which it is counted."""
TAIL_POWER = 0.75
"""Their tails are heavier than those of distances; so taken, 4 sigma come about as rarely as elsewhere."""

Scorer = Callable[[FloatArray], FloatArray]
"""Points of shape ``(n, features)`` to their oddness, the larger the odder."""


class DensityModel(OutlierModel):
    """How far a reading lies from where earlier readings lie, in standardised departures from the usual day.

    Parameters
    ----------
    grid
        The days.
    weeks
        How many weeks back readings are learnt from.
    points
        How many of them, drawn at random with a fixed seed.
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
        """Learn where points of shape ``(n, features)`` lie."""

    def fit(self, day: int) -> None:
        """Measure spreads every week, and fit anew every four weeks."""
        super().fit(day)
        first = max(self.first_day, day - HALF_YEAR_DAYS)
        if not np.isfinite(self._departure[first:day]).any():
            return
        past = self._departure[first:day][:, None]
        all_days, reach = np.ones(day - first, bool), max(1, self._slots // DAY_HOURS)
        self._scales = slot_scales(past, all_days, self.grid.is_off[first:day], [self.min_distance_kw()], reach)
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
        """Return the oddness of a day's readings, and the usual day they are compared with."""
        rows, weights = self.days.similar(day, PROFILE_WEEKS)
        self._profile = kernels.weighted_median(self.training_kw[rows], weights)
        points = self._described(day, self.grid.power_kw[day] - self._profile)
        raw = np.full(self.grid.slots, np.nan)
        known = np.isfinite(points).all(axis=1)
        if self._scorer is not None and known.any():
            raw[known] = self._tempered(self._scorer(points[known]) - self._centre) ** TAIL_POWER
        return RawScores(raw[None], self._profile)

    def _tempered(self, away: FloatArray) -> FloatArray:
        """Return an oddness that grows like a logarithm beyond the oddest of the readings learnt from."""
        beyond = np.maximum(away / self._furthest, 1.0)
        return np.clip(away, 0.0, self._furthest) + self._furthest * np.log(beyond)

    def update(self, day: int, power: FloatArray) -> None:
        """Take in a day's power and how its readings are described."""
        super().update(day, power)
        if day >= self.first_day:
            self._departure[day] = power - self._profile
            self._features[day] = np.where(
                np.isfinite(power)[:, None], self._described(day, self._departure[day]), np.nan
            )

    def min_score(self) -> float:
        """Return the least scale of an oddness, which has no unit: a share of that of the oddest reading."""
        return max(MIN_RAW_SCORE, MIN_SIGMA * float(self._furthest**TAIL_POWER))

    def _described(self, day: int, today: FloatArray) -> FloatArray:
        """Return the features of a day, shape ``(slots, features)``: departures in spreads of their slot."""
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
