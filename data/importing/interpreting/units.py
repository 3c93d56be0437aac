"""The unit of readings guessed: from names, else from how the values behave."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from data.importing.interpreting.roles.words import names_power, names_register
from data.importing.options import Guess
from data.importing.units import is_energy, is_register

FloatArray = NDArray[np.float64]
Int64Array = NDArray[np.int64]

MIN_READINGS = 24
"""Fewer readings than this cannot show that they are those of a counter."""
SOON = 4
"""A wrong reading of a counter is followed by right ones after fewer than so many."""
SMALLEST_POWER_W = 5_000.0
"""A power column without a unit whose middle value is above this is taken for watts."""
SMALLEST_WHOLE_W = 500.0
"""The same where all values are whole numbers."""
LARGEST_KWH_PER_HOUR = 5_000.0
"""An energy column without a unit whose middle value is above this per hour is taken for watt-hours."""

_LONG_UNIT = re.compile(r"(?<![a-zA-Z])(k|M|G)W(h?)(?![a-zA-Z])|(?<![a-zA-Z])(Wh)(?![a-zA-Z])")
_LOOSE_UNIT = re.compile(r"(?<![a-z])([kmg])w(h?)(?![a-z])|(?<![a-z])(wh)(?![a-z])")
_GLUED_UNIT = re.compile(r"(?<=[a-z])(k|M|G)W(h?)(?![a-zA-Z])")
_SINGLE_W = re.compile(r"[\[(]\s*W\s*[\])]|(?<=[_ ])[wW](?=$|[_. ])|^W$|\bwatts?\b", re.IGNORECASE)
_IN_WORDS = re.compile(
    r"((?:k|ch|qu)ilo|mega|giga)?[ -]?[wv]att?[a-z]{0,2}?[ -]?"
    r"(?:hours?|stunden?|heures?|horas?|or[ae]|uur|uren|timer?|timmar|tun[tnd]\w*|godzin\w*|hodin\w*|óra|ure?|"
    r"valand\w*|stund\w*)\b",
    re.IGNORECASE,
)
"""Watt-hours written out, in the languages of ``words.toml``."""
_SIZES = {"kilo": "k", "chilo": "k", "quilo": "k", "mega": "M", "giga": "G"}
_RATE = re.compile(r"([kM])Wh ?/ ?h\b", re.IGNORECASE)


def unit_in(text: str) -> str:
    """Return the unit that a text names, or an empty text."""
    rate = _RATE.search(text)
    if rate:
        return "kW" if rate[1].lower() == "k" else "MW"
    in_words = _IN_WORDS.search(text.replace("_", " "))
    if in_words:
        return f"{_SIZES.get((in_words[1] or '').lower(), '')}Wh"
    found = _LONG_UNIT.search(text) or _GLUED_UNIT.search(text)
    if found:
        groups = found.groups()
        return "Wh" if len(groups) > 2 and groups[2] else f"{groups[0]}W{groups[1]}"
    loose = _LOOSE_UNIT.search(text.lower().replace("_", " "))
    if loose:
        return "Wh" if loose[3] else f"{'k' if loose[1] == 'k' else loose[1].upper()}W{loose[2]}"
    return "W" if _SINGLE_W.search(text) else ""


def named_unit(heading: str, places: dict[str, str]) -> Guess | None:
    """Return the unit that a column's name or another text states; None when none does.

    Parameters
    ----------
    heading
        The column's name with its unit cell.
    places
        Other texts that may name the unit, by what they are ("the file name").
    """
    found = unit_in(heading)
    if found:
        return Guess("unit", found, f"the column name {heading!r} says so", True)
    for place, text in places.items():
        found = unit_in(text)
        if found:
            return Guess("unit", found, f"{place} says so", False)
    return None


def guess_unit(
    heading: str, stated: Guess | None, *, counts: bool, usual: float, hours: float, whole: bool = False
) -> Guess:
    """Guess the unit of a column.

    Parameters
    ----------
    heading
        The column's name with its unit cell.
    stated
        The unit that is named somewhere.
    counts
        Whether the values behave like those of a counter.
    usual
        Middle value of all columns without a named unit.
    hours
        Length of an interval.
    whole
        Whether all values are whole numbers: kilowatts have decimals.
    """
    if counts and (stated is None or is_energy(stated.value)) and not (stated and is_register(stated.value)):
        unit = f"register {stated.value if stated and stated.value in ('Wh', 'kWh', 'MWh') else 'kWh'}"
        certain = stated is not None and stated.certain and names_register(heading)
        against = stated is not None and stated.certain and not certain
        instead = (stated.value,) if stated else ("kWh",)
        return Guess("unit", unit, "the values hardly ever fall, as those of a counter do", certain, instead, against)
    if stated is not None:
        return stated
    if names_power(heading):
        unit = "W" if usual > (SMALLEST_WHOLE_W if whole else SMALLEST_POWER_W) else "kW"
        return Guess("unit", unit, f"{heading!r} speaks of power, and half of the values are below {usual:g}", False)
    unit = "Wh" if usual / hours > LARGEST_KWH_PER_HOUR else "kWh"
    return Guess("unit", unit, f"no unit is named; half of the values are below {usual:g}, plausible as {unit}", False)


def middle(columns: Iterable[FloatArray]) -> float:
    """Return the middle of the sizes of all readings that are not zero; 0 when there is none."""
    sizes = [np.abs(values[np.isfinite(values) & (values != 0)]) for values in columns]
    joined = np.concatenate(sizes) if sizes else np.zeros(0)
    return float(np.median(joined)) if len(joined) else 0.0


def are_whole(values: FloatArray) -> bool:
    """Say whether all values are whole numbers."""
    known = values[np.isfinite(values)]
    return bool(len(known) and np.all(known == np.round(known)))


def counts_up(values: FloatArray, meters: Int64Array) -> bool:
    """Say whether values are those of a counter: they rise unevenly and fall only at a reset.

    Parameters
    ----------
    values
        All values in order of time, meter by meter.
    meters
        Number of the meter each value belongs to.
    """
    known = np.isfinite(values)
    level, same = values[known], np.diff(meters[known]) == 0
    before, after = level[:-1][same], level[1:][same]
    change = after - before
    if len(change) < MIN_READINGS or level.min() < 0:
        return False
    falls, rises = change < 0, change[change > 0]
    if len(rises) < 0.1 * len(change) or np.mean(falls) > 0.05:
        return False
    resets = falls & (after <= 0.1 * before)
    comes_back = falls & (_highest_soon(level)[:-1][same] >= before)
    if np.sum(falls & ~resets & ~comes_back) > 0.001 * len(change):
        return False
    return bool(np.median(level) > 5 * np.median(rises) and np.ptp(rises) > 1e-9 * rises.max())


def _highest_soon(level: FloatArray) -> FloatArray:
    """Return for each value the highest of the few behind it."""
    padded = np.append(level, np.full(SOON, -np.inf))
    return np.asarray(np.max([padded[by : by + len(level)] for by in range(1, SOON + 1)], axis=0))
