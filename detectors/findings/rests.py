"""When buildings rest: which moments lie at night, on days off, and in the nights around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from detectors.days.daygrid import BoolArray, holiday_mask

NIGHT_FROM, NIGHT_TO = 20, 6
WORK_FROM, WORK_TO = 9, 18
SATURDAY = 5


@dataclass(frozen=True, eq=False)
class Rests:
    """What kind of time each moment is, in local time.

    Parameters
    ----------
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

    night: BoolArray
    work: BoolArray
    weekend: BoolArray
    off: BoolArray
    around_off: BoolArray

    @property
    def any(self) -> BoolArray:
        """Nights and days off."""
        return self.night | self.off


def rests(times: pd.DatetimeIndex, place: tuple[str, str], step_hours: float) -> Rests:
    """Return what kind of time intervals are that begin at ``times``; none longer than a night is a night.

    ``place`` is country and region for public holidays.
    """
    hour = times.hour.to_numpy()
    day = times.tz_localize(None).normalize()
    first = day[0] - pd.Timedelta(days=1)
    days = pd.date_range(first, day[-1] + pd.Timedelta(days=1))
    off_day = (days.day_of_week >= SATURDAY) | holiday_mask(days, *place)
    at = (day - first).days.to_numpy()
    short = step_hours <= (NIGHT_TO - NIGHT_FROM) % 24
    evening, morning = (hour >= NIGHT_FROM) & short, (hour < NIGHT_TO) & short
    off = off_day[at]
    return Rests(
        night=evening | morning,
        work=(hour >= WORK_FROM) & (hour < WORK_TO),
        weekend=np.asarray(times.day_of_week >= SATURDAY),
        off=off,
        around_off=off | (evening & off_day[at + 1]) | (morning & off_day[at - 1]),
    )
