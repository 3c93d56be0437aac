"""Rows of the event table: everything the table, the details and the link need of an event, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

import pandas as pd

from components.basics.dates import day, period_text
from detectors.events.events import Event
from detectors.explain.explain import Explanation, explain
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
    """Return when an event began, as short as a column: with the weekday, or with the year."""
    return f"{start.day} {start:%b %Y}, {start:%H:%M}" if year else f"{day(start)}, {start:%H:%M}"


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
        "began": began(event.start, year=year),
        "interval": period_text(event.start, event.end, year=True),
        "hours": event.hours,
        "lasted": duration(event.hours),
        "tone": tone(event),
        "kind": WORDS[tone(event)],
        "what": words.heading,
        "sentence": words.sentence,
        "hint": words.hint,
        "excess_kwh": event.excess_kwh if isfinite(event.excess_kwh) else None,
        "excess": signed_energy(event.excess_kwh),
        "score": round(event.peak_score, 1),
        "sigma": sigma(event.peak_score),
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


def sigma(score: float) -> str:
    """Return a score as it is read; beyond the largest one that means something it only says so."""
    return f"{score:.1f}" if score < LARGEST_SCORE else f"> {LARGEST_SCORE:g}"


def _facts(event: Event, words: Explanation) -> list[list[str]]:
    facts = []
    if words.money:
        facts.append(["Worth", f"{signed_energy(event.excess_kwh)}, {words.money}"])
    facts.append(["Score", f"{sigma(event.peak_score)} sigma, judged over {duration(event.window_hours)}"])
    return facts


def _ms(moment: pd.Timestamp) -> int:
    return int(moment.timestamp() * 1000)
