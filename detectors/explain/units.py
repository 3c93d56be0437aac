"""Numbers as a person reads them: three significant figures, always a unit, durations in words."""

from __future__ import annotations

from math import floor, isfinite, log10

IN_KW = {"W": 0.001, "kW": 1.0, "MW": 1000.0}
"""Units of power in kW. By definition."""


def significant(value: float, figures: int = 3) -> str:
    """Return a number with so many significant figures, thousands separated, no trailing zeros after the point."""
    if not isfinite(value):
        return "unknown"
    if value == 0:
        return "0"
    places = figures - 1 - floor(log10(abs(value)))
    text = f"{round(value, places):,.{max(places, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def power(kw: float, *beside: float) -> str:
    """Return a power with its unit; watts below 100 W, megawatts from 10 MW on.

    Beside others it has a unit in common with them where it can: ``110 W`` beside 95 W, ``9.5 MW`` beside 12 MW.
    """
    sizes = [abs(other) for other in (kw, *beside) if isfinite(other) and other != 0]
    units = {_unit(size) for size in sizes}
    own = _unit(min(sizes)) if kw == 0 and sizes else _unit(kw)
    if "W" in units and abs(kw) < 1.0:
        own = "W"
    if "MW" in units and abs(kw) >= 1000.0:
        own = "MW"
    return f"{significant(kw / IN_KW[own])} {own}"


def power_range(low_kw: float, high_kw: float, *beside: float) -> str:
    """Return two powers, the unit once where it is the same: ``8 to 12 kW``, ``80 W to 1.2 kW``."""
    low, high = power(low_kw, high_kw, *beside), power(high_kw, low_kw, *beside)
    (number, _, unit), same = low.rpartition(" "), high.rpartition(" ")[2]
    return f"{number if unit == same else low} to {high}"


def _unit(kw: float) -> str:
    if isfinite(kw) and 0 < abs(kw) < 0.1:
        return "W"
    return "MW" if isfinite(kw) and abs(kw) >= 10_000 else "kW"


def energy(kwh: float) -> str:
    """Return an energy with its unit; megawatt-hours from 10 MWh on."""
    if isfinite(kwh) and abs(kwh) >= 10_000:
        return f"{significant(kwh / 1000)} MWh"
    return f"{significant(kwh)} kWh"


def percent(share: float) -> str:
    """Return a share in per cent with two significant figures."""
    return f"{significant(100.0 * share, 2)} %"


def duration(hours: float) -> str:
    """Return a duration in words: ``45 min``, ``3 h 15 min``, ``2 d 3 h``."""
    minutes = round(hours * 60)
    days, minutes_of_day = divmod(minutes, 24 * 60)
    whole_hours, minutes_of_hour = divmod(minutes_of_day, 60)
    if days:
        return f"{days} d {whole_hours} h" if whole_hours else f"{days} d"
    if whole_hours:
        return f"{whole_hours} h {minutes_of_hour} min" if minutes_of_hour else f"{whole_hours} h"
    return f"{minutes_of_hour} min"
