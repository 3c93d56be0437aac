"""Windows over which a reading is scored: means of the residuals, and contrasts with the hours before.

A plain window is the mean residual over the hours that end with the reading: it finds anomalies that last. A contrast
is this mean less a share of the mean of as many hours before. Residuals of one day are correlated, so a sudden start
stands out against the hours before it even where the day as a whole is within its limits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_grid import BoolArray
from data.series import FloatArray
from detectors import kernels
from detectors.features.rolling import PARTS_OF_DAY, part_edges
from detectors.kernels import FULL_SHARE
from detectors.walk_forward.rolling_table import RollingTable

MIN_PAIRS = 20
"""Number of pairs of windows below which the share that lasts is not measured. Chosen, not tuned."""
USUAL_SHARE = 0.95
"""Quantile of sizes up to which pairs count when the share that lasts is measured. Chosen, not tuned."""
TIMING_HOURS = 1.0
"""Hours by which a start or stop may be early or late. Source: Liu and Nielsen (2018)."""
TIMING_WEIGHT = 0.5
"""Share of the residual that such a shift explains which is left out of longer windows. Chosen, not tuned."""


@dataclass(frozen=True)
class Window:
    """A window of so many hours (0 stands for the step), alone or against as many hours before it."""

    hours: float
    is_contrast: bool = False

    @property
    def judged_hours(self) -> float:
        """Over how many hours a reading is scored."""
        return 2.0 * self.hours if self.is_contrast else self.hours

    def steps(self, slots: int) -> int:
        """Return its length in readings."""
        return max(1, round(self.hours * slots / 24.0))


class WindowMeans:
    """Residuals averaged over windows, day by day.

    Parameters
    ----------
    windows
        The first is the step; contrasts come last.
    slots
        Readings of a day.
    first_day
        The first day that has residuals.
    kept_days
        How many days back it is measured how much of a deviation lasts.
    """

    def __init__(self, windows: tuple[Window, ...], slots: int, first_day: int, kept_days: int) -> None:
        self._first_day = first_day
        self._steps = np.array([window.steps(slots) for window in windows[1:]])
        self._lags = np.array([window.steps(slots) if window.is_contrast else 0 for window in windows[1:]])
        self._contrasts = np.array([i for i, window in enumerate(windows) if window.is_contrast], np.int64)
        self._reach_days = -(-int((self._steps + self._lags).max()) // slots)
        self._residual = RollingTable(slots, keep_days=self._reach_days + 1)
        self._own = RollingTable(len(self._contrasts), slots, keep_days=kept_days + 1)
        self._before = RollingTable(len(self._contrasts), slots, keep_days=kept_days + 1, fill=0.0)
        self._share = np.zeros((2, len(self._contrasts), slots))
        self._edges = part_edges(slots, PARTS_OF_DAY)
        self._tolerated = max(1, round(TIMING_HOURS * slots / 24.0))

    def means(
        self, day: int, power: FloatArray, expected: FloatArray, limit_kw: FloatArray, *, is_off: bool
    ) -> FloatArray:
        """Update with a day; return the means of its residuals over all windows in kW, shape ``(windows, slots)``.

        ``limit_kw`` is what one residual is clipped to in longer windows; where it is NaN the reading is a data problem
        and is left out of them.
        """
        residual = power - expected
        tolerant = _tolerant(residual, power, expected, self._tolerated)
        self._residual[day] = np.clip(tolerant, -limit_kw, limit_kw)
        first = max(self._first_day, day - self._reach_days)
        longer, before = kernels.window_means(
            self._residual[first : day + 1].ravel(), len(residual), self._steps, self._lags, FULL_SHARE
        )
        place = self._contrasts - 1
        self._own[day] = longer[place]
        self._before[day] = np.where(np.isfinite(before[place]), before[place], 0.0)
        longer[place] -= self._share[int(is_off)] * self._before[day]
        return np.concatenate([residual[None], longer])

    def of_day(self, values: FloatArray) -> FloatArray:
        """Return the means of the values of one day over all windows, taken for 0 before it."""
        slots, total = len(values), np.concatenate([[0.0], np.cumsum(values)])
        steps = np.concatenate([[1], self._steps])[:, None]
        stop = np.arange(1, slots + 1)
        means: FloatArray = (total[stop] - total[np.maximum(stop - steps, 0)]) / steps
        return means

    def fit(self, first: int, day: int, is_off: BoolArray, past: FloatArray) -> None:
        """Measure how much of a deviation lasts, by part of the day, and compute earlier contrasts again with it.

        Parameters
        ----------
        first, day
            It is measured on the days ``[first, day)``.
        is_off
            Which of all days are off.
        past
            Shape ``(n, windows, slots)``: the means of the last ``n`` of these days, changed in place where known.
        """
        own, before, off = self._own[first:day], self._before[first:day], is_off[first:day]
        kernels.fit_lasting_shares(before, own, off, self._edges, USUAL_SHARE, MIN_PAIRS, self._share)
        contrasts = slice(self._contrasts[0], self._contrasts[-1] + 1)
        last = slice(len(own) - len(past), None)
        renewed = own[last] - self._share[off[last].astype(int)] * before[last]
        past[:, contrasts] = np.where(np.isnan(past[:, contrasts]), np.nan, renewed)


def _tolerant(residual: FloatArray, power: FloatArray, expected: FloatArray, reach: int) -> FloatArray:
    """Return residuals less half of the part that a shift in time of up to ``reach`` steps explains.

    The idea of a distance tolerant of a one-hour shift is that of Liu and Nielsen (2018).
    """
    low, high = kernels.range_within(expected, reach)
    beyond = power - np.clip(power, low, high)
    return TIMING_WEIGHT * beyond + (1.0 - TIMING_WEIGHT) * residual
