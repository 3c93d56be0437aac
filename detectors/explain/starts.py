"""Starts and ends of the working day that came at another time than usual: ``started at 03:00 instead of 06:00``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.calendar.day_grid import BoolArray
from data.calendar.lengths import DAY_HOURS
from data.series import FloatArray
from detectors.analytics.building import Building
from detectors.analytics.off_hours import idle_periods
from detectors.events.event_context import EventContext
from detectors.explain.behaviours import EARLY_START, EARLY_STOP, LATE_START, LATE_STOP

MIN_DAYS = 5
"""Working days before an event that tell when the day usually starts and ends. Chosen, not tuned."""
RESTLESS = (Building.HOME, Building.ALWAYS_ON)
"""Buildings whose day has no start and no end."""
MIN_RATIO = 1.5
"""Times of its night that a day must use by day to have a start and an end. Chosen, not tuned."""
STARTED_SHARE = 0.25
"""Share of the way from night to day from which on a day has started. Chosen, not tuned."""
MIN_IDLE_HOURS, MIN_BUSY_HOURS = 4.0, 3.0
"""Shortest night and shortest day that have a start and an end between them. Chosen, not tuned."""
MAX_EARLY_HOURS, MIN_EARLY_HOURS = 6.0, 0.5
"""By how much a start or an end may differ from the usual one to be called early or late. Chosen, not tuned."""
NEAR_HOURS = 1.5
"""Hours from the usual end of the day within which what goes on begins to differ. Chosen, not tuned."""
QUIET_HOURS = 1.5
"""Hours of usual night that must lie before an early start, or after a late end. Chosen, not tuned."""
LONG_HOURS = 4.0
"""Hours after the usual start until which an early start may last. Chosen, not tuned."""
MIN_SHARE = 0.6
"""Share of the excess that must lie between the usual time and this one. Chosen, not tuned."""
MIN_RISE = 0.2
"""Share of the rise of a usual day that what began early or went on must have. Chosen, not tuned."""
IDLE_SHARE, DEAD_SHARE, MOSTLY = 0.4, 0.5, 0.8
"""Share of the way from night to day below which a reading is idle, share of the night below which the supply is rather
out, and share of the readings that must lie between. Chosen, not tuned."""


@dataclass(frozen=True)
class WorkingDay:
    """When a working day usually starts and ends in local hours, its night, and how far it rises from there by day."""

    starts: float
    ends: float
    night_kw: float
    rise_kw: float

    @property
    def night_hours(self) -> float:
        """Hours from its end to the next start."""
        return (self.starts - self.ends) % DAY_HOURS


@dataclass(frozen=True)
class ShiftedTime:
    """A start or an end at another time: what it is called, when it came, when it usually does; local times."""

    behaviour: str
    came: pd.Timestamp
    usual: pd.Timestamp

    @property
    def words(self) -> str:
        """What happened, with both times."""
        verb = "Started" if self.behaviour in (EARLY_START, LATE_START) else "Switched off"
        return f"{verb} at {self.came:%H:%M} instead of {self.usual:%H:%M}"


def shifted_time(context: EventContext) -> ShiftedTime | None:
    """Return the start or end that an event is; None where it is none. Of several times, that of the first."""
    usual = working_day(context)
    if usual is None or context.side == 0 or not len(context.power_kw):
        return None
    times = context.occurrences or ((context.start, context.end),)
    found = [_of_one(context, usual, start, end) for start, end in times]
    kinds = {one.behaviour if one else "" for one in found}
    return found[0] if len(kinds) == 1 else None


def working_day(context: EventContext) -> WorkingDay | None:
    """Return when working days of the weeks before started and ended; None where they do not tell."""
    kinds = context.idle_periods_before
    if context.building in RESTLESS or kinds is None or context.step_hours > 1.0:
        return None
    slots = round(DAY_HOURS / context.step_hours)
    known = np.isfinite(context.before_kw) & ~kinds.off
    table = np.full((int(kinds.day.max()) + 1, slots), np.nan)
    slot = np.minimum(kinds.minute * slots // (DAY_HOURS * 60), slots - 1)
    table[kinds.day[known], slot[known]] = context.before_kw[known]
    table = table[np.isfinite(table).any(axis=1)]
    if len(table) < MIN_DAYS or not (np.isfinite(table).sum(axis=0) >= MIN_DAYS - 1).all():
        return None
    course: FloatArray = np.nanmedian(table, axis=0)
    idle, busy = (float(np.quantile(course, share)) for share in (0.1, 0.9))
    if not busy >= MIN_RATIO * idle or not idle >= 0:
        return None
    return _from_course(course > idle + STARTED_SHARE * (busy - idle), idle, busy - idle)


def _from_course(is_busy: BoolArray, night_kw: float, rise_kw: float) -> WorkingDay | None:
    """Return the working day around the longest idle time of a course."""
    slots = len(is_busy)
    hours = DAY_HOURS / slots
    ends = np.flatnonzero(is_busy & ~np.roll(is_busy, -1))
    if not len(ends):
        return None
    lengths = [int(np.argmax(np.roll(is_busy, -(end + 1)))) for end in ends]
    longest = int(np.argmax(lengths))
    idle_hours = lengths[longest] * hours
    end = (int(ends[longest]) + 1) % slots
    if idle_hours < MIN_IDLE_HOURS or DAY_HOURS - idle_hours < MIN_BUSY_HOURS:
        return None
    return WorkingDay(((end + lengths[longest]) % slots) * hours, end * hours, night_kw, rise_kw)


def _of_one(context: EventContext, day: WorkingDay, start: pd.Timestamp, end: pd.Timestamp) -> ShiftedTime | None:
    first, last = (moment.tz_localize(None) for moment in (start, end))
    starts = _next(first - pd.Timedelta(hours=NEAR_HOURS), day.starts)
    stops = _next(first - pd.Timedelta(hours=MAX_EARLY_HOURS), day.ends)
    if context.side > 0:
        if context.mean_excess_kw < MIN_RISE * day.rise_kw:
            return None
        return _early_start(context, day, (first, last)) or _late_stop(context, (first, last), stops, day)
    if not _is_idle(context, day, start, end):
        return None
    if abs(_hours(starts, first)) <= NEAR_HOURS and MIN_EARLY_HOURS <= _hours(starts, last) <= MAX_EARLY_HOURS:
        return ShiftedTime(LATE_START, last, starts) if _is_working(context, starts) else None
    stops = _next(last - pd.Timedelta(hours=NEAR_HOURS), day.ends)
    if abs(_hours(stops, last)) <= NEAR_HOURS and MIN_EARLY_HOURS <= _hours(first, stops) <= MAX_EARLY_HOURS:
        return ShiftedTime(EARLY_STOP, first, stops) if _is_working(context, stops) else None
    return None


def _early_start(context: EventContext, day: WorkingDay, ends: tuple[pd.Timestamp, pd.Timestamp]) -> ShiftedTime | None:
    first, last = ends
    usual = _next(first, day.starts)
    early = _hours(first, usual)
    fits = (
        MIN_EARLY_HOURS <= early <= min(MAX_EARLY_HOURS, day.night_hours - QUIET_HOURS)
        and -NEAR_HOURS <= _hours(usual, last) <= LONG_HOURS
        and _share(context, first, usual, ends) >= MIN_SHARE
        and _is_working(context, usual)
    )
    return ShiftedTime(EARLY_START, first, usual) if fits else None


def _late_stop(
    context: EventContext, ends: tuple[pd.Timestamp, pd.Timestamp], usual: pd.Timestamp, day: WorkingDay
) -> ShiftedTime | None:
    first, last = ends
    late = _hours(usual, last)
    fits = (
        _hours(usual, first) <= NEAR_HOURS
        and MIN_EARLY_HOURS <= late <= min(MAX_EARLY_HOURS, day.night_hours - QUIET_HOURS)
        and _share(context, usual, last, ends) >= MIN_SHARE
        and _is_working(context, usual)
    )
    return ShiftedTime(LATE_STOP, last, usual) if fits else None


def _share(
    context: EventContext, begin: pd.Timestamp, stop: pd.Timestamp, ends: tuple[pd.Timestamp, pd.Timestamp]
) -> float:
    """Return which share of what is above expected from the first to the last moment lies between two others."""
    times = context.times.tz_localize(None)
    own = context.excess_weights * ((times >= ends[0]) & (times < ends[1]))
    inside = (times >= begin) & (times < stop)
    return float(own[inside].sum() / own.sum()) if own.sum() > 0 else 0.0


def _is_idle(context: EventContext, day: WorkingDay, start: pd.Timestamp, end: pd.Timestamp) -> bool:
    inside = (context.times >= start) & (context.times < end) & np.isfinite(context.power_kw)
    low, high = DEAD_SHARE * day.night_kw, day.night_kw + IDLE_SHARE * day.rise_kw
    is_idle = (context.power_kw >= low) & (context.power_kw <= high)
    return bool(inside.any() and np.mean(is_idle[inside]) >= MOSTLY)


def _is_working(context: EventContext, moment: pd.Timestamp) -> bool:
    """Return whether a local moment lies on a working day."""
    times = pd.DatetimeIndex([moment])
    kinds = idle_periods(times, context.place, context.step_hours, context.night, context.open_days)
    return not kinds.off[0]


def _next(moment: pd.Timestamp, hour: float) -> pd.Timestamp:
    """Return the first time from a local moment on at which clocks show an hour."""
    found = moment.normalize() + pd.Timedelta(hours=hour)
    return found if found >= moment else found + pd.Timedelta(days=1)


def _hours(start: pd.Timestamp, end: pd.Timestamp) -> float:
    return float((end - start) / pd.Timedelta(hours=1))
