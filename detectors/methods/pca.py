"""PCA: how far the last hours are from what the main patterns of the days make of the hours before them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.series import FloatArray
from detectors.days.daygrid import DayGrid
from detectors.days.quantile import weighted_median
from detectors.days.similar_days import similar_days
from detectors.days.trailing import trailing_means
from detectors.params import integer
from detectors.registry import register
from detectors.shapes.oddness import Judged, Oddness
from detectors.shapes.shape import ShapeDetector

REFIT_DAYS = 28
FIRST_FIT_DAY = 28
FEWEST_DAYS = 12
DAYS_PER_PATTERN = 4
PROFILE_WEEKS = 8
KNOWN_SHARE = 0.8
LIMIT_SHARE = 0.99
"""Departures beyond this quantile are cut before patterns are looked for: one peak is no pattern."""
LEAST_NOISE = 0.3
"""No reading is explained by the patterns better than 30 % of the mean unexplained variance."""
AHEAD_HOURS = 3.0


@register
@dataclass(frozen=True)
class Pca(ShapeDetector):
    """Readings of the last 2, 3, 6 and 12 hours against their reconstruction from principal components.

    Components are those of the departures of two days running from the usual day, apart for days on and off, found anew
    every four weeks. The strength of each is estimated from the 24 hours before the window (a probabilistic PCA: weak
    components and few readings count less), and what the components make of the window is compared with its mean.

    Source: probabilistic principal components (Tipping and Bishop 1999, doi:10.1111/1467-9868.00196); PCA of windows
    is the best method on average of the TSB-AD benchmark (Liu and Paparrizos 2024).
    """

    name: ClassVar[str] = "pca"
    label: ClassVar[str] = "Hours that do not fit the hours before"
    algorithm: ClassVar[str] = "principal components"
    summary: ClassVar[str] = (
        "Says from the hours before how the next hours should go on, and compares. "
        "Good at early starts, nights left on and swapped days; blind to what grows slowly."
    )
    seconds_a_year: ClassVar[float] = 1.5
    longest_step_hours: ClassVar[float] = 6.0
    revision: ClassVar[int] = 2
    source: ClassVar[str] = "Tipping and Bishop (1999), doi:10.1111/1467-9868.00196"

    patterns: int = integer(12, (2, 20), label="Patterns", help="How many main patterns of the days are kept.")
    weeks: int = integer(52, (8, 104), label="Memory", unit="weeks", help="How many weeks back days are learnt from.")

    def oddness(self, grid: DayGrid) -> Oddness:
        """Return a new state of the method."""
        return PatternOddness(grid, self)


@dataclass(frozen=True, eq=False)
class Patterns:
    """Components of two days: ``shape`` is ``(readings, patterns)`` in kW; ``noise`` is the variance they leave."""

    shape: FloatArray
    noise: FloatArray

    @classmethod
    def of(cls, stretches: FloatArray, count: int) -> Patterns:
        """Find the strongest patterns of stretches of shape ``(n, readings)``."""
        covariance = stretches.T @ stretches / len(stretches)
        strength, vectors = np.linalg.eigh(covariance)
        strongest = slice(None, -count - 1, -1)
        shape = vectors[:, strongest] * np.sqrt(np.maximum(strength[strongest], 0.0))
        noise = np.diag(covariance) - (shape**2).sum(axis=1)
        floor = max(LEAST_NOISE * float(noise.mean()), np.finfo(float).tiny)
        return cls(shape, np.maximum(noise, floor))

    def rebuilt(self, values: FloatArray, slots: int, steps: tuple[int, ...]) -> tuple[FloatArray, FloatArray]:
        """Return the mean that the patterns make of the window before each of the last slots, for each length.

        Also returns the strengths of the patterns, estimated from the day before each window, of shape
        ``(lengths, slots, patterns)``. ``values`` has shape ``(readings,)``, NaN where unknown.
        """
        known = np.isfinite(values)
        weighted = self.shape * (known / self.noise)[:, None]
        precision = _summed(weighted[:, :, None] * self.shape[:, None, :])
        evidence = _summed(weighted * np.where(known, values, 0.0)[:, None])
        shapes, identity = _summed(self.shape), np.eye(self.shape.shape[1])
        stop = len(values) - slots + 1 + np.arange(slots)
        means, strengths = [], []
        for length in steps:
            begin = stop - length
            first = np.maximum(begin - slots, 0)
            left = identity + precision[begin] - precision[first]
            strength = np.linalg.solve(left, (evidence[begin] - evidence[first])[:, :, None])[:, :, 0]
            means.append(((shapes[stop] - shapes[begin]) * strength).sum(axis=1) / length)
            strengths.append(strength)
        return np.array(means), np.array(strengths)


class PatternOddness(Oddness):
    """Departures from the reconstruction."""

    windows_hours = (2.0, 3.0, 6.0, 12.0)
    can_go_on = True

    def __init__(self, grid: DayGrid, how: Pca) -> None:
        super().__init__(grid)
        self.how = how
        self._departure = np.full((grid.days, grid.slots), np.nan)
        self._profile = np.full(grid.slots, np.nan)
        self._patterns: dict[bool, Patterns] = {}
        self._fitted_on = -REFIT_DAYS

    def refit(self, day: int) -> None:
        """Find the patterns anew every four weeks."""
        if day < FIRST_FIT_DAY or day - self._fitted_on < REFIT_DAYS:
            return
        first = max(self.first_day + 1, day - 7 * self.how.weeks)
        rows = np.arange(first, day)
        stretches = np.concatenate([self._departure[rows - 1], self._departure[rows]], axis=1)
        enough = np.isfinite(stretches).mean(axis=1) >= KNOWN_SHARE
        stretches, off = stretches[enough], self.grid.is_off[rows[enough]]
        if len(stretches) < FEWEST_DAYS:
            return
        self._fitted_on = day
        limit = float(np.nanquantile(np.abs(stretches), LIMIT_SHARE))
        stretches = np.clip(np.nan_to_num(stretches), -limit, limit)
        for kind in (False, True):
            same = stretches[off == kind] if (off == kind).sum() >= FEWEST_DAYS else stretches
            self._patterns[kind] = Patterns.of(same, min(self.how.patterns, len(same) // DAYS_PER_PATTERN))

    def judge(self, day: int) -> Judged:
        """Return the departures of a day, and what each reading should be by the hours up to three hours before."""
        slots = self.grid.slots
        rows, weights = similar_days(self.grid, day, PROFILE_WEEKS)
        self._profile = weighted_median(self.learnt[rows], weights)
        if not self._patterns:
            return Judged(np.full((len(self.steps), slots), np.nan), self._profile)
        patterns = self._patterns[bool(self.grid.is_off[day])]
        today = self.grid.power_kw[day] - self._profile
        values = np.concatenate([self._departure[day - 1], today])
        means = trailing_means(values, self.steps, slots)
        rebuilt, strengths = patterns.rebuilt(values, slots, self.steps)
        raw = np.abs(np.array(means) - rebuilt)
        ahead = strengths[self.windows_hours.index(AHEAD_HOURS)]
        return Judged(raw, self._profile + (patterns.shape[-slots:] * ahead).sum(axis=1))

    def learn(self, day: int, power: FloatArray) -> None:
        """Take in a day's power and how it departed from the usual day."""
        super().learn(day, power)
        if day >= self.first_day:
            self._departure[day] = power - self._profile


def _summed(values: np.ndarray) -> FloatArray:
    """Return cumulative sums along the first axis, beginning with 0."""
    total = np.zeros((len(values) + 1, *values.shape[1:]))
    np.cumsum(values, axis=0, out=total[1:])
    return total
