"""Quantiles of columns that tolerate missing values."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import IntArray
from data.series import FloatArray
from detectors.kernels import MIN_VALUES
from detectors.kernels.compiled import compiled

SAMPLE, SAMPLED_FROM = 32, 200
"""Number of values by which others are parted, and of values from which a sample pays. Measured."""


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
        Of the quantile.
    """
    kinds, slots, rows = ordered.shape
    found = np.full((kinds, slots), np.nan)
    known, cut = np.empty(slots, np.int64), np.empty(slots, np.int64)
    columns, cuts = np.empty(len(shifts), np.int64), np.empty(len(shifts), np.int64)
    for kind in range(kinds):
        # 1. cut the known values of every slot in two, at first at its own quantile
        for slot in range(slots):
            known[slot] = rows
            while known[slot] > 0 and not np.isfinite(ordered[kind, slot, known[slot] - 1]):
                known[slot] -= 1
            cut[slot] = int(share * known[slot])
        for slot in range(slots):
            total, excess = 0, 0
            for i in range(len(shifts)):
                columns[i] = (slot - shifts[i]) % slots
                cuts[i] = cut[columns[i]]
                total += known[columns[i]]
                excess += cuts[i]
            if total < MIN_VALUES:
                continue
            # 2. move the cuts of the slots that are pooled, from where the slot before left them, until as many values
            # as wanted are below and these are the lowest
            position = share * (total - 1)
            low = int(position)
            excess -= low + 1
            while True:
                below, above, highest, lowest = -np.inf, np.inf, 0, 0
                for i in range(len(shifts)):
                    column, place = columns[i], cuts[i]
                    if place > 0 and ordered[kind, column, place - 1] > below:
                        below, highest = ordered[kind, column, place - 1], i
                    if place < known[column] and ordered[kind, column, place] < above:
                        above, lowest = ordered[kind, column, place], i
                if excess == 0 and below <= above:
                    break
                if excess >= 0:
                    cuts[highest] -= 1
                    excess -= 1
                if excess < 0:
                    cuts[lowest] += 1
                    excess += 1
            for i in range(len(shifts)):
                cut[columns[i]] = cuts[i]
            above = above if low + 1 < total else below
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
        between: float = max(min(first, middle), min(max(first, middle), last))
        return between
    sample = np.empty(SAMPLE)
    for i in range(SAMPLE):
        value, rank = values[i * size // SAMPLE], i
        while rank > 0 and sample[rank - 1] > value:
            sample[rank] = sample[rank - 1]
            rank -= 1
        sample[rank] = value
    share = place / size
    beyond = np.sqrt(SAMPLE * share * (1.0 - share)) + 0.5
    pivot: float = sample[min(max(int(SAMPLE * share + (beyond if share < 0.5 else -beyond)), 0), SAMPLE - 1)]
    return pivot


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
def quantile(values: FloatArray, share: float) -> float:
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
    return quantile(known[:count], share)


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
        found[kind] = quantile(known[:count], share)
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
