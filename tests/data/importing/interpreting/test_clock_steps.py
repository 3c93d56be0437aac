"""Files of local clock times in steps that a change of the clock does not divide: nothing of them is lost."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from data.importing.load import Imported, ImportOptions
from tests.data.importing.in_zurich import load
from tests.data.importing.tables_written import csv

YEAR = ("2023-01-01", "2024-01-01")


def shown(hours: float, since: str, until: str) -> pd.DatetimeIndex:
    """Return what a clock shows that is read every few hours of its own time, summer and winter."""
    return pd.date_range(since, until, freq=pd.Timedelta(hours=hours), inclusive="left")


def values_of(wall: pd.DatetimeIndex) -> NDArray[np.float64]:
    hour = np.asarray(wall.hour)
    return np.where((hour >= 8) & (hour < 18), 9.0, 2.0) + np.random.default_rng(3).uniform(0, 1, len(wall)).round(3)


def loaded(wall: pd.DatetimeIndex, zone: str, stamp: str = "start") -> Imported:
    options = ImportOptions(timezone=zone, unit="kWh", clock="local", stamp=stamp)
    return load(csv(wall, values_of(wall)), "a.csv", options)


@pytest.mark.parametrize("stamp", ["start", "end"])
@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("Europe/Zurich", 1.5),
        ("Europe/Zurich", 2),
        ("Europe/Zurich", 3),
        ("Europe/Zurich", 4),
        ("Europe/Zurich", 6),
        ("Europe/Zurich", 12),
        ("Europe/Zurich", 24),
        ("Australia/Sydney", 2),
        ("Australia/Lord_Howe", 1),
        ("Australia/Lord_Howe", 2),
    ],
)
def test_a_year_by_the_clock_keeps_every_kwh(zone: str, hours: float, stamp: str) -> None:
    wall = shown(hours, *YEAR)
    found = loaded(wall, zone, stamp)
    meter = found.meters[0]
    assert meter.energy_kwh == pytest.approx(values_of(wall).sum())
    assert len(meter) == len(wall)
    assert meter.power_kw * hours == pytest.approx(values_of(wall))
    assert {data_problem.kind for data_problem in found.reports[0].data_problems} == {"off_grid"}


def test_what_summer_time_moved_is_told_with_its_length() -> None:
    wall = shown(2, *YEAR)
    report = loaded(wall, "Europe/Zurich").reports[0]
    summer = np.sum((wall >= "2023-03-26T03:00") & (wall < "2023-10-29T03:00"))
    assert report.count("off_grid") == summer
    assert [data_problem.done for data_problem in report.data_problems] == [
        "Summer time is no whole number of 120-minute intervals: times within it moved on by 60 minutes."
    ]


def test_a_summer_alone_stays_where_its_clock_put_it() -> None:
    found = loaded(shown(2, "2023-06-01", "2023-09-01"), "Europe/Zurich")
    assert found.meters[0].start == pd.Timestamp("2023-06-01T00:00+02:00")
    assert found.reports[0].data_problems == ()


def test_a_few_days_of_winter_are_enough_to_keep_all_of_a_summer() -> None:
    wall = shown(2, "2023-03-24", "2023-09-01")
    meter = loaded(wall, "Europe/Zurich").meters[0]
    assert meter.start == pd.Timestamp("2023-03-24T00:00+01:00")
    assert meter.power_kw * 2 == pytest.approx(values_of(wall))


def test_two_hours_of_absolute_time_over_a_change_are_not_moved() -> None:
    index = pd.date_range("2023-03-01T00:00+01:00", periods=720, freq="2h")
    values = values_of(index)
    rows = [f"{time.isoformat()};{value}" for time, value in zip(index, values, strict=True)]
    found = load("\n".join(["time;kWh", *rows, ""]).encode(), "a.csv", ImportOptions(timezone="Europe/Zurich"))
    assert found.meters[0].power_kw * 2 == pytest.approx(values)
    assert found.reports[0].data_problems == ()
