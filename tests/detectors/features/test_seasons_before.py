"""Seasons of closure: vacations and closed weeks that go on, and that come back a year later."""

from __future__ import annotations

import pytest

from detectors.walk_forward.days import SeriesDays
from tests.detectors.calendars import CLOSED, WORK, Building, fits, kept, likely, observed, without_country

MILAN, PORTO = ("Europe/Rome", "IT", ""), ("Europe/Lisbon", "PT", "")
both_steps = pytest.mark.parametrize("step_minutes", [15, 60])


def works_with_closures() -> Building:
    """Return a works that closes for three weeks of August, moved by a week the year after."""
    building = Building("2022-03-07", 720, MILAN)
    return building.rests("2022-08-08", "2022-08-26").rests("2023-07-31", "2023-08-18")


@both_steps
def test_a_closure_is_a_surprise_in_the_first_year_until_it_goes_on(step_minutes: int) -> None:
    grid = kept(works_with_closures(), step_minutes)
    assert fits(grid, "2022-08-08") == {WORK}
    assert observed(grid, "2022-08-08") == CLOSED
    for date in ("2022-08-17", "2022-08-23", "2022-08-25"):
        assert likely(grid, date) == CLOSED, date
        assert WORK in fits(grid, date), date


@both_steps
def test_a_closure_may_come_back_about_the_same_weeks_of_the_next_year(step_minutes: int) -> None:
    grid = kept(works_with_closures(), step_minutes)
    for date in ("2023-07-31", "2023-08-01", "2023-08-09", "2023-08-17"):
        assert fits(grid, date) == {WORK, CLOSED}, date
    for date in ("2023-08-02", "2023-08-09", "2023-08-17"):
        assert likely(grid, date) == CLOSED, date


def test_far_from_its_weeks_no_closure_is_expected() -> None:
    grid = kept(works_with_closures())
    for date in ("2023-06-21", "2023-07-12", "2023-10-11", "2023-11-15"):
        assert fits(grid, date) == {WORK}, date


def test_once_it_is_over_it_is_not_expected_once_more() -> None:
    grid = kept(works_with_closures())
    for date in ("2023-08-30", "2023-09-05", "2023-09-06"):
        assert likely(grid, date) == WORK, date
    assert fits(grid, "2023-09-06") == {WORK}


def test_a_closure_that_does_not_come_back_is_no_surprise_either() -> None:
    building = Building("2022-03-07", 720, MILAN).rests("2022-08-08", "2022-08-26")
    grid = kept(building)
    assert WORK in fits(grid, "2023-08-09")
    assert observed(grid, "2023-08-09") == WORK


def test_vacations_near_easter_move_with_it() -> None:
    """A school in Porto: Easter was on 9 April 2023, and on 31 March 2024."""
    school = Building("2022-09-12", 640, PORTO)
    school.rests("2022-12-19", "2023-01-02").rests("2023-03-27", "2023-04-10").rests("2023-06-15", "2023-09-12")
    school.rests("2023-12-18", "2024-01-02").rests("2024-03-18", "2024-04-01")
    grid = kept(school)
    for date in ("2024-03-18", "2024-03-19", "2024-03-25", "2024-03-28"):
        assert CLOSED in fits(grid, date), date
    for date in ("2024-04-10", "2024-04-17"):
        assert likely(grid, date) == WORK, date


def test_vacations_come_back_where_nobody_said_in_which_country_the_meter_is() -> None:
    grid = SeriesDays.of(without_country(works_with_closures().series())).grid
    assert fits(grid, "2023-08-01") == {WORK, CLOSED}


def test_weeks_with_half_of_the_load_come_back_too_and_their_days_are_kept_for_comparison() -> None:
    building = Building("2022-03-07", 720, MILAN)
    building.rests("2022-08-08", "2022-08-26", share=0.45).rests("2023-08-07", "2023-08-25", share=0.45)
    grid = kept(building)
    reduced, ordinary = grid.kinds.alike_before[building.day("2023-08-15") - 1]
    assert {str(grid.dates[day].date()) for day in reduced} & {"2022-08-15", "2022-08-16", "2022-08-22"}
    assert all(not "2022-08-08" <= str(grid.dates[day].date()) <= "2022-08-26" for day in ordinary)


def test_two_closures_in_a_year_do_not_make_every_other_day_a_possible_one() -> None:
    building = Building("2022-03-07", 500, MILAN).rests("2022-08-08", "2022-08-26").rests("2022-12-23", "2023-01-06")
    grid = kept(building)
    for date in ("2023-02-08", "2023-03-15", "2023-05-17", "2023-07-05"):
        assert fits(grid, date) == {WORK}, date
