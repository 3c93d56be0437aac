"""Numbers as a person reads them: three significant figures, always a unit, durations in words."""

from __future__ import annotations

from math import floor, isfinite, log10

IN_KW = {"W": 0.001, "kW": 1.0, "MW": 1000.0}
"""Units of power in kW. By definition."""
MEGAWATTS_FROM_KW, MEGAWATT_HOURS_FROM_KWH = 10_000.0, 10_000.0
"""From where on megawatts read better. Chosen, not tuned."""
WATTS_BELOW_KW, WATTS_ALL_BELOW_KW = 0.1, 1.0
"""Below where watts read better: a power, and the largest of those it is compared with. Chosen, not tuned."""
WATT_HOURS_BELOW_KWH = 0.1
"""Below where watt-hours read better. Chosen, not tuned."""


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
    """Return a power with its unit: watts below 100 W, megawatts from 10 MW on.

    Powers that are compared are given beside each other and get the same unit: kilowatts, but where the largest of them
    reaches 10 MW, and where all are below 1 kW and one of them is below 100 W: ``110 W`` beside 95 W, ``0.11 kW``
    beside 3 kW.
    """
    unit = _common_unit(kw, *beside)
    return f"{significant(kw / IN_KW[unit])} {unit}"


def power_range(low_kw: float, high_kw: float, *beside: float) -> str:
    """Return two powers with the unit they share: ``8 to 12 kW``, ``0.08 to 1.2 kW``."""
    low, high = power(low_kw, high_kw, *beside), power(high_kw, low_kw, *beside)
    return f"{low.rpartition(' ')[0]} to {high}"


def _common_unit(*powers_kw: float) -> str:
    sizes = [abs(kw) for kw in powers_kw if isfinite(kw) and kw != 0]
    if sizes and max(sizes) >= MEGAWATTS_FROM_KW:
        return "MW"
    return "W" if sizes and max(sizes) < WATTS_ALL_BELOW_KW and min(sizes) < WATTS_BELOW_KW else "kW"


def energy(kwh: float, *beside: float) -> str:
    """Return an energy with its unit: watt-hours below 0.1 kWh, megawatt-hours from 10 MWh on.

    Energies that stand in one sentence are given beside each other and get the same unit: megawatt-hours where all of
    them reach 10 MWh, watt-hours where none reaches 0.1 kWh.
    """
    sizes = [abs(each) for each in (kwh, *beside) if isfinite(each) and each != 0]
    if sizes and min(sizes) >= MEGAWATT_HOURS_FROM_KWH:
        return f"{significant(kwh / 1000)} MWh"
    if sizes and max(sizes) < WATT_HOURS_BELOW_KWH:
        return f"{significant(1000 * kwh)} Wh"
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
