"""When a building began to feed in: negative readings on most days of a week, where there were none before."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.calendar.lengths import DAY_HOURS, DAYS_PER_WEEK
from detectors.walk_forward.days import SeriesDays

MIN_HOURS = 1.0
"""Hours with negative readings that a day must have. Chosen, not tuned."""
MIN_DAYS = 4
"""Days of a week that must have them. Chosen, not tuned: there are clouds."""
BEFORE_DAYS = 90
"""Days before that must have had hardly any. Chosen, not tuned."""
USUAL_SHARE = 0.02
"""Share of these days on which there may have been some. Chosen, not tuned: as for single negative readings."""


def negative_days(days: SeriesDays, first: int, stop: int) -> BoolArray:
    """Return on which of the days ``[first, stop)`` the meter ran backwards for an hour or more."""
    power = days.grid.power_kw[first:stop]
    below = np.count_nonzero(power < 0, axis=1) * DAY_HOURS / power.shape[1]
    negative: BoolArray = below >= min(MIN_HOURS, DAY_HOURS / power.shape[1])
    return negative


def ran_backwards(days: SeriesDays, day: int) -> bool:
    """Return whether the meter ran backwards on a day."""
    return bool(negative_days(days, day, day + 1)[0])


def begins_to_feed_in(days: SeriesDays, first: int, stop: int) -> IntArray:
    """Return for each of the days ``[first, stop)`` on which day a building began to feed in; -1 where it did not."""
    begun = np.full(stop - first, -1)
    if not negative_days(days, first, stop).any():
        return begun
    since = max(0, first - BEFORE_DAYS - DAYS_PER_WEEK)
    negative = negative_days(days, since, stop)
    total = np.concatenate([[0], np.cumsum(negative)])
    for day in range(max(first, DAYS_PER_WEEK), stop):
        week = day - DAYS_PER_WEEK + 1 - since
        before = max(0, week - BEFORE_DAYS)
        few = total[week] - total[before] <= USUAL_SHARE * (week - before)
        if total[day + 1 - since] - total[week] >= MIN_DAYS and few and negative[day - since]:
            begun[day - first] = since + week + int(np.argmax(negative[week : day + 1 - since]))
    return begun
