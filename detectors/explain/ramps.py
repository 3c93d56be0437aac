"""A steep step beside the weeks before it: how many usual starts it is worth, and whether it ends something odd."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from data.series import FloatArray
from detectors.events.event_context import EventContext

FULL_HOURS = 15.0
"""Hours of a day that must be known for its largest rise. Chosen, not tuned."""
MIN_DAYS = 5
"""Days whose largest rise must be known for a usual start. Chosen, not tuned."""
MIN_ALIKE = 3
"""Days of the same kind that must be known for usual rises of their own. Chosen, not tuned."""
LEFT_OVER = 0.25
"""Share of the earlier departure up to which a reading is normal again. Chosen, not tuned."""
HALF = 0.5
"""Share of the excess of the step by which the reading before it must have departed to be anomalous. Chosen."""


@dataclass(frozen=True)
class Step:
    """A steep step.

    Parameters
    ----------
    begin_kw, end_kw
        Where it began and ended; the beginning is NaN where it is not known.
    away_kw
        By how much more it rose than usual, below zero where it fell.
    normal_kw
        The usual power at its end where it ends something odd, else NaN.
    """

    begin_kw: float
    end_kw: float
    away_kw: float
    normal_kw: float


@lru_cache(maxsize=8)
def largest_step(context: EventContext) -> Step | None:
    """Return the step a stretch is told by, None where nothing is expected of it.

    It is the furthest from expected; where that is merely the end of what began within the stretch, the beginning.
    """
    away: FloatArray = context.power_kw - context.expected_kw
    if not np.isfinite(away).any():
        return None
    furthest = _step(context, away, int(np.nanargmax(np.abs(away))))
    if not np.isfinite(furthest.normal_kw):
        return furthest
    opposite = np.where(away * furthest.away_kw < 0, np.abs(away), 0.0)
    began = int(np.nanargmax(opposite))
    return _step(context, away, began) if opposite[began] >= HALF * abs(furthest.away_kw) else furthest


def usual_start_kw(context: EventContext) -> float:
    """Return the median over the working days before of the largest rise of a day; NaN where there are too few."""
    steps, before, kinds = _steps(context), context.before_kw, context.idle_periods_before
    if kinds is None:
        return float("nan")
    rises = np.full(len(before), np.nan)
    rises[steps:] = before[steps:] - before[:-steps]
    midnights = np.flatnonzero(np.diff(kinds.day, prepend=0))
    hours = np.add.reduceat(np.isfinite(rises), midnights) * context.step_hours
    tops = np.fmax.reduceat(rises, midnights)[(hours >= FULL_HOURS) & ~kinds.off[midnights]]
    return float(np.median(tops)) if len(tops) >= MIN_DAYS else float("nan")


def _step(context: EventContext, away: FloatArray, place: int) -> Step:
    values = np.concatenate([context.before_kw, context.power_kw])
    at = len(context.before_kw) + place
    first = at - _steps(context)
    begin, end = (float(values[first]) if first >= 0 else float("nan")), float(values[at])
    before, usual = begin - _usual_kw(context, first), _usual_kw(context, at)
    after = end - usual
    back = abs(before) >= HALF * abs(after - before) > 0 and abs(after) <= LEFT_OVER * abs(before)
    return Step(begin, end, float(away[place]), usual if back else float("nan"))


def _steps(context: EventContext) -> int:
    return max(1, round(context.window_hours / context.step_hours))


def _usual_kw(context: EventContext, at: int) -> float:
    """Return the median of the weeks before at the same time of day, days on and off apart."""
    kinds, before = context.idle_periods_before, len(context.before_kw)
    if kinds is None or at < 0:
        return float("nan")
    own, place = (kinds, at) if at < before else (context.idle_periods, at - before)
    same_time = (kinds.minute == own.minute[place]) & np.isfinite(context.before_kw)
    same_time[at:] = False
    alike = context.before_kw[same_time & (kinds.off == own.off[place])]
    alike = alike if len(alike) >= MIN_ALIKE else context.before_kw[same_time]
    return float(np.median(alike)) if len(alike) >= MIN_ALIKE else float("nan")
