"""Runs of data problems: from the reading a fault began with to the one it ended with.

A rule speaks of a fault only when it has lasted for a while, and speaks of it louder the longer it lasts. The event is
the whole run, whatever the level of the alarm, and what the meter said within it is no energy used, nor saved.
``assets/detection/data_problems.js`` does the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.series import FloatArray
from detectors.features.data_quality.runs import run_lengths
from detectors.reasons import data_codes
from detectors.scores import Scores
from detectors.threshold import DEFAULT_LEVEL, Threshold, merge_steps

DataProblemRun = tuple[int, int, int]
"""First and last reading (inclusive) of a run, and the code of its reason."""


@dataclass(frozen=True, eq=False)
class DataProblemRuns:
    """The runs of data problems in a table of scores, in order of their ends.

    Parameters
    ----------
    first, last, reason
        Each run's first and last reading (inclusive) and code of its reason.
    sure
        Highest score among the readings of the run that are flagged as such a problem.
    peak
        Highest score in the run: its first readings may have been odd for the energy used before the rule spoke.
    cover
        For each reading of the table the highest ``sure`` of the runs it belongs to, 0 outside of runs.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    reason: NDArray[np.uint8]
    sure: FloatArray
    peak: FloatArray
    cover: FloatArray
    step_hours: float

    @classmethod
    def of(cls, scores: Scores) -> DataProblemRuns:
        """Return the runs in a table of scores, told by its reasons and windows."""
        step_hours = (scores.index[1] - scores.index[0]).total_seconds() / 3600.0
        codes = data_codes()
        parts = [_runs(scores, code, step_hours) for code in codes]
        first, last, sure = (np.concatenate(column) for column in zip(*(part for part in parts), strict=True))
        reason = np.repeat(np.array(codes, np.uint8), [len(part[0]) for part in parts])
        order = np.argsort(last, kind="stable")
        first, last, reason, sure = first[order], last[order], reason[order], sure[order]
        bounds = np.column_stack([first, last + 1]).ravel()
        peak = np.fmax.reduceat(np.append(scores.score, np.nan), bounds)[::2] if len(first) else sure
        cover = np.zeros(len(scores.index))
        for begin, end, value in zip(first.tolist(), last.tolist(), sure.tolist(), strict=True):
            np.maximum(cover[begin : end + 1], value, out=cover[begin : end + 1])
        return cls(first, last, reason, sure, peak, cover, step_hours)

    def covers(self, level: float) -> NDArray[np.bool_]:
        """Return which readings belong to a run that is a data problem at an alarm level.

        What is one at the default level is no energy problem at a higher one.
        """
        covered: NDArray[np.bool_] = self.cover >= min(level, DEFAULT_LEVEL)
        return covered

    def same_from(self, level: float) -> float:
        """Return a level of all those at which the same readings are covered as at this one."""
        levels = np.unique(self.sure[self.sure < DEFAULT_LEVEL])
        above = levels[levels >= level]
        return float(above[0]) if len(above) else DEFAULT_LEVEL

    def merged_runs(self, threshold: Threshold) -> list[tuple[int, int]]:
        """Return first and last reading (inclusive) of the events at a threshold, in order of time.

        Like runs closer than the merging gap are one event, unlike ones never. Of readings that belong to two runs
        the later one has it: a stuck meter may be stuck at a negative value.
        """
        return _merged(self._apart(threshold.level), merge_steps(threshold.merge_hours, self.step_hours))

    def _apart(self, level: float) -> list[DataProblemRun]:
        """Return the runs that are flagged, none of which overlap."""
        found: list[DataProblemRun] = []
        flagged = (self.sure >= min(level, DEFAULT_LEVEL)) & (self.peak >= level)
        columns = (self.first[flagged], self.last[flagged], self.reason[flagged])
        for first, last, reason in zip(*(column.tolist() for column in columns), strict=True):
            while found and found[-1][0] >= first:
                found.pop()
            if found and found[-1][1] >= first:
                found[-1] = (found[-1][0], first - 1, found[-1][2])
            found.append((first, last, reason))
        return found


def longest_zeros(power_kw: FloatArray) -> int:
    """Return how many readings the longest run of zeros has, without the one the readings end in."""
    lengths = run_lengths(power_kw == 0)
    ended = lengths[: len(lengths) - int(lengths[-1])] if len(lengths) else lengths
    return int(ended.max(initial=0))


def _runs(scores: Scores, code: int, step_hours: float) -> tuple[NDArray[np.int64], NDArray[np.int64], FloatArray]:
    """Return first and last reading and highest score of the runs of one reason.

    A run goes on where a reading follows at once, or speaks for a window that goes back to the reading before.
    """
    where = np.flatnonzero((scores.reason == code) & ~np.isnan(scores.score))
    if len(where) == 0:
        return where, where, np.empty(0)
    steps = np.maximum(1, np.rint(scores.window_hours[where] / step_hours).astype(np.int64))
    begins = np.flatnonzero(np.append(True, np.diff(where) > steps[1:]))
    last = where[np.append(begins[1:], len(where)) - 1]
    first = np.maximum(0, np.minimum.reduceat(where - steps + 1, begins))
    return first, last, np.maximum.reduceat(scores.score[where], begins)


def _merged(runs: list[DataProblemRun], steps: int) -> list[tuple[int, int]]:
    found: list[DataProblemRun] = []
    for first, last, reason in runs:
        if found and reason == found[-1][2] and first - found[-1][1] <= steps:
            found[-1] = (found[-1][0], last, reason)
        else:
            found.append((first, last, reason))
    return [(first, last) for first, last, _ in found]
