"""Figures of an idle period that still lasts: the low quantile or mean of its readings up to each slot.

A period is a night or an idle day, given as one row of slots with NaN where there is no usable reading. The figure at a
slot depends on this slot and earlier ones only.
"""

from __future__ import annotations

import numpy as np

from data.series import FloatArray
from detectors.kernels import FULL_SHARE
from detectors.kernels.compiled import compiled


@compiled("f8[::1](f8[:], f8, i8)")
def low_so_far(period: FloatArray, share: float, first: int) -> FloatArray:
    """Return the low quantile of the readings up to each slot; NaN with fewer than ``first`` readings."""
    slots = len(period)
    found, ordered, count = np.full(slots, np.nan), np.empty(slots), 0
    for s in range(slots):
        if np.isfinite(period[s]):
            place = count
            while place > 0 and ordered[place - 1] > period[s]:
                ordered[place] = ordered[place - 1]
                place -= 1
            ordered[place] = period[s]
            count += 1
        if count >= max(first, FULL_SHARE * (s + 1), 1):
            position = share * (count - 1)
            low = int(position)
            high = min(low + 1, count - 1)
            found[s] = ordered[low] + (ordered[high] - ordered[low]) * (position - low)
    return found


@compiled("f8[::1](f8[:], f8, i8)")
def low_of_last(period: FloatArray, share: float, steps: int) -> FloatArray:
    """Return the low quantile of the last ``steps`` readings up to each slot; NaN at the first ``steps - 1`` slots."""
    slots = len(period)
    found, ordered = np.full(slots, np.nan), np.empty(steps)
    for s in range(steps - 1, slots):
        count = 0
        for i in range(s - steps + 1, s + 1):
            if np.isfinite(period[i]):
                place = count
                while place > 0 and ordered[place - 1] > period[i]:
                    ordered[place] = ordered[place - 1]
                    place -= 1
                ordered[place] = period[i]
                count += 1
        if count >= max(FULL_SHARE * steps, 1):
            position = share * (count - 1)
            low = int(position)
            high = min(low + 1, count - 1)
            found[s] = ordered[low] + (ordered[high] - ordered[low]) * (position - low)
    return found


@compiled("f8[::1](f8[:], i8)")
def mean_so_far(period: FloatArray, first: int) -> FloatArray:
    """Return the mean of the readings up to each known slot; NaN with fewer than ``first`` readings."""
    found = np.full(len(period), np.nan)
    total, count = 0.0, 0
    for s in range(len(period)):
        if np.isfinite(period[s]):
            total += period[s]
            count += 1
            if count >= max(first, FULL_SHARE * (s + 1)):
                found[s] = total / count
    return found
