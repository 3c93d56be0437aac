"""How the expert rules explain themselves: each in a sentence with its own numbers, and a hedged hint.

A sentence is empty where the rule has not the numbers for it; the general one of ``sentences`` is used then.
"""

from __future__ import annotations

from math import isfinite

import numpy as np
import pandas as pd

from detectors.events.event_context import EventContext
from detectors.explain.behaviours import (
    DAY_OFF,
    DROP,
    DROP_BACK,
    HIGH_BASE,
    HIGH_CLOSED,
    LESS_CLOSED,
    LESS_NIGHT,
    LESS_WEEKEND,
    LIMIT,
    MORE_NIGHT,
    MORE_WEEKEND,
    PEAK,
    RHYTHM,
    RISE,
    RISE_BACK,
    WEEKEND,
)
from detectors.explain.left_on import NEVER_IDLE
from detectors.explain.money import Tariff, yearly_cost
from detectors.explain.occurrences import NOON, lasted_text
from detectors.explain.ramps import largest_step, usual_start_kw
from detectors.explain.rhythms import WeekRhythm, furthest_week, rhythm_before
from detectors.explain.units import duration, energy, percent, power
from detectors.scores import Reason

DAYS_A_YEAR, WEEKENDS_A_YEAR = 365, 52
"""Days and weekends of a year. By definition, rounded."""
CLOSED_TIME = "time it is closed"
LONG_HOURS = {"night": 6.0, CLOSED_TIME: 6.0, "weekend": 12.0}
"""Hours from which an event is carried over to a year, by when it lies. Chosen, not tuned."""
SHORTEST_NIGHT_HOURS = 2.0
"""Hours from which an event can be one of the night. Chosen, not tuned."""
SHORTEST_WEEKEND_HOURS = 6.0
"""Hours from which an event can be one of the weekend. Chosen, not tuned."""
MAX_WEEKEND_HOURS = 80.0
"""Hours from Friday afternoon to Monday morning, and some more; what is longer is no weekend. Expert's choice."""
MIN_BY_NIGHT = 0.5
"""Share of the hours of an event that must be night for it to be one of the night. Chosen, not tuned."""
MAX_BY_DAY = 0.1
"""Share of the hours of an event between nine and eighteen o'clock above which it is none of the night. Chosen."""
MIN_OFF = 0.8
"""Share of the hours of an event that must lie around days off for it to be one of the weekend. Chosen, not tuned."""
SHORTEST_SHIFT_HOURS = 1.0
"""Hours by which the top of the day must have moved to be mentioned. Chosen, not tuned."""
MANY_TIMES = 10.0
"""Times the usual power from which an amount is given as a multiple, not as a percentage. Chosen, not tuned."""
STARTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MIN_STARTS = 1.75
"""Number of usual starts from which a rise is called about two starts. Chosen, not tuned."""
BY_NIGHT = (HIGH_BASE, HIGH_CLOSED, MORE_NIGHT, LESS_NIGHT, LESS_CLOSED)
IDLE_PERIODS = (*BY_NIGHT, WEEKEND, DAY_OFF, MORE_WEEKEND, LESS_WEEKEND)
RAMPS = (RISE, DROP, RISE_BACK, DROP_BACK)
OFTEN = {
    HIGH_BASE: "night",
    MORE_NIGHT: "night",
    HIGH_CLOSED: CLOSED_TIME,
    LESS_NIGHT: "night",
    LESS_CLOSED: CLOSED_TIME,
    WEEKEND: "weekend",
    MORE_WEEKEND: "weekend",
    LESS_WEEKEND: "weekend",
}
"""What is carried over to a year, and as how often."""


def rule_behaviour(context: EventContext) -> str:
    """Name what a rule found in a few words; empty for what other detectors find."""
    if context.reason is Reason.BASELOAD_HIGH and context.side >= 0:
        if not _is_night(context):
            return ""
        high = MORE_NIGHT if context.building in NEVER_IDLE else HIGH_BASE
        return HIGH_CLOSED if context.is_closed_by_day else high
    if context.reason is Reason.WEEKEND_ON and context.side >= 0:
        named = _day_off(context)
        if context.building in NEVER_IDLE:
            return MORE_WEEKEND if named == WEEKEND else ""
        return MORE_WEEKEND if named == WEEKEND and not context.is_idle_on_days_off else named
    if context.reason is Reason.BELOW_EXPECTED and context.side < 0:
        if _is_night(context):
            return LESS_CLOSED if context.is_closed_by_day else LESS_NIGHT
        return LESS_WEEKEND if _day_off(context) == WEEKEND else ""
    if context.reason is Reason.RAMP:
        return _steep(context)
    return {Reason.IRREGULAR_RHYTHM: RHYTHM, Reason.PEAK: PEAK, Reason.OVER_LIMIT: LIMIT}.get(context.reason, "")


def rule_sentence(context: EventContext, tariff: Tariff | None = None) -> str:
    """Return one sentence on what a rule found; with a price also what a year of it costs."""
    behaviour = rule_behaviour(context)
    if behaviour in IDLE_PERIODS:
        return _idle(context, behaviour, tariff)
    if behaviour in RAMPS:
        return _ramp(context, behaviour)
    if behaviour == RHYTHM:
        return _rhythm(context)
    return _peak(context, behaviour) if behaviour else ""


def yearly_kwh(context: EventContext) -> float:
    """Return the energy of a year of such nights or weekends; 0 where the sentence does not carry it over."""
    behaviour = rule_behaviour(context)
    if behaviour not in OFTEN or context.expected_hours < LONG_HOURS[OFTEN[behaviour]]:
        return 0.0
    often = DAYS_A_YEAR / _nights(context) if behaviour in BY_NIGHT else WEEKENDS_A_YEAR
    return max(0.0, _difference_kw(context) * context.expected_hours * often)


def _nights(context: EventContext) -> int:
    """Return on how many nights it happened, at least one; a night belongs to the evening it begins with."""
    compared = np.isfinite(context.power_kw) & np.isfinite(context.expected_kw) & context.idle_periods.night
    begins = context.times[compared].tz_localize(None) - (pd.Timedelta(0) if context.is_closed_by_day else NOON)
    return max(1, begins.normalize().nunique())


def _is_night(context: EventContext) -> bool:
    times = context.idle_periods
    by_night, by_day = context.compared_share(times.night), context.compared_share(times.work)
    return context.hours >= SHORTEST_NIGHT_HOURS and by_night >= MIN_BY_NIGHT and by_day <= MAX_BY_DAY


def _day_off(context: EventContext) -> str:
    times = context.idle_periods
    if not SHORTEST_WEEKEND_HOURS <= context.hours <= MAX_WEEKEND_HOURS:
        return ""
    if context.compared_share(times.weekend) == 0:  # else it went on from a working day into a weekend
        return DAY_OFF
    return WEEKEND if context.compared_share(times.around_off) >= MIN_OFF else ""


def _difference_kw(context: EventContext) -> float:
    """Return by how much more was used than usual, or less on the side below."""
    mean, usual = context.compared_kw
    return mean - usual if context.side >= 0 else usual - mean


def _idle(context: EventContext, behaviour: str, tariff: Tariff | None) -> str:
    (mean, usual), away = context.compared_kw, _difference_kw(context)
    if not away > 0:
        return ""
    less = " less" if context.side < 0 else ""
    nights_kw = _weekday_nights_kw(context, behaviour)
    beside = (mean, usual, away, nights_kw)
    lasted = f"{power(*beside)} {lasted_text(context, context.expected_hours)}"
    nights = f", on weekday nights before {power(nights_kw, *beside)}" if isfinite(nights_kw) else ""
    amount = f"{power(away, *beside)}{_relative(away, usual)}{less or ' more'}"
    yearly, kwh = yearly_kwh(context), away * context.expected_hours
    stated = f"{behaviour}: {lasted}, usual about {power(usual, *beside)}{nights}; {amount}, {energy(kwh, yearly)}."
    if not yearly:
        return stated
    cost = yearly_cost(yearly, tariff) if tariff else ""
    comes_to = f"{energy(yearly, kwh)} and {cost}" if cost else energy(yearly, kwh)
    return f"{stated} If every {OFTEN[behaviour]} were like this, {comes_to}{less} a year."


def _weekday_nights_kw(context: EventContext, behaviour: str) -> float:
    """Return the level of weekday nights before, which a weekend is set beside; NaN where it is not."""
    is_beside = behaviour not in BY_NIGHT and not context.is_closed_by_day
    return context.weekday_nights_kw if is_beside else float("nan")


def _relative(more_kw: float, usual_kw: float) -> str:
    if not usual_kw > 0 or more_kw >= MANY_TIMES * usual_kw:
        return ""
    return f" ({percent(more_kw / usual_kw)})"


def _steep(context: EventContext) -> str:
    step = largest_step(context)
    if step is None:
        return DROP if context.side < 0 else RISE
    back = isfinite(step.normal_kw)
    if step.away_kw < 0:
        return DROP_BACK if back else DROP
    return RISE_BACK if back else RISE


def _ramp(context: EventContext, behaviour: str) -> str:
    step = largest_step(context)
    if step is None:
        return ""
    begin, end, usual = step.begin_kw, step.end_kw, step.normal_kw
    within = f"within {duration(max(context.window_hours, context.step_hours))}"
    if behaviour in (RISE_BACK, DROP_BACK):
        steep = f"from {power(begin, end, usual)} to {power(end, begin, usual)} {within}"
        return f"{behaviour}: {steep}, usual about {power(usual, begin, end)} at that time."
    away = abs(step.away_kw)
    beyond = f"{power(away, end)} {'above' if step.away_kw > 0 else 'below'} the usual course at that time"
    return f"{behaviour}: to {power(end, away)} {within}, {beyond}.{_starts(end - begin, usual_start_kw(context))}"


def _starts(rise_kw: float, usual_kw: float) -> str:
    """Say how many usual starts a rise is worth, where it is two at least."""
    if not (usual_kw > 0 and rise_kw >= MIN_STARTS * usual_kw):
        return ""
    many = round(rise_kw / usual_kw) - 2
    starts = f"as much as about {STARTS[many]}" if many < len(STARTS) else f"more than {STARTS[-1]}"
    before = f"the largest rise of a day was usually {power(usual_kw, rise_kw)} in the weeks before"
    return f" It rose by {power(rise_kw, usual_kw)}, {starts} usual starts at once: {before}."


def _rhythm(context: EventContext) -> str:
    now, before = furthest_week(context), rhythm_before(context)
    if not isfinite(now.swing_kw):
        return ""
    lasted = f"{RHYTHM}: a daily swing of {power(now.swing_kw, before.swing_kw)} {_days(context, now)}"
    if not (isfinite(before.swing_kw) and isfinite(now.share) and isfinite(before.share)):
        return f"{lasted}."
    swing = power(before.swing_kw, now.swing_kw)
    then = f"{swing} in the four weeks before{_shift(now.later_than(before))}"
    held = f"the daily rhythm holds {percent(now.share)} of the variation, {percent(before.share)} before"
    return f"{lasted}, {then}; {held}."


def _days(context: EventContext, week: WeekRhythm) -> str:
    if week.start == context.start and week.end >= context.end:
        return f"over {duration(context.hours)}"
    last = week.end - pd.Timedelta(seconds=1)
    month = f" {week.start:%b}" if week.start.month != last.month else ""
    return f"in the week from {week.start.day}{month} to {last.day} {last:%b}"


def _shift(hours: float) -> str:
    if not abs(hours) >= SHORTEST_SHIFT_HOURS:
        return ""
    return f", its top about {duration(round(2 * abs(hours)) / 2)} {'later' if hours > 0 else 'earlier'}"


def _peak(context: EventContext, behaviour: str) -> str:
    reached, away = context.highest_kw
    if not away > 0:
        return ""
    bound = "the limit of" if behaviour == LIMIT else "the usual highest of"
    factor = context.load_factor
    load = f"; load factor {percent(factor)} over four weeks" if isfinite(factor) else ""
    usual = reached - away
    over = f"{power(away, reached, usual)} over {bound} {power(usual, reached, away)}"
    return f"{behaviour}: {power(reached, usual, away)}, {over}{load}."
