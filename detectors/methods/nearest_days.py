"""Nearest days: how far the last hours are from the same hours of the most similar earlier days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import DayGrid, IntArray
from data.series import FloatArray
from detectors.features.rolling import days_before, split_sums
from detectors.outliers.detector import OutlierDetector
from detectors.outliers.model import OutlierModel, RawScores
from detectors.params import integer
from detectors.registry import register

MIN_DAYS = 5
SHIFTS = (-1, 0, 1)
"""A start or stop one step earlier or later costs nothing, as in the KSC distance of Liu and Nielsen (2018)."""


@register
@dataclass(frozen=True)
class NearestDays(OutlierDetector):
    """Mean distance of the last 3, 6, 12, 24 and 48 hours to those of the k nearest earlier days.

    Earlier days are days on or off, as the day judged; each may be moved by one step either way, its hours before
    midnight and those after apart. Distances are in kW
    (root mean square), so that a level that never occurred is as odd as a shape that never occurred.

    Source: k nearest neighbours as outlier distance (Ramaswamy et al. 2000, doi:10.1145/342009.335437); tolerance of
    a shift as in Liu and Nielsen 2018.
    """

    name: ClassVar[str] = "nearest_days"
    label: ClassVar[str] = "Days unlike any before"
    algorithm: ClassVar[str] = "nearest days"
    summary: ClassVar[str] = (
        "Compares the last hours with the same hours of the most similar days this meter ever had. "
        "Good at peaks, shutdowns, swapped days and new levels, and never put off by a start one step early or late."
    )
    seconds_a_year: ClassVar[float] = 2.0
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Ramaswamy, Rastogi and Shim (2000), doi:10.1145/342009.335437"

    neighbours: int = integer(
        3, (1, 10), label="Nearest days", unit="days", help="The distance to so many most similar days is averaged."
    )
    weeks: int = integer(52, (4, 104), label="Memory", unit="weeks", help="How many weeks back similar days may lie.")

    def model(self, grid: DayGrid) -> OutlierModel:
        """Return a new state of the method."""
        return NearestDaysModel(grid, self)


class NearestDaysModel(OutlierModel):
    """Distances to the nearest earlier days."""

    windows_hours = (3.0, 6.0, 12.0, 24.0, 48.0)
    supports_warm_start = True

    def __init__(self, grid: DayGrid, how: NearestDays) -> None:
        super().__init__(grid)
        self.how = how
        self._back = days_before(max(self.steps), grid.slots)

    def score_day(self, day: int) -> RawScores:
        """Return the distances of a day, and the mean of the days nearest to it over 24 hours."""
        earlier = self._comparable(day)
        known = self.training_kw.ravel()[: day * self.grid.slots]
        recent_kw = np.concatenate([self.grid.power_kw[day - self._back : day].ravel(), self.grid.power_kw[day]])
        first = (earlier - self._back) * self.grid.slots
        where = first[:, None] + np.arange(len(recent_kw))
        parts = [
            split_sums((recent_kw - np.take(known, where + shift, mode="clip")) ** 2, self.steps, self.grid.slots)
            for shift in SHIFTS
        ]
        least = np.minimum.reduce(parts)
        squares = least.sum(axis=0) / np.array(self.steps)[:, None, None]
        return RawScores(self._distances(squares), self._usual(squares, earlier))

    def _comparable(self, day: int) -> IntArray:
        """Return rows of earlier days that are equally on or off; all where there are hardly any."""
        earlier = np.arange(max(self._back, day - 7 * self.how.weeks), day)
        alike = earlier[self.grid.is_off[earlier] == self.grid.is_off[day]]
        return alike if len(alike) >= MIN_DAYS else earlier

    def _distances(self, squares: FloatArray) -> FloatArray:
        count = min(self.how.neighbours, squares.shape[1])
        nearest = np.partition(squares, count - 1, axis=1)[:, :count]
        distance = np.sqrt(nearest).mean(axis=1)
        return np.where(np.isfinite(distance), distance, np.nan)

    def _usual(self, squares: FloatArray, earlier: IntArray) -> FloatArray:
        """Return the mean of the readings of the days that are nearest at each slot."""
        day_long = squares[self.windows_hours.index(24.0)]
        count = min(self.how.neighbours, len(earlier))
        nearest = np.argpartition(day_long, count - 1, axis=0)[:count]
        power = np.take_along_axis(self.training_kw[earlier], nearest, axis=0)
        known = np.isfinite(power)
        total = np.where(known, power, 0.0).sum(axis=0)
        return np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), np.nan)
