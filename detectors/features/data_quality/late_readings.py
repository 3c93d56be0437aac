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
    days_by_slots,
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
"""Times the lower reading of the day and of the week before, below and above which a reading may be low or high.
Chosen: what is nearer needs no explanation."""
NEAR_SHARE = 0.25
"""Share within which the sum must be like that of the day or of the week before, to be looked at more closely. Chosen,
a limit on time."""
EARLIER_DAYS = np.array([1, 2, 3, 4, 5, 6, 7, 8, 13, 14, 15, 20, 21, 22, 27, 28])
"""Days back that are compared: the last week, and the same weekdays with their neighbours. Chosen, not tuned."""
MIN_ALIKE = 4
"""How many of these must be alike: with the same use then, and in the hours before. Chosen, not tuned."""
HOURS_BEFORE, BEFORE_SHARE = 3.0, 0.25
"""Hours before the late ones by which days are alike, and the share by which their use may differ. Chosen."""
SUM_SHARE = 0.12
"""Share by which the sum of an earlier day may differ to be the same. Chosen, not tuned."""
UNEVEN_SHARE = 0.3
"""Share by which what is lacking and what is made up for may differ. Chosen, not tuned."""
BEYOND_SHARE = 0.6
"""Share of the surplus by which a reading is beyond all those alike. Chosen, not tuned."""
MIN_SIGMAS = 7.0
"""Robust sigma of the readings alike that the surplus is worth at least. Measured: so chosen, about once in eight
meter-years of real readings."""
USUAL_JUMP_SHARE = 0.99
"""Quantile of the jumps at such an hour that the jump must exceed. Measured likewise."""
MIN_JUMP_STEPS = 8.0
"""Times the smallest jump at such an hour that the jump must be: a meter of one digit jumps a lot. Chosen."""
MIN_JUMP_SHARE = 0.15
"""Share of the usual daily peak of the weeks before that the jump must be: less is no matter. Chosen, not tuned."""
LATE_SHARE = 0.3
"""Share of what is usual in the low readings that is lacking at least. Chosen: less is a load that moved."""
JUMP_DAYS, JUMP_HOURS = 28, 2.0
"""Days back, and hours around, of these jumps. Chosen, not tuned."""
RARE_SHARE = 0.001
"""Share of the readings that were zero at most where a zero is no reading of a load. Chosen, not tuned."""
BLANK_FACTOR = 2.0
"""Times the shares by which sums may differ where all low readings are missing or zero. Chosen, not tuned."""
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
    late = late.kept(_is_blank(power_kw, late) | _jumps_unusually(power_kw, late, step_hours))
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
    lower = np.fmin(yesterday, last_week)
    here = power_kw[week:]
    is_low = np.zeros(len(power_kw), bool)
    is_low[week:] = ~(here >= LOW_FACTOR * lower) & (lower > 0)
    low = run_lengths(is_low)
    at = week + np.flatnonzero(here > HIGH_FACTOR * lower)
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
    days = np.fmax.reduce(days_by_slots(np.abs(power_kw), per_day), axis=1)
    peaks = days[np.maximum(late.at[:, None] // per_day - np.arange(1, JUMP_DAYS + 1), 0)]
    usual = np.fmax(usual, MIN_JUMP_SHARE * _quantile(peaks, 0.5))
    return np.asarray(power_kw[late.at] - np.nan_to_num(power_kw[late.at - 1]) > usual)


def _is_made_up(power_kw: FloatArray, total: FloatArray, late: _Late, step_hours: float) -> BoolArray:
    """Return where days that were alike have the same sum, none of them such a high or such low readings."""
    per_day, before = round(DAY_HOURS / step_hours), max(1, round(HOURS_BEFORE / step_hours))
    back = EARLIER_DAYS * per_day
    first, stop = (late.at - late.low)[:, None] - back, late.at[:, None] + 1 - back
    begins = first - before
    sums = total[stop] - total[first]
    is_blank = _is_blank(power_kw, late)
    near_share = np.where(is_blank, BLANK_FACTOR * SUM_SHARE, SUM_SHARE)
    own_kw, led_up_kw = (total[one] - total[one - before] for one in (late.at - late.low, first))
    alike = (
        (begins >= 0)
        & (np.abs(sums - late.sum_kw[:, None]) <= (near_share * late.sum_kw)[:, None])
        & (np.abs(led_up_kw - own_kw[:, None]) <= BEFORE_SHARE * own_kw[:, None])
    )
    highs = np.where(alike, power_kw[stop - 1], np.nan)
    lows = np.where(alike, sums, np.nan) - np.nan_to_num(highs)
    high_kw, low_kw = power_kw[late.at], late.sum_kw - power_kw[late.at]
    usual_high, usual_low = _quantile(highs, 0.5), _quantile(lows, 0.5)
    surplus, lacking = high_kw - usual_high, usual_low - low_kw
    uneven_share = np.where(is_blank, BLANK_FACTOR * UNEVEN_SHARE, UNEVEN_SHARE)
    is_even = np.abs(surplus - lacking) <= uneven_share * np.maximum(surplus, lacking)
    is_beyond = (high_kw > _quantile(highs, 1.0) + BEYOND_SHARE * surplus) & (
        low_kw < _quantile(lows, 0.0) - BEYOND_SHARE * lacking
    )
    is_large = (surplus > MIN_SIGMAS * _sigma(highs, usual_high)) & (lacking >= LATE_SHARE * usual_low)
    return np.asarray((alike.sum(axis=1) >= MIN_ALIKE) & is_even & (is_blank | (is_beyond & is_large)))


def _is_blank(power_kw: FloatArray, late: _Late) -> BoolArray:
    """Return where all low readings are missing or zero, on a meter that is hardly ever at zero."""
    zero = power_kw == 0
    zeros, used = np.concatenate([[0], np.cumsum(zero)]), np.concatenate([[0], np.cumsum(np.nan_to_num(power_kw) != 0)])
    first = late.at - late.low
    return np.asarray((used[late.at] == used[first]) & (zeros[first] <= RARE_SHARE * first))


def _sigma(rows: FloatArray, middle: FloatArray) -> FloatArray:
    return SIGMAS_OF_DEVIATION * _quantile(np.abs(rows - middle[:, None]), 0.5)


def _quantile(rows: FloatArray, share: float) -> FloatArray:
    """Return a quantile of each row; NaN where hardly anything in it is known."""
    return column_quantile(rows.T, share)
