"""Simple methods for orientation, as one would write them in an afternoon.

Each takes a series and the number of readings of history it may use, and gives a score per reading. Gaps are
filled in straight lines first. Scores are in scales of the history, so that one level may do for several meters.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans

from data.series import FloatArray, MeterSeries

Baseline = Callable[[MeterSeries, int], FloatArray]
MAD_TO_SIGMA = 1.4826
DAY_TYPES = 8
PROFILE_WEEKS = 8
BLOCK = 512


def rolling_sigma(series: MeterSeries, _history: int) -> FloatArray:
    """Return the distance to the mean of the last seven days in their standard deviations."""
    power = pd.Series(filled(series))
    before = power.shift().rolling(7 * series.steps_per_day, min_periods=series.steps_per_day)
    return np.abs(_scales(power - before.mean(), before.std()))


def slot_profile(series: MeterSeries, history: int) -> FloatArray:
    """Return the distance to the median of the last eight weeks at that time of the week in one scale for all."""
    power = pd.Series(filled(series))
    time = series.index
    slot = np.asarray((time.day_of_week * 24 + time.hour) * 60 + time.minute)
    usual = power.groupby(slot).transform(lambda same: same.shift().rolling(PROFILE_WEEKS, min_periods=3).median())
    residual = (power - usual).to_numpy()
    score: FloatArray = np.abs(residual) / _sigma(residual[:history])
    return score


def kmeans_on_days(series: MeterSeries, history: int) -> FloatArray:
    """Return the distance of the day to the nearest of eight typical days of the history."""
    time = series.index
    slot = np.asarray(time.hour * 60 + time.minute)
    table = pd.DataFrame({"day": time.normalize(), "slot": slot, "power": filled(series)})
    days = table.pivot_table(index="day", columns="slot", values="power").interpolate(axis=1, limit_direction="both")
    known = days[days.index < time[history].normalize()]
    model = KMeans(min(DAY_TYPES, len(known)), n_init=4, random_state=0).fit(known.to_numpy())
    distance = pd.Series(model.transform(days.to_numpy()).min(axis=1), days.index)
    return _in_scales(distance.loc[table["day"]].to_numpy(), history)


def matrix_profile(series: MeterSeries, history: int) -> FloatArray:
    """Return the distance of the last 24 hours to the most similar 24 hours before (Yeh et al. 2016).

    Distances are in kW: with every window brought to the same mean and scale, as is usual, half as much is found.
    """
    day = series.steps_per_day
    windows = _windows(series)
    square = (windows**2).sum(axis=1)
    nearest = np.full(len(windows), np.nan)
    for first in range(day, len(windows), BLOCK):
        rows = np.arange(first, min(first + BLOCK, len(windows)))
        before = np.arange(rows[-1] - day + 1)
        apart = square[rows, None] + square[before] - 2.0 * windows[rows] @ windows[before].T
        apart[before > (rows - day)[:, None]] = np.inf
        nearest[rows] = np.sqrt(np.maximum(apart.min(axis=1), 0.0))
    return _in_scales(np.concatenate([np.full(day - 1, np.nan), nearest]), history)


def baselines() -> dict[str, Baseline]:
    """Return the methods by the name in the table."""
    return {
        "matrix profile of 24 h, in kW": matrix_profile,
        "slot-of-week profile, one spread": slot_profile,
        "k-means on days": kmeans_on_days,
        "rolling-sigma rule": rolling_sigma,
    }


def filled(series: MeterSeries) -> FloatArray:
    """Return the readings with gaps filled in straight lines."""
    return np.asarray(pd.Series(series.power_kw).interpolate(limit_direction="both"), np.float64)


def _windows(series: MeterSeries) -> FloatArray:
    return np.lib.stride_tricks.sliding_window_view(filled(series), series.steps_per_day)


def _sigma(residual: FloatArray) -> float:
    known = residual[np.isfinite(residual)]
    scale = MAD_TO_SIGMA * float(np.median(np.abs(known - np.median(known))))
    return scale or float(known.std()) or 1.0


def _in_scales(score: FloatArray, history: int) -> FloatArray:
    training = score[:history]
    scaled: FloatArray = (score - float(np.nanmedian(training))) / _sigma(training)
    return scaled


def _scales(distance: pd.Series[float], scale: pd.Series[float]) -> FloatArray:
    return np.asarray(distance / scale.where(scale > 0), np.float64)
