"""Which interval a posted time means: stamps, zones, the hour that comes twice, and times that fit no interval."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import DataError
from data.series import MeterSeries
from pipeline.predict.interval import Stamp, interval_start

ZONE = "Europe/Zurich"
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def stored(until: str, step: str = "15min", since: str = "2025-10-01") -> MeterSeries:
    """Return readings of every interval since October 2025 up to a moment."""
    end = pd.Timestamp(until)
    end = end.tz_convert(ZONE) if end.tz else end.tz_localize(ZONE)
    index = pd.date_range(pd.Timestamp(since, tz=ZONE), end, freq=step, inclusive="left")
    return MeterSeries("office", pd.DatetimeIndex(index), np.ones(len(index)))


def start_of(series: MeterSeries, time: str, stamp: Stamp = Stamp.END, now: datetime = NOW) -> str:
    return interval_start(series, datetime.fromisoformat(time), stamp, now).isoformat()


def test_a_time_marks_the_end_of_its_interval_unless_the_start_is_meant() -> None:
    series = stored("2026-01-15")

    assert start_of(series, "2026-01-15T00:15:00") == "2026-01-15T00:00:00+01:00"
    assert start_of(series, "2026-01-15T00:15:00", Stamp.START) == "2026-01-15T00:15:00+01:00"


@pytest.mark.parametrize("time", ["2026-01-14T23:15:00Z", "2026-01-14T18:15:00-05:00", "2026-01-15T05:00:00+05:45"])
def test_a_time_with_an_offset_is_that_moment(time: str) -> None:
    assert start_of(stored("2026-01-15"), time) == "2026-01-15T00:00:00+01:00"


def test_in_the_hour_that_comes_twice_a_feed_in_order_of_time_finds_each_interval_once() -> None:
    series = stored("2025-10-26T02:00:00+02:00")
    walls = ["02:00", "02:15", "02:30", "02:45"] * 2
    found = []
    for wall in walls:
        start = interval_start(series, datetime.fromisoformat(f"2025-10-26T{wall}"), Stamp.START, NOW)
        series = stored(str(start + series.step))
        again = interval_start(series, datetime.fromisoformat(f"2025-10-26T{wall}"), Stamp.START, NOW)
        assert again == start
        found.append(start)

    assert found == list(pd.date_range("2025-10-26T02:00:00+02:00", periods=8, freq="15min"))


def test_the_end_of_the_last_interval_before_summer_time_may_be_written_as_the_skipped_hour() -> None:
    series = stored("2026-03-29T01:45")

    assert start_of(series, "2026-03-29T02:00") == start_of(series, "2026-03-29T03:00") == "2026-03-29T01:45:00+01:00"


@pytest.mark.parametrize(("time", "stamp"), [("2026-03-29T02:15", "end"), ("2026-03-29T02:00", "start")])
def test_a_time_that_does_not_exist_is_refused(time: str, stamp: str) -> None:
    with pytest.raises(DataError, match=r"does not exist in Europe/Zurich.*offset"):
        start_of(stored("2026-03-29"), time, Stamp(stamp))


@pytest.mark.parametrize(
    ("step", "time", "near"),
    [
        ("15min", "2026-01-15T00:10", "every 15 minutes.*00:00 and 00:15"),
        ("15min", "2026-01-15T00:15:01", "00:15 and 00:30"),
        ("h", "2026-01-15T10:15", "every 60 minutes.*10:00 and 11:00"),
        ("24h", "2026-01-15T06:00", "every 1440 minutes.*23:00"),
    ],
)
def test_a_time_on_no_border_of_an_interval_is_refused_with_those_beside_it(step: str, time: str, near: str) -> None:
    with pytest.raises(DataError, match=near):
        start_of(stored("2026-01-15", step), time)


def test_a_reading_from_the_future_is_refused() -> None:
    assert start_of(stored("2026-01-15"), "2026-06-01T00:00")
    with pytest.raises(DataError, match=r"2 July 2026 00:00.*in the future"):
        start_of(stored("2026-01-15"), "2026-07-02T00:00")


def test_a_reading_far_from_all_others_is_refused() -> None:
    series = stored("2026-01-15")

    assert start_of(series, "2024-12-01T00:00")
    for time in ("2016-01-01T00:15", "2027-02-01T00:00"):
        with pytest.raises(DataError, match="more than a year away"):
            start_of(series, time, now=datetime(2030, 1, 1, tzinfo=UTC))


@given(st.integers(0, 1500), st.sampled_from(list(Stamp)), st.sampled_from(["15min", "h"]))
def test_every_start_is_one_of_the_grid_and_covers_its_stamp(quarter: int, stamp: Stamp, step: str) -> None:
    series = stored("2026-01-15", step)
    time = pd.Timestamp("2025-11-20", tz="UTC") + quarter * pd.Timedelta(series.step)

    start = interval_start(series, time.to_pydatetime(), stamp, NOW)

    assert (start - series.start) % pd.Timedelta(series.step) == pd.Timedelta(0)
    assert (start + series.step if stamp is Stamp.END else start) == time
