"""Weekday habits: what a meter does on one weekday and not on the others, such as a test every Monday at ten.

Two things are remembered of the last weeks: by how much each day departed from the usual course of its kind, so that
the next day of its name can be predicted to depart as well; and which readings were flagged. A reading that is flagged
at about the same time on the same weekday of three weeks in a row is a habit and teaches, though it is flagged.
"""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray, DayGrid, IntArray
from data.calendar.lengths import DAY_HOURS, DAYS_PER_WEEK
from data.series import FloatArray
from detectors import kernels
from detectors.walk_forward.rolling_table import RollingTable

HABIT_WEEKS = 8
"""Weeks of the same weekday by which a habit is measured. Chosen, not tuned."""
FADING_WEEKS = 4.0
"""Weeks after which the weight of a day has fallen to 1/e: the last three outweigh the others, the last two do not.
Chosen, not tuned."""
DOUBT = 20.0
"""Square of the size in standard errors up to which no habit is believed. Measured: from 12 to 25 the day-ahead
forecast of twelve meters has the same error, with less it is worse."""
MIN_WEEKS = 3
"""Weeks of the same weekday that must be known, and in a row in which a flagged reading must come back. Chosen."""
REACH_HOURS = 1.0
"""Hours by which it may come earlier or later. Chosen, not tuned."""
KEPT_SHARE = 0.5
"""Share of a habit within which a reading must lie of it to be that habit once more. Chosen, not tuned."""
MIN_SCALE = 0.05
"""Scale of a habit at least, as a share of it: three weeks say little of how exactly it is kept. Chosen, not tuned."""
SIGMAS_AT_MEDIAN = 1.4826
"""Sigma of a normal distribution over its median absolute deviation. By definition, rounded."""


class WeekdayHabits:
    """Departures of days from what is usual for their kind.

    Parameters
    ----------
    columns
        Numbers a day.

    Attributes
    ----------
    habit
        Shape ``(columns,)``: by how much the day predicted last departs, 0 where nothing is known.
    scale
        How much that varies from week to week, 0 where nothing is known.
    is_broken
        Where the last day of the same name did not depart so.
    """

    def __init__(self, columns: int) -> None:
        self._columns = columns
        keep = DAYS_PER_WEEK * HABIT_WEEKS + 1
        self._taught = RollingTable(columns, keep_days=keep)
        self._seen = RollingTable(columns, keep_days=DAYS_PER_WEEK * MIN_WEEKS)
        self._noise: dict[int, FloatArray] = {}
        self._forget()

    def _forget(self) -> None:
        self.habit, self.scale = np.zeros(self._columns), np.zeros(self._columns)
        self.is_broken = np.zeros(self._columns, bool)

    def fit(self, grid: DayGrid, day: int, least: float) -> None:
        """Measure how noisy departures were, for each kind of day; at least ``least``, in their unit."""
        first = max(0, day - DAYS_PER_WEEK * HABIT_WEEKS)
        kinds, sizes = grid.kinds_before(first, day), np.abs(self._taught[first:day])
        for kind in np.unique(kinds).tolist():
            rows = sizes[kinds == kind]
            noise = SIGMAS_AT_MEDIAN * kernels.weighted_median(rows, np.ones(len(rows)))
            self._noise[kind] = np.maximum(noise, least)

    def predict(self, grid: DayGrid, day: int) -> FloatArray:
        """Return ``habit`` for a day, by the last days of the same name that were of its kind."""
        self._forget()
        weeks, self.habit = self._habit(grid, day, int(grid.kinds.expected[day]))
        columns = np.flatnonzero(self.habit)
        if len(columns):
            habit = self.habit[columns]
            away = np.abs(self._taught[day - DAYS_PER_WEEK * weeks][:, columns] - habit)
            self.scale[columns] = np.maximum(SIGMAS_AT_MEDIAN * np.nanmedian(away, axis=0), MIN_SCALE * np.abs(habit))
            if weeks[0] == 1:
                last = self._seen[day - DAYS_PER_WEEK]
                self.is_broken = np.abs(last) < np.abs(last - self.habit)
        return self.habit

    def on_working_days(self, grid: DayGrid, day: int) -> FloatArray:
        """Return by how much days of the same name depart when they are no holiday; 0 on a day that is none itself.

        A clock starts a test on a public holiday as well.
        """
        named = int(grid.named_kind[day])
        return np.zeros(self._columns) if named == grid.kinds.expected[day] else self._habit(grid, day, named)[1]

    def _habit(self, grid: DayGrid, day: int, kind: int) -> tuple[IntArray, FloatArray]:
        """Return the weeks back whose day was of a kind, and by how much those departed."""
        weeks = np.arange(1, min(HABIT_WEEKS, day // DAYS_PER_WEEK) + 1)
        weeks = weeks[grid.kinds.observed[day - DAYS_PER_WEEK * weeks] == kind]
        if len(weeks) < MIN_WEEKS or kind not in self._noise:
            return weeks, np.zeros(self._columns)
        rows, weights = self._taught[day - DAYS_PER_WEEK * weeks], np.exp(-weeks / FADING_WEEKS)
        return weeks, kernels.steady_departure(rows, weights, self._noise[kind], DOUBT, MIN_WEEKS)

    def update(self, day: int, seen: FloatArray, teaches: BoolArray) -> None:
        """Remember by how much a day departed, and which of that may teach; NaN where there is no reading.

        A habit that is kept teaches, however far the reading is from what methods allow.
        """
        is_kept = (self.habit != 0) & (np.abs(seen - self.habit) <= KEPT_SHARE * np.abs(self.habit))
        self._seen[day] = seen
        self._taught[day] = np.where(teaches | is_kept, seen, np.nan)

    def teach_again(self, day: int, teaches: BoolArray) -> None:
        """Let more of a day teach."""
        self._taught[day] = np.where(teaches, self._seen[day], self._taught[day])


class WeeklyRepeats:
    """Which readings were flagged on the last days, and on which side.

    Parameters
    ----------
    slots
        Readings a day.
    """

    def __init__(self, slots: int) -> None:
        self._sides = RollingTable(slots, keep_days=DAYS_PER_WEEK * MIN_WEEKS, fill=0.0)
        self._reach = max(1, round(REACH_HOURS * slots / DAY_HOURS))
        self._slots = slots

    def update(self, day: int, sides: FloatArray) -> dict[int, BoolArray]:
        """Remember the sides of the flagged readings of a day, 0 for others.

        Returns
        -------
        dict
            The readings that teach after all, by day: of this day and of the same weekday of the weeks before, where
            they were flagged every week. Empty where none were.
        """
        self._sides[day] = sides
        rows = day - DAYS_PER_WEEK * np.arange(MIN_WEEKS - 1, -1, -1)
        if rows[0] < 0 or not sides.any():
            return {}
        flagged = np.ascontiguousarray(self._sides[rows].astype(np.int8))
        if not kernels.repeated(flagged, self._reach).any():
            return {}
        found = {}
        for place, row in enumerate(rows.tolist()):
            found[row] = kernels.repeated(np.roll(flagged, -place - 1, axis=0), self._reach)
        return found
