"""The calendar that a meter keeps: what is expected of holidays and weekdays by how its own past ones went."""

from __future__ import annotations

import numpy as np
import pytest

from data.calendar.day_grid import DayGrid
from detectors.walk_forward.days import SeriesDays
from tests.detectors.calendars import (
    CLOSED,
    OPEN,
    SATURDAY,
    SUNDAY,
    WORK,
    Building,
    fits,
    kept,
    likely,
    observed,
    without_country,
)

VIENNA, ROME, PARIS = ("Europe/Vienna", "AT", ""), ("Europe/Rome", "IT", ""), ("Europe/Paris", "FR", "")
DENVER, LEEDS = ("America/Denver", "US", "CO"), ("Europe/London", "GB", "ENG")
both_steps = pytest.mark.parametrize("step_minutes", [15, 60])


def kinds_of(grid: DayGrid) -> tuple[np.ndarray, np.ndarray]:
    return grid.kinds.expected, grid.kinds.alternative


@both_steps
@pytest.mark.parametrize("place", [VIENNA, ROME, PARIS, DENVER, LEEDS], ids=lambda place: place[1])
def test_a_meter_that_rests_on_all_holidays_is_expected_to_after_the_first_two(
    place: tuple[str, str, str], step_minutes: int
) -> None:
    building = Building("2023-01-09", 500, place)
    grid = kept(building, step_minutes)
    holidays = [day for day, one in sorted(grid.occasions.items()) if one.is_holiday and grid.weekday[day] < 5]
    assert {SUNDAY in (grid.kinds.expected[day], grid.kinds.alternative[day]) for day in holidays} == {True}
    known = [day for day in holidays if day > holidays[0] + 250]
    assert len(known) >= 4
    for day in known:
        assert grid.kinds.expected[day] == SUNDAY, grid.dates[day]


@both_steps
@pytest.mark.parametrize(
    ("place", "known"),
    [
        (VIENNA, ("2023-06-08", "2023-08-15", "2023-10-26", "2024-04-01", "2024-05-09")),
        (ROME, ("2023-08-15", "2023-11-01", "2023-12-08", "2024-04-25", "2024-05-01")),
        (PARIS, ("2023-07-14", "2023-08-15", "2023-11-01", "2024-05-08")),
        (DENVER, ("2023-07-04", "2023-09-04", "2023-11-23", "2024-05-27")),
    ],
    ids=["AT", "IT", "FR", "US"],
)
def test_a_meter_that_works_on_all_holidays_is_expected_to_after_a_few(
    place: tuple[str, str, str], known: tuple[str, ...], step_minutes: int
) -> None:
    grid = kept(Building("2022-11-07", 600, place).works_on_holidays(), step_minutes)
    for date in known:
        assert likely(grid, date) == WORK, date
    assert fits(grid, known[-1]) == {WORK}


def test_before_anything_is_known_either_fits_on_a_holiday() -> None:
    grid = kept(Building("2023-02-06", 120, VIENNA))
    assert likely(grid, "2023-04-10") == SUNDAY
    assert fits(grid, "2023-04-10") == {SUNDAY, WORK}
    assert observed(grid, "2023-04-10") == SUNDAY


def test_one_holiday_at_work_makes_the_next_ones_uncertain_and_not_yet_days_at_work() -> None:
    grid = kept(Building("2023-01-30", 150, VIENNA).works("2023-04-10"))
    assert observed(grid, "2023-04-10") == WORK
    assert fits(grid, "2023-05-01") == {SUNDAY, WORK}


def test_a_meter_that_works_on_some_holidays_works_on_the_same_ones_the_year_after() -> None:
    """A shop in Denver that opens on Martin Luther King Day and Washington's Birthday."""
    building = Building("2022-09-05", 620, DENVER)
    for date in ("2022-10-10", "2022-11-11", "2023-01-16", "2023-02-20", "2023-06-19"):
        building.works(date)
    building.works("2023-10-09", "2023-11-10", "2024-01-15", "2024-02-19")
    grid = kept(building)
    for date in ("2023-11-10", "2024-01-15", "2024-02-19"):
        assert likely(grid, date) == WORK, date
    for date in ("2023-09-04", "2023-11-23", "2023-12-25", "2024-01-01"):
        assert likely(grid, date) == SUNDAY, date


def test_the_same_holiday_a_year_before_outweighs_all_others() -> None:
    building = Building("2022-10-03", 700, ROME).works("2022-11-01", "2023-11-01")
    grid = kept(building)
    assert WORK in fits(grid, "2023-11-01")
    assert likely(grid, "2023-12-08") == SUNDAY
    assert likely(grid, "2024-04-25") == SUNDAY


def test_christmas_and_new_year_are_free_where_other_holidays_are_worked_until_seen_otherwise() -> None:
    grid = kept(Building("2023-01-09", 360, ROME).works_on_holidays().rests("2023-12-25"))
    assert SUNDAY in fits(grid, "2023-12-25")


def test_days_between_holidays_and_weekends_may_be_free_and_are_once_they_were() -> None:
    """Ascension Day in Austria is a Thursday; this works closes on the Fridays after it, and after Corpus Christi."""
    building = Building("2022-02-07", 900, VIENNA)
    for date in ("2022-05-27", "2022-06-17", "2023-05-19", "2023-06-09", "2024-05-10", "2024-05-31"):
        building.rests(date)
    grid = kept(building)
    assert fits(grid, "2022-05-27") == {WORK, CLOSED}
    for date in ("2023-05-19", "2024-05-10", "2024-05-31"):
        assert likely(grid, date) == CLOSED, date


def test_an_ordinary_weekday_is_a_day_at_work_and_nothing_else_fits() -> None:
    grid = kept(Building("2023-01-09", 300, VIENNA))
    expected, alternative = kinds_of(grid)
    ordinary = np.setdiff1d(np.arange(21, grid.days), list(grid.occasions))
    weekday = np.where(grid.weekday[ordinary] < 5, WORK, np.where(grid.weekday[ordinary] == 5, SATURDAY, SUNDAY))
    np.testing.assert_array_equal(expected[ordinary], weekday)
    np.testing.assert_array_equal(alternative[ordinary], weekday)


@both_steps
def test_a_free_friday_is_known_after_three_weeks(step_minutes: int) -> None:
    building = Building("2023-02-06", 150, VIENNA)
    fridays = building.every(4, first=56)
    for day in fridays:
        building.share[day] = 0.0
    grid = kept(building, step_minutes)
    assert grid.kinds.expected[fridays[0]] == WORK
    assert not grid.kinds.is_uncertain[fridays[0]]
    for day in (one for one in fridays[4:] if one not in grid.occasions):
        assert grid.kinds.expected[day] == CLOSED
        assert not grid.kinds.is_uncertain[day]
    thursdays = [day - 1 for day in fridays[4:] if day - 1 not in grid.occasions]
    assert set(grid.kinds.expected[thursdays].tolist()) == {WORK}


def test_a_friday_at_work_again_is_expected_to_be_soon() -> None:
    building = Building("2023-02-06", 220, VIENNA)
    fridays = building.every(4)
    for day in fridays[:16]:
        building.share[day] = 0.0
    grid = kept(building)
    assert likely(grid, str(grid.dates[fridays[14]].date())) == CLOSED
    assert grid.kinds.expected[fridays[20]] == WORK


def test_open_sundays_are_known_after_three_weeks_and_closed_ones_fit_no_longer() -> None:
    building = Building("2023-02-06", 200, LEEDS)
    sundays = building.every(6, first=70)
    for day in sundays:
        building.share[day] = 1.0
    grid = kept(building)
    for day in (one for one in sundays[4:] if one not in grid.occasions):
        assert grid.kinds.expected[day] == OPEN
        assert not grid.kinds.is_uncertain[day]


def test_a_day_with_half_of_the_load_is_no_day_off() -> None:
    grid = kept(Building("2023-02-06", 120, VIENNA).rests("2023-05-10", share=0.5))
    assert observed(grid, "2023-05-10") == WORK


def test_a_day_without_power_is_no_day_off() -> None:
    building = Building("2023-02-06", 120, VIENNA)
    building.adds(building.day("2023-05-10"), (0.0, 24.0), -99.0)
    assert observed(kept(building), "2023-05-10") == WORK


def test_without_a_country_no_day_but_the_weekend_is_expected_to_be_off() -> None:
    series = without_country(Building("2023-01-09", 200, ROME).series())
    grid = SeriesDays.of(series).grid
    for date in ("2023-04-10", "2023-04-25", "2023-05-01"):
        assert fits(grid, date) == {WORK}
        assert observed(grid, date) == CLOSED


def test_a_meter_that_never_rests_has_nothing_to_be_told_apart() -> None:
    grid = kept(Building("2023-01-09", 400, VIENNA, work_kw=0.0))
    expected, alternative = kinds_of(grid)
    np.testing.assert_array_equal(expected, alternative)
    assert set(grid.kinds.observed.tolist()) <= {WORK, SATURDAY, SUNDAY}


@pytest.mark.parametrize("stop", [121, 200, 333, 366, 480, 587])
def test_what_is_expected_of_a_day_depends_on_the_days_before_it_alone(stop: int) -> None:
    building = Building("2022-06-06", 600, VIENNA).works("2022-10-26", "2022-11-01", "2023-05-01")
    building.rests("2022-08-01", "2022-08-19").rests("2023-08-07", "2023-08-25").rests("2022-12-24", "2023-01-06")
    for day in building.every(4, first=240):
        building.share[day] = 0.0
    whole = building.series()
    grid = SeriesDays.of(whole).grid
    end = grid.dates[stop].tz_localize(building.zone)
    rng = np.random.default_rng(stop)
    other = np.where(whole.index >= end, rng.gamma(2.0, 9.0, len(whole)), whole.power_kw)
    changed = SeriesDays.of(whole.with_power(other)).grid
    for one, two in zip(kinds_of(grid), kinds_of(changed), strict=True):
        np.testing.assert_array_equal(one[: stop + 1], two[: stop + 1])
    np.testing.assert_array_equal(grid.kinds.observed[:stop], changed.kinds.observed[:stop])
    np.testing.assert_array_equal(grid.is_special[: stop + 1], changed.is_special[: stop + 1])
    seen = {day: rows for day, rows in grid.kinds.alike_before.items() if day <= stop}
    later = {day: rows for day, rows in changed.kinds.alike_before.items() if day <= stop}
    assert seen.keys() == later.keys()
    for day, rows in seen.items():
        for one, two in zip(rows, later[day], strict=True):
            np.testing.assert_array_equal(one, two)
