"""The profiles that a change is measured by: levels by kind of day, their season, and at which hours they differ."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.calendar.day_types import DayType
from data.series import FloatArray
from detectors import kernels
from detectors.change import Hours
from detectors.changes.daily_levels import DailyLevels
from detectors.changes.moves import YEAR_BEFORE
from detectors.walk_forward.days import SeriesDays

PROFILE_DAYS = (40, 8, 10)
"""Weekdays, Saturdays, and Sundays or holidays whose mean is a profile: eight weeks. Chosen, not tuned."""
DaysByType = tuple[IntArray, ...]
"""Days of each ``DayType``, in this order."""
SEASON_DAYS = 10
"""Days on either side whose median level stands for the season. Chosen, not tuned."""
WEATHER_DAYS = 2
"""Last days whose weather a day depends on. Chosen, not tuned: buildings are slow."""
SEASON_BASE_DAYS = 56
"""Days before a change whose season is that of its profile: those the profile is of. Chosen, not tuned."""
SEASON_RANGE = (0.5, 2.0)
"""Factors between which a season may carry a level. Chosen, not tuned."""

MIN_CONTRAST = 0.2
"""Share of the mean by which working hours must differ from nights for them to be told apart. Chosen, not tuned."""
MIN_RELATIVE = 0.07
"""Share of a level by which it must shift for that to count. Chosen, not tuned."""
ELSEWHERE = 0.4
"""Share of the shift at its hours that there may be at others. Chosen, not tuned."""


def days_by_type(levels: DailyLevels, first: int, stop: int, usable: BoolArray) -> DaysByType:
    """Return which usable days of ``[first, stop)`` are of each type."""
    types = levels.grid.day_type[first:stop]
    return tuple(first + np.flatnonzero(usable & (types == kind)) for kind in DayType)


def ordinary_days(levels: DailyLevels, first: int, stop: int, left_out: BoolArray) -> DaysByType:
    """Return the last ordinary days of each type of the days ``[first, stop)``."""
    usable = levels.known(first, stop) & ~left_out[first:stop]
    found = days_by_type(levels, first, stop, usable)
    return tuple(days[-count:] for days, count in zip(found, PROFILE_DAYS, strict=True))


def block_profile(levels: DailyLevels, days: DaysByType) -> FloatArray:
    """Return the median of each block by type of day, shape ``(types, BLOCKS)``; NaN where a type is unknown."""
    return np.array([_median(levels.blocks(each)) for each in days])


def block_noise(levels: DailyLevels, days: DaysByType, profile: FloatArray, soft_kw: float) -> float:
    """Return the noise of single blocks about their profile, as a log ratio; levels are softened by ``soft_kw``."""
    logs = np.log(np.maximum(profile, 0.0) + soft_kw)
    away = [np.log(np.maximum(levels.blocks(each), 0.0) + soft_kw) - log for each, log in zip(days, logs, strict=True)]
    return float(kernels.known_quantile(np.abs(np.concatenate(away)).ravel(), 0.5)) / 0.6745


def slot_profile(days: SeriesDays, by_type: DaysByType) -> FloatArray:
    """Return the mean power of each slot by type of day, shape ``(types, slots)``; NaN where a type is unknown."""
    return np.array([_mean(days.grid.power_kw[each]) for each in by_type])


def completed(profile: FloatArray) -> FloatArray:
    """Return a profile in which a type of day that is unknown has that of the other days off, or of any other."""
    work, saturday, sunday = profile
    return np.array([
        _first_known(work, saturday, sunday), _first_known(saturday, sunday, work), _first_known(sunday, saturday, work)
    ])  # fmt: skip


def _first_known(*rows: FloatArray) -> FloatArray:
    found = rows[0]
    for row in rows[1:]:
        found = np.where(np.isfinite(found), found, row)
    return found


def season(levels: DailyLevels, first_day: int, day: int, left_out: BoolArray) -> float:
    """Return by which factor the season carries the level of the weeks before ``first_day`` to a day.

    It is that of the weather where its effect is known, else that of the year before; 1 where that is not known, or was
    itself changed.
    """
    if levels.has_weather:
        return _by_weather(levels, first_day, day)
    base = first_day - YEAR_BEFORE - SEASON_BASE_DAYS, first_day - YEAR_BEFORE
    around = day - YEAR_BEFORE - SEASON_DAYS, day - YEAR_BEFORE + SEASON_DAYS + 1
    if base[0] < 0 or around[1] > first_day or left_out[slice(*base)].any() or left_out[slice(*around)].any():
        return 1.0
    usual, now = (_middle(levels.level(*part)) for part in (base, around))
    return _within(now / usual) if usual > 0 and np.isfinite(now) else 1.0


def _by_weather(levels: DailyLevels, first_day: int, day: int) -> float:
    """Return by which factor the weather carries the level of the weeks before a change to a day."""
    before = max(0, first_day - SEASON_BASE_DAYS), first_day
    usual, weather = _middle(levels.level(*before)), levels.weather[0]
    if weather is None or not usual > 0:
        return 1.0
    around = levels.temperature(max(0, day - WEATHER_DAYS + 1), day + 1)
    effect = weather.effect_kw(around) - weather.effect_kw(levels.temperature(*before))
    return _within(1.0 + effect / usual) if np.isfinite(effect) else 1.0


def _within(factor: float) -> float:
    return float(np.clip(factor, *SEASON_RANGE))


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


def hours_of(base_kw: FloatArray, new_kw: FloatArray, changed: BoolArray, side: int) -> tuple[Hours, float]:
    """Return at which hours a change lies, and the ratio of the new level to the one before there.

    Parameters
    ----------
    base_kw, new_kw
        Levels by type of day and block, in kW; NaN where a type was not seen.
    changed
        In which of them it is clear.
    side
        -1 or 1: to which side it went; what went to the other one does not count.
    """
    seen = np.isfinite(new_kw) & np.isfinite(base_kw)
    work, lowest = base_kw[0], np.nanmin(base_kw[0])
    is_work = np.zeros_like(seen)
    is_work[0] = True
    at_work = is_work & (work > lowest + 0.5 * (np.nanmax(work) - lowest))
    places = [seen & at_work, seen & is_work & ~at_work, seen & ~is_work]
    work_shift, night_shift, off_shift = (_shift(base_kw[place], new_kw[place], side) for place in places)
    has_contrast = np.nanmax(work) - lowest > MIN_CONTRAST * np.nanmean(np.abs(work))
    hours: Hours = "all"
    where = seen & changed if (seen & changed).any() else seen
    if off_shift > 0 and max(work_shift, night_shift) < ELSEWHERE * off_shift:
        hours, where = "weekends", places[2]
    elif has_contrast and night_shift > 0 and work_shift < ELSEWHERE * night_shift:
        hours, where = "nights", places[1]
    elif has_contrast and work_shift > 0 and max(night_shift, off_shift) < ELSEWHERE * work_shift:
        hours, where = "working hours", places[0]
    before, after = (float(np.mean(level[where])) if where.any() else 0.0 for level in (base_kw, new_kw))
    return hours, after / before if before > 0 else float("nan")


def _shift(base_kw: FloatArray, new_kw: FloatArray, side: int) -> float:
    """Return the size of a shift to a side in kW; 0 where it is less than levels wander by themselves."""
    if len(base_kw) == 0:
        return 0.0
    base, new = float(base_kw.mean()), float(new_kw.mean())
    return side * (new - base) if side * (new - base) > MIN_RELATIVE * abs(base) else 0.0
