"""What a forecasting method expects of a day, from the days before it: the part in which such methods differ.

How far readings are from it, and over which windows, is judged alike for all of them
(``detectors.forecasters.walk_forward``).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import DayGrid
from data.series import FloatArray


class ForecastModel(ABC):
    """The state of a method while a series is walked through, one day after the other.

    For every day the walk calls ``fit`` (weekly), ``predict`` and ``update``, in this order. A method may look at the
    calendar and the temperature of all days, but at no power beyond ``training_kw``.

    Parameters
    ----------
    grid
        The days, their types and the slots.
    temperature
        Shape ``(days, slots)`` in degrees Celsius, NaN where unknown; None where the meter has none.

    Attributes
    ----------
    training_kw
        Shape ``(days, slots)`` in kW: what may teach, of the days so far; NaN elsewhere.
    first_day
        Number of days before the first one that can be foreseen, a multiple of seven.
    supports_warm_start
        Whether a copy of the state may be led on through days whose readings and temperatures are filled into ``grid``
        and ``temperature`` later: true where nothing is worked out from later rows beforehand.
    """

    first_day: ClassVar[int] = 14
    supports_warm_start: ClassVar[bool] = False

    def __init__(self, grid: DayGrid, temperature: FloatArray | None) -> None:
        self.grid = grid
        self.temperature = temperature
        self.training_kw = np.full((grid.days, grid.slots), np.nan)

    @abstractmethod
    def fit(self, day: int) -> None:
        """Fit anew to the days before ``day``; called on the first day of every week of readings."""

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
