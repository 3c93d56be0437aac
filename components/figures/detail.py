"""Level of detail: what of a meter to draw on so many pixels, by the same rules as the page in the browser.

Where a reading has half a pixel or more, each is drawn. Where it has less, their line would be a solid block that
hides band and expected: hours, days or weeks of the meter's own calendar are drawn then, as means within a light area
from the lowest to the highest reading.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import DataError
from data.series import FloatArray, MeterSeries
from detectors.scores import Scores

Int64Array = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

READING_PX = 0.5
"""Readings narrower than this are drawn by their means."""
STEP_PX = 2.0
"""Readings at least this wide are drawn as steps."""
LENGTHS = ((1, 1.0), (3, 0.75), (24, 1.0), (168, 0.0))
"""Lengths of buckets in hours, and how many pixels each must have: a day needs room for its own course."""
HOUR_MS = 3_600_000
MONDAY_MS = int(pd.Timestamp("2000-01-03").value // 10**6)
WATTS_BELOW_KW, MEGAWATTS_FROM_KW = 0.1, 1e4


@dataclass(frozen=True, eq=False)
class Buckets:
    """Readings, or means of several: one row a bucket, in order of time.

    Parameters
    ----------
    start_ms, end_ms
        Wall time of the meter in milliseconds since 1970, half-open.
    goes_back
        Whether the wall clock goes back between a bucket and the one before it.
    power, expected, below, above, usual_low, usual_high
        Means in the unit of the axis: readings, what is expected, how far the alarm limit moves on each side a sigma,
        and the usual range. NaN where unknown.
    low, high
        Lowest and highest reading.
    """

    start_ms: Int64Array
    end_ms: Int64Array
    goes_back: BoolArray
    power: FloatArray
    expected: FloatArray
    below: FloatArray
    above: FloatArray
    usual_low: FloatArray
    usual_high: FloatArray
    low: FloatArray
    high: FloatArray

    def __len__(self) -> int:
        return len(self.start_ms)

    def band(self, level: float, floor: float) -> tuple[FloatArray, FloatArray]:
        """Return the lower and upper alarm limit at a level in sigma; the lower one is at least ``floor``."""
        return np.maximum(self.expected - level * self.below, floor), self.expected + level * self.above

    def usual(self, floor: float) -> tuple[FloatArray, FloatArray]:
        """Return the usual range; its lower end is at least ``floor``."""
        return np.maximum(self.usual_low, floor), np.maximum(self.usual_high, floor)


@dataclass(frozen=True, eq=False)
class Detail:
    """What is drawn.

    Parameters
    ----------
    buckets
        The rows that are drawn.
    hours
        Length of a bucket; 0 where each is one reading.
    is_step
        Whether readings are wide enough to be drawn as steps.
    readings_per_px
        How many readings share a pixel, at least one.
    """

    buckets: Buckets
    hours: int
    is_step: bool
    readings_per_px: int


def axis_unit(power_kw: FloatArray) -> tuple[str, float]:
    """Return the unit of the axis and its factor from kW: watts for the smallest meters, megawatts for the largest."""
    high = float(np.nanmax(np.abs(power_kw), initial=0.0))
    if 0 < high < WATTS_BELOW_KW:
        return "W", 1e3
    return ("MW", 1e-3) if high >= MEGAWATTS_FROM_KW else ("kW", 1.0)


def readings_drawn(series: MeterSeries, scores: Scores, factor: float = 1.0) -> Buckets:
    """Return every reading as a bucket of its own, its values times ``factor``.

    Raises
    ------
    DataError
        When the scores are not on the index of the series.
    """
    if not scores.index.equals(series.index):
        raise DataError(
            f"The scores are not those of the {len(series)} readings of meter {series.meter_id}; cut both to the same "
            "dates."
        )
    start = wall_ms(series.index)
    step = round(series.step.total_seconds() * 1000)
    power = series.power_kw * factor
    return Buckets(
        start_ms=start,
        end_ms=start + step,
        goes_back=np.diff(start, prepend=start[0] - step) < step,
        power=power,
        expected=scores.expected * factor,
        below=scores.limit_below * factor,
        above=scores.limit_above * factor,
        usual_low=scores.usual_low * factor,
        usual_high=scores.usual_high * factor,
        low=power,
        high=power,
    )


def detail(readings: Buckets, step_hours: float, width: float) -> Detail:
    """Return what to draw of all readings on a plot of so many pixels."""
    step_px = step_hours * HOUR_MS * width / float(readings.end_ms[-1] - readings.start_ms[0])
    per_px = max(1, int(np.ceil(1.0 / step_px)))
    if step_px >= READING_PX:
        return Detail(readings, 0, step_px >= STEP_PX, per_px)
    hour_px = step_px / step_hours
    hours = next(
        (length for length, min_px in LENGTHS if length > step_hours and length * hour_px >= min_px), LENGTHS[-1][0]
    )
    return Detail(_joined(readings, calendar_starts(readings.start_ms, hours)), hours, False, per_px)


def calendar_starts(start_ms: Int64Array, hours: int) -> Int64Array:
    """Return the positions at which so many hours of the meter's calendar begin, weeks on Mondays."""
    latest = np.maximum.accumulate((start_ms - MONDAY_MS) // (hours * HOUR_MS))
    return np.flatnonzero(np.diff(latest, prepend=latest[0] - 1) > 0)


def wall_ms(index: pd.DatetimeIndex) -> Int64Array:
    """Return the wall time of instants in milliseconds since 1970."""
    wall: Int64Array = index.tz_localize(None).as_unit("ms").asi8
    return wall


def _joined(readings: Buckets, first: Int64Array) -> Buckets:
    """Return the means of buckets that begin at these positions.

    They are taken over the readings there are, for what is expected too: half a day is compared with that half.
    """
    present = np.isfinite(readings.power)
    judged = np.where(np.add.reduceat(present, first)[_bucket_of(first, len(readings))] > 0, present, True)
    last = np.append(first[1:], len(readings)) - 1
    return Buckets(
        start_ms=readings.start_ms[first],
        end_ms=readings.end_ms[last],
        goes_back=readings.goes_back[first],
        power=_means(readings.power, judged, first),
        expected=_means(readings.expected, judged, first),
        below=_means(readings.below, judged, first),
        above=_means(readings.above, judged, first),
        usual_low=_means(readings.usual_low, judged, first),
        usual_high=_means(readings.usual_high, judged, first),
        low=np.fmin.reduceat(readings.power, first),
        high=np.fmax.reduceat(readings.power, first),
    )


def _bucket_of(first: Int64Array, size: int) -> Int64Array:
    return np.searchsorted(first, np.arange(size), side="right") - 1


def _means(values: FloatArray, counted: BoolArray, first: Int64Array) -> FloatArray:
    counted = counted & np.isfinite(values)
    counts = np.add.reduceat(counted.astype(np.int64), first)
    sums = np.add.reduceat(np.where(counted, values, 0.0), first)
    means: FloatArray = np.divide(sums, counts, out=np.full(len(first), np.nan), where=counts > 0)
    return means
