"""Rolling medians of a sequence: of its last values, and of those before them."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import IntArray
from data.series import FloatArray
from detectors.kernels.compiled import compiled


@compiled("i8(f8[:], i8, f8)")
def _added(ordered: FloatArray, count: int, value: float) -> int:
    place = count
    while place > 0 and ordered[place - 1] > value:
        ordered[place] = ordered[place - 1]
        place -= 1
    ordered[place] = value
    return count + 1


@compiled("i8(f8[:], i8, f8)")
def _removed(ordered: FloatArray, count: int, value: float) -> int:
    place = 0
    while ordered[place] != value:
        place += 1
    for i in range(place, count - 1):
        ordered[i] = ordered[i + 1]
    return count - 1


@compiled("f8(f8[:], i8)")
def _middle(ordered: FloatArray, count: int) -> float:
    half = count // 2
    middle: float = ordered[half] if count % 2 else 0.5 * (ordered[half - 1] + ordered[half])
    return middle


@compiled("f8[:,::1](f8[::1], i8[::1], i8, i8, i8, i8)")
def rolling_medians(values: FloatArray, days: IntArray, recent: int, before: int, least: int, reach: int) -> FloatArray:
    """Return for each value the medians of the last ones and of those before them, shape ``(n, 2)``.

    Parameters
    ----------
    values, days
        Known values only, and the day of each.
    recent, before
        How many values the first median is of, and the second at most.
    least
        With fewer values before the recent ones both medians are NaN.
    reach
        Values older than so many days do not count.
    """
    count = len(values)
    found = np.full((count, 2), np.nan)
    now, past = np.empty(recent + 1), np.empty(before + 1)
    inside, known, first = 0, 0, 0
    for i in range(count):
        inside = _added(now, inside, values[i])
        begin = i - recent + 1
        if begin > 0:
            leaving = values[begin - 1]
            inside = _removed(now, inside, leaving)
            known = _added(past, known, leaving)
        while first < begin and (first < begin - before or days[i] - days[first] > reach):
            known = _removed(past, known, values[first])
            first += 1
        if begin >= 0 and known >= least and days[i] - days[begin] <= reach:
            found[i, 0] = _middle(now, inside)
            found[i, 1] = _middle(past, known)
    return found
