"""When it is night for a meter: as its settings say, else inferred from its courses, else ``DEFAULT_NIGHT``.

A course is what a day uses at every hour, 24 values. Whoever needs a night asks here: ``data.simulation.habits`` places
faults by it, the rules about base load judge by it. Two things are each asker's own: which courses tell, and how near
to the lowest hour is quiet.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.calendar.lengths import DAY_HOURS
from data.opening_hours import Operation
from data.series import FloatArray

DEFAULT_NIGHT = (22, 5)
"""Where a course shows no night: hours in which hardly anybody works."""
IDLE_SHARE = 0.3
"""A day is idle if even its busiest hour lies within this share of the way from a usual day's lowest to its highest."""
FLAT_SHARE = 0.1
"""A course of the day below this share of the load range counts as none."""
EVENING, MORNING = 18, 9
"""A night lies between these hours; homes are quiet by day too, but that is not their night."""
SHORTEST_NIGHT_HOURS = 4


def night_hours(
    courses: tuple[FloatArray, ...], load_range_kw: float, share: float, stated: Operation | None
) -> tuple[float, float]:
    """Return the local hours in which the night begins and ends: those stated, else the quiet hours of its courses.

    ``courses``, ``load_range_kw`` and ``share`` are those of ``quiet_hours``.
    """
    closed = stated.closed_hours if stated else None
    return closed or quiet_hours(courses, load_range_kw, share)


def quiet_hours(courses: tuple[FloatArray, ...], load_range_kw: float, share: float) -> tuple[int, int]:
    """Return the longest run of hours between evening and morning that are near the lowest there in every course.

    Parameters
    ----------
    courses
        The usual course first; it tells whether there is a night at all.
    load_range_kw
        How far the readings move.
    share
        Part of the way from the lowest to the highest hour of a course that counts as near.
    """
    if not np.ptp(courses[0]) > FLAT_SHARE * load_range_kw:  # NaN too
        return DEFAULT_NIGHT
    nights = [np.roll(course, -EVENING)[: (MORNING - EVENING) % DAY_HOURS] for course in courses]
    quiet = [night <= night.min() + share * np.ptp(course) for night, course in zip(nights, courses, strict=True)]
    length, start = _longest_run(np.logical_and.reduce(quiet))
    if length < SHORTEST_NIGHT_HOURS:
        return DEFAULT_NIGHT
    return (EVENING + start) % DAY_HOURS, (EVENING + start + length) % DAY_HOURS


def is_idle(usual: FloatArray, day: FloatArray) -> bool:
    """Return whether a kind of day is hardly higher at its busiest than a usual day at its quietest."""
    return bool(np.ptp(usual) > 0 and day.max() <= usual.min() + IDLE_SHARE * np.ptp(usual))


def _longest_run(inside: NDArray[np.bool_]) -> tuple[int, int]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8)))
    if len(edges) == 0:
        return 0, 0
    starts, stops = edges[::2], edges[1::2]
    longest = int(np.argmax(stops - starts))
    return int(stops[longest] - starts[longest]), int(starts[longest])
