"""The load range of a meter: how far its power usually moves, as the measure of what is much or little for it."""

from __future__ import annotations

import numpy as np

from data.calendar.lengths import HALF_YEAR_DAYS
from data.series import FloatArray
from detectors import kernels

LOAD_RANGE_DAYS = HALF_YEAR_DAYS
"""Days back by which the load range is measured."""
LOW_SHARE, HIGH_SHARE = 0.05, 0.95
"""Quantiles between which the load range lies. Chosen, not tuned."""
MIN_LOAD_RANGE_SHARE = 0.02
"""Share of the largest reading that the load range is at least. Chosen, not tuned."""
MIN_LOAD_RANGE_KW = 0.1
"""Smallest load range in kW. Chosen, not tuned: a hundred watts."""
SHARE_OF_LARGEST = 0.5
"""Share of the largest load range so far that it is at least. Chosen, not tuned: a start after months of standstill is
anomalous, but not a thousand times as much as anything else."""
ENOUGH_READINGS = 5_000
"""Readings, evenly spaced, whose range stands for that of a half year. Chosen, not tuned: a limit on time."""


NEGLIGIBLE_SHARE = 0.01
"""Share of the load range: no scale and no distance is smaller, for less than that is no matter. Chosen, not tuned."""


class LoadRange:
    """The load range as of the last fit.

    Attributes
    ----------
    kw
        In kW; at least ``MIN_LOAD_RANGE_KW``.
    """

    def __init__(self) -> None:
        self.kw = MIN_LOAD_RANGE_KW
        self._largest_kw = 0.0

    def fit(self, half_year_kw: FloatArray) -> float:
        """Measure the range of the readings of a half year, NaN where they must not teach; return it in kW."""
        range_kw = half_year_range_kw(half_year_kw)
        self._largest_kw = max(self._largest_kw, range_kw)
        self.kw = max(range_kw, SHARE_OF_LARGEST * self._largest_kw, MIN_LOAD_RANGE_KW)
        return self.kw


def half_year(day: int) -> slice:
    """Return the days before a day by which the load range is measured."""
    return slice(max(0, day - LOAD_RANGE_DAYS), day)


def half_year_range_kw(training_kw: FloatArray) -> float:
    """Return the range from the 5 to the 95 % quantile, 2 % of the largest reading at least; 0 if nothing is known."""
    values = training_kw.ravel()
    some = np.ascontiguousarray(values[:: 1 + len(values) // ENOUGH_READINGS])
    largest = kernels.largest_size(some)
    if not np.isfinite(largest):
        return 0.0
    low, high = kernels.known_quantile(some, LOW_SHARE), kernels.known_quantile(some, HIGH_SHARE)
    return max(high - low, MIN_LOAD_RANGE_SHARE * largest)
