"""Nearest days: the distance of the last hours from the same hours of the most similar earlier days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import IntArray
from detectors import kernels
from detectors.features.rolling import days_before
from detectors.features.seasons_before import MOVED_WEEKS
from detectors.features.similar_days import PROFILE_WEEKS
from detectors.kernels import FULL_SHARE
from detectors.outliers.detector import OutlierDetector
from detectors.outliers.model import MIN_COMPARED_DAYS, OutlierModel, RawScores
from detectors.params import integer
from detectors.registry import register
from detectors.walk_forward.days import SeriesDays

WINDOWS_HOURS = (3.0, 6.0, 12.0, 24.0, 48.0)
"""Hours of the windows that are compared. Chosen, not tuned."""
EASTER_DAYS = 35
"""Days by which Easter, and a vacation with it, may be earlier than a year before. By definition."""
DAY_LONG = WINDOWS_HOURS.index(24.0)
"""Number of the window of 24 hours, whose nearest days are shown as usual. By definition."""


@register
@dataclass(frozen=True)
class NearestDays(OutlierDetector):
    """Mean distance of the last 3, 6, 12, 24 and 48 hours to those of the k nearest earlier days.

    Days at work are compared with days at work, days off with days off. Each earlier day may be shifted by one step
    either way, separately for its hours before and after midnight. Distances are in kW (root mean square), so that a
    new level is as anomalous as a new shape.

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
    revision: ClassVar[int] = 5
    source: ClassVar[str] = "Ramaswamy, Rastogi and Shim (2000), doi:10.1145/342009.335437"

    neighbours: int = integer(
        3, (1, 10), label="Nearest days", unit="days", help="The distance to so many most similar days is averaged."
    )
    weeks: int = integer(52, (4, 104), label="Memory", unit="weeks", help="How many weeks back similar days may lie.")

    def model(self, days: SeriesDays) -> OutlierModel:
        """Return a new state of the method."""
        return NearestDaysModel(days.grid.slots, self)


class NearestDaysModel(OutlierModel):
    """Distances to the nearest earlier days."""

    windows_hours = WINDOWS_HOURS

    def __init__(self, slots: int, how: NearestDays) -> None:
        steps = np.array(self.steps(slots))
        self._back = days_before(int(steps.max()), slots)
        super().__init__(slots, 7 * (how.weeks + MOVED_WEEKS) + EASTER_DAYS + self._back + 1)
        self.how, self._steps = how, steps

    def score_day(self, day: int) -> RawScores:
        """Return the distances of a day, and the mean of the days nearest to it over 24 hours.

        Where too little is known of these hours to say which days are near, as in a long run of data problems, the
        usual power is the weekday profile.
        """
        rows = self._comparable(day)
        first = max(0, min(day - 7 * self.how.weeks, int(rows.min(initial=day))) - self._back - 1)
        recent_kw = self.grid.power_kw[day - self._back : day + 1].ravel()
        raw, usual = kernels.nearest_days(
            self.training_kw[first:day],
            rows - first,
            recent_kw,
            self._steps,
            DAY_LONG,
            self.how.neighbours,
            FULL_SHARE,
        )
        if np.isnan(usual).any():
            rows, weights = self.days.similar(day, PROFILE_WEEKS)
            profile = kernels.weighted_median(self.training_kw[rows], weights)
            usual = np.where(np.isnan(usual), profile, usual)
        return RawScores(raw, usual)

    def _comparable(self, day: int) -> IntArray:
        """Return the rows of earlier days at work, or off, as the day may be; all where these are few.

        Where the day may lie in a season of closure, the days of the year before count that it may be like.
        """
        first = max(self._back, day - 7 * self.how.weeks)
        earlier = np.arange(first, day)
        alike = earlier[self.grid.comparable(first, day)] if len(earlier) else earlier
        before = [rows[rows >= self._back] for rows in self.grid.kinds.alike_before.get(day, ())]
        if before:
            alike = np.unique(np.concatenate([alike, *before]))
        return alike if len(alike) >= MIN_COMPARED_DAYS else earlier
