"""Figures of a rest that is still going on: at each slot what its readings so far, or its last hours, amount to.

A rest is a night or an idle day, given as one row of slots with NaN where there is no usable reading. Every figure at a
slot depends on that slot and those before it only.
"""

from __future__ import annotations

import numpy as np

from data.series import FloatArray

FULL_SHARE = 0.6
"""A figure stands on at least this share of the readings it looks at."""


def low_so_far(period: FloatArray, share: float, first: int) -> FloatArray:
    """Return the low quantile of the readings up to each slot, from ``first`` readings on."""
    slots = len(period)
    seen = np.where(np.tri(slots, dtype=bool), period[None, :], np.nan)
    return _low(seen, share, np.maximum(first, FULL_SHARE * np.arange(1, slots + 1)))


def low_of_last(period: FloatArray, share: float, steps: int) -> FloatArray:
    """Return the low quantile of the last ``steps`` readings up to each slot; NaN before there are so many slots."""
    seen = np.full((len(period), steps), np.nan)
    if len(period) >= steps:
        seen[steps - 1 :] = np.lib.stride_tricks.sliding_window_view(period, steps)
    return _low(seen, share, np.full(len(period), FULL_SHARE * steps))


def mean_so_far(period: FloatArray, first: int) -> FloatArray:
    """Return the mean of the readings up to each slot, from ``first`` readings on."""
    known = np.isfinite(period)
    count = known.cumsum()
    enough = known & (count >= np.maximum(first, FULL_SHARE * np.arange(1, len(period) + 1)))
    return np.where(enough, np.where(known, period, 0.0).cumsum() / np.maximum(count, 1), np.nan)


def _low(seen: FloatArray, share: float, fewest: FloatArray) -> FloatArray:
    """Return the quantile of each row, NaN with too few values."""
    ordered = np.sort(seen, axis=1)
    known = np.isfinite(seen).sum(axis=1)
    position = share * np.maximum(known - 1, 0)
    low = position.astype(np.int64)
    high = np.minimum(low + 1, np.maximum(known - 1, 0))
    row = np.arange(len(seen))
    below, above = ordered[row, low], ordered[row, high]
    return np.where(known >= np.maximum(fewest, 1), below + (above - below) * (position - low), np.nan)
