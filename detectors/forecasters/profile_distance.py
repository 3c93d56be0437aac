"""The profile distance: how far the last 24 hours are from their prediction, tolerant of a shift of an hour.

The rule is that of Liu and Nielsen (2018, doi:10.1016/j.is.2018.05.007): the distance between the actual and the
predicted day is taken to be log-normal, and a day that is improbable by it is anomalous. Here the day is the 24 hours
that end with a reading, so that nobody waits for midnight, and the logarithm is standardised by its own past.
"""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray
from data.calendar.lengths import DAY_HOURS, DAYS_PER_WEEK, HALF_YEAR_DAYS
from data.series import FloatArray
from detectors.features.load_range import LOAD_RANGE_DAYS, NEGLIGIBLE_SHARE, LoadRange, half_year
from detectors.kernels import FULL_SHARE
from detectors.walk_forward.calibration import tail_factors
from detectors.walk_forward.rolling_table import RollingTable

SHIFTS_HOURS = (-1, 0, 1)
"""Hours by which the prediction may be moved. Source: Liu and Nielsen (2018)."""
FIRST_DAYS = 28
"""Days before the first distance is scored. Chosen, not tuned."""
MIN_SIGMA = 0.15
"""Logarithm of kW: days whose distances differ by less than 15 % are alike. Chosen, not tuned."""
MIN_DAYS = 6
"""Days of a kind that must be known for a mean and a standard deviation of their own. Chosen, not tuned."""


class ProfileDistance:
    """The profile distances of the days so far.

    Parameters
    ----------
    slots
        Readings of a day.
    cutoff
        Sigma: distances with a higher score do not teach.
    """

    def __init__(self, slots: int, cutoff: float) -> None:
        self._cutoff = cutoff
        self._squares = RollingTable(2, len(SHIFTS_HOURS), slots, keep_days=2)
        self._training_kw = RollingTable(slots, keep_days=LOAD_RANGE_DAYS + 1)
        self._logs = RollingTable(slots, keep_days=HALF_YEAR_DAYS + 1)
        self._standard = RollingTable(slots, keep_days=HALF_YEAR_DAYS + 1)
        self._moments: tuple[tuple[FloatArray, FloatArray], ...] = ()
        self._tail = 1.0
        self._min_kw = 0.0
        self._load_range = LoadRange()
        self._score = np.full(slots, np.nan)

    def score(self, day: int, power: FloatArray, expected: FloatArray, is_off: BoolArray) -> FloatArray:
        """Return by how many sigma the distance of the last 24 hours exceeds the usual one.

        Parameters
        ----------
        power, expected
            Shape ``(slots,)`` in kW, of the day; NaN where unknown.
        is_off
            Which of all days are off.
        """
        if day % DAYS_PER_WEEK == 0:
            self._min_kw = NEGLIGIBLE_SHARE * self._load_range.fit(self._training_kw[half_year(day)])
        if day >= FIRST_DAYS and (not self._moments or day % DAYS_PER_WEEK == 0):
            first = max(0, day - HALF_YEAR_DAYS)
            past, off = self._logs[first:day], is_off[first:day]
            self._moments = tuple(_moments(past, off == kind) for kind in (False, True))
            self._tail = float(tail_factors(self._standard[first:day][:, None])[0, 0])
        distance = self._log_distance(day, 0, power, expected)
        self._score = np.full_like(power, np.nan)
        if self._moments:
            mean, sigma = self._moments[int(is_off[day])]
            self._score = (distance - mean) / (sigma * self._tail)
        return self._score

    def update(self, day: int, training_kw: FloatArray, expected: FloatArray, *, is_off: bool) -> None:
        """Update with a day, NaN where a reading must not teach."""
        self._training_kw[day] = training_kw
        distance = self._log_distance(day, 1, training_kw, expected)
        if self._moments:
            mean, sigma = self._moments[int(is_off)]
            self._standard[day] = (distance - mean) / sigma
        self._logs[day] = np.where(self._score > self._cutoff, np.nan, distance)

    def _log_distance(self, day: int, kind: int, power: FloatArray, expected: FloatArray) -> FloatArray:
        """Return the logarithm of the distance of the 24 hours that end with each reading from their prediction.

        The distance is the root mean squared residual in kW, the smallest of those against the prediction as it is,
        an hour earlier and an hour later; NaN where less than 60 % is known. ``kind`` is 0 for all readings of the day,
        1 for those that teach.
        """
        slots = len(power)
        residual = power - expected
        least = np.full(slots, np.inf)
        for place, hours in enumerate(SHIFTS_HOURS):
            moved = power - shifted(expected, hours * max(1, slots // DAY_HOURS))
            squares = np.where(np.isfinite(moved), moved, residual) ** 2
            before = self._squares[max(day - 1, 0)][kind, place] if day else np.full(slots, np.nan)
            least = np.fmin(least, _trailing_mean(before, squares))
            self._squares[day][kind, place] = squares
        distance = np.sqrt(np.where(np.isfinite(least), least, np.nan))
        logs: FloatArray = np.log(np.maximum(distance, self._min_kw))
        return logs


def shifted(profile: FloatArray, steps: int) -> FloatArray:
    """Return a day shifted by some steps; NaN where the values of another day would be needed, which is not known."""
    moved = np.full_like(profile, np.nan)
    if steps > 0:
        moved[steps:] = profile[:-steps]
    elif steps < 0:
        moved[:steps] = profile[-steps:]
    else:
        moved = profile
    return moved


def _trailing_mean(before: FloatArray, today: FloatArray) -> FloatArray:
    """Return the mean of the 24 hours that end with each reading of a day; NaN where too little is known.

    Sums begin at midnight: summed from the start of the series, one huge value would cost all later sums precision.
    """
    total, count = (
        _since_midnight_and_before(np.where(np.isfinite(before), left, 0.0), np.where(np.isfinite(today), right, 0.0))
        for left, right in ((before, today), (np.ones_like(before), np.ones_like(today)))
    )
    return np.where(count >= FULL_SHARE * len(today), total / np.maximum(count, 1.0), np.nan)


def _since_midnight_and_before(before: FloatArray, today: FloatArray) -> FloatArray:
    total = np.cumsum(today)
    total[:-1] += np.cumsum(before[:0:-1])[::-1]
    return total


def _moments(logs: FloatArray, alike: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation by slot, of days of a kind, or of all while these are few; NaN if unknown."""
    chosen = logs[alike] if alike.sum() >= MIN_DAYS else logs
    known = np.isfinite(chosen)
    count = known.sum(axis=0)
    values = np.where(known, chosen, 0.0)
    enough = count >= MIN_DAYS
    mean = np.where(enough, values.sum(axis=0) / np.maximum(count, 1), np.nan)
    squares = np.where(known, chosen - mean, 0.0) ** 2
    return mean, np.maximum(np.sqrt(squares.sum(axis=0) / np.maximum(count - 1, 1)), MIN_SIGMA)
