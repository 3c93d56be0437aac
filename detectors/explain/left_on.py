"""What was left on, seen from where the excess of an event lies: in nights, weekends, holidays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.calendar.day_grid import BoolArray
from detectors.explain.event_context import Stretch

MOSTLY = 0.8
"""Share of the excess from which an event is named by when it lies."""
SHORTEST_NIGHT_HOURS = 3.0
SHORTEST_DAYS_OFF_HOURS = 12.0
SOME_DAYS_OFF_HOURS = 6.0
"""Beside nights, fewer hours of days off are not named."""
CLOSED = "Left on while closed"
NOON = pd.Timedelta(hours=12)
NIGHT_HINT = "Typical causes: ventilation, lighting or a machine that was not switched off."
WEEKEND_HINT = "Typical causes: ventilation, heating or lighting without a weekend programme."
BOTH_HINT = "Typical causes: ventilation or heating that no longer follows its programme for nights and days off."


@dataclass(frozen=True, eq=False)
class LeftOn:
    """What was left on: how it is called, what may be behind it, and the readings that hold the excess."""

    behaviour: str
    hint: str
    chosen: BoolArray


def left_on(stretch: Stretch) -> LeftOn | None:
    """Return what was left on; None where most of the excess lies by day, or is too short to say."""
    times = stretch.idle_periods
    off = times.off if stretch.is_idle_on_days_off else np.zeros_like(times.off)
    hours_off = _hours(stretch, off)
    if hours_off >= SHORTEST_DAYS_OFF_HOURS and stretch.excess_share(times.around_off) >= MOSTLY:
        return LeftOn(f"Left on over {_days(stretch)}", WEEKEND_HINT, times.around_off)
    if _hours(stretch, times.night) < SHORTEST_NIGHT_HOURS:
        return None
    if stretch.excess_share(times.night) >= MOSTLY:
        once = "Left on overnight" if _nights(stretch) == 1 else "Left on at night"
        return LeftOn(CLOSED if stretch.is_closed_by_day else once, NIGHT_HINT, times.night)
    if hours_off >= SOME_DAYS_OFF_HOURS and stretch.excess_share(times.night | off) >= MOSTLY:
        both = CLOSED if stretch.is_closed_by_day else f"Left on at night and over {_days(stretch)}"
        return LeftOn(both, BOTH_HINT, times.night | off)
    return None


def _nights(stretch: Stretch) -> int:
    """Return how many nights hold some of the excess; a night lasts over midnight, never over noon."""
    evenings = stretch.times[stretch.idle_periods.night & (stretch.excess_weights > 0)] - NOON
    return int(evenings.normalize().nunique())


def _days(stretch: Stretch) -> str:
    times = stretch.idle_periods
    holidays = times.off & ~times.weekend
    if not times.weekend.any():
        return "a day off" if stretch.times[holidays].normalize().nunique() == 1 else "days off"
    if holidays.any():
        return "days off"
    weekends = stretch.times[times.weekend].isocalendar().week.nunique()
    return "the weekend" if weekends == 1 else "weekends"


def _hours(stretch: Stretch, chosen: BoolArray) -> float:
    return float(np.count_nonzero(chosen & np.isfinite(stretch.power_kw)) * stretch.step_hours)
