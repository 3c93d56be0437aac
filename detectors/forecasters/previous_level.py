"""The forecast model as it was before a level shift, kept for some weeks: most changes end and the level returns.

A change of more than a week is taken for a level shift (``walk_forward.teaching``). When it ends, readings are as they
were before. They must raise no alarm, and the model must forget what it was taught during the change.
"""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray
from data.calendar.lengths import DAYS_PER_WEEK
from data.series import FloatArray
from detectors.forecasters.model import ForecastModel
from detectors.walk_forward.days import SeriesDays

KEPT_DAYS = 56
"""Days for which the previous level is kept. Chosen, not tuned."""
RETURN_DAYS = 2
"""Days in a row nearer to the previous level than to the new one that end the change. Chosen, not tuned."""
DIFFERENT_SCALES = 2.0
"""Scales by which the two levels must differ at a slot to be told apart there. Chosen, not tuned."""
NEAR_SCALES = 3.0
"""Scales within which a reading belongs to the previous level and updates its model. Chosen, not tuned."""
MIN_HOURS = 1.0
"""Hours of a day at which the two levels must differ for the day to count. Chosen, not tuned."""
MAJORITY = 0.5
"""Share of these readings above which the day belongs to the previous level. Chosen, not tuned."""


class PreviousLevel:
    """A copy of the forecast model from before a change, continued beside the current one.

    Parameters
    ----------
    model
        The current model, before it is updated with ``day``; it is copied.
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
        """Read these days from now on."""
        self.model.bind(days)

    def change(self, anomalous: BoolArray, *, is_off: bool) -> None:
        """Remember which slots of days at work, or off, the change concerns."""
        self._changed[int(is_off)] |= anomalous

    def nearer(self, day: int, expected: FloatArray, scale: FloatArray) -> FloatArray:
        """Return the prediction for each slot of a day, of the previous or the new level, whichever is nearer.

        ``expected`` is the prediction of the new level, ``scale`` that of a single reading; shape ``(slots,)`` in kW.
        """
        if day % DAYS_PER_WEEK == 0:
            self.model.fit(day)
        self._expected = self.model.predict(day)
        grid = self.model.grid
        power = grid.power_kw[day]
        is_previous = np.abs(power - self._expected) < np.abs(power - expected)
        is_decisive = np.isfinite(power) & (np.abs(expected - self._expected) > DIFFERENT_SCALES * scale)
        is_decisive &= self._changed[int(grid.is_off[day])]
        if is_decisive.sum() >= MIN_HOURS * grid.slots / 24.0:
            self._days_back = self._days_back + 1 if is_previous[is_decisive].mean() > MAJORITY else 0
        return np.where(is_previous, self._expected, expected)

    def update(self, day: int, trainable: BoolArray, scale: FloatArray) -> None:
        """Update the previous level with the readings of a day that belong to it."""
        power = self.model.grid.power_kw[day]
        near = trainable & (np.abs(power - self._expected) <= NEAR_SCALES * scale)
        self.model.update(day, np.where(near, power, np.nan))

    @property
    def is_back(self) -> bool:
        """Whether the meter has returned to the previous level."""
        return self._days_back >= RETURN_DAYS

    def is_forgotten(self, day: int) -> bool:
        """Return whether the change has lasted so long that the previous level is given up."""
        return day >= self._until
