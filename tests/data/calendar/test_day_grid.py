"""Readings laid out as local days by slots."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.calendar.day_grid import DayType, day_grid, holiday_mask
from data.series import MeterSeries
from tests.detectors.meters import regular_office


def series(start: str, days: int, step_minutes: int = 60, zone: str = "Europe/Zurich") -> MeterSeries:
    office = regular_office(start, days, step_minutes, zone=zone)
    return office.with_power(np.arange(len(office), dtype=float))


def test_days_and_slots_are_those_of_the_local_clock() -> None:
    grid = day_grid(series("2024-01-08", 3, 15))
    assert grid.power_kw.shape == (3, 96)
    assert (grid.days, grid.slots) == (3, 96)
    np.testing.assert_array_equal(grid.power_kw.ravel(), np.arange(3 * 96))
    assert grid.weekday.tolist() == [0, 1, 2]


def test_a_series_may_begin_and_end_in_the_middle_of_a_day() -> None:
    whole = series("2024-01-08", 3)
    grid = day_grid(whole.between(whole.index[5], whole.index[50]))
    assert grid.power_kw.shape == (3, 24)
    assert np.isnan(grid.power_kw[0, :5]).all()
    assert grid.power_kw[0, 5] == 5
    assert grid.power_kw[2, 1] == 49
    assert np.isnan(grid.power_kw[2, 2:]).all()


def test_a_day_of_23_hours_lacks_one() -> None:
    grid = day_grid(series("2024-03-30", 3))
    assert np.flatnonzero(np.isnan(grid.power_kw[1])).tolist() == [2]
    assert grid.power_kw[1, 3] == 26
    assert grid.power_kw[2, 0] == 47


def test_a_day_of_25_hours_keeps_the_later_of_two() -> None:
    grid = day_grid(series("2024-10-26", 3))
    assert grid.power_kw[1, 2] == 27
    assert grid.power_kw[1, 3] == 28
    assert (grid.day == 1).sum() == 25


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe", "UTC"])
def test_every_zone_has_midnight_first(zone: str) -> None:
    grid = day_grid(series("2024-01-08", 2, 30, zone))
    assert grid.power_kw[0, 0] == 0
    assert grid.power_kw[1, 0] == 48


@pytest.mark.parametrize("minutes", [35, 50, 75, 100, 420, 600])
def test_a_step_that_does_not_divide_a_day_still_gives_every_reading_a_slot(minutes: int) -> None:
    index = pd.date_range("2024-03-01", periods=2000, freq=pd.Timedelta(minutes=minutes), tz="UTC")
    whole = MeterSeries("m", index, np.arange(2000.0))
    grid = day_grid(whole)
    assert grid.slots == -(-1440 // minutes)
    np.testing.assert_array_equal(grid.readings(grid.power_kw), whole.power_kw)


@pytest.mark.parametrize(("minutes", "slots"), [(1, 1440), (5, 288), (10, 144), (15, 96), (30, 48), (45, 32), (60, 24)])
def test_a_step_that_divides_a_day_has_a_slot_for_each(minutes: int, slots: int) -> None:
    assert series("2024-01-08", 2, minutes).steps_per_day == slots


def test_columns_go_in_and_come_out_again() -> None:
    whole = series("2024-01-08", 4)
    grid = day_grid(whole)
    np.testing.assert_array_equal(grid.readings(grid.laid_out(whole.power_kw)), whole.power_kw)


def kinds(start: str, days: int, country: str, region: str = "") -> list[int]:
    return list(map(int, day_grid(replace(series(start, days), country=country, region=region)).day_type))


def test_weekends_and_holidays_are_off() -> None:
    week, saturday, sunday = DayType.WEEKDAY, DayType.SATURDAY, DayType.SUNDAY
    assert kinds("2024-05-06", 7, "") == [week] * 5 + [saturday, sunday]
    assert kinds("2024-05-06", 7, "CH", "ZH") == [week] * 3 + [sunday, week, saturday, sunday]
    assert kinds("2024-05-06", 7, "GB", "ENG") == [sunday] + [week] * 4 + [saturday, sunday]
    grid = day_grid(replace(series("2024-05-06", 7), country="CH", region="ZH"))
    assert grid.is_off.tolist() == [False] * 3 + [True, False, True, True]


def specials(start: str, days: int, country: str = "CH") -> list[bool]:
    return list(map(bool, day_grid(replace(series(start, days), country=country, region="")).is_special))


def test_holidays_and_the_days_beside_them_are_special() -> None:
    assert specials("2024-07-29", 7) == [False, False, True, True, True, False, False]


def test_a_holiday_just_outside_of_the_series_is_known() -> None:
    assert specials("2024-07-29", 3) == [False, False, True]
    assert specials("2024-08-02", 3) == [True, False, False]


def test_the_turn_of_the_year_is_special_everywhere() -> None:
    assert specials("2024-12-20", 17, "") == [False] * 2 + [True] * 13 + [False] * 2


def test_an_unknown_country_has_no_holidays_and_an_unknown_region_those_of_its_country() -> None:
    dates = pd.date_range("2024-01-01", "2024-12-31", freq="D")
    assert not holiday_mask(dates, "XX", "").any()
    assert not holiday_mask(dates, "", "ZH").any()
    assert holiday_mask(dates, "CH", "nowhere").tolist() == holiday_mask(dates, "CH", "").tolist()
    assert holiday_mask(dates, "CH", "").any()


def test_holidays_of_several_years_are_known() -> None:
    dates = pd.DatetimeIndex(["2023-12-25", "2024-12-25", "2025-12-25", "2025-12-29"])
    assert holiday_mask(dates, "CH", "ZH").tolist() == [True, True, True, False]
