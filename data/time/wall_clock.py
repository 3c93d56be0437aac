"""From wall-clock times to absolute time, also on the days of a clock change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Int64Array = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
HOUR = 3_600_000_000
DAY = 24 * HOUR
MIN_YEAR, MAX_YEAR = 1970, 2199
"""Years from which readings are taken; others come from empty clocks and wrong units."""
FIRST_TIME, TIMES_END = (np.array(["1970", "2200"], "datetime64[us]").astype(np.int64)).tolist()
"""Microseconds since 1970 at which these years begin, and at which they are over."""


@dataclass(frozen=True)
class ClockChange:
    """One change of a zone's clock: when (microseconds, UTC) and the offsets before and after (microseconds)."""

    instant: int
    before: int
    after: int

    @property
    def forward(self) -> bool:
        """True in spring, when the clock jumps over an hour."""
        return self.after > self.before

    @property
    def wall(self) -> tuple[int, int]:
        """The wall-clock time that does not exist (spring) or exists twice (autumn), ``[from, to)``."""
        low, high = sorted((self.before, self.after))
        return self.instant + low, self.instant + high


def clock_changes(timezone: str, first: int, last: int) -> tuple[ClockChange, ...]:
    """Return the changes of a zone's clock between two instants (microseconds), widened by a day."""
    half = HOUR // 2  # Adelaide changes its clock at half past
    hours = np.arange((first - DAY) // half, (last + DAY) // half + 2, dtype=np.int64) * half
    instants = pd.DatetimeIndex(hours.view("datetime64[us]")).tz_localize("UTC")
    offsets = np.asarray(instants.tz_convert(timezone).tz_localize(None).as_unit("us").asi8) - hours
    places = np.flatnonzero(np.diff(offsets)) + 1
    return tuple(ClockChange(int(hours[i]), int(offsets[i - 1]), int(offsets[i])) for i in places)


def offset_at(timezone: str, instants: Int64Array) -> Int64Array:
    """Return a zone's offset from UTC at each instant, microseconds."""
    index = pd.DatetimeIndex(instants.view("datetime64[us]")).tz_localize("UTC")
    return np.asarray(index.tz_convert(timezone).tz_localize(None).as_unit("us").asi8) - instants


def standard_offset(timezone: str, instant: int) -> int:
    """Return a zone's offset without summer time in the year of an instant, microseconds."""
    year = pd.Timestamp(instant, unit="us").year
    days = pd.DatetimeIndex([f"{year}-01-01", f"{year}-07-01"]).as_unit("us").asi8
    return int(offset_at(timezone, np.asarray(days)).min())


@dataclass(frozen=True)
class Localised:
    """Clock times of a zone as instants.

    Parameters
    ----------
    instants
        Microseconds in UTC. In a skipped hour as if the clock had not been changed yet.
    skipped
        True for times within an hour that does not exist.
    repeated
        True for times within an hour that exists twice.
    """

    instants: Int64Array
    skipped: BoolArray
    repeated: BoolArray


def localise(wall: Int64Array, meters: Int64Array, changes: tuple[ClockChange, ...], offset: int) -> Localised:
    """Give every wall-clock time its instant; which pass of a doubled hour is meant shows in the order of rows.

    Parameters
    ----------
    wall
        Clock times, meter after meter, each in order of appearance.
    meters
        Number of the meter of each time.
    changes
        The zone's changes of the clock over these times, in order.
    offset
        The zone's offset before the first change.
    """
    borders = np.array([max(change.wall) for change in changes], np.int64)
    offsets = np.array([offset, *(change.after for change in changes)], np.int64)
    regime = np.searchsorted(borders, wall, side="right")
    instants = wall - offsets[regime]
    skipped, repeated = np.zeros(len(wall), bool), np.zeros(len(wall), bool)
    for number, change in enumerate(changes):
        low, high = change.wall
        inside = (wall >= low) & (wall < high)
        if change.forward:
            skipped |= inside
        elif inside.any():
            repeated |= inside
            rows = np.flatnonzero(inside)
            second = _second_time(wall[rows], meters[rows])
            instants[rows] = wall[rows] - np.where(second, offsets[number + 1], offsets[number])
    return Localised(instants, skipped, repeated)


def _second_time(wall: Int64Array, meters: Int64Array) -> BoolArray:
    """Mark times of a doubled hour that belong to its second pass.

    Either the whole hour is written twice, one after the other (time jumps back once), or every time is
    written twice in a row.
    """
    same = np.append(False, np.diff(meters) == 0)
    back = same & np.append(False, np.diff(wall) < 0)
    frame = pd.DataFrame({"meter": meters, "wall": wall, "back": back})
    jumps = frame.groupby("meter")["back"].cumsum().to_numpy() > 0
    jumping = frame.groupby("meter")["back"].transform("any").to_numpy()
    again = frame.groupby(["meter", "wall"]).cumcount().to_numpy() > 0
    return np.asarray(np.where(jumping, jumps, again))


def repeated_hour(index: pd.DatetimeIndex) -> tuple[BoolArray, int]:
    """Return which readings lie in an hour that comes twice, both passes of it, and how many one pass has.

    None do where the hour is no whole number of steps.
    """
    inside = np.zeros(len(index), bool)
    if len(index) < 2:
        return inside, 0
    local = index.tz_localize(None).as_unit("us").asi8
    moved = np.diff(local)
    step = int((index[1] - index[0]) / pd.Timedelta(microseconds=1))
    back = np.flatnonzero(moved <= 0) + 1
    steps = 0
    for second in back.tolist():
        steps = int((step - moved[second - 1]) // step)
        inside[max(0, second - steps) : second + steps] = True
    return inside, steps
