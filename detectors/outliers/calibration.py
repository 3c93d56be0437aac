"""Calibration: from a raw oddness in any unit to sigma-equivalents of the meter's own history.

A raw oddness is at least 0 and the larger the odder: a distance in kW, a share of trees, a density. What is usual for
it differs by slot of the day and between days on and off, so each slot is measured by its own past. Then all slots of a
meter share one factor, chosen so that the highest score of a day is rarely high: meters with heavy tails get smaller
scores, and 4 sigma means the same for every method.
"""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray, DayGrid
from data.series import FloatArray
from detectors.features.scale import slot_scale, tail_scale

CALIBRATION_DAYS = 364
MIN_ROWS = 4
SPECIAL_FACTOR = 1.2
"""On holidays, beside them and around New Year more is needed by this."""
MIN_SHARE = 1e-3
"""No scale is below a thousandth of the typical raw value of the meter."""


class Calibration:
    """The past of one or several kinds of raw oddness, walked through day by day.

    Parameters
    ----------
    grid
        The days and their types.
    kinds
        How many kinds of oddness are calibrated, each by itself; their largest score counts.
    """

    def __init__(self, grid: DayGrid, kinds: int) -> None:
        self.grid = grid
        self._past = np.full((kinds, grid.days, grid.slots), np.nan)
        self._top = np.full(grid.days, np.nan)
        self._scales: dict[bool, FloatArray] = {}
        self._tail_scale = 1.0

    @property
    def is_ready(self) -> bool:
        """Whether there was a past to compare with."""
        return bool(self._scales)

    def fit(self, day: int, least: float) -> None:
        """Measure what is usual on the days before ``day``; ``least`` is the smallest scale, in the unit of the raw."""
        first = max(0, day - CALIBRATION_DAYS)
        past, off = self._past[:, first:day], self.grid.is_off[first:day]
        if not np.isfinite(past).any():
            return
        reach = max(1, self.grid.slots // 24)
        for kind in (False, True):
            rows = off == kind
            if np.isfinite(past[0, rows]).any(axis=1).sum() < MIN_ROWS:
                rows = np.ones(day - first, bool)
            self._scales[kind] = np.array([slot_scale(raw[rows], raw, max(least, _floor(raw)), reach) for raw in past])
        self._tail_scale = tail_scale(self._top[first:day])

    def scales(self, day: int) -> FloatArray:
        """Return how much raw oddness is one sigma on a day, shape ``(kinds, slots)``."""
        wider = self._tail_scale * (SPECIAL_FACTOR if self.grid.is_special[day] else 1.0)
        return self._scales[bool(self.grid.is_off[day])] * wider

    def scores(self, day: int, raw: FloatArray) -> FloatArray:
        """Return sigma-equivalents of a day's raw oddness, shape ``(kinds, slots)``; NaN stays NaN."""
        scaled: FloatArray = raw / self.scales(day)
        return scaled

    def update(self, day: int, raw: FloatArray, anomalous: BoolArray) -> None:
        """Take in a day's raw oddness; ``anomalous`` readings do not teach what is usual at their slot.

        The highest score of the day counts with them: how often it is high is what the common factor is made from.
        """
        if self._scales:
            size = raw / self.scales(day) * self._tail_scale
            self._top[day] = float(np.nanmax(size)) if np.isfinite(size).any() else np.nan
        self._past[:, day] = np.where(anomalous, np.nan, raw)


def _floor(raw: FloatArray) -> float:
    known = raw[np.isfinite(raw)]
    return MIN_SHARE * float(np.median(known)) if len(known) else 0.0
