"""Earlier days that a day can be compared with: of the same type, recent, best on the same weekday."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import AT_WORK, TYPE_OF_KIND, DayGrid, IntArray
from data.calendar.lengths import DAYS_PER_WEEK, HALF_YEAR_DAYS
from data.series import FloatArray

PROFILE_WEEKS = 8
"""Weeks in which a weekday profile looks for similar days, where it is no parameter. Chosen, not tuned."""
MIN_DAYS = 3
"""Days that must be similar; else less similar ones count as well. Chosen, not tuned."""
SIMILAR_DAYS = HALF_YEAR_DAYS
"""Days back in which they may lie. Chosen, not tuned."""
LAST_WEEKDAYS = 10
"""Weekdays that are looked for where the last weeks have none. Chosen, not tuned."""
FADING_DAYS = 21.0
"""Days after which the weight of a day has fallen to 1/e, as the season changes. Chosen, not tuned."""
SAME_WEEKDAY_WEIGHT = 2.0
"""Weight of days of the same weekday, that of others being 1. Chosen, not tuned."""
BESIDE_HOLIDAY_WEIGHT = 4.0
"""Weight of days beside a holiday or around New Year for other such days of their type. Chosen, not tuned."""


def similar_days(grid: DayGrid, day: int, weeks: int) -> tuple[IntArray, FloatArray]:
    """Return rows of the grid before ``day`` that resemble it, and their weights.

    Days of the same kind; where these are fewer than ``MIN_DAYS``, those of its type, then all days at work, or off,
    like it; else all days. Weekdays that are few, open or closed, are looked for
    further back.
    """
    first = max(0, day - DAYS_PER_WEEK * weeks)
    earlier, kinds = np.arange(first, day), grid.kinds_before(first, day)
    types, kind = TYPE_OF_KIND[kinds], int(grid.kinds.expected[day])
    if kind == AT_WORK and (kinds == kind).sum() < MIN_DAYS:
        longer = max(0, day - SIMILAR_DAYS)
        last = np.flatnonzero(grid.kinds_before(longer, day) == kind)[-LAST_WEEKDAYS:]
        if len(last) >= MIN_DAYS:
            earlier, kinds = longer + last, np.full(len(last), kind)
            types = TYPE_OF_KIND[kinds]
    is_work = types == AT_WORK
    for alike in (kinds == kind, types == TYPE_OF_KIND[kind], is_work == (not grid.is_off[day])):
        if alike.sum() >= MIN_DAYS:
            earlier = earlier[alike]
            break
    fading = np.exp((earlier - day) / FADING_DAYS)
    weight = fading * np.where(grid.weekday[earlier] == grid.weekday[day], SAME_WEEKDAY_WEIGHT, 1.0)
    if grid.is_special[day]:
        weight = weight * np.where(grid.is_special[earlier], BESIDE_HOLIDAY_WEIGHT, 1.0)
    return earlier, weight
