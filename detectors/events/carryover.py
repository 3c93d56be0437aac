"""Echoes of a data problem: readings that are flagged for a window which is odd for the fault it reaches back to.

A fault of two hours may leave the mean of a day odd until the next one, while all readings after it are as usual. That
is the fault once more, and no energy problem. ``assets/detection/data_problems.js`` does the same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.series import FloatArray
from detectors.scores import Scores

MIN_OWN = 0.25
"""Share of the departures by data problems in a window from which the others in it are a problem of their own.
Chosen, not tuned."""


def carryover(power_kw: FloatArray, scores: Scores, covered: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which readings have a window in which nearly all that departs is ``covered`` by a fault.

    Departures count to the side of the reading, in kW; both ways where it lies on neither.
    """
    step_hours = (scores.index[1] - scores.index[0]).total_seconds() / 3600.0
    steps = np.maximum(1, np.rint(scores.window_hours / step_hours).astype(np.int64))
    begin = np.maximum(0, np.arange(len(power_kw)) - steps + 1)
    away = power_kw - scores.expected
    away = np.where(np.isfinite(away), np.where(covered, MIN_OWN * away, -away), 0.0)
    one_way, both_ways = _sums(away, begin), _sums(np.where(covered, np.abs(away), -np.abs(away)), begin)
    is_carryover: NDArray[np.bool_] = np.where(scores.side == 0, both_ways, scores.side * one_way) > 0
    return is_carryover & (_sums(covered.astype(np.float64), begin) > 0)


def _sums(values: FloatArray, begin: NDArray[np.int64]) -> FloatArray:
    """Return for each position the sum of the values from its ``begin`` to itself."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    sums: FloatArray = total[1:] - total[begin]
    return sums
