"""Whole days that may teach a shape: those that are known well enough, with their gaps closed."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import IntArray
from data.series import FloatArray

KNOWN_SHARE = 0.8
"""A day teaches when at least this share of its readings is known."""


def teaching_days(training_kw: FloatArray, first: int, day: int) -> IntArray:
    """Return the rows from ``first`` to ``day`` (not included) that are known well enough to teach."""
    known = np.isfinite(training_kw[first:day]).mean(axis=1)
    return np.flatnonzero(known >= KNOWN_SHARE) + first


def closed(days: FloatArray) -> FloatArray:
    """Return days with missing readings replaced by a straight line between their neighbours, or the nearest one."""
    filled = days.copy()
    slots = np.arange(days.shape[1])
    for row in np.flatnonzero(~np.isfinite(days).all(axis=1)):
        known = np.isfinite(days[row])
        filled[row] = np.interp(slots, slots[known], days[row, known])
    return filled
