"""Whole days as rows without gaps, for models that need every slot."""

from __future__ import annotations

import numpy as np

from data.series import FloatArray

KNOWN_SHARE = 0.8
"""Share of the readings of a day that must be known for it to teach. Chosen, not tuned."""


def closed(days: FloatArray) -> FloatArray:
    """Return days with missing readings replaced by a straight line between their neighbours, or the nearest one."""
    filled = days.copy()
    slots = np.arange(days.shape[1])
    for row in np.flatnonzero(~np.isfinite(days).all(axis=1)):
        known = np.isfinite(days[row])
        filled[row] = np.interp(slots, slots[known], days[row, known])
    return filled
