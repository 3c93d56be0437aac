"""Rows of the event table: everything the table, the details and the link need of an event, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

import pandas as pd

from components.basics.dates import day, period_text
from detectors.events.events import Event
from detectors.explain.explain import Explanation, explain
from detectors.explain.money import money
from detectors.explain.occurrences import regular_times, times_text
from detectors.explain.units import duration, energy
from detectors.scores import Kind
from pipeline.store.meters import Meter

LARGEST_SCORE = 100.0
WORDS = {"more": "More than usual", "less": "Less than usual", "other": "Unusual", "data": "Data problem"}


def event_rows(events: Sequence[Event], meter: Meter) -> list[dict[str, Any]]:
    """Return one row an event, in the order given; days have their year where the events are of several."""
    year = in_several_years(events)
    return [event_row(event, rank, meter, year=year) for rank, event in enumerate(events, 1)]


def in_several_years(events: Sequence[Event]) -> bool:
    """Return whether a day without its year could be misread."""
    return len({event.start.year for event in events}) > 1


def began(start: pd.Timestamp, *, year: bool) -> str:
    """Return when an event began, as short as a column: with the time, or with the year."""
    return day(start, year=True) if year else f"{day(start)}, {start:%H:%M}"


def since(start: pd.Timestamp, *, year: bool) -> str:
    """Return since when an event lasts that still does, as short as a column."""
    return f"since {start.day} {start:%b %Y}" if year else f"since {day(start)}"


def began_at(event: Event) -> pd.Timestamp:
    """Return when an event began, that of a change also where it lies before the dates on show."""
    change = event.context.change
    return min(event.start, change.start) if change else event.start


def lasted(event: Event) -> str:
    """Return how long an event lasted or how often it happened; of one that still does, so far."""
    return f"{regular_times(event.context) or duration(event.hours)}{', so far' if event.is_open else ''}"


def event_id(event: Event) -> str:
    """Return what names an event in the table and in the chart."""
    return f"{event.kind.name}-{event.start.tz_convert('UTC'):%Y%m%d%H%M}"


def event_row(event: Event, rank: int, meter: Meter, *, year: bool = False) -> dict[str, Any]:
    """Return one event as a row; ``key`` names it in a link."""
    words = explain(event, meter)
    return {
        "id": event_id(event),
        "key": f"{event.start.tz_convert('UTC'):%Y-%m-%dT%H:%MZ}",
        "rank": rank,
        "start_ms": _ms(event.start),
        "end_ms": _ms(event.end),
        "began": since(began_at(event), year=year) if event.is_open else began(event.start, year=year),
        "interval": _interval(event),
        "hours": event.hours,
        "lasted": lasted(event),
        "tone": tone(event),
        "kind": WORDS[tone(event)],
        "what": words.heading,
        "sentence": words.sentence,
        "hint": words.hint,
        "worth_kwh": event.worth_kwh,
        "worth": worth(event, meter),
        "excess": amount(event),
        "facts": _facts(event, words),
        "numbers": capitalised(words.numbers),
    }


def capitalised(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def tone(event: Event) -> str:
    """Return which of the four looks an event has: data, more, less or other."""
    if event.kind is Kind.DATA:
        return "data"
    return {1: "more", -1: "less"}.get(event.side, "other")


def signed_energy(kwh: float) -> str:
    """Return an excess with its sign; a dash where nothing was expected."""
    return f"{'+' if kwh > 0 else '−' if kwh < 0 else ''}{energy(abs(kwh))}" if isfinite(kwh) else "–"


def amount(event: Event) -> str:
    """Return what an event is ranked by in energy: its excess, or of a data problem what nobody saw.

    One that lies on neither side is as much above as below.
    """
    if event.kind is Kind.DATA:
        return f"≈ {energy(event.worth_kwh)}"
    if event.side == 0 and isfinite(event.excess_kwh):
        return f"±{energy(event.worth_kwh)}"
    return signed_energy(event.excess_kwh)


def worth(event: Event, meter: Meter) -> str:
    """Return what an event is ranked by in money, negative where less was used; empty where the price is not known."""
    return money(-event.worth_kwh if event.side < 0 and event.kind is Kind.ENERGY else event.worth_kwh, meter)


def sigma(score: float) -> str:
    """Return a score as it is read; beyond the largest one that means something it only says so."""
    return f"{score:.1f}" if score < LARGEST_SCORE else f"> {LARGEST_SCORE:g}"


def _interval(event: Event) -> str:
    if not event.is_open:
        return period_text(event.start, event.end, year=True)
    start = began_at(event)
    return f"since {day(start, year=True)}, {start:%H:%M}, so far"


def _facts(event: Event, words: Explanation) -> list[list[str]]:
    facts = []
    if times := times_text(event.context):
        facts.append(["Happened", f"{times}; {duration(event.hours)} in all"])
    if event.kind is Kind.DATA:
        facts.append(["Not seen", f"about {energy(event.worth_kwh)}"])
    if words.money:
        facts.append(["Worth", f"{signed_energy(event.excess_kwh)}, {words.money}"])
    facts.append(["Score", f"{sigma(event.peak_score)} sigma, judged over {duration(event.window_hours)}"])
    return facts


def _ms(moment: pd.Timestamp) -> int:
    return int(moment.timestamp() * 1000)
