"""The week of an event in which its daily rhythm departs furthest from the weeks before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.calendar.lengths import DAY_HOURS, DAYS_PER_WEEK
from data.series import FloatArray
from detectors.analytics.spectrum import daily_swing, top_hour
from detectors.events.event_context import EventContext


@dataclass(frozen=True)
class WeekRhythm:
    """The daily swing of some days.

    Parameters
    ----------
    start, end
        Which days, half-open.
    swing_kw, share
        Amplitude of the 24 h period, and the share of the variation that the daily rhythm holds.
    top
        Local hour at which it is at its top.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    swing_kw: float
    share: float
    top: float

    @property
    def phasor(self) -> complex:
        """Size and phase in one; NaN where there is no swing."""
        angle = 2.0 * np.pi * np.nan_to_num(self.top) / DAY_HOURS
        return complex(self.swing_kw * np.exp(1j * angle))

    def later_than(self, other: WeekRhythm) -> float:
        """Return by how many hours its top comes later in the day, -12 to 12; NaN where either has none."""
        return float((self.top - other.top + DAY_HOURS / 2) % DAY_HOURS - DAY_HOURS / 2)


def rhythm_before(context: EventContext) -> WeekRhythm:
    """Return the rhythm of the weeks before a stretch."""
    return _rhythm(context.before_kw, context.times_before, context)


def furthest_week(context: EventContext) -> WeekRhythm:
    """Return the rhythm of the seven days within a stretch that departs furthest from the weeks before.

    That of all of it where it is no longer than that, or nothing is known of the weeks before.
    """
    day = round(DAY_HOURS / context.step_hours)
    days = len(context.power_kw) // day
    if days <= DAYS_PER_WEEK:
        return _rhythm(context.power_kw, context.times, context)
    usual = rhythm_before(context).phasor
    weeks = [slice(first * day, (first + DAYS_PER_WEEK) * day) for first in range(days - DAYS_PER_WEEK + 1)]
    found = [_rhythm(context.power_kw[week], context.times[week], context) for week in weeks]
    away = np.array([abs(week.phasor - usual) for week in found])
    return found[int(np.nanargmax(away))] if np.isfinite(away).any() else found[0]


def _rhythm(power_kw: FloatArray, times: pd.DatetimeIndex, context: EventContext) -> WeekRhythm:
    swing, share = daily_swing(power_kw, context.step_hours)
    top = top_hour(power_kw, times, context.step_hours)
    end = context.start if not len(times) else times[-1] + pd.Timedelta(hours=context.step_hours)
    return WeekRhythm(times[0] if len(times) else end, end, swing, share, top)
