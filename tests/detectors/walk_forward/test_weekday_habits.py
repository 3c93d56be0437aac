"""Weekday habits: what one weekday does and others do not, known after three or four weeks, also by the forecast."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.weekday_habits import WeekdayHabits, WeeklyRepeats
from tests.detectors.calendars import Building

SLOTS = 24
BEFORE = 6
"""Weeks before the habit begins."""


def building(days: int = 140) -> Building:
    return Building("2023-02-06", days, ("Europe/Vienna", "", ""))


def habit_after(weeks: int, departure: np.ndarray, noise: float = 0.4, *, teaches: bool = True) -> np.ndarray:
    """Return what is expected of a Monday after some Mondays that departed, among days that only have noise."""
    grid = SeriesDays.of(building().series()).grid
    habits, rng = WeekdayHabits(SLOTS), np.random.default_rng(2)
    monday = 7 * (BEFORE + weeks)
    for day in range(monday):
        away = rng.normal(0.0, noise, SLOTS)
        if day % 7 == 0 and day >= 7 * BEFORE:
            away = away + departure
        habits.predict(grid, day)
        habits.update(day, away, np.full(SLOTS, teaches or day % 7 > 0))
    habits.fit(grid, monday, least=0.01)
    return habits.predict(grid, monday)


def departing(hour: int, kw: float) -> np.ndarray:
    found = np.zeros(SLOTS)
    found[hour] = kw
    return found


@pytest.mark.parametrize("kw", [12.0, -9.0])
def test_a_test_every_monday_is_expected_once_it_outweighs_the_mondays_before(kw: float) -> None:
    np.testing.assert_allclose(habit_after(4, departing(10, kw))[10], kw, rtol=0.15)


def test_other_hours_of_the_monday_stay_as_they_were() -> None:
    found = np.delete(habit_after(5, departing(10, 12.0)), 10)
    assert np.abs(found).max() < 0.4
    assert np.count_nonzero(found) <= 2


def test_after_two_weeks_it_is_no_habit() -> None:
    np.testing.assert_array_equal(habit_after(2, departing(10, 12.0))[10], 0.0)


def test_noise_is_no_habit() -> None:
    assert np.count_nonzero(habit_after(8, np.zeros(SLOTS))) <= 2


def test_what_may_not_teach_makes_no_habit() -> None:
    np.testing.assert_array_equal(habit_after(5, departing(10, 12.0), teaches=False), 0.0)


def test_a_habit_that_was_not_kept_the_week_before_may_be_over() -> None:
    grid = SeriesDays.of(building().series()).grid
    habits, rng = WeekdayHabits(SLOTS), np.random.default_rng(4)
    for day in range(71):
        away = rng.normal(0.0, 0.3, SLOTS) + departing(10, 8.0) * (day % 7 == 0 and day < 63)
        if day % 7 == 0:
            habits.fit(grid, day, least=0.01)
        found = habits.predict(grid, day)
        if day == 63:
            assert found[10] > 6.0
            assert not habits.is_broken[10]
        if day == 70:
            assert found[10] > 6.0
            assert habits.is_broken[10]
        habits.update(day, away, np.ones(SLOTS, bool))


def repeats_of(days: dict[int, list[int]], last: int) -> dict[int, np.ndarray]:
    """Return what teaches after all once ``last`` is over; slots that were flagged above, by day."""
    repeats, found = WeeklyRepeats(SLOTS), {}
    for day in range(last + 1):
        sides = np.zeros(SLOTS)
        sides[days.get(day, [])] = 1.0
        found = repeats.update(day, sides)
    return found


def test_what_is_flagged_on_three_weeks_in_a_row_teaches_and_so_do_the_weeks_before() -> None:
    found = repeats_of({7: [10], 14: [10], 21: [10]}, 21)
    assert {day: np.flatnonzero(slots).tolist() for day, slots in found.items()} == {7: [10], 14: [10], 21: [10]}


def test_it_may_come_an_hour_earlier_or_later() -> None:
    found = repeats_of({7: [9], 14: [10], 21: [10]}, 21)
    assert {day: np.flatnonzero(slots).tolist() for day, slots in found.items()} == {7: [9], 14: [10], 21: [10]}


@pytest.mark.parametrize(
    "days",
    [{14: [10], 21: [10]}, {7: [10], 15: [10], 21: [10]}, {7: [10], 14: [14], 21: [10]}, {7: [10], 14: [10]}],
    ids=["twice", "another weekday", "another hour", "not this week"],
)
def test_less_than_that_is_no_habit(days: dict[int, list[int]]) -> None:
    assert repeats_of(days, 21) == {}


def test_the_other_side_is_another_habit() -> None:
    repeats, found = WeeklyRepeats(SLOTS), {}
    for day in range(22):
        sides = np.zeros(SLOTS)
        sides[10] = {7: 1.0, 14: -1.0, 21: 1.0}.get(day, 0.0)
        found = repeats.update(day, sides)
    assert found == {}
