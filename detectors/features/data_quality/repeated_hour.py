"""The hour that comes twice when summer time ends: many files have one reading of it, or nothing for one of the two."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray
from data.series import FloatArray
from detectors.features.data_quality.runs import SURE, USUAL_SHARE, RunScores, single


def empty_pass(power_kw: FloatArray, inside: BoolArray, steps: int) -> RunScores:
    """Score zeros in one pass of the hour that comes twice where the other has readings, on a meter not used to zeros.

    Parameters
    ----------
    inside, steps
        As of ``data.time.wall_clock.repeated_hour``.
    """
    score = np.zeros(len(power_kw))
    if not inside.any():
        return single(score)
    zeros_before = np.concatenate([[0], np.cumsum(power_kw == 0)[:-1]])
    is_used_to_it = zeros_before > USUAL_SHARE * np.arange(len(power_kw))
    second = np.flatnonzero(inside)
    second = second[(second >= steps) & inside[second - steps]]
    first = second - steps
    zero, other = power_kw[second] == 0, power_kw[first] == 0
    one_is_empty = (zero & (power_kw[first] > 0)) | (other & (power_kw[second] > 0))
    found = one_is_empty & ~is_used_to_it[second]
    score[second[found]] = SURE
    reach = np.ones(len(power_kw), np.int64)
    reach[second[found]] = np.where(other[found], steps + 1, 1)
    return RunScores(score, reach)
