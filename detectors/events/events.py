"""From flags to events: the facts of what went wrong, worst first; ``detectors.explain`` puts them into words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.series import FloatArray, MeterSeries
from detectors.analytics.occupancy import occupancy
from detectors.events.data_runs import DataProblemRuns, longest_zeros
from detectors.events.event_context import EventContext
from detectors.events.segments import Segment, of_energy, segments, segments_within
from detectors.scores import REASONS, Kind, Reason, Scores
from detectors.threshold import DAYS_PER_MONTH, LOWEST_LEVEL, Threshold, apart, flags

LEVELS_SCANNED = 48
"""Number of levels at which events are counted before bisection. Chosen, not tuned."""
BEFORE_DAYS = 28
"""Days before an event that it is compared with. Chosen, not tuned."""
MAY_LIE_ON_BOTH = frozenset({Reason.ABOVE_EXPECTED, Reason.BELOW_EXPECTED, Reason.UNUSUAL_DAY})
BALANCED = 0.5
"""Share of the larger of what is above and below in an event that the smaller must reach for neither side to rule.
Chosen, not tuned."""
HALVINGS = 8
"""Steps of bisection between two scanned levels. Chosen, not tuned."""


@dataclass(frozen=True)
class Event:
    """Something that went wrong on one meter: facts only, which ``detectors.explain`` puts into words.

    ``start`` and ``end`` are half-open in the meter's zone. ``hours`` are those of the readings it is told by: what is
    missing in between, or belongs to a data problem, does not count. ``excess_kw`` and ``excess_kwh`` are measured
    against expected consumption, negative where less was used; NaN where nothing is expected. ``context`` holds the
    readings of the event and of the weeks before: the figures of its words are computed from them when they are asked
    for.
    """

    meter_id: str
    start: pd.Timestamp
    end: pd.Timestamp
    hours: float
    kind: Kind
    reason: Reason
    side: int
    peak_score: float
    window_hours: float
    excess_kw: float
    excess_kwh: float
    context: EventContext = field(repr=False, compare=False)
    is_open: bool = False

    @property
    def size_kwh(self) -> float:
        """How much more or less than expected was used; 0 where nothing is expected."""
        return float(np.nan_to_num(np.abs(self.excess_kwh)))


def events(
    series: MeterSeries,
    scores: Scores,
    threshold: Threshold,
    part: slice | None = None,
    *,
    whole: MeterSeries | None = None,
) -> list[Event]:
    """Return the events of a series at a threshold, energy problems before data problems, worst first.

    Of equally odd ones, that of more energy is the worse.

    ``scores`` must stand on the index of ``series``. Of a ``part``, events are cut at its edges, but found and told by
    what was before it as well: what is said of an event does not depend on where the dates asked for begin. ``whole``
    are all readings of the meter, where ``series`` holds the last ones only: they tell when it is night.
    """
    heard, lasting = _changes(series, scores, threshold, part or slice(None))
    inside = segments_within(series.power_kw, heard, threshold, part or slice(None))
    found = [*lasting, *(_event(series, heard, segment, whole or series) for segment in inside)]
    return sorted(found, key=lambda event: (event.kind is Kind.DATA, -event.peak_score, -event.size_kwh))


def _changes(series: MeterSeries, scores: Scores, threshold: Threshold, part: slice) -> tuple[Scores, list[Event]]:
    """Return the scores that are left beside the changes that last, and the events of these."""
    from detectors.events.change_events import change_events, covered_by_changes

    if not scores.changes:
        return scores, []
    begin, stop, _ = part.indices(len(series))
    counted = [change for change in scores.changes if change.score >= threshold.level]
    counted = [
        change
        for change in counted
        if change.is_data_problem or threshold.side in ("both", "above" if change.side > 0 else "below")
    ]
    every = change_events(series, replace(scores, changes=tuple(counted)))
    shown = [event for event in every if event.start < series.index[stop - 1] + series.step]
    covered = covered_by_changes(series, scores)
    heard = replace(scores, score=np.where(covered, np.nan, scores.score))
    return heard, [event for event in shown if event.end > series.index[begin]]


def level_for_rate(series: MeterSeries, scores: Scores, events_per_month: float, threshold: Threshold) -> float:
    """Return the lowest level at which there are at most so many energy problems a month, the rest kept.

    Data problems are not counted: they say nothing of the energy used, and many gaps must not silence what is counted.
    Months are counted over the readings that could be judged. Returns ``LOWEST_LEVEL`` where even that gives fewer.
    Levels are tried from the highest down, because a lower one can merge two events into one.
    """
    return levels_for_rates(series, scores, (events_per_month,), threshold)[0]


def levels_for_rates(
    series: MeterSeries, scores: Scores, events_per_month: Sequence[float], threshold: Threshold
) -> list[float]:
    """Return ``level_for_rate`` for several rates, which share their counts."""
    judged = np.isfinite(scores.score)
    if not judged.any():
        return [threshold.level for _ in events_per_month]
    months = months_judged(scores)
    top = float(np.max(scores.score[judged & ~scores.is_data_problem], initial=LOWEST_LEVEL)) + 1e-6
    levels = np.geomspace(top, LOWEST_LEVEL, LEVELS_SCANNED)
    count = cache(event_counter(series.power_kw, scores, threshold))
    return [_lowest_within(levels, count, rate * months) for rate in events_per_month]


def months_judged(scores: Scores) -> float:
    """Return the length of the readings that could be judged in months, at least a day."""
    days = float(np.isfinite(scores.score).sum()) * _step_hours(scores) / 24.0
    return max(days, 1.0) / DAYS_PER_MONTH


def event_counter(power_kw: FloatArray, scores: Scores, threshold: Threshold) -> Callable[[float], int]:
    """Return a function from a level (at least ``LOWEST_LEVEL``) to how many of ``segments(...)`` are energy problems.

    Without a shortest duration every flagged stretch is one event, so that their extents need not be found.
    """
    step_hours = _step_hours(scores)
    if threshold.min_hours > step_hours:
        return lambda level: _energy_problems(segments(power_kw, scores, replace(threshold, level=level)))
    data_problems = DataProblemRuns.of(scores)
    flagged = np.where(flags(scores, replace(threshold, level=LOWEST_LEVEL)), scores.score, np.nan)

    @cache
    def candidates(level: float) -> tuple[NDArray[np.int64], FloatArray]:
        _, speaks = of_energy(power_kw, scores, data_problems.covers(level))
        where = np.flatnonzero(speaks & ~np.isnan(flagged))
        return where, flagged[where]

    def count(level: float) -> int:
        where, score = candidates(data_problems.same_from(level))
        where = where[score >= level]
        return 1 + int(np.count_nonzero(apart(scores, where, threshold.merge_hours))) if len(where) else 0

    return count


def _energy_problems(found: list[Segment]) -> int:
    return sum(segment.kind is Kind.ENERGY for segment in found)


def _lowest_within(levels: FloatArray, count: Callable[[float], int], budget: float) -> float:
    fits = float(levels[0])
    for level in levels:
        if count(float(level)) > budget:
            return _between(count, float(level), fits, budget)
        fits = float(level)
    return LOWEST_LEVEL


def _between(count: Callable[[float], int], too_low: float, fits: float, budget: float) -> float:
    for _ in range(HALVINGS):
        middle = (too_low + fits) / 2.0
        if count(middle) > budget:
            too_low = middle
        else:
            fits = middle
    return fits


def _step_hours(scores: Scores) -> float:
    return float((scores.index[1] - scores.index[0]).total_seconds() / 3600.0)


def _event(series: MeterSeries, scores: Scores, segment: Segment, whole: MeterSeries) -> Event:
    first, part = segment.first, slice(segment.first, segment.last + 1)
    inside = scores.taken(part)
    peak, speaker = _peak(inside, segment)
    reason = REASONS[int(inside.reason[speaker])]
    power_kw, expected_kw = _own_readings(series.power_kw[part], inside.compared_with(reason), segment, reason)
    excess_kw = _excess_kw(power_kw, expected_kw, reason) if segment.kind is Kind.ENERGY else np.empty(0)
    known = len(excess_kw) > 0
    context = EventContext(
        start=series.index[first],
        end=series.index[segment.last] + series.step,
        power_kw=power_kw,
        expected_kw=expected_kw,
        step_hours=series.step_hours,
        reason=reason,
        side=_side(int(inside.side[speaker]), excess_kw, reason),
        before_kw=series.power_kw[max(0, first - BEFORE_DAYS * series.steps_per_day) : first],
        window_hours=float(inside.window_hours[speaker]),
        place=(series.country, series.region),
        night=occupancy(whole).night,
        open_days=series.operation.weekdays if series.operation else None,
        zeros_before_hours=_zeros_before(series, first) if "{zeros_before}" in reason.sentence else 0.0,
    )
    return Event(
        meter_id=series.meter_id,
        start=context.start,
        end=context.end,
        hours=context.hours,
        kind=segment.kind,
        reason=reason,
        side=context.side,
        peak_score=float(inside.score[peak]),
        window_hours=context.window_hours,
        excess_kw=float(excess_kw.mean()) if known else float("nan"),
        excess_kwh=float(excess_kw.sum() * series.step_hours) if known else float("nan"),
        context=context,
    )


def _zeros_before(series: MeterSeries, first: int) -> float:
    return longest_zeros(series.power_kw[:first]) * series.step_hours


def _side(peak_side: int, excess_kw: FloatArray, reason: Reason) -> int:
    """Return on which side an event lies as a whole; its oddest reading may lie on the other.

    It lies on neither where it is about as much above as below: something happened at another time than usual.
    ``assets/detection/events.js`` does the same.
    """
    more, less = excess_kw[excess_kw > 0].sum(), -excess_kw[excess_kw < 0].sum()
    if peak_side == 0 or more == less == 0:
        return peak_side
    if reason in MAY_LIE_ON_BOTH and min(more, less) >= BALANCED * max(more, less):
        return 0
    return int(np.sign(more - less))


def _peak(inside: Scores, segment: Segment) -> tuple[int, int]:
    """Return the oddest reading and the one that says why: of a data problem the last one that is flagged for it."""
    score = np.where(segment.speaks, inside.score, np.nan)
    peak = segment.last - segment.first if np.isnan(score).all() else int(np.nanargmax(score))
    why = np.flatnonzero(inside.is_data_problem & ~np.isnan(score))
    return peak, int(why[-1]) if segment.kind is Kind.DATA and len(why) else peak


def _own_readings(
    power_kw: FloatArray, expected_kw: FloatArray, segment: Segment, reason: Reason
) -> tuple[FloatArray, FloatArray]:
    """Return the readings an event is told by, without the others in between; a gap is told by what is not there."""
    if reason is Reason.GAP:
        return power_kw, expected_kw
    return np.where(segment.own, power_kw, np.nan), np.where(segment.own, expected_kw, np.nan)


def _excess_kw(power_kw: FloatArray, expected_kw: FloatArray, reason: Reason) -> FloatArray:
    """Return how far the known readings are above expected; nothing of a steep step, which is no amount."""
    if reason is Reason.RAMP:
        return np.empty(0)
    excess: FloatArray = power_kw - expected_kw
    return excess[np.isfinite(excess)]
