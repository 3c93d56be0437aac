"""When it is night: as the settings say, else inferred, else the one default."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data.calendar.night import DEFAULT_NIGHT, Night, NightSource, night_of
from data.opening_hours import Operation
from data.simulation.habits import habits_of
from tests.detectors.meters import regular_office

COURSE = np.where((np.arange(24) >= 7) & (np.arange(24) < 20), 10.0, 2.0)
FLAT = np.full(24, 5.0)


@pytest.mark.parametrize(
    ("course", "stated", "night", "source"),
    [
        (COURSE, None, (20.0, 7.0), NightSource.INFERRED),
        (COURSE, Operation("06:30", "22:00"), (22.0, 6.5), NightSource.STATED),
        (FLAT, Operation("06:30", "22:00"), (22.0, 6.5), NightSource.STATED),
        (COURSE, Operation(limit_kw=5.0), (20.0, 7.0), NightSource.INFERRED),
        (COURSE, Operation("00:00", "24:00"), (20.0, 7.0), NightSource.INFERRED),
        (FLAT, None, DEFAULT_NIGHT, NightSource.DEFAULT),
        (FLAT, Operation("00:00", "24:00"), DEFAULT_NIGHT, NightSource.DEFAULT),
        (np.full(24, np.nan), None, DEFAULT_NIGHT, NightSource.DEFAULT),
    ],
)
def test_the_night_is_as_stated_else_inferred_else_the_default(
    course: np.ndarray, stated: Operation | None, night: tuple[float, float], source: NightSource
) -> None:
    found = night_of((course,), 8.0, 0.2, stated)

    assert (found.begins, found.ends, found.source) == (*night, source)


def test_the_default_night_is_the_least_that_is_called_one() -> None:
    assert Night().hours == 7.0
    assert Night().covers(np.arange(0.0, 5.0, 0.25)).all()


@pytest.mark.parametrize(
    ("night", "inside"),
    [((22.0, 5.0), (22, 23, 0, 1, 2, 3, 4)), ((1.0, 4.0), (1, 2, 3)), ((20.0, 0.0), (20, 21, 22, 23))],
)
def test_a_night_covers_the_hours_from_its_begin_to_its_end(
    night: tuple[float, float], inside: tuple[int, ...]
) -> None:
    assert set(np.flatnonzero(Night(*night).covers(np.arange(24.0))).tolist()) == set(inside)


@pytest.mark.parametrize(
    ("night", "is_by_day"), [((18.0, 7.0), False), ((22.0, 5.0), False), ((6.0, 20.0), True), ((2.0, 17.0), True)]
)
def test_a_building_that_is_closed_by_day_has_no_night_then(night: tuple[float, float], is_by_day: bool) -> None:
    assert Night(*night).is_by_day == is_by_day


def test_the_same_hours_are_the_same_night_wherever_they_come_from() -> None:
    assert Night(22.0, 5.0, NightSource.INFERRED) == Night()


def test_faults_are_placed_in_the_night_that_the_settings_say() -> None:
    series = regular_office(days=30)

    inferred, stated = habits_of(series), habits_of(replace(series, operation=Operation("05:30", "23:00")))

    assert inferred.night == Night(18.0, 8.0)
    assert (stated.night, stated.night.hours) == (Night(23.0, 5.5), 6.5)
