"""All readings of a file as plain arrays: times, meters, values; and a row a day turned into a row an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from data.importing.interpreting.cell_times.times import SECOND
from data.importing.interpreting.layout.groups import RowGroup
from data.importing.interpreting.roles.interval_labels import DAY_MINUTES, DayIntervals, day_intervals, read_label
from data.importing.options import Guess

FloatArray = NDArray[np.float64]
Int64Array = NDArray[np.int64]
MINUTE = 60 * SECOND


@dataclass(frozen=True)
class Readings:
    """All readings of a file, meter after meter, each in order of appearance.

    Parameters
    ----------
    wall
        Times as written, microseconds since 1970 by the clock of the file.
    offset
        Offset from UTC in microseconds, ``NO_TIME`` where the file does not tell.
    meters
        Number of the meter in ``meter_names``, ascending.
    meter_names
        Names of the meters; one empty name when the file does not name them.
    values
        Readings by column.
    temperature
        Outdoor temperature, NaN where there is none.
    elapsed
        For intervals counted from midnight: the time since midnight, microseconds; else None.
    groups
        What the rows of each meter state beside its name.
    """

    wall: Int64Array
    offset: Int64Array
    meters: Int64Array
    meter_names: tuple[str, ...]
    values: dict[str, FloatArray]
    temperature: FloatArray
    elapsed: Int64Array | None = None
    groups: tuple[RowGroup, ...] = (RowGroup(""),)

    def __len__(self) -> int:
        return len(self.wall)

    def rows(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Self:
        """Return the readings chosen by positions or a mask."""
        return replace(
            self,
            wall=self.wall[chosen],
            offset=self.offset[chosen],
            meters=self.meters[chosen],
            values={name: values[chosen] for name, values in self.values.items()},
            temperature=self.temperature[chosen],
            elapsed=None if self.elapsed is None else self.elapsed[chosen],
        )

    @property
    def known(self) -> NDArray[np.bool_]:
        """True where at least one column has a value."""
        return np.asarray(np.logical_or.reduce([np.isfinite(values) for values in self.values.values()]))


def from_days(readings: Readings, columns: Sequence[str], stamp: str | None) -> tuple[Readings, str, Guess | None]:
    """Turn one row a day into one row an interval; the times are starts from here on.

    Columns of several families, such as import and export, become as many columns of readings.
    """
    families = _families(columns)
    laid_out = {family: _laid_out(readings, names, _intervals(names, stamp)) for family, names in families.items()}
    first = next(iter(laid_out.values()))
    values = {family: each.values[""] for family, each in laid_out.items() if len(each) == len(first)}
    guess = _intervals(next(iter(families.values())), stamp).guess
    long = replace(first, values=values)
    minutes = _intervals(next(iter(families.values())), stamp).minutes
    repeated = np.tile(_repeats(minutes) | (minutes >= DAY_MINUTES), len(readings))
    return long.rows(long.known | ~repeated), guess.value if guess else stamp or "start", guess


def _families(columns: Sequence[str]) -> dict[str, list[str]]:
    families: dict[str, list[str]] = {}
    for name in columns:
        label = read_label(name)
        families.setdefault(label.family if label else "", []).append(name)
    return families


def _intervals(names: Sequence[str], stamp: str | None) -> DayIntervals:
    """Return the intervals that names stand for; names that are no labels are counted."""
    found = day_intervals(names, stamp)
    if found is not None:
        return found
    counted = day_intervals([str(number) for number in range(1, len(names) + 1)], stamp)
    if counted is not None:
        return counted
    step = DAY_MINUTES // 24
    return DayIntervals(np.arange(len(names), dtype=np.int64) * step, step, counted=True)


def _laid_out(readings: Readings, columns: Sequence[str], intervals: DayIntervals) -> Readings:
    days, size = len(readings), len(columns)
    since_midnight = np.tile(intervals.minutes * MINUTE, days)
    return replace(
        readings,
        wall=np.repeat(readings.wall, size) + (0 if intervals.counted else since_midnight),
        offset=np.repeat(readings.offset, size),
        meters=np.repeat(readings.meters, size),
        values={"": np.column_stack([readings.values[name] for name in columns]).ravel()},
        temperature=np.repeat(readings.temperature, size),
        elapsed=since_midnight if intervals.counted else None,
    )


def _repeats(minutes: Int64Array) -> NDArray[np.bool_]:
    first = np.unique(minutes, return_index=True)[1]
    repeats = np.ones(len(minutes), bool)
    repeats[first] = False
    return repeats


def meter_by_meter(readings: Readings) -> Readings:
    """Order rows by meter; a file that runs backwards in time is turned round."""
    if len(readings.meter_names) > 1 and np.any(np.diff(readings.meters) < 0):
        readings = readings.rows(np.argsort(readings.meters, kind="stable"))
    times = readings.wall if readings.elapsed is None else readings.wall + readings.elapsed
    steps = np.diff(times)[np.diff(readings.meters) == 0]
    if np.sum(steps < 0) > 0.9 * np.sum(steps != 0) > 0:
        turned = readings.rows(np.arange(len(readings))[::-1])
        return turned.rows(np.argsort(turned.meters, kind="stable"))
    return readings
