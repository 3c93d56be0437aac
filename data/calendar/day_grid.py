"""The day grid: a series laid out as local days by slots of the day, with what kind of day each is.

Detectors that know "what is usual on such a day at such a time" work on this table. A day of the clock change simply
lacks an hour, or has one hour in which two readings share a slot (the later one is kept in the table).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.calendar.day_types import DayType, day_types
from data.calendar.occasions import Occasion, is_year_end, known_holidays, occasions
from data.series import FloatArray, MeterSeries

__all__ = ["BoolArray", "DayGrid", "DayType", "IntArray", "day_grid", "holiday_mask"]

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
CLOSED_WEEKDAY, OPEN_DAY_OFF = 3, 4
"""Kinds of day beside those of ``DayType``: a weekday on which all is closed, a day off on which all is open."""
AT_WORK = int(DayType.WEEKDAY)
"""A day at work, as a number: enumerations are slow to compare with."""
TYPE_OF_KIND = np.array([*DayType, DayType.SUNDAY, DayType.WEEKDAY], np.int64)
"""The ``DayType`` of each kind."""
NAMED_TYPE_OF_KIND = np.array([*DayType, DayType.SATURDAY, DayType.SATURDAY], np.int64)
"""The same where weekdays are told apart by their names: what departs from its name is no ordinary weekday."""


@dataclass(frozen=True, eq=False)
class DayKinds:
    """Of what kind each day is, from 0 to ``OPEN_DAY_OFF``; arrays of shape ``(days,)``.

    Parameters
    ----------
    expected
        As known before the day.
    alternative
        Another kind that the day may as well be; ``expected`` where there is none.
    observed
        What it turned out to be.
    level_kw
        Mean power of the ordinary weekdays before each day, NaN where unknown.
    known_after
        Days after which it is known what a day turned out to be.
    alike_before
        For a day in a season that came a year before as well, the positions of days of that year on which the meter was
        as reduced as then, and of the ordinary days around them.
    """

    expected: IntArray
    alternative: IntArray
    observed: IntArray
    level_kw: FloatArray
    known_after: int = 1
    alike_before: Mapping[int, tuple[IntArray, IntArray]] = field(default_factory=dict)

    @staticmethod
    def of_calendar(kinds: IntArray) -> DayKinds:
        """Take the kinds of the calendar for true."""
        return DayKinds(kinds, kinds, kinds, np.full(len(kinds), np.nan))

    @cached_property
    def is_uncertain(self) -> BoolArray:
        """Days that may be of either of two kinds."""
        return np.asarray(self.expected != self.alternative)

    @cached_property
    def is_unexpected(self) -> BoolArray:
        """Days that turned out to be of another kind than expected; known when they are over."""
        return np.asarray(self.expected != self.observed)

    @property
    def exchanged(self) -> DayKinds:
        """The same with the alternative in place of what is expected."""
        return replace(self, expected=self.alternative, alternative=self.expected)

    @property
    def settled(self) -> DayKinds:
        """The same with what the days turned out to be in place of what was expected."""
        return replace(self, expected=self.observed, alternative=self.observed)


@dataclass(frozen=True, eq=False)
class DayGrid:
    """Days by slots.

    Parameters
    ----------
    day, slot
        For every reading of the series, its row and column.
    power_kw
        Shape ``(days, slots)``, NaN where there is no reading.
    dates
        Of the days, local.
    kinds
        Of what kind each day is, by the calendar; public holidays count as Sundays.
    occasions
        Why some days may be off although their weekday does not say so, by position.
    is_special
        Public holidays, the days next to them and the days around New Year: their use is hard to forecast.
    comes_again
        For every reading, whether it is the first one of the hour that comes twice in autumn. The table holds the
        later one, which must not be known yet when the earlier one is scored.
    """

    day: IntArray
    slot: IntArray
    power_kw: FloatArray
    dates: pd.DatetimeIndex
    kinds: DayKinds
    occasions: Mapping[int, Occasion]
    is_special: BoolArray
    comes_again: BoolArray

    @cached_property
    def weekday(self) -> IntArray:
        """0 for Monday to 6 for Sunday, of each day."""
        return self.dates.day_of_week.to_numpy().astype(np.int64)

    @cached_property
    def named_kind(self) -> IntArray:
        """Kind of each day by its weekday alone, as if there were no holidays."""
        return day_types(self.weekday, np.zeros(self.days, bool))

    @cached_property
    def day_type(self) -> IntArray:
        """``DayType`` of each day as known before it."""
        found: IntArray = TYPE_OF_KIND[self.kinds.expected]
        return found

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
        """Saturdays, Sundays and holidays, as known before the day."""
        off: BoolArray = np.asarray(self.day_type != AT_WORK)
        return off

    def kinds_before(self, first: int, day: int) -> IntArray:
        """Return what the days ``[first, day)`` turned out to be, as far as it may be known of ``day``."""
        found = self.kinds.observed[first:day].copy()
        late = max(first, day - self.kinds.known_after + 1)
        found[late - first :] = self.kinds.expected[late:day]
        return found

    def types_before(self, first: int, day: int) -> IntArray:
        """Return the ``DayType`` that the days ``[first, day)`` turned out to have; see ``kinds_before``."""
        found: IntArray = TYPE_OF_KIND[self.kinds_before(first, day)]
        return found

    def off_before(self, first: int, day: int) -> BoolArray:
        """Return which of the days ``[first, day)`` turned out to be off; see ``kinds_before``."""
        return np.asarray(self.types_before(first, day) != AT_WORK)

    def may_be_off(self, day: int) -> tuple[bool, ...]:
        """Return whether a day is off, as known before it; both answers where it may be either."""
        return self._may_be_off[day]

    @cached_property
    def _may_be_off(self) -> list[tuple[bool, ...]]:
        one, other = (TYPE_OF_KIND[kind] != AT_WORK for kind in (self.kinds.expected, self.kinds.alternative))
        pairs = zip(one.tolist(), other.tolist(), strict=True)
        return [(first,) if first == second else (False, True) for first, second in pairs]

    def comparable(self, first: int, day: int) -> BoolArray:
        """Return which of the days ``[first, day)`` were at work, or off, as a day may be."""
        kinds = self.may_be_off(day)
        return self.off_before(first, day) == kinds[0] if len(kinds) == 1 else np.ones(day - first, bool)

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
    power = np.full((len(dates), series.steps_per_day), np.nan)
    power[day, slot] = series.power_kw
    kinds = day_types(dates.day_of_week.to_numpy().astype(np.int64), is_holiday_around[1:-1])
    return DayGrid(
        day=day,
        slot=slot,
        power_kw=power,
        dates=dates,
        kinds=DayKinds.of_calendar(kinds),
        occasions=occasions(dates, series.country, series.region),
        is_special=_special(dates, is_holiday_around),
        comes_again=_comes_again(series.index),
    )


def _comes_again(index: pd.DatetimeIndex) -> BoolArray:
    """Return which moments have a local time that a later one has too, whether or not a reading is there then."""
    second = index.tz_localize(None).tz_localize(index.tz, ambiguous=np.zeros(len(index), bool))
    return np.asarray(second > index)


def holiday_mask(dates: pd.DatetimeIndex, country: str, region: str) -> BoolArray:
    """Return which dates are public holidays: of the country where the region is unknown, else none.

    The doors refuse codes that are unknown; readings that carry one all the same are scored by what is known.
    """
    known = np.array(list(known_holidays(dates, country, region)), "datetime64[D]")
    return np.isin(dates.to_numpy().astype("datetime64[D]"), known)


def _special(dates: pd.DatetimeIndex, is_holiday_around: BoolArray) -> BoolArray:
    """Return the special days; the mask of holidays has one day more on either side than ``dates``.

    The eve of a holiday is special on the last day of a series too, or its scores would change a day later.
    """
    beside = is_holiday_around[:-2] | is_holiday_around[1:-1] | is_holiday_around[2:]
    special: BoolArray = beside | is_year_end(dates)
    return special
