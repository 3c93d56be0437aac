"""Names of columns that stand for the intervals of a day: "00:15", "00:15 - 00:30", "1" to "96", "H01"."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.importing.options import Guess

DAY_MINUTES = 1440
_TIME_OF_DAY = re.compile(r"^[A-Za-z]{0,4}[ _]?(\d{1,2})[:.h](\d{2})(?::00)?(?![\d:])")
_NUMBER = re.compile(r"^(?:[A-Za-z]{1,8}[ _.-]?)?(\d{1,3})(?:[ _]?\[?[kMG]?Wh?\]?)?$")
_INTERVALS = (24, 48, 96, 144, 288)


def interval_minutes(name: str) -> int | None:
    """Return the minute of the day that a name states, a negative position for a bare number, or None."""
    time_of_day = _TIME_OF_DAY.match(name)
    if time_of_day and int(time_of_day[1]) <= 24 and int(time_of_day[2]) < 60:
        return int(time_of_day[1]) * 60 + int(time_of_day[2])
    number = _NUMBER.match(name)
    return -int(number[1]) - 1 if number else None


def interval_starts(names: Sequence[str], stamp: str | None) -> tuple[NDArray[np.int64], int, bool, Guess | None]:
    """Return for each column the minute of the day at which its interval starts.

    Returns
    -------
    tuple
        Minutes; the step in minutes; whether columns are counted from midnight in elapsed time (so that
        the 97th belongs to a day of 25 hours); the guess of the stamp, None where it was given or is of
        no matter.
    """
    labels = np.array([interval_minutes(name) or 0 for name in names], np.int64)
    size = max(size for size in _INTERVALS if size <= max(len(names), 24))
    step = DAY_MINUTES // size
    if np.any(labels < 0) or len(set(labels.tolist())) < size // 2:
        return np.arange(len(names), dtype=np.int64) * step, step, True, None
    guess = None
    if stamp is None:
        stamp = "start" if labels[0] == 0 else "end"
        guess = Guess("stamp", stamp, f"the first column of a day is {names[0]!r}", True)
    if stamp == "end":
        labels = np.where(labels == 0, DAY_MINUTES, labels) - step
    return labels, step, False, guess
