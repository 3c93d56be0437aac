"""Quantiles of columns that tolerate missing values."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import IntArray
from data.series import FloatArray
from detectors.kernels import MIN_VALUES
from detectors.kernels.compiled import compiled

SAMPLE, SAMPLED_FROM = 32, 200
"""Number of values by which others are parted, and of values from which a sample pays. Measured."""


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


@compiled("f8[:,::1](f8[:,:,::1], i8[::1], f8)")
def pooled_quantile(ordered: FloatArray, shifts: IntArray, share: float) -> FloatArray:
    """Return the quantile of each slot pooled with some of its neighbours, which wrap around midnight.

    Parameters
    ----------
    ordered
        Shape ``(kinds, slots, n)``, sorted along the last axis, missing values last.
    shifts
        Distances in slots of the neighbours that are pooled, 0 for the slot itself.
    share
        Of the quantile; should be well above a half, as values are counted from the highest down.
    """
    kinds, slots, rows = ordered.shape
    found = np.full((kinds, slots), np.nan)
    columns, left = np.empty(len(shifts), np.int64), np.empty(len(shifts), np.int64)
    known = np.empty(slots, np.int64)
    for kind in range(kinds):
        for slot in range(slots):
            known[slot] = rows
            while known[slot] > 0 and not np.isfinite(ordered[kind, slot, known[slot] - 1]):
                known[slot] -= 1
        for slot in range(slots):
            # 1. count the values of the slots that are pooled
            total = 0
            for i in range(len(shifts)):
                columns[i] = (slot - shifts[i]) % slots
                left[i] = known[columns[i]] - 1
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
def _pivot(values: FloatArray, place: int) -> float:
    """Return a value by which to part others: of a sample, the one that most likely lies just beyond the place.

    Nearly all values lie on its other side and need no second look (after Floyd and Rivest 1975).
    """
    size = len(values)
    if size < SAMPLED_FROM:
        first, middle, last = values[0], values[size // 2], values[size - 1]
        return max(min(first, middle), min(max(first, middle), last))
    sample = np.empty(SAMPLE)
    for i in range(SAMPLE):
        value, rank = values[i * size // SAMPLE], i
        while rank > 0 and sample[rank - 1] > value:
            sample[rank] = sample[rank - 1]
            rank -= 1
        sample[rank] = value
    share = place / size
    beyond = np.sqrt(SAMPLE * share * (1.0 - share)) + 0.5
    return sample[min(max(int(SAMPLE * share + (beyond if share < 0.5 else -beyond)), 0), SAMPLE - 1)]


@compiled("i8(f8[::1], f8, b1)")
def _parted(values: FloatArray, pivot: float, with_equal: bool) -> int:
    """Move the values below a pivot, or those equal to it as well, to the front; return how many there are.

    Without a branch, which for values in no order would be guessed wrongly half of the time.
    """
    count = 0
    if with_equal:
        for i in range(len(values)):
            value = values[i]
            values[i], values[count] = values[count], value
            count += int(value <= pivot)
    else:
        for i in range(len(values)):
            value = values[i]
            values[i], values[count] = values[count], value
            count += int(value < pivot)
    return count


@compiled("UniTuple(f8, 2)(f8[::1], i8)")
def nth_smallest(values: FloatArray, place: int) -> tuple[float, float]:
    """Return the value at a place, from 0, of the sorted values, and the next one; these are reordered.

    The last value is its own next. Quickselect (Hoare 1961).
    """
    low, high = 0, len(values)
    stop = high  # values from here on are no smaller than those before, and the next one is before it
    while high - low > 1:
        part = values[low:high]
        pivot = _pivot(part, place - low)
        middle = low + _parted(part, pivot, False)
        if middle == low:  # the pivot is the smallest, and its equals must not be parted for ever
            middle = low + _parted(part, pivot, True)
            if place < middle:
                stop = middle if place + 1 < middle else stop
                break
        if place < middle:
            high = middle
            stop = middle if place + 1 < middle else stop
        else:
            low = middle
    following = values[place]
    if place + 1 < stop:
        following = values[place + 1]
        for i in range(place + 2, stop):
            following = min(following, values[i])
    return values[place], following


@compiled("f8(f8[::1], f8)")
def _quantile(values: FloatArray, share: float) -> float:
    """Return the quantile of values of which all are known, which are reordered; NaN where there is none."""
    if len(values) == 0:
        return np.nan
    position = share * (len(values) - 1)
    low = int(position)
    below, above = nth_smallest(values, low)
    return below + (above - below) * (position - low)


@compiled("f8(f8[::1], f8)")
def known_quantile(values: FloatArray, share: float) -> float:
    """Return the quantile of the known values, interpolated between the two nearest ranks; NaN where none is known."""
    known, count = np.empty(len(values)), 0
    for value in values:
        known[count] = value
        count += int(np.isfinite(value))
    return _quantile(known[:count], share)


@compiled("f8[::1](f8[:,:,:], f8)")
def size_quantiles(values: FloatArray, share: float) -> FloatArray:
    """Return the quantile of the sizes of the known values of each kind, of an array of shape ``(days, kinds, slots)``.

    NaN where nothing is known of a kind.
    """
    days, kinds, slots = values.shape
    found, known = np.empty(kinds), np.empty(days * slots)
    for kind in range(kinds):
        count = 0
        for day in range(days):
            for s in range(slots):
                known[count] = abs(values[day, kind, s])
                count += int(np.isfinite(values[day, kind, s]))
        found[kind] = _quantile(known[:count], share)
    return found


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
                known[count] = standard[day, kind, s]
                count += int(np.isfinite(standard[day, kind, s]))
        if count < max(min_count, 1):
            continue
        position = share * (count - 1)
        low = int(position)
        for side in range(2):
            below, above = nth_smallest(known[:count], low)
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
