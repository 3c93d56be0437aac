"""The headline: how much was abnormal, what both sides of it are worth, and the dearest, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from components.basics.dates import day
from components.event_list.rows import began_at, in_several_years, signed_energy
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
    if not events:
        return Headline(count, ": nothing abnormal in these dates at this alarm level")
    if not energy_events:
        unseen = sum(event.worth_kwh for event in data_events)
        parts = [
            f"about {energy(unseen)} not seen" if unseen else "",
            _dearest(events[0], year=in_several_years(events)),
        ]
        return Headline(count, f" · {'; '.join(part for part in parts if part)}")
    amounts = [part for part in (_amount(energy_events, side, meter) for side in (1, -1)) if part]
    parts = [", ".join(amounts), _dearest(events[0], year=in_several_years(events)), _still_open(events)]
    return Headline(count, f" · {'; '.join(part for part in parts if part)}")


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


def _amount(events: Sequence[Event], side: int, meter: Meter) -> str:
    """Return what all events with an excess on a side add up to; empty where there is none."""
    kwh = sum(side * event.excess_kwh for event in events if isfinite(event.excess_kwh) and side * event.excess_kwh > 0)
    cost = money(kwh, meter)
    return f"{signed_energy(side * kwh)}{f' ({cost})' if cost else ''}" if kwh else ""


def _dearest(event: Event, *, year: bool) -> str:
    what = explain(event).heading
    start = f"{'since ' if event.is_open else ''}{day(began_at(event), year=year)}"
    unseen = f" ({energy(event.worth_kwh)} not seen)" if event.kind is Kind.DATA else ""
    return f"dearest: {start}, {what[0].lower()}{what[1:]}{unseen}"


def _still_open(events: Sequence[Event]) -> str:
    still = sum(event.is_open for event in events)
    return f"{still} still open" if still and len(events) > 1 else ""
