"""When a building is in use: its night and its idle days, as stated by a person, else inferred from its readings.

The rules about base load depend on it. What is inferred is shown as inferred.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

import numpy as np

from data.calendar.day_grid import BoolArray, DayGrid, DayType, IntArray, day_grid
from data.calendar.lengths import DAY_HOURS, SATURDAY, SUNDAY
from data.calendar.quiet_hours import is_idle, quiet_hours
from data.opening_hours import WEEKDAYS, Operation
from data.series import FloatArray, MeterSeries
from detectors.features.data_quality import unusable
from detectors.features.load_range import HIGH_SHARE, LOW_SHARE
from detectors.features.quantile import column_quantiles

QUIET_SHARE = 0.2
"""Share of the way from the lowest to the highest hour of a weekday below which an hour is quiet. Chosen, not tuned."""
BUSY_SHARE = 0.75
"""Quantile over weeks that must be quiet, too: an hour busy in a quarter of the weeks is no night, as schools have
holidays. Chosen, not tuned."""
NOON = 12.0
"""Local hours from which a night begins on the day before it ends. By definition."""


@dataclass(frozen=True)
class Occupancy:
    """The night and the idle days of a meter.

    Parameters
    ----------
    night_from, night_until
        Local hours; a night that begins at or after noon begins on the day before it ends.
    idle
        Whether each day of the week, Monday first, is quiet around the clock; public holidays are as Sundays.
    hours_inferred, days_inferred
        Whether the night and the idle days come from the readings, not from the meter's settings.
    """

    night_from: float
    night_until: float
    idle: tuple[bool, ...]
    hours_inferred: bool = True
    days_inferred: bool = True

    @property
    def night_hours(self) -> float:
        """Length of the night in hours."""
        return (self.night_until - self.night_from) % DAY_HOURS

    @property
    def sentence(self) -> str:
        """The night and idle days, and where they come from."""
        idle = [f"{name}s" for name, is_idle in zip(WEEKDAYS, self.idle, strict=True) if is_idle]
        idle += ["holidays"] if self.idle[SUNDAY] else []
        days = f"{', '.join(idle[:-1])} and {idle[-1]} idle".removeprefix(" and ") if idle else "no idle days"
        source = {
            (False, False): "as the meter's settings say",
            (True, True): "inferred from its own readings",
            (True, False): "the night inferred from its own readings, the days as its settings say",
            (False, True): "the night as the meter's settings say, the days inferred from its own readings",
        }[self.hours_inferred, self.days_inferred]
        return f"Night {hour_in_words(self.night_from)} to {hour_in_words(self.night_until)}, {days}; {source}."

    def night_slots(self, slots: int) -> tuple[int, int]:
        """Return first slot (negative on the day before) and end slot of the night that ends on a day."""
        first = self.night_from - DAY_HOURS if self.night_from >= NOON else self.night_from
        begin = round(first * slots / DAY_HOURS)
        return begin, begin + max(1, round(self.night_hours * slots / DAY_HOURS))

    def nights(self, table: FloatArray) -> FloatArray:
        """Return a table of days by slots as nights by slots of the night; row ``d`` ends on day ``d``."""
        days, slots = table.shape
        begin, end = self.night_slots(slots)
        padded = np.concatenate([np.full(slots, np.nan), table.ravel(), np.full(slots, np.nan)])
        place = np.arange(days)[:, None] * slots + slots + np.arange(begin, end)[None, :]
        found: FloatArray = padded[place]
        return found

    def idle_days(self, grid: DayGrid) -> BoolArray:
        """Return which days are quiet around the clock."""
        idle: BoolArray = np.array(self.idle)[np.where(grid.day_type == DayType.SUNDAY, SUNDAY, grid.weekday)]
        return idle


def occupancy(series: MeterSeries) -> Occupancy:
    """Return the night and idle days of a meter, from its settings, else from all of its readings."""
    grid = day_grid(series)
    return occupancy_of(trainable(series, grid), grid.day_type, grid.weekday, series.operation)


def trainable(series: MeterSeries, grid: DayGrid) -> FloatArray:
    """Return the readings in kW as days by slots, NaN where they are missing or must not teach."""
    return grid.laid_out(np.where(unusable(series), np.nan, series.power_kw))


def occupancy_of(table: FloatArray, day_type: IntArray, weekday: IntArray, stated: Operation | None) -> Occupancy:
    """Return the night and idle days as stated, else inferred from days by slots with their type and weekday."""
    group = np.where(day_type == DayType.SUNDAY, SUNDAY, weekday)
    courses = np.array([_courses(table[group == day]) for day in range(len(WEEKDAYS))])
    ordinary = day_type == DayType.WEEKDAY
    usual, _ = _courses(table[ordinary] if np.isfinite(table[ordinary]).any() else table)
    night = stated_night(stated)
    open_days = stated.weekdays if stated else None
    if open_days is not None:
        idle = tuple(day not in open_days for day in range(len(WEEKDAYS)))
    else:
        idle = tuple(is_idle(usual, course) for course in courses[:, 0])
    busiest = np.fmax.reduce([usual, *courses[:SATURDAY, 1]])  # a weekday with an evening class sets the evening of all
    night_from, night_until = night or quiet_hours((usual, busiest), _load_range_kw(table), QUIET_SHARE)
    return Occupancy(float(night_from), float(night_until), idle, night is None, open_days is None)


def hour_in_words(hour: float) -> str:
    """Return a local hour as ``HH:MM``."""
    return f"{floor(hour):02d}:{round(hour % 1 * 60):02d}"


def stated_night(stated: Operation | None) -> tuple[float, float] | None:
    """Return the local hours between closing and opening; None where not stated or where it never closes."""
    if stated is None or stated.hours is None:
        return None
    opens, closes = stated.hours
    return (closes % DAY_HOURS, opens) if (opens - closes) % DAY_HOURS > 0 else None


def _courses(table: FloatArray) -> FloatArray:
    """Return the median and the busy quantile of every hour, shape ``(2, 24)``; NaN for an hour without readings."""
    shares = (0.5, BUSY_SHARE)
    hour = np.arange(table.shape[1]) * DAY_HOURS // table.shape[1]
    if table.shape[1] % DAY_HOURS == 0:
        hours = table.reshape(len(table), DAY_HOURS, table.shape[1] // DAY_HOURS).transpose(1, 0, 2)
        return column_quantiles(hours.reshape(DAY_HOURS, hours[0].size).T, shares, min_count=1)
    each = [table[:, hour == one].reshape(-1, 1) for one in range(DAY_HOURS)]
    return np.concatenate([column_quantiles(one, shares, min_count=1) for one in each], axis=1)


def _load_range_kw(table: FloatArray) -> float:
    low, high = column_quantiles(table.reshape(-1, 1), (LOW_SHARE, HIGH_SHARE), min_count=1)[:, 0]
    return float(np.nan_to_num(high - low))
