"""What lasts, what is spoilt and what recurs, as it is told: cases made by hand, in hours."""

from dataclasses import replace
from math import isnan

import numpy as np
import pandas as pd
import pytest

from benchmarks.told.new_kinds import (
    HABIT,
    LASTING,
    SPOILT,
    changed_hours,
    has_found,
    lasting_told,
    recurring,
    spoilt_told,
    weekday_holidays,
)
from benchmarks.told.telling import PlantedFault, ToldEvent
from tests.data.simulation.planted import office

LESS = PlantedFault("lasting_change", 4000.0, 8000.0, kwh=-500.0)
CASES = {case.name: case for case in LASTING}
ENERGY, EITHER, DATA = CASES["x 0.07 for good"], CASES["x 0.5 for good"], CASES["x 0.001 for good"]


def told(start: float, end: float, side: int = -1, **more: object) -> ToldEvent:
    return replace(ToldEvent(start, end, side=side), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("event", "finds"),
    [
        (told(4000, 8000), (True, True, False)),
        (told(4000, 8000, side=1), (False, False, False)),
        (told(4000, 8000, side=0, is_energy=False), (False, True, True)),
        (told(7100, 8000), (False, False, False)),
        (told(7000, 8000), (True, True, False)),
        (told(4000 - 14 * 24, 8000), (True, True, False)),
        (told(4000 - 15 * 24, 8000), (False, False, False)),
    ],
)
def test_what_lasts_is_found_by_an_event_of_its_kind_and_side_that_is_long_enough(
    event: ToldEvent, finds: tuple[bool, bool, bool]
) -> None:
    assert tuple(has_found(case, LESS, event) for case in (ENERGY, EITHER, DATA)) == finds


def test_one_open_event_tells_it_and_others_are_counted_beside_it() -> None:
    events = [
        told(4010, 8000, kwh=-450.0, is_open=True),
        told(5000, 5010, side=1),
        told(6000, 6010, is_energy=False),
        told(100, 110),
    ]

    one = lasting_told(ENERGY, "homes", LESS, events, [told(4500, 4501), told(8100, 8101)])

    assert (one.telling.start_error, one.telling.energy_ratio, one.telling.covered) == (10.0, 0.9, 3990 / 4000)
    assert one.telling.is_open
    assert one.others == one.without == pytest.approx(1 / (4000 / 730.5), rel=0.01)


def test_ten_days_of_many_weeks_do_not_find_it_but_cover_some_hours() -> None:
    one = lasting_told(ENERGY, "homes", LESS, [told(4000, 4240, kwh=-30.0)], [])

    assert not one.telling.is_found
    assert isnan(one.telling.start_error)
    assert one.telling.covered == 240 / 4000
    assert one.others > 0


def test_spoilt_data_is_measured_by_its_data_problems_and_energy_events_on_it_are_counted() -> None:
    line = PlantedFault("straight_line", 100.0, 140.0, is_data=True)
    events = [told(101, 140, is_energy=False), told(110, 135), told(138, 150)]

    one = spoilt_told(SPOILT[0], "homes", line, events)

    assert (one.data_events, one.energy_events) == (1, 2)
    assert (one.telling.start_error, one.telling.end_error) == (1.0, 0.0)
    assert not spoilt_told(SPOILT[0], "homes", line, events[1:]).telling.is_found


def test_a_habit_is_told_on_some_of_its_times_by_so_many_events() -> None:
    when = [(168.0 * week, 168.0 * week + 3.0) for week in range(10)]
    events = [told(0, 1), told(1, 2), told(168 * 4, 168 * 5 + 1), told(500, 500.5), told(168, 169, is_energy=False)]

    one = recurring(HABIT, "homes", when, events, [told(0, 1), told(50, 60)])

    assert (one.times, one.told, one.events, one.without) == (10, 3, 3, 1)
    assert one.months == pytest.approx((168 * 9 + 3) / 730.5, rel=0.01)


def test_nothing_that_recurs_is_nothing_told() -> None:
    one = recurring(HABIT, "homes", [], [told(0, 1)], [])

    assert (one.times, one.told, one.events) == (0, 0, 0)


def test_changed_hours_are_the_stretches_that_differ() -> None:
    before = office(3, step_minutes=15)
    power = before.power_kw.copy()
    power[4:8] += 1.0
    power[96] += 1.0

    assert changed_hours(before, before.with_power(power)) == [(1.0, 2.0), (24.0, 24.25)]


def test_holidays_on_weekdays_begin_at_their_midnights() -> None:
    series = replace(office(150, step_minutes=60), country="CH", region="ZH")

    found = weekday_holidays(series)

    assert [f"{day:%a %d %b %H:%M}" for day in found] == [
        "Wed 01 Jan 00:00",
        "Fri 18 Apr 00:00",
        "Mon 21 Apr 00:00",
        "Thu 01 May 00:00",
        "Thu 29 May 00:00",
    ]
    assert found[1] - found[0] == pd.Timedelta(days=107) - pd.Timedelta(hours=1)
    assert np.isfinite(series.power_kw).all()
