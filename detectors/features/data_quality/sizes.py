"""Readings that cannot be consumption: below zero, or many times as large as any before."""

from __future__ import annotations

from bisect import insort
from math import ceil

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_grid import BoolArray
from data.series import FloatArray
from detectors.features.data_quality.runs import SURE, USUAL_SHARE, RunScores, days_by_slots, single

USUAL_DAYS = 4
"""Days on which something must have happened to be usual for a meter. Chosen, not tuned."""
IMPOSSIBLE_FACTOR = 4.0
"""Times the power that the meter reached on some days before; more is no consumption. Chosen: real peaks stay below
twice."""
PEAK_DAYS = 7
"""Days with consumption before any value can be impossible. Chosen, not tuned."""
MIN_PEAKS = 2
"""Days that must have reached a power for it to be possible: one pulse error makes no other one ordinary. Chosen."""
LASTING_SHARE = 0.95
"""Quantile of a day that stands for the power it held for long. Chosen, not tuned."""
FALL_FACTOR = 1.5
"""Times the power that the meter reached on some days before, below zero; more is a register that fell. Chosen."""
SAME_SIZE = 0.5
"""Share of a fall within which a rise on the same day is what makes up for it. Chosen: an ordinary reading comes on
top."""


def negative(power_kw: FloatArray, steps_per_day: int, usual_share: float = USUAL_SHARE) -> RunScores:
    """Score negative readings by their depth, where fewer than ``usual_share`` of the days before had any."""
    below = np.nan_to_num(power_kw) < 0
    if not below.any():
        return single(np.zeros(len(power_kw)))
    usual = _usual_before(below, steps_per_day, usual_share)
    peak = np.maximum(_peak_before(np.abs(power_kw), steps_per_day), np.finfo(float).tiny)
    depth = np.where(below, -np.nan_to_num(power_kw), 0.0) / peak
    return single(np.where(below & ~usual, SURE * (1.0 + np.log1p(depth)), 0.0))


def impossible(power_kw: FloatArray, steps_per_day: int) -> RunScores:
    """Score values several times as large as those the meter reached before on more than a day or two."""
    ratio = np.abs(np.nan_to_num(power_kw)) / _peak_before(np.abs(power_kw), steps_per_day)
    beyond = np.log(np.maximum(ratio, IMPOSSIBLE_FACTOR) / IMPOSSIBLE_FACTOR)
    return single(np.where(ratio > IMPOSSIBLE_FACTOR, SURE * (1.0 + beyond), 0.0))


def falling_register(power_kw: FloatArray, steps_per_day: int) -> RunScores:
    """Score what a register leaves in the readings that fell: far below zero, and as far above it on the same day.

    No feed-in, and no wire the wrong way round, is larger than what the meter reached before.
    """
    score = np.zeros(len(power_kw))
    if not np.any(power_kw < 0):
        return single(score)
    ratio = np.nan_to_num(power_kw) / _peak_before(np.abs(power_kw), steps_per_day)
    ratio[~np.isfinite(ratio)] = 0.0
    sure = 2.0 * SURE * (1.0 + np.log1p(np.abs(ratio)))  # more than any other rule says of a single reading
    for fell in np.flatnonzero(ratio < -FALL_FACTOR).tolist():
        score[fell] = sure[fell]
        after = slice(fell + 1, fell + 1 + steps_per_day)
        risen = (ratio[after] > FALL_FACTOR) & (np.abs(ratio[after] + ratio[fell]) <= SAME_SIZE * -ratio[fell])
        score[after] = np.where(risen, sure[after], score[after])
    return single(score)


def _usual_before(happened: BoolArray, steps_per_day: int, usual_share: float) -> BoolArray:
    """Return for each reading whether something had happened on enough of the days before to be usual."""
    days = -(-len(happened) // steps_per_day)
    padded = np.zeros(days * steps_per_day, bool)
    padded[: len(happened)] = happened
    before = np.cumsum(padded.reshape(days, steps_per_day).any(axis=1))
    before = np.concatenate([[0], before[:-1]])
    usual = (before >= USUAL_DAYS) & (before > usual_share * np.arange(days))
    return np.repeat(usual, steps_per_day)[: len(happened)]


def _peak_before(size: FloatArray, steps_per_day: int) -> FloatArray:
    """Return the largest ordinary size before each reading: reached on several days, or held for long on one.

    Infinite until there were ``PEAK_DAYS`` days with consumption: before, nothing is impossible.
    """
    table = np.sort(days_by_slots(size, steps_per_day), axis=1)  # NaN last
    known = np.isfinite(table).sum(axis=1)
    peaks, highs = (_of_known(table, known, share) for share in (1.0, LASTING_SHARE))
    peak = np.maximum(_reached_before(peaks), _lasting_before(highs))
    return np.repeat(peak, steps_per_day)[: len(size)]


def _of_known(table: FloatArray, known: NDArray[np.int64], share: float) -> FloatArray:
    """Return a quantile of each day, sorted by size; NaN for a day without readings."""
    rank = np.maximum((known - 1) * share, 0).astype(int)
    return np.where(known > 0, table[np.arange(len(table)), rank], np.nan)


def _reached_before(peaks: FloatArray) -> FloatArray:
    """Return for each day the peak that at least two earlier days reached, and one in fifty of all earlier ones."""
    before: list[float] = []
    reached = np.zeros(len(peaks))
    for day, peak in enumerate(peaks):
        rank = max(MIN_PEAKS, ceil(USUAL_SHARE * len(before)))
        reached[day] = before[-rank] if len(before) >= rank else 0.0
        if peak > 0:
            insort(before, float(peak))
    return reached


def _lasting_before(highs: FloatArray) -> FloatArray:
    """Return for each day the running maximum of the high quantiles of earlier days; infinite on the first days.

    One day far above all others does not raise it, a second such day in a row does: two days are no pulse error.
    """
    lasting = np.full(len(highs), np.inf)
    first: list[float] = []
    highest, far = 0.0, 0.0
    for day, high in enumerate(highs):
        if len(first) >= PEAK_DAYS:
            lasting[day] = highest
        if not high > 0:
            continue
        if len(first) < PEAK_DAYS:
            first.append(float(high))
            highest = float(np.median(first))
        elif high <= IMPOSSIBLE_FACTOR * highest:
            highest, far = max(highest, float(high)), 0.0
        else:
            highest, far = max(highest, min(far, float(high))), float(high)
    return lasting
