"""How many events there are at each alarm level, and the level that gives so many a month.

The causes above a level are the same however far below is searched (``detectors.events.causes.search``), so that one
search counts the events of all levels.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.series import FloatArray, MeterSeries
from detectors.events.causes.cause import Cause
from detectors.events.causes.joined import Joined, with_cause
from detectors.events.segments import Segments, segments_of
from detectors.events.worth import is_worth_telling
from detectors.scores import Kind, Scores
from detectors.threshold import DAYS_PER_MONTH, LOWEST_LEVEL, Threshold

RATE_LEVELS: FloatArray = np.linspace(1.5, 12.0, 211).round(2)
"""Sigma: levels of which events a month are counted beforehand, 0.05 apart. By definition of the page's slider."""
SEARCH_STEP = 0.8
"""Share of the level before down to which causes are searched next. Chosen, not tuned: a limit on time."""
JUST_ABOVE = 1e-9
"""Share above the score of an event at which it is none. Technical limit."""


@dataclass(frozen=True, eq=False)
class EventCounts:
    """How many energy problems are told at each alarm level.

    Parameters
    ----------
    levels
        Scores at which the number changes, falling.
    counts
        How many there are from this level down to the next one.
    """

    levels: FloatArray
    counts: FloatArray

    def at(self, levels: FloatArray) -> FloatArray:
        """Return how many there are at some levels."""
        place = np.searchsorted(-self.levels, -levels, side="right")
        found: FloatArray = np.append(0.0, self.counts)[place]
        return found


def event_counts(
    series: MeterSeries, scores: Scores, threshold: Threshold, lowest: float = LOWEST_LEVEL
) -> EventCounts:
    """Return how many energy problems there are at all levels from ``lowest`` on, the rest of the threshold kept.

    Data problems are not counted: they say nothing of the energy used, and many gaps must not silence what is counted.
    """
    found = list(_counted(series, scores, threshold, lowest))
    levels, counts = zip(*found, strict=True) if found else ((), ())
    return EventCounts(np.array(levels, np.float64), np.array(counts, np.float64))


def events_a_month(series: MeterSeries, scores: Scores, threshold: Threshold) -> FloatArray:
    """Return how many energy problems a month there are at each of ``RATE_LEVELS``, over the whole meter."""
    counts = event_counts(series, scores, threshold, float(RATE_LEVELS[0]))
    return counts.at(RATE_LEVELS) / months_judged(scores)


def level_for_rate(series: MeterSeries, scores: Scores, events_per_month: float, threshold: Threshold) -> float:
    """Return the lowest level at which there are at most so many energy problems a month, the rest kept.

    Months are counted over the readings that could be judged. Returns ``LOWEST_LEVEL`` where even that gives fewer.
    Levels are tried from the highest down, because a lower one can join two events.
    """
    return levels_for_rates(series, scores, (events_per_month,), threshold)[0]


def levels_for_rates(
    series: MeterSeries, scores: Scores, events_per_month: Sequence[float], threshold: Threshold
) -> list[float]:
    """Return ``level_for_rate`` for several rates, which share their counts."""
    if not np.isfinite(scores.score).any():
        return [threshold.level for _ in events_per_month]
    months = months_judged(scores)
    budgets = [rate * months for rate in events_per_month]
    levels = [LOWEST_LEVEL for _ in budgets]
    waiting = set(range(len(budgets)))
    for level, count in _counted(series, scores, threshold, LOWEST_LEVEL):
        broken = {place for place in waiting if count > budgets[place]}
        for place in broken:
            levels[place] = level * (1.0 + JUST_ABOVE)
        waiting -= broken
        if not waiting:
            break
    return levels


def months_judged(scores: Scores) -> float:
    """Return the length of the readings that could be judged in months, at least a day."""
    step_hours = (scores.index[1] - scores.index[0]).total_seconds() / 3600.0
    days = float(np.isfinite(scores.score).sum()) * step_hours / 24.0
    return max(days, 1.0) / DAYS_PER_MONTH


def _counted(series: MeterSeries, scores: Scores, threshold: Threshold, lowest: float) -> Iterator[tuple[float, int]]:
    """Yield each level at which an event comes, or two become one, from the highest down, with how many there are."""
    found = segments_of(series, scores, threshold.merge_hours)
    groups: list[Joined] = []
    counted: dict[Joined, bool] = {}
    lasting, passed = _lasting(found, series, threshold, lowest), 0
    for cause in _causes(found, scores, threshold, lowest):
        while lasting and lasting[0] > cause.peak:
            passed += 1
            yield lasting.pop(0), sum(counted.values()) + passed
        groups = with_cause(groups, cause, found.rule)
        counted = {group: counted[group] for group in groups[:-1]}
        counted[groups[-1]] = _counts(found, groups[-1], series, threshold)
        yield cause.peak, sum(counted.values()) + passed
    for peak in lasting:
        passed += 1
        yield peak, sum(counted.values()) + passed


def _lasting(found: Segments, series: MeterSeries, threshold: Threshold, lowest: float) -> list[float]:
    """Return the peak scores of the energy problems that are changes that last, from the highest down."""
    changes = found.lasting(replace(threshold, level=lowest))
    energy = [one for one in changes if one.kind is Kind.ENERGY and is_worth_telling(one, series, threshold)]
    return sorted((one.peak_score for one in energy), reverse=True)


def _causes(found: Segments, scores: Scores, threshold: Threshold, lowest: float) -> Iterator[Cause]:
    """Yield causes from the most anomalous down, searching no further than they are asked for."""
    level, done = float(np.nanmax(scores.score, initial=lowest)), 0
    while True:
        level = max(lowest, SEARCH_STEP * level)
        causes = found.causes(Threshold(level, threshold.side))
        yield from causes[done:]
        done = len(causes)
        if level <= lowest:
            return


def _counts(found: Segments, group: Joined, series: MeterSeries, threshold: Threshold) -> bool:
    segment = found.energy(group)
    is_long = segment.steps * series.step_hours >= threshold.min_hours - 1e-9
    return is_long and is_worth_telling(segment, series, threshold)
