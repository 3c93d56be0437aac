"""Days that may be of either of two kinds: a forecast of each, of which the nearer one counts.

A holiday of which nobody knows yet whether the meter works on it; weeks in which it was closed a year before. What fits
one of the forecasts is no alarm.
"""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import IntArray
from data.series import FloatArray
from detectors import kernels
from detectors.forecasters.model import ForecastModel
from detectors.walk_forward.days import SeriesDays

MIN_ALIKE_DAYS = 1
"""Days of a year before that must be known for a forecast by them. By definition."""
MAX_LEVEL_RATIO = 2.0
"""Times by which the level may have changed in a year. Chosen, not tuned."""


def predictions(model: ForecastModel, days: SeriesDays, day: int) -> tuple[FloatArray, list[FloatArray]]:
    """Return what a model predicts of a day, and what else it may be; shape ``(slots,)`` in kW, NaN where unknown."""
    others: list[FloatArray] = []
    kinds = days.grid.kinds
    if kinds.is_uncertain[day]:
        model.bind(days.exchanged)
        others.append(model.predict(day))
        model.bind(days)
    expected = model.predict(day)
    others += model.alternatives(day)
    for rows in kinds.alike_before.get(day, ()):
        if len(rows) >= MIN_ALIKE_DAYS:
            others.append(year_before(days, day, rows))
    return expected, others


def settle(model: ForecastModel, days: SeriesDays, day: int) -> None:
    """Let a model update with a day as what it turned out to be; ``days`` must be bound again afterwards."""
    kinds = days.grid.kinds
    if kinds.is_uncertain[day] and kinds.observed[day] == kinds.alternative[day]:
        model.bind(days.settled)
        model.predict(day)


def year_before(days: SeriesDays, day: int, rows: IntArray) -> FloatArray:
    """Return the median course of some days of a year before, at the level of today."""
    course = kernels.weighted_median(days.trainable_kw[rows], np.ones(len(rows)))
    level_kw = days.grid.kinds.level_kw
    ratio = level_kw[day] / float(np.median(level_kw[rows]))
    if not 1.0 / MAX_LEVEL_RATIO <= ratio <= MAX_LEVEL_RATIO:
        return course
    return course * ratio


def nearest(power: FloatArray, expected: FloatArray, others: list[FloatArray]) -> FloatArray:
    """Return the prediction that is nearest to each reading; ``expected`` where there is none."""
    found = expected
    for other in others:
        found = np.where(np.abs(power - other) < np.abs(power - found), other, found)
    return found


def between(power: FloatArray, expected: FloatArray, others: list[FloatArray]) -> FloatArray:
    """Return each reading as far as it lies between two predictions, else the nearer one of them."""
    low, high = np.fmin.reduce([expected, *others]), np.fmax.reduce([expected, *others])
    return np.where(np.isfinite(power), np.clip(power, low, high), expected)
