"""The day grid: a series laid out as local days by slots of the day, with what kind of day each is.

Detectors that know "what is usual on such a day at such a time" work on this table. A day of the clock change simply
lacks an hour, or has one hour in which two readings share a slot (the later one is kept in the table).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.calendar.day_types import DayType, day_types, public_holidays
from data.errors import DataError
from data.series import FloatArray, MeterSeries

__all__ = ["BoolArray", "DayGrid", "DayType", "IntArray", "day_grid", "holiday_mask"]

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
YEAR_END = ((12, 22), (1, 3))
"""From 22 December to 3 January buildings follow no ordinary week."""


@dataclass(frozen=True, eq=False)
class DayGrid:
    """Days by slots.

    Parameters
    ----------
    day, slot
        For every reading of the series, its row and column.
    power_kw
        Shape ``(days, slots)``, NaN where there is no reading.
    day_type
        ``DayType`` of each day; public holidays count as Sundays.
    weekday
        0 for Monday to 6 for Sunday.
    is_special
        Public holidays, the days next to them and the days around New Year: their use is hard to forecast.
    comes_again
        For every reading, whether it is the first one of the hour that comes twice in autumn. The table holds the
        later one, which must not be known yet when the earlier one is scored.
    """

    day: IntArray
    slot: IntArray
    power_kw: FloatArray
    day_type: IntArray
    weekday: IntArray
    is_special: BoolArray
    comes_again: BoolArray

    @property
    def days(self) -> int:
        """Number of days."""
        return len(self.power_kw)

    @property
    def slots(self) -> int:
        """Number of slots in a day of 24 hours."""
        return int(self.power_kw.shape[1])

    @cached_property
    def is_off(self) -> BoolArray:
        """Saturdays, Sundays and holidays."""
        off: BoolArray = np.asarray(self.day_type != DayType.WEEKDAY)
        return off

    def laid_out(self, values: FloatArray) -> FloatArray:
        """Return another column of the series as days by slots."""
        table = np.full((self.days, self.slots), np.nan)
        table[self.day, self.slot] = values
        return table

    def readings(self, table: NDArray[np.generic]) -> NDArray[np.generic]:
        """Return the entries of a table of days by slots for every reading of the series."""
        return table[self.day, self.slot]


def day_grid(series: MeterSeries) -> DayGrid:
    """Lay a series out as local days by slots."""
    local = series.index.tz_localize(None).as_unit("us")
    midnight = local.normalize()
    microseconds = midnight.as_unit("us").asi8
    day = (microseconds - microseconds[0]) // 86_400_000_000
    slot = (local.asi8 - microseconds) // round(series.step.total_seconds() * 1e6)
    dates = pd.date_range(midnight[0], periods=int(day[-1]) + 1, freq="D")
    around = dates.union([dates[0] - pd.Timedelta(days=1), dates[-1] + pd.Timedelta(days=1)])
    is_holiday_around = holiday_mask(around, series.country, series.region)
    weekday = dates.day_of_week.to_numpy().astype(np.int64)
    power = np.full((len(dates), series.steps_per_day), np.nan)
    power[day, slot] = series.power_kw
    day_type, special = day_types(weekday, is_holiday_around[1:-1]), _special(dates, is_holiday_around)
    return DayGrid(day, slot, power, day_type, weekday, special, _comes_again(series.index))


def _comes_again(index: pd.DatetimeIndex) -> BoolArray:
    """Return which moments have a local time that a later one has too, whether or not a reading is there then."""
    second = index.tz_localize(None).tz_localize(index.tz, ambiguous=np.zeros(len(index), bool))
    return np.asarray(second > index)


def holiday_mask(dates: pd.DatetimeIndex, country: str, region: str) -> BoolArray:
    """Return which dates are public holidays: of the country where the region is unknown, else none.

    The doors refuse codes that are unknown; readings that carry one all the same are scored by what is known.
    """
    known = np.array(_calendar(country, region, dates[0].year, dates[-1].year), "datetime64[D]")
    return np.isin(dates.to_numpy().astype("datetime64[D]"), known)


def _calendar(country: str, region: str, first_year: int, last_year: int) -> tuple[str, ...]:
    try:
        return public_holidays(country, region, first_year, last_year)
    except DataError:
        return _calendar(country, "", first_year, last_year) if region else ()


def _special(dates: pd.DatetimeIndex, is_holiday_around: BoolArray) -> BoolArray:
    """Return the special days; the mask of holidays has one day more on either side than ``dates``.

    The eve of a holiday is special on the last day of a series too, or its scores would change a day later.
    """
    beside = is_holiday_around[:-2] | is_holiday_around[1:-1] | is_holiday_around[2:]
    month_day = dates.month.to_numpy() * 100 + dates.day.to_numpy()
    (first_month, first_day), (last_month, last_day) = YEAR_END
    year_end = (month_day >= first_month * 100 + first_day) | (month_day <= last_month * 100 + last_day)
    special: BoolArray = beside | year_end
    return special
