"""Medians of columns with a weight for each row, that tolerate missing values."""

from __future__ import annotations

import numpy as np

from data.series import FloatArray
from detectors.kernels.compiled import compiled


@compiled("Tuple((i8, f8))(f8[::1], f8[::1], i8, i8, f8, b1)")
def _parted_pairs(
    values: FloatArray, weights: FloatArray, low: int, high: int, pivot: float, with_equal: bool
) -> tuple[int, float]:
    """Move what is below a pivot, or equal to it as well, to the front of a part; return its end and its weight."""
    end, passed = low, 0.0
    for i in range(low, high):
        value, weight = values[i], weights[i]
        values[i], weights[i] = values[end], weights[end]
        values[end], weights[end] = value, weight
        is_below = value < pivot or (with_equal and value == pivot)
        passed += weight if is_below else 0.0
        end += int(is_below)
    return end, passed


@compiled("f8[::1](f8[:,:], f8[:])")
def weighted_median(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the median of each column of ``(n, columns)`` with a weight for each row; NaN where nothing is known."""
    rows, columns = values.shape
    found = np.full(columns, np.nan)
    column, weight = np.empty(rows), np.empty(rows)
    for c in range(columns):
        # 1. take the known values and half of their weight
        low, high, half, before = 0, 0, 0.0, 0.0
        for r in range(rows):
            there = np.isfinite(values[r, c])
            column[high], weight[high] = values[r, c], weights[r]
            half += 0.5 * weights[r] if there else 0.0
            high += int(there)
        if not half > 0:
            continue
        # 2. halve the values by a pivot until one is left: quickselect, with the weight before the lowest of them
        while high - low > 1:
            first, middle, last = column[low], column[(low + high) // 2], column[high - 1]
            pivot = max(min(first, middle), min(max(first, middle), last))
            end, passed = _parted_pairs(column, weight, low, high, pivot, False)
            if before + passed >= half:
                high = end
                continue
            if end == low:  # the pivot is the smallest, and its equals must not be parted for ever
                end, passed = _parted_pairs(column, weight, low, high, pivot, True)
                if before + passed >= half:
                    break
            low, before = end, before + passed
        found[c] = column[low]
    return found


@compiled("Tuple((f8[::1], f8[::1], f8[::1]))(f8[:,:], f8[:])")
def weighted_profile(values: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the weighted median of each column of ``(n, columns)``, its lowest and highest value; NaN if unknown."""
    rows, columns = values.shape
    low, high = np.full(columns, np.nan), np.full(columns, np.nan)
    for r in range(rows):
        for c in range(columns):
            value = values[r, c]
            if value < np.inf and not low[c] <= value:
                low[c] = value
            if value > -np.inf and not high[c] >= value:
                high[c] = value
    return weighted_median(values, weights), low, high
