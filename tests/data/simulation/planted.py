"""An office, and a fault planted in it, for the tests of planted faults."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.series import MeterSeries
from data.simulation.inject import FaultKind, FaultLabel, Planting, plant_random

HISTORY = pd.Timedelta(days=91)


def office(days: int = 365, step_minutes: int = 15, seed: int = 0) -> MeterSeries:
    """A meter at 10 kW by night and at weekends, and about 50 kW from 7 to 19 on workdays."""
    step = pd.Timedelta(minutes=step_minutes)
    start = pd.Timestamp("2025-01-01", tz="Europe/Zurich")
    index = pd.date_range(start, start + pd.Timedelta(days=days), freq=step, inclusive="left")
    occupied = (index.hour >= 7) & (index.hour < 19) & (index.day_of_week < 5)
    noise = np.random.default_rng(seed).normal(0, 0.5, len(index))
    return MeterSeries("office", index, np.where(occupied, 50.0, 10.0) + noise)


def planted(
    kind: FaultKind, series: MeterSeries | None = None, seed: int = 1
) -> tuple[MeterSeries, MeterSeries, FaultLabel]:
    before = series or office()
    after, labels = plant_random(before, Planting(count=1, kinds=(kind,), seed=seed, after=before.start + HISTORY))
    return before, after, labels[0]


def inside(series: MeterSeries, label: FaultLabel) -> np.ndarray:
    return np.asarray((series.index >= label.start) & (series.index < label.end))
