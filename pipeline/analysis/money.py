"""What energy costs at the price of a meter, in words; nothing where there is no price."""

from __future__ import annotations

from math import isfinite

from detectors.events.events import Event
from detectors.explain.units import energy, significant
from pipeline.store.meters import Meter

WHOLE_FROM = 10.0
"""Amounts from here on are told without cents."""


def money(kwh: float, meter: Meter) -> str:
    """Return what an energy in kWh costs."""
    amount = _amount(kwh, meter)
    return _words(amount, meter, f"{abs(amount):,.0f}" if abs(amount) >= WHOLE_FROM else f"{abs(amount):,.2f}")


def yearly_cost(kwh: float, meter: Meter) -> str:
    """Return what an energy in kWh costs in three figures, since a year is an estimate."""
    amount = _amount(kwh, meter)
    return _words(amount, meter, significant(abs(amount)) if isfinite(amount) else "")


def priced_sentence(event: Event, meter: Meter) -> str:
    """Return the sentence of an event; the energy of a year in it is followed by what that costs."""
    cost = yearly_cost(event.yearly_kwh, meter) if event.yearly_kwh else ""
    before, amount, after = event.sentence.rpartition(energy(event.yearly_kwh))
    return f"{before}{amount} and {cost}{after}" if cost and amount else event.sentence


def _amount(kwh: float, meter: Meter) -> float:
    return float("nan") if meter.price_per_kwh is None else kwh * meter.price_per_kwh


def _words(amount: float, meter: Meter, size: str) -> str:
    return f"{meter.currency} {'−' if amount < 0 else ''}{size}".strip() if isfinite(amount) else ""
