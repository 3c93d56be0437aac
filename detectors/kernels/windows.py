"""Means of residuals over windows that end with each reading of a day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_grid import IntArray
from data.series import FloatArray
from detectors.kernels.compiled import compiled


@compiled("Tuple((f8[:,::1], f8[:,::1]))(f8[::1], i8, i8[::1], i8[::1], f8)")
def window_means(
    residual: FloatArray, slots: int, steps: IntArray, lags: IntArray, full_share: float
) -> tuple[FloatArray, FloatArray]:
    """Return the means over windows up to each slot of the last day, and over the windows before these.

    Parameters
    ----------
    residual
        Shape ``(n,)``, of whole days; NaN where unknown.
    slots
        Readings of a day.
    steps
        Lengths of the windows in readings.
    lags
        For each window, by how many readings the window before it ends earlier; 0 where it is not needed.
    full_share
        A mean is known where at least this share of its window is.

    Returns
    -------
    tuple
        Both of shape ``(windows, slots)``; NaN where too little is known, and for a whole window where the first of
        its means would begin before the first reading.
    """
    size = len(residual)
    total, known = np.zeros(size + 1), np.zeros(size + 1)
    for i in range(size):
        there = np.isfinite(residual[i])
        total[i + 1] = total[i] + (residual[i] if there else 0.0)
        known[i + 1] = known[i] + (1.0 if there else 0.0)
    means = np.full((len(steps), slots), np.nan)
    before = np.full((len(steps), slots), np.nan)
    for w in range(len(steps)):
        for part in range(2 if lags[w] > 0 else 1):
            lag = lags[w] if part else 0
            if size - slots + 1 - steps[w] - lag < 0:
                continue
            for s in range(slots):
                end = size - slots + s + 1 - lag
                inside = known[end] - known[end - steps[w]]
                if inside >= full_share * steps[w]:
                    mean = (total[end] - total[end - steps[w]]) / max(inside, 1.0)
                    if part:
                        before[w, s] = mean
                    else:
                        means[w, s] = mean
    return means, before


@compiled("Tuple((f8[::1], f8[::1]))(f8[::1], i8)")
def range_within(values: FloatArray, reach: int) -> tuple[FloatArray, FloatArray]:
    """Return the lowest and highest value within ``reach`` places of each one, not wrapped; NaN near NaN."""
    size = len(values)
    low, high = values.copy(), values.copy()
    for i in range(size):
        for j in range(max(i - reach, 0), min(i + reach + 1, size)):
            if low[i] == low[i] and not low[i] <= values[j]:
                low[i] = values[j]
            if high[i] == high[i] and not high[i] >= values[j]:
                high[i] = values[j]
    return low, high


@compiled("i1[::1](f8[::1], i8, i8[::1], i8[::1], f8, f8)")
def window_sides(
    residual: FloatArray, slots: int, steps: IntArray, best: IntArray, full_share: float, one_sided: float
) -> NDArray[np.int8]:
    """Return on which side of the usual the window of each slot of the last day lies; 0 for both sides or unknown.

    Parameters
    ----------
    residual
        Shape ``(n,)``, ending with the day; NaN where unknown.
    slots
        Readings of a day.
    steps
        Lengths of the windows in readings.
    best
        Shape ``(slots,)``: position of the window that counts for each slot.
    full_share
        A mean is known where at least this share of its window is.
    one_sided
        Share of the mean absolute departure that the size of the mean departure must reach for a side.
    """
    size = len(residual)
    total, sizes, known = np.zeros(size + 1), np.zeros(size + 1), np.zeros(size + 1)
    for i in range(size):
        there = np.isfinite(residual[i])
        total[i + 1] = total[i] + (residual[i] if there else 0.0)
        sizes[i + 1] = sizes[i] + (abs(residual[i]) if there else 0.0)
        known[i + 1] = known[i] + (1.0 if there else 0.0)
    sides = np.zeros(slots, np.int8)
    for s in range(slots):
        end = size - slots + s + 1
        length = steps[best[s]]
        begin = max(end - length, 0)
        if known[end] - known[begin] < full_share * length:
            continue
        mean = total[end] - total[begin]
        if abs(mean) >= one_sided * (sizes[end] - sizes[begin]):
            sides[s] = np.sign(mean)
    return sides
