"""Readings of events, and events of them, for the tests of what a person reads."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.calendar.night import Night
from detectors.events.event_context import EventContext
from detectors.events.events import Event
from detectors.reasons import Kind, Reason

NAN = float("nan")
NIGHT = Night(20.0, 6.0)


def context(
    power: list[float],
    expected: list[float] | float,
    reason: Reason,
    *,
    start: str = "2024-05-07 22:00",
    side: int = 1,
    before: list[float] | None = None,
    window_hours: float = 1.0,
) -> EventContext:
    first = pd.Timestamp(start, tz="Europe/Zurich")
    usual = np.broadcast_to(np.array(expected, float), len(power)).copy()
    end = first + pd.Timedelta(hours=len(power))
    earlier = np.array(before or [], float)
    return EventContext(
        first, end, np.array(power, float), usual, 1.0, reason, side, earlier, window_hours, ("CH", "ZH"), NIGHT
    )


def weeks_before(start: str, night_kw: float = 5.0, day_kw: float = 30.0) -> list[float]:
    """Four weeks that end at a moment: so much by day from Monday to Friday, so much at other times."""
    times = pd.date_range(end=pd.Timestamp(start, tz="Europe/Zurich"), periods=28 * 24 + 1, freq="h")[:-1]
    by_day = (times.hour >= 7) & (times.hour < 18) & (times.day_of_week < 5)
    return np.where(by_day, day_kw, night_kw).tolist()


def event_of(context: EventContext, peak_score: float = 6.12) -> Event:
    """Return the event whose readings these are."""
    is_data = context.reason.kind is Kind.DATA
    return Event(
        meter_id="office",
        start=context.start,
        end=context.end,
        hours=context.hours,
        kind=context.reason.kind,
        reason=context.reason,
        side=0 if is_data else context.side,
        peak_score=peak_score,
        window_hours=context.window_hours,
        excess_kw=NAN if is_data else context.mean_excess_kw,
        excess_kwh=NAN if is_data else context.excess_kwh,
        context=context,
    )
