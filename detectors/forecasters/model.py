"""What a forecasting method expects of a day, from the days before it: the part in which such methods differ.

How far readings are from it, and over which windows, is judged alike for all of them (``forecasters.strategy``).
"""

from __future__ import annotations

import pickle
from abc import ABC, abstractmethod
from typing import ClassVar, Self

import numpy as np

from data.calendar.day_grid import DayGrid
from data.series import FloatArray
from detectors.features.load_range import LOAD_RANGE_DAYS, LoadRange, half_year
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import FIRST_DAYS
from detectors.walk_forward.rolling_table import RollingTable


class ForecastModel(ABC):
    """The state of a method while a series is walked through, one day after the other.

    For every day the walk calls ``fit`` (weekly), ``predict`` and ``update``, in this order. A method may look at the
    calendar and the temperature of all days, but at no power beyond ``training_kw``. Its attributes but ``days`` are
    its state, which is copied and kept.

    Parameters
    ----------
    slots
        Readings of a day.
    kept_days
        So far back the model looks at ``training_kw``; half a year at least is kept.

    Attributes
    ----------
    days
        The days walked through; see ``bind``.
    load_range
        As of the last fit.
    training_kw
        Rows of shape ``(slots,)``: what may teach, of the days so far; NaN elsewhere.
    first_day
        Number of days before the first one that can be foreseen, a multiple of seven.
    """

    first_day: ClassVar[int] = FIRST_DAYS
    days: SeriesDays

    def __init__(self, slots: int, kept_days: int = LOAD_RANGE_DAYS) -> None:
        self.training_kw = RollingTable(slots, keep_days=max(kept_days, LOAD_RANGE_DAYS) + 1)
        self.load_range = LoadRange()

    @property
    def grid(self) -> DayGrid:
        """The days walked through and their types."""
        return self.days.grid

    def bind(self, days: SeriesDays) -> None:
        """Walk through these days from now on; their temperature holds for all of them."""
        self.days = days

    def fit(self, day: int) -> None:
        """Fit anew to the days before ``day``; called on the first day of every week of readings."""
        self.load_range.fit(self.training_kw[half_year(day)])

    @abstractmethod
    def predict(self, day: int) -> FloatArray:
        """Return what is expected of a day in kW, shape ``(slots,)``; NaN where nothing can be said."""

    def width(self, _day: int) -> FloatArray:
        """Return by how much the band of the day expected last is wider than usual, shape ``(slots,)``, 1 in the mean.

        For a method that knows which days are harder to foresee than others. It holds for readings that are not there
        yet: those that are there are judged without it.
        """
        return np.ones(self.grid.slots)

    def update(self, day: int, power: FloatArray) -> None:
        """Take in a day's power, NaN where there is no reading or where it must not teach.

        A method that needs the day before in any case uses what it expected in place of what is missing.
        """
        self.training_kw[day] = power

    def copy(self) -> Self:
        """Return a model that knows the same and walks through the same days."""
        copied: Self = pickle.loads(pickle.dumps(self, pickle.HIGHEST_PROTOCOL))  # noqa: S301 - written a moment ago
        copied.bind(self.days)
        return copied

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "days"}
