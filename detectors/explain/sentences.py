"""What happened, in a facility manager's words with numbers, and a hedged hint at what to check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import isfinite

import numpy as np

from detectors.events.causes.joined import agreeing
from detectors.events.event_context import EventContext
from detectors.explain.behaviours import (
    LESS,
    MORE,
    OTHER_DAY,
    OTHER_TIMES,
    SHORT_DROP,
    SHORT_DROPS,
    SHORT_PEAK,
    SHORT_PEAKS,
)
from detectors.explain.hints import typical_causes
from detectors.explain.lasting import change_behaviour, change_sentence
from detectors.explain.left_on import LeftOn, left_on
from detectors.explain.money import Tariff
from detectors.explain.occurrences import lasted_text, regular_times
from detectors.explain.rule_sentences import rule_behaviour, rule_sentence
from detectors.explain.starts import ShiftedTime, shifted_time
from detectors.explain.units import duration, energy, power, power_range
from detectors.reasons import BUILT_IN, Kind, Reason, figures_in

SHORT_HOURS = 1.0
"""Hours up to which an event is a short peak or drop. Chosen, not tuned."""
SAME = 0.02
"""Share by which amounts must differ to be given apart. Chosen, not tuned."""
HALF = 0.5
"""Share of the excess an hour that other hours of an event must have to be described with it. Chosen, not tuned."""
NARROW, WIDE = 0.1, 0.5
"""Share of what is usual between which a range is told: a narrower one is one figure, a wider one tells a mean nothing.
Chosen, not tuned."""
STARTS_AND_ENDS = (Reason.ABOVE_EXPECTED, Reason.BELOW_EXPECTED, Reason.BASELOAD_HIGH, Reason.UNUSUAL_DAY)
"""Reasons whose events may be a start or an end at another time than usual."""
WITHOUT_AMOUNT = (Reason.RAMP, Reason.IRREGULAR_RHYTHM)
"""Reasons whose events are told by no amount of energy, so that this has no say in their side."""


def sentence(context: EventContext, tariff: Tariff | None = None) -> str:
    """Return one sentence on what happened; with a price it also holds what a year of such nights or weekends costs."""
    context = _agreeing(context)
    stated = change_sentence(context, tariff) or _own_sentence(context)
    if stated:
        return stated
    shifted = _shifted(context)
    return (
        (f"{shifted.words}: {_numbers(context)}" if shifted else "")
        or rule_sentence(context, tariff)
        or _general(context)
    )


def behaviour(context: EventContext) -> str:
    """Name what happened in a few words, without numbers."""
    context = _agreeing(context)
    if changed := change_behaviour(context):
        return changed
    if context.reason not in BUILT_IN:
        return f"{context.reason.label[:1].upper()}{context.reason.label[1:]}"
    shifted = _shifted(context)
    named = shifted.behaviour if shifted else rule_behaviour(context)
    if named:
        return named
    is_short, several = context.hours <= SHORT_HOURS, len(context.occurrences) > 1
    if is_short and context.side != 0:
        once, often = (SHORT_PEAK, SHORT_PEAKS) if context.side > 0 else (SHORT_DROP, SHORT_DROPS)
        return often if several else once
    if context.side < 0:
        return LESS
    if context.side == 0:
        return OTHER_DAY if context.reason is Reason.UNUSUAL_DAY else OTHER_TIMES
    found = _left_on(context)
    if found:
        return found.behaviour
    return OTHER_DAY if context.reason is Reason.UNUSUAL_DAY else MORE


def hint(context: EventContext) -> str:
    """Return what may be behind it and what to check; hedged, because one meter cannot know."""
    context = _agreeing(context)
    named = change_behaviour(context)
    if not named and (context.reason.kind is Kind.DATA or context.reason not in BUILT_IN):
        return context.reason.hint
    found = None if named else _left_on(context)
    return typical_causes(found.kind if found else named or behaviour(context), context.building)


def _agreeing(context: EventContext) -> EventContext:
    """Return an energy problem on the side of its excess, for a reason of that side, whatever its scores said."""
    if context.side == 0 or context.reason.kind is Kind.DATA or context.reason in WITHOUT_AMOUNT:
        return context
    excess = context.excess_kwh
    side = int(np.sign(excess)) if isfinite(excess) and excess != 0 else context.side
    return replace(context, side=side, reason=agreeing(context.reason, side))


def _general(context: EventContext) -> str:
    named = behaviour(context)
    if not isfinite(context.mean_kw):
        return f"{named} for {duration(context.hours)}."
    if context.reason.kind is Kind.DATA or not isfinite(context.usual_kw):
        return f"{named}: on average {power(context.mean_kw)} for {duration(context.hours)}."
    return f"{named}: {_numbers(context)}"


def _numbers(context: EventContext) -> str:
    """Return how much it was, how long, what is usual, and what that makes in energy."""
    if context.side == 0:
        more, less = context.more_and_less_kwh
        return f"{energy(more, less)} more and {energy(less, more)} less within {duration(context.hours)}."
    if context.hours <= SHORT_HOURS:
        times = f" {lasted_text(context, context.hours)}" if regular_times(context) else ""
        return f"{_peak_beside_usual(context, times)}; {_stated_excess(context)}."
    part = _part(context)
    apart = part.expected_hours < context.expected_hours
    lasted = lasted_text(context, part.expected_hours)
    if apart:
        lasted = f"in those hours ({duration(part.expected_hours)})"
    mean, usual = _beside_usual(part, part.mean_kw)
    return f"{mean} on average {lasted}, usual {usual}; {_amount(context.excess_kwh, part.excess_kwh)}."


def _left_on(context: EventContext) -> LeftOn | None:
    if context.reason not in BUILT_IN or _shifted(context) or rule_behaviour(context):
        return None
    if context.side <= 0 or context.hours <= SHORT_HOURS:
        return None
    return left_on(context)


def _shifted(context: EventContext) -> ShiftedTime | None:
    """Return the start or end at another time that an event is told by; None where it is none."""
    may_be = context.reason in STARTS_AND_ENDS and context.change is None and np.isfinite(context.mean_excess_kw)
    return shifted_time(context) if may_be else None


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
    return f"{energy(part_kwh, whole_kwh)} more in them, {energy(abs(whole_kwh), part_kwh)} in the whole event"


def _peak_beside_usual(context: EventContext, times: str) -> str:
    peak, usual = _beside_usual(context, context.peak_kw)
    return f"{peak}{times}, usual {usual}"


def _beside_usual(context: EventContext, stated_kw: float) -> tuple[str, str]:
    """Return a figure and what was usual, in one unit; a range that holds the figure would seem to call it usual."""
    low, high = context.usual_range_kw
    usual_kw = context.usual_kw
    is_range = NARROW * abs(high) < high - low <= WIDE * abs(usual_kw) and not low <= stated_kw <= high
    if is_range:
        return power(stated_kw, low, high), power_range(low, high, stated_kw)
    return power(stated_kw, usual_kw), f"about {power(usual_kw, stated_kw)}"


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


def _unseen(context: EventContext) -> str:
    kwh = context.unseen_kwh
    return f"about {energy(kwh)} not seen" if isfinite(kwh) and kwh > 0 else "what was used then is not known"


def _against_zeros_before(context: EventContext) -> str:
    longest = context.zeros_before_hours
    if longest == 0:
        return "as never before"
    if longest < context.hours:
        return f"longer than ever before ({duration(longest)})"
    return "which this meter hardly ever is"


STATED_FIGURES: dict[str, Callable[[EventContext], str]] = {
    "duration": lambda context: duration(context.hours),
    "mean": lambda context: _stated_power(context.mean_kw),
    "usual": lambda context: _stated_power(context.usual_kw),
    "peak": lambda context: _stated_power(context.peak_kw),
    "lowest": lambda context: _stated_power(context.lowest_kw),
    "largest": lambda context: _stated_power(context.largest_kw),
    "excess": _stated_excess,
    "unseen": _unseen,
    "zeros_before": _against_zeros_before,
}
"""How the figures that sentences of reasons may hold are written; empty where they are not known."""
