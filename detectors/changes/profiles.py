"""The profiles that a change is measured by: mean power by kind of day and slot, and the season of the year before."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.series import FloatArray
from detectors.changes.daily_levels import KINDS, DailyLevels
from detectors.walk_forward.days import SeriesDays

PROFILE_DAYS = (40, 16)
"""Days at work, and days off, whose mean is a profile: eight weeks. Chosen, not tuned."""
SEASON_DAYS = 10
"""Days on either side whose median level stands for the season. Chosen, not tuned."""
SEASON_BASE_DAYS = 56
"""Days before a change whose season is that of its profile: those the profile is of."""
SEASON_RANGE = (0.4, 2.5)
"""How far a season may carry a level. Chosen, not tuned."""
YEAR_BEFORE = 364
"""Days to the same weekday of the year before. By definition."""


def days_before(levels: DailyLevels, first: int, stop: int, left_out: BoolArray) -> tuple[IntArray, IntArray]:
    """Return the last ordinary days at work, and off, of the days ``[first, stop)``."""
    usable = levels.known(first, stop) & ~left_out[first:stop]
    is_off = levels.grid.is_off[first:stop]
    work, off = (first + np.flatnonzero(usable & (is_off == kind)) for kind in range(KINDS))
    return work[-PROFILE_DAYS[0] :], off[-PROFILE_DAYS[1] :]


def block_profile(levels: DailyLevels, kinds: tuple[IntArray, IntArray]) -> FloatArray:
    """Return the median of each block on days at work and off, shape ``(KINDS, BLOCKS)``; NaN where unknown."""
    return _both([_median(levels.blocks(days)) for days in kinds])


def slot_profile(days: SeriesDays, kinds: tuple[IntArray, IntArray]) -> FloatArray:
    """Return the mean power of each slot on days at work and off, shape ``(KINDS, slots)``; NaN where unknown."""
    return _both([_mean(days.grid.power_kw[rows]) for rows in kinds])


def season(levels: DailyLevels, first_day: int, day: int, left_out: BoolArray) -> float:
    """Return by which factor the season carries the level of the weeks before ``first_day`` to a day.

    It is that of the year before; 1 where that is not known, or was itself changed.
    """
    base_stop, middle = first_day - YEAR_BEFORE, day - YEAR_BEFORE
    base_first = base_stop - SEASON_BASE_DAYS
    if base_first < 0 or middle + SEASON_DAYS >= first_day:
        return 1.0
    around = slice(middle - SEASON_DAYS, middle + SEASON_DAYS + 1)
    if left_out[base_first:base_stop].any() or left_out[around].any():
        return 1.0
    base, now = (_middle(levels.level(part.start, part.stop)) for part in (slice(base_first, base_stop), around))
    if not (base > 0 and np.isfinite(now)):
        return 1.0
    return float(np.clip(now / base, *SEASON_RANGE))


def _both(profiles: list[FloatArray]) -> FloatArray:
    """Return the profiles of both kinds of days; of a kind that is not known, that of the other."""
    work, off = profiles
    return np.array([np.where(np.isfinite(work), work, off), np.where(np.isfinite(off), off, work)])


def _median(rows: FloatArray) -> FloatArray:
    """Return the medians of columns, NaN where a column is unknown."""
    if len(rows) == 0:
        return np.full(rows.shape[1], np.nan)
    ordered = np.sort(rows, axis=0)
    known = np.isfinite(ordered).sum(axis=0)
    column = np.arange(rows.shape[1])
    middle: FloatArray = 0.5 * (ordered[(known - 1) // 2, column] + ordered[known // 2, column])
    return middle


def _mean(rows: FloatArray) -> FloatArray:
    known = np.isfinite(rows)
    count = known.sum(axis=0)
    mean: FloatArray = np.where(count > 0, np.where(known, rows, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)
    return mean


def _middle(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")
