"""Where an event begins and ends.

A flagged reading speaks for a window that ends with it, perhaps for the last 24 hours. The event is the part of the
flagged stretch, reaching back by that window, that departs from the expected most: the segment with the largest sum of
``departure - DRIFT`` (the start estimate of a CUSUM chart, Page 1954, doi:10.1093/biomet/41.1-2.100) that holds the
oddest reading and those judged for themselves. ``assets/detection/boundaries.js`` does the same.
"""

from __future__ import annotations

import numpy as np

from data.series import FloatArray
from detectors.scores import REASONS, Scores

DRIFT = 0.5
"""Scales a reading must depart by to lengthen an event: half the shift to find. Source: practice of CUSUM charts."""


def boundaries(scores: Scores, power_kw: FloatArray, first: int, last: int, step_hours: float) -> tuple[int, int]:
    """Return first and last reading (inclusive) of the event behind a flagged stretch ``first..last``.

    What is not its own, in between or before, has no score.
    """
    windows = np.maximum(1, np.rint(scores.window_hours[first : last + 1] / step_hours).astype(int))
    is_own = ~np.isnan(scores.score[first : last + 1])
    reach = max(0, int(np.min(np.arange(first, last + 1) - np.where(is_own, windows, 1) + 1)))
    worst = first + int(np.nanargmax(scores.score[first : last + 1]))
    held = np.append(np.flatnonzero((windows == 1) & is_own) + first, worst)
    kept = (held.min(), held.max())
    departure = _departure(scores.taken(slice(reach, last + 1)), power_kw[reach : last + 1], worst - reach)
    if departure is None:
        return reach, last
    total = np.concatenate([[0.0], np.cumsum(departure - DRIFT)])
    begin = int(np.argmin(total[: kept[0] - reach + 1]))
    finish = int(np.argmax(total[kept[1] - reach + 1 :]))
    return reach + begin, int(kept[1]) + finish


def _departure(scores: Scores, power_kw: FloatArray, worst: int) -> FloatArray | None:
    """Return by how many spreads readings depart to the side of the oddest one; None where that cannot be said."""
    side, reason = int(scores.side[worst]), REASONS[int(scores.reason[worst])]
    residual = (power_kw - scores.compared_with(reason)) * side
    scale = scores.scale_above if side > 0 else scores.scale_below
    with np.errstate(invalid="ignore", divide="ignore"):
        departure: FloatArray = residual / scale
    return None if side == 0 or not np.isfinite(departure).any() else np.nan_to_num(departure, posinf=0.0, neginf=0.0)
