"""When buildings rest: which moments lie at night, on days off, and in the nights around them.

The night is that of the meter (``data.calendar.night``), open days are those a person said; where nobody did, what is
common is taken.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.calendar.day_grid import BoolArray, IntArray, holiday_mask
from data.calendar.lengths import DAY_HOURS, SATURDAY, SUNDAY
from data.calendar.night import EVENING, MORNING, Night, NightSource
from data.series import FloatArray

EDGE_HOURS = 2.0
"""Hours after opening and before closing that do not belong to the middle of the working day. Expert's choice."""
MIN_EDGE = 0.25
"""Share of the opening hours that this is at most, where these are short. Chosen, not tuned."""


@dataclass(frozen=True, eq=False)
class IdlePeriods:
    """What kind of time each moment is, in local time.

    Parameters
    ----------
    day, minute
        Its local day, counted on from any, and the minute of that day.
    night
        In the night of the meter.
    work
        In the midst of the opening hours; where they were not said, in the hours in which no night is inferred; on any
        day.
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
    times: pd.DatetimeIndex, place: tuple[str, str], step_hours: float, night: Night, open_days: frozenset[int] | None
) -> IdlePeriods:
    """Return what kind of time intervals are that begin at ``times``; none longer than a night is a night.

    ``place`` is country and region for public holidays, ``open_days`` holds numbers from 0 for Monday, None where they
    are not known.
    """
    wall = times.tz_localize(None).to_numpy().astype("datetime64[m]")
    date = wall.astype("datetime64[D]")
    days = pd.date_range(date.min() - np.timedelta64(1, "D"), date.max() + np.timedelta64(1, "D"))
    day = (date - date.min()).astype(np.int64) + 1
    minute = (wall - date).astype(np.int64)
    hour, weekday, off_day = minute / 60.0, days.day_of_week.to_numpy(), off_days(days, place, open_days)
    by_night = night.covers(hour) & (step_hours <= night.hours)
    evening, morning = by_night & (hour >= night.ends), by_night & (hour < night.ends)
    off = off_day[day]
    return IdlePeriods(
        day=day,
        minute=minute,
        night=by_night,
        work=_is_work(hour, night),
        weekend=off & (weekday >= SATURDAY)[day],
        off=off,
        around_off=off | (evening & off_day[day + 1]) | (morning & off_day[day - 1]),
    )


def off_days(days: pd.DatetimeIndex, place: tuple[str, str], open_days: frozenset[int] | None) -> BoolArray:
    """Return which days it is closed: as it was said, else Saturdays, Sundays and public holidays."""
    weekday, holidays = days.day_of_week.to_numpy(), holiday_mask(days, *place)
    if open_days is None:
        return np.asarray((weekday >= SATURDAY) | holidays)
    closed = ~np.isin(weekday, sorted(open_days))
    return closed if SUNDAY in open_days else np.asarray(closed | holidays)


def _is_work(hour: FloatArray, night: Night) -> BoolArray:
    """Return which hours lie in the midst of the working day."""
    opens, closes = float(MORNING), float(EVENING)
    if night.source is NightSource.STATED:
        edge = min(EDGE_HOURS, MIN_EDGE * ((night.begins - night.ends) % DAY_HOURS))
        opens, closes = night.ends + edge, night.begins - edge
    inside: BoolArray = (hour - opens) % DAY_HOURS < (closes - opens) % DAY_HOURS
    return inside
