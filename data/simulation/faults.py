"""Fault kinds: what each of them does to the readings of a window of time.

Pure functions on arrays, used by ``data.simulation.inject``. The size is always in kW: the caller takes a share of the
meter's own load range (5 to 95 %).
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
DOWNWARD_SHARE = 1.0 / 3.0  # of level shifts, where the level allows it


class FaultKind(StrEnum):
    """Kinds of faults that can be planted; the first eight waste or lose energy, the others spoil the data.

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

    @property
    def is_data_problem(self) -> bool:
        """Whether the meter or its data is at fault, and not the use of energy."""
        return self in DATA_FAULTS


DATA_FAULTS = frozenset(
    {FaultKind.FLAT_LINE, FaultKind.ZERO_RUN, FaultKind.NEGATIVE, FaultKind.SWAPPED_DAYS, FaultKind.SCALED}
)


@dataclass(frozen=True, eq=False)
class FaultWindow:
    """The readings a fault falls on.

    ``power_kw`` may hold NaN, which stays NaN; ``is_quiet`` says which readings lie in the meter's quiet hours
    or on an idle day;
    ``before_kw`` is the last reading before the window.
    """

    power_kw: FloatArray
    is_quiet: NDArray[np.bool_]
    before_kw: float


def faulty(kind: FaultKind, window: FaultWindow, size_kw: float, rng: np.random.Generator) -> FloatArray:
    """Return the readings as they would be with the fault; missing ones stay missing.

    Nothing becomes negative that was not, except by ``negative``.
    """
    values = _SHAPES[kind](window, size_kw, rng)
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
}
