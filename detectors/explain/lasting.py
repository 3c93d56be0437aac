"""Changes that last in words: since when, how far, and what they come to; a step told apart from a slow drift."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

import numpy as np
import pandas as pd

from data.calendar.lengths import DAY_HOURS, DAYS_PER_WEEK, DAYS_PER_YEAR
from detectors.change import DRIFT, FEED_IN, SCALE_FACTOR, Change, Hours
from detectors.events.event_context import EventContext
from detectors.explain.behaviours import FALLING, HIGHER, LOWER, RISING
from detectors.explain.money import Tariff, money
from detectors.explain.units import energy, power, significant

WHEN: Mapping[Hours, str] = {
    "all": "",
    "nights": " at night",
    "weekends": " on days off",
    "working hours": " in working hours",
}
MIN_DRIFT_DAYS = 10
"""Days of a change from which a drift can be told from a step. Chosen, not tuned."""
BEGAN_SMALL = 0.4
"""Share of its end that a drift began with at most, by the straight line through its days. Chosen, not tuned."""
EXPLAINED = 0.5
"""Share of how its days differ that the straight line of a drift explains. Chosen, not tuned."""
SEASON_DAYS, SEASON_RATIO = 60.0, 4.0
"""A change that has lasted longer, and is a larger one, is no season. Chosen: schools use a third in vacations."""
ABOUT = 0.08
"""Share by which a ratio may differ from the factor it is called by. Chosen, not tuned."""
FACTORS: Mapping[float, tuple[str, str]] = {
    0.001: ("a thousandth of", "another unit or transformer factor"),
    0.01: ("a hundredth of", "another unit or transformer factor"),
    0.1: ("a tenth of", "another unit or transformer factor"),
    1 / 3: ("a third of", "two lost phases, or another transformer factor"),
    0.5: ("half of", "another transformer factor, or half of the load on another meter"),
    2 / 3: ("two thirds of", "a lost phase, or another transformer factor"),
    1.5: ("one and a half times", "a phase that had been lost, or another transformer factor"),
    2.0: ("twice", "readings counted twice, or another transformer factor"),
    3.0: ("three times", "phases that had been lost, or another transformer factor"),
    10.0: ("ten times", "another unit or transformer factor"),
    100.0: ("a hundred times", "another unit or transformer factor"),
    1000.0: ("a thousand times", "another unit or transformer factor"),
}
"""What the ratio of readings to those before is called, and what may be behind it. Expert's choice."""


def change_behaviour(context: EventContext) -> str:
    """Name a change that lasts in a few words; empty where the event is none, or its sentence is its reason's own."""
    change = context.change
    if change is None or change.is_data_problem:
        return ""
    if is_drift(context, change):
        return RISING if context.side > 0 else FALLING
    return HIGHER if context.side > 0 else LOWER


def change_sentence(context: EventContext, tariff: Tariff | None) -> str:
    """Return what a change that lasts comes to; empty where the event is none."""
    change = context.change
    if change is None:
        return ""
    if change.reason is SCALE_FACTOR:
        return _scale(context, change)
    if change.reason is FEED_IN:
        return f"The building feeds in: {_dates(context, change)}, down to {power(context.lowest_kw)}."
    part = _part(context, change)
    drifts = is_drift(context, change)
    now, before = (_last_days(part) if drifts else part).compared_kw
    if not (isfinite(now) and isfinite(before)):
        return ""
    about = "about " if drifts else ""
    mean = f"{'by now' if context.is_open else 'in the end'} " if drifts else ""
    levels = f"{mean}{power(now, before)} on average instead of {power(before, now)}"
    name = f"{change_behaviour(context)}{WHEN[change.hours]}"
    amount = _amount(context, change, tariff)
    return f"{name}: {_dates(context, change, about)}, {levels}, {amount}.{_hedges(context, change)}"


def is_drift(context: EventContext, change: Change) -> bool:
    """Return whether a change came slowly: found as a drift, or seen to grow day by day."""
    if change.reason is DRIFT:
        return True
    away = context.side * (context.power_kw - context.expected_kw)
    day = round(DAY_HOURS / context.step_hours)
    days = len(away) // day
    if days < MIN_DRIFT_DAYS:
        return False
    table = away[: days * day].reshape(days, day)
    known = np.isfinite(table).all(axis=1)
    if np.count_nonzero(known) < MIN_DRIFT_DAYS:
        return False
    number, daily = np.flatnonzero(known), table[known].mean(axis=1)
    slope, began = np.polyfit(number, daily, 1)
    line = began + slope * number
    left = float(np.var(daily - line))
    return bool(slope > 0 and began <= BEGAN_SMALL * line[-1] and left <= (1.0 - EXPLAINED) * float(np.var(daily)))


def scale_words(ratio: float) -> tuple[str, str]:
    """Return what the ratio of readings to those before is called, and what may be behind it."""
    for factor, (called, behind) in FACTORS.items():
        if abs(ratio / factor - 1.0) <= ABOUT:
            return f"about {called}", behind
    return f"about {significant(ratio, 2)} times", "another unit or transformer factor"


def _scale(context: EventContext, change: Change) -> str:
    now, before = context.compared_kw
    ratio = change.ratio if isfinite(change.ratio) and change.ratio > 0 else now / before if before else float("nan")
    if not (isfinite(now) and isfinite(before) and isfinite(ratio)):
        return ""
    called, behind = scale_words(ratio)
    levels = f"{power(now, before)} on average instead of {power(before, now)}"
    return f"Readings are {called} before: {_dates(context, change)}, {levels}; perhaps {behind}."


def _dates(context: EventContext, change: Change, about: str = "") -> str:
    """Return since when it lasts, or from when to when it lasted, also where only a part of it is on show."""
    if context.is_open or change.end is None:
        return f"since {about}{_day(change.start, context.end)}"
    last = change.end - pd.Timedelta(seconds=1)
    return f"from {about}{_day(change.start, change.end)} to {_day(last, context.end)}"


def _day(moment: pd.Timestamp, beside: pd.Timestamp) -> str:
    return f"{moment.day} {moment:%b}" + (f" {moment.year}" if moment.year != beside.year else "")


def _amount(context: EventContext, change: Change, tariff: Tariff | None) -> str:
    kwh = context.excess_kwh
    cost = money(abs(kwh), tariff) if tariff else ""
    amount = f"{'+' if kwh > 0 else '−'}{energy(abs(kwh))}{f' ({cost})' if cost else ''}"
    ends_later = not context.is_open if change.end is None else context.end < change.end
    if context.start > change.start or ends_later:
        return f"{amount} in these dates"
    return f"so far {amount}" if context.is_open else f"{amount} in all"


def _hedges(context: EventContext, change: Change) -> str:
    if change.became_normal:
        return " It lasted for a year, and counts as normal now."
    known_days = context.known_days - (context.start - change.start) / pd.Timedelta(days=1)
    lasted = (context.end - change.start) / pd.Timedelta(days=1)
    is_beyond = lasted > SEASON_DAYS and not 1.0 / SEASON_RATIO <= change.ratio <= SEASON_RATIO
    if (change.is_season_possible or known_days < DAYS_PER_YEAR) and not is_beyond:
        return " It may be the season: less than a year was known before it."
    return ""


def _part(context: EventContext, change: Change) -> EventContext:
    """Return the hours in which a change lies."""
    periods = context.idle_periods
    chosen = {"nights": periods.night, "weekends": periods.off, "working hours": ~(periods.night | periods.off)}
    return context.only(chosen[change.hours]) if change.hours in chosen else context


def _last_days(context: EventContext) -> EventContext:
    """Return the last week of a change, or the last quarter of a shorter one."""
    readings = len(context.power_kw)
    last = min(round(DAYS_PER_WEEK * DAY_HOURS / context.step_hours), max(1, readings // 4))
    return context.only(np.arange(readings) >= readings - last)
