"""The limits that are drawn for an event, and whether its readings lie within them.

The one place to change when something else is drawn: for an event that is judged over a window the limits of that
window's mean, and the mean in the place of the readings.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.series import FloatArray, MeterSeries
from detectors.events.events import Event
from detectors.scores import Scores
from detectors.threshold import DEFAULT_LEVEL

LOOK_BACK = timedelta(days=91)
"""The last three months, whose highest reading the upper limit should not exceed."""


def drawn_limits(series: MeterSeries, scores: Scores, level: float = DEFAULT_LEVEL) -> tuple[FloatArray, FloatArray]:
    """Return the lower and the upper limit of every reading in kW, as the chart draws them at an alarm level."""
    return scores.band(level, series.floor_kw)


def lies_inside(series: MeterSeries, scores: Scores, event: Event, level: float = DEFAULT_LEVEL) -> bool:
    """Return whether every reading of an event lies within the limits that are drawn for it.

    Readings without a limit do not count; an event without any limit lies in none.
    """
    part = slice(*series.index.searchsorted(pd.DatetimeIndex([event.start, event.end])).tolist())
    low, high = (limit[part] for limit in drawn_limits(series, scores, level))
    power = series.power_kw[part]
    known = np.isfinite(power) & np.isfinite(low) & np.isfinite(high)
    return bool(known.any() and np.all((power >= low)[known]) and np.all((power <= high)[known]))


def is_above_highest(
    series: MeterSeries, scores: Scores, level: float = DEFAULT_LEVEL, look_back: timedelta = LOOK_BACK
) -> NDArray[np.bool_]:
    """Return for each reading that has a limit and ``look_back`` before it whether the limit is above all of these."""
    steps = round(look_back / series.step)
    highest = pd.Series(series.power_kw).shift().rolling(steps, min_periods=1).max().to_numpy()
    _, high = drawn_limits(series, scores, level)
    known = np.isfinite(high) & np.isfinite(highest)
    known[:steps] = False
    above: NDArray[np.bool_] = (high > highest)[known]
    return above
