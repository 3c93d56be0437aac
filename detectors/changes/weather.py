"""How the levels of days depend on the outdoor temperature, where it is known: the weather is no change.

Each stream of daily levels is fitted by heating and cooling degrees of the day, over the last year. Days whose kind of
weather the meter has hardly seen yet are not compared. Source: change-point models of daily use, as in ASHRAE
Guideline 14 and Fels 1986, doi:10.1016/0378-7788(86)90003-4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_grid import BoolArray
from data.series import FloatArray
from detectors import kernels

HEATING_BELOW_C, COOLING_ABOVE_C = 15.0, 18.0
"""Degrees Celsius in the mean of a day at which heating and cooling begin. Chosen: usual for buildings."""
MIN_DEGREES = 1.0
"""Degrees beyond these for a day to count as one with heating or cooling. Chosen, not tuned."""
MIN_DAYS = 10
"""Days with heating, or cooling, from which its effect can be fitted. Chosen, not tuned."""
MIN_SIGMAS = 3.0
"""Standard errors that an effect must have to be one. Chosen, not tuned."""
BEYOND_K = 3.0
"""Degrees beyond the degrees seen so far up to which the effect is taken to go on. Chosen, not tuned."""
RIDGE = 1e-6
"""Weight added to the normal equations, against a division by zero. Technical limit."""
CLIPPINGS = 2
"""How many times single days are clipped. Chosen, not tuned."""
CLIPPED_AT = 2.5
"""Robust sigma at which single days are clipped. Chosen, not tuned."""


@dataclass(frozen=True, eq=False)
class Weather:
    """The effect of temperature on one stream of daily levels, as fitted last.

    Parameters
    ----------
    slopes
        kW for each kelvin of heating and of cooling; 0 where there is no effect.
    usual
        Degrees of heating and of cooling in the mean of the days it was fitted to.
    seen
        Degrees of heating and of cooling up to which days are compared; 0 where too few such days were seen.
    """

    slopes: FloatArray
    usual: FloatArray
    seen: FloatArray

    @classmethod
    def fitted(cls, levels: FloatArray, temperature_c: FloatArray) -> Weather | None:
        """Fit the effect to known levels of days; None where they are too few."""
        known = np.isfinite(levels) & np.isfinite(temperature_c)
        if known.sum() < 2 * MIN_DAYS:
            return None
        level, terms = levels[known], degrees(temperature_c[known])
        time = np.linspace(-1.0, 1.0, len(levels))[known]
        trend = np.column_stack([np.ones(len(level)), time, time**2])
        is_seen: BoolArray = (terms >= MIN_DEGREES).sum(axis=0) >= MIN_DAYS
        used = np.flatnonzero(is_seen)
        slopes = np.zeros(2)
        while len(used):
            found, errors = _least_squares(level, terms[:, used], trend)
            weak = np.abs(found) < MIN_SIGMAS * errors
            if not weak.any():
                slopes[used] = found
                break
            used = np.delete(used, int(np.argmin(np.abs(found) / errors)))
        return cls(slopes, terms.mean(axis=0), np.where(is_seen, terms.max(axis=0) + BEYOND_K, MIN_DEGREES))

    def without(self, levels: FloatArray, temperature_c: FloatArray) -> FloatArray:
        """Return levels as they would be in the usual weather; NaN where that cannot be said."""
        terms = degrees(temperature_c)
        is_new = (terms > self.seen).any(axis=1)
        corrected = levels - (terms - self.usual) @ self.slopes
        return np.where(is_new | ~np.isfinite(temperature_c), np.nan, corrected)

    def effect_kw(self, temperature_c: FloatArray) -> float:
        """Return the mean effect of the weather of some days against the usual weather."""
        known = temperature_c[np.isfinite(temperature_c)]
        return float((degrees(known).mean(axis=0) - self.usual) @ self.slopes) if len(known) else float("nan")


def degrees(temperature_c: FloatArray) -> FloatArray:
    """Return the degrees of heating and cooling of days, shape ``(n, 2)``."""
    known = np.where(np.isfinite(temperature_c), temperature_c, HEATING_BELOW_C)
    return np.maximum(np.column_stack([HEATING_BELOW_C - known, known - COOLING_ABOVE_C]), 0.0)


def _least_squares(level: FloatArray, terms: FloatArray, trend: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return slopes and their standard errors, with single days clipped to the fit without them.

    Beside the terms there is a slow trend: else a drift that goes with the season would count as weather.
    """
    design = np.column_stack([terms, trend])
    normal = design.T @ design
    normal[np.diag_indices_from(normal)] += RIDGE
    inverse = np.linalg.inv(normal)
    target = level
    for _ in range(CLIPPINGS):
        weights = inverse @ (design.T @ target)
        residual = level - design @ weights
        limit = CLIPPED_AT * kernels.known_quantile(np.abs(residual), 0.5) / 0.6745
        target = level - residual + np.clip(residual, -limit, limit)
    variance = max(float(residual @ residual) / max(len(level) - design.shape[1], 1), 1e-12)
    errors: FloatArray = np.sqrt(np.maximum(np.diag(inverse) * variance, 1e-18))
    return weights[: terms.shape[1]], errors[: terms.shape[1]]
