"""Quantiles of columns that tolerate missing values."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import IntArray
from data.series import FloatArray
from detectors.kernels import MIN_VALUES
from detectors.kernels.compiled import compiled


@compiled("f8[::1](f8[:,:], f8[:])")
def weighted_median(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the median of each column of ``(n, columns)`` with a weight for each row; NaN where nothing is known."""
    rows, columns = values.shape
    found = np.full(columns, np.nan)
    column, weight = np.empty(rows), np.empty(rows)
    for c in range(columns):
        count, total = 0, 0.0
        for r in range(rows):
            if np.isfinite(values[r, c]):
                # insertion sort: a handful of similar days, nearly in order from one day to the next
                place = count
                while place > 0 and column[place - 1] > values[r, c]:
                    column[place], weight[place] = column[place - 1], weight[place - 1]
                    place -= 1
                column[place], weight[place] = values[r, c], weights[r]
                count += 1
        for i in range(count):
            total += weight[i]
        if total > 0:
            so_far = 0.0
            for i in range(count):
                so_far += weight[i]
                if so_far >= total / 2.0:
                    found[c] = column[i]
                    break
    return found


@compiled("f8[:,::1](f8[:,:,::1], i8[:,::1], i8[::1], f8)")
def pooled_quantile(ordered: FloatArray, known: IntArray, shifts: IntArray, share: float) -> FloatArray:
    """Return the quantile of each slot pooled with some of its neighbours, which wrap around midnight.

    Parameters
    ----------
    ordered
        Shape ``(kinds, slots, n)``, sorted along the last axis, missing values last.
    known
        Shape ``(kinds, slots)``: number of known values.
    shifts
        Distances in slots of the neighbours that are pooled, 0 for the slot itself.
    share
        Of the quantile; should be well above a half, as values are counted from the highest down.
    """
    kinds, slots, _ = ordered.shape
    found = np.full((kinds, slots), np.nan)
    columns, left = np.empty(len(shifts), np.int64), np.empty(len(shifts), np.int64)
    for kind in range(kinds):
        for slot in range(slots):
            # 1. count the values of the slots that are pooled
            total = 0
            for i in range(len(shifts)):
                columns[i] = (slot - shifts[i]) % slots
                left[i] = known[kind, columns[i]] - 1
                total += left[i] + 1
            if total < MIN_VALUES:
                continue
            position = share * (total - 1)
            low = int(position)
            wanted = total - low
            # 2. skip the highest values many at a time: if the lowest of the last ``many`` values of a column is above
            # those of the other columns, all of these are among the ``wanted`` highest
            while wanted > len(shifts) + 2:
                many = max(1, (wanted - 2) // len(shifts))
                best = -1
                for i in range(len(shifts)):
                    if left[i] >= many - 1 and (
                        best < 0
                        or ordered[kind, columns[i], left[i] - many + 1]
                        > ordered[kind, columns[best], left[best] - many + 1]
                    ):
                        best = i
                if best < 0:
                    break
                left[best] -= many
                wanted -= many
            # 3. skip the others one by one, as in a merge, down to the two values at the quantile
            above = below = 0.0
            for _ in range(wanted):
                best = -1
                for i in range(len(shifts)):
                    if left[i] >= 0 and (
                        best < 0 or ordered[kind, columns[i], left[i]] > ordered[kind, columns[best], left[best]]
                    ):
                        best = i
                above, below = below, ordered[kind, columns[best], left[best]]
                left[best] -= 1
            if low == total - 1:
                above = below
            found[kind, slot] = below + (above - below) * (position - low)
    return found


@compiled("f8(f8[::1], i8)")
def nth_smallest(values: FloatArray, place: int) -> float:
    """Return the value at a place, from 0, of the sorted values; these are reordered (quickselect, Hoare 1961)."""
    low, high = 0, len(values) - 1
    while low < high:
        middle = (low + high) // 2
        a, b, c = values[low], values[middle], values[high]
        pivot = max(min(a, b), min(max(a, b), c))
        i, j = low, high
        while i <= j:
            while values[i] < pivot:
                i += 1
            while values[j] > pivot:
                j -= 1
            if i <= j:
                values[i], values[j] = values[j], values[i]
                i += 1
                j -= 1
        if place <= j:
            high = j
        elif place >= i:
            low = i
        else:
            break
    found: float = values[place]
    return found


@compiled("f8(f8[::1], f8)")
def known_quantile(values: FloatArray, share: float) -> float:
    """Return the quantile of the known values, interpolated between the two nearest ranks; NaN where none is known."""
    known = values[np.isfinite(values)]
    if len(known) == 0:
        return np.nan
    position = share * (len(known) - 1)
    low = int(position)
    below = nth_smallest(known, low)
    if low + 1 >= len(known):
        return below
    above: float = known[low + 1 :].min()
    return below + (above - below) * (position - low)


@compiled("f8(f8[::1])")
def largest_size(values: FloatArray) -> float:
    """Return the largest known absolute value; NaN where none is known."""
    largest = np.nan
    for value in values:
        size = abs(value)
        if size < np.inf and not size <= largest:
            largest = size
    return largest


@compiled("f8[:,::1](f8[:,:,:], f8, i8)")
def tail_quantiles(standard: FloatArray, share: float, min_count: int) -> FloatArray:
    """Return the quantile of scores above 0, and of the size of those below 0; all others count as 0.

    Parameters
    ----------
    standard
        Shape ``(days, kinds, slots)``; NaN is left out.
    share
        Of the quantile.
    min_count
        With fewer values of a kind its quantiles are 0.

    Returns
    -------
    numpy.ndarray
        Shape ``(kinds, 2)``, at least 0.
    """
    days, kinds, slots = standard.shape
    found, known = np.zeros((kinds, 2)), np.empty(days * slots)
    for kind in range(kinds):
        count = 0
        for day in range(days):
            for s in range(slots):
                if np.isfinite(standard[day, kind, s]):
                    known[count] = standard[day, kind, s]
                    count += 1
        if count < max(min_count, 1):
            continue
        position = share * (count - 1)
        low = int(position)
        for side in range(2):
            below = nth_smallest(known[:count], low)
            above = known[low + 1 : count].min() if low + 1 < count else below
            below, above = max(below, 0.0), max(above, 0.0)
            found[kind, side] = below + (above - below) * (position - low)
            for i in range(count):
                known[i] = -known[i]
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
