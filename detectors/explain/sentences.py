"""What happened, in a facility manager's words with numbers, and a hedged hint at what to check."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

from detectors.events.event_context import EventContext
from detectors.explain.left_on import LeftOn, left_on
from detectors.explain.money import Tariff
from detectors.explain.rule_sentences import rule_behaviour, rule_hint, rule_sentence
from detectors.explain.units import duration, energy, power, power_range
from detectors.reasons import BUILT_IN, Kind, Reason, figures_in

SHORT_HOURS = 1.0
"""Hours up to which an event is a short peak or drop. Chosen, not tuned."""
SAME = 0.02
"""Share by which amounts must differ to be given apart. Chosen, not tuned."""
HALF = 0.5
"""Share of the excess an hour that other hours of an event must have to be described with it. Chosen, not tuned."""
OTHER_DAY, OTHER_TIMES = "A day unlike others of its kind", "Used at other times than usual"


def sentence(context: EventContext, tariff: Tariff | None = None) -> str:
    """Return one sentence on what happened; with a price it also holds what a year of such nights or weekends costs."""
    stated = _own_sentence(context) or rule_sentence(context, tariff)
    if stated:
        return stated
    named = behaviour(context)
    if not isfinite(context.mean_kw):
        return f"{named} for {duration(context.hours)}."
    if context.reason.kind is Kind.DATA or not isfinite(context.usual_kw):
        return f"{named}: on average {power(context.mean_kw)} for {duration(context.hours)}."
    if context.hours <= SHORT_HOURS:
        return f"{named}: {power(context.peak_kw, *context.usual_range_kw)}, usual {_usual(context, context.peak_kw)}."
    if context.side == 0:
        more, less = context.more_and_less_kwh
        return f"{named}: {energy(more)} more and {energy(less)} less within {duration(context.hours)}."
    part = _part(context)
    apart = part.expected_hours < context.expected_hours
    lasted = f"in those hours ({duration(part.expected_hours)})" if apart else f"for {duration(context.hours)}"
    return (
        f"{named}: {power(part.mean_kw, *part.usual_range_kw)} on average {lasted}, "
        f"usual {_usual(part, part.mean_kw)}; {_amount(context.excess_kwh, part.excess_kwh)}."
    )


def behaviour(context: EventContext) -> str:
    """Name what happened in a few words, without numbers."""
    if context.reason not in BUILT_IN:
        return f"{context.reason.label[:1].upper()}{context.reason.label[1:]}"
    named = rule_behaviour(context)
    if named:
        return named
    if context.side < 0:
        return "Short drop" if context.hours <= SHORT_HOURS else "Used less than usual"
    if context.hours <= SHORT_HOURS:
        return "Short peak"
    if context.side == 0:
        return OTHER_DAY if context.reason is Reason.UNUSUAL_DAY else OTHER_TIMES
    found = _left_on(context)
    if found:
        return found.behaviour
    if context.reason is Reason.UNUSUAL_DAY:
        return OTHER_DAY
    return "Used more than usual"


def hint(context: EventContext) -> str:
    """Return what may be behind it and what to check; hedged, because one meter cannot know."""
    if context.reason.kind is Kind.DATA or context.reason not in BUILT_IN:
        return context.reason.hint
    found = _left_on(context)
    return rule_hint(context) or (found.hint if found else ENERGY_HINTS.get(behaviour(context), ""))


def _left_on(context: EventContext) -> LeftOn | None:
    is_named = context.reason not in BUILT_IN or rule_behaviour(context)
    if is_named or context.side <= 0 or context.hours <= SHORT_HOURS:
        return None
    return left_on(context)


def _part(context: EventContext) -> EventContext:
    """Return the part an event is told by: the hours it is named after, where it was otherwise in the others."""
    found = _left_on(context)
    if found is None:
        return context
    inside, outside = (context.only(chosen).mean_excess_kw for chosen in (found.chosen, ~found.chosen))
    return context.only(found.chosen) if abs(outside) < HALF * inside else context


def _amount(whole_kwh: float, part_kwh: float) -> str:
    """Return how much more or less was used in all, and in the part an event is named after where that differs."""
    way = "more" if whole_kwh > 0 else "less"
    if abs(part_kwh - whole_kwh) <= SAME * abs(whole_kwh):
        return f"{energy(abs(whole_kwh))} {way} than usual"
    return f"{energy(part_kwh)} more in them, {energy(abs(whole_kwh))} in the whole event"


ENERGY_HINTS = {
    "Used more than usual": "Typical causes: longer operation, a new load, or heating and cooling against each other.",
    "Used less than usual": "Typical causes: a closed day, a partial outage, or equipment out of order.",
    "Short peak": "Typical causes: several machines starting together, or a test run.",
    "Short drop": "Typical causes: a short interruption or a tripped breaker.",
    OTHER_DAY: "Typical causes: a closed day, an event, or a changed schedule.",
    OTHER_TIMES: "Typical causes: a shifted schedule, or a stop that was made up for later.",
}


def _usual(context: EventContext, stated_kw: float) -> str:
    """Return what was usual beside a figure; a range that holds the figure would seem to call it usual."""
    low, high = context.usual_range_kw
    if high - low <= 0.1 * abs(high) or low <= stated_kw <= high:
        return f"about {power(context.usual_kw, stated_kw)}"
    return power_range(low, high, stated_kw)


def _own_sentence(context: EventContext) -> str:
    """Return the sentence that the reason brings; empty where there is none, or one of its figures is not known."""
    names = figures_in(context.reason.sentence)
    figures = {name: STATED_FIGURES[name](context) for name in names}
    return context.reason.sentence.format_map(figures) if all(figures.values()) else ""


def _stated_power(kw: float) -> str:
    return power(kw) if isfinite(kw) else ""


def _stated_excess(context: EventContext) -> str:
    kwh = context.excess_kwh
    known = isfinite(context.mean_excess_kw)
    return f"{energy(abs(kwh))} {'more' if kwh > 0 else 'less'} than usual" if known else ""


def _against_zeros_before(context: EventContext) -> str:
    longest = context.zeros_before_hours
    if longest == 0:
        return "which this meter does not do"
    if longest < context.hours:
        return f"longer than any such run before, at most {duration(longest)}"
    return "which this meter hardly ever does"


STATED_FIGURES: dict[str, Callable[[EventContext], str]] = {
    "duration": lambda context: duration(context.hours),
    "mean": lambda context: _stated_power(context.mean_kw),
    "usual": lambda context: _stated_power(context.usual_kw),
    "peak": lambda context: _stated_power(context.peak_kw),
    "lowest": lambda context: _stated_power(context.lowest_kw),
    "largest": lambda context: _stated_power(context.largest_kw),
    "excess": _stated_excess,
    "zeros_before": _against_zeros_before,
}
"""How the figures that sentences of reasons may hold are written; empty where they are not known."""
