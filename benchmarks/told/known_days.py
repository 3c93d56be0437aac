"""Days that anybody can check: public holidays on working days of a campus, judged without a calendar and with it.

Without the calendar a holiday is a working day on which nearly nobody came, so it should be found; with it, it is a
holiday like others, so nothing should be told of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.planted.meters import SUBSTATION_FILE
from benchmarks.planted.trials import HISTORY
from benchmarks.processes import side_by_side
from benchmarks.told.copies import Copy, copy_of
from benchmarks.told.real_meters import BY_DAY
from benchmarks.told.telling import Interval, ToldEvent, overlap, times
from data.calendar.day_types import local_days
from data.importing.load import ImportOptions, load
from data.series import FloatArray, MeterSeries

COUNTRY = "IT"
CLEARLY_LOWER = 0.7
"""Share of the working day before, of the one after, and of the week before, that a known day stays below by day."""
ALIKE = 0.5
"""Share of the highest of these three that the lowest must reach."""
NEAR_DAYS = 5
"""How far the working days before and after may lie. Chosen, so that a closed week has none."""


@dataclass(frozen=True)
class KnownDays:
    """How many days there are, on which less was found without the calendar, and anything told with it."""

    days: tuple[str, ...]
    found: tuple[str, ...]
    told: tuple[str, ...]


def campus() -> MeterSeries:
    """Return all readings of the substation's total meter, without a country."""
    return load(SUBSTATION_FILE, options=ImportOptions(timezone="Europe/Rome")).meters[0]


def known_days(meter: MeterSeries, country: str = COUNTRY) -> KnownDays:
    """Return what is told of the clear holidays of a meter, in two processes."""
    with_calendar = replace(meter, country=country)
    days = clear_holidays(with_calendar)
    with side_by_side() as pool:
        without, told = pool.map(copy_of, (replace(meter, country=""), with_calendar))
    return KnownDays(tuple(days), _names(days, without, is_less), _names(days, told, is_energy))


def clear_holidays(meter: MeterSeries) -> dict[str, Interval]:
    """Return the hours by day of the holidays that are clearly lower than the working days next to them, by date.

    Only holidays on weekdays after the history count. In a closed week, or on a building that works, none is clear.
    """
    days = local_days(meter.index, meter.country, meter.region)
    by_day = (days.hour >= BY_DAY[0]) & (days.hour < BY_DAY[1])
    power = _mean_by(days.day, np.where(by_day, meter.power_kw, np.nan), len(days.dates))
    first = int(days.day[meter.index.searchsorted(meter.start + HISTORY)])
    found = {}
    for day in np.flatnonzero(days.is_holiday & (days.weekday < 5)).tolist():
        if day >= first and is_clear(power, days.is_off, day):
            hours = np.flatnonzero((days.day == day) & by_day) * meter.step_hours
            found[str(days.dates[day])] = (float(hours[0]), float(hours[-1]) + meter.step_hours)
    return found


def is_clear(power_kw: FloatArray, is_off: NDArray[np.bool_], day: int) -> bool:
    """Return whether a day is clearly lower than the nearest working day before and after it and than a week before.

    The three must be much alike: where the level just changed, nothing is clear.
    """
    working = np.flatnonzero(~is_off & np.isfinite(power_kw))
    near = [*working[working < day][-1:].tolist(), *working[working > day][:1].tolist()]
    if len(near) < 2 or max(abs(other - day) for other in near) > NEAR_DAYS or day < 7:
        return False
    others = [*power_kw[near].tolist(), float(power_kw[day - 7])]
    return min(others) >= ALIKE * max(others) and bool(power_kw[day] <= CLEARLY_LOWER * min(others))


def is_less(event: ToldEvent) -> bool:
    """Return whether an event says that less was used."""
    return event.is_energy and event.side < 0


def is_energy(event: ToldEvent) -> bool:
    """Return whether an event is one of energy."""
    return event.is_energy


def _names(days: dict[str, Interval], copy: Copy, counts: Callable[[ToldEvent], bool]) -> tuple[str, ...]:
    own = [event for event in copy.events if counts(event)]
    return tuple(name for name, hours in days.items() if any(overlap(times(event), hours) > 0 for event in own))


def _mean_by(day: NDArray[np.int64], values: FloatArray, size: int) -> FloatArray:
    known = np.isfinite(values)
    total = np.bincount(day[known], values[known], size)
    count = np.bincount(day[known], minlength=size)
    means: FloatArray = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return means
