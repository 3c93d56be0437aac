"""Windows over which a reading is judged: means of the residual, and steps against the hours before.

A plain window is the mean residual over the hours that end with the reading: it finds what lasts. A contrast is that
mean less what the same number of hours before it let expect: residuals of one day hang together, and a sudden start
stands out against the hours before it although the day as a whole is within bounds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_grid import BoolArray
from data.series import FloatArray

FULL_SHARE = 0.6
"""A window is judged when at least this share of its readings is there."""
PARTS = 4
MIN_PAIRS = 20
USUAL_SHARE = 0.95
ROUNDING = 1e-9
"""The limit may be one of the values itself, which must stay within it in every unit."""
TIMING_HOURS = 1.0
TIMING_WEIGHT = 0.5
"""Half of a residual that a start or stop within an hour of the usual one explains is left out of longer windows."""


@dataclass(frozen=True)
class Window:
    """A window of so many hours (0 stands for the step), alone or against as many hours before it."""

    hours: float
    is_contrast: bool = False

    @property
    def judged_hours(self) -> float:
        """Over how long a reading is judged."""
        return 2.0 * self.hours if self.is_contrast else self.hours


@dataclass(eq=False)
class WindowMeans:
    """Residuals seen through windows, filled day by day; ``values`` has shape ``(windows, days, slots)`` in kW."""

    windows: tuple[Window, ...]
    days: int
    slots: int
    first_day: int

    def __post_init__(self) -> None:
        count = len(self.windows)
        self.steps = [max(1, round(window.hours * self.slots / 24.0)) for window in self.windows]
        self.values = np.full((count, self.days, self.slots), np.nan)
        self._own = {i: np.full((self.days, self.slots), np.nan) for i in self._contrasts()}
        self._before = {i: np.zeros((self.days, self.slots)) for i in self._contrasts()}
        self._share = np.zeros((count, 2, self.slots))
        self._residual = np.full(self.days * self.slots, np.nan)
        self._part_of = np.arange(self.slots) * PARTS // self.slots

    def _contrasts(self) -> list[int]:
        return [i for i, window in enumerate(self.windows) if window.is_contrast]

    def add(self, day: int, power: FloatArray, expected: FloatArray, limit_kw: FloatArray, *, is_off: bool) -> None:
        """Take in a day: its power, what was expected, and the most that one residual counts in a longer window.

        Where that most is NaN the reading is a data problem and counts in no longer window.
        """
        part = slice(day * self.slots, (day + 1) * self.slots)
        residual = power - expected
        tolerant = _tolerant(residual, power, expected, max(1, round(TIMING_HOURS * self.slots / 24.0)))
        self._residual[part] = np.clip(tolerant, -limit_kw, limit_kw)
        for i, (window, steps) in enumerate(zip(self.windows, self.steps, strict=True)):
            if window.hours == 0:
                self.values[i, day] = residual
                continue
            mean = self._trailing(day, steps)
            if window.is_contrast:
                self._own[i][day] = mean
                self._before[i][day] = np.nan_to_num(self._trailing(day, steps, lag=steps))
                mean = mean - self._share[i, int(is_off)] * self._before[i][day]
            self.values[i, day] = mean

    def forget(self, day: int, anomalous: BoolArray) -> None:
        """Leave readings out of what is learnt."""
        self.values[:, day, anomalous] = np.nan

    def fit(self, first: int, day: int, is_off: BoolArray) -> None:
        """Learn how much of a deviation lasts, on days ``first`` to ``day`` (not included), by part of the day."""
        for i in self._contrasts():
            for kind in (0, 1):
                rows = np.flatnonzero(is_off[first:day] == bool(kind)) + first
                for part in range(PARTS):
                    columns = self._part_of == part
                    share = _lasting_share(self._before[i][rows][:, columns], self._own[i][rows][:, columns])
                    if share is not None:
                        self._share[i, kind, columns] = share
                renewed = self._own[i][rows] - self._share[i, kind] * self._before[i][rows]
                self.values[i, rows] = np.where(np.isnan(self.values[i, rows]), np.nan, renewed)

    def _trailing(self, day: int, steps: int, lag: int = 0) -> FloatArray:
        """Return the mean residual over ``steps`` readings up to each reading of a day, or up to ``lag`` before it."""
        first = day * self.slots - steps + 1 - lag
        if first < self.first_day * self.slots:
            return np.full(self.slots, np.nan)
        part = self._residual[first : (day + 1) * self.slots - lag]
        known = np.isfinite(part)
        total = np.concatenate([[0.0], np.cumsum(np.where(known, part, 0.0))])
        count = np.concatenate([[0], np.cumsum(known)])
        inside = count[steps:] - count[:-steps]
        enough = inside >= FULL_SHARE * steps
        return np.where(enough, (total[steps:] - total[:-steps]) / np.maximum(inside, 1), np.nan)


def _tolerant(residual: FloatArray, power: FloatArray, expected: FloatArray, reach: int) -> FloatArray:
    """Return residuals less half of what a shift in time of up to ``reach`` steps explains.

    The idea of a distance tolerant of a one-hour shift is that of Liu and Nielsen (2018).
    """
    low, high = expected.copy(), expected.copy()
    for shift in range(1, reach + 1):
        low[shift:], low[:-shift] = (
            np.minimum(low[shift:], expected[:-shift]),
            np.minimum(low[:-shift], expected[shift:]),
        )
        high[shift:] = np.maximum(high[shift:], expected[:-shift])
        high[:-shift] = np.maximum(high[:-shift], expected[shift:])
    beyond = power - np.clip(power, low, high)
    return TIMING_WEIGHT * beyond + (1.0 - TIMING_WEIGHT) * residual


def _lasting_share(before: FloatArray, own: FloatArray) -> float | None:
    """Return the slope of a window's mean on that of the hours before it, between 0 and 1; None with too few."""
    known = np.isfinite(own)
    if known.sum() < MIN_PAIRS:
        return None
    x, y = before[known], own[known]
    usual = np.abs(x) <= np.quantile(np.abs(x), USUAL_SHARE) * (1.0 + ROUNDING)
    power = float(x[usual] @ x[usual])
    return min(max(float(x[usual] @ y[usual]) / power, 0.0), 1.0) if power > 0 else 0.0
