"""The temperature a regression looks at: as measured, and as it was last where it is not known."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from data.calendar.day_grid import IntArray
from data.calendar.lengths import DAY_HOURS
from data.series import FloatArray

HEATING_BELOW_C, HARD_HEATING_BELOW_C, COOLING_ABOVE_C = 16.0, 5.0, 20.0
"""Bend points of the consumption-temperature line of PARX (Liu and Nielsen 2018)."""
TEN_DEGREES = 10.0


class OutdoorTemperature:
    """Temperature by days and slots, without holes as far back as it was ever known.

    It is an hour old: what is expected of the coming hour is then known when a reading is judged, and buildings answer
    late anyway. A forecast takes the weather of tomorrow to be that of the last day known: what a person without a
    weather service would do.

    Parameters
    ----------
    measured
        Shape ``(days, slots)`` in degrees Celsius with NaN where unknown; None where the meter has none.
    """

    def __init__(self, measured: FloatArray | None, shape: tuple[int, int]) -> None:
        self.is_known = measured is not None
        self.filled_c = np.full(shape, np.nan) if measured is None else _carried_on(_an_hour_old(measured))

    @cached_property
    def degrees(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Heating and cooling need in tens of degrees, 0 where unknown, and 1 where known; shape ``(days, slots)``."""
        known = np.isfinite(self.filled_c)
        filled = np.where(known, self.filled_c, 0.0)
        heating = np.where(known, np.maximum(HEATING_BELOW_C - filled, 0.0), 0.0) / TEN_DEGREES
        cooling = np.where(known, np.maximum(filled - COOLING_ABOVE_C, 0.0), 0.0) / TEN_DEGREES
        return heating, cooling, known.astype(np.float64)

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
    """Return a table with what is unknown taken from the day before at the same slot, as often as it takes."""
    days = np.arange(len(table))[:, None]
    last_known = np.maximum.accumulate(np.where(np.isfinite(table), days, 0), axis=0)
    return np.take_along_axis(table, last_known, axis=0)
