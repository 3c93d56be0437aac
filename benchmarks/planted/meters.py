"""The meters of the benchmark: nearly complete years of buildings, hourly, and of a substation, at 15 minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.readings import real_file
from data.importing.load import ImportOptions, load
from data.series import MeterSeries

FILE = real_file("cambridge_hourly_kwh.parquet")
SUBSTATION_FILE = real_file("polito_native_semicolon_decimalcomma.csv.gz")
YEAR = timedelta(days=365)
MIN_COMPLETE = 0.98


def cambridge_years(file: Path = FILE) -> list[MeterSeries]:
    """Return the most complete year of each meter, the earliest of several, where at least 98 % of it is known.

    In this file missing readings were stored as zeros; they count as missing in the choice of the year alone.
    """
    return [year for meter in cambridge_meters(file) if (year := best_year(meter)) is not None]


def cambridge_periods(length: timedelta, file: Path = FILE) -> list[MeterSeries]:
    """Return the most complete part of a length of each meter that has a nearly complete one."""
    return [period for meter in cambridge_meters(file) if (period := best_period(meter, length)) is not None]


def cambridge_meters(file: Path = FILE) -> list[MeterSeries]:
    """Return all meters of the buildings with all their years."""
    imported = load(file, options=ImportOptions(timezone="Europe/London"))
    return [replace(meter, country="GB", region="ENG") for meter in imported.meters]


def substation_years(file: Path = SUBSTATION_FILE) -> list[MeterSeries]:
    """Return the years of the substation's total meter, one after the other, each as a meter of its own."""
    meter = load(file, options=ImportOptions(timezone="Europe/Rome")).meters[0]
    starts = pd.date_range(meter.start, meter.end - YEAR, freq=YEAR)
    return [
        replace(meter.between(start, start + YEAR), meter_id=f"{meter.meter_id} {start:%Y}", country="IT")
        for start in starts
    ]


def best_year(series: MeterSeries) -> MeterSeries | None:
    """Return the earliest most complete year that starts at midnight; None where even that one has too many gaps."""
    return best_period(series, YEAR)


def best_period(series: MeterSeries, length: timedelta) -> MeterSeries | None:
    """Return the earliest most complete part from a midnight on; None where even that one has too many gaps."""
    size = round(length / series.step)
    known = np.isfinite(series.power_kw) & (series.power_kw != 0)
    total = np.concatenate([[0], np.cumsum(known)])
    starts = np.flatnonzero((series.index == series.index.normalize()) & (np.arange(len(series)) + size <= len(series)))
    if len(starts) == 0:
        return None
    counts = total[starts + size] - total[starts]
    first = int(starts[counts.argmax()])
    if counts.max() < MIN_COMPLETE * size:
        return None
    return series.between(series.index[first], series.index[first] + length)
