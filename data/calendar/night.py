"""When it is night for a meter: the one answer, as its settings say, else inferred from its courses, else the default.

A course is what a day uses at every hour, 24 values. Whoever needs a night asks here: ``data.simulation.habits`` to
place faults, ``detectors.analytics.occupancy`` for the rules and the view about base load and for the names of events.
Two things are each asker's own: which courses tell, and how near to the lowest hour is quiet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from data.calendar.lengths import DAY_HOURS
from data.opening_hours import Operation
from data.series import FloatArray

DEFAULT_NIGHT = (22.0, 5.0)
"""Local hours of a night of which nothing is known: seven hours that include midnight to five, the least that
Convention 171 of the International Labour Organization (1990, Article 1) calls night."""
IDLE_SHARE = 0.3
"""A day is idle if even its busiest hour lies within this share of the way from a usual day's lowest to its highest."""
FLAT_SHARE = 0.1
"""A course of the day below this share of the load range counts as none."""
EVENING, MORNING = 18, 9
"""A night is inferred between these hours; homes are quiet by day too, but that is not their night."""
SHORTEST_NIGHT_HOURS = 4
EARLIEST_NIGHT, LATEST_NIGHT = 17.0, 10.0
"""Hours between which the time from closing to opening is called a night; any other one is when it is closed."""


class NightSource(StrEnum):
    """Where the hours of a night come from."""

    STATED = "stated"
    INFERRED = "inferred"
    DEFAULT = "default"


@dataclass(frozen=True)
class Night:
    """The night of a meter in local hours; two of the same hours are the same night, wherever these come from.

    Parameters
    ----------
    begins, ends
        From 0 to 24; a night that ends before it begins lasts over midnight.
    source
        Whether a person said so, the readings show it, or nothing is known.
    """

    begins: float = DEFAULT_NIGHT[0]
    ends: float = DEFAULT_NIGHT[1]
    source: NightSource = field(default=NightSource.DEFAULT, compare=False)

    @property
    def hours(self) -> float:
        """Its length in hours."""
        return (self.ends - self.begins) % DAY_HOURS

    @property
    def is_by_day(self) -> bool:
        """Whether it is no night but the time of day at which a building is closed, as a bakery's afternoon is."""
        begins, ends = ((hour - EARLIEST_NIGHT) % DAY_HOURS for hour in (self.begins, self.ends))
        return not begins < ends <= (LATEST_NIGHT - EARLIEST_NIGHT) % DAY_HOURS

    def covers(self, hour: FloatArray) -> NDArray[np.bool_]:
        """Return which local hours of the day lie in it."""
        inside: NDArray[np.bool_] = (hour - self.begins) % DAY_HOURS < self.hours
        return inside


def night_of(courses: tuple[FloatArray, ...], load_range_kw: float, share: float, stated: Operation | None) -> Night:
    """Return the night of a meter: from closing to opening, else the quiet hours of its courses, else the default.

    Parameters
    ----------
    courses
        The usual course first; it tells whether there is a night at all.
    load_range_kw
        How far the readings move.
    share
        Part of the way from the lowest to the highest hour of a course that counts as near to the lowest.
    stated
        What a person said of its opening hours; None, and hours at which it never closes, say nothing.
    """
    closed = stated.closed_hours if stated else None
    if closed is not None:
        return Night(*closed, NightSource.STATED)
    quiet = _quiet_hours(courses, load_range_kw, share)
    return Night(*quiet, NightSource.INFERRED) if quiet else Night()


def is_idle(usual: FloatArray, day: FloatArray) -> bool:
    """Return whether a kind of day is hardly higher at its busiest than a usual day at its quietest."""
    return bool(np.ptp(usual) > 0 and day.max() <= usual.min() + IDLE_SHARE * np.ptp(usual))


def _quiet_hours(courses: tuple[FloatArray, ...], load_range_kw: float, share: float) -> tuple[float, float] | None:
    """Return the longest run of hours between evening and morning that are near the lowest there in every course.

    None where the usual course hardly moves, or that run is too short for a night.
    """
    if not np.ptp(courses[0]) > FLAT_SHARE * load_range_kw:  # NaN too
        return None
    nights = [np.roll(course, -EVENING)[: (MORNING - EVENING) % DAY_HOURS] for course in courses]
    quiet = [night <= night.min() + share * np.ptp(course) for night, course in zip(nights, courses, strict=True)]
    length, start = _longest_run(np.logical_and.reduce(quiet))
    if length < SHORTEST_NIGHT_HOURS:
        return None
    return float((EVENING + start) % DAY_HOURS), float((EVENING + start + length) % DAY_HOURS)


def _longest_run(inside: NDArray[np.bool_]) -> tuple[int, int]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8)))
    if len(edges) == 0:
        return 0, 0
    starts, stops = edges[::2], edges[1::2]
    longest = int(np.argmax(stops - starts))
    return int(stops[longest] - starts[longest]), int(starts[longest])
