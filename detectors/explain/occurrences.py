"""How often an event happened within its time, in a few words: ``4 nights of 5``."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.calendar.day_grid import BoolArray
from detectors.events.event_context import EventContext
from detectors.explain.units import duration

MOSTLY = 0.6
"""Share of each time that must lie at night, or on days off, for all to be called so. Chosen, not tuned."""
NOON = pd.Timedelta(hours=12)
"""A night belongs to the evening it begins with. By definition."""
DAY = pd.Timedelta(days=1)
"""Length of a day. By definition."""


def times_text(context: EventContext) -> str:
    """Return how often an event happened; empty where it was once."""
    times = len(context.occurrences)
    return regular_times(context) or (f"{times} times" if times > 1 else "")


def lasted_text(context: EventContext, hours: float) -> str:
    """Return how long an event lasted for a sentence: ``for 8 h``, ``on 4 nights of 5 (1 d 8 h in all)``."""
    times = regular_times(context)
    return f"on {times} ({duration(hours)} in all)" if times else f"for {duration(hours)}"


def regular_times(context: EventContext) -> str:
    """Return on how many nights, days or weekends an event happened, of how many; empty where it was none of these."""
    if len(context.occurrences) < 2:
        return ""
    starts = pd.DatetimeIndex([start.tz_localize(None) for start, _ in context.occurrences])  # by the wall clock
    periods = context.idle_periods
    if _are_mostly(context, periods.night):
        return _of(starts - NOON, DAY, "night")
    if _are_mostly(context, periods.weekend):
        return _of(starts - pd.to_timedelta(starts.day_of_week, unit="D"), 7 * DAY, "weekend")
    if all(end - start <= DAY for start, end in context.occurrences):
        return _of(starts, DAY, "day")
    return ""


def _are_mostly(context: EventContext, chosen: BoolArray) -> bool:
    """Return whether each time that it happened lies mostly in chosen readings."""
    parts = (slice(*context.times.searchsorted(pd.DatetimeIndex(ends))) for ends in context.occurrences)
    return all(chosen[part].size > 0 and float(np.mean(chosen[part])) >= MOSTLY for part in parts)


def _of(moments: pd.DatetimeIndex, period: pd.Timedelta, noun: str) -> str:
    days = moments.normalize()
    happened, possible = days.nunique(), round((days[-1] - days[0]) / period) + 1
    if happened < 2:
        return ""
    return f"{happened} {noun}s" + (f" of {possible}" if possible > happened else "")
