"""Fault kinds: what each of them does to the readings of a window of time.

Pure functions on arrays, used by ``data.simulation.inject``. The size is in kW: the caller takes a share of the meter's
own load range (5 to 95 %). Kinds of ``FACTOR_KINDS`` take a factor on the readings instead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from data.series import FloatArray

SCALED_FACTOR = 0.2  # a current transformer entered with a fifth of its ratio
MAX_LOST = 0.9  # a partial outage leaves at least a tenth
DOWNWARD_SHARE = 1.0 / 3.0  # of level shifts, where the level allows it, and of weekly habits
HABIT_HOURS = (2.0, 4.0)
HABIT_CLOSED = 0.4  # of the usual load is left in hours that became free
LATE_SHARE = (0.0, 0.4)  # of the energy of a late reading arrives in time
HOLD_HOURS = (3.0, 6.0)


class FaultKind(StrEnum):
    """Kinds of faults that can be planted, by what they do.

    The first fourteen pass: nine of the energy used, five of the data. ``PASSING_KINDS`` holds them. Of the others some
    last to the end of the readings, some are ways to spoil data that need a rule of their own, and some are no fault
    at all but a habit that a meter must be allowed.

    ======================  ===================================================================================
    ``night_left_on``       the quiet hours of one night raised by the size: something was not switched off
    ``weekend_left_on``     Saturday and Sunday raised by the size
    ``late_switch_off``     the first 2 to 5 quiet hours of an evening raised by the size
    ``early_start``         the last 2 to 4 quiet hours of a morning raised by the size
    ``missing_setback``     4 to 9 nights in a row, and idle days between, raised by the size; busy days as usual
    ``partial_outage``      3 to 24 h lowered by the size on average, in proportion to the load
    ``level_shift``         1 to 3 weeks raised (in a third of the cases lowered) by the size, day and night
    ``slow_drift``          a rise from nothing to the size over 2 to 4 weeks, then back to normal
    ``spike``               up to one hour raised by the size
    ``flat_line``           stuck for 8 to 72 h at the last reading before
    ``zero_run``            zero for 2 to 24 h
    ``negative``            2 to 24 h with the sign turned, at least the size deep
    ``swapped_days``        two neighbouring days, a workday and a day off, exchanged
    ``scaled``              1 to 7 days multiplied by 0.2
    ``lasting_change``      from one hour on to the end multiplied by the factor
    ``lasting_nights``      the same, in the quiet hours of every night only
    ``long_drift``          a rise from nothing to the size over the last 8 to 26 weeks
    ``weekly_habit``        from one week on 2 to 4 h of one weekday raised by the size, or lowered to 40 %
    ``worked_holiday``      a public holiday on a weekday that goes as that weekday does in another week
    ``straight_line``       12 to 120 h filled in by a straight line from the reading before to the one after
    ``late_readings``       1 to 3 readings of which at most 40 % arrive in time, and the rest with the next one
    ``held_values``         1 to 4 days in which every value is held for 3 to 6 h
    ======================  ===================================================================================
    """

    NIGHT_LEFT_ON = "night_left_on"
    WEEKEND_LEFT_ON = "weekend_left_on"
    LATE_SWITCH_OFF = "late_switch_off"
    EARLY_START = "early_start"
    MISSING_SETBACK = "missing_setback"
    PARTIAL_OUTAGE = "partial_outage"
    LEVEL_SHIFT = "level_shift"
    SLOW_DRIFT = "slow_drift"
    SPIKE = "spike"
    FLAT_LINE = "flat_line"
    ZERO_RUN = "zero_run"
    NEGATIVE = "negative"
    SWAPPED_DAYS = "swapped_days"
    SCALED = "scaled"
    LASTING_CHANGE = "lasting_change"
    LASTING_NIGHTS = "lasting_nights"
    LONG_DRIFT = "long_drift"
    WEEKLY_HABIT = "weekly_habit"
    WORKED_HOLIDAY = "worked_holiday"
    STRAIGHT_LINE = "straight_line"
    LATE_READINGS = "late_readings"
    HELD_VALUES = "held_values"

    @property
    def is_data_problem(self) -> bool:
        """Whether the meter or its data is at fault, and not the use of energy."""
        return self in DATA_FAULTS


DATA_FAULTS = frozenset({
    FaultKind.FLAT_LINE, FaultKind.ZERO_RUN, FaultKind.NEGATIVE, FaultKind.SWAPPED_DAYS, FaultKind.SCALED,
    FaultKind.STRAIGHT_LINE, FaultKind.LATE_READINGS, FaultKind.HELD_VALUES,
})  # fmt: skip
PASSING_KINDS = (
    FaultKind.NIGHT_LEFT_ON, FaultKind.WEEKEND_LEFT_ON, FaultKind.LATE_SWITCH_OFF, FaultKind.EARLY_START,
    FaultKind.MISSING_SETBACK, FaultKind.PARTIAL_OUTAGE, FaultKind.LEVEL_SHIFT, FaultKind.SLOW_DRIFT, FaultKind.SPIKE,
    FaultKind.FLAT_LINE, FaultKind.ZERO_RUN, FaultKind.NEGATIVE, FaultKind.SWAPPED_DAYS, FaultKind.SCALED,
)  # fmt: skip
"""Kinds that recall is measured on, in the order they are drawn from: with another one more or less, or in another
order, every fault of the benchmark would lie elsewhere."""
LASTING_KINDS = (FaultKind.LASTING_CHANGE, FaultKind.LASTING_NIGHTS, FaultKind.LONG_DRIFT, FaultKind.WEEKLY_HABIT)
"""Kinds that go on to the end of the readings."""
FACTOR_KINDS = (FaultKind.LASTING_CHANGE, FaultKind.LASTING_NIGHTS)


@dataclass(frozen=True, eq=False)
class FaultWindow:
    """The readings a fault falls on.

    ``power_kw`` may hold NaN, which stays NaN; ``is_quiet`` says which readings lie in the meter's quiet hours
    or on an idle day, ``is_night`` which lie in the quiet hours;
    ``before_kw`` and ``after_kw`` are the readings next to the window;
    ``hour`` is the local hour of the middle of each interval, ``weekday`` 0 for Monday;
    ``other_week_kw`` are the readings at the same hours of a week close by.
    """

    power_kw: FloatArray
    is_quiet: NDArray[np.bool_]
    is_night: NDArray[np.bool_]
    before_kw: float
    after_kw: float
    hour: FloatArray
    weekday: NDArray[np.int64]
    other_week_kw: FloatArray
    step_hours: float


def faulty(kind: FaultKind, window: FaultWindow, amount: float, rng: np.random.Generator) -> FloatArray:
    """Return the readings as they would be with the fault; missing ones stay missing.

    Nothing becomes negative that was not, except by ``negative``. ``amount`` is a size in kW, for ``FACTOR_KINDS`` the
    factor.
    """
    values = _SHAPES[kind](window, amount, rng)
    if kind is not FaultKind.NEGATIVE:
        values = np.maximum(values, np.minimum(window.power_kw, 0.0))
    return np.where(np.isfinite(window.power_kw), values, np.nan)


def _raised(window: FaultWindow, size_kw: float, rng: np.random.Generator) -> FloatArray:
    wobble = rng.normal(1.0, 0.03, len(window.power_kw))  # a real load is never quite constant
    return window.power_kw + size_kw * wobble


def _raised_when_quiet(window: FaultWindow, size_kw: float, rng: np.random.Generator) -> FloatArray:
    return np.where(window.is_quiet, _raised(window, size_kw, rng), window.power_kw)


def _lowered_in_proportion(window: FaultWindow, size_kw: float, _rng: np.random.Generator) -> FloatArray:
    mean = float(np.nanmean(window.power_kw))
    lost = min(MAX_LOST, size_kw / mean) if mean > 0 else 0.0
    return window.power_kw * (1.0 - lost)


def _shifted(window: FaultWindow, size_kw: float, rng: np.random.Generator) -> FloatArray:
    low = float(np.nanquantile(window.power_kw, 0.05))
    down = rng.uniform() < DOWNWARD_SHARE and low > 1.2 * size_kw
    return window.power_kw + (-size_kw if down else size_kw)


def _drifting(window: FaultWindow, size_kw: float, _rng: np.random.Generator) -> FloatArray:
    size = len(window.power_kw)
    return window.power_kw + size_kw * (np.arange(size) + 1.0) / size


def _stuck(window: FaultWindow, _size_kw: float, _rng: np.random.Generator) -> FloatArray:
    return np.full(len(window.power_kw), window.before_kw)


def _zero(window: FaultWindow, _size_kw: float, _rng: np.random.Generator) -> FloatArray:
    return np.zeros(len(window.power_kw))


def _turned(window: FaultWindow, size_kw: float, _rng: np.random.Generator) -> FloatArray:
    turned: FloatArray = -np.maximum(np.abs(window.power_kw), size_kw)
    return turned


def _swapped(window: FaultWindow, _size_kw: float, _rng: np.random.Generator) -> FloatArray:
    half = len(window.power_kw) // 2
    return np.concatenate([window.power_kw[half:], window.power_kw[:half]])


def _scaled(window: FaultWindow, _size_kw: float, _rng: np.random.Generator) -> FloatArray:
    return window.power_kw * SCALED_FACTOR


def _multiplied(window: FaultWindow, factor: float, _rng: np.random.Generator) -> FloatArray:
    return window.power_kw * factor


def _multiplied_at_night(window: FaultWindow, factor: float, _rng: np.random.Generator) -> FloatArray:
    return np.where(window.is_night, window.power_kw * factor, window.power_kw)


def _weekly(window: FaultWindow, size_kw: float, rng: np.random.Generator) -> FloatArray:
    since = window.hour - window.hour[0]
    is_then = (window.weekday == window.weekday[0]) & (since >= 0) & (since < rng.uniform(*HABIT_HOURS))
    is_free = rng.uniform() < DOWNWARD_SHARE
    then = window.power_kw * HABIT_CLOSED if is_free else _raised(window, size_kw, rng)
    return np.where(is_then, then, window.power_kw)


def _as_in_another_week(window: FaultWindow, _size_kw: float, _rng: np.random.Generator) -> FloatArray:
    return np.where(np.isfinite(window.other_week_kw), window.other_week_kw, window.power_kw)


def _filled_in(window: FaultWindow, _size_kw: float, _rng: np.random.Generator) -> FloatArray:
    return np.linspace(window.before_kw, window.after_kw, len(window.power_kw) + 2)[1:-1]


def _late(window: FaultWindow, _size_kw: float, rng: np.random.Generator) -> FloatArray:
    values = window.power_kw * rng.uniform(*LATE_SHARE)
    values[-1] = window.power_kw[-1] + float(np.nansum((window.power_kw - values)[:-1]))
    return values


def _held(window: FaultWindow, _size_kw: float, rng: np.random.Generator) -> FloatArray:
    steps = max(2, round(rng.uniform(*HOLD_HOURS) / window.step_hours))
    held = window.power_kw[np.arange(len(window.power_kw)) // steps * steps]
    return np.where(np.isfinite(held), held, window.power_kw)


_SHAPES: dict[FaultKind, Callable[[FaultWindow, float, np.random.Generator], FloatArray]] = {
    FaultKind.NIGHT_LEFT_ON: _raised,
    FaultKind.WEEKEND_LEFT_ON: _raised,
    FaultKind.LATE_SWITCH_OFF: _raised,
    FaultKind.EARLY_START: _raised,
    FaultKind.MISSING_SETBACK: _raised_when_quiet,
    FaultKind.PARTIAL_OUTAGE: _lowered_in_proportion,
    FaultKind.LEVEL_SHIFT: _shifted,
    FaultKind.SLOW_DRIFT: _drifting,
    FaultKind.SPIKE: _raised,
    FaultKind.FLAT_LINE: _stuck,
    FaultKind.ZERO_RUN: _zero,
    FaultKind.NEGATIVE: _turned,
    FaultKind.SWAPPED_DAYS: _swapped,
    FaultKind.SCALED: _scaled,
    FaultKind.LASTING_CHANGE: _multiplied,
    FaultKind.LASTING_NIGHTS: _multiplied_at_night,
    FaultKind.LONG_DRIFT: _drifting,
    FaultKind.WEEKLY_HABIT: _weekly,
    FaultKind.WORKED_HOLIDAY: _as_in_another_week,
    FaultKind.STRAIGHT_LINE: _filled_in,
    FaultKind.LATE_READINGS: _late,
    FaultKind.HELD_VALUES: _held,
}
