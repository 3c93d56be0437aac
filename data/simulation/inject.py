"""Planting labelled faults into any series: for the benchmark, the demo meters and, later, the page.

Kinds are described by ``data.simulation.faults.FaultKind``; where they may lie by ``data.simulation.places``.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from data.errors import DataError
from data.series import FloatArray, MeterSeries
from data.simulation.faults import FACTOR_KINDS, PASSING_KINDS, FaultKind, FaultWindow, faulty
from data.simulation.habits import Habits, habits_of
from data.simulation.places import BY_LENGTH, PositionRange, differs, drawn_window, is_covered, is_quiet_there

SPIKE_FACTOR = 4.0  # a spike lasts an hour at most; it is this much larger than a lasting fault
TRIES = 80
STRICT_TRIES = 60  # after that, something left on may also fall on hours that are not quiet
OTHER_WEEKS = (-1, 1, -2, 2)  # in which it is looked how a day goes that is no holiday

__all__ = ["FaultKind", "FaultLabel", "Planting", "plant", "plant_random"]


@dataclass(frozen=True)
class FaultLabel:
    """A fault that is known to be there, over ``[start, end)`` in the zone of the series.

    ``size`` is what was wanted, as a share of the meter's load range, or the factor of a kind that has one; ``size_kw``
    is the mean absolute change of the readings that were changed.
    """

    meter_id: str
    kind: FaultKind
    start: pd.Timestamp
    end: pd.Timestamp
    size: float
    size_kw: float


@dataclass(frozen=True)
class Planting:
    """What ``plant_random`` is to plant.

    Parameters
    ----------
    count
        Number of faults; the kinds take turns in random order.
    kinds
        Kinds to choose from; without a choice those that pass.
    after, before
        Faults start and end within; None for the whole series.
    sizes
        Smallest and largest size as a share of the meter's load range (5 to 95 %); spikes are four times larger. Of
        ``FACTOR_KINDS`` smallest and largest factor.
    seed
        The same seed plants the same faults in the same meter, and others in another one.
    min_gap_days
        Least distance between two faults.
    """

    count: int = 10
    kinds: tuple[FaultKind, ...] = PASSING_KINDS
    after: pd.Timestamp | None = None
    before: pd.Timestamp | None = None
    sizes: tuple[float, float] = (0.15, 0.5)
    seed: int = 0
    min_gap_days: float = 3.0


def plant(
    series: MeterSeries,
    kind: FaultKind,
    start: pd.Timestamp,
    duration: timedelta,
    size: float,
    rng: np.random.Generator,
) -> tuple[MeterSeries, FaultLabel]:
    """Plant one fault over ``[start, start + duration)``.

    Parameters
    ----------
    size
        Share of the meter's load range, for ``FACTOR_KINDS`` the factor on its readings. Kinds that have a size of
        their own, ``flat_line`` for one, take it as a mere label.

    Raises
    ------
    DataError
        When the window is outside of the series, or holds no reading.
    """
    first = int(series.index.searchsorted(start))
    stop = int(series.index.searchsorted(start + duration))
    if first >= stop or not np.isfinite(series.power_kw[first:stop]).any():
        raise DataError(
            f"Meter {series.meter_id} has no readings for {duration} from {start} on to plant a fault in; "
            f"it has readings from {series.start:%Y-%m-%d} to {series.end:%Y-%m-%d}."
        )
    values, label = _distorted(series, kind, (first, stop), habits_of(series), (size, rng))
    power = series.power_kw.copy()
    power[first:stop] = values
    return series.with_power(power), label


def plant_random(series: MeterSeries, planting: Planting) -> tuple[MeterSeries, tuple[FaultLabel, ...]]:
    """Plant several faults of mixed kinds that do not overlap, where there are readings.

    Returns
    -------
    tuple
        The series with the faults and their labels by time. There are fewer than wanted where the series is too
        short or too full of gaps for more.

    Raises
    ------
    DataError
        When not a single fault finds a place.
    """
    rng = np.random.default_rng([planting.seed, zlib.crc32(series.meter_id.encode())])
    site = _Site(series, habits_of(series), planting)
    placed: list[tuple[PositionRange, FaultLabel]] = []
    result = series
    for kind, size in _drawn_kinds(planting, rng):
        found = _placed_somewhere(kind, size, site, [window for window, _ in placed], rng)
        if found is not None:
            window, label, values = found
            placed.append((window, label))
            power = result.power_kw.copy()
            power[slice(*window)] = values
            result = result.with_power(power)
    if not placed and planting.count > 0:
        raise DataError(
            f"No fault finds a place in meter {series.meter_id}: it has too few days of readings without gaps "
            f"between {planting.after or series.start:%Y-%m-%d} and {planting.before or series.end:%Y-%m-%d}."
        )
    return result, tuple(sorted((label for _, label in placed), key=lambda label: label.start))


@dataclass(frozen=True, eq=False)
class _Site:
    series: MeterSeries
    habits: Habits
    planting: Planting

    def is_free(self, window: PositionRange, taken: list[PositionRange]) -> bool:
        """Return whether the window keeps its distance to others and lies within the wanted time."""
        gap = round(self.planting.min_gap_days * 24.0 / self.series.step_hours)
        first, stop = window
        index, planting = self.series.index, self.planting
        low = 0 if planting.after is None else int(index.searchsorted(planting.after))
        high = len(index) if planting.before is None else int(index.searchsorted(planting.before))
        apart = all(stop + gap <= other_first or first >= other_stop + gap for other_first, other_stop in taken)
        return low <= first and stop <= high and apart


def _drawn_kinds(planting: Planting, rng: np.random.Generator) -> list[tuple[FaultKind, float]]:
    """Return kinds and sizes; every kind once before any comes twice, long faults first."""
    kinds: list[FaultKind] = []
    while len(kinds) < planting.count:
        kinds += [planting.kinds[position] for position in rng.permutation(len(planting.kinds))]
    sizes = rng.uniform(*planting.sizes, planting.count)
    drawn = list(zip(kinds[: planting.count], (float(size) for size in sizes), strict=True))
    return sorted(drawn, key=lambda item: BY_LENGTH.index(item[0]))


def _placed_somewhere(
    wanted: FaultKind, size: float, site: _Site, taken: list[PositionRange], rng: np.random.Generator
) -> tuple[PositionRange, FaultLabel, FloatArray] | None:
    """Place a fault of the wanted kind, or of another one where that kind finds no place."""
    others = [site.planting.kinds[position] for position in rng.permutation(len(site.planting.kinds))]
    for kind in (wanted, *others):
        share = size * (SPIKE_FACTOR if kind is FaultKind.SPIKE else 1.0)
        for attempt in range(TRIES):
            window = drawn_window(kind, site.habits, site.series.step_hours, rng)
            if not (site.is_free(window, taken) and is_covered(window, site.series)):
                continue
            if attempt < STRICT_TRIES and not is_quiet_there(kind, window, site.series, site.habits):
                continue
            values, label = _distorted(site.series, kind, window, site.habits, (share, rng))
            if differs(kind, site.series.power_kw[slice(*window)], values, site.habits.load_range_kw):
                return window, label, values
    return None


def _distorted(
    series: MeterSeries, kind: FaultKind, window: PositionRange, habits: Habits, dose: tuple[float, np.random.Generator]
) -> tuple[FloatArray, FaultLabel]:
    """Return the readings of a window with a fault in them, and its label; ``dose`` is the size and the chance."""
    size, rng = dose
    before = series.power_kw[slice(*window)]
    amount = size if kind in FACTOR_KINDS else size * habits.load_range_kw
    values = faulty(kind, _window(series, window, habits), amount, rng)
    change = np.abs(values - before)
    touched = change[change > 0]
    size_kw = float(touched.mean()) if len(touched) else 0.0
    start, end = series.index[window[0]], series.index[window[1] - 1] + series.step
    return values, FaultLabel(series.meter_id, kind, start, end, size, size_kw)


def _window(series: MeterSeries, window: PositionRange, habits: Habits) -> FaultWindow:
    """Return the readings of a window with what lies around them."""
    first, stop = window
    part = slice(first, stop)
    here = series.power_kw[part]
    earlier, later = series.power_kw[:first], series.power_kw[stop:]
    earlier, known, later = (values[np.isfinite(values)] for values in (earlier, here, later))
    return FaultWindow(
        power_kw=here,
        is_quiet=habits.is_quiet[part],
        is_night=habits.is_night[part],
        before_kw=float(earlier[-1] if len(earlier) else known[0]),
        after_kw=float(later[0] if len(later) else known[-1]),
        hour=habits.days.hour[part],
        weekday=habits.days.weekday[habits.days.day[part]],
        other_week_kw=_other_week(series, window, habits),
        step_hours=series.step_hours,
    )


def _other_week(series: MeterSeries, window: PositionRange, habits: Habits) -> FloatArray:
    """Return the readings at the hours of a window in a week close by that has no holiday then; NaN without one."""
    first, stop = window
    for weeks in OTHER_WEEKS:
        moved = 7 * weeks * series.steps_per_day
        if not (first + moved >= 0 and stop + moved <= len(series)):
            continue
        other = slice(first + moved, stop + moved)
        is_ordinary = not habits.days.is_holiday[habits.days.day[other]].any()
        if is_ordinary and habits.days.hour[first + moved] == habits.days.hour[first]:
            return series.power_kw[other]
    return np.full(stop - first, np.nan)
