"""The meters of the benchmark: a nearly complete year of hourly readings of each Cambridge building."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from data.load import ImportOptions, load
from data.series import MeterSeries

FILE = Path(__file__).parents[2] / "../shared/data/cambridge_hourly_kwh.parquet"
YEAR = timedelta(days=365)
LEAST_COMPLETE = 0.98


def cambridge_years(file: Path = FILE) -> list[MeterSeries]:
    """Return the most complete year of each meter, the earliest of several, where at least 98 % of it is known.

    In this file missing readings were stored as zeros; they count as missing in the choice of the year alone.
    """
    imported = load(file, options=ImportOptions(timezone="Europe/London"))
    years = (best_year(replace(meter, country="GB", region="ENG")) for meter in imported.meters)
    return [year for year in years if year is not None]


def best_year(series: MeterSeries) -> MeterSeries | None:
    """Return the earliest most complete year that starts at midnight; None where even that one has too many gaps."""
    size = round(YEAR / series.step)
    known = np.isfinite(series.power_kw) & (series.power_kw != 0)
    total = np.concatenate([[0], np.cumsum(known)])
    starts = np.flatnonzero((series.index == series.index.normalize()) & (np.arange(len(series)) + size <= len(series)))
    if len(starts) == 0:
        return None
    counts = total[starts + size] - total[starts]
    first = int(starts[counts.argmax()])
    if counts.max() < LEAST_COMPLETE * size:
        return None
    return series.between(series.index[first], series.index[first] + YEAR)
