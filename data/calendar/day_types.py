"""Day types: which days of a local calendar are weekdays, Saturdays, Sundays or holidays, or vacation.

Used by ``data.simulation.simulate`` to drive schedules, by ``data.simulation.inject`` to choose days of a stated kind,
and by detectors to compare days that are alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.calendar.occasions import holiday_names
from data.series import FloatArray

MINUTES_PER_DAY = 1440
EPOCH_WEEKDAY = 3  # 1 January 1970 was a Thursday; Monday is 0

# Usual school vacations as (first, last) month-day; one typical year, since dates move by days between years.
SUMMER_AND_AUTUMN: dict[str, tuple[tuple[str, str], ...]] = {
    "CH": (("07-06", "08-18"), ("10-10", "10-25")),
    "DE": (("07-10", "08-21"), ("10-17", "10-30")),
    "AT": (("07-04", "09-05"), ("10-26", "10-31")),
    "FR": (("07-06", "09-01"), ("10-19", "11-03")),
    "IT": (("06-10", "09-12"),),
    "ES": (("06-22", "09-08"),),
    "PT": (("06-16", "09-14"),),
    "GB": (("07-22", "09-02"), ("10-24", "11-01")),
    "NO": (("06-21", "08-18"), ("10-05", "10-12")),
    "US": (("06-14", "08-25"),),
    "AU": (("12-18", "01-29"), ("07-01", "07-15"), ("09-24", "10-08")),
}
DEFAULT_VACATION = (("07-05", "08-20"),)
WORKS_CLOSURE = (("08-05", "08-18"), ("12-24", "12-31"))
SCHOOL_CHRISTMAS = (("12-22", "01-05"),)
EASTER_VACATION_DAYS = (-4, 9)


class DayType(IntEnum):
    """Days that are usually alike in a building that follows the calendar."""

    WEEKDAY = 0
    SATURDAY = 1
    SUNDAY = 2


@dataclass(frozen=True, eq=False)
class LocalDays:
    """The local calendar of an index: one entry a day, and the way from an interval to its day.

    Parameters
    ----------
    dates
        Local dates without gaps, ``datetime64[D]``.
    day
        For every interval the position of its day in ``dates``.
    hour
        For every interval the local clock hour of its middle, 0 to 24.
    weekday
        For every day 0 (Monday) to 6.
    is_holiday
        For every day whether it is a public holiday.
    """

    dates: NDArray[np.datetime64]
    day: NDArray[np.int64]
    hour: FloatArray
    weekday: NDArray[np.int64]
    is_holiday: NDArray[np.bool_]

    @property
    def is_off(self) -> NDArray[np.bool_]:
        """For every day whether it is a Saturday, Sunday or public holiday."""
        return self.is_holiday | (self.weekday >= 5)

    @property
    def is_bridge(self) -> NDArray[np.bool_]:
        """For every day whether it is a single workday between days off."""
        off = np.concatenate([[False], self.is_off, [False]])
        bridge: NDArray[np.bool_] = ~self.is_off & off[:-2] & off[2:]
        return bridge

    @property
    def day_of_year(self) -> NDArray[np.int64]:
        """For every day its number in the year, 0 to 365."""
        number: NDArray[np.int64] = (self.dates - self.dates.astype("datetime64[Y]")).astype(np.int64)
        return number

    @property
    def types(self) -> NDArray[np.int64]:
        """For every day its ``DayType``."""
        return day_types(self.weekday, self.is_holiday)


def day_types(weekday: NDArray[np.int64], is_holiday: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the ``DayType`` of days from their weekday (0 for Monday); public holidays count as Sundays."""
    kinds = np.full(len(weekday), DayType.WEEKDAY, np.int64)
    kinds[weekday == 5] = DayType.SATURDAY
    kinds[(weekday == 6) | is_holiday] = DayType.SUNDAY
    return kinds


def local_days(index: pd.DatetimeIndex, country: str = "", region: str = "") -> LocalDays:
    """Return the local calendar of a time-zone aware index.

    Raises
    ------
    DataError
        When the country or region is none for which public holidays are known.
    """
    wall = index.tz_localize(None).as_unit("us").asi8 // 60_000_000
    numbers = wall // MINUTES_PER_DAY
    days = np.arange(numbers[0], numbers[-1] + 1)
    half_step = (index[1] - index[0]) / pd.Timedelta(hours=2) if len(index) > 1 else 0.0
    dates = days.astype("datetime64[D]")
    years = (int(dates[0].astype("datetime64[Y]").astype(int)) + 1970, int(dates[-1].astype(object).year))
    return LocalDays(
        dates=dates,
        day=numbers - numbers[0],
        hour=(wall % MINUTES_PER_DAY) / 60.0 + half_step,
        weekday=(days + EPOCH_WEEKDAY) % 7,
        is_holiday=np.isin(dates, np.array(public_holidays(country, region, *years), "datetime64[D]")),
    )


def public_holidays(country: str, region: str, first_year: int, last_year: int) -> tuple[str, ...]:
    """Return the dates of public holidays as ISO text; none where the country is unknown (empty).

    Raises
    ------
    DataError
        For a country or region without a known calendar.
    """
    return tuple(holiday_names(country, region, first_year, last_year))


def school_vacation(days: LocalDays, country: str) -> NDArray[np.bool_]:
    """Return for every day whether schools of the country are usually closed for vacation."""
    periods = (*SUMMER_AND_AUTUMN.get(country, DEFAULT_VACATION), *SCHOOL_CHRISTMAS)
    closed = _within(days, periods)
    first, last = (np.timedelta64(days_off, "D") for days_off in EASTER_VACATION_DAYS)
    for year in np.unique(days.dates.astype("datetime64[Y]").astype(int) + 1970):
        easter = np.datetime64((pd.Timestamp(int(year), 1, 1) + pd.offsets.Easter()).date())
        closed |= (days.dates >= easter + first) & (days.dates <= easter + last)
    return closed


def works_closure(days: LocalDays) -> NDArray[np.bool_]:
    """Return for every day whether a factory rests: two weeks in August and from Christmas to New Year."""
    return _within(days, WORKS_CLOSURE)


def _within(days: LocalDays, periods: tuple[tuple[str, str], ...]) -> NDArray[np.bool_]:
    month_day = np.array([str(date)[5:] for date in days.dates])
    inside = np.zeros(len(month_day), bool)
    for first, last in periods:
        after, before = month_day >= first, month_day <= last
        inside |= (after & before) if first <= last else (after | before)
    return inside
