"""The headline: how much was abnormal, what it is worth, and the worst of it, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from components.basics.dates import day
from components.event_list.rows import in_several_years
from detectors.events.events import Event
from detectors.explain.explain import explain
from detectors.explain.money import money
from detectors.explain.units import energy
from detectors.scores import Kind
from pipeline.store.meters import Meter


@dataclass(frozen=True)
class Headline:
    """``count`` stands first and is followed by ``rest``; ``sentence`` is both, as it is read aloud."""

    count: str
    rest: str

    @property
    def sentence(self) -> str:
        """The whole headline as plain text."""
        return f"{self.count}{self.rest}"


def headline(events: Sequence[Event], meter: Meter) -> Headline:
    """Return the headline of the events on show."""
    energy_events = [event for event in events if event.kind is Kind.ENERGY]
    data_events = [event for event in events if event.kind is Kind.DATA]
    count = counted_events(len(energy_events), len(data_events))
    if not energy_events:
        return Headline(count, "" if data_events else ": nothing abnormal in these dates at this alarm level")
    parts = (_worth(energy_events, meter), _worst(energy_events, year=in_several_years(events)))
    return Headline(count, "".join(f" · {part}" for part in parts if part))


def counted_events(energy_events: int, data_events: int) -> str:
    """Return how many events there are of both kinds; the page says the same while a slider is dragged."""
    if not energy_events and not data_events:
        return "No events"
    parts = []
    if energy_events:
        parts.append(f"{energy_events:,} event{'s' if energy_events > 1 else ''}")
    if data_events:
        parts.append(f"{data_events:,} data problem{'s' if data_events > 1 else ''}")
    return " and ".join(parts)


def _worth(events: Sequence[Event], meter: Meter) -> str:
    more = sum(event.excess_kwh for event in events if isfinite(event.excess_kwh) and event.excess_kwh > 0)
    less = sum(-event.excess_kwh for event in events if isfinite(event.excess_kwh) and event.excess_kwh < 0)
    if more == 0 and less == 0:
        return ""
    kwh, word = (more, "above") if more > 0 else (less, "below")
    cost = money(kwh, meter)
    return f"{energy(kwh)} {word} normal" + (f" ({cost})" if cost else "")


def _worst(events: Sequence[Event], *, year: bool) -> str:
    worst = events[0]
    what = explain(worst).heading
    return f"worst: {day(worst.start, year=year)}, {what[0].lower()}{what[1:]}"
