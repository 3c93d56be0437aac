"""Segments of changes that last: one each, from where it began until it ended, or still open.

Flags that come from a change are no events of their own: those of its first days, until it was known, and those of
windows that reach over its beginning or its end.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.calendar.day_grid import BoolArray
from data.calendar.lengths import DAYS_PER_WEEK, SATURDAY
from data.series import FloatArray, MeterSeries
from detectors.change import BRIEF_DAYS, FEED_IN, Change
from detectors.events.causes.cause import Cause
from detectors.events.segment import Segment
from detectors.scores import Kind, Scores

FOUND_SHARE = 0.7
"""Share of its length that such an event must have. Chosen, not tuned."""
WINDOW_HOURS = 24.0 * DAYS_PER_WEEK
"""Hours over which a change is judged. By definition of its daily levels."""
ADOPTED_DAYS = 9
"""Days after a change is known until methods have adopted its level: two of each kind of day. Chosen, not tuned."""
FEED_IN_DAYS = 28
"""The same where a building began to feed in, which depends on the sun. Chosen, not tuned."""
LEVEL_DAYS = 14
"""Days of a change whose mean is its level, as far as its first flags are concerned. Chosen, not tuned."""
BEYOND = 1.75
"""Times the change by which a reading may depart from before to belong to it. Chosen: more is a fault of its own."""
SCALES = 2.0
"""Scales that are granted on top. Chosen, not tuned."""


def change_segments(series: MeterSeries, scores: Scores) -> list[Segment]:
    """Return the segments of the changes that reach into a series, in order of time.

    Their peak score is that of the change, and they are measured against what was expected before it.
    """
    found = [
        _segment(series, scores, change, _within(change, scores.changes))
        for change in scores.changes
        if _part(scores, change).stop > 0
    ]
    return sorted(found, key=lambda segment: segment.first)


def is_brief(change: Change) -> bool:
    """Return whether a change ended soon: it is told by its readings, as any other event, where these are flagged."""
    return (
        change.end is not None
        and change.end - change.start <= pd.Timedelta(days=BRIEF_DAYS)
        and not (change.is_data_problem or change.became_normal)
    )


def is_among(change: Change, causes: Sequence[Cause], scores: Scores) -> bool:
    """Return whether one of some causes is a change that ended."""
    part = _part(scores, change)
    shared = [
        min(cause.last + 1, part.stop) - max(cause.first, part.start) for cause in causes if cause.side == change.side
    ]
    return bool(max(shared, default=0) >= FOUND_SHARE * (part.stop - part.start))


def covered_by_changes(series: MeterSeries, scores: Scores) -> BoolArray:
    """Return which readings are flagged, if they are, for a change that lasts: they are no event of their own.

    These are readings to its side, and not far beyond its level, until the level is adopted; those judged by windows
    that reach back to these days; and those of the return, until that is known.
    """
    covered = np.zeros(len(series), bool)
    steps = np.rint(scores.window_hours / series.step_hours).astype(np.int64).clip(1, _readings(series, DAYS_PER_WEEK))
    position = np.arange(len(series))
    begins = position - steps + 1
    for change in scores.changes:
        part, known = _part(scores, change), int(scores.index.searchsorted(change.known))
        back = part.stop if change.end_known is None else int(scores.index.searchsorted(change.end_known))
        inside = (position >= part.start) & (position < part.stop)
        after = (position >= part.stop) & (begins < back)
        is_its_side = (scores.side == change.side) | (scores.side == 0)
        if change.is_data_problem:
            adopted = known + (_readings(series, FEED_IN_DAYS) if change.reason is FEED_IN else 0)
            covered |= after | (inside & ((begins < known) | scores.is_data_problem))
            covered |= inside & (position < adopted)
            continue
        adopted = known + _readings(series, ADOPTED_DAYS)
        energy = ~scores.is_data_problem
        covered |= inside & is_its_side & (begins < adopted) & energy & ~_beyond(series, scores, change, part, known)
        covered |= after & ((scores.side != change.side) | (begins < part.stop)) & energy
    return covered


def _readings(series: MeterSeries, days: float) -> int:
    return round(days * series.steps_per_day)


def _part(scores: Scores, change: Change) -> slice:
    """Return the readings of a change."""
    end = len(scores.index) if change.end is None else int(scores.index.searchsorted(change.end))
    return slice(int(scores.index.searchsorted(change.start)), end)


def _beyond(series: MeterSeries, scores: Scores, change: Change, part: slice, known: int) -> BoolArray:
    """Return which readings depart from before by more than the change does, and by more than they usually do."""
    before = scores.before_change
    measured = slice(part.start, min(part.stop, known + _readings(series, LEVEL_DAYS)))
    limit = BEYOND * np.abs(_usual(series.power_kw - before, scores.index, measured))
    limit = limit + SCALES * (scores.scale_above if change.side > 0 else scores.scale_below)
    with np.errstate(invalid="ignore"):
        beyond: BoolArray = change.side * (series.power_kw - before) > limit
    return beyond


def _usual(values: FloatArray, index: pd.DatetimeIndex, measured: slice) -> FloatArray:
    """Return the median of values of a part at each time of a working day or weekend, for all readings."""
    clock = index.hour * 60 + index.minute + 1440 * (index.day_of_week >= SATURDAY)
    medians = pd.Series(values[measured]).groupby(clock[measured]).median()
    known = np.asarray(medians.reindex(clock), np.float64)
    return np.nan_to_num(known, nan=float(np.nan_to_num(np.nanmedian(values[measured]))))


def _within(change: Change, changes: Sequence[Change]) -> list[Change]:
    """Return the changes that came and went within one: their time is theirs."""
    inside = [each for each in changes if each.start > change.start and each.end is not None]
    return [each for each in inside if change.end is None or each.start < change.end]


def _segment(series: MeterSeries, scores: Scores, change: Change, inner: Sequence[Change]) -> Segment:
    part = _part(scores, change)
    ends = (part.start, part.stop - 1)
    own = np.isfinite(series.power_kw[part])
    for each in inner:
        own[_part(scores, each).start - part.start : _part(scores, each).stop - part.start] = False
    return Segment(
        Kind.DATA if change.is_data_problem else Kind.ENERGY,
        *ends,
        own,
        (ends,),
        change.score,
        WINDOW_HOURS,
        change.side,
        change.reason,
        scores.before_change[part],
        is_open=change.is_open,
        change=change,
    )
