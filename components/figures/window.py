"""The window of the chosen event: the mean of its readings and the limits of that mean, as lines of the main chart."""

from __future__ import annotations

import numpy as np

from components.figures.detail import Int64Array, wall_ms
from components.figures.outlines import Points
from data.series import FloatArray, MeterSeries
from detectors.events.limits import WindowLimits

MAX_POINTS = 1500
"""Points of a line at most: more cannot be told apart on a screen."""


def shown_of(limits: WindowLimits) -> Int64Array:
    """Return which readings of an event its lines are drawn at: all, or of a long event every so many."""
    count = len(limits.mean_kw)
    return np.arange(0, count, max(1, -(-count // MAX_POINTS)))


def window_lines(series: MeterSeries, limits: WindowLimits, level: float, factor: float) -> dict[str, Points]:
    """Return the mean of the window and its two limits, at the middle of the readings with which it ends.

    Parameters
    ----------
    series
        The readings that are drawn, from the first of which the limits count.
    level, factor
        Alarm level in sigma, and from kW to the unit of the axis.
    """
    shown = shown_of(limits)
    place = limits.first + shown
    shown, place = (each[(place >= 0) & (place < len(series))] for each in (shown, place))
    x = (wall_ms(series.index[place]) + round(series.step.total_seconds() * 500)).astype("datetime64[ms]")
    low, high = (limit[shown] * factor for limit in limits.band(level, series.floor_kw))
    mean: FloatArray = limits.mean_kw[shown] * factor
    gap = x[:1]
    return {
        "window_mean": Points(x, mean),
        "window_limit": Points(np.concatenate([x, gap, x]), np.concatenate([low, np.full(len(gap), np.nan), high])),
    }
