"""Where events lie: from scores and a threshold to first and last reading of everything that happened.

One thing that happened is one event: readings in the run of a data problem are no energy problem as well.
``assets/detection/events.js`` does the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from data.series import FloatArray
from detectors.events.boundaries import boundaries
from detectors.events.carryover import carryover
from detectors.events.data_runs import DataProblemRuns
from detectors.scores import Kind, Scores
from detectors.threshold import Threshold, flagged_segments, flags


@dataclass(frozen=True, eq=False)
class Segment:
    """First and last reading (inclusive) of an event.

    ``own`` marks those of its readings it is told by: of an energy problem those that are there and belong to no data
    problem, of a data problem those that belong to it. ``speaks`` marks those of them whose scores count.
    """

    kind: Kind
    first: int
    last: int
    own: NDArray[np.bool_]
    speaks: NDArray[np.bool_]

    @property
    def steps(self) -> int:
        """How many readings it is told by."""
        return int(np.count_nonzero(self.own))


def segments(power_kw: FloatArray, scores: Scores, threshold: Threshold) -> list[Segment]:
    """Return every event at a threshold that is long enough, energy problems first, each kind in order of time."""
    data_problems = DataProblemRuns.of(scores)
    covered = data_problems.covers(threshold.level)
    own, speaks = of_energy(power_kw, scores, covered)
    heard = replace(scores, score=np.where(speaks, scores.score, np.nan))
    energy = _energy(heard, np.where(own, power_kw, np.nan), threshold)
    found = [_segment(Kind.ENERGY, ends, own, speaks) for ends in energy]
    found += [_segment(Kind.DATA, ends, covered, covered) for ends in data_problems.merged_runs(threshold)]
    return [segment for segment in found if segment.steps * data_problems.step_hours >= threshold.min_hours - 1e-9]


def segments_within(power_kw: FloatArray, scores: Scores, threshold: Threshold, part: slice) -> list[Segment]:
    """Return the events within a part of the readings, cut at its beginning.

    They are looked for from before it on: a fault just before it explains odd windows in it. What is cut is left out
    where nothing in the part is flagged for it.
    """
    begin, stop, _ = part.indices(len(power_kw))
    since = looked_at_since(scores, begin, stop)
    known = scores.taken(slice(since, stop))
    flagged = flags(known, threshold)
    inside = [_from(segment, begin - since, flagged) for segment in segments(power_kw[since:stop], known, threshold)]
    return [
        replace(segment, first=since + segment.first, last=since + segment.last)
        for segment in inside
        if segment is not None
    ]


def looked_at_since(scores: Scores, begin: int, stop: int) -> int:
    """Return the first of the readings by which those of ``[begin, stop)`` are judged; there are two at least.

    Twice as far as their windows go back: what is odd in a window may itself be the echo of a fault before it.
    """
    step_hours = (scores.index[1] - scores.index[0]).total_seconds() / 3600.0
    starts = np.arange(stop) - np.maximum(1, np.rint(scores.window_hours[:stop] / step_hours).astype(np.int64)) + 1
    for _ in range(2):
        begin = max(0, int(np.min(starts[begin:stop], initial=min(begin, stop - 2))))
    return begin


def _from(segment: Segment, begin: int, flagged: NDArray[np.bool_]) -> Segment | None:
    """Return what is left of an event from a reading on, beginning with one of its own; None where none is flagged."""
    if segment.first >= begin:
        return segment
    own = np.flatnonzero(segment.own)
    left = slice(int(np.min(own[own >= begin - segment.first], initial=len(segment.own))), None)
    if not np.any(flagged[segment.first : segment.last + 1][left] & segment.speaks[left]):
        return None
    return replace(segment, first=segment.first + left.start, own=segment.own[left], speaks=segment.speaks[left])


def of_energy(
    power_kw: FloatArray, scores: Scores, covered: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which readings tell of the energy used, and which of them can be flagged for it.

    What is missing or ``covered`` by a data problem does not tell, and its echo is not flagged.
    """
    own = np.isfinite(power_kw) & ~covered
    return own, own & ~carryover(power_kw, scores, covered)


def _segment(kind: Kind, ends: tuple[int, int], own: NDArray[np.bool_], speaks: NDArray[np.bool_]) -> Segment:
    part = slice(ends[0], ends[1] + 1)
    return Segment(kind, *ends, own[part], speaks[part])


def _energy(scores: Scores, power_kw: FloatArray, threshold: Threshold) -> Iterator[tuple[int, int]]:
    """Yield first and last reading of each energy problem; only what speaks has a score, only its own has power."""
    step_hours = (scores.index[1] - scores.index[0]).total_seconds() / 3600.0
    free_from = 0
    for first, last in flagged_segments(scores, flags(scores, threshold), threshold.merge_hours).tolist():
        begin, finish = boundaries(scores, power_kw, first, last, step_hours)
        begin = max(begin, free_from)
        there = np.flatnonzero(np.isfinite(power_kw[begin : finish + 1]))
        free_from = finish + 1
        yield begin + int(there[0]), begin + int(there[-1])
