"""Short steps foreseen by the hour: a method works on hourly means, and its answer is spread back over the steps.

Four times fewer readings make a slow method bearable at 15 minutes, and their noise is less than half.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import DayGrid
from data.series import FloatArray
from detectors.features.quantile import weighted_median
from detectors.features.similar_days import similar_days
from detectors.forecasters.model import ForecastModel

HOURS = 24
PATTERN_WEEKS = 8
MIN_KNOWN = 0.5
"""Share of an hour that must be known for its mean to teach."""
ModelFactory = Callable[[DayGrid, FloatArray | None], ForecastModel]


def by_the_hour(grid: DayGrid, temperature: FloatArray | None, method: ModelFactory) -> ForecastModel:
    """Return the state of a method, at hours where steps are shorter than that and fill an hour."""
    if grid.slots > HOURS and grid.slots % HOURS == 0:
        return Hourly(grid, temperature, method)
    return method(grid, temperature)


class Hourly(ForecastModel):
    """An expectation of hourly means, with the usual pattern within the hour put back.

    The pattern is by how much each step usually departs from the mean of its hour on similar days.
    """

    supports_warm_start: ClassVar[bool] = True

    def __init__(self, grid: DayGrid, temperature: FloatArray | None, method: ModelFactory) -> None:
        super().__init__(grid, temperature)
        self._per_hour = grid.slots // HOURS
        unseen = np.full((grid.days, HOURS), np.nan)
        self._method = method(_hourly(grid), None if temperature is None else unseen)
        self._pattern = np.full((grid.days, grid.slots), np.nan)

    def fit(self, day: int) -> None:
        """Fit the method."""
        self._method.fit(day)

    def predict(self, day: int) -> FloatArray:
        """Return what is expected of the hours, and within them of the steps."""
        self._see_temperature(day)
        rows, weights = similar_days(self.grid, day, PATTERN_WEEKS)
        pattern = np.nan_to_num(weighted_median(self._pattern[rows], weights))
        pattern -= np.repeat(self._means(pattern), self._per_hour)
        return np.repeat(self._method.predict(day), self._per_hour) + pattern

    def width(self, day: int) -> FloatArray:
        """Return the widths of the hours."""
        return np.repeat(self._method.width(day), self._per_hour)

    def update(self, day: int, power: FloatArray) -> None:
        """Remember the day and teach the method its hourly means."""
        super().update(day, power)
        if day < self.first_day:
            self._see_temperature(day)
        means = self._means(power)
        self._pattern[day] = power - np.repeat(means, self._per_hour)
        self._method.update(day, means)

    def _see_temperature(self, day: int) -> None:
        if self.temperature is not None and self._method.temperature is not None:
            self._method.temperature[day] = self._means(self.temperature[day])

    def _means(self, values: FloatArray) -> FloatArray:
        """Return the mean of each hour, NaN where less than half of it is known."""
        hours = values.reshape(HOURS, self._per_hour)
        known = np.isfinite(hours)
        count = known.sum(axis=1)
        total = np.where(known, hours, 0.0).sum(axis=1)
        return np.where(count >= MIN_KNOWN * self._per_hour, total / np.maximum(count, 1), np.nan)


def _hourly(grid: DayGrid) -> DayGrid:
    """Return the same days with hours for slots; their readings are left out, for a method sees what it is taught."""
    return DayGrid(
        day=grid.day,
        slot=grid.slot * HOURS // grid.slots,
        power_kw=np.full((grid.days, HOURS), np.nan),
        day_type=grid.day_type,
        weekday=grid.weekday,
        is_special=grid.is_special,
        comes_again=grid.comes_again,
    )
