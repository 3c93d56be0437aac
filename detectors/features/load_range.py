"""The span of a meter: the measure of what is much and what is little for it."""

from __future__ import annotations

import numpy as np

from data.series import FloatArray
from detectors import kernels

LOAD_RANGE_DAYS = 182
MIN_LOAD_RANGE_SHARE = 0.02
MIN_LOAD_RANGE_KW = 0.1
SHARE_OF_ALL = 0.5
"""A quiet half year does not make a meter smaller than half of what it has been: after months of standstill its
start is odd, not a thousand times as odd as anything."""
ENOUGH_READINGS = 20_000


def load_range_kw(training_kw: FloatArray, day: int) -> float:
    """Return the span in kW of the half year before a day, or half of that of all days before it; rows are days.

    It is the range from the 5 to the 95 % quantile, never quite nothing.
    """
    return max(
        _load_range_kw(training_kw[max(0, day - LOAD_RANGE_DAYS) : day]),
        SHARE_OF_ALL * _load_range_kw(training_kw[:day]),
        MIN_LOAD_RANGE_KW,
    )


def _load_range_kw(training_kw: FloatArray) -> float:
    known = training_kw[np.isfinite(training_kw)]
    if len(known) == 0:
        return 0.0
    some = np.ascontiguousarray(known[:: 1 + len(known) // ENOUGH_READINGS])
    low, high = (kernels.known_quantile(some, share) for share in (0.05, 0.95))
    return max(high - low, MIN_LOAD_RANGE_SHARE * float(np.abs(known).max()))
