"""Which earlier days a day is compared with, and which count most."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import day_grid
from detectors.features.similar_days import similar_days
from tests.detectors.meters import building, regular_office


def test_a_day_beside_a_holiday_is_compared_first_of_all_with_other_such_days() -> None:
    grid = day_grid(building(days=150))
    workdays = np.flatnonzero(grid.is_special & ~grid.is_off)
    day = int(workdays[workdays >= 60][-1])
    rows, weights = similar_days(grid, day, weeks=8)
    special = grid.is_special[rows]
    assert special.any()
    assert not special.all()
    fading = np.exp((rows - day) / 21.0) * np.where(grid.weekday[rows] == grid.weekday[day], 2.0, 1.0)
    np.testing.assert_allclose(weights[special] / fading[special], 4.0)
    np.testing.assert_allclose(weights[~special] / fading[~special], 1.0)


def test_an_ordinary_day_is_compared_with_days_of_its_type_the_latest_and_the_same_weekday_first() -> None:
    grid = day_grid(regular_office(days=60))
    rows, weights = similar_days(grid, 56, weeks=4)
    assert np.all(grid.day_type[rows] == grid.day_type[56])
    assert rows.min() >= 56 - 28
    assert rows[weights.argmax()] == 49
