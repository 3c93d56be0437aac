"""The outdoor temperature for regressions: as measured, and the last known one where it is missing."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from data.calendar.day_grid import IntArray
from data.calendar.lengths import DAY_HOURS
from data.series import FloatArray

HEATING_BELOW_C, HARD_HEATING_BELOW_C, COOLING_ABOVE_C = 16.0, 5.0, 20.0
"""Degrees Celsius at which consumption changes its slope. Source: PARX (Liu and Nielsen 2018)."""
TEN_DEGREES = 10.0
"""Degrees that are the unit of heating and cooling needs, so that they are about 1. Chosen, not tuned."""


class OutdoorTemperature:
    """Temperature by days and slots, without gaps from the first known one on.

    It is the temperature of an hour ago. So a prediction never needs a temperature that is not known yet, and buildings
    react late anyway. A forecast uses that of the last known day for the days to come, as a person without a weather
    service would.

    Parameters
    ----------
    measured
        Shape ``(days, slots)`` in degrees Celsius with NaN where unknown; None where the meter has none.
    """

    def __init__(self, measured: FloatArray | None, shape: tuple[int, int]) -> None:
        self.is_known = measured is not None
        self.filled_c = np.full(shape, np.nan) if measured is None else _carried_on(_an_hour_old(measured))

    @cached_property
    def degrees(self) -> FloatArray:
        """Heating and cooling need in tens of degrees, 0 where unknown, and 1 where known; ``(days, 3, slots)``."""
        known = np.isfinite(self.filled_c)
        filled = np.where(known, self.filled_c, 0.0)
        heating = np.where(known, np.maximum(HEATING_BELOW_C - filled, 0.0), 0.0) / TEN_DEGREES
        cooling = np.where(known, np.maximum(filled - COOLING_ABOVE_C, 0.0), 0.0) / TEN_DEGREES
        return np.stack([heating, cooling, known], axis=1)

    def needs(self, days: slice | int | IntArray) -> FloatArray:
        """Return cooling, heating and hard heating of days in tens of degrees, shape ``(..., slots, 3)``; 0 if unknown.

        Without a temperature the last axis is empty.
        """
        rows = self.filled_c[days]
        if not self.is_known:
            return np.zeros((*rows.shape, 0))
        needs = [rows - COOLING_ABOVE_C, HEATING_BELOW_C - rows, HARD_HEATING_BELOW_C - rows]
        return np.stack([np.nan_to_num(np.maximum(need, 0.0)) / TEN_DEGREES for need in needs], axis=-1)


def _an_hour_old(measured: FloatArray) -> FloatArray:
    late = max(1, measured.shape[1] // DAY_HOURS)
    before = np.concatenate([measured[:1, -late:], measured[:-1, -late:]])
    return np.concatenate([before, measured[:, :-late]], axis=1)


def _carried_on(table: FloatArray) -> FloatArray:
    """Return a table in which unknown values are those of the last day on which the slot was known."""
    days = np.arange(len(table))[:, None]
    last_known = np.maximum.accumulate(np.where(np.isfinite(table), days, 0), axis=0)
    return np.take_along_axis(table, last_known, axis=0)
