"""Which holidays anybody can check: those that are clearly lower than the working days around them."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.told.known_days import KnownDays, clear_holidays, is_clear, is_less
from benchmarks.told.tables import days_sentence
from benchmarks.told.telling import ToldEvent
from data.calendar.day_types import local_days
from tests.data.simulation.planted import office

WEEKEND = [False] * 5 + [True] * 2


@pytest.mark.parametrize(
    ("power", "clear"),
    [
        ({}, True),
        ({16: 71.0}, False),
        ({15: 60.0, 17: 60.0}, True),
        ({15: 40.0}, False),
        ({9: 20.0}, False),
        ({15: np.nan}, True),
        ({15: np.nan, 14: np.nan, 11: np.nan, 10: np.nan}, False),
    ],
)
def test_a_day_is_clear_when_it_is_far_below_the_working_days_around(power: dict[int, float], clear: bool) -> None:
    daily = np.full(28, 100.0)
    daily[16] = 30.0
    for day, value in power.items():
        daily[day] = value
    is_off = np.array(WEEKEND * 4)
    is_off[16] = True

    assert is_clear(daily, is_off, 16) is clear


def test_a_closed_week_has_no_clear_day() -> None:
    daily = np.full(28, 100.0)
    daily[14:19] = 30.0
    is_off = np.array(WEEKEND * 4)
    is_off[16] = True

    assert not is_clear(daily, is_off, 16)


def test_holidays_of_a_building_that_closes_are_known_and_those_it_works_on_are_not() -> None:
    series = replace(office(200, step_minutes=60), country="CH", region="ZH")
    days = local_days(series.index, series.country, series.region)
    is_open = np.isin(days.dates, np.array(["2025-05-29"], "datetime64[D]"))
    closed = (days.is_holiday & ~is_open)[days.day]

    found = clear_holidays(series.with_power(np.where(closed, 10.0, series.power_kw)))

    assert list(found) == ["2025-04-18", "2025-04-21", "2025-05-01", "2025-06-09"]
    start, end = found["2025-05-01"]
    assert (series.index[int(start)].hour, end - start) == (8, 9.0)


def test_less_is_an_energy_event_below() -> None:
    assert is_less(ToldEvent(0, 1, side=-1))
    assert not is_less(ToldEvent(0, 1, side=1))
    assert not is_less(ToldEvent(0, 1, side=-1, is_energy=False))


def test_the_sentence_names_what_was_missed_and_what_was_told() -> None:
    said = days_sentence(KnownDays(("a", "b", "c"), ("b",), ("c",)))

    assert said == ("Found without the calendar: 1 of 3 (not a, c). Told with it, where nothing should be: 1 (c).")
    assert days_sentence(KnownDays(("a",), ("a",), ())).endswith("1 of 1. Told with it, where nothing should be: 0.")
