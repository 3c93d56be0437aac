"""Buildings by hand that keep a calendar of their own: which days they work on is said day by day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from data.calendar.day_grid import CLOSED_WEEKDAY, OPEN_DAY_OFF, BoolArray, DayGrid, DayType, holiday_mask
from data.series import MeterSeries
from detectors.walk_forward.days import SeriesDays

WORK, SATURDAY, SUNDAY = int(DayType.WEEKDAY), int(DayType.SATURDAY), int(DayType.SUNDAY)
CLOSED, OPEN = CLOSED_WEEKDAY, OPEN_DAY_OFF


class Building:
    """Days of a building that is at work on weekdays, to be said otherwise; then its readings.

    Parameters
    ----------
    start, days, zone
        Its local days.
    country, region
        Whose public holidays are known; it works on none of them until said otherwise.
    base_kw, work_kw
        What it draws always, and in addition between the ``hours`` of a day at work.
    """

    def __init__(
        self,
        start: str,
        days: int,
        place: tuple[str, str, str] = ("Europe/Vienna", "AT", ""),
        *,
        base_kw: float = 6.0,
        work_kw: float = 27.0,
        hours: tuple[float, float] = (7.0, 17.0),
    ) -> None:
        self.zone, self.country, self.region = place
        self.dates = pd.date_range(start, periods=days, freq="D")
        self.base_kw, self.work_kw, self.hours = base_kw, work_kw, hours
        self.is_holiday = holiday_mask(self.dates, self.country, self.region)
        self.share = np.where((self.dates.day_of_week < 5) & ~self.is_holiday, 1.0, 0.0)
        self._extra: list[tuple[int, float, float, float]] = []

    def works(self, *days: str, share: float = 1.0) -> Building:
        """Let it work on some days, or with a share of its staff."""
        for day in days:
            self.share[self.day(day)] = share
        return self

    def rests(self, first: str, last: str | None = None, share: float = 0.0) -> Building:
        """Let its weekdays rest from one day to another, both included, or work with a share of its staff."""
        inside = (self.dates >= first) & (self.dates <= (last or first))
        self.share = np.where(inside & (self.share > share), share, self.share)
        return self

    def works_on_holidays(self) -> Building:
        """Let it work on all public holidays that are weekdays."""
        self.share[self.is_holiday & np.asarray(self.dates.day_of_week < 5)] = 1.0
        return self

    def adds(self, day: int, hours: tuple[float, float], kw: float) -> Building:
        """Add a power to a day, counted from the first, between two local hours; it may be negative."""
        self._extra.append((day, *hours, kw))
        return self

    def day(self, date: str) -> int:
        """Return the place of a date."""
        return int(self.dates.get_loc(pd.Timestamp(date)))

    def every(self, weekday: int, first: int = 0) -> list[int]:
        """Return the places of all days of a weekday, 0 for Monday, from a day on."""
        return [day for day in range(first, len(self.dates)) if self.dates[day].day_of_week == weekday]

    def series(self, step_minutes: int = 60, *, noise: float = 0.02, seed: int = 5) -> MeterSeries:
        """Return its readings, which wander by a share of their size."""
        stop = self.dates[-1] + pd.Timedelta(days=1)
        step = pd.Timedelta(minutes=step_minutes)
        ends = (one.tz_localize(self.zone) for one in (self.dates[0], stop))
        index = pd.date_range(*ends, freq=step, inclusive="left")
        local = index.tz_localize(None)
        day = np.asarray((local.normalize() - self.dates[0]).days)
        hour = np.asarray(local.hour + local.minute / 60.0)
        busy = (hour >= self.hours[0]) & (hour < self.hours[1])
        power = self.base_kw + self.work_kw * busy * self.share[day]
        for place, begin, end, kw in self._extra:
            power = power + kw * ((day == place) & (hour >= begin) & (hour < end))
        rng = np.random.default_rng(seed)
        mood = rng.normal(1.0, noise, len(self.dates))[day]
        power = np.maximum(power * mood * rng.normal(1.0, noise, len(index)), 0.0)
        return MeterSeries("works", index, np.round(power, 3), country=self.country, region=self.region)


def kept(building: Building, step_minutes: int = 60) -> DayGrid:
    """Return the days of a building with the calendar that it keeps."""
    return SeriesDays.of(building.series(step_minutes)).grid


def fits(grid: DayGrid, date: str) -> set[int]:
    """Return the kinds that a day may be of, as known before it."""
    day = int(grid.dates.get_loc(pd.Timestamp(date)))
    return {int(grid.kinds.expected[day]), int(grid.kinds.alternative[day])}


def likely(grid: DayGrid, date: str) -> int:
    """Return the kind that a day is expected to be."""
    return int(grid.kinds.expected[int(grid.dates.get_loc(pd.Timestamp(date)))])


def observed(grid: DayGrid, date: str) -> int:
    """Return the kind that a day turned out to be."""
    return int(grid.kinds.observed[int(grid.dates.get_loc(pd.Timestamp(date)))])


def without_country(series: MeterSeries) -> MeterSeries:
    """Return the same readings of a meter of which nobody said where it is."""
    return replace(series, country="", region="")


def on_days(building: Building, dates: BoolArray) -> list[str]:
    """Return dates as text."""
    return [str(date.date()) for date in building.dates[dates]]
