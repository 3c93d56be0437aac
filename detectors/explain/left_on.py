"""What was left on, seen from where the excess of an event lies: in nights, weekends, holidays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_grid import BoolArray
from detectors.analytics.building import Building
from detectors.events.event_context import EventContext
from detectors.explain.behaviours import (
    LEFT_AT_NIGHT,
    LEFT_BOTH,
    LEFT_CLOSED,
    LEFT_DAYS_OFF,
    LEFT_OVERNIGHT,
    MORE_NIGHT,
)
from detectors.explain.occurrences import NOON

MOSTLY, LARGELY = 0.8, 0.65
"""Share of the excess from which an event is named by when it lies, and the share that will do where no time has the
former. Chosen, not tuned."""
SHORTEST_NIGHT_HOURS = 3.0
"""Hours of nights from which an event is named by them. Chosen, not tuned."""
SHORTEST_DAYS_OFF_HOURS = 12.0
"""Hours of days off from which an event is named by them. Chosen, not tuned."""
SOME_DAYS_OFF_HOURS = 6.0
"""Hours of days off from which they are named beside nights. Chosen, not tuned."""
NEVER_IDLE = (Building.HOME, Building.ALWAYS_ON)
"""Buildings that have no closing time: nothing is left on there."""


@dataclass(frozen=True, eq=False)
class LeftOn:
    """What was left on: how it is called, the name its causes go by, and the readings that hold the excess."""

    behaviour: str
    kind: str
    chosen: BoolArray


def left_on(context: EventContext) -> LeftOn | None:
    """Return what was left on; None where most of the excess lies by day, or is too short to say."""
    return _left_on(context, MOSTLY) or _left_on(context, LARGELY)


def _left_on(context: EventContext, share: float) -> LeftOn | None:
    times = context.idle_periods
    closes = context.building not in NEVER_IDLE
    off = times.off if closes and context.is_idle_on_days_off else np.zeros_like(times.off)
    hours_off = _hours(context, off)
    if hours_off >= SHORTEST_DAYS_OFF_HOURS and context.excess_share(times.around_off) >= share:
        return LeftOn(f"Left on over {_days(context)}", LEFT_DAYS_OFF, times.around_off)
    if _hours(context, times.night) < SHORTEST_NIGHT_HOURS:
        return None
    if context.excess_share(times.night) >= share:
        if not closes:
            return LeftOn(MORE_NIGHT, LEFT_AT_NIGHT, times.night)
        once = LEFT_OVERNIGHT if _nights(context) == 1 else LEFT_AT_NIGHT
        return LeftOn(LEFT_CLOSED if context.is_closed_by_day else once, LEFT_AT_NIGHT, times.night)
    if hours_off >= SOME_DAYS_OFF_HOURS and context.excess_share(times.night | off) >= share:
        both = LEFT_CLOSED if context.is_closed_by_day else f"Left on at night and over {_days(context)}"
        return LeftOn(both, LEFT_BOTH, times.night | off)
    return None


def _nights(context: EventContext) -> int:
    """Return how many nights hold some of the excess; a night lasts over midnight, never over noon."""
    evenings = context.times[context.idle_periods.night & (context.excess_weights > 0)] - NOON
    return int(evenings.normalize().nunique())


def _days(context: EventContext) -> str:
    times = context.idle_periods
    holidays = times.off & ~times.weekend
    if not times.weekend.any():
        return "a day off" if context.times[holidays].normalize().nunique() == 1 else "days off"
    if holidays.any():
        return "days off"
    weekends = context.times[times.weekend].isocalendar().week.nunique()
    return "the weekend" if weekends == 1 else "weekends"


def _hours(context: EventContext, chosen: BoolArray) -> float:
    return float(np.count_nonzero(chosen & np.isfinite(context.power_kw)) * context.step_hours)
