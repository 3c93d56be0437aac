"""Readings by the clock that arrive in two files, one of summer and one of winter, in steps longer than its change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.importing.cleaning.clean import clean
from data.importing.raw_readings import RawReadings
from data.series import MeterSeries
from data.storage.merge import merged

SUMMER, WINTER, YEAR = ("2023-06-01", "2023-09-01"), ("2023-11-01", "2024-01-01"), ("2023-01-01", "2024-01-01")


def by_clock(hours: int, window: tuple[str, str], zone: str = "Europe/Zurich") -> MeterSeries:
    """Return what is stored of readings every few hours of a zone's clock; each is the day of the year."""
    wall = pd.date_range(*window, freq=pd.Timedelta(hours=hours), inclusive="left")
    instants = wall.tz_localize(zone, ambiguous=True, nonexistent="shift_forward").tz_convert("UTC")
    values = np.asarray(wall.day_of_year, float) + np.asarray(wall.hour) / 100
    return clean(RawReadings("m", instants.as_unit("us").asi8, values, "kW", zone))[0]


@pytest.mark.parametrize("hours", [2, 3, 4, 6, 12, 24])
@pytest.mark.parametrize("parts", [(SUMMER, WINTER), (WINTER, SUMMER)], ids=["summer first", "winter first"])
def test_summer_and_winter_by_the_clock_become_one_series(hours: int, parts: tuple[tuple[str, str], ...]) -> None:
    first, then = (by_clock(hours, part) for part in parts)
    both, summary = merged(first, then)
    assert (summary.added, summary.changed) == (len(then), 0)
    whole = by_clock(hours, ("2023-06-01", "2024-01-01"))
    known = np.isfinite(both.power_kw)
    assert both.index.equals(whole.index)
    assert both.power_kw[known] == pytest.approx(whole.power_kw[known])
    assert known.sum() == len(first) + len(then)


@pytest.mark.parametrize("hours", [2, 3, 6, 24])
def test_a_summer_that_arrives_again_is_equal_to_the_stored_year(hours: int) -> None:
    year, summer = by_clock(hours, YEAR), by_clock(hours, SUMMER)
    both, summary = merged(year, summer)
    assert (summary.added, summary.changed, summary.equal) == (0, 0, len(summer))
    assert both.digest == year.digest


def test_half_an_hour_of_summer_time_joins_hourly_readings_too() -> None:
    parts = [by_clock(1, window, "Australia/Lord_Howe") for window in (("2023-01-01", "2023-02-01"), SUMMER)]
    both, _ = merged(*parts)
    assert both.energy_kwh == pytest.approx(sum(part.energy_kwh for part in parts))


def test_winters_an_hour_apart_are_refused_in_one_clock() -> None:
    winter = by_clock(24, WINTER)
    other = MeterSeries("m", winter.index + pd.Timedelta(hours=1), winter.power_kw)
    with pytest.raises(DataError) as refused:
        merged(winter, other)
    assert str(refused.value) == (
        "Meter m is stored with intervals of 1440 minutes that start at 23:00:00 UTC, but these start at 00:00:00 "
        "UTC. Check whether the times mark the start or the end of the interval, and the zone."
    )
