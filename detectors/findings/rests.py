"""When buildings rest: which moments lie at night, on days off, and in the nights around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from detectors.days.daygrid import BoolArray, IntArray, holiday_mask

NIGHT_FROM, NIGHT_TO = 20, 6
WORK_FROM, WORK_TO = 9, 18
SATURDAY = 5


@dataclass(frozen=True, eq=False)
class Rests:
    """What kind of time each moment is, in local time.

    Parameters
    ----------
    day, minute
        Its local day, counted on from any, and the minute of that day.
    night
        From 20:00 to 06:00.
    work
        From 09:00 to 18:00, on any day.
    weekend
        Saturdays and Sundays.
    off
        Saturdays, Sundays and public holidays.
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


def rests(times: pd.DatetimeIndex, place: tuple[str, str], step_hours: float) -> Rests:
    """Return what kind of time intervals are that begin at ``times``; none longer than a night is a night.

    ``place`` is country and region for public holidays.
    """
    wall = times.tz_localize(None).to_numpy().astype("datetime64[m]")
    date = wall.astype("datetime64[D]")
    days = pd.date_range(date.min() - np.timedelta64(1, "D"), date.max() + np.timedelta64(1, "D"))
    day = (date - date.min()).astype(np.int64) + 1
    minute = (wall - date).astype(np.int64)
    hour, weekend = minute // 60, days.day_of_week.to_numpy() >= SATURDAY
    off_day = weekend | holiday_mask(days, *place)
    short = step_hours <= (NIGHT_TO - NIGHT_FROM) % 24
    evening, morning = (hour >= NIGHT_FROM) & short, (hour < NIGHT_TO) & short
    off = off_day[day]
    return Rests(
        day=day,
        minute=minute,
        night=evening | morning,
        work=(hour >= WORK_FROM) & (hour < WORK_TO),
        weekend=weekend[day],
        off=off,
        around_off=off | (evening & off_day[day + 1]) | (morning & off_day[day - 1]),
    )
