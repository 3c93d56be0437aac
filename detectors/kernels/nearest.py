"""Distances between the last hours and the same hours of earlier days."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import IntArray
from data.series import FloatArray
from detectors.kernels.compiled import compiled

BLOCK = 32
"""Earlier days that are compared at a time. Chosen so that their tables fit into the processor's cache."""
ROUNDED_UP = 1.0 + 1e-12
"""Factor on the limit by which days are sorted out before anything is divided. Technical limit, above rounding."""


@compiled("Tuple((i8[:,::1], i8[:,:,::1]))(i8, i8, i8[::1])")
def _parts_of_windows(midnight: int, slots: int, steps: IntArray) -> tuple[IntArray, IntArray]:
    """Return the parts of windows that lie before or after midnight, and the two parts of each window.

    Returns
    -------
    tuple
        First reading and end of each part, shape ``(parts, 2)``, the first one being empty; and positions of the parts
        of each window, shape ``(windows, slots, 2)``.
    """
    parts = np.empty((1 + midnight + slots * (1 + len(steps)), 2), np.int64)
    of_window = np.zeros((len(steps), slots, 2), np.int64)
    parts[0] = midnight
    for p in range(midnight + slots):
        parts[p + 1, 0], parts[p + 1, 1] = min(p, midnight), max(p + 1, midnight)
    count = 1 + midnight + slots
    for w in range(len(steps)):
        for s in range(slots):
            begin, end = midnight + s + 1 - steps[w], midnight + s + 1
            of_window[w, s, 0] = end
            if begin < midnight:
                of_window[w, s, 1] = begin + 1
            elif begin > midnight:
                parts[count, 0], parts[count, 1] = begin, end
                of_window[w, s, 0] = count
                count += 1
    return parts[:count], of_window


@compiled("void(f8[::1], f8[:,::1], f8[:,:,::1], f8[:,:,::1])")
def _sum_known(last: FloatArray, values: FloatArray, total: FloatArray, known: FloatArray) -> None:
    """Write the sums up to each reading of squared differences and of known ones, for every shift and earlier day."""
    for p in range(len(last)):
        for shift in range(3):
            for e in range(BLOCK):
                away = last[p] - values[p + shift, e]
                there = away == away
                away = away if there else 0.0  # not its square, which must be added as it is where nothing is missing
                total[p + 1, shift, e] = total[p, shift, e] + away * away
                known[p + 1, shift, e] = known[p, shift, e] + (1.0 if there else 0.0)


@compiled("void(f8[:,:,::1], f8[:,:,::1], i8[:,::1], f8, f8[:,::1])")
def _least_of_known(
    total: FloatArray, known: FloatArray, parts: IntArray, full_share: float, least: FloatArray
) -> None:
    """Write the smallest sum over the three shifts of each part, as if all were known; infinite where too little is."""
    for part in range(len(parts)):
        begin, end = parts[part]
        readings = float(end - begin)
        for e in range(BLOCK):
            least[part, e] = np.inf
        for shift in range(3):
            for e in range(BLOCK):
                inside = known[end, shift, e] - known[begin, shift, e]
                found = (total[end, shift, e] - total[begin, shift, e]) * (readings / max(inside, 1.0))
                found = found if inside >= full_share * readings else np.inf
                least[part, e] = found if found < least[part, e] else least[part, e]


@compiled("i8[::1](f8[::1], i8[::1], f8[::1], i8[::1], i8, f8, b1, f8[:,:,::1], i8[:,::1])")
def _take_nearest(
    flat: FloatArray,
    days: IntArray,
    last: FloatArray,
    steps: IntArray,
    day_long: int,
    full_share: float,
    is_whole: bool,
    nearest: FloatArray,
    rows: IntArray,
) -> IntArray:
    """Take the nearest of some earlier days up among those found so far; of equally near ones the earliest.

    Parameters
    ----------
    flat
        The readings of all earlier days, one day after the other.
    is_whole
        Whether days with missing readings are left out, which is faster.
    nearest, rows
        Shapes ``(windows, slots, count)`` and ``(slots, count)``: the mean squares found so far, sorted, and the days
        that have those of one window.

    Returns
    -------
    numpy.ndarray
        The days that were left out.
    """
    windows, slots, count = nearest.shape
    length, size = len(last), len(flat)
    midnight = length - slots
    parts, of_window = _parts_of_windows(midnight, slots, steps)
    values, total = np.zeros((length + 2, BLOCK)), np.zeros((length + 1, 3, BLOCK))
    known = np.zeros((1 if is_whole else length + 1, 3, BLOCK))
    least = np.zeros((len(parts), BLOCK))
    left_out, left = np.empty(len(days), np.int64), len(days)
    end = len(days)
    while end > 0:
        # 1. copy the hours of a block of days, the latest first
        block = min(BLOCK, end)
        for e in range(block):
            first = days[end - 1 - e] * slots - midnight - 1
            for p in range(length + 2):
                values[p, e] = flat[min(max(first + p, 0), size - 1)]
        # 2. sum up squared differences, and take the smallest sum over the three shifts of each part of a window
        if is_whole:
            for p in range(length):
                for e in range(BLOCK):
                    one, two, three = last[p] - values[p, e], last[p] - values[p + 1, e], last[p] - values[p + 2, e]
                    total[p + 1, 0, e] = total[p, 0, e] + one * one
                    total[p + 1, 1, e] = total[p, 1, e] + two * two
                    total[p + 1, 2, e] = total[p, 2, e] + three * three
            for part in range(len(parts)):
                p, q = parts[part, 0], parts[part, 1]
                for e in range(BLOCK):
                    one = total[q, 0, e] - total[p, 0, e]
                    two = total[q, 1, e] - total[p, 1, e]
                    three = total[q, 2, e] - total[p, 2, e]
                    one = two if two < one else one
                    least[part, e] = three if three < one else one
        else:
            _sum_known(last, values, total, known)
            _least_of_known(total, known, parts, full_share, least)
        # 3. leave out days with missing readings, of which sums are unknown
        for e in range(block):
            if np.isnan(total[length, 0, e]) or np.isnan(total[length, 2, e]):
                least[:, e] = np.inf
                left -= 1
                left_out[left] = days[end - 1 - e]
        # 4. mean square of every window, and its place among the nearest days so far (insertion sort)
        for w in range(windows):
            readings = float(steps[w])
            for s in range(slots):
                since, before = of_window[w, s, 0], of_window[w, s, 1]
                best = nearest[w, s]
                limit = best[count - 1] * readings * ROUNDED_UP
                for e in range(block):
                    square = least[since, e] + least[before, e]
                    if square <= limit:
                        mean = square / readings
                        place = count - 1
                        if not mean <= best[place]:
                            continue
                        while place > 0 and best[place - 1] >= mean:
                            best[place] = best[place - 1]
                            if w == day_long:
                                rows[s, place] = rows[s, place - 1]
                            place -= 1
                        best[place] = mean
                        if w == day_long:
                            rows[s, place] = days[end - 1 - e]
                        limit = best[count - 1] * readings * ROUNDED_UP
        end -= block
    return left_out[left:]


@compiled("Tuple((f8[:,::1], f8[::1]))(f8[:,::1], i8[::1], f8[::1], i8[::1], i8, i8, f8)")
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
    windows, slots = len(steps), training_kw.shape[1]
    flat = training_kw.ravel()
    count = min(count, len(earlier))
    nearest = np.full((windows, slots, count), np.inf)
    rows = np.empty((slots, count), np.int64)
    rows[:] = earlier[:count]
    incomplete = earlier
    if np.isfinite(last).all():
        incomplete = _take_nearest(flat, earlier, last, steps, day_long, full_share, True, nearest, rows)
    _take_nearest(flat, incomplete, last, steps, day_long, full_share, False, nearest, rows)
    # mean root over the nearest days, and the mean power of those nearest by one window
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
