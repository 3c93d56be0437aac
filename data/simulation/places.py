"""Places: where on a meter's time line a fault of a kind can believably lie."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_types import DayType
from data.series import FloatArray, MeterSeries
from data.simulation.faults import LASTING_KINDS, PASSING_KINDS, FaultKind
from data.simulation.habits import Habits

PositionRange = tuple[int, int]  # first position, and the one after the last
COVERED_SHARE = 0.9  # of a window and of the day before it must hold readings
ROOM_SHARE = 0.55  # of the load range: a meter above it at night is not quiet
MIN_CHANGE = 0.05  # of the load range, for faults without a size of their own
MIN_LASTING_DAYS = 42  # what lasts to the end begins that long before it
LATE_STEPS = (2, 5)  # readings of which all but the last are late: at least, and below
NEEDS_QUIET = (
    FaultKind.NIGHT_LEFT_ON,
    FaultKind.WEEKEND_LEFT_ON,
    FaultKind.LATE_SWITCH_OFF,
    FaultKind.EARLY_START,
    FaultKind.MISSING_SETBACK,
)
# Longest first: what needs much room is placed before what fits anywhere.
BY_LENGTH = (
    FaultKind.LASTING_CHANGE,
    FaultKind.LASTING_NIGHTS,
    FaultKind.WEEKLY_HABIT,
    FaultKind.LONG_DRIFT,
    FaultKind.SLOW_DRIFT,
    FaultKind.LEVEL_SHIFT,
    FaultKind.MISSING_SETBACK,
    FaultKind.SCALED,
    FaultKind.STRAIGHT_LINE,
    FaultKind.HELD_VALUES,
    FaultKind.FLAT_LINE,
    FaultKind.WEEKEND_LEFT_ON,
    FaultKind.SWAPPED_DAYS,
    FaultKind.WORKED_HOLIDAY,
    FaultKind.PARTIAL_OUTAGE,
    FaultKind.ZERO_RUN,
    FaultKind.NEGATIVE,
    FaultKind.NIGHT_LEFT_ON,
    FaultKind.LATE_SWITCH_OFF,
    FaultKind.EARLY_START,
    FaultKind.SPIKE,
    FaultKind.LATE_READINGS,
)


def drawn_window(kind: FaultKind, habits: Habits, step_hours: float, rng: np.random.Generator) -> PositionRange:
    """Return a random window for a fault; it may reach over the end of the series or lie on a gap."""
    day = _drawn_day(kind, habits, rng)
    if kind in _BY_TIME_OF_DAY:
        start, end = _BY_TIME_OF_DAY[kind](habits, rng)
        return habits.position(day, start), habits.position(day, end)
    low, high = _HOURS.get(kind, (0.0, 0.0))
    hours = rng.uniform(low, high)
    if kind is FaultKind.LONG_DRIFT:
        return int(habits.first[-1]) - round(hours / step_hours), int(habits.first[-1])
    first = habits.position(day, rng.uniform(*_STARTS.get(kind, (0.0, 24.0))))
    if kind in LASTING_KINDS:
        return first, int(habits.first[-1])
    steps = rng.integers(*LATE_STEPS) if kind is FaultKind.LATE_READINGS else round(hours / step_hours)
    return first, first + max(1, int(steps))


def is_covered(window: PositionRange, series: MeterSeries) -> bool:
    """Return whether the window and the day before it hold readings."""
    first, stop = window
    before = max(0, first - series.steps_per_day)
    here, earlier = series.power_kw[first:stop], series.power_kw[before:first]
    return (
        0 < first < stop <= len(series)
        and float(np.isfinite(here).mean()) >= COVERED_SHARE
        and float(np.isfinite(earlier).mean()) >= COVERED_SHARE
        and bool(np.isfinite(series.power_kw[first - 1]))
    )


def is_quiet_there(kind: FaultKind, window: PositionRange, series: MeterSeries, habits: Habits) -> bool:
    """Return whether the meter is low enough there for something left on to be out of the ordinary."""
    if kind not in NEEDS_QUIET:
        return True
    part = slice(*window)
    values = series.power_kw[part][habits.is_quiet[part]]
    level = np.nanmean(values) if np.isfinite(values).any() else np.nan
    return bool(level <= habits.low_kw + ROOM_SHARE * habits.load_range_kw)


def differs(kind: FaultKind, before: FloatArray, after: FloatArray, load_range_kw: float) -> bool:
    """Return whether a planted fault changed the readings enough to be called one."""
    change = np.abs(after - before)
    if kind not in PASSING_KINDS:
        change = change[change > 0]  # a habit of some hours a week is judged by these
    if not np.isfinite(change).any() or float(np.nanmean(change)) < MIN_CHANGE * load_range_kw:
        return False
    if kind is FaultKind.FLAT_LINE:
        return bool(np.nanmax(np.abs(after)) > 0) and _distinct(before) > 2
    if kind is FaultKind.SWAPPED_DAYS:
        return float(np.nanmean(change)) >= 2 * MIN_CHANGE * load_range_kw
    return True


def _distinct(values: FloatArray) -> int:
    return len(np.unique(values[np.isfinite(values)]))


def _drawn_day(kind: FaultKind, habits: Habits, rng: np.random.Generator) -> int:
    fitting: NDArray[np.int64] = np.flatnonzero(_fitting_days(kind, habits))
    if len(fitting) == 0:
        return int(rng.integers(len(habits.kinds)))
    return int(rng.choice(fitting))


def _fitting_days(kind: FaultKind, habits: Habits) -> NDArray[np.bool_]:
    """Return on which days a fault of the kind may start."""
    workday: NDArray[np.bool_] = habits.kinds == DayType.WEEKDAY
    if kind in (FaultKind.LATE_SWITCH_OFF, FaultKind.NIGHT_LEFT_ON, FaultKind.MISSING_SETBACK):
        return workday
    if kind is FaultKind.EARLY_START:  # the morning after the quiet hours began
        return np.append(workday[1:], False) if habits.night.begins > habits.night.ends else workday
    if kind is FaultKind.WEEKEND_LEFT_ON:
        saturday: NDArray[np.bool_] = habits.days.weekday == 5
        return saturday
    if kind is FaultKind.SWAPPED_DAYS:
        length = np.diff(habits.first)
        return np.append((workday[1:] != workday[:-1]) & (length[1:] == length[:-1]), False)
    if kind is FaultKind.WORKED_HOLIDAY:
        return habits.days.is_holiday & (habits.days.weekday < 5)
    if kind in LASTING_KINDS:
        early = np.arange(len(workday)) < len(workday) - MIN_LASTING_DAYS
        return early & workday if kind is FaultKind.WEEKLY_HABIT else early
    return np.ones(len(workday), bool)


def _night(habits: Habits, _rng: np.random.Generator) -> tuple[float, float]:
    return habits.night.begins, habits.night.begins + habits.night.hours


def _day(_habits: Habits, _rng: np.random.Generator) -> tuple[float, float]:
    return 0.0, 24.0


def _weekend(_habits: Habits, _rng: np.random.Generator) -> tuple[float, float]:
    return 0.0, 48.0


def _evening(habits: Habits, rng: np.random.Generator) -> tuple[float, float]:
    hours = min(rng.uniform(2.0, 5.0), 0.6 * habits.night.hours)
    return habits.night.begins, habits.night.begins + hours


def _morning(habits: Habits, rng: np.random.Generator) -> tuple[float, float]:
    hours = min(rng.uniform(2.0, 4.0), 0.6 * habits.night.hours)
    end = habits.night.begins + habits.night.hours
    return end - hours, end


def _nights(habits: Habits, rng: np.random.Generator) -> tuple[float, float]:
    return habits.night.begins, habits.night.begins + habits.night.hours + 24.0 * rng.integers(3, 9)


_BY_TIME_OF_DAY: dict[FaultKind, Callable[[Habits, np.random.Generator], tuple[float, float]]] = {
    FaultKind.NIGHT_LEFT_ON: _night,
    FaultKind.WEEKEND_LEFT_ON: _weekend,
    FaultKind.SWAPPED_DAYS: _weekend,
    FaultKind.LATE_SWITCH_OFF: _evening,
    FaultKind.EARLY_START: _morning,
    FaultKind.MISSING_SETBACK: _nights,
    FaultKind.WORKED_HOLIDAY: _day,
}
_HOURS: dict[FaultKind, tuple[float, float]] = {
    FaultKind.PARTIAL_OUTAGE: (3.0, 24.0),
    FaultKind.LEVEL_SHIFT: (7 * 24.0, 21 * 24.0),
    FaultKind.SLOW_DRIFT: (14 * 24.0, 28 * 24.0),
    FaultKind.SPIKE: (0.25, 1.0),
    FaultKind.FLAT_LINE: (8.0, 72.0),
    FaultKind.ZERO_RUN: (2.0, 24.0),
    FaultKind.NEGATIVE: (2.0, 24.0),
    FaultKind.SCALED: (24.0, 7 * 24.0),
    FaultKind.LONG_DRIFT: (8 * 7 * 24.0, 26 * 7 * 24.0),
    FaultKind.STRAIGHT_LINE: (12.0, 120.0),
    FaultKind.HELD_VALUES: (24.0, 96.0),
}
_STARTS: dict[FaultKind, tuple[float, float]] = {
    FaultKind.PARTIAL_OUTAGE: (8.0, 15.0),
    FaultKind.WEEKLY_HABIT: (8.0, 16.0),
}
