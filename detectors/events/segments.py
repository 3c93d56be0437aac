"""Where events lie: from scores and a threshold to first and last reading of everything that happened.

One thing that happened is one event: readings in the run of a data problem are no energy problem as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from data.calendar.day_grid import BoolArray
from data.series import MeterSeries
from detectors.change import Change
from detectors.events.carryover import carryover
from detectors.events.causes.cause import Cause
from detectors.events.causes.joined import Balance, Joined, JoinRule, joined_causes, reason_of
from detectors.events.causes.search import CauseSearch
from detectors.events.causes.track import Ends
from detectors.events.change_segments import change_segments, covered_by_changes, is_among, is_brief
from detectors.events.data_runs import DataProblemRuns
from detectors.events.segment import Segment
from detectors.events.worth import mean_kw_at
from detectors.reasons import REASONS
from detectors.scores import Kind, Scores
from detectors.threshold import DEFAULT_LEVEL, Threshold, merge_steps


class Segments:
    """The events of one table of scores at any threshold.

    Parameters
    ----------
    series, scores
        The readings, and the scores on their index.
    merge_hours
        As in ``Threshold``.
    """

    def __init__(self, series: MeterSeries, scores: Scores, merge_hours: float) -> None:
        self._series, self._merge_hours = series, merge_hours
        self.rule = JoinRule(merge_steps(merge_hours, series.step_hours), series.step_hours)
        self._search_beside(scores, [change for change in scores.changes if not is_brief(change)])
        brief = [change for change in scores.changes if is_brief(change)]
        if brief:
            causes = self._search.down_to(DEFAULT_LEVEL)
            missed = [change for change in brief if not is_among(change, causes, scores)]
            if missed:
                self._search_beside(
                    scores, [change for change in scores.changes if change in missed or not is_brief(change)]
                )

    def _search_beside(self, scores: Scores, lasting: Sequence[Change]) -> None:
        """Look for events beside the changes that are told as such."""
        series = self._series
        scores = replace(scores, changes=tuple(lasting))
        if lasting:
            scores = replace(scores, score=np.where(covered_by_changes(series, scores), np.nan, scores.score))
        self._scores = scores
        self._lasting = change_segments(series, scores)
        self._data = DataProblemRuns.of(scores)
        self._covered = self._data.covers(DEFAULT_LEVEL)
        self._own = np.isfinite(series.power_kw) & ~self._covered
        speaks = self._own & ~scores.is_data_problem & ~carryover(series.power_kw, scores, self._covered)
        self.power_kw = np.where(self._own, series.power_kw, np.nan)
        self._search = CauseSearch(series, scores, self._own, speaks, self._merge_hours)

    def causes(self, threshold: Threshold) -> list[Cause]:
        """Return what energy problems there are at a threshold, before what is one event is joined."""
        causes = self._search.down_to(threshold.level)
        return [cause for cause in causes if threshold.counts(cause.side)]

    def lasting(self, threshold: Threshold) -> list[Segment]:
        """Return the changes that last and reach a threshold, in order of time."""
        return [
            one
            for one in self._lasting
            if one.peak_score >= threshold.level and (one.kind is Kind.DATA or threshold.counts(one.side))
        ]

    def at(self, threshold: Threshold) -> list[Segment]:
        """Return every event that is long enough, energy problems first, each kind in order of time."""
        energy = [self.energy(group) for group in joined_causes(self.causes(threshold), self.rule)]
        taken = np.zeros(len(self._own), bool)
        for segment in energy:
            taken[segment.places] |= segment.own
        data = [self._data_problem(ends, threshold, taken) for ends in self._data.merged_runs(threshold)]
        found = [*energy, *(each for each in data if each is not None), *self.lasting(threshold)]
        found.sort(key=lambda segment: (segment.kind is Kind.DATA, segment.first))
        return [one for one in found if one.steps * self._series.step_hours >= threshold.min_hours - 1e-9]

    def energy(self, group: Joined) -> Segment:
        """Return causes that are one event as its segment."""
        occurrences = sorted((one for cause in group.causes for one in cause.occurrences), key=lambda one: one.first)
        first, last = occurrences[0].first, max(one.last for one in occurrences)
        expected = np.full(last + 1 - first, np.nan)
        own = np.zeros(last + 1 - first, bool)
        for one in occurrences:
            places = slice(one.first - first, one.last + 1 - first)
            expected[places] = np.where(one.own, one.expected_kw, expected[places])
            own[places] |= one.own
        side = Balance.of(group, self.power_kw, self._series.step_hours).side(group)
        return Segment(
            Kind.ENERGY,
            first,
            last,
            own,
            _as_one([(one.first, one.last) for one in occurrences], self.rule.merge_steps),
            group.causes[0].peak,
            float(self._scores.window_hours[group.causes[0].at]),
            side,
            reason_of(group, self._scores, side),
            expected,
            is_open=not self._own[last + 1 :].any(),
            mean_kw=mean_kw_at(first, self._series, self._scores.changes),
        )

    def _data_problem(self, ends: Ends, threshold: Threshold, taken: BoolArray) -> Segment | None:
        first, last = ends
        places = slice(first, last + 1)
        own = self._data.covers(threshold.level)[places] & ~taken[places]
        if not own.any():
            return None
        score = np.where(own, self._scores.score[places], np.nan)
        known = np.isfinite(score)
        peak = first + int(np.nanargmax(score)) if known.any() else last
        why = np.flatnonzero(self._scores.is_data_problem[places] & known)
        at = first + int(why[-1]) if len(why) else peak
        return Segment(
            Kind.DATA,
            first,
            last,
            own,
            (ends,),
            float(self._scores.score[peak]),
            float(self._scores.window_hours[at]),
            int(self._scores.side[at]),
            REASONS[int(self._scores.reason[at])],
            self._scores.expected[places],
            is_open=last == len(self._own) - 1,
        )


@lru_cache(maxsize=8)  # a slider asks for the same scores at many levels, of several methods and by several people
def segments_of(series: MeterSeries, scores: Scores, merge_hours: float) -> Segments:
    """Return the events of a table of scores, which are found once for all thresholds."""
    return Segments(series, scores, merge_hours)


def segments(series: MeterSeries, scores: Scores, threshold: Threshold) -> list[Segment]:
    """Return every event at a threshold that is long enough, energy problems first, each kind in order of time."""
    return segments_of(series, scores, threshold.merge_hours).at(threshold)


def looked_at_since(scores: Scores, begin: int, stop: int) -> int:
    """Return the first of the readings by which those of ``[begin, stop)`` are judged; there are two at least.

    Twice as far as their windows go back: what is odd in a window may itself be the echo of a fault before it.
    """
    step_hours = (scores.index[1] - scores.index[0]).total_seconds() / 3600.0
    starts = np.arange(stop) - np.maximum(1, np.rint(scores.window_hours[:stop] / step_hours).astype(np.int64)) + 1
    for _ in range(2):
        begin = max(0, int(np.min(starts[begin:stop], initial=min(begin, stop - 2))))
    return begin


def _as_one(several: list[Ends], merge_steps: int) -> tuple[Ends, ...]:
    """Return occurrences in order of time, those within the merging gap as one."""
    found: list[Ends] = []
    for first, last in several:
        if found and first - found[-1][1] <= merge_steps:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)
