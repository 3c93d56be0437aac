"""Weekday habits: what a meter does on one weekday and not on the others, such as a test every Monday at ten.

Two things are remembered of the last weeks: by how much each day departed from the usual course of its kind, so that
the next day of its name can be predicted to depart as well; and which readings were flagged. A reading that is flagged
at about the same time on the same weekday of three weeks in a row is a habit and teaches, though it is flagged.
"""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray, DayGrid
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
WEIGHTS = np.exp(-np.arange(HABIT_WEEKS, 0, -1) / FADING_WEEKS)
"""Weights of the last days of the same name, the last one last. By definition of ``FADING_WEEKS``."""
FIT_INTERVAL_DAYS = 4 * DAYS_PER_WEEK
"""Days between two measurements of the noise. Chosen, not tuned."""
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
    has_any
        Whether anything is.
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
        self.has_any = False
        self.habit, self.scale = np.zeros(self._columns), np.zeros(self._columns)
        self.is_broken = np.zeros(self._columns, bool)

    def fit(self, grid: DayGrid, day: int, least: float) -> None:
        """Measure how noisy departures were, for each kind of day; at least ``least``, in their unit.

        After eight weeks only every fourth: noise changes slowly.
        """
        if self._noise and day >= 2 * FIT_INTERVAL_DAYS and day % FIT_INTERVAL_DAYS:
            return
        first = max(0, day - DAYS_PER_WEEK * HABIT_WEEKS)
        kinds, sizes = grid.kinds_before(first, day), np.abs(self._taught[first:day])
        for kind in np.unique(kinds).tolist():
            rows = sizes[kinds == kind]
            noise = SIGMAS_AT_MEDIAN * kernels.weighted_median(rows, np.ones(len(rows)))
            self._noise[kind] = np.maximum(noise, least)

    def predict(self, grid: DayGrid, day: int) -> FloatArray:
        """Return ``habit`` for a day, by the last days of the same name that were of its kind."""
        found = self._habit(grid, day, int(grid.kinds.expected[day]))
        if found is None:
            if self.has_any:
                self._forget()
            return self.habit
        self.habit, away = found
        self.has_any = True
        self.scale = np.maximum(SIGMAS_AT_MEDIAN * away, MIN_SCALE * np.abs(self.habit))
        last = self._seen[day - DAYS_PER_WEEK]
        was_alike = grid.kinds.observed[day - DAYS_PER_WEEK] == grid.kinds.expected[day]
        self.is_broken = was_alike & (np.abs(last) < np.abs(last - self.habit))
        return self.habit

    def on_working_days(self, grid: DayGrid, day: int) -> FloatArray | None:
        """Return by how much days of the same name depart when they are no holiday; None on a day that is none itself.

        A clock starts a test on a public holiday as well.
        """
        named = int(grid.named_kind[day])
        found = None if named == grid.kinds.expected[day] else self._habit(grid, day, named)
        return None if found is None else found[0]

    def _habit(self, grid: DayGrid, day: int, kind: int) -> FloatArray | None:
        """Return by how much days of a name and kind departed, and how much that varies; None without a habit."""
        noise = self._noise.get(kind)
        if noise is None or day < DAYS_PER_WEEK * MIN_WEEKS:
            return None
        rows = slice(max(day % DAYS_PER_WEEK, day - DAYS_PER_WEEK * HABIT_WEEKS), day, DAYS_PER_WEEK)
        is_alike = grid.kinds.observed[rows] == kind
        if np.count_nonzero(is_alike) < MIN_WEEKS:
            return None
        past = self._taught[rows.start : day][::DAYS_PER_WEEK]
        weights = WEIGHTS[-len(is_alike) :] * is_alike
        found: FloatArray = kernels.steady_departure(past, weights, noise, DOUBT, MIN_WEEKS)
        return found if found[0].any() else None

    def update(self, day: int, seen: FloatArray, teaches: BoolArray) -> None:
        """Remember by how much a day departed, and which of that may teach; NaN where there is no reading.

        A habit that is kept teaches, however far the reading is from what methods allow.
        """
        if self.has_any:
            is_kept = (self.habit != 0) & (np.abs(seen - self.habit) <= KEPT_SHARE * np.abs(self.habit))
            teaches = teaches | is_kept
        self._seen[day] = seen
        self._taught[day] = np.where(teaches, seen, np.nan)

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
        flagged = self._sides[rows].astype(np.int8)
        if not flagged.any(axis=1).all() or not kernels.repeated(flagged, self._reach).any():
            return {}
        return {
            row: kernels.repeated(np.roll(flagged, -place - 1, axis=0), self._reach)
            for place, row in enumerate(rows.tolist())
        }
