"""How large a planted fault is for its meter: its change against the usual scale at the hours it falls on.

The scale knows the weeks before and after and the meter without its faults, so it says what a person with a plot could
see, and nothing of any method.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.calendar.day_types import local_days
from data.series import FloatArray, MeterSeries
from data.simulation.inject import FaultLabel

NEAR_DAYS = 9
"""Days of the same kind, work or off, whose median at that hour is usual: the day itself and four on either side."""
MIN_NEAR_DAYS = 4
SCALE_SHARE, SIGMAS_AT_SCALE_SHARE = 0.9, 1.645
"""Quantile of the distances, and the sigma at which it lies in a normal distribution: heavy tails count."""
BOUNDS = (2.0, 4.0)
"""Times the usual scale: below the first a fault is small, above the second it is large."""
SIZE_NAMES = (f"below {BOUNDS[0]:g}", f"{BOUNDS[0]:g} to {BOUNDS[1]:g}", f"above {BOUNDS[1]:g}")


def relative_sizes(before: MeterSeries, after: MeterSeries, labels: Sequence[FaultLabel]) -> tuple[float, ...]:
    """Return for each fault the mean change of the readings it changes over the mean usual scale at their hours.

    Parameters
    ----------
    before, after
        The meter without and with the faults.
    """
    scale = usual_scale(before)
    change = np.abs(after.power_kw - before.power_kw)
    sizes = []
    for label in labels:
        part = slice(*before.index.searchsorted(pd.DatetimeIndex([label.start, label.end])).tolist())
        is_changed = change[part] > 0
        usual = float(np.mean(scale[part][is_changed])) if is_changed.any() else 0.0
        sizes.append(float(np.mean(change[part][is_changed])) / usual if usual > 0 else float("inf"))
    return tuple(sizes)


def usual_scale(series: MeterSeries) -> FloatArray:
    """Return for each reading the robust sigma at its clock hour, on days at work or off, in kW.

    It is that of the distances to the median of days of the same kind around, at the same time of day.
    """
    days = local_days(series.index, series.country, series.region)
    is_off = days.is_off[days.day]
    minute = np.asarray(series.index.hour * 60 + series.index.minute)
    power = pd.Series(series.power_kw)
    usual = power.groupby([minute, is_off]).transform(
        lambda same: same.rolling(NEAR_DAYS, min_periods=MIN_NEAR_DAYS, center=True).median()
    )
    distance = (power - usual).abs()
    by_hour = distance.groupby([minute // 60, is_off])
    scale = by_hour.transform(lambda same: same.quantile(SCALE_SHARE)) / SIGMAS_AT_SCALE_SHARE
    return scale.to_numpy(np.float64)


def size_name(size: float) -> str:
    """Return in which of ``SIZE_NAMES`` a size lies."""
    return SIZE_NAMES[int(np.searchsorted(BOUNDS, size, side="right"))]
