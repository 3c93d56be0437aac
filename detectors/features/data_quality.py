"""Rules that find data problems, each a pure function of the readings that uses earlier readings only.

Every rule returns scores of shape ``(n,)``, never NaN: 0 where all is well, 4 sigma from where it flags, more the
clearer the problem. A run of readings has a score from the reading on with which it is longer than the meter's own.
"""

from __future__ import annotations

from bisect import insort
from math import ceil

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_grid import BoolArray
from data.series import FloatArray, MeterSeries, Quality
from detectors.threshold import DEFAULT_LEVEL

ANOMALOUS = DEFAULT_LEVEL
"""Sigma: the score from which a rule flags a reading."""
SURE = 2.0 * ANOMALOUS
"""Sigma: the score of a reading that a rule is sure about. Chosen, not tuned."""
USUAL_DAYS = 4
"""Days on which something must have happened to be usual for a meter. Chosen, not tuned."""
USUAL_SHARE = 0.02
"""Share of the days on which it must have happened, too: one in fifty. Chosen, not tuned."""
USUAL_RUNS = 2
"""Number of runs of zeros or gaps that make them usual for a meter; those of the first days count double. Chosen."""
MIN_FLAT_HOURS = 2.0
"""Hours up to which a constant value is never a data problem. Expert's choice."""
MIN_ZERO_HOURS = 1.0
"""Hours of zeros from which they are a data problem where zeros are not usual. Expert's choice."""
MIN_GAP_HOURS = 1.0
"""Hours of missing readings from which they are a data problem where gaps are not usual. Expert's choice."""
LONGER = 1.25
"""Times the longest usual run of zeros that a run may last: in spring, days with sun get longer every day. Chosen."""
IMPOSSIBLE_FACTOR = 4.0
"""Times the power that the meter reached on some days before; more is no consumption. Chosen: real peaks stay below
twice."""
FIRST_DAYS = 21.0
"""Days whose runs are not scored: they are what is usual for the meter. Chosen, not tuned."""
NOT_SCORED = 2**40
"""Readings: the known length of runs that are not scored, which no run reaches. Technical limit."""
PEAK_DAYS = 7
"""Days with consumption before any value can be impossible. Chosen, not tuned."""
MIN_PEAKS = 2
"""Days that must have reached a power for it to be possible: one pulse error makes no other one ordinary. Chosen."""
LASTING_SHARE = 0.95
"""Quantile of a day that stands for the power it held for long. Chosen, not tuned."""


def run_lengths(inside: BoolArray) -> NDArray[np.int64]:
    """Return for each reading how many readings of its run there are up to it; 0 outside of runs."""
    position = np.arange(len(inside))
    last_outside = np.maximum.accumulate(np.where(inside, -1, position))
    return np.where(inside, position - last_outside, 0)


def known_length(lengths: NDArray[np.int64], least: int, first: int) -> NDArray[np.int64]:
    """Return for each reading the second longest run that had ended before its own run began, at least ``least``.

    The second longest, so that one data problem does not make the next one look usual. Runs that begin within the
    ``first`` readings are not scored (``NOT_SCORED``): they are what is usual for the meter.
    """
    starts, ends = _runs(lengths)
    length = lengths[ends]
    is_first = starts < first
    longest = np.maximum.accumulate(np.concatenate([[least], length]))[:-1]
    # second longest run after each run: after one of the first runs the longest so far, later the shorter of two
    left = np.where(is_first, np.maximum(longest, length), np.minimum(longest, length))
    second = np.maximum.accumulate(np.concatenate([[least], left]))[:-1]
    known = np.full(len(lengths), least, np.int64)
    inside = lengths > 0
    known[inside] = np.repeat(np.where(is_first, NOT_SCORED, second), length)
    return known


def is_rare(lengths: NDArray[np.int64], first: int) -> BoolArray:
    """Return which readings belong to a run where such runs are rare for the meter: fewer than one in fifty days.

    Two outages years ago do not make the next one usual; being off every weekend is.
    """
    starts, ends = _runs(lengths)
    steps_per_day = first / FIRST_DAYS
    counted = np.where(starts < first, USUAL_RUNS, 1)
    before = np.cumsum(counted) - counted
    is_rare_run = (starts >= first) & (before < np.maximum(USUAL_RUNS, USUAL_SHARE * starts / steps_per_day))
    rare = np.zeros(len(lengths), bool)
    rare[lengths > 0] = np.repeat(is_rare_run, lengths[ends])
    return rare


def _runs(lengths: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the positions of the first and the last reading of each run."""
    following = np.append(lengths[1:], 0)
    return np.flatnonzero(lengths == 1), np.flatnonzero((lengths > 0) & (following == 0))


def flat_line(power_kw: FloatArray, step_hours: float, least_hours: float = MIN_FLAT_HOURS) -> FloatArray:
    """Score runs of one and the same value other than zero against the meter's own second longest.

    Runs of up to ``least_hours`` have the score 0.
    """
    same = np.zeros(len(power_kw), bool)
    same[1:] = (power_kw[1:] == power_kw[:-1]) & (power_kw[1:] != 0)
    lengths = run_lengths(same)
    ratio = _ratio(lengths, known_length(lengths, max(2, round(least_hours / step_hours)), _first(step_hours)))
    return np.where(ratio > 1.0, ANOMALOUS * ratio, 0.0)


def zero_run(power_kw: FloatArray, step_hours: float, least_hours: float = MIN_ZERO_HOURS) -> FloatArray:
    """Score runs of zeros against those the meter had before, all of ``least_hours`` where zeros are rare."""
    lengths, least, first = run_lengths(power_kw == 0), max(1, round(least_hours / step_hours)), _first(step_hours)
    begins = np.arange(len(lengths)) - lengths + 1
    zeros_before = np.concatenate([[0], np.cumsum(lengths > 0)])[begins]
    rare = is_rare(lengths, first) & (zeros_before <= USUAL_SHARE * begins)  # a chiller: few runs, months long
    return ANOMALOUS * _ratio(lengths, np.where(rare, least, LONGER * known_length(lengths, least, first) + 1))


def gap(power_kw: FloatArray, step_hours: float) -> FloatArray:
    """Score runs of missing readings against those the meter had before, all of them where gaps are rare."""
    lengths, least = run_lengths(~np.isfinite(power_kw)), max(1, round(MIN_GAP_HOURS / step_hours))
    rare = is_rare(lengths, _first(step_hours))
    return ANOMALOUS * _ratio(lengths, np.where(rare, least, known_length(lengths, least, _first(step_hours)) + 1))


def negative(power_kw: FloatArray, steps_per_day: int, usual_share: float = USUAL_SHARE) -> FloatArray:
    """Score negative readings by their depth, where fewer than ``usual_share`` of the days before had any."""
    below = np.nan_to_num(power_kw) < 0
    usual = _usual_before(below, steps_per_day, usual_share)
    peak = np.maximum(_peak_before(np.abs(power_kw), steps_per_day), np.finfo(float).tiny)
    depth = np.where(below, -np.nan_to_num(power_kw), 0.0) / peak
    return np.where(below & ~usual, SURE * (1.0 + np.log1p(depth)), 0.0)


def impossible(power_kw: FloatArray, steps_per_day: int) -> FloatArray:
    """Score values several times as large as those the meter reached before on more than a day or two."""
    ratio = np.abs(np.nan_to_num(power_kw)) / _peak_before(np.abs(power_kw), steps_per_day)
    return np.where(ratio > IMPOSSIBLE_FACTOR, SURE * (1.0 + np.log(np.maximum(ratio, 1.0) / IMPOSSIBLE_FACTOR)), 0.0)


def unusable(series: MeterSeries) -> BoolArray:
    """Return which readings must not teach a model: missing, marked by their quality, or flagged by a rule."""
    power, step_hours, steps = series.power_kw, series.step_hours, series.steps_per_day
    anomalous = ~np.isfinite(power)
    for score in (flat_line(power, step_hours), zero_run(power, step_hours)):
        anomalous |= score > ANOMALOUS
    for score in (negative(power, steps), impossible(power, steps)):
        anomalous |= score > ANOMALOUS
    if series.quality is not None:
        anomalous |= (series.quality & int(Quality.SENTINEL | Quality.NOT_COMMISSIONED | Quality.REGISTER_RESET)) > 0
    return anomalous


def _ratio(lengths: NDArray[np.int64], known: FloatArray | NDArray[np.int64]) -> FloatArray:
    """Return length / known length along each run; 0 outside of runs and where a run is not scored."""
    return np.where((lengths > 0) & (known < NOT_SCORED), lengths / known, 0.0)


def _first(step_hours: float) -> int:
    """Return how many readings the first days have."""
    return round(FIRST_DAYS * 24.0 / step_hours)


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
    days = -(-len(size) // steps_per_day)
    padded = np.full(days * steps_per_day, np.nan)
    padded[: len(size)] = size
    table = np.sort(padded.reshape(days, steps_per_day), axis=1)  # NaN last
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
