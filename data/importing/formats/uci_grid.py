"""From the rows of the UCI load diagrams, 96 a day by the Portuguese clock, to absolute time.

Used by ``data.importing.formats.uci``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import DataError
from data.quality import DataProblem, QualityReport
from data.series import FloatArray, MeterSeries, Quality

TIMEZONE, COUNTRY = "Europe/Lisbon", "PT"
STEP = pd.Timedelta(minutes=15)
STEP_US = 900_000_000


@dataclass(frozen=True, eq=False)
class UciGrid:
    """Which row holds the reading of which interval.

    Parameters
    ----------
    index
        Interval starts in absolute time.
    row
        For every interval the row with its reading, -1 for none.
    rows
        Number of rows of the file.
    """

    index: pd.DatetimeIndex
    row: NDArray[np.int64]
    rows: int

    @cached_property
    def skipped(self) -> NDArray[np.int64]:
        """Rows of no interval: the clock jumps over them."""
        return np.setdiff1d(np.arange(self.rows), self.row)

    @cached_property
    def doubled(self) -> NDArray[np.int64]:
        """Rows that hold the sum of two intervals."""
        return np.flatnonzero(np.bincount(self.row[self.row >= 0], minlength=self.rows) == 2)

    @cached_property
    def halved(self) -> NDArray[np.int64]:
        """Intervals whose reading is one half of a row."""
        return np.flatnonzero(np.isin(self.row, self.doubled))

    @cached_property
    def no_row(self) -> NDArray[np.int64]:
        """Intervals without a row."""
        return np.flatnonzero(self.row < 0)

    @cached_property
    def clock_changes(self) -> tuple[DataProblem, ...]:
        """What the clock changes did to the file, by time."""
        found = []
        for first, last in _runs(np.isin(self.row, self.doubled)):
            done = "the clock repeats this hour and the file holds the sum; halved"
            found.append(
                DataProblem("clock_change", self.index[first], self.index[last] + STEP, last - first + 1, done)
            )
        skipped = np.isin(np.arange(self.rows), self.skipped)
        for first, last in _runs(skipped):
            moment = self.index[int(np.searchsorted(self.row, first))]
            done = "the clock skips this hour and the file holds zeros for it; left out"
            found.append(DataProblem("clock_change", moment, moment, last - first + 1, done))
        return tuple(sorted(found, key=lambda data_problem: data_problem.start))

    def meter(self, name: str, values: FloatArray) -> tuple[MeterSeries, QualityReport]:
        """Return one client from its column, in kW by row."""
        power = values[self.row]
        power[self.no_row] = np.nan
        power[self.halved] /= 2.0
        quality = np.zeros(len(power), np.uint8)
        quality[self.halved] = Quality.CLOCK_CHANGE
        quality[np.isnan(power)] = Quality.MISSING
        in_use = np.abs(power) > 0
        start = int(in_use.argmax()) if in_use.any() else len(power)
        power[:start] = np.nan
        quality[:start] = Quality.NOT_COMMISSIONED
        series = MeterSeries(name, self.index, power, quality=quality, country=COUNTRY)
        return series, self._report(series, start)

    def _report(self, series: MeterSeries, start: int) -> QualityReport:
        """Report on the time from the first reading on; a client that never starts has none to report on."""
        if start == len(series):
            done = "zeros only; never commissioned, left empty"
            data_problems = [DataProblem("not_commissioned", series.start, series.end, start, done)]
            return QualityReport(series.meter_id, 0.0, series.start, series.end, series.step, tuple(data_problems))
        begin = series.index[start]
        missing = np.isnan(series.power_kw)
        missing[:start] = False
        data_problems = [data_problem for data_problem in self.clock_changes if data_problem.start >= begin]
        for first, last in _runs(missing):
            bounds = (series.index[first], series.index[last] + STEP)
            data_problems.append(DataProblem("gap", *bounds, last - first + 1, "no reading in the file; left empty"))
        if start:
            done = "zeros before the client's first reading are not yet commissioned; left empty"
            data_problems.append(DataProblem("not_commissioned", series.start, begin, start, done))
        coverage = 1.0 - float(missing[start:].mean())
        return QualityReport(series.meter_id, coverage, begin, series.end, series.step, tuple(data_problems))


def grid_of(times: NDArray[Any], totals_kw: Callable[[NDArray[np.int64]], FloatArray]) -> UciGrid:
    """Lay the grid over rows with these stamps; ``totals_kw`` sums all clients in each of some rows.

    In the published file the hour that the clock skips or repeats is that of the stamps 01:00 to 01:45: a stamp is
    read off the clock at the end of the interval. Its description can be understood as 01:15 to 02:00 too, and files
    made after it exist; which one it is, shows in where the skipped hour is empty and the repeated one high.

    Raises
    ------
    DataError
        When the stamps do not rise, or not by quarter-hours.
    """
    stamps = times.astype("datetime64[us]").astype(np.int64)
    steps = np.diff(stamps)
    if len(stamps) < 2 or np.isnat(times).any() or np.any(steps <= 0) or steps.min() != STEP_US:
        raise DataError(
            "The rows of the UCI load diagrams follow each other by 15 minutes, those of this file do not. "
            "Import it as an ordinary table instead."
        )
    index = _absolute(stamps)
    by_end = _laid(index, (index + STEP).tz_localize(None), stamps)
    by_start = _laid(index, index.tz_localize(None) + STEP, stamps)
    high = np.concatenate(
        [np.setdiff1d(by_start.skipped, by_end.skipped), np.setdiff1d(by_end.doubled, by_start.doubled)]
    )
    low = np.concatenate(
        [np.setdiff1d(by_end.skipped, by_start.skipped), np.setdiff1d(by_start.doubled, by_end.doubled)]
    )
    # Rows that are high if stamps follow the clock at the end of the interval, and those that are low then.
    return by_end if totals_kw(high).sum() >= totals_kw(low).sum() else by_start


def _absolute(stamps: NDArray[np.int64]) -> pd.DatetimeIndex:
    """Return the starts of all intervals from the first stamp to the last."""
    first = _local(stamps[0] - STEP_US, is_first=True)
    last = _local(stamps[-1] - STEP_US, is_first=False)
    return pd.date_range(first, last, freq=STEP, unit="us")


def _local(stamp: int, *, is_first: bool) -> pd.Timestamp:
    wall = pd.Timestamp(int(stamp), unit="us")
    return wall.tz_localize(TIMEZONE, ambiguous=is_first, nonexistent="shift_forward")


def _laid(index: pd.DatetimeIndex, wall: pd.DatetimeIndex, stamps: NDArray[np.int64]) -> UciGrid:
    times = wall.as_unit("us").asi8
    row = np.minimum(np.searchsorted(stamps, times), len(stamps) - 1)
    return UciGrid(index, np.where(stamps[row] == times, row, -1), len(stamps))


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return first and last position of every run."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]])))
    return [(int(first), int(stop) - 1) for first, stop in zip(edges[::2], edges[1::2], strict=True)]
