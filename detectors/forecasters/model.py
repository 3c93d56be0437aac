"""The interface of forecast models: what is predicted of a day from the days before it.

Forecasting methods differ only in this. Their residuals are scored in the same way (``forecasters.strategy``).
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
    """The state of a forecast model, updated day by day.

    For every day the walk-forward loop calls ``fit`` (weekly), ``predict`` and ``update``, in this order. A model may
    use the calendar and the temperature of all days, but no power beyond ``training_kw``. All attributes but ``days``
    are its state, which is copied and kept.

    Parameters
    ----------
    slots
        Readings of a day.
    kept_days
        How many days of ``training_kw`` the model needs; at least half a year is kept.

    Attributes
    ----------
    days
        The days of the series; see ``bind``.
    load_range
        As of the last fit.
    training_kw
        Rows of shape ``(slots,)``: the readings so far that may teach; NaN elsewhere.
    first_day
        Number of days before the first one that can be predicted, a multiple of seven.
    """

    first_day: ClassVar[int] = FIRST_DAYS
    days: SeriesDays

    def __init__(self, slots: int, kept_days: int = LOAD_RANGE_DAYS) -> None:
        self.training_kw = RollingTable(slots, keep_days=max(kept_days, LOAD_RANGE_DAYS) + 1)
        self.load_range = LoadRange()

    @property
    def grid(self) -> DayGrid:
        """The days and their types."""
        return self.days.grid

    def bind(self, days: SeriesDays) -> None:
        """Read these days from now on."""
        self.days = days

    def fit(self, day: int) -> None:
        """Fit to the days before ``day``; called on the first day of every week of readings."""
        self.load_range.fit(self.training_kw[half_year(day)])

    @abstractmethod
    def predict(self, day: int) -> FloatArray:
        """Return the prediction for a day in kW, shape ``(slots,)``; NaN where there is none."""

    def alternatives(self, _day: int) -> list[FloatArray]:
        """Return other predictions for the day predicted last that fit as well, none by default."""
        return []

    def habit_scale_kw(self) -> FloatArray | None:
        """Return how much the weekday habits of the last day predicted vary, shape ``(slots,)``; None without any."""
        return None

    def width(self, _day: int) -> FloatArray:
        """Return a factor on the band of the day predicted last, shape ``(slots,)``, 1 in the mean.

        For a model that knows which days are harder to predict. It is used for forecasts only, not to score readings.
        """
        return np.ones(self.grid.slots)

    def update(self, day: int, power: FloatArray) -> None:
        """Update with a day's power in kW, NaN where there is no reading or where it must not teach.

        A model that needs a value for every reading uses its prediction instead.
        """
        self.training_kw[day] = power

    def teach_again(self, day: int, power: FloatArray) -> None:
        """Let more readings of an earlier day teach: they turned out to be a habit; in kW, NaN elsewhere."""
        self.training_kw[day] = np.where(np.isfinite(power), power, self.training_kw[day])

    def copy(self) -> Self:
        """Return the same state on the same days, sharing nothing else."""
        copied: Self = pickle.loads(pickle.dumps(self, pickle.HIGHEST_PROTOCOL))  # noqa: S301 - written a moment ago
        copied.bind(self.days)
        return copied

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "days"}
