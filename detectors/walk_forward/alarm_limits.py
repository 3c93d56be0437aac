"""Alarm limits of methods that judge no reading by itself: how far a single reading must leave the usual range.

A combination flags a reading for what several methods see in the hours before it, so no limit of single readings
decides alone. What is drawn is how rare a reading would be by itself, from the usual range outwards, and not beyond
what the meter lately was: a limit that it cannot reach says nothing.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data.series import FloatArray
from detectors.scores import LIMIT_LEVEL, Scores
from detectors.walk_forward.calibration import SIGMAS_AT_SCALE_SHARE
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import KEPT_ROWS
from detectors.walk_forward.rolling_table import RollingTable

REMEMBERED_DAYS = 90
"""Days back of which the highest and the lowest reading bound the limits. Chosen, not tuned."""


class AlarmLimits:
    """How far the limits of the days of a meter reach a sigma, as far as ``next_day``."""

    def __init__(self) -> None:
        self.next_day = 0
        self._extremes = RollingTable(2, keep_days=REMEMBERED_DAYS + KEPT_ROWS + 1)

    def beside(self, days: SeriesDays, scores: Scores, stop: int) -> Scores:
        """Return scores that have a usual range with the limits of single readings.

        Parameters
        ----------
        scores
            Of the readings of the days up to ``stop``, not included, and of the day before them.
        """
        first = max(0, self.next_day - KEPT_ROWS)
        power = days.trainable_kw[self.next_day : stop]
        extremes = np.stack([np.fmin.reduce(power, axis=1), np.fmax.reduce(power, axis=1)], axis=1)
        bounds = np.empty((stop - first, 2))
        for day in range(first, stop):
            bounds[day - first] = self._bounds(day)
            if day >= self.next_day:
                self._extremes[day] = extremes[day - self.next_day]
        self.next_day = stop
        row = days.grid.day[days.readings_of(first, stop)] - first
        lowest, highest = bounds[row].T
        half = (scores.usual_high - scores.usual_low) / 2.0
        away = scores.expected - scores.usual_low, scores.usual_high - scores.expected
        room = scores.expected - lowest, highest - scores.expected
        below, above = (_limits(away[side], half, room[side]) for side in range(2))
        is_known = np.isfinite(half)
        return replace(
            scores,
            limit_below=np.where(is_known, below, scores.scale_below),
            limit_above=np.where(is_known, above, scores.scale_above),
        )

    def _bounds(self, day: int) -> FloatArray:
        """Return the lowest and the highest reading of the last three months before a day; infinite without any."""
        past = self._extremes[max(0, day - REMEMBERED_DAYS) : day]
        bounds = np.array([np.fmin.reduce(past[:, 0], initial=np.nan), np.fmax.reduce(past[:, 1], initial=np.nan)])
        return np.where(np.isfinite(bounds), bounds, (-np.inf, np.inf))


def _limits(away: FloatArray, half: FloatArray, room: FloatArray) -> FloatArray:
    """Return how far a limit moves a sigma, in kW: by the usual range, within the room there is, never inside of it."""
    sigma = np.maximum(away, half) / SIGMAS_AT_SCALE_SHARE
    limits: FloatArray = np.maximum(np.minimum(sigma, room / LIMIT_LEVEL), np.maximum(away, 0.0) / LIMIT_LEVEL)
    return limits
