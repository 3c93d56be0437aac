"""Departures of readings by the window or figure in which they are largest, and mean sizes of scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_grid import IntArray
from data.series import FloatArray
from detectors.kernels.compiled import compiled


@compiled("Tuple((f8[::1], i8[::1], i1[::1]))(f8[:,:], f8[:,:], f8[:], f8[:], f8, b1)")
def largest_departures(
    standard: FloatArray,
    tails: FloatArray,
    wider: FloatArray,
    own: FloatArray,
    own_departure: float,
    is_first_own: bool,
) -> tuple[FloatArray, IntArray, NDArray[np.int8]]:
    """Return the largest departure of each reading, its window, and its side.

    Parameters
    ----------
    standard
        Shape ``(windows, slots)``: departures in scales; NaN where unknown.
    tails
        Shape ``(windows, 2)``: factors on scales above and below.
    wider
        Shape ``(slots,)``: factors on all scales.
    own
        Shape ``(slots,)``: the departure of the reading itself in scales, NaN where unknown; not used where
        ``is_first_own``.
    own_departure
        A window counts only where the reading itself departs to the same side by more than this.
    is_first_own
        Whether the first window is the reading itself, which then always counts. Otherwise a window that does not
        count has the size 0.

    Returns
    -------
    tuple
        Sizes (NaN where no window is known), positions of the windows, and -1, 0 or 1, each of shape ``(slots,)``.
    """
    windows, slots = standard.shape
    size, best, side = np.full(slots, np.nan), np.zeros(slots, np.int64), np.zeros(slots, np.int8)
    for s in range(slots):
        top = -1.0
        itself = own[s]
        if is_first_own:
            itself = standard[0, s] / (wider[s] * tails[0, 0 if standard[0, s] > 0 else 1])
        for w in range(windows):
            scaled = standard[w, s] / (wider[s] * tails[w, 0 if standard[w, s] > 0 else 1])
            if not np.isfinite(scaled):
                continue
            found = abs(scaled)
            if not (is_first_own and w == 0) and not np.sign(scaled) * itself > own_departure:
                found = -1.0 if is_first_own else 0.0
            if found > top:
                top, best[s], side[s] = found, w, np.sign(scaled)
        if top >= 0:
            size[s] = top
    return size, best, side


@compiled("Tuple((f8[::1], f8))(f8[:], i8[::1])")
def mean_sizes(standard: FloatArray, edges: IntArray) -> tuple[FloatArray, float]:
    """Return the mean size of the known values of each part of a day, and of the whole day; NaN where none is known.

    ``edges`` are the slots between which the parts lie.
    """
    parts = len(edges) - 1
    means, total, count = np.full(parts, np.nan), 0.0, 0
    for part in range(parts):
        summed, known = 0.0, 0
        for s in range(edges[part], edges[part + 1]):
            if np.isfinite(standard[s]):
                summed += abs(standard[s])
                known += 1
        if known:
            means[part] = summed / known
        total += summed
        count += known
    return means, total / count if count else np.nan
