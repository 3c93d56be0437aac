"""What the idle periods of one weekday do and those of others do not: a late Thursday, a test every Monday night."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray, DayGrid, IntArray
from data.calendar.lengths import DAYS_PER_WEEK
from data.series import FloatArray
from detectors import kernels
from detectors.walk_forward.rolling_table import RollingTable
from detectors.walk_forward.teaching import Taught
from detectors.walk_forward.weekday_habits import MIN_WEEKS, WeekdayHabits, WeeklyRepeats


class IdleHabits:
    """Weekday habits of periods, each a table of figures and readings by slots.

    Parameters
    ----------
    rows, slots
        Of a table.
    """

    def __init__(self, rows: int, slots: int) -> None:
        self._tables = RollingTable(rows, slots, keep_days=DAYS_PER_WEEK * MIN_WEEKS)
        self._repeats, self._habits = WeeklyRepeats(slots), WeekdayHabits(rows * slots)
        self._without = np.full((rows, slots), np.nan)

    def fit(self, grid: DayGrid, day: int, least: float) -> None:
        """Measure how noisy departures from what is usual were; at least ``least`` in kW."""
        self._habits.fit(grid, day, least)

    def usual(self, grid: DayGrid, day: int, table: FloatArray, without: FloatArray) -> FloatArray:
        """Return what is usual on a day from what is usual ``without`` habits, both of the shape of the ``table``.

        Where a habit was not kept the week before, the one of both that is nearer to the period.
        """
        self._without = without
        habit = self._habits.predict(grid, day)
        if not self._habits.has_any:
            return without
        usual = without + habit.reshape(table.shape)
        return np.where(self._habits.is_broken.reshape(table.shape), nearer(table, usual, without), usual)

    def weekly(
        self, day: int, taught: Taught, table: FloatArray, departure: FloatArray, training: RollingTable
    ) -> BoolArray:
        """Return which flagged slots of a period came every week; those of the weeks before teach again."""
        self._tables[day] = table
        nothing = np.zeros(1, bool)
        if not taught.flagged.any():  # rows that were never written hold no sides
            return nothing
        found = self._repeats.update(day, np.where(taught.flagged, np.sign(np.nan_to_num(departure)), 0.0))
        for earlier, teaches in found.items():
            if earlier < day:
                training[earlier] = np.where(teaches, self._tables[earlier], training[earlier])
                self._habits.teach_again(earlier, np.tile(teaches, len(table)))
        return found.get(day, nothing)

    def update(self, day: int, table: FloatArray, teaches: BoolArray) -> None:
        """Remember by how much a period departed from what is usual without habits."""
        self._habits.update(day, (table - self._without).ravel(), np.broadcast_to(teaches, table.shape).ravel())


def nearest_usual(table: FloatArray, training: RollingTable, alike: list[tuple[IntArray, FloatArray]]) -> FloatArray:
    """Return the median figures of earlier periods, of those kinds of day that are nearer; NaN where unknown."""
    usual = [
        kernels.weighted_median(training[days].reshape(len(days), -1), weights).reshape(table.shape)
        for days, weights in alike
        if len(days)
    ]
    if not usual:
        return np.full(table.shape, np.nan)
    return usual[0] if len(usual) == 1 else nearer(table, usual[0], usual[1])


def nearer(values: FloatArray, one: FloatArray, other: FloatArray) -> FloatArray:
    """Return for each value which of two others is nearer; the known one where one is NaN."""
    return np.where(np.isnan(one) | (np.abs(values - other) < np.abs(values - one)), other, one)
