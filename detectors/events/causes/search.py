"""The search for energy problems: from the most anomalous reading down, each with everything that has its cause.

What a cause explains is not looked for again: its readings, windows that are odd for them, and, on the other side, the
expectation that has followed it. So the causes above any alarm level are the same, however far below is searched.
"""

from __future__ import annotations

from threading import Lock

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_grid import BoolArray
from data.series import FloatArray, MeterSeries
from detectors.events.causes.before import ExpectedPower
from detectors.events.causes.cause import Cause, CauseFinder
from detectors.events.causes.unclaimed import Unclaimed
from detectors.scores import Scores
from detectors.threshold import LOWEST_LEVEL, merge_steps

FORGOTTEN_DAYS = 14
"""Days after an event until the expectation has unlearnt it. Chosen, not tuned."""


class CauseSearch:
    """The causes of one table of scores, most anomalous first.

    Parameters
    ----------
    own, speaks
        Which readings tell of the energy used, and which of them can be flagged for it.
    merge_hours
        As in ``Threshold``.
    """

    def __init__(
        self, series: MeterSeries, scores: Scores, own: BoolArray, speaks: BoolArray, merge_hours: float
    ) -> None:
        self._scores = scores
        self._given = np.where(speaks, np.nan_to_num(scores.score, nan=-1.0), -1.0)
        self._score = self._given.copy()
        self._steps = np.maximum(1, np.rint(scores.window_hours / series.step_hours).astype(np.int64))
        self._unclaimed = Unclaimed(
            ExpectedPower(series, scores, own),
            np.zeros(len(self._score), bool),
            series.step_hours,
            merge_steps(merge_hours, series.step_hours),
        )
        self._finder = CauseFinder(self._unclaimed, scores, self._score, self._steps)
        self._causes: list[Cause] = []
        self._lock = Lock()

    def down_to(self, level: float) -> list[Cause]:
        """Return the causes that are events at an alarm level."""
        with self._lock:
            while not self._causes or self._causes[-1].peak >= level:
                found = self._next(max(level, LOWEST_LEVEL))
                if found is None:
                    break
                self._causes.append(found)
            return [cause for cause in self._causes if cause.peak >= level]

    def _next(self, level: float) -> Cause | None:
        at = int(self._score.argmax())
        peak = float(self._score[at])
        if peak < level:
            return None
        cause = self._finder.cause(at, peak)
        self._claim(cause, at)
        return cause

    def _claim(self, cause: Cause, at: int) -> None:
        """Take away what a cause explains."""
        readings, claimed = self._unclaimed.readings, self._unclaimed.claimed
        for one in cause.occurrences:
            claimed[one.first : one.last + 1] = True
            self._score[one.first : one.last + 1] = -1.0
            readings.forget(one.first, one.last)
        self._score[at] = -1.0
        stop = max(readings.readings_of(0, int(readings.day[cause.last]) + FORGOTTEN_DAYS + 1).stop, at + 1)
        if cause.before is not None:
            readings.unlearn(cause.before, cause.side, claimed)
        self._quieten(cause.first, stop)

    def _quieten(self, first: int, stop: int) -> None:
        """Lower scores by the share of the departures in their windows that is explained."""
        live = np.flatnonzero(self._score[first:stop] >= LOWEST_LEVEL) + first
        if not len(live):
            return
        begin = np.maximum(0, live - self._steps[live] + 1)
        low = int(begin.min())
        part = slice(low, int(live[-1]) + 1)
        power, claimed = self._unclaimed.readings.power_kw[part], self._unclaimed.claimed[part]
        given = np.nan_to_num(power - self._scores.expected[part])
        left = np.where(claimed, 0.0, np.nan_to_num(power - self._unclaimed.readings.expected_kw[part]))
        places = begin - low, live - low + 1
        side = self._scores.side[live]
        one_way = side * _sums(given, *places), side * _sums(left, *places)
        both_ways = _sums(np.abs(given), *places), _sums(np.abs(left), *places)
        readings = (places[1] - places[0]).astype(np.float64), _sums(~claimed, *places)
        share = _share(*readings)
        share = np.where(both_ways[0] > 0, _share(*both_ways), share)
        share = np.where(one_way[0] > 0, _share(*one_way), share)
        self._score[live] = np.minimum(self._score[live], self._given[live] * np.clip(share, 0.0, 1.0))


def _sums(values: NDArray[np.generic], begin: NDArray[np.int64], stop: NDArray[np.int64]) -> FloatArray:
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    sums: FloatArray = total[stop] - total[begin]
    return sums


def _share(whole: FloatArray, left: FloatArray) -> FloatArray:
    share: FloatArray = left / np.where(whole > 0, whole, 1.0)
    return share
