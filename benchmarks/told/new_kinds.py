"""Kinds of faults that recall does not know: what lasts to the end, what spoils data quietly, and habits.

Each case is planted in a copy of a meter of its own, so that neither the recall table nor another case changes.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import nan

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.told.copies import MONTH_HOURS, copy_of, planted_fault
from benchmarks.told.real_meters import RealMeter
from benchmarks.told.telling import (
    Interval,
    PlantedFault,
    Telling,
    ToldEvent,
    overlap,
    own_events,
    telling,
    times,
    told_by,
)
from data.calendar.day_types import local_days
from data.errors import DataError
from data.series import MeterSeries
from data.simulation.faults import FaultKind
from data.simulation.habits import habits_of
from data.simulation.inject import Planting, plant, plant_random
from detectors.threshold import runs

QUIET_START = timedelta(days=120)
"""What is planted begins after that, so that the meter is known."""
SEED = 1
MIN_COVERED = 0.25
"""Share of its hours that the event of something lasting must cover to have found it."""
EARLY_HOURS = 14 * 24.0
"""How long before it begins that event may begin."""
LEARNT = timedelta(weeks=4)
"""After which a weekly habit is to be expected."""
WORKED_BEFORE = 2
"""Holidays that a building must have worked on before it is expected to work."""
MIN_WORKED = 0.1
"""Share of its load range by which worked holidays must be above idle ones, else it never was idle on them."""
SPOILT_COUNT = 6


@dataclass(frozen=True)
class Case:
    """A kind of fault to plant.

    Parameters
    ----------
    size
        Factor, or smallest and largest share of the load range.
    told_as
        Whether an energy event, a data problem, or either has found it.
    """

    name: str
    kind: FaultKind
    size: tuple[float, float] = (0.3, 0.6)
    told_as: str = "energy"
    count: int = 1


def _lasting(factor: float, told_as: str = "energy") -> Case:
    return Case(f"x {factor:g} for good", FaultKind.LASTING_CHANGE, (factor, factor), told_as)


LASTING = (
    _lasting(0.07),
    _lasting(0.5, "either"),
    _lasting(0.667, "either"),
    _lasting(1.3),
    _lasting(1.5),
    _lasting(2.0, "either"),
    Case("nights x 1.5 for good", FaultKind.LASTING_NIGHTS, (1.5, 1.5)),
    Case("nights x 2 for good", FaultKind.LASTING_NIGHTS, (2.0, 2.0)),
    Case("drift over weeks", FaultKind.LONG_DRIFT, (0.3, 0.8)),
    _lasting(0.001, "data"),
    _lasting(10.0, "data"),
)
SPOILT = (
    Case("straight line", FaultKind.STRAIGHT_LINE, told_as="data", count=SPOILT_COUNT),
    Case("late readings", FaultKind.LATE_READINGS, told_as="data", count=SPOILT_COUNT),
    Case("held values", FaultKind.HELD_VALUES, told_as="data", count=SPOILT_COUNT),
)
HABIT = Case("weekly habit", FaultKind.WEEKLY_HABIT, (0.3, 0.8))
HOLIDAYS = Case("worked holidays", FaultKind.WORKED_HOLIDAY)


@dataclass(frozen=True)
class LastingTold:
    """How something lasting is told on one meter.

    Parameters
    ----------
    telling
        By the event that found it; ``covered`` holds what all events cover, found or not.
    others, without
        Other energy events a month while it lasts, and energy events a month then without it.
    """

    case: Case
    group: str
    telling: Telling
    others: float
    without: float


@dataclass(frozen=True)
class SpoiltTold:
    """How one stretch of spoilt data is told: by data problems, how many these are, and how many energy events."""

    case: Case
    group: str
    telling: Telling
    data_events: int
    energy_events: int


@dataclass(frozen=True)
class HabitTold:
    """What is told of something that recurs, once it should be known.

    ``times`` is how often it recurred then, ``told`` on how many of these an energy event lies, ``events`` how many
    events these are; ``without`` counts events on the same hours of the meter without it.
    """

    case: Case
    group: str
    times: int
    told: int
    events: int
    without: int
    months: float


@dataclass(frozen=True)
class NewKinds:
    """All cases on one meter."""

    lasting: tuple[LastingTold, ...]
    spoilt: tuple[SpoiltTold, ...]
    habits: tuple[HabitTold, ...]


def new_kinds(meter: RealMeter) -> NewKinds:
    """Plant every case in a copy of a meter, and return how it is told; cases that find no place are left out."""
    series, plain = meter.series, copy_of(meter.series).events
    lasting, spoilt = [], []
    for case in (*LASTING, *SPOILT):
        planted = _planted(series, case)
        if planted is None:
            continue
        events, faults = copy_of(planted[0]).events, planted[1]
        if case in SPOILT:
            spoilt += [spoilt_told(case, meter.group, fault, events) for fault in faults]
        else:
            lasting += [lasting_told(case, meter.group, fault, events, plain) for fault in faults]
    habits = [_habit(meter, plain), _worked_holidays(meter, plain)]
    return NewKinds(tuple(lasting), tuple(spoilt), tuple(one for one in habits if one is not None))


def lasting_told(
    case: Case, group: str, fault: PlantedFault, events: Sequence[ToldEvent], plain: Sequence[ToldEvent]
) -> LastingTold:
    """Return how something lasting is told; ``plain`` are the events of the meter without it."""
    own = own_events(fault, events)
    finds = [event for event in own if has_found(case, fault, event)]
    main = max(finds, key=lambda event: overlap(times(event), times(fault)), default=None)
    told = Telling(fault, 0, covered=telling(fault, events).covered) if main is None else told_by(fault, main, own)
    began = [event for event in events if event.is_energy and event is not main]
    return LastingTold(case, group, told, _begun_a_month(began, fault), _begun_a_month(plain, fault))


def has_found(case: Case, fault: PlantedFault, event: ToldEvent) -> bool:
    """Return whether an event tells something lasting: of its kind and side, long enough, not begun long before."""
    is_kind = case.told_as == "either" or event.is_energy == (case.told_as == "energy")
    is_side = not event.is_energy or event.side * fault.kwh > 0
    is_long = overlap(times(event), times(fault)) >= MIN_COVERED * fault.hours
    return is_kind and is_side and is_long and event.start >= fault.start - EARLY_HOURS


def spoilt_told(case: Case, group: str, fault: PlantedFault, events: Sequence[ToldEvent]) -> SpoiltTold:
    """Return how a stretch of spoilt data is told."""
    own = own_events(fault, events)
    data = [event for event in own if not event.is_energy]
    return SpoiltTold(case, group, telling(fault, data), len(data), len(own) - len(data))


def recurring(
    case: Case, group: str, when: Sequence[Interval], events: Sequence[ToldEvent], plain: Sequence[ToldEvent]
) -> HabitTold:
    """Return what is told of hours that recur."""
    on_it, before = _energy_on(when, events), _energy_on(when, plain)
    told = sum(any(overlap(times(event), one) > 0 for event in on_it) for one in when)
    months = (when[-1][1] - when[0][0]) / MONTH_HOURS if when else nan
    return HabitTold(case, group, len(when), told, len(on_it), len(before), months)


def _energy_on(when: Sequence[Interval], events: Sequence[ToldEvent]) -> list[ToldEvent]:
    return [event for event in events if event.is_energy and any(overlap(times(event), one) > 0 for one in when)]


def _begun_a_month(events: Sequence[ToldEvent], fault: PlantedFault) -> float:
    begun = sum(event.is_energy and fault.start <= event.start < fault.end for event in events)
    return begun / (fault.hours / MONTH_HOURS)


def _planted(series: MeterSeries, case: Case) -> tuple[MeterSeries, list[PlantedFault]] | None:
    seed = zlib.crc32(f"{case.name} {SEED}".encode())
    planting = Planting(case.count, (case.kind,), series.start + QUIET_START, sizes=case.size, seed=seed)
    try:
        after, labels = plant_random(series, planting)
    except DataError:
        return None
    return after, [planted_fault(label, series, after) for label in labels]


def _habit(meter: RealMeter, plain: Sequence[ToldEvent]) -> HabitTold | None:
    series = meter.series
    planted = _planted(series, HABIT)
    if planted is None:
        return None
    after, (fault,) = planted
    known_from = fault.start + LEARNT / timedelta(hours=1)
    when = [one for one in changed_hours(series, after) if one[0] >= known_from]
    return recurring(HABIT, meter.group, when, copy_of(after).events, plain)


def _worked_holidays(meter: RealMeter, plain: Sequence[ToldEvent]) -> HabitTold | None:
    """Let a building work on every holiday, and return what is told of those after the first ones."""
    series = after = meter.series
    for start in weekday_holidays(series):
        try:
            after, _ = plant(
                after, FaultKind.WORKED_HOLIDAY, start, timedelta(days=1), 0.0, np.random.default_rng(SEED)
            )
        except DataError:
            continue
    change = after.power_kw - series.power_kw
    change = change[np.abs(change) > 0]
    if not len(change) or change.mean() < MIN_WORKED * habits_of(series).load_range_kw:
        return None
    hours = [(start - series.start) / pd.Timedelta(hours=1) for start in weekday_holidays(series)]
    when = [(hour, hour + 24.0) for hour in hours][WORKED_BEFORE:]
    return recurring(HOLIDAYS, meter.group, when, copy_of(after).events, plain)


def weekday_holidays(series: MeterSeries) -> list[pd.Timestamp]:
    """Return the midnights at which public holidays on weekdays begin, in order of time."""
    days = local_days(series.index, series.country, series.region)
    chosen = days.dates[days.is_holiday & (days.weekday < 5)]
    starts = [pd.Timestamp(str(day)).tz_localize(series.index.tz, nonexistent="shift_forward") for day in chosen]
    return [start for start in starts if series.start <= start and start + pd.Timedelta(days=1) <= series.end]


def changed_hours(before: MeterSeries, after: MeterSeries) -> list[Interval]:
    """Return the stretches of readings that differ, in hours since the first reading."""
    differs: NDArray[np.bool_] = np.nan_to_num(after.power_kw - before.power_kw) != 0
    step = before.step_hours
    return [(first * step, (last + 1) * step) for first, last in runs(differs).tolist()]
