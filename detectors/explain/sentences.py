"""What happened, in a facility manager's words with numbers, and a hedged hint at what to check."""

from __future__ import annotations

from math import isfinite

from detectors.explain.event_context import Stretch
from detectors.explain.left_on import LeftOn, left_on
from detectors.explain.rule_sentences import rule_behaviour, rule_hint, rule_sentence
from detectors.explain.units import duration, energy, power, power_range
from detectors.scores import Reason

SHORT_HOURS = 1.0
SAME = 0.02
"""Amounts that differ by less are told as one."""
HALF = 0.5
"""With less than half of the excess an hour, the other hours of an event are not told with it."""
OTHER_DAY, OTHER_TIMES = "A day unlike others of its kind", "Used at other times than usual"


def sentence(stretch: Stretch) -> str:
    """Return one sentence on what happened."""
    said = _data_sentence(stretch) or rule_sentence(stretch)
    if said:
        return said
    named = behaviour(stretch)
    if not isfinite(stretch.usual_kw):
        return f"{named}: on average {power(stretch.mean_kw)} for {duration(stretch.hours)}."
    if stretch.hours <= SHORT_HOURS:
        return f"{named}: {power(stretch.peak_kw, *stretch.usual_range_kw)}, usual {_usual(stretch, stretch.peak_kw)}."
    if stretch.side == 0:
        more, less = stretch.more_and_less_kwh
        return f"{named}: {energy(more)} more and {energy(less)} less within {duration(stretch.hours)}."
    part = _part(stretch)
    apart = part.expected_hours < stretch.expected_hours
    lasted = f"in those hours ({duration(part.expected_hours)})" if apart else f"for {duration(stretch.hours)}"
    return (
        f"{named}: {power(part.mean_kw, *part.usual_range_kw)} on average {lasted}, "
        f"usual {_usual(part, part.mean_kw)}; {_amount(stretch.excess_kwh, part.excess_kwh)}."
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
    found = _left_on(stretch)
    if found:
        return found.behaviour
    if stretch.reason is Reason.UNUSUAL_DAY:
        return OTHER_DAY
    return "Used more than usual"


def hint(stretch: Stretch) -> str:
    """Return what may be behind it and what to check; hedged, because one meter cannot know."""
    if stretch.reason.kind.value == "data problem":
        return DATA_HINTS.get(stretch.reason, "")
    found = _left_on(stretch)
    return rule_hint(stretch) or (found.hint if found else ENERGY_HINTS.get(behaviour(stretch), ""))


def _left_on(stretch: Stretch) -> LeftOn | None:
    if rule_behaviour(stretch) or stretch.side <= 0 or stretch.hours <= SHORT_HOURS:
        return None
    return left_on(stretch)


def _part(stretch: Stretch) -> Stretch:
    """Return the part an event is told by: the hours it is named after, where it was otherwise in the others."""
    found = _left_on(stretch)
    if found is None:
        return stretch
    inside, outside = (stretch.only(chosen).mean_excess_kw for chosen in (found.chosen, ~found.chosen))
    return stretch.only(found.chosen) if abs(outside) < HALF * inside else stretch


def _amount(whole_kwh: float, part_kwh: float) -> str:
    """Return how much more or less was used in all, and in the part an event is named after where that differs."""
    way = "more" if whole_kwh > 0 else "less"
    if abs(part_kwh - whole_kwh) <= SAME * abs(whole_kwh):
        return f"{energy(abs(whole_kwh))} {way} than usual"
    return f"{energy(part_kwh)} more in them, {energy(abs(whole_kwh))} in the whole event"


DATA_HINTS = {
    Reason.FLAT_LINE: "Perhaps a stuck register or filled-in data; compare with the meter's display.",
    Reason.ZERO_RUN: "Perhaps an outage or a dead meter; ask whether the supply was off.",
    Reason.NEGATIVE: "Perhaps feed-in from solar power or a swapped current transformer.",
    Reason.GAP: "Perhaps a lost connection; ask the metering company for the readings.",
    Reason.IMPOSSIBLE: "Perhaps a pulse or transmission error; compare with the meter's display.",
}
ENERGY_HINTS = {
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
        return f"about {power(stretch.usual_kw, said_kw)}"
    return power_range(low, high, said_kw)


def _data_sentence(stretch: Stretch) -> str:
    lasted = duration(stretch.hours)
    return {
        Reason.GAP: f"No readings for {lasted}.",
        Reason.FLAT_LINE: f"The same value: {power(stretch.mean_kw)} for {lasted}.",
        Reason.ZERO_RUN: f"Zero for {lasted}, {_against_zeros_before(stretch)}.",
        Reason.NEGATIVE: f"Negative readings down to {power(stretch.lowest_kw)} for {lasted}.",
        Reason.IMPOSSIBLE: f"Impossible value: {power(stretch.largest_kw)}.",
    }.get(stretch.reason, "")


def _against_zeros_before(stretch: Stretch) -> str:
    longest = stretch.zeros_before_hours
    if longest == 0:
        return "which this meter does not do"
    if longest < stretch.hours:
        return f"longer than any such run before, at most {duration(longest)}"
    return "which this meter hardly ever does"
