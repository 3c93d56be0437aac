"""How the expert rules explain themselves: each in a sentence with its own numbers, and a hedged hint.

A sentence is empty where the rule has not the numbers for it; the general one of ``sentences`` is used then.
"""

from __future__ import annotations

from math import ceil, isfinite

from detectors.findings.quantities import duration, energy, percent, power
from detectors.findings.stretch import Stretch
from detectors.insight.spectrum import daily_swing
from detectors.scores import Reason

DAYS_A_YEAR, WEEKENDS_A_YEAR = 365, 52
MOSTLY = 0.5
LONG_HOURS = {"night": 6.0, "weekend": 12.0}
"""Shorter events are not carried over to a year."""
SHORTEST_NIGHT_HOURS = 2.0
SHORTEST_WEEKEND_HOURS = 6.0
MOST_BY_DAY = 0.2
"""An event with more of its hours between nine and eighteen o'clock is none of the night."""
SHORTEST_SHIFT_HOURS = 1.0
MANY_TIMES = 10.0
"""From ten times as much on, a percentage says less than nothing."""
HIGH_BASE = "High base load at night"
WEEKEND = "Left on over the weekend"
DAY_OFF = "Left on over a day off"
RISE, DROP = "Steep rise", "Steep drop"
RHYTHM = "Irregular rhythm"
PEAK = "Unusual peak"
LIMIT = "Over the limit"
OFTEN = {HIGH_BASE: "night", WEEKEND: "weekend"}
"""What is carried over to a year, and as how often."""

HINTS = {
    HIGH_BASE: "Typical causes: ventilation, heating or lighting running at night, or a time switch that was changed.",
    WEEKEND: "Typical causes: ventilation, heating or lighting without a weekend programme.",
    DAY_OFF: "Typical causes: time switches that know no holidays, or people at work.",
    RISE: "Typical causes: several machines starting together; starting them a quarter of an hour apart helps.",
    DROP: "Typical causes: several machines stopping together, a tripped breaker or a short interruption.",
    RHYTHM: "Typical causes: a changed schedule, a holiday, or a control that no longer follows the time of day.",
    PEAK: "Typical causes: several machines starting together, or heating and cooling at their most.",
    LIMIT: "Typical causes: several large loads at once; shifting one of them keeps the limit.",
}


def rule_behaviour(stretch: Stretch) -> str:
    """Name what a rule found in a few words; empty for what other detectors find."""
    if stretch.reason is Reason.BASELOAD_HIGH and stretch.side >= 0 and stretch.hours >= SHORTEST_NIGHT_HOURS:
        return HIGH_BASE if stretch.working_hours_share <= MOST_BY_DAY else ""
    if stretch.reason is Reason.WEEKEND_ON and stretch.side >= 0 and stretch.hours >= SHORTEST_WEEKEND_HOURS:
        if stretch.weekend_share >= MOSTLY:
            return WEEKEND
        if stretch.weekend_share == 0:  # else it went on from a working day into a weekend
            return DAY_OFF
    if stretch.reason is Reason.RAMP:
        return DROP if stretch.furthest_kw[1] < 0 else RISE
    return {Reason.IRREGULAR_RHYTHM: RHYTHM, Reason.PEAK: PEAK, Reason.OVER_LIMIT: LIMIT}.get(stretch.reason, "")


def rule_hint(stretch: Stretch) -> str:
    """Return what may be behind what a rule found."""
    return HINTS.get(rule_behaviour(stretch), "")


def rule_sentence(stretch: Stretch) -> str:
    """Return one sentence on what a rule found."""
    behaviour = rule_behaviour(stretch)
    if behaviour in (HIGH_BASE, WEEKEND, DAY_OFF):
        return _left_on(stretch, behaviour)
    if behaviour in (RISE, DROP):
        return _ramp(stretch, behaviour)
    if behaviour == RHYTHM:
        return _rhythm(stretch)
    return _peak(stretch, behaviour) if behaviour else ""


def yearly_kwh(stretch: Stretch) -> float:
    """Return the energy of a year of such nights or weekends; 0 where the sentence does not carry it over."""
    behaviour = rule_behaviour(stretch)
    if behaviour not in OFTEN or stretch.expected_hours < LONG_HOURS[OFTEN[behaviour]]:
        return 0.0
    mean, usual = stretch.compared_kw
    often = DAYS_A_YEAR / ceil(stretch.hours / 24.0) if OFTEN[behaviour] == "night" else WEEKENDS_A_YEAR
    return max(0.0, (mean - usual) * stretch.expected_hours * often)


def _left_on(stretch: Stretch, behaviour: str) -> str:
    mean, usual = stretch.compared_kw
    more = mean - usual
    if not more > 0:
        return ""
    amount = f"{power(more)}{_relative(more, usual)} more, {energy(more * stretch.expected_hours)}"
    said = f"{behaviour}: {power(mean)} for {duration(stretch.expected_hours)}, usual about {power(usual)}; {amount}."
    a_year = yearly_kwh(stretch)
    return f"{said} If every {OFTEN[behaviour]} were like this, {energy(a_year)} a year." if a_year else said


def _relative(more_kw: float, usual_kw: float) -> str:
    if not usual_kw > 0 or more_kw >= MANY_TIMES * usual_kw:
        return ""
    return f" ({percent(more_kw / usual_kw)})"


def _ramp(stretch: Stretch, behaviour: str) -> str:
    reached, away = stretch.furthest_kw
    if not isfinite(away):
        return ""
    beyond = "above" if away > 0 else "below"
    step = duration(stretch.step_hours)
    return f"{behaviour}: to {power(reached)} within {step}, {power(abs(away))} {beyond} the usual course at that time."


def _rhythm(stretch: Stretch) -> str:
    swing, share = daily_swing(stretch.power_kw, stretch.step_hours)
    swing_before, share_before = daily_swing(stretch.before_kw, stretch.step_hours)
    if not isfinite(swing):
        return ""
    lasted = f"{RHYTHM}: a daily swing of {power(swing)} over {duration(stretch.hours)}"
    if not (isfinite(swing_before) and isfinite(share) and isfinite(share_before)):
        return f"{lasted}."
    then = f"{power(swing_before)} in the four weeks before{_shift(stretch.shift_hours)}"
    held = f"the daily rhythm holds {percent(share)} of the variation, {percent(share_before)} before"
    return f"{lasted}, {then}; {held}."


def _shift(hours: float) -> str:
    if not abs(hours) >= SHORTEST_SHIFT_HOURS:
        return ""
    return f", its top about {duration(round(2 * abs(hours)) / 2)} {'later' if hours > 0 else 'earlier'}"


def _peak(stretch: Stretch, behaviour: str) -> str:
    reached, away = stretch.highest_kw
    if not away > 0:
        return ""
    bound = "the limit of" if behaviour == LIMIT else "the usual highest of"
    factor = stretch.load_factor
    load = f"; load factor {percent(factor)} over four weeks" if isfinite(factor) else ""
    return f"{behaviour}: {power(reached)}, {power(away)} over {bound} {power(reached - away)}{load}."
