"""Daily levels: the mean power of each day in blocks of three hours, and of its night; what changes are judged by."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray, DayGrid, IntArray
from data.calendar.day_types import DayType
from data.calendar.lengths import DAY_HOURS, DAYS_PER_YEAR
from data.series import FloatArray
from detectors.changes.weather import Weather
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.rolling_table import RollingTable

BLOCKS = 8
"""Blocks of a day, each of three hours. Chosen: enough to tell nights from working hours, few enough to be calm."""
NIGHT_LEVEL, LEVEL, TEMPERATURE, COLUMNS = BLOCKS, BLOCKS + 1, BLOCKS + 2, BLOCKS + 3
"""Numbers of the columns behind the blocks, and how many there are. By definition."""
NIGHT_HOURS = 5
"""Hours after midnight that stand for the night: most buildings are closed then. Chosen, not tuned."""
PART_DAYS = 56
"""Days that are measured at a time, a multiple of a week. Chosen, not tuned."""
PAST_DAYS = 2 * round(DAYS_PER_YEAR) + 70
"""Days back that are compared with: two years, and by how much a season may come earlier. By definition."""
KEPT_DAYS = PAST_DAYS + PART_DAYS
"""Days kept: those and the ones that are measured at a time."""
FITTED_DAYS = round(DAYS_PER_YEAR)
"""Days by which the effect of the weather is fitted: all seasons. By definition."""
OFF_DAYS, MIN_OFF_DAYS, MAX_OFF = 112, 4, 5.0
"""Days by which Saturdays and Sundays are made alike, how many of each there must be, and the largest factor. Chosen,
not tuned."""
KNOWN_SHARE = 0.5
"""Share of the readings of a block that must be known for its mean. Chosen, not tuned."""
KNOWN_DAY = 0.75
"""Share of the readings of a day that must be known for its level. Chosen, not tuned."""
STRAIGHT_SHARE = 0.9
"""Share of the readings of a day on straight lines from which it was filled in or is stuck. Chosen, not tuned."""
ON_A_LINE = 2e-3
"""Share of the level within which a reading lies on the line through its neighbours: as far as rounding goes.
Chosen, not tuned."""


class DailyLevels:
    """The levels of the last days, updated as days arrive.

    A day has no levels where too few of its readings are known, all are zero, or they lie on straight lines: that is a
    data problem and no level. ``grid`` is that of the series; the other attributes are the state.
    """

    grid: DayGrid

    def __init__(self) -> None:
        self._table = RollingTable(COLUMNS, keep_days=KEPT_DAYS)
        self.weather: tuple[Weather | None, ...] = (None, None, None)
        self._off_factors = np.ones(len(DayType))

    def advance(self, days: SeriesDays, first: int, stop: int, left_out: BoolArray) -> None:
        """Measure the levels of the days ``[first, stop)``, at most ``PART_DAYS``.

        ``left_out`` says which days before belong to a change: those say nothing of the weather.
        """
        self.grid = days.grid
        if first >= stop:
            return
        means = measured(days, first, stop)
        level = means[:, :BLOCKS].sum(axis=1) / BLOCKS
        self._table[first:stop] = np.column_stack([means, level, daily_temperature(days, first, stop)])
        if first % PART_DAYS:
            return
        self._off_factors = self._alike(first, left_out)
        if days.temperature is not None:
            since = max(0, first - FITTED_DAYS)
            past = [np.where(left_out[since:first], np.nan, stream) for stream in self.streams(since, first)]
            self.weather = tuple(Weather.fitted(stream, self.temperature(since, first)) for stream in past)

    def blocks(self, days: IntArray | slice | int) -> FloatArray:
        """Return the means of the blocks of some days in kW, shape ``(..., BLOCKS)``; NaN where unknown."""
        return self._table[days][..., :BLOCKS]

    def level(self, first: int, stop: int) -> FloatArray:
        """Return the mean power of each day in kW; NaN where unknown."""
        return self._table[first:stop][:, LEVEL]

    def temperature(self, first: int, stop: int) -> FloatArray:
        """Return the mean outdoor temperature of each day in degrees Celsius; NaN where unknown."""
        return self._table[first:stop][:, TEMPERATURE]

    def streams(self, first: int, stop: int) -> tuple[FloatArray, ...]:
        """Return the levels of days at work, of days off, and of nights; NaN on other days, and on special ones."""
        ordinary = ~self.grid.is_special[first:stop]
        is_off = self.grid.is_off[first:stop]
        level, night = self.level(first, stop), self._table[first:stop][:, NIGHT_LEVEL]
        return (
            np.where(ordinary & ~is_off, level, np.nan),
            np.where(ordinary & is_off, level * self._off_factors[self.grid.day_type[first:stop]], np.nan),
            np.where(ordinary, night, np.nan),
        )

    def _alike(self, day: int, left_out: BoolArray) -> FloatArray:
        """Return factors that make Saturdays and Sundays before a day alike, by their medians; 1 where unknown."""
        first = max(0, day - OFF_DAYS)
        known = self.known(first, day) & ~left_out[first:day]
        kinds, level = self.grid.day_type[first:day], self.level(first, day)
        off = [level[known & (kinds == kind)] for kind in (DayType.SATURDAY, DayType.SUNDAY)]
        factors = np.ones(len(DayType))
        if min(len(each) for each in off) >= MIN_OFF_DAYS:
            usual = np.array([np.median(each) for each in off])
            if usual.min() > 0:
                factors[[DayType.SATURDAY, DayType.SUNDAY]] = np.clip(usual.mean() / usual, 1.0 / MAX_OFF, MAX_OFF)
        return factors

    @property
    def has_weather(self) -> bool:
        """Whether the effect of the weather is known."""
        return any(weather is not None for weather in self.weather)

    def in_usual_weather(self, streams: tuple[FloatArray, ...], first: int, stop: int) -> tuple[FloatArray, ...]:
        """Return the same streams as they would be in the usual weather; NaN in weather that is new to the meter."""
        temperature = self.temperature(first, stop)
        return tuple(
            stream if weather is None else weather.without(stream, temperature)
            for stream, weather in zip(streams, self.weather, strict=True)
        )

    def known(self, first: int, stop: int) -> BoolArray:
        """Return which days have a level and are no special days."""
        return np.isfinite(self.level(first, stop)) & ~self.grid.is_special[first:stop]

    def __getstate__(self) -> dict[str, object]:
        return {"_table": self._table, "weather": self.weather, "_off_factors": self._off_factors}


def measured(days: SeriesDays, first: int, stop: int) -> FloatArray:
    """Return the means of the blocks and of the night of days in kW, shape ``(days, BLOCKS + 1)``."""
    power = days.grid.power_kw[first:stop]
    slots = power.shape[1]
    usable = np.isfinite(power) & (days.trainable[first:stop] | (power != 0))
    begins = np.arange(BLOCKS) * slots // BLOCKS
    total = _sums(np.where(usable, power, 0.0), begins)
    count = _sums(usable.astype(np.float64), begins)
    size = np.diff(np.append(begins, slots)).clip(1)
    night = slice(0, max(1, NIGHT_HOURS * slots // DAY_HOURS))
    total = np.column_stack([total, np.where(usable, power, 0.0)[:, night].sum(axis=1)])
    count = np.column_stack([count, usable[:, night].sum(axis=1)])
    enough = count >= KNOWN_SHARE * np.append(size, night.stop)
    means = np.where(enough, total / np.maximum(count, 1), np.nan)
    wrong = (usable.mean(axis=1) < KNOWN_DAY) | ~np.any(np.nan_to_num(power) != 0, axis=1) | _is_straight(power)
    means[wrong] = np.nan
    return means


def daily_temperature(days: SeriesDays, first: int, stop: int) -> FloatArray:
    """Return the mean outdoor temperature of days; NaN where it is unknown for half of a day."""
    if days.temperature is None:
        return np.full(stop - first, np.nan)
    rows = days.temperature[first:stop]
    count = np.isfinite(rows).sum(axis=1)
    mean = np.nansum(rows, axis=1) / np.maximum(count, 1)
    return np.where(count >= KNOWN_SHARE * rows.shape[1], mean, np.nan)


def _sums(values: FloatArray, begins: IntArray) -> FloatArray:
    """Return the sums of the blocks; where there are fewer readings than blocks, some share one."""
    sums: FloatArray = np.add.reduceat(values, begins, axis=1)
    return sums


def _is_straight(power: FloatArray) -> BoolArray:
    """Return which days lie on straight lines: filled in, or stuck."""
    if power.shape[1] < BLOCKS:
        return np.zeros(len(power), bool)
    bend = np.abs(np.diff(power, 2, axis=1))
    known = np.isfinite(bend)
    least = ON_A_LINE * np.nanmax(np.abs(np.nan_to_num(power)), axis=1)[:, None]
    on_line = (bend <= least) & known
    straight: BoolArray = on_line.sum(axis=1) >= STRAIGHT_SHARE * np.maximum(known.sum(axis=1), 1)
    return straight
