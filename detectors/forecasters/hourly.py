"""Short steps predicted by the hour: a model works on hourly means, and the usual pattern within the hour is added.

At 15 minutes this is a quarter of the readings, which makes slow models usable; hourly means also have less noise.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from data.calendar.lengths import DAY_HOURS
from data.series import FloatArray
from detectors import kernels
from detectors.features.similar_days import PROFILE_WEEKS, SIMILAR_DAYS
from detectors.forecasters.model import ForecastModel
from detectors.walk_forward.days import SeriesDays, hour_means
from detectors.walk_forward.rolling_table import RollingTable

Method = Callable[[SeriesDays], ForecastModel]


def by_the_hour(days: SeriesDays, method: Method) -> ForecastModel:
    """Return the state of a method, by the hour where steps are shorter and an hour holds a whole number of them."""
    if days.grid.slots > DAY_HOURS and days.grid.slots % DAY_HOURS == 0:
        return Hourly(days, method)
    return method(days)


class Hourly(ForecastModel):
    """A forecast of hourly means, to which the usual pattern within the hour is added.

    The pattern is by how much each step usually departs from the mean of its hour on similar days.
    """

    def __init__(self, days: SeriesDays, method: Method) -> None:
        slots = days.grid.slots
        super().__init__(slots)
        self._per_hour = slots // DAY_HOURS
        self._method = method(days.hourly)
        self._pattern = RollingTable(slots, keep_days=SIMILAR_DAYS + 1)

    def bind(self, days: SeriesDays) -> None:
        """Read these days, and their hours, from now on."""
        super().bind(days)
        self._method.bind(days.hourly)

    def fit(self, day: int) -> None:
        """Fit the method."""
        super().fit(day)
        self._method.fit(day)

    def predict(self, day: int) -> FloatArray:
        """Return the prediction of the hours plus the pattern of the steps within them."""
        rows, weights = self.days.similar(day, PROFILE_WEEKS)
        pattern = np.nan_to_num(kernels.weighted_median(self._pattern[rows], weights))
        pattern -= np.repeat(hour_means(pattern), self._per_hour)
        return np.repeat(self._method.predict(day), self._per_hour) + pattern

    def width(self, day: int) -> FloatArray:
        """Return the widths of the hours."""
        return np.repeat(self._method.width(day), self._per_hour)

    def update(self, day: int, power: FloatArray) -> None:
        """Remember the day and update the method with its hourly means."""
        super().update(day, power)
        means = hour_means(power)
        self._pattern[day] = power - np.repeat(means, self._per_hour)
        self._method.update(day, means)

    def teach_again(self, day: int, power: FloatArray) -> None:
        """Let more readings of an earlier day teach, the method by its hours."""
        super().teach_again(day, power)
        self._method.teach_again(day, hour_means(power))
