"""Loads that are mostly off, by hand: a charger, an oven, a pump in its season, a pump of a pit, a compressor."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from data.series import FloatArray, MeterSeries

MONDAY = pd.Timestamp("2023-02-06", tz="Europe/Vienna")


class Load:
    """Readings of standby, to which runs are added.

    Parameters
    ----------
    step_minutes, days
        Of the readings.
    standby_kw
        What it draws between runs; 0 for nothing at all.
    """

    def __init__(
        self, step_minutes: int, days: int, standby_kw: float, seed: int, start: pd.Timestamp = MONDAY
    ) -> None:
        self.rng = np.random.default_rng(seed)
        self.step_hours = step_minutes / 60.0
        self.index = pd.date_range(
            start, periods=days * 24 * 60 // step_minutes, freq=pd.Timedelta(minutes=step_minutes)
        )
        self.power: FloatArray = standby_kw * (1.0 + 0.05 * self.rng.standard_normal(len(self.index)))

    def run(self, day: int, hour: float, hours: float, kw: float) -> None:
        """Add a run; the first and the last interval may be part of it only."""
        begin = (24.0 * day + hour) / self.step_hours
        end = min(begin + hours / self.step_hours, float(len(self.power)))
        cells = np.arange(int(begin), int(np.ceil(end)))
        self.power[cells] = np.maximum(self.power[cells], kw * (np.minimum(cells + 1, end) - np.maximum(cells, begin)))

    def series(self) -> MeterSeries:
        """Return the readings, with three digits."""
        return MeterSeries("load", pd.DatetimeIndex(self.index), np.round(self.power, 3))


def charger(step_minutes: int, days: int = 210, seed: int = 1) -> Load:
    """Return a charger that is used on three nights a week or so."""
    load = Load(step_minutes, days, 0.008, seed)
    for day in np.flatnonzero(load.rng.random(days) < 0.45).tolist():
        load.run(day, load.rng.uniform(19.5, 23.0), load.rng.uniform(1.5, 7.0), 7.4)
    return load


def oven(step_minutes: int, days: int = 210, seed: int = 2) -> Load:
    """Return an oven that bakes from three o'clock on, not on Sundays."""
    load = Load(step_minutes, days, 0.025, seed)
    for day in range(days):
        if day % 7 != 6:
            load.run(day, load.rng.uniform(2.6, 3.1), load.rng.uniform(4.0, 5.5), load.rng.uniform(20.0, 23.0))
    return load


def irrigation(step_minutes: int, days: int = 270, seed: int = 3) -> Load:
    """Return a pump that runs on dry mornings of summer, and not at all in winter."""
    load = Load(step_minutes, days, 0.0, seed, pd.Timestamp("2023-01-02", tz="Europe/Madrid"))
    for day in range(110, 240):
        if load.rng.random() < 0.6:
            load.run(day, load.rng.uniform(4.0, 5.0), load.rng.uniform(2.0, 3.5), 5.5)
    return load


def pit_pump(step_minutes: int, days: int = 210, seed: int = 4) -> Load:
    """Return a pump that empties a pit every few days."""
    load = Load(step_minutes, days, 0.0, seed)
    day = 0.0
    while (day := day + load.rng.gamma(2.0, 3.0)) < days - 1:
        load.run(int(day), 24.0 * (day % 1.0), load.rng.uniform(0.7, 2.0), load.rng.uniform(3.4, 3.9))
    return load


def compressor(step_minutes: int, days: int = 210, seed: int = 5) -> Load:
    """Return a compressor that starts every six hours or so."""
    load = Load(step_minutes, days, 0.01, seed)
    day = 0.0
    while (day := day + (1.5 + load.rng.exponential(5.0)) / 24.0) < days - 1:
        load.run(int(day), 24.0 * (day % 1.0), load.rng.uniform(0.4, 0.7), 3.0)
    return load


LOADS: tuple[Callable[[int], Load], ...] = (charger, oven, irrigation, pit_pump, compressor)
