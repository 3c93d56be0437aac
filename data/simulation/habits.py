"""Habits of a meter as far as they are needed to place a fault: its quiet hours, its load range, its days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_types import DayType, LocalDays, local_days
from data.calendar.night import Night, is_idle, night_of
from data.errors import DataError
from data.series import FloatArray, MeterSeries

QUIET_SHARE = 0.15
"""Share of the way from the lowest to the highest hour of a usual workday below which an hour is quiet. Stricter than
that of ``detectors.analytics.occupancy``, and no other course is asked: faults stay where they have always been
planted, or rates of faults found could no longer be compared with earlier ones."""
DAYS_OFF = (DayType.SATURDAY, DayType.SUNDAY)


@dataclass(frozen=True, eq=False)
class Habits:
    """Where a meter is quiet and how far it usually moves.

    Parameters
    ----------
    days
        The local calendar of the series; ``kinds`` holds the ``DayType`` of every day.
    first
        For every day the position of its first interval, and one more: the length of the series.
    night
        When a workday is quiet: stated, or inferred from a usual one.
    idle
        The ``DayType`` of days that are quiet around the clock.
    low_kw, high_kw
        5 and 95 % quantile of all readings.
    """

    days: LocalDays
    kinds: NDArray[np.int64]
    first: NDArray[np.int64]
    night: Night
    idle: tuple[DayType, ...]
    low_kw: float
    high_kw: float

    @property
    def load_range_kw(self) -> float:
        """The 5 to 95 % load range; for a meter that hardly moves, a twentieth of its level."""
        return max(self.high_kw - self.low_kw, 0.05 * abs(self.high_kw), 1e-6)

    @property
    def is_night(self) -> NDArray[np.bool_]:
        """For every interval whether it lies in the quiet hours."""
        return self.night.covers(self.days.hour)

    @property
    def is_quiet(self) -> NDArray[np.bool_]:
        """For every interval whether it lies in the quiet hours or on an idle day."""
        on_idle_day: NDArray[np.bool_] = np.isin(self.kinds, self.idle)[self.days.day]
        return self.is_night | on_idle_day

    def position(self, day: int, hour: float) -> int:
        """Return the position of the first interval at or after a local hour; hours beyond 24 are of later days."""
        day, hour = day + int(hour // 24), hour % 24
        if day >= len(self.first) - 1:
            return int(self.first[-1])
        today = self.days.hour[self.first[day] : self.first[day + 1]]
        return int(self.first[day] + np.count_nonzero(today < hour))


def habits_of(series: MeterSeries) -> Habits:
    """Return the habits of a meter, found in the whole series.

    Raises
    ------
    DataError
        When the series holds no reading.
    """
    known = series.power_kw[np.isfinite(series.power_kw)]
    if len(known) == 0:
        raise DataError(f"Meter {series.meter_id} has no readings, only gaps; no fault can be planted in it.")
    low, high = np.quantile(known, [0.05, 0.95])
    days = local_days(series.index, series.country, series.region)
    first = np.append(np.searchsorted(days.day, np.arange(len(days.dates))), len(series))
    kinds = days.types
    courses = {kind: _course(series.power_kw, days, kinds == kind) for kind in DayType}
    usual = courses[DayType.WEEKDAY]
    night = night_of((usual,), float(high - low), QUIET_SHARE, series.operation)
    idle = tuple(kind for kind in DAYS_OFF if is_idle(usual, courses[kind]))
    return Habits(days, kinds, first, night, idle, float(low), float(high))


def _course(power_kw: FloatArray, days: LocalDays, wanted: NDArray[np.bool_]) -> FloatArray:
    """Return the median of every hour over the wanted days, NaN for an hour without readings."""
    hour = days.hour.astype(np.int64)
    usable = np.isfinite(power_kw) & wanted[days.day]
    by_hour = [power_kw[usable & (hour == one)] for one in range(24)]
    return np.array([np.median(values) if len(values) else np.nan for values in by_hour])
