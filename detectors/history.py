"""Joining a history with the series that follows it: what a walk-forward detector scores."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from data.errors import DataError
from data.series import MeterSeries, Quality


def joined(history: MeterSeries, series: MeterSeries) -> tuple[MeterSeries, int]:
    """Return history and series as one, and the position at which the series begins in it.

    Of the history, only readings before the start of the series count: where both have a reading, that of the series
    holds, and later ones must not be known. Time between the two is filled with missing readings.

    Raises
    ------
    DataError
        When the two have different steps.
    """
    if history.step != series.step:
        raise DataError(
            f"Meter {series.meter_id} has readings every {series.step}, but its history has one every {history.step}; "
            "bring both to the same step."
        )
    earlier = int(history.index.searchsorted(series.start))
    if earlier == 0:
        return series, 0
    first = history.index[0].tz_convert(series.index.tz)
    offset = (series.start - first) / pd.Timedelta(series.step)
    if offset != round(offset):
        raise DataError(f"The readings of meter {series.meter_id} and its history are not on the same grid of times.")
    begin = round(offset)
    index = pd.date_range(first, periods=begin + len(series), freq=series.step)
    power = np.concatenate([history.power_kw[:earlier], np.full(begin - earlier, np.nan), series.power_kw])
    return replace(
        series,
        index=index,
        power_kw=power,
        temperature_c=_joined_temperature(history, series, earlier, begin),
        quality=_joined_quality(history, series, earlier, begin),
    ), begin


def extended(series: MeterSeries, more: int) -> MeterSeries:
    """Return the series followed by ``more`` missing readings."""
    missing = np.full(more, np.nan)
    temperature = series.temperature_c
    return replace(
        series,
        index=pd.date_range(series.index[0], periods=len(series) + more, freq=series.step),
        power_kw=np.concatenate([series.power_kw, missing]),
        temperature_c=None if temperature is None else np.concatenate([temperature, missing]),
        quality=np.concatenate([_quality(series), np.full(more, int(Quality.MISSING), np.uint8)]),
    )


def _joined_temperature(history: MeterSeries, series: MeterSeries, earlier: int, begin: int) -> np.ndarray | None:
    if history.temperature_c is None or series.temperature_c is None:
        return None
    return np.concatenate([history.temperature_c[:earlier], np.full(begin - earlier, np.nan), series.temperature_c])


def _joined_quality(history: MeterSeries, series: MeterSeries, earlier: int, begin: int) -> np.ndarray:
    between = np.full(begin - earlier, int(Quality.MISSING), np.uint8)
    return np.concatenate([_quality(history)[:earlier], between, _quality(series)])


def _quality(series: MeterSeries) -> np.ndarray:
    return np.zeros(len(series), np.uint8) if series.quality is None else series.quality
