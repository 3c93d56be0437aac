"""Which events belong to a fault and how well they say when and how much: cases made by hand, in hours."""

from math import isnan, nan

import pytest

from benchmarks.told.telling import (
    PlantedFault,
    ToldEvent,
    covered_hours,
    covering_several,
    fault_free,
    own_events,
    telling,
)

NIGHT = PlantedFault("night_left_on", 100.0, 112.0, kwh=60.0)
STUCK = PlantedFault("flat_line", 200.0, 240.0, is_data=True)


def energy(start: float, end: float, kwh: float = nan) -> ToldEvent:
    return ToldEvent(start, end, kwh=kwh)


def data(start: float, end: float) -> ToldEvent:
    return ToldEvent(start, end, is_energy=False, side=0)


def test_a_fault_told_as_it_was_has_no_errors() -> None:
    told = telling(NIGHT, [energy(100, 112, 60.0), energy(300, 310, 5.0)])

    assert (told.events, told.start_error, told.end_error, told.energy_ratio, told.covered) == (1, 0.0, 0.0, 1.0, 1.0)
    assert told.is_found
    assert told.is_right_kind
    assert told.starts_right
    assert told.ends_right
    assert told.measures_right


def test_a_fault_that_no_event_touches_is_not_found_and_nothing_of_it_is_right() -> None:
    told = telling(NIGHT, [energy(90, 100, 60.0), energy(112, 115, 60.0)])

    assert not told.is_found
    assert isnan(told.start_error)
    assert told.covered == 0
    assert not any((told.is_right_kind, told.starts_right, told.ends_right, told.measures_right))


def test_of_several_events_the_one_that_shares_most_hours_is_the_main_one() -> None:
    told = telling(NIGHT, [energy(99, 101, 4.0), energy(103, 110, 40.0), energy(111, 118, 9.0)])

    assert told.events == 3
    assert (told.start_error, told.end_error) == (3.0, -2.0)
    assert told.energy_ratio == pytest.approx(40 / 60)
    assert told.covered == pytest.approx(9 / 12)


@pytest.mark.parametrize(
    ("start", "end", "kwh", "right"),
    [
        (98, 115, 78.0, (True, True, True)),
        (102, 109, 42.0, (True, True, True)),
        (97.75, 115.25, 78.5, (False, False, False)),
        (102.25, 108.75, 41.5, (False, False, False)),
        (100, 112, -60.0, (True, True, False)),
    ],
)
def test_two_hours_three_hours_and_thirty_per_cent_are_allowed(
    start: float, end: float, kwh: float, right: tuple[bool, bool, bool]
) -> None:
    told = telling(NIGHT, [energy(start, end, kwh)])

    assert (told.starts_right, told.ends_right, told.measures_right) == right


def test_a_data_problem_on_a_fault_of_energy_finds_it_as_the_wrong_kind_and_tells_no_energy() -> None:
    told = telling(NIGHT, [data(100, 112)])

    assert told.is_found
    assert not told.is_right_kind
    assert told.energy_ratio == 0.0


def test_spoilt_data_is_told_rightly_by_a_data_problem_and_has_no_energy() -> None:
    right, wrong = telling(STUCK, [data(200, 240)]), telling(STUCK, [energy(200, 240, 9.0)])

    assert right.is_right_kind
    assert not wrong.is_right_kind
    assert isnan(right.energy_ratio)
    assert isnan(wrong.energy_ratio)


def test_an_open_event_says_so() -> None:
    assert telling(NIGHT, [ToldEvent(100, 500, is_open=True)]).is_open
    assert not telling(NIGHT, [energy(100, 500)]).is_open


def test_hours_in_two_events_count_once_and_only_within() -> None:
    events = [energy(15, 20), energy(0, 10), energy(8, 12), energy(9, 9.5), energy(18, 40)]

    assert covered_hours(events, (5.0, 30.0)) == 7 + 15
    assert covered_hours(events, (12.0, 15.0)) == 0
    assert covered_hours([], (0.0, 10.0)) == 0


def test_an_event_on_two_faults_covers_several() -> None:
    events = [energy(100, 240), data(111, 201), energy(105, 200), energy(200, 230)]

    assert covering_several([NIGHT, STUCK], events) == 2


def test_fault_free_hours_are_those_of_energy_events_outside_of_faults_after_the_history() -> None:
    events = [energy(0, 60), energy(90, 105), energy(238, 250), data(260, 300)]

    inside, free = fault_free([NIGHT, STUCK], events, (50.0, 350.0))

    assert inside == 10 + 10 + 10
    assert free == 300 - 12 - 40


def test_events_that_only_touch_a_fault_do_not_lie_on_it() -> None:
    assert own_events(NIGHT, [energy(112, 120), energy(80, 100), energy(111.75, 120)]) == [energy(111.75, 120)]
