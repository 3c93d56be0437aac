"""Earlier days that a day can be compared with: of the same type, recent, best on the same weekday."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import DayGrid, IntArray
from data.series import FloatArray

PROFILE_WEEKS = 8
"""Weeks in which a weekday profile looks for similar days, where it is no parameter. Chosen, not tuned."""
MIN_DAYS = 3
"""Days that must be similar; else less similar ones count as well. Chosen, not tuned."""
FADING_DAYS = 21.0
"""Days after which the weight of a day has fallen to 1/e, as the season changes. Chosen, not tuned."""
SAME_WEEKDAY_WEIGHT = 2.0
"""Weight of days of the same weekday, that of others being 1. Chosen, not tuned."""
BESIDE_HOLIDAY_WEIGHT = 4.0
"""Weight of days beside a holiday or around New Year for other such days of their type. Chosen, not tuned."""


def similar_days(grid: DayGrid, day: int, weeks: int) -> tuple[IntArray, FloatArray]:
    """Return rows of the grid before ``day`` that resemble it, and their weights.

    Days of the same type; where these are fewer than ``MIN_DAYS``, all days at work, or off, like it; else all days.
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
