"""Distances between the last hours and the same hours of earlier days."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import IntArray
from data.series import FloatArray
from detectors.kernels.compiled import compiled

BLOCK = 32
"""Earlier days that are compared at a time. Chosen so that their tables fit into the processor's cache."""


@compiled("void(f8[:,:,::1], f8[:,:,::1], i8, i8, f8, b1, f8[::1])")
def _least_part(
    total: FloatArray, known: FloatArray, begin: int, end: int, full_share: float, is_whole: bool, least: FloatArray
) -> None:
    """Write the smallest sum of squares over the three shifts, for the readings from ``begin`` to ``end``.

    One value for each earlier day of the block; infinite where too little is known.
    """
    if is_whole:
        for e in range(BLOCK):
            first = total[0, end, e] - total[0, begin, e]
            second = total[1, end, e] - total[1, begin, e]
            third = total[2, end, e] - total[2, begin, e]
            first = second if second < first else first
            least[e] = third if third < first else first
        return
    size = float(end - begin)
    for e in range(BLOCK):
        least[e] = np.inf
    for shift in range(3):
        for e in range(BLOCK):
            inside = known[shift, end, e] - known[shift, begin, e]
            part = (total[shift, end, e] - total[shift, begin, e]) * (size / max(inside, 1.0))
            part = part if inside >= full_share * size else np.inf
            least[e] = part if part < least[e] else least[e]


@compiled("i8(f8[::1], i8[::1], i8, i8, i8[::1])")
def _whole_first(flat: FloatArray, earlier: IntArray, slots: int, length: int, ordered: IntArray) -> int:
    """Write the days in another order, those without missing readings first; return the number of these."""
    whole, incomplete = 0, len(earlier)
    for day in earlier:
        first = day * slots + slots - length - 1
        is_whole = True
        for p in range(max(first, 0), min(first + length + 2, len(flat))):
            if not np.isfinite(flat[p]):
                is_whole = False
                break
        if is_whole:
            ordered[whole] = day
            whole += 1
        else:
            incomplete -= 1
            ordered[incomplete] = day
    return whole


@compiled("Tuple((f8[:,::1], f8[::1]))(f8[:,:], i8[::1], f8[::1], i8[::1], i8, i8, f8)")
def nearest_days(
    training_kw: FloatArray,
    earlier: IntArray,
    last: FloatArray,
    steps: IntArray,
    day_long: int,
    count: int,
    full_share: float,
) -> tuple[FloatArray, FloatArray]:
    """Return the mean distance of the readings up to each slot of a day to the ``count`` nearest earlier days.

    Every earlier day may be shifted by one slot either way, separately for its hours before and after midnight.

    Parameters
    ----------
    training_kw
        Shape ``(days, slots)`` in kW, NaN where a reading must not teach; it includes the rows before the first of
        ``earlier`` that the longest window reaches.
    earlier
        Rows of the days to compare with.
    last
        The readings of the day that is scored and of as many days before it as the longest window reaches.
    steps
        Lengths of the windows in readings, each ending with a slot of the day.
    day_long
        Position in ``steps`` of the window whose nearest days are averaged.
    count
        Number of nearest days.
    full_share
        A window counts where at least this share of it is known, on either side of midnight.

    Returns
    -------
    tuple
        Mean root-mean-square distance in kW, shape ``(windows, slots)``, NaN where fewer than ``count`` days are known
        well enough; and the mean of the readings of the days that are nearest by one window, shape ``(slots,)``, NaN
        where none of them is.
    """
    slots = training_kw.shape[1]
    length = len(last)
    midnight = length - slots
    windows = len(steps)
    flat = training_kw.ravel()
    size = training_kw.shape[0] * slots
    count = min(count, len(earlier))
    nearest = np.full((windows, slots, count), np.inf)
    rows = np.empty((slots, count), np.int64)
    rows[:] = earlier[:count]
    values = np.zeros((length + 2, BLOCK))
    total = np.zeros((3, length + 1, BLOCK))
    known = np.zeros((3, length + 1, BLOCK))
    before = np.empty((midnight, BLOCK))
    since = np.empty((slots, BLOCK))
    square = np.empty(BLOCK)
    ordered = np.empty(len(earlier), np.int64)
    whole = _whole_first(flat, earlier, slots, length, ordered)
    if not np.isfinite(last).all():
        whole = 0
    begin = 0
    while begin < len(ordered):
        # 1. take a block of earlier days, all with or all without missing readings, and copy their hours
        is_whole = begin < whole
        block = min(BLOCK, (whole if is_whole else len(ordered)) - begin)
        for e in range(block):
            first = ordered[begin + e] * slots - midnight - 1
            for p in range(length + 2):
                values[p, e] = flat[min(max(first + p, 0), size - 1)]
        # 2. sum up squared differences and known readings up to each reading, for every shift
        for shift in range(3):
            for p in range(length):
                if is_whole:
                    for e in range(BLOCK):
                        away = last[p] - values[p + shift, e]
                        total[shift, p + 1, e] = total[shift, p, e] + away * away
                else:
                    for e in range(BLOCK):
                        away = last[p] - values[p + shift, e]
                        there = 1.0 if away == away else 0.0
                        total[shift, p + 1, e] = total[shift, p, e] + (away * away if away == away else 0.0)
                        known[shift, p + 1, e] = known[shift, p, e] + there
        # 3. smallest sums of squares from each reading to midnight, and from midnight to each slot
        for edge in range(midnight):
            _least_part(total, known, edge, midnight, full_share, is_whole, before[edge])
        for s in range(slots):
            _least_part(total, known, midnight, midnight + s + 1, full_share, is_whole, since[s])
        # 4. mean square of every window, and its place among the nearest days so far (insertion sort)
        for w in range(windows):
            for s in range(slots):
                start = midnight + s + 1 - steps[w]
                if start > midnight:
                    _least_part(total, known, start, midnight + s + 1, full_share, is_whole, square)
                elif start == midnight:
                    square[:] = since[s]
                else:
                    square[:] = since[s] + before[start]
                square /= steps[w]
                best = nearest[w, s]
                for e in range(block):
                    if square[e] < best[count - 1]:
                        place = count - 1
                        while place > 0 and best[place - 1] > square[e]:
                            best[place] = best[place - 1]
                            if w == day_long:
                                rows[s, place] = rows[s, place - 1]
                            place -= 1
                        best[place] = square[e]
                        if w == day_long:
                            rows[s, place] = ordered[begin + e]
        begin += block
    # 5. mean root over the nearest days, and the mean power of those nearest by one window
    distance = np.full((windows, slots), np.nan)
    usual = np.full(slots, np.nan)
    for w in range(windows):
        for s in range(slots):
            mean = np.sqrt(nearest[w, s]).mean()
            if np.isfinite(mean):
                distance[w, s] = mean
    for s in range(slots):
        power, there_are = 0.0, 0
        for place in range(count):
            # a place that no day has taken is infinitely far, and its row is none of the nearest
            if nearest[day_long, s, place] < np.inf and np.isfinite(training_kw[rows[s, place], s]):
                power += training_kw[rows[s, place], s]
                there_are += 1
        if there_are:
            usual[s] = power / there_are
    return distance, usual
