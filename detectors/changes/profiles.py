"""The profiles that a change is measured by: levels by kind of day, their season, and at which hours they differ."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.series import FloatArray
from detectors.changes.change import Hours
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

MIN_CONTRAST = 0.2
"""Share of the mean by which working hours must differ from nights for them to be told apart. Chosen, not tuned."""
ELSEWHERE = 0.4
"""Share of the shift at its hours that there may be at others. Chosen, not tuned."""


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

    It is that of the weather where its effect is known, else that of the year before; 1 where that is not known, or was
    itself changed.
    """
    base = max(0, first_day - SEASON_BASE_DAYS), first_day
    around = max(0, day - SEASON_DAYS), day + 1
    weather = levels.weather[0]
    if weather is not None:
        usual = _middle(levels.level(*base))
        effect = weather.effect_kw(levels.temperature(*around)) - weather.effect_kw(levels.temperature(*base))
        return _within(1.0 + effect / usual) if usual > 0 and np.isfinite(effect) else 1.0
    base = first_day - YEAR_BEFORE - SEASON_BASE_DAYS, first_day - YEAR_BEFORE
    around = day - YEAR_BEFORE - SEASON_DAYS, day - YEAR_BEFORE + SEASON_DAYS + 1
    if base[0] < 0 or around[1] > first_day or left_out[slice(*base)].any() or left_out[slice(*around)].any():
        return 1.0
    usual, now = (_middle(levels.level(*part)) for part in (base, around))
    return _within(now / usual) if usual > 0 and np.isfinite(now) else 1.0


def _within(factor: float) -> float:
    return float(np.clip(factor, *SEASON_RANGE))


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


def hours_of(base_kw: FloatArray, new_kw: FloatArray) -> tuple[Hours, float]:
    """Return at which hours a change lies, and the ratio of the new level to the one before there.

    Parameters
    ----------
    base_kw, new_kw
        Levels by kind of day (at work, off) and block, in kW; NaN where a kind was not seen.
    """
    new_kw = np.where(
        np.isfinite(new_kw), new_kw, np.where(np.isfinite(new_kw[::-1]), base_kw + (new_kw - base_kw)[::-1], base_kw)
    )
    work, lowest = base_kw[0], np.nanmin(base_kw[0])
    at_work = work > lowest + 0.5 * (np.nanmax(work) - lowest)
    places = [np.vstack([at_work, np.zeros_like(at_work)]), np.vstack([~at_work, np.zeros_like(at_work)])]
    places.append(np.vstack([np.zeros_like(at_work), np.ones_like(at_work)]))
    shifts = [float(np.nanmean((new_kw - base_kw)[place])) if place.any() else 0.0 for place in places]
    work_shift, night_shift, off_shift = (abs(shift) for shift in shifts)
    has_contrast = np.nanmax(work) - lowest > MIN_CONTRAST * np.nanmean(np.abs(work))
    hours: Hours = "all"
    where = np.isfinite(base_kw)
    if off_shift > 0 and max(work_shift, night_shift) < ELSEWHERE * off_shift:
        hours, where = "weekends", places[2]
    elif has_contrast and night_shift > 0 and work_shift < ELSEWHERE * night_shift:
        hours, where = "nights", places[1]
    elif has_contrast and work_shift > 0 and max(night_shift, off_shift) < ELSEWHERE * work_shift:
        hours, where = "working hours", places[0]
    before, after = float(np.nanmean(base_kw[where])), float(np.nanmean(new_kw[where]))
    return hours, after / before if before > 0 else float("nan")
