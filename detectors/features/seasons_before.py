"""Seasons of closure: weeks in which a meter rests or is reduced, that go on, or that came a year before as well.

School vacations and works closures come back about the same weeks, some with Easter. A year later the meter may be
reduced as then, or ordinary: until one of the two is seen, both fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from data.calendar.day_grid import BoolArray, IntArray
from data.calendar.lengths import DAYS_PER_WEEK

WEEKS_PER_YEAR = 52
"""Whole weeks of a year, so that a day is compared with days of its weekday. By definition, rounded."""
MOVED_WEEKS = 2
"""Weeks by which a season may come earlier or later than a year before. Chosen, not tuned."""
NEAR_EASTER_DAYS = 28
"""Days from Easter within which seasons may move with it. Chosen, not tuned."""
EASTER_WEEKS = (-1, 0, 1)
"""Weeks by which they may move against it. Chosen, not tuned."""
NEAR_NEW_YEAR_DAYS = 15
"""Days from New Year within which a season keeps its date. Chosen, not tuned."""
MIN_SEASON_DAYS = 4
"""Weekdays in a row that must be reduced to be a season. Chosen, not tuned."""
OVER_DAYS = 28
"""Days after a season in which that of the year before is taken to be over as well. Chosen, not tuned."""
GOES_ON_DAYS, LONG_DAYS = 2, 10
"""Closed weekdays in a row after which a closure may go on, and after which it does over a weekend too. The first was
chosen of two and three by recall on twelve of the benchmark's meters; the second is chosen, not tuned."""
WEEKEND_GAP_DAYS = 2
"""Days between two weekdays that have a weekend between them, more than. By definition."""


@dataclass(frozen=True, eq=False)
class Seasons:
    """Which days lie in a season of closure.

    Parameters
    ----------
    is_closed
        Days on which the meter is more likely reduced than not.
    may_be_closed
        Days on which it may be.
    inside
        Days that turned out to lie in a season; known some days later.
    alike_before
        For such a day, the positions of reduced days and of ordinary ones a year before.
    """

    is_closed: BoolArray
    may_be_closed: BoolArray
    inside: BoolArray
    alike_before: Mapping[int, tuple[IntArray, IntArray]]


@dataclass(frozen=True, eq=False)
class Reduced:
    """How the days of a meter went.

    Parameters
    ----------
    is_weekday
        Which days are weekdays, holidays included.
    reduced
        Which days were reduced, nearer to a day off or half way.
    closed
        Which weekdays were as days off.
    known_after
        Days after which that is known.
    """

    is_weekday: BoolArray
    reduced: BoolArray
    closed: BoolArray
    known_after: int


def seasons(dates: pd.DatetimeIndex, ordinary: BoolArray, meter: Reduced) -> Seasons:
    """Return the seasons of a meter.

    Parameters
    ----------
    dates
        Of the days, in a row.
    ordinary
        Weekdays that are no holidays or the like: those neither begin nor end a season.
    meter
        How the days went.
    """
    days = np.flatnonzero(ordinary)
    last = np.searchsorted(days, np.arange(len(dates)) - meter.known_after, side="right") - 1
    closed_run = _runs(meter.closed[days])
    was_closed = _at(closed_run > 0, last)
    goes_on = _at(closed_run >= GOES_ON_DAYS, last) & meter.is_weekday
    gap = np.arange(len(dates)) - days[np.maximum(last, 0)] if len(days) else np.zeros(len(dates))
    likely = goes_on & ((gap <= WEEKEND_GAP_DAYS) | _at(closed_run >= LONG_DAYS, last))
    run = _runs(meter.reduced[days])
    inside = np.zeros(len(dates), bool)
    inside[days] = _long_runs(run)
    inside |= meter.is_weekday & ~ordinary & meter.reduced & _beside(inside, ordinary)
    is_closed, may_be_closed = likely.copy(), goes_on.copy()
    alike: dict[int, tuple[IntArray, IntArray]] = {}
    if inside.any():
        before = _year_before(dates)
        closed = (before >= 0) & inside[before]
        closed[:, [0, 2 * MOVED_WEEKS]] &= ~is_near_new_year(dates)[before[:, [0, 2 * MOVED_WEEKS]]]
        open_ = (before >= 0) & ordinary[before] & ~meter.reduced[before]
        over = _is_over(run >= MIN_SEASON_DAYS, days, last)
        for day in np.flatnonzero(closed.any(axis=1) & meter.is_weekday):
            if over[day] and not closed[day, MOVED_WEEKS]:
                continue
            alike[int(day)] = np.unique(before[day, closed[day]]), np.unique(before[day, open_[day]])
            may_be_closed[day] = True
            is_closed[day] |= was_closed[day] or not open_[day].any()
    return Seasons(is_closed, may_be_closed, inside, alike)


def is_near_new_year(dates: pd.DatetimeIndex) -> BoolArray:
    """Return which days lie in the weeks around New Year, whose closures keep their date to a week."""
    month, day = dates.month.to_numpy(), dates.day.to_numpy()
    found: BoolArray = ((month == 12) & (day > 31 - NEAR_NEW_YEAR_DAYS)) | ((month == 1) & (day <= NEAR_NEW_YEAR_DAYS))
    return found


def _at(values: BoolArray, places: IntArray) -> BoolArray:
    """Return the values at some places, False where the place is -1."""
    return np.where(places >= 0, values[np.maximum(places, 0)], False) if len(values) else np.zeros(len(places), bool)


def _beside(in_season: BoolArray, ordinary: BoolArray) -> BoolArray:
    """Return for each day whether the last ordinary weekday before it or the next one after it lies in a season."""
    days = np.flatnonzero(ordinary)
    place = np.searchsorted(days, np.arange(len(ordinary)))
    return _at(in_season[days], place - 1) | _at(in_season[days], np.where(place < len(days), place, -1))


def _is_over(inside: BoolArray, days: IntArray, last: IntArray) -> BoolArray:
    """Return for each day whether a season ended lately, which then is not expected once more.

    ``inside`` holds which of ``days`` are known to lie in a season, ``last`` for each day the position among them of
    the last one that may be known.
    """
    ended = np.where(inside, np.arange(len(days)), -1)
    recent = np.maximum.accumulate(ended) if len(days) else ended
    place = np.where(last >= 0, recent[np.maximum(last, 0)], -1)
    ago = np.where(place >= 0, np.arange(len(last)) - days[np.maximum(place, 0)], len(last))
    return (place >= 0) & (ago <= OVER_DAYS) & ~_at(inside, last)


def _year_before(dates: pd.DatetimeIndex) -> IntArray:
    """Return the positions of the days of a year before that each day may be like; -1 where there is none.

    They are of the same weekday, some weeks around, and as far from Easter where Easter is near.
    """
    day = np.arange(len(dates))
    weeks = DAYS_PER_WEEK * np.arange(-MOVED_WEEKS, MOVED_WEEKS + 1)
    found = day[:, None] - DAYS_PER_WEEK * WEEKS_PER_YEAR + weeks
    moved = np.full((len(dates), len(EASTER_WEEKS)), -1)
    for year in dates.year.unique():
        easter, last_easter = _easter(year), _easter(year - 1)
        near = np.flatnonzero(np.abs((dates - easter).days) <= NEAR_EASTER_DAYS)
        moved[near] = (near - (easter - last_easter).days)[:, None] + DAYS_PER_WEEK * np.array(EASTER_WEEKS)
    before: IntArray = np.maximum(np.concatenate([found, moved], axis=1), -1)
    return before


@cache
def _easter(year: int) -> pd.Timestamp:
    return pd.Timestamp(year, 1, 1) + pd.offsets.Easter()


def _runs(inside: BoolArray) -> IntArray:
    """Return for each day how many days of its run there are up to it."""
    place = np.arange(len(inside))
    return np.where(inside, place - np.maximum.accumulate(np.where(inside, -1, place)), 0)


def _long_runs(run: IntArray) -> BoolArray:
    """Return the days of runs that became long enough."""
    found = np.zeros(len(run), bool)
    for end in np.flatnonzero((run > 0) & (np.append(run[1:], 0) == 0)):
        if run[end] >= MIN_SEASON_DAYS:
            found[end - run[end] + 1 : end + 1] = True
    return found
