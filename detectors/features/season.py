"""The daily and weekly season of a meter as Fourier terms, fitted by least squares to its last weeks.

Each kind of day (weekday, Saturday, Sunday or holiday) has its own curve over the day. Mondays and Fridays get a
second, smoother curve for how they depart from other weekdays.
"""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import DayGrid, DayType
from data.series import FloatArray

DAY_HARMONICS = 10
"""Number of harmonics of the curve of a day. Chosen, not tuned."""
EDGE_HARMONICS = 3
"""Number of harmonics by which Mondays and Fridays depart from it. Chosen, not tuned."""
RIDGE = 0.01
"""Penalty per reading on all weights but the means of days, which get a hundredth of it. Chosen, not tuned."""
FADING_DAYS = 20.0
"""Days after which the weight of a day has fallen to 1/e. Chosen, not tuned."""


class FourierSeason:
    """Least squares on Fourier terms.

    The terms of a day depend on its type and weekday alone.

    Parameters
    ----------
    slots
        Readings of a day.
    """

    def __init__(self, slots: int) -> None:
        self._curve = _harmonics(slots, DAY_HARMONICS)
        self._edge = _harmonics(slots, EDGE_HARMONICS)
        self._weights = np.zeros(3 * self._curve.shape[1] + 2 * self._edge.shape[1])

    def fit(self, grid: DayGrid, values: FloatArray, first: int) -> None:
        """Fit to days from ``first`` on, shape ``(n, slots)``; NaN is left out, and older days count less."""
        days = np.arange(first, first + len(values))
        known = np.isfinite(values)
        age = np.exp((days - days[-1]) / FADING_DAYS)
        left, right = np.zeros((len(self._weights),) * 2), np.zeros_like(self._weights)
        for day, row, there, weight in zip(days, values, known, age, strict=True):
            terms = self._terms(grid, int(day))[there]
            left += weight * (terms.T @ terms)
            right += weight * (terms.T @ row[there])
        total = float((known.sum(axis=1) * age).sum())
        self._weights = np.linalg.solve(left + np.diag(self._penalties() * max(total, 1.0)), right)

    def day(self, grid: DayGrid, day: int) -> FloatArray:
        """Return the season of a day, shape ``(slots,)``."""
        season: FloatArray = self._terms(grid, day) @ self._weights
        return season

    def _terms(self, grid: DayGrid, day: int) -> FloatArray:
        kind, weekday = DayType(grid.day_type[day]), int(grid.weekday[day])
        none, still = np.zeros_like(self._curve), np.zeros_like(self._edge)
        curves = [self._curve if kind is each else none for each in DayType]
        is_work = kind is DayType.WEEKDAY
        edges = [self._edge if is_work and weekday == edge else still for edge in (0, 4)]
        return np.hstack([*curves, *edges])

    def _penalties(self) -> FloatArray:
        penalties = np.full(len(self._weights), RIDGE)
        penalties[: 3 * self._curve.shape[1] : self._curve.shape[1]] = 0.01 * RIDGE
        return penalties


def _harmonics(slots: int, count: int) -> FloatArray:
    """Return a constant and the sines and cosines of the first harmonics of a day, shape ``(slots, 1 + 2 * count)``."""
    angle = 2.0 * np.pi * np.arange(slots) / slots
    order = range(1, min(count, (slots - 1) // 2) + 1)
    waves = [wave(k * angle) for k in order for wave in (np.sin, np.cos)]
    return np.column_stack([np.ones(slots), *waves])
