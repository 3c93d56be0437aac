"""What happened, in a facility manager's words with numbers, and a hedged hint at what to check."""

from __future__ import annotations

from math import isfinite

from detectors.findings.quantities import duration, energy, power, power_range
from detectors.findings.rule_sentences import rule_behaviour, rule_hint, rule_sentence
from detectors.findings.stretch import Stretch
from detectors.scores import Reason

SHORT_HOURS = 1.0
MOSTLY = 0.8
OTHER_DAY, OTHER_TIMES = "A day unlike others of its kind", "Used at other times than usual"


def sentence(stretch: Stretch) -> str:
    """Return one sentence on what happened."""
    said = _data_sentence(stretch) or rule_sentence(stretch)
    if said:
        return said
    if not isfinite(stretch.usual_kw):
        return f"{behaviour(stretch)}: on average {power(stretch.mean_kw)} for {duration(stretch.hours)}."
    if stretch.hours <= SHORT_HOURS:
        return f"{behaviour(stretch)}: {power(stretch.peak_kw)}, usual {_usual(stretch, stretch.peak_kw)}."
    if stretch.side == 0:
        more, less = stretch.more_and_less_kwh
        return f"{behaviour(stretch)}: {energy(more)} more and {energy(less)} less within {duration(stretch.hours)}."
    amount = f"{energy(abs(stretch.excess_kwh))} {'more' if stretch.excess_kwh > 0 else 'less'} than usual"
    return (
        f"{behaviour(stretch)}: {power(stretch.mean_kw)} on average for {duration(stretch.hours)}, "
        f"usual {_usual(stretch, stretch.mean_kw)}; {amount}."
    )


def behaviour(stretch: Stretch) -> str:
    """Name what happened in a few words, without numbers."""
    named = rule_behaviour(stretch)
    if named:
        return named
    if stretch.side < 0:
        return "Short drop" if stretch.hours <= SHORT_HOURS else "Used less than usual"
    if stretch.hours <= SHORT_HOURS:
        return "Short peak"
    if stretch.side == 0:
        return OTHER_DAY if stretch.reason is Reason.UNUSUAL_DAY else OTHER_TIMES
    if stretch.weekend_share >= MOSTLY and stretch.hours >= 12:
        return "Left on over the weekend"
    if stretch.night_share >= MOSTLY and stretch.hours >= 3:
        return "Left on overnight"
    if stretch.reason is Reason.UNUSUAL_DAY:
        return OTHER_DAY
    return "Used more than usual"


def hint(stretch: Stretch) -> str:
    """Return what may be behind it and what to check; hedged, because one meter cannot know."""
    if stretch.reason.kind.value == "data problem":
        return DATA_HINTS.get(stretch.reason, "")
    return rule_hint(stretch) or ENERGY_HINTS.get(behaviour(stretch), "")


DATA_HINTS = {
    Reason.FLAT_LINE: "Perhaps a stuck register or filled-in data; compare with the meter's display.",
    Reason.ZERO_RUN: "Perhaps an outage or a dead meter; ask whether the supply was off.",
    Reason.NEGATIVE: "Perhaps feed-in from solar power or a swapped current transformer.",
    Reason.GAP: "Perhaps a lost connection; ask the metering company for the readings.",
    Reason.IMPOSSIBLE: "Perhaps a pulse or transmission error; compare with the meter's display.",
}
ENERGY_HINTS = {
    "Left on over the weekend": "Typical causes: ventilation, heating or lighting without a weekend programme.",
    "Left on overnight": "Typical causes: ventilation, lighting or a machine that was not switched off.",
    "Used more than usual": "Typical causes: longer operation, a new load, or heating and cooling against each other.",
    "Used less than usual": "Typical causes: a closed day, a partial outage, or equipment out of order.",
    "Short peak": "Typical causes: several machines starting together, or a test run.",
    "Short drop": "Typical causes: a short interruption or a tripped breaker.",
    OTHER_DAY: "Typical causes: a closed day, an event, or a changed schedule.",
    OTHER_TIMES: "Typical causes: a shifted schedule, or a stop that was made up for later.",
}


def _usual(stretch: Stretch, said_kw: float) -> str:
    """Return what was usual beside a figure; a range that holds the figure would seem to call it usual."""
    low, high = stretch.usual_range_kw
    if high - low <= 0.1 * abs(high) or low <= said_kw <= high:
        return f"about {power(stretch.usual_kw)}"
    return power_range(low, high)


def _data_sentence(stretch: Stretch) -> str:
    lasted = duration(stretch.hours)
    return {
        Reason.GAP: f"No readings for {lasted}.",
        Reason.FLAT_LINE: f"The same value: {power(stretch.mean_kw)} for {lasted}.",
        Reason.ZERO_RUN: f"Zero for {lasted}, which this meter does not do.",
        Reason.NEGATIVE: f"Negative readings down to {power(stretch.lowest_kw)} for {lasted}.",
        Reason.IMPOSSIBLE: f"Impossible value: {power(stretch.largest_kw)}.",
    }.get(stretch.reason, "")
