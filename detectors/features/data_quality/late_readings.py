"""Late readings: energy of some hours that arrives in a later interval.

Readings are low or missing, the next one is high by as much, and all of them sum up to what is usual. A load that is
switched on later does the same on a small scale, so both must stand out from the same hours of days that began alike.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.calendar.lengths import DAY_HOURS, DAYS_PER_WEEK
from data.series import FloatArray
from detectors.features.data_quality.runs import (
    FIRST_DAYS,
    SURE,
    RunScores,
    first_readings,
    run_lengths,
    single,
)
from detectors.features.quantile import column_quantile

MAX_STEP_HOURS = 1.0
"""Longest interval of readings that are looked at: longer ones arrive late by days. Expert's choice."""
MAX_LATE_HOURS = 24.0
"""Hours by which readings may be late. Expert's choice."""
LOW_FACTOR, HIGH_FACTOR = 0.8, 1.2
"""Times the readings of the day and of the week before, below and above both of which a reading is low or high. Chosen:
what is nearer needs no explanation."""
NEAR_SHARE = 0.25
"""Share within which the sum must be like that of the day or of the week before, to be looked at more closely. Chosen,
a limit on time."""
EARLIER_DAYS = np.array([1, 2, 3, 4, 5, 6, 7, 8, 13, 14, 15, 20, 21, 22, 27, 28])
"""Days back that are compared: the last week, and the same weekdays with their neighbours. Chosen, not tuned."""
ALIKE_DAYS = 8
"""How many of these count: those with about the same use in the hours before. Chosen, not tuned."""
HOURS_BEFORE = 3.0
"""Hours before the late ones by which days are alike. Chosen, not tuned."""
SUM_SHARE, SUM_SIGMAS = 0.12, 2.0
"""How near the sum must be to the usual one: a share of it, or so many robust sigma. Chosen, not tuned."""
UNEVEN_SHARE = 0.3
"""Share by which what is lacking and what is made up for may differ. Chosen, not tuned."""
BEYOND_SHARE = 0.25
"""Share of the surplus by which a reading is beyond all those alike. Chosen, not tuned."""
MIN_SIGMAS = 6.0
"""Robust sigma of the readings alike that the surplus is worth at least. Measured: once in ten meter-years of real
readings, and most of those are late."""
USUAL_JUMP_SHARE = 0.98
"""Quantile of the jumps at such an hour that the jump must exceed. Measured likewise."""
MIN_JUMP_STEPS = 8.0
"""Times the smallest jump at such an hour that the jump must be: a meter of one digit jumps a lot. Chosen."""
LATE_SHARE = 0.3
"""Share of what is usual in the low readings that is lacking at least. Chosen: less is a load that moved."""
JUMP_DAYS, JUMP_HOURS = 28, 2.0
"""Days back, and hours around, of these jumps. Chosen, not tuned."""
MIN_USUAL, USUAL_SHARE = 10, 0.1
"""Number of late readings, and share of the days, from which they are the meter's way. Chosen, not tuned."""
SIGMAS_OF_DEVIATION = 1.4826
"""Sigma of a normal distribution in median absolute deviations. By definition, rounded."""


class _Late(NamedTuple):
    """High readings that may make up for low ones: positions, how many low ones before, and the sum of all."""

    at: IntArray
    low: IntArray
    sum_kw: FloatArray

    def kept(self, keep: BoolArray) -> _Late:
        return _Late(self.at[keep], self.low[keep], self.sum_kw[keep])


def late_readings(power_kw: FloatArray, step_hours: float) -> RunScores:
    """Score readings that make up for those before them, where that is rare for the meter.

    The run goes back to the first of the low readings. Energy is nothing that is missing then, or too much.
    """
    size = len(power_kw)
    nothing = single(np.zeros(size))
    if step_hours > MAX_STEP_HOURS or size <= first_readings(step_hours):
        return nothing
    total = np.concatenate([[0.0], np.cumsum(np.nan_to_num(power_kw))])
    late = _candidates(power_kw, total, step_hours)
    if not len(late.at):
        return nothing
    late = late.kept(_jumps_unusually(power_kw, late, step_hours))
    late = late.kept(_is_made_up(power_kw, total, late, step_hours))
    before = np.arange(len(late.at))
    late = late.kept(before < np.maximum(MIN_USUAL, USUAL_SHARE * late.at * step_hours / DAY_HOURS))
    score, steps = np.zeros(size), np.ones(size, np.int64)
    score[late.at] = 2.0 * SURE * (1.0 + np.log1p(late.low))  # more than a rule says of the zeros or the high reading
    steps[late.at] = late.low + 1
    return RunScores(score, steps)


def _candidates(power_kw: FloatArray, total: FloatArray, step_hours: float) -> _Late:
    """Return high readings after low ones whose sum is about that of the day or of the week before."""
    per_day = round(DAY_HOURS / step_hours)
    week = DAYS_PER_WEEK * per_day
    yesterday, last_week = power_kw[week - per_day : -per_day], power_kw[:-week]
    lower, higher = np.fmin(yesterday, last_week), np.fmax(yesterday, last_week)
    here = power_kw[week:]
    is_low = np.zeros(len(power_kw), bool)
    is_low[week:] = ~(here >= LOW_FACTOR * lower) & (lower > 0)
    low = run_lengths(is_low)
    at = week + np.flatnonzero(here > HIGH_FACTOR * higher)
    at = at[(low[at - 1] > 0) & (low[at - 1] <= MAX_LATE_HOURS / step_hours)]
    at = at[at - low[at - 1] >= FIRST_DAYS * per_day]
    first = at - low[at - 1]
    sum_kw = total[at + 1] - total[first]
    away = np.minimum(*(np.abs(sum_kw - total[at + 1 - back] + total[first - back]) for back in (per_day, week)))
    return _Late(at, low[at - 1], sum_kw).kept(away <= NEAR_SHARE * sum_kw)


def _jumps_unusually(power_kw: FloatArray, late: _Late, step_hours: float) -> BoolArray:
    """Return where the jump up is beyond nearly all at about that hour in the weeks before."""
    per_day, around = round(DAY_HOURS / step_hours), round(JUMP_HOURS / step_hours)
    moved = np.abs(np.diff(power_kw, prepend=np.nan))
    back = np.arange(1, JUMP_DAYS + 1)[:, None] * per_day + np.arange(-around, around + 1)
    where = late.at[:, None] - back.ravel()
    jumps = np.where((where >= 0) & (moved[where] > 0), moved[where], np.nan)
    usual = np.fmax(_quantile(jumps, USUAL_JUMP_SHARE), MIN_JUMP_STEPS * _quantile(jumps, 0.0))
    return power_kw[late.at] - np.nan_to_num(power_kw[late.at - 1]) > usual


def _is_made_up(power_kw: FloatArray, total: FloatArray, late: _Late, step_hours: float) -> BoolArray:
    """Return where days that began alike have the same sum, none of them such a high or such low readings."""
    per_day, before = round(DAY_HOURS / step_hours), max(1, round(HOURS_BEFORE / step_hours))
    back = EARLIER_DAYS * per_day
    first, stop = (late.at - late.low)[:, None] - back, late.at[:, None] + 1 - back
    begins = np.maximum(first - before, 0)
    led_up = total[first] - total[begins]
    own = total[late.at - late.low] - total[late.at - late.low - before]
    unlike = np.where(begins > 0, np.abs(led_up - own[:, None]), np.inf)
    alike = np.argsort(unlike, axis=1, kind="stable")[:, :ALIKE_DAYS]
    sums = np.take_along_axis(total[stop] - total[np.maximum(first, 0)], alike, 1)
    highs = np.take_along_axis(power_kw[stop - 1], alike, 1)
    lows = sums - np.nan_to_num(highs)
    usual, high = _quantile(sums, 0.5), _quantile(highs, 0.5)
    surplus = power_kw[late.at] - high
    lacking = _quantile(lows, 0.5) - (late.sum_kw - power_kw[late.at])
    away, largest = np.abs(late.sum_kw - usual), np.maximum(surplus, lacking)
    fits = (away <= np.maximum(SUM_SHARE * usual, SUM_SIGMAS * _sigma(sums, usual))) & (
        np.abs(surplus - lacking) <= UNEVEN_SHARE * largest
    )
    beyond = (power_kw[late.at] > _quantile(highs, 1.0) + BEYOND_SHARE * surplus) & (
        late.sum_kw - power_kw[late.at] < _quantile(lows, 0.0) - BEYOND_SHARE * lacking
    )
    is_large = (surplus > MIN_SIGMAS * _sigma(highs, high)) & (lacking >= LATE_SHARE * _quantile(lows, 0.5))
    return fits & beyond & is_large


def _sigma(rows: FloatArray, middle: FloatArray) -> FloatArray:
    return SIGMAS_OF_DEVIATION * _quantile(np.abs(rows - middle[:, None]), 0.5)


def _quantile(rows: FloatArray, share: float) -> FloatArray:
    """Return a quantile of each row; NaN where hardly anything in it is known."""
    return column_quantile(rows.T, share)
