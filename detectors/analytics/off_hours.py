"""When buildings rest: which moments lie at night, on days off, and in the nights around them.

Opening hours and open days are those a person said of the meter; where nobody did, what is common is taken.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.calendar.day_grid import BoolArray, IntArray, holiday_mask
from data.calendar.lengths import DAY_HOURS, SATURDAY, SUNDAY
from data.opening_hours import Operation
from data.series import FloatArray
from detectors.analytics.occupancy import stated_night

NIGHT = (20.0, 6.0)
"""Local hours of a night where none is known. Expert's choice."""
WORK = (9.0, 18.0)
"""Local hours of the middle of a working day where no opening hours are known. Expert's choice."""
EDGE_HOURS = 2.0
"""Hours after opening and before closing that do not belong to the middle of the working day. Expert's choice."""
MIN_EDGE = 0.25
"""Share of the opening hours that this is at most, where these are short. Chosen, not tuned."""
EARLIEST_NIGHT, LATEST_NIGHT = 17.0, 10.0
"""Local hours between which an idle period is called a night; any other one is when it is closed. Expert's choice."""


@dataclass(frozen=True, eq=False)
class IdlePeriods:
    """What kind of time each moment is, in local time.

    Parameters
    ----------
    day, minute
        Its local day, counted on from any, and the minute of that day.
    night
        From closing to opening; where the hours were not said, from 20:00 to 06:00.
    work
        In the midst of the opening hours, from 09:00 to 18:00 where they were not said; on any day.
    weekend
        Saturdays and Sundays on which it is closed.
    off
        Days on which it is closed; where they were not said, Saturdays, Sundays and public holidays.
    around_off
        Days off, the evening before and the night after.
    """

    day: IntArray
    minute: IntArray
    night: BoolArray
    work: BoolArray
    weekend: BoolArray
    off: BoolArray
    around_off: BoolArray


def idle_periods(
    times: pd.DatetimeIndex, place: tuple[str, str], step_hours: float, stated: Operation | None = None
) -> IdlePeriods:
    """Return what kind of time intervals are that begin at ``times``; none longer than a night is a night.

    ``place`` is country and region for public holidays, ``stated`` what is known of when it is open.
    """
    wall = times.tz_localize(None).to_numpy().astype("datetime64[m]")
    date = wall.astype("datetime64[D]")
    days = pd.date_range(date.min() - np.timedelta64(1, "D"), date.max() + np.timedelta64(1, "D"))
    day = (date - date.min()).astype(np.int64) + 1
    minute = (wall - date).astype(np.int64)
    hour, weekday, off_day = minute / 60.0, days.day_of_week.to_numpy(), off_days(days, place, stated)
    night_from, night_to = stated_night(stated) or NIGHT
    night = _between(hour, night_from, night_to) & (step_hours <= (night_to - night_from) % DAY_HOURS)
    evening, morning = night & (hour >= night_to), night & (hour < night_to)
    off = off_day[day]
    return IdlePeriods(
        day=day,
        minute=minute,
        night=night,
        work=_between(hour, *_work(stated)),
        weekend=off & (weekday >= SATURDAY)[day],
        off=off,
        around_off=off | (evening & off_day[day + 1]) | (morning & off_day[day - 1]),
    )


def is_closed_by_day(stated: Operation | None) -> bool:
    """Return whether the hours between closing and opening are said, and are no night."""
    night = stated_night(stated)
    if night is None:
        return False
    begin, end = ((hour - EARLIEST_NIGHT) % DAY_HOURS for hour in night)
    return not begin < end <= (LATEST_NIGHT - EARLIEST_NIGHT) % DAY_HOURS


def off_days(days: pd.DatetimeIndex, place: tuple[str, str], stated: Operation | None) -> BoolArray:
    """Return which days it is closed: as it was said, else Saturdays, Sundays and public holidays."""
    weekday, holidays = days.day_of_week.to_numpy(), holiday_mask(days, *place)
    open_days = stated.weekdays if stated else None
    if open_days is None:
        return np.asarray((weekday >= SATURDAY) | holidays)
    closed = ~np.isin(weekday, sorted(open_days))
    return closed if SUNDAY in open_days else np.asarray(closed | holidays)


def _work(stated: Operation | None) -> tuple[float, float]:
    night = stated_night(stated)
    if night is None:
        return WORK
    closes, opens = night
    edge = min(EDGE_HOURS, MIN_EDGE * ((closes - opens) % DAY_HOURS))
    return opens + edge, closes - edge


def _between(hour: FloatArray, begin: float, end: float) -> BoolArray:
    inside: BoolArray = (hour - begin) % DAY_HOURS < (end - begin) % DAY_HOURS
    return inside
