"""Runs of like readings: how long each one is, how long those before it were, and how rare they are for the meter."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_grid import BoolArray, IntArray
from data.calendar.lengths import DAY_HOURS
from data.series import FloatArray
from detectors.threshold import DEFAULT_LEVEL

ANOMALOUS = DEFAULT_LEVEL
"""Sigma: the score from which a rule flags a reading."""
SURE = 2.0 * ANOMALOUS
"""Sigma: the score of a reading that a rule is sure about. Chosen, not tuned."""
USUAL_SHARE = 0.02
"""Share of the days on which something must have happened to be usual for a meter: one in fifty. Chosen, not tuned."""
USUAL_RUNS = 2
"""Number of runs of zeros or gaps that make them usual for a meter; those of the first days count double. Chosen."""
FIRST_DAYS = 21.0
"""Days whose runs are not scored: they are what is usual for the meter. Chosen, not tuned."""
NOT_SCORED = 2**40
"""Readings: the known length of runs that are not scored, which no run reaches. Technical limit."""


class RunScores(NamedTuple):
    """What a rule says of every reading.

    Parameters
    ----------
    score
        Sigma, at least 0; shape ``(n,)``.
    steps
        How many readings the run behind each score has lasted with it; 1 where there is none.
    """

    score: FloatArray
    steps: IntArray


def single(score: FloatArray) -> RunScores:
    """Return the scores of a rule that looks at each reading by itself."""
    return RunScores(score, np.ones(len(score), np.int64))


def run_lengths(inside: BoolArray) -> NDArray[np.int64]:
    """Return for each reading how many readings of its run there are up to it; 0 outside of runs."""
    position = np.arange(len(inside))
    last_outside = np.maximum.accumulate(np.where(inside, -1, position))
    return np.where(inside, position - last_outside, 0)


def run_ends(lengths: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the positions of the first and the last reading of each run."""
    following = np.append(lengths[1:], 0)
    return np.flatnonzero(lengths == 1), np.flatnonzero((lengths > 0) & (following == 0))


def edges(inside: BoolArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the positions of the first and the last reading of each run."""
    steps = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).view(np.int8)))
    return steps[::2], steps[1::2] - 1


def known_length(lengths: NDArray[np.int64], least: int, first: int) -> NDArray[np.int64]:
    """Return for each reading the second longest run that had ended before its own run began, at least ``least``.

    The second longest, so that one data problem does not make the next one look usual. Runs that begin within the
    ``first`` readings are not scored (``NOT_SCORED``): they are what is usual for the meter.
    """
    starts, ends = run_ends(lengths)
    length = lengths[ends]
    is_first = starts < first
    longest = np.maximum.accumulate(np.concatenate([[least], length]))[:-1]
    # second longest run after each run: after one of the first runs the longest so far, later the shorter of two
    left = np.where(is_first, np.maximum(longest, length), np.minimum(longest, length))
    second = np.maximum.accumulate(np.concatenate([[least], left]))[:-1]
    known = np.full(len(lengths), least, np.int64)
    inside = lengths > 0
    known[inside] = np.repeat(np.where(is_first, NOT_SCORED, second), length)
    return known


def is_rare(lengths: NDArray[np.int64], first: int) -> BoolArray:
    """Return which readings belong to a run where such runs are rare for the meter: fewer than one in fifty days.

    Two outages years ago do not make the next one usual; being off every weekend is.
    """
    starts, ends = run_ends(lengths)
    steps_per_day = first / FIRST_DAYS
    counted = np.where(starts < first, USUAL_RUNS, 1)
    before = np.cumsum(counted) - counted
    is_rare_run = (starts >= first) & (before < np.maximum(USUAL_RUNS, USUAL_SHARE * starts / steps_per_day))
    rare = np.zeros(len(lengths), bool)
    rare[lengths > 0] = np.repeat(is_rare_run, lengths[ends])
    return rare


def length_ratio(lengths: NDArray[np.int64], known: FloatArray | NDArray[np.int64]) -> FloatArray:
    """Return length / known length along each run; 0 outside of runs and where a run is not scored."""
    return np.where((lengths > 0) & (known < NOT_SCORED), lengths / known, 0.0)


def first_readings(step_hours: float) -> int:
    """Return how many readings the first days have."""
    return round(FIRST_DAYS * DAY_HOURS / step_hours)


def days_by_slots(values: FloatArray, steps_per_day: int) -> FloatArray:
    """Return values in rows of 24 hours from the first one on, the last row filled up with NaN."""
    days = -(-len(values) // steps_per_day)
    padded = np.full(days * steps_per_day, np.nan)
    padded[: len(values)] = values
    return padded.reshape(days, steps_per_day)
