"""Which interval of a meter a posted time means: the time's zone, its stamp, and the meter's own grid of intervals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from data.errors import DataError
from data.series import MeterSeries

MAX_FUTURE = timedelta(days=1)
"""A reading from farther in the future has a wrong date, and would leave years of gap in the store."""
MAX_GAP = timedelta(days=366)
SMALLEST_UNIT = timedelta(microseconds=1)


class Stamp(StrEnum):
    """Which end of its interval a posted time marks; meters mostly write the end."""

    END = "end"
    START = "start"


def interval_start(series: MeterSeries, time: datetime, stamp: Stamp, now: datetime) -> pd.Timestamp:
    """Return the start of the interval that a posted time means, in the zone of the meter.

    Parameters
    ----------
    series
        The stored readings: they say which intervals there are, and which pass of a doubled hour is meant.
    time
        With an offset, or naive in local time of the meter.
    now
        The present, aware; readings from the future are refused.

    Raises
    ------
    DataError
        When the time does not exist, lies on no border of an interval, in the future, or too far from all readings.
    """
    passes = [_start(series, instant, stamp) for instant in _instants(series.timezone, time, stamp)]
    start = passes[0] if len(passes) == 1 else _meant(series, passes)
    _check_border(series, start, time, stamp)
    _check_reach(series, start, now)
    return start


def _start(series: MeterSeries, instant: datetime, stamp: Stamp) -> pd.Timestamp:
    start = instant - series.step if stamp is Stamp.END else instant
    return pd.Timestamp(start).as_unit("us").tz_convert(series.index.tz)


def _instants(timezone: str, time: datetime, stamp: Stamp) -> list[datetime]:
    """Return the moments a time may mean: two within the hour that comes twice in autumn."""
    if time.utcoffset() is not None:
        return [time.astimezone(UTC)]
    zone = ZoneInfo(timezone)
    first, second = (time.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return [first]
    if first < second:
        return [first, second]
    before = (first - SMALLEST_UNIT).astimezone(zone).replace(tzinfo=None)
    if stamp is Stamp.END and before == time - SMALLEST_UNIT:  # the end of the last interval before the change
        return [first]
    raise DataError(
        f"The time {_shown(time)} does not exist in {timezone}: the clock was put forward there. "
        "Give the time with its offset, for example +01:00."
    )


def _meant(series: MeterSeries, passes: list[pd.Timestamp]) -> pd.Timestamp:
    """Return the pass of a doubled hour that a feed in order of time has come to.

    The second one, when the first is there already and so is the reading just before the second; posting a reading
    again at once then finds the same pass again.
    """
    first, second = passes
    return second if _has(series, first) and _has(series, second - series.step) else first


def _has(series: MeterSeries, start: pd.Timestamp) -> bool:
    position = int(series.index.searchsorted(start))
    return position < len(series) and series.index[position] == start and bool(np.isfinite(series.power_kw[position]))


def _check_border(series: MeterSeries, start: pd.Timestamp, time: datetime, stamp: Stamp) -> None:
    beyond = (start - series.start) % pd.Timedelta(series.step)
    if beyond:
        low = start - beyond + (series.step if stamp is Stamp.END else timedelta())
        shown = [f"{border:%H:%M:%S}".removesuffix(":00") for border in (low, low + series.step)]
        minutes = series.step.total_seconds() / 60
        raise DataError(
            f"The time {_shown(time)} is no {stamp} of an interval of meter {series.meter_id}, which has one every "
            f"{minutes:g} minutes; near it there are {shown[0]} and {shown[1]} local time ({series.timezone})."
        )


def _check_reach(series: MeterSeries, start: pd.Timestamp, now: datetime) -> None:
    end = start + series.step
    if end > pd.Timestamp(now + MAX_FUTURE):
        raise DataError(
            f"The reading ends on {end:%-d %B %Y %H:%M} ({series.timezone}), which is in the future; "
            "check its date and its time zone."
        )
    if not series.start - MAX_GAP <= start <= series.end + MAX_GAP:
        raise DataError(
            f"The reading of {start:%-d %B %Y} is more than a year away from all others of meter {series.meter_id}, "
            f"which reach from {series.start:%-d %B %Y} to {series.end:%-d %B %Y}; check its date, or import the "
            "readings between."
        )


def _shown(time: datetime) -> str:
    return time.isoformat(sep=" ", timespec="seconds" if time.second else "minutes")
