"""What energy costs at the price of a meter, in words; nothing where there is no price."""

from __future__ import annotations

from math import isfinite
from typing import Protocol

from detectors.explain.units import significant

WHOLE_FROM = 10.0
"""Units of currency from which amounts are shown without cents. Chosen, not tuned."""


class Tariff(Protocol):
    """What a kilowatt-hour costs; the settings of a meter are one."""

    @property
    def price_per_kwh(self) -> float | None:
        """In ``currency``; None where it is unknown."""

    @property
    def currency(self) -> str:
        """As in ISO 4217; may be empty."""


def money(kwh: float, tariff: Tariff) -> str:
    """Return what an energy in kWh costs; empty where energy or price are unknown."""
    amount = _amount(kwh, tariff)
    return _words(amount, tariff, f"{abs(amount):,.0f}" if abs(amount) >= WHOLE_FROM else f"{abs(amount):,.2f}")


def yearly_cost(kwh: float, tariff: Tariff) -> str:
    """Return what an energy in kWh costs in three figures, since a year is an estimate."""
    amount = _amount(kwh, tariff)
    return _words(amount, tariff, significant(abs(amount)) if isfinite(amount) else "")


def _amount(kwh: float, tariff: Tariff) -> float:
    return float("nan") if tariff.price_per_kwh is None else kwh * tariff.price_per_kwh


def _words(amount: float, tariff: Tariff, size: str) -> str:
    return f"{tariff.currency} {'−' if amount < 0 else ''}{size}".strip() if isfinite(amount) else ""
