"""Nights as idle periods, and weekends, holidays and other closed days as such."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import AT_WORK, TYPE_OF_KIND, DayType, IntArray
from data.series import FloatArray
from detectors import kernels
from detectors.analytics.occupancy import Occupancy
from detectors.features.similar_days import MIN_DAYS, SIMILAR_DAYS
from detectors.rules.idle_settings import IdleSettings
from detectors.rules.idle_strategy import IdleStrategy
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.rolling_table import RollingTable

FIRST_HOURS = 2.0
"""Hours after which an idle period is scored: before, machines are still being switched off. Expert's choice."""
LAST_HOURS = 3.0
"""Hours at the end of the night so far that have a figure of their own. Chosen, not tuned."""
NIGHTS_BEFORE = 4
"""Nights whose departure from usual is predicted to last over the day off after them. Chosen, not tuned."""
WEEKEND_FADING_DAYS = 28.0
"""Days after which the weight of an earlier day off has fallen to 1/e. Chosen, not tuned."""


class NightStrategy(IdleStrategy):
    """Nights, each scored by the low quantile of its readings so far and by that of its last three hours."""

    def begin(self, occupancy: Occupancy) -> int:
        """Return the number of slots of a night."""
        self._begin, end = occupancy.night_slots(self.slots)
        return end - self._begin

    def place(self, day: int) -> int | None:
        """Return where the night begins that ends on a day."""
        return day * self.slots + self._begin

    def figures(self, period: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the low quantile of the night so far and that of its last hours."""
        first, last = (max(2, round(hours / self.step_hours)) for hours in (FIRST_HOURS, LAST_HOURS))
        share = self.settings.share
        lows = np.array([kernels.low_so_far(period, share, first), kernels.low_of_last(period, share, last)])
        hours = hours_so_far(len(period), self.step_hours)
        return lows, np.array([hours, np.full(len(period), last * self.step_hours)])

    def alike(self, day: int) -> list[tuple[IntArray, FloatArray]]:
        """Return nights that end on days of the same type, of either where the day may be of two."""
        days = [self.days, self.days.exchanged] if self.days.grid.kinds.is_uncertain[day] else [self.days]
        return [one.similar(day, self.settings.weeks) for one in days]


class WeekendStrategy(IdleStrategy):
    """Days off, each scored by its mean and its low quantile so far, allowing for the departure of the last nights."""

    def __init__(self, settings: IdleSettings, slots: int) -> None:
        super().__init__(settings, slots)
        self._idle_weekdays = np.zeros(7, bool)
        self._types: IntArray | None = None
        self._night = (0, 1)
        self._reset()

    def _reset(self) -> None:
        kept = max(7 * self.settings.weeks, SIMILAR_DAYS) + 1
        self._low, self._departed = RollingTable(keep_days=kept), RollingTable(keep_days=kept)

    def begin(self, occupancy: Occupancy) -> int:
        """Return the number of slots of a day; from now on, closed weekdays count as Sundays."""
        self._night = occupancy.night_slots(self.slots)
        self._idle_weekdays = np.array(occupancy.idle)
        self._types = None
        self._reset()
        return self.slots

    def bind(self, days: SeriesDays) -> None:
        """Read these days from now on."""
        super().bind(days)
        self._types = None

    def __getstate__(self) -> dict[str, object]:
        return super().__getstate__() | {"_types": None}

    @property
    def types(self) -> IntArray:
        """Types of all days; idle weekdays count as Sundays."""
        if self._types is None:
            self._types = self._with_idle_weekdays(self.days.grid.day_type, 0)
        return self._types

    def _with_idle_weekdays(self, types: IntArray, first: int) -> IntArray:
        """Return types of days from ``first`` on, idle weekdays as Sundays."""
        is_closed = self._idle_weekdays[self.days.grid.weekday[first : first + len(types)]]
        return np.where(is_closed & (types == AT_WORK), int(DayType.SUNDAY), types)

    def place(self, day: int) -> int | None:
        """Return the flat position at which a day off begins, having updated the base load of its night."""
        self._update_night(day)
        return day * self.slots if self.types[day] != AT_WORK else None

    def goes_on(self, day: int) -> bool:
        """Return whether the day before was off as well: a weekend is one idle period."""
        return day > 0 and bool(self.types[day - 1] != AT_WORK)

    def figures(self, period: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return mean and low quantile of the day so far."""
        first = max(2, round(FIRST_HOURS / self.step_hours))
        figures = [kernels.mean_so_far(period, first), kernels.low_so_far(period, self.settings.share, first)]
        hours = hours_so_far(len(period), self.step_hours)
        return np.array(figures), np.array([hours, hours])

    def alike(self, day: int) -> list[tuple[IntArray, FloatArray]]:
        """Return earlier days off of the same type, of any type where these are few, and their weights."""
        first = max(0, day - 7 * self.settings.weeks)
        types = self._with_idle_weekdays(self.days.grid.types_before(first, day), first)
        off, same = types != AT_WORK, types == self.types[day]
        earlier = first + np.flatnonzero(same if same.sum() >= MIN_DAYS else off)
        return [(earlier, np.exp((earlier - day) / WEEKEND_FADING_DAYS))]

    def is_certain(self, day: int) -> bool:
        """Return whether a day is off for certain."""
        return self._idle_weekdays[self.days.grid.weekday[day]] or False not in self.days.grid.may_be_off(day)

    def was_idle(self, day: int) -> bool:
        """Return whether a day turned out to be off, where that was not certain."""
        return self.is_certain(day) or bool(TYPE_OF_KIND[self.days.grid.kinds.observed[day]] != AT_WORK)

    def departed_kw(self, day: int) -> float:
        """Return by how much the base load of the nights just before departed from usual."""
        typical = kernels.known_quantile(self._departed[max(0, day - NIGHTS_BEFORE) : day], 0.5)
        return typical if np.isfinite(typical) else 0.0

    def _update_night(self, day: int) -> None:
        begin, end = self._night
        night = self.readings(day * self.slots + begin, end - begin)
        self._low[day] = kernels.low_so_far(night, self.settings.share, 2)[-1]
        days, weights = self.days.similar(day, self.settings.weeks)
        if len(days):
            self._departed[day] = self._low[day] - kernels.weighted_median(self._low[days][:, None], weights)[0]


def hours_so_far(slots: int, step_hours: float) -> FloatArray:
    """Return how many hours an idle period has lasted at the end of each of its slots."""
    return np.arange(1.0, slots + 1.0) * step_hours
