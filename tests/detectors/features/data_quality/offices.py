"""An office by hand for the rules on data: noisy days, calm nights and weekends, at any step."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.series import FloatArray, MeterSeries

MONDAY = pd.Timestamp("2024-02-05")


def office(step_minutes: int = 60, days: int = 90, seed: int = 4, digits: int = 3) -> FloatArray:
    """Return 20 kW at night and on days off, 52 kW at noon, with noise of 3 %."""
    hours = np.arange(days * 24 * 60 // step_minutes) * step_minutes / 60.0
    busy = (np.abs(hours % 24 - 12.5) < 4.5) & (hours // 24 % 7 < 5)
    noise = np.random.default_rng(seed).normal(0.0, 0.03, len(hours))
    power: FloatArray = np.round(np.where(busy, 52.0, 20.0) * (1.0 + noise), digits)
    return power


def on(power: FloatArray, step_minutes: int = 60, zone: str = "UTC") -> MeterSeries:
    """Return readings from a Monday on as a series."""
    index = pd.date_range(MONDAY, periods=len(power), freq=pd.Timedelta(minutes=step_minutes), tz=zone)
    return MeterSeries("office", pd.DatetimeIndex(index), power)


def cuts(size: int, count: int = 12) -> list[int]:
    """Return where readings are cut to see whether a rule looks ahead."""
    return np.random.default_rng(2).integers(size // 3, size, count).tolist()
