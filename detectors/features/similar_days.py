"""Earlier days that a day can be compared with: of the same type, recent, best on the same weekday."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import DayGrid, IntArray
from data.series import FloatArray

PROFILE_WEEKS = 8
"""Weeks in which a weekday profile looks for similar days, where it is no parameter. Chosen, not tuned."""
MIN_DAYS = 3
FADING_DAYS = 21.0
"""Weight of a day falls to 1/e in three weeks: the season moves on."""
SAME_WEEKDAY_WEIGHT = 2.0
BESIDE_HOLIDAY_WEIGHT = 4.0
"""A day beside a holiday or around New Year is most like other such days of its type."""


def similar_days(grid: DayGrid, day: int, weeks: int) -> tuple[IntArray, FloatArray]:
    """Return rows of the grid before ``day`` that resemble it, and their weights.

    Days of the same type; where there are hardly any, days that are equally off or on; else all.
    """
    earlier = np.arange(max(0, day - 7 * weeks), day)
    for alike in (grid.day_type[earlier] == grid.day_type[day], grid.is_off[earlier] == grid.is_off[day]):
        if alike.sum() >= MIN_DAYS:
            earlier = earlier[alike]
            break
    fading = np.exp((earlier - day) / FADING_DAYS)
    weight = fading * np.where(grid.weekday[earlier] == grid.weekday[day], SAME_WEEKDAY_WEIGHT, 1.0)
    if grid.is_special[day]:
        weight = weight * np.where(grid.is_special[earlier], BESIDE_HOLIDAY_WEIGHT, 1.0)
    return earlier, weight
