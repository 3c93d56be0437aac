"""Walks through the nights of a meter, and through its weekends, holidays and other closed days."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray, DayGrid, DayType, IntArray
from data.opening_hours import Operation
from data.series import FloatArray
from detectors.analytics.lows import low_of_last, low_so_far, mean_so_far
from detectors.analytics.occupancy import Occupancy
from detectors.features.quantile import weighted_median
from detectors.features.similar_days import MIN_DAYS, similar_days
from detectors.rules.idle_walk import IdleWalk, IdleWalkSettings

FIRST_HOURS = 2.0
"""A rest is judged from its third hour on: before, machines are still being switched off."""
LAST_HOURS = 3.0
NIGHTS_BEFORE = 4
WEEKEND_FADING_DAYS = 28.0


class NightWalk(IdleWalk):
    """Nights, each by the low quantile of its readings so far and by that of its last three hours."""

    def begin(self, occupancy: Occupancy) -> int:
        """Return the number of slots of a night."""
        self._begin, end = occupancy.night_slots(self.grid.slots)
        return end - self._begin

    def place(self, day: int) -> int | None:
        """Return where the night begins that ends on a day."""
        return day * self.grid.slots + self._begin

    def figures(self, period: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the low quantile of the night so far and that of its last hours."""
        first, last = (max(2, round(hours / self.step_hours)) for hours in (FIRST_HOURS, LAST_HOURS))
        lows = np.array([low_so_far(period, self.how.share, first), low_of_last(period, self.how.share, last)])
        return lows, np.array(
            [hours_so_far(len(period), self.step_hours), np.full(len(period), last * self.step_hours)]
        )

    def alike(self, day: int) -> tuple[IntArray, FloatArray]:
        """Return nights that end on days of the same type."""
        return similar_days(self.grid, day, self.how.weeks)


class WeekendWalk(IdleWalk):
    """Days off, each by its mean and its low quantile so far, moved by what the last nights departed from usual."""

    def __init__(self, grid: DayGrid, usable: BoolArray, stated: Operation | None, how: IdleWalkSettings) -> None:
        super().__init__(grid, usable, stated, how)
        self._low = np.full(grid.days, np.nan)
        self._departed = np.full(grid.days, np.nan)
        self._type = grid.day_type

    def begin(self, occupancy: Occupancy) -> int:
        """Return the number of slots of a day; take closed weekdays for Sundays."""
        self._night = occupancy.night_slots(self.grid.slots)
        closed = occupancy.idle_days(self.grid) & (self.grid.day_type == DayType.WEEKDAY)
        self._type = np.where(closed, DayType.SUNDAY, self.grid.day_type)
        self._low[:], self._departed[:] = np.nan, np.nan
        return self.grid.slots

    def place(self, day: int) -> int | None:
        """Return where a day begins that is off, after a look at its night."""
        self._update_night(day)
        return day * self.grid.slots if self._type[day] != DayType.WEEKDAY else None

    def goes_on(self, day: int) -> bool:
        """Return whether the day before was off as well: a weekend is one rest."""
        return day > 0 and bool(self._type[day - 1] != DayType.WEEKDAY)

    def figures(self, period: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return mean and low quantile of the day so far."""
        first = max(2, round(FIRST_HOURS / self.step_hours))
        hours = hours_so_far(len(period), self.step_hours)
        return np.array([mean_so_far(period, first), low_so_far(period, self.how.share, first)]), np.array(
            [hours, hours]
        )

    def alike(self, day: int) -> tuple[IntArray, FloatArray]:
        """Return earlier days off of the same type; of any type where there are hardly any."""
        earlier = np.arange(max(0, day - 7 * self.how.weeks), day)
        earlier = earlier[self._type[earlier] != DayType.WEEKDAY]
        same = self._type[earlier] == self._type[day]
        earlier = earlier[same] if same.sum() >= MIN_DAYS else earlier
        return earlier, np.exp((earlier - day) / WEEKEND_FADING_DAYS)

    def departed_kw(self, day: int) -> float:
        """Return by how much the base load of the nights just before departed from usual."""
        known = self._departed[max(0, day - NIGHTS_BEFORE) : day]
        known = known[np.isfinite(known)]
        return float(np.median(known)) if len(known) else 0.0

    def _update_night(self, day: int) -> None:
        begin, end = self._night
        night = self.readings(day * self.grid.slots + begin, end - begin)
        self._low[day] = low_so_far(night, self.how.share, 2)[-1]
        days, weights = similar_days(self.grid, day, self.how.weeks)
        if len(days):
            self._departed[day] = self._low[day] - weighted_median(self._low[days][:, None], weights)[0]


def hours_so_far(slots: int, step_hours: float) -> FloatArray:
    """Return how long a rest has lasted at the end of each of its slots."""
    return np.arange(1.0, slots + 1.0) * step_hours
