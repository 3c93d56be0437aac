"""What a load that is mostly off did before: its longest run, its longest time without one, its busiest day and week.

What was flagged itself is left out of these, unless it happened again: one fault does not make the next one usual.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np

from data.calendar.lengths import DAYS_PER_WEEK
from data.series import FloatArray

YOUTH = 4.0
"""Root of the number of runs at which margins are twice as wide: after sixteen. Chosen, not tuned."""
FEW_RUNS = 5
"""Number of runs below which a meter is hardly known. Chosen, not tuned."""
FEW_FACTOR = 3.0
"""Times the longest one that a run, or the time without one, may last until then. Chosen, not tuned."""
USUAL_SHARE = 0.75
"""Quantile of the lengths before that is the usual length: what comes after it is excess. Chosen, not tuned."""
WINDOW_DAYS = (1, DAYS_PER_WEEK)
"""Days in which the hours of running are counted. Expert's choice."""
DAYS_PER_RANK = 20
"""Days with runs of which one may have had more than what counts, as many at most as windows hold one day. Chosen."""
COUNT_LAG_DAYS = 14
"""Days until a load that runs more often is the meter's way. Chosen, not tuned."""
MIN_COUNT_DAYS = 10
"""Days with runs that must be known before hours are compared. Chosen, not tuned."""


class Margins(NamedTuple):
    """How far something may go beyond what was known.

    Parameters
    ----------
    factor
        Times what was known.
    more
        What it may be more, at least; in the unit of what is compared.
    few
        What it may be at least where there were less than ``FEW_RUNS``.
    share
        Of what was not flagged, how much may have been larger than what counts as known.
    """

    factor: float
    more: float
    few: float = 0.0
    share: float = 0.0

    def limit(self, known: float, count: int) -> float:
        """Return how large something may be where the largest of ``count`` is known: of few, the next may be larger."""
        return max((1.0 + (self.factor - 1.0) * (1.0 + YOUTH / sqrt(count))) * known, known + self.more)


@dataclass(frozen=True, eq=False)
class RunLimits:
    """What was known before each run, and after the last one; shape ``(runs + 1,)``, in readings.

    Parameters
    ----------
    limit
        What a run, or the time without one, may last; infinite before there was any.
    longest
        The longest one that counts.
    usual
        The usual length.
    """

    limit: FloatArray
    longest: FloatArray
    usual: FloatArray


def run_limits(lengths: FloatArray, margins: Margins) -> RunLimits:
    """Return what was known of the lengths before each of them."""
    ordinary: list[float] = []
    flagged: list[float] = []
    ordered: list[float] = []
    limit, longest, usual = np.full(len(lengths) + 1, np.inf), np.zeros(len(lengths) + 1), np.zeros(len(lengths) + 1)
    for run in range(len(lengths) + 1):
        if ordered:
            rank = max(1, ceil(margins.share * len(ordinary)))
            again = flagged[-2] if len(flagged) > 1 else 0.0
            longest[run] = max(ordinary[-rank] if ordinary else 0.0, again)
            usual[run] = ordered[int(USUAL_SHARE * (len(ordered) - 1) + 0.5)]
            few = max(FEW_FACTOR * ordered[-1], margins.few)
            limit[run] = few if run < FEW_RUNS else margins.limit(longest[run], run)
        if run < len(lengths):
            length = float(lengths[run])
            insort(flagged if length >= limit[run] else ordinary, length)
            insort(ordered, length)
    return RunLimits(limit, longest, usual)


def count_limits(hours: FloatArray, days: int, margins: Margins) -> FloatArray:
    """Return for each day how many hours it may have run within some days; infinite while too little is known.

    Parameters
    ----------
    hours
        The most hours within so many days up to any reading of a day, shape ``(days,)``.
    days
        One of ``WINDOW_DAYS``.
    margins
        In hours.
    """
    limit = np.full(len(hours), np.inf)
    ordered: list[float] = []
    active = 0
    for day in range(COUNT_LAG_DAYS + days, len(hours)):
        before = float(hours[day - COUNT_LAG_DAYS])
        insort(ordered, before)
        active += before > 0
        if active >= MIN_COUNT_DAYS * days:
            rank = min(max(1, active // DAYS_PER_RANK), days + 2)
            limit[day] = margins.limit(ordered[-rank], active)
    return limit
