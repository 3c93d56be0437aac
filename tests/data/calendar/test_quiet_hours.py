"""When it is night: as the settings say, else inferred, else the one default."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data.calendar.quiet_hours import DEFAULT_NIGHT, night_hours
from data.opening_hours import Operation
from data.simulation.habits import habits_of
from tests.detectors.meters import regular_office

COURSE = np.where((np.arange(24) >= 7) & (np.arange(24) < 20), 10.0, 2.0)
FLAT = np.full(24, 5.0)


@pytest.mark.parametrize(
    ("course", "stated", "night"),
    [
        (COURSE, None, (20, 7)),
        (COURSE, Operation("06:30", "22:00"), (22.0, 6.5)),
        (COURSE, Operation(limit_kw=5.0), (20, 7)),
        (COURSE, Operation("00:00", "24:00"), (20, 7)),
        (FLAT, None, DEFAULT_NIGHT),
    ],
)
def test_the_night_is_as_stated_else_inferred_else_the_default(
    course: np.ndarray, stated: Operation | None, night: tuple[float, float]
) -> None:
    assert night_hours((course,), 8.0, 0.2, stated) == night


def test_faults_are_placed_in_the_night_that_the_settings_say() -> None:
    series = regular_office(days=30)

    inferred, stated = habits_of(series), habits_of(replace(series, operation=Operation("05:30", "23:00")))

    assert (inferred.quiet_from, inferred.quiet_until) == (18, 8)
    assert (stated.quiet_from, stated.quiet_until, stated.night_hours) == (23.0, 5.5, 6.5)
