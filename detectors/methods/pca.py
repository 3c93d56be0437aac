"""PCA: how far the last hours are from how the main patterns of the days continue the hours before them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import BoolArray
from data.series import FloatArray
from detectors import kernels
from detectors.features.day_table import KNOWN_SHARE
from detectors.features.rolling import trailing_means
from detectors.features.similar_days import PROFILE_WEEKS
from detectors.outliers.detector import OutlierDetector
from detectors.outliers.model import OutlierModel, RawScores
from detectors.params import integer
from detectors.registry import register
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import FIT_INTERVAL_DAYS
from detectors.walk_forward.rolling_table import RollingTable

FIRST_FIT_DAY = 28
"""Days that are needed for the first fit. Chosen, not tuned."""
MIN_DAYS = 12
"""Days of a kind that must be known for patterns of their own. Chosen, not tuned."""
DAYS_PER_PATTERN = 4
"""Days that must be known for each pattern. Chosen, not tuned."""
LIMIT_SHARE = 0.99
"""Quantile of departures at which they are clipped before the fit: one peak is no pattern. Chosen, not tuned."""
MIN_NOISE = 0.3
"""Share of the mean unexplained variance that is the noise of a reading at least. Chosen, not tuned."""
FORECAST_HOURS = 3.0
"""Hours of the window whose patterns give the expected reading. Chosen, not tuned."""
BEYOND = 0.05
"""Share of the range of earlier strengths, and of earlier readings, that is allowed beyond it. Chosen, not tuned."""
NEAR_HOURS = 1.0
"""Hours around a time of day within which earlier readings count for that range. Chosen, not tuned."""


@register
@dataclass(frozen=True)
class Pca(OutlierDetector):
    """Readings of the last 2, 3, 6 and 12 hours against their reconstruction from principal components.

    Components are those of the departures of two successive days from the weekday profile, apart for days at work and
    off, fitted every four weeks. The strength of each is estimated from the 24 hours before the window (a probabilistic
    PCA: weak components and few readings count less), and the mean of the window is compared with its reconstruction.
    Neither strengths nor reconstructed readings go much beyond earlier ones, or one anomalous day would make others.

    Source: probabilistic principal components (Tipping and Bishop 1999, doi:10.1111/1467-9868.00196); PCA of windows
    is the best method on average of the TSB-AD benchmark (Liu and Paparrizos 2024).
    """

    name: ClassVar[str] = "pca"
    label: ClassVar[str] = "Hours that do not fit the hours before"
    algorithm: ClassVar[str] = "principal components"
    summary: ClassVar[str] = (
        "Says from the hours before how the next hours should go on, and compares. "
        "Good at shutdowns, new levels, peaks and swapped days; partial outages often escape it."
    )
    seconds_a_year: ClassVar[float] = 1.5
    max_step_hours: ClassVar[float] = 6.0
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Tipping and Bishop (1999), doi:10.1111/1467-9868.00196"

    patterns: int = integer(12, (2, 20), label="Patterns", help="How many main patterns of the days are kept.")
    weeks: int = integer(52, (8, 104), label="Memory", unit="weeks", help="How many weeks back days are learnt from.")

    def model(self, days: SeriesDays) -> OutlierModel:
        """Return a new state of the method."""
        return PatternModel(days.grid.slots, self)


@dataclass(frozen=True, eq=False)
class Patterns:
    """Principal components of two successive days.

    ``shape`` is ``(readings, patterns)`` in kW; ``noise`` is the variance they do not explain; ``low`` and ``high`` are
    the limits of the strength of each pattern, in its standard deviations.
    """

    shape: FloatArray
    noise: FloatArray
    low: FloatArray
    high: FloatArray

    @classmethod
    def of(cls, day_pairs: FloatArray, count: int, min_kw: float) -> Patterns:
        """Fit the ``count`` strongest patterns to days of shape ``(n, readings)``; noise is at least ``min_kw``."""
        covariance = day_pairs.T @ day_pairs / len(day_pairs)
        strength, vectors = np.linalg.eigh(covariance)
        strongest = slice(None, -count - 1, -1)
        shape = vectors[:, strongest] * np.sqrt(np.maximum(strength[strongest], 0.0))
        noise = np.diag(covariance) - (shape**2).sum(axis=1)
        noise = np.maximum(noise, max(MIN_NOISE * float(noise.mean()), min_kw**2))
        weighted = shape / noise[:, None]
        seen = np.linalg.solve(np.eye(shape.shape[1]) + weighted.T @ shape, weighted.T @ day_pairs.T)
        low, high = seen.min(axis=1), seen.max(axis=1)
        return cls(shape, noise, low - BEYOND * (high - low), high + BEYOND * (high - low))

    def strengths(self, values: FloatArray, slots: int, steps: tuple[int, ...]) -> FloatArray:
        """Return the strength of each pattern in the 24 hours before the window that ends with each of the last slots.

        The result has shape ``(lengths, slots, patterns)``; ``values`` has shape ``(readings,)``, NaN where unknown.
        """
        known = np.isfinite(values)
        weighted = self.shape * (known / self.noise)[:, None]
        precision = _summed(weighted[:, :, None] * self.shape[:, None, :])
        evidence = _summed(weighted * np.where(known, values, 0.0)[:, None])
        stop = len(values) - slots + 1 + np.arange(slots)
        begin = stop - np.array(steps)[:, None]
        first = np.maximum(begin - slots, 0)
        left = np.eye(self.shape.shape[1]) + precision[begin] - precision[first]
        found = np.linalg.solve(left, (evidence[begin] - evidence[first])[..., None])[..., 0]
        return np.clip(found, self.low, self.high)

    def rebuilt(self, strengths: FloatArray, length: int, limits: tuple[FloatArray, FloatArray]) -> FloatArray:
        """Return the mean of the reconstructed window up to each of the last slots, shape ``(slots,)``.

        ``strengths`` has shape ``(slots, patterns)``; readings are clipped to ``limits``, a pair of shape
        ``(readings,)``.
        """
        slots = len(strengths)
        inside = len(self.shape) - slots + 1 - length + np.arange(slots)[:, None] + np.arange(length)
        readings = (self.shape[inside] @ strengths[:, :, None])[:, :, 0]
        mean: FloatArray = np.clip(readings, limits[0][inside], limits[1][inside]).mean(axis=1)
        return mean


class PatternModel(OutlierModel):
    """Departures of windows from their reconstruction."""

    windows_hours = (2.0, 3.0, 6.0, 12.0)

    def __init__(self, slots: int, how: Pca) -> None:
        super().__init__(slots, 7 * how.weeks)
        self.how = how
        self._steps = self.steps(slots)
        self._departure = RollingTable(slots, keep_days=7 * how.weeks + 2)
        self._profile = np.full(slots, np.nan)
        self._patterns: dict[bool, Patterns] = {}
        self._limit = np.inf
        self._seen: dict[bool, tuple[FloatArray, FloatArray]] = {}
        self._before = self._today = (np.full(slots, -np.inf), np.full(slots, np.inf))
        self._fitted_on = -FIT_INTERVAL_DAYS

    def fit(self, day: int) -> None:
        """Measure the range of readings every week, and fit the patterns every four weeks."""
        super().fit(day)
        if day < FIRST_FIT_DAY:
            return
        first = max(self.first_day + 1, day - 7 * self.how.weeks)
        near = max(1, round(NEAR_HOURS * self.grid.slots / 24.0))
        was_off = self.grid.off_before(first, day)
        for kind in (False, True):
            self._seen[kind] = seen_range(self.training_kw[first:day], was_off == kind, near)
        if day - self._fitted_on >= FIT_INTERVAL_DAYS:
            self._fit(first, day)

    def _fit(self, first: int, day: int) -> None:
        rows = np.arange(first, day)
        day_pairs = np.concatenate([self._departure[rows - 1], self._departure[rows]], axis=1)
        enough = np.isfinite(day_pairs).mean(axis=1) >= KNOWN_SHARE
        day_pairs, off = day_pairs[enough], self.grid.off_before(first, day)[enough]
        if len(day_pairs) < MIN_DAYS:
            return
        self._fitted_on = day
        self._limit = float(np.nanquantile(np.abs(day_pairs), LIMIT_SHARE))
        day_pairs = np.clip(np.nan_to_num(day_pairs), -self._limit, self._limit)
        least = self.min_distance_kw()
        for kind in (False, True):
            same = day_pairs[off == kind] if (off == kind).sum() >= MIN_DAYS else day_pairs
            self._patterns[kind] = Patterns.of(same, min(self.how.patterns, len(same) // DAYS_PER_PATTERN), least)

    def score_day(self, day: int) -> RawScores:
        """Return the departures of a day, and what each reading should be by the hours before the last three."""
        slots = self.grid.slots
        rows, weights = self.days.similar(day, PROFILE_WEEKS)
        self._profile = kernels.weighted_median(self.training_kw[rows], weights)
        if not self._patterns:
            return RawScores(np.full((len(self._steps), slots), np.nan), self._profile)
        patterns = self._patterns[bool(self.grid.is_off[day])]
        limits = self._limits(day)
        values = np.concatenate([self._departure[day - 1], self.grid.power_kw[day] - self._profile])
        means = trailing_means(values, self._steps, slots)
        strengths = patterns.strengths(np.clip(values, -self._limit, self._limit), slots, self._steps)
        raw = [
            np.abs(mean - patterns.rebuilt(strong, length, limits))
            for mean, strong, length in zip(means, strengths, self._steps, strict=True)
        ]
        forecast_strengths = strengths[self.windows_hours.index(FORECAST_HOURS)]
        departure = np.clip((patterns.shape[-slots:] * forecast_strengths).sum(axis=1), *self._today)
        return RawScores(np.array(raw), self._profile + departure)

    def update(self, day: int, power: FloatArray) -> None:
        """Update with a day's power and its departure from the weekday profile."""
        super().update(day, power)
        if day >= self.first_day:
            self._departure[day] = power - self._profile

    def _limits(self, day: int) -> tuple[FloatArray, FloatArray]:
        """Return the limits of departures, of the day before and of the day, from the range of earlier readings."""
        low, high = self._seen[bool(self.grid.is_off[day])]
        self._before, self._today = self._today, (low - self._profile, high - self._profile)
        lowest, highest = (np.concatenate(pair) for pair in zip(self._before, self._today, strict=True))
        return lowest, highest


def seen_range(training_kw: FloatArray, alike: BoolArray, near: int) -> tuple[FloatArray, FloatArray]:
    """Return limits a little below the lowest and above the highest reading within ``near`` slots of each slot.

    Rows are days; those ``alike`` count, or all where these are few. Where nothing is known there is no limit. A meter
    that never was below zero, or above it, gets no limit beyond zero.
    """
    rows = training_kw[alike] if alike.sum() >= MIN_DAYS else training_kw
    rolled = np.concatenate([np.roll(rows, shift, axis=1) for shift in range(-near, near + 1)])
    low = np.where(np.isfinite(rolled), rolled, np.inf).min(axis=0, initial=np.inf)
    high = np.where(np.isfinite(rolled), rolled, -np.inf).max(axis=0, initial=-np.inf)
    known = low <= high
    beyond = BEYOND * np.where(known, high - low, 0.0)
    least, most = np.where(low >= 0, 0.0, -np.inf), np.where(high <= 0, 0.0, np.inf)
    return np.where(known, np.maximum(low - beyond, least), -np.inf), np.where(
        known, np.minimum(high + beyond, most), np.inf
    )


def _summed(values: np.ndarray) -> FloatArray:
    """Return cumulative sums along the first axis, beginning with 0."""
    total = np.zeros((len(values) + 1, *values.shape[1:]))
    np.cumsum(values, axis=0, out=total[1:])
    return total
