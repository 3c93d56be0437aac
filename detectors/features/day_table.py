"""Whole days as rows without gaps, for models that need every slot."""

from __future__ import annotations

import numpy as np

from data.series import FloatArray

KNOWN_SHARE = 0.8
"""Share of the readings of a day that must be known for it to teach. Chosen, not tuned."""


def closed(days: FloatArray) -> FloatArray:
    """Return days with missing readings replaced by a straight line between their neighbours, or the nearest one."""
    known = np.isfinite(days)
    if known.all():
        return days
    filled, slots = days.copy(), np.arange(days.shape[1])
    for row in np.flatnonzero(~known.all(axis=1)):
        filled[row] = np.interp(slots, slots[known[row]], days[row, known[row]])
    return filled
