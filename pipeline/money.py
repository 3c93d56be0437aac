"""What energy costs at the price of a meter, in words; nothing where there is no price."""

from __future__ import annotations

from math import isfinite

from detectors.findings.quantities import significant
from pipeline.meters import Meter

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


def _amount(kwh: float, meter: Meter) -> float:
    return float("nan") if meter.price_per_kwh is None else kwh * meter.price_per_kwh


def _words(amount: float, meter: Meter, size: str) -> str:
    return f"{meter.currency} {'−' if amount < 0 else ''}{size}".strip() if isfinite(amount) else ""
