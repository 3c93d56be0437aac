"""Where the alarm limit that is drawn lies above everything that was read lately: there it says nothing."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.series import MeterSeries
from detectors.events.limits import drawn_limits
from detectors.scores import Scores
from detectors.threshold import DEFAULT_LEVEL

LOOK_BACK = timedelta(days=91)
"""The last three months, whose highest reading the upper limit should not exceed."""


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
