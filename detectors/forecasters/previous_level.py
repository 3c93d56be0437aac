"""What was expected before a lasting change: kept for a while, as most changes end and the previous level returns.

A fault of more than a week is taken for the new level (``walk_forward.teaching``). When it ends, readings are as they
were before: they must be no alarm, and what was learnt from the fault must be forgotten again.
"""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray
from data.calendar.lengths import DAYS_PER_WEEK
from data.series import FloatArray
from detectors.forecasters.model import ForecastModel
from detectors.walk_forward.days import SeriesDays

KEPT_DAYS = 56
RETURN_DAYS = 2
"""After so many days nearer to the previous level than to the new one, in a row, the change is over."""
DIFFERENT_SCALES = 2.0
NEAR_SCALES = 3.0
MIN_HOURS = 1.0
"""Of what has changed, both levels must differ for so long on a day that it can tell between them."""
MAJORITY = 0.5


class PreviousLevel:
    """A forecast model as it was before a change, led on beside the new one.

    Parameters
    ----------
    model
        What is expected now, before it is updated with ``day``; a copy of it is kept.
    day
        The first day of the change that teaches.
    """

    def __init__(self, model: ForecastModel, day: int) -> None:
        self.model = model.copy()
        self._until = day + KEPT_DAYS
        self._expected = model.predict(day)
        self._changed = np.zeros((2, model.grid.slots), bool)
        self._days_back = 0

    def bind(self, days: SeriesDays) -> None:
        """Walk through these days from now on."""
        self.model.bind(days)

    def change(self, anomalous: BoolArray, *, is_off: bool) -> None:
        """Take in which slots of such days are not as they were before."""
        self._changed[int(is_off)] |= anomalous

    def nearer(self, day: int, expected: FloatArray, scale: FloatArray) -> FloatArray:
        """Return what is expected of each slot of a day, by the level that the reading is nearer to.

        ``expected`` is that of the new level and ``scale`` that of a single reading, both of shape ``(slots,)`` in kW.
        """
        if day % DAYS_PER_WEEK == 0:
            self.model.fit(day)
        self._expected = self.model.predict(day)
        grid = self.model.grid
        power = grid.power_kw[day]
        is_previous = np.abs(power - self._expected) < np.abs(power - expected)
        tells = np.isfinite(power) & (np.abs(expected - self._expected) > DIFFERENT_SCALES * scale)
        tells &= self._changed[int(grid.is_off[day])]
        if tells.sum() >= MIN_HOURS * grid.slots / 24.0:
            self._days_back = self._days_back + 1 if is_previous[tells].mean() > MAJORITY else 0
        return np.where(is_previous, self._expected, expected)

    def update(self, day: int, trainable: BoolArray, scale: FloatArray) -> None:
        """Take in what of a day is as it was before the change."""
        power = self.model.grid.power_kw[day]
        near = trainable & (np.abs(power - self._expected) <= NEAR_SCALES * scale)
        self.model.update(day, np.where(near, power, np.nan))

    @property
    def is_back(self) -> bool:
        """Whether the change is over."""
        return self._days_back >= RETURN_DAYS

    def is_forgotten(self, day: int) -> bool:
        """Return whether the change has lasted so long that nothing before it counts."""
        return day >= self._until
