"""A series as the walk-forward loop reads it: days by slots, which readings may teach, and the temperature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial

import numpy as np

from data.calendar.day_grid import NAMED_TYPE_OF_KIND, BoolArray, DayGrid, DayKinds, IntArray, day_grid
from data.calendar.day_types import day_types
from data.calendar.lengths import DAY_HOURS
from data.series import FloatArray, MeterSeries
from detectors.analytics.occupancy import Occupancy, occupancy_of
from detectors.features.data_quality import unusable
from detectors.features.meter_calendar import meter_calendar
from detectors.features.observed_days import observed_days
from detectors.features.similar_days import similar_days
from detectors.features.temperature import OutdoorTemperature
from detectors.history import extended


@dataclass(frozen=True, eq=False)
class SeriesDays:
    """The days of a series.

    Parameters
    ----------
    series
        The readings.
    grid
        The days, their types and the power of their slots in kW.
    trainable
        Shape ``(days, slots)``: which readings are there and no data problem.
    temperature
        Shape ``(days, slots)`` in degrees Celsius, NaN where unknown; None where the meter has none.
    kept
        Gives the days the calendar that the meter keeps, in other ways; see ``for_nights`` and ``for_changes``.
    """

    series: MeterSeries
    grid: DayGrid
    trainable: BoolArray
    temperature: FloatArray | None
    kept: Callable[..., DayGrid] | None = None

    @staticmethod
    @lru_cache(maxsize=1)  # several methods, or fit and score, read the same series
    def of(series: MeterSeries) -> SeriesDays:
        """Lay a series out, with one day added: the last evening belongs to a night that ends on the next day."""
        longer = extended(series, series.steps_per_day)
        grid = day_grid(longer)
        own = grid.day[: len(series)], grid.slot[: len(series)]
        grid.power_kw[own] = series.power_kw  # of an hour that comes twice, the second pass may not be there yet
        trainable = np.zeros(grid.power_kw.shape, bool)
        trainable[own] = ~unusable(series)
        observed = observed_days(grid, np.where(trainable, grid.power_kw, np.nan))
        kept = partial(meter_calendar, grid, observed)
        temperature = None
        if series.temperature_c is not None:
            temperature = np.full(grid.power_kw.shape, np.nan)
            temperature[own] = series.temperature_c
        return SeriesDays(series, kept(), trainable, temperature, kept)

    @cached_property
    def for_nights(self) -> SeriesDays:
        """The same days for nights, which begin on the day before: what that day turned out to be is not known yet."""
        return self if self.kept is None else self._with_grid(self.kept(known_after=2))

    @cached_property
    def for_changes(self) -> SeriesDays:
        """The same days for changes of level: weeks of closure are one, until they came a year before."""
        return self if self.kept is None else self._with_grid(self.kept(has_closures=False))

    @property
    def complete(self) -> int:
        """How many days are over; readings of the day after them may still arrive."""
        last = self.series.index[-1] + self.series.step
        is_over = last.tz_localize(None).normalize() == last.tz_localize(None)
        return self.count if is_over else self.count - 1

    @property
    def count(self) -> int:
        """How many days have readings; the grid has one or two more."""
        return int(self.grid.day[len(self.series) - 1]) + 1

    @cached_property
    def trainable_kw(self) -> FloatArray:
        """Shape ``(days, slots)``: power where it may teach, NaN elsewhere."""
        return np.where(self.trainable, self.grid.power_kw, np.nan)

    @cached_property
    def outdoor(self) -> OutdoorTemperature:
        """The temperature that regressions use."""
        return OutdoorTemperature(self.temperature, self.grid.power_kw.shape)

    @cached_property
    def without_data_problems(self) -> SeriesDays:
        """The same days without data problems: one of them would make all windows that contain it anomalous."""
        return replace(self, grid=replace(self.grid, power_kw=self.trainable_kw))

    @cached_property
    def exchanged(self) -> SeriesDays:
        """The same days with the other kind that a day may be in place of what is expected."""
        return self._with_kinds(self.grid.kinds.exchanged)

    @cached_property
    def settled(self) -> SeriesDays:
        """The same days with what each turned out to be in place of what is expected; for days that are over."""
        return self._with_kinds(self.grid.kinds.settled)

    @cached_property
    def by_name(self) -> SeriesDays:
        """The same days, weekdays by their names and holidays as expected: what lasts for weeks changes no name."""
        kinds = day_types(self.grid.weekday, np.zeros(self.grid.days, bool))
        occasions = list(self.grid.occasions)
        kinds[occasions] = self.grid.kinds.expected[occasions]
        return self._with_kinds(DayKinds.of_calendar(kinds))

    def _with_kinds(self, kinds: DayKinds) -> SeriesDays:
        return self._with_grid(replace(self.grid, kinds=kinds))

    def _with_grid(self, grid: DayGrid) -> SeriesDays:
        days = replace(self, grid=grid, kept=None)
        days.__dict__["outdoor"] = self.outdoor  # computed once
        return days

    @cached_property
    def hourly(self) -> SeriesDays:
        """The same days by the hour, without power: a model of hours gets the means of what may teach."""
        grid = replace(
            self.grid,
            slot=self.grid.slot * DAY_HOURS // self.grid.slots,
            power_kw=np.full((self.grid.days, DAY_HOURS), np.nan),
        )
        temperature = None if self.temperature is None else hour_means(self.temperature)
        return SeriesDays(self.series, grid, np.zeros(grid.power_kw.shape, bool), temperature)

    def laid_out(self, values: FloatArray) -> FloatArray:
        """Return a column of the series as days by slots."""
        table = np.full(self.grid.power_kw.shape, np.nan)
        table[self.grid.day[: len(values)], self.grid.slot[: len(values)]] = values
        return table

    def similar(self, day: int, weeks: int) -> tuple[IntArray, FloatArray]:
        """Return the rows of earlier days that resemble a day, and their weights (``features.similar_days``)."""
        found = self._similar.get((day, weeks))
        if found is None:
            found = self._similar[day, weeks] = similar_days(self.grid, day, weeks)
        return found

    def occupancy(self, first: int, stop: int) -> Occupancy:
        """Return the night and idle days by the settings of the meter, else by its days ``[first, stop)``."""
        found = self._occupancy.get((first, stop))
        if found is None:
            seen, grid = slice(first, stop), self.grid
            types = NAMED_TYPE_OF_KIND[grid.kinds_before(first, stop)]
            known = self.trainable_kw[seen], types, grid.weekday[seen]
            found = self._occupancy[first, stop] = occupancy_of(*known, self.series.operation)
        return found

    @cached_property
    def _occupancy(self) -> dict[tuple[int, int], Occupancy]:
        return {}

    @cached_property
    def _similar(self) -> dict[tuple[int, int], tuple[IntArray, FloatArray]]:
        return {}

    def readings_of(self, first_day: int, stop: int) -> slice:
        """Return which readings of the series lie on the days ``[first_day, stop)``."""
        day = self.grid.day[: len(self.series)]
        return slice(int(np.searchsorted(day, first_day)), int(np.searchsorted(day, stop)))

    def cells(self, readings: slice, first_day: int) -> tuple[IntArray, IntArray]:
        """Return the rows and columns of readings in a table whose first row is a day."""
        return self.grid.day[readings] - first_day, self.grid.slot[readings]


MIN_KNOWN_SHARE = 0.5
"""Share of the readings of an hour that must be known for its mean. Chosen, not tuned."""


def hour_means(table: FloatArray) -> FloatArray:
    """Return the means of the hours of days by slots, shape ``(..., 24)``; NaN where less than half is known."""
    per_hour = table.shape[-1] // DAY_HOURS
    hours = table.reshape(*table.shape[:-1], DAY_HOURS, per_hour)
    known = np.isfinite(hours)
    count = known.sum(axis=-1)
    total = np.where(known, hours, 0.0).sum(axis=-1)
    return np.where(count >= MIN_KNOWN_SHARE * per_hour, total / np.maximum(count, 1), np.nan)
