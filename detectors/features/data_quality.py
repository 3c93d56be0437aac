"""Rules that find data problems, each a pure function on the readings; they look only backwards.

Every rule returns scores of shape ``(n,)``: 0 where all is well, 4 where it becomes odd, more the odder; NaN is never
returned. A run of readings has a score from the moment it is longer than the meter's own.
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
SURE = 8.0
USUAL_DAYS = 4
USUAL_SHARE = 0.02
"""What happened on at least four days and one day in fifty is this meter's way."""
USUAL_RUNS = 2
"""So many runs of zeros or gaps, and one in fifty days, are this meter's way; those of the first days count double."""
MIN_FLAT_HOURS = 2.0
MIN_ZERO_HOURS = 1.0
MIN_GAP_HOURS = 1.0
LONGER = 1.25
"""Where zeros are this meter's way, a run is odd when it is a quarter longer: in spring days get longer every day."""
IMPOSSIBLE_FACTOR = 4.0
"""A value of four times what the meter reached on some days before is no consumption; real peaks stay below twice."""
FIRST_DAYS = 21.0
UNJUDGED = 2**40
"""A known length no run reaches."""
PEAK_DAYS = 7
MIN_PEAKS = 2
"""A peak counts when so many days reached it, and one in fifty: one pulse error makes no other look ordinary."""
LASTING_SHARE = 0.95


def run_lengths(inside: BoolArray) -> NDArray[np.int64]:
    """Return for each reading how many readings of its run there are up to it; 0 outside of runs."""
    position = np.arange(len(inside))
    last_outside = np.maximum.accumulate(np.where(inside, -1, position))
    return np.where(inside, position - last_outside, 0)


def known_length(lengths: NDArray[np.int64], least: int, first: int) -> NDArray[np.int64]:
    """Return for each reading the second longest run that had ended before its own run began, at least ``least``.

    The second longest, so that one fault does not make the next one look usual. Runs that begin within the ``first``
    readings are not judged (their known length is their own): whatever is there then is this meter's way.
    """
    starts, ends = _runs(lengths)
    length = lengths[ends]
    is_first = starts < first
    longest = np.maximum.accumulate(np.concatenate([[least], length]))[:-1]
    # what a run leaves behind as second longest: of the first runs the longest, of a later one the shorter of the two
    left = np.where(is_first, np.maximum(longest, length), np.minimum(longest, length))
    second = np.maximum.accumulate(np.concatenate([[least], left]))[:-1]
    known = np.full(len(lengths), least, np.int64)
    inside = lengths > 0
    known[inside] = np.repeat(np.where(is_first, UNJUDGED, second), length)
    return known


def is_rare(lengths: NDArray[np.int64], first: int) -> BoolArray:
    """Return which readings belong to a run of a kind this meter hardly ever had: runs on fewer than one day in fifty.

    Two outages years ago are no reason to pass over the next one; weekends off are this meter's way.
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

    Runs of up to ``least_hours`` are never odd.
    """
    same = np.zeros(len(power_kw), bool)
    same[1:] = (power_kw[1:] == power_kw[:-1]) & (power_kw[1:] != 0)
    lengths = run_lengths(same)
    ratio = _ratio(lengths, known_length(lengths, max(2, round(least_hours / step_hours)), _first(step_hours)))
    return np.where(ratio > 1.0, ANOMALOUS * ratio, 0.0)


def zero_run(power_kw: FloatArray, step_hours: float, least_hours: float = MIN_ZERO_HOURS) -> FloatArray:
    """Score runs of zeros against those the meter had before, all of ``least_hours`` where it hardly ever read zero."""
    lengths, least, first = run_lengths(power_kw == 0), max(1, round(least_hours / step_hours)), _first(step_hours)
    begins = np.arange(len(lengths)) - lengths + 1
    zeros_before = np.concatenate([[0], np.cumsum(lengths > 0)])[begins]
    rare = is_rare(lengths, first) & (zeros_before <= USUAL_SHARE * begins)  # a chiller: few runs, months long
    return ANOMALOUS * _ratio(lengths, np.where(rare, least, LONGER * known_length(lengths, least, first) + 1))


def gap(power_kw: FloatArray, step_hours: float) -> FloatArray:
    """Score runs of missing readings against the meter's own, all of them where it hardly ever had any."""
    lengths, least = run_lengths(~np.isfinite(power_kw)), max(1, round(MIN_GAP_HOURS / step_hours))
    rare = is_rare(lengths, _first(step_hours))
    return ANOMALOUS * _ratio(lengths, np.where(rare, least, known_length(lengths, least, _first(step_hours)) + 1))


def negative(power_kw: FloatArray, steps_per_day: int, usual_share: float = USUAL_SHARE) -> FloatArray:
    """Score negative readings, of a meter that had them on fewer than ``usual_share`` of the days before, by depth."""
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
    """Return which readings must not teach a model: missing, marked as faulty, or odd by one of the rules."""
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
    """Return length / known length along each run; 0 outside of runs and where a run is not judged."""
    return np.where((lengths > 0) & (known < UNJUDGED), lengths / known, 0.0)


def _first(step_hours: float) -> int:
    """Return how many readings the first days have."""
    return round(FIRST_DAYS * 24.0 / step_hours)


def _usual_before(happened: BoolArray, steps_per_day: int, usual_share: float) -> BoolArray:
    """Return for each reading whether something had happened on enough of the days before to be this meter's way."""
    days = -(-len(happened) // steps_per_day)
    padded = np.zeros(days * steps_per_day, bool)
    padded[: len(happened)] = happened
    before = np.cumsum(padded.reshape(days, steps_per_day).any(axis=1))
    before = np.concatenate([[0], before[:-1]])
    usual = (before >= USUAL_DAYS) & (before > usual_share * np.arange(days))
    return np.repeat(usual, steps_per_day)[: len(happened)]


def _peak_before(size: FloatArray, steps_per_day: int) -> FloatArray:
    """Return the size that is ordinary before each reading: what was reached on some days, or for long on one.

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
    """Return for each day the peak that two days before it reached, and one in fifty: an hour of heating each day."""
    before: list[float] = []
    reached = np.zeros(len(peaks))
    for day, peak in enumerate(peaks):
        rank = max(MIN_PEAKS, ceil(USUAL_SHARE * len(before)))
        reached[day] = before[-rank] if len(before) >= rank else 0.0
        if peak > 0:
            insort(before, float(peak))
    return reached


def _lasting_before(highs: FloatArray) -> FloatArray:
    """Return for each day the running maximum of earlier days' high quantiles; infinite on the first days.

    A day far above all others does not raise it, the second such day in a row does: two days are no pulse error.
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
