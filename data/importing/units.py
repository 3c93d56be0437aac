"""Units of readings: which are of energy, which of a counter, and their factor to kW or kWh."""

from __future__ import annotations

FACTORS = {"W": 1e-3, "kW": 1.0, "MW": 1e3, "GW": 1e6, "Wh": 1e-3, "kWh": 1.0, "MWh": 1e3, "GWh": 1e6}
"""Factor to kW for power, to kWh for energy."""


def is_energy(unit: str) -> bool:
    """Say whether a unit is one of energy, not power."""
    return unit.endswith("h")


def is_register(unit: str) -> bool:
    """Say whether readings in this unit are those of a counter."""
    return unit.startswith("register ")


def factor(unit: str) -> float:
    """Return what to multiply with for kW or kWh."""
    return FACTORS[unit.removeprefix("register ")]
