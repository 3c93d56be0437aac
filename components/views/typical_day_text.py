"""A day against its kind, in words and tables."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np
import pandas as pd

from components.basics.dates import days
from components.event_list.rows import capitalised
from components.figures.typical_day import hour_label
from data.calendar.day_grid import DayType, IntArray
from data.series import FloatArray
from detectors.analytics.typical_day import MIN_DAYS, DayBand, Excursion, TypicalDays, excursions
from detectors.explain.units import duration, energy, percent, power, significant

ONE = {DayType.WEEKDAY: "weekday", DayType.SATURDAY: "Saturday", DayType.SUNDAY: "Sunday or holiday"}
SEVERAL = {DayType.WEEKDAY: "weekdays", DayType.SATURDAY: "Saturdays", DayType.SUNDAY: "Sundays and holidays"}
MIN_HOURS = 1.0
"""Less outside the usual range is no news: one slot in ten lies there."""
PAUSE_HOURS = 1.0
"""Excursions with a shorter pause between them are named as one."""
PERIODS_SHOWN = 2
MANIFOLD = 2.0
"""From twice as much on percentages are hard to read."""
ALL_DAY_HOURS = 22.0
MIN_SHARE = 0.01
"""A typical day below this share of the largest one is no base for a percentage."""


def one_of(kind: DayType, country: str) -> str:
    """Return what a day of a kind is called; without a country holidays are unknown and go unnamed."""
    return ONE[kind] if country else ONE[kind].removesuffix(" or holiday")


def several_of(kind: DayType, country: str) -> str:
    """Return what days of a kind are called."""
    return SEVERAL[kind] if country else SEVERAL[kind].removesuffix(" and holidays")


def day_sentence(typical: TypicalDays, band: DayBand, row: int, name: str, one: str) -> tuple[str, str]:
    """Return how much more or less a day used than a typical one of its kind, and when: the number, and the rest."""
    used, usual = float(typical.energy_kwh[row]), band.energy_kwh
    outside = _outside(excursions(typical.power_kw[row], band), typical.step_hours)
    if not (isfinite(used) and isfinite(usual)):
        return "", f"{name} lacks readings, so its energy is unknown. {outside}"
    largest = float(np.nanmax(np.abs(typical.energy_kwh)))
    word = "more than" if used >= usual else "less than"
    if usual <= MIN_SHARE * largest:
        number, word = energy(abs(used - usual)), f" {word}"
    elif used >= MANIFOLD * usual:
        number, word = f"{significant(used / usual, 2)} times", " as much as"
    else:
        number, word = f"{percent(abs(used / usual - 1))} {word.split()[0]}", " than"
    return number, f"{word} a typical {one} on {name}: {energy(used)}, typically {energy(usual)}. {outside}"


def day_note(typical: TypicalDays, band: DayBand, kind: DayType, country: str) -> str:
    """Return how the figure is meant."""
    kinds = several_of(kind, country)
    first, last = (pd.Timestamp(day).date() for day in typical.dates[[0, -1]])
    unknown = "" if country else " Public holidays are unknown, as the meter has no country; they count as weekdays."
    return (
        f"In the usual range lie 90 of 100 {kinds}, in its darker part the middle half. Made of {band.days} other "
        f"{kinds} from {days(first, last)}; events and data problems do not count.{unknown}"
    )


def too_few(typical: TypicalDays, kind: DayType, country: str) -> str:
    """Return why there is nothing to draw and what helps."""
    count = int((typical.judged & (typical.day_type == kind)).sum())
    one, several = one_of(kind, country), several_of(kind, country)
    found = f"There is {count} complete {one}" if count == 1 else f"There are {count} complete {several}"
    return f"{found} in these dates; a day is compared with {MIN_DAYS} others at least. Choose more dates."


def day_table(typical: TypicalDays, band: DayBand, row: int) -> pd.DataFrame:
    """Return the day and its kind hour by hour, as words."""
    slots = typical.power_kw.shape[1]
    step = max(1, round(1.0 / typical.step_hours))
    starts = np.arange(0, slots, step)
    columns = {
        "This day": typical.power_kw[row],
        "Typical": band.median_kw,
        "Usually from": band.low_kw,
        "to": band.high_kw,
    }
    times = [f"{hour_label(start * typical.step_hours)}" for start in starts]
    return pd.DataFrame({"From": times, **{name: _hourly(values, starts) for name, values in columns.items()}})


def day_file(typical: TypicalDays, band: DayBand, row: int) -> pd.DataFrame:
    """Return the day, the band of the others of its kind, and those of the other kinds, slot by slot, in kW."""
    file = pd.DataFrame({"time": [hour_label(hours) for hours in typical.hours]})
    file[f"{typical.dates[row]}_kw"] = typical.power_kw[row]
    for kind, whole in typical.bands.items():
        name, shown = kind.name.lower(), band if kind is typical.kind(row) else whole
        file[f"{name}_5_percent_kw"] = shown.low_kw
        file[f"{name}_25_percent_kw"] = shown.quarter_kw
        file[f"{name}_median_kw"] = shown.median_kw
        file[f"{name}_75_percent_kw"] = shown.three_quarters_kw
        file[f"{name}_95_percent_kw"] = shown.high_kw
    return file.round(4)


def _hourly(values: FloatArray, starts: IntArray) -> list[str]:
    known = np.isfinite(values)
    total = np.add.reduceat(np.where(known, values, 0.0), starts)
    count = np.add.reduceat(known.astype(float), starts)
    return [power(part / number) if number else "–" for part, number in zip(total, count, strict=True)]


def _outside(found: Sequence[Excursion], step_hours: float) -> str:
    """Return when a day was outside the usual range, the longest excursions in words."""
    parts = []
    for side, word in ((1, "above"), (-1, "below")):
        own = [item for item in found if item.side == side]
        hours = sum(item.end - item.first for item in own) * step_hours
        if hours >= ALL_DAY_HOURS:
            return f"{capitalised(word)} the usual range all day long."
        if hours >= MIN_HOURS:
            parts.append(f"{duration(hours)} {word} the usual range ({_times(own, step_hours)})")
    if parts:
        return capitalised(f"{' and '.join(parts)}.")
    return "Within the usual range all day." if not found else "Within the usual range nearly all day."


def _times(found: Sequence[Excursion], step_hours: float) -> str:
    """Return the longest excursions in order of time: ``00:00–06:00 and 20:00–24:00``."""
    joined: list[list[int]] = []
    for item in found:
        if joined and (item.first - joined[-1][1]) * step_hours <= PAUSE_HOURS:
            joined[-1][1] = item.end
        else:
            joined.append([item.first, item.end])
    longest = sorted(sorted(joined, key=lambda part: part[0] - part[1])[:PERIODS_SHOWN])
    periods = [f"{hour_label(first * step_hours)}–{hour_label(end * step_hours)}" for first, end in longest]
    return ("mostly " if len(joined) > PERIODS_SHOWN else "") + " and ".join(periods)
