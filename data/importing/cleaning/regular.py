"""Readings placed on a grid as a series: parts added up, long ones shared out, gaps left open."""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import DataError
from data.importing.cleaning.daylight_saving import absent_pass
from data.importing.raw_readings import FlagArray, FloatArray, Int64Array, RawReadings
from data.importing.units import factor, is_energy, is_register
from data.quality import Ledger
from data.series import MeterSeries, Quality
from data.time.grid import Grid, Placed

MAX_SLOTS = 6_000_000
"""Eleven years of minutes; a longer grid comes from a wrong date."""
LISTED_GAPS = 30
"""So many of the longest gaps are listed one by one."""


class Rows(NamedTuple):
    """Readings in order of time while they are being cleaned."""

    times: Int64Array
    values: FloatArray
    flags: FlagArray
    temperature: FloatArray

    def kept(self, keep: NDArray[np.bool_] | Int64Array) -> Self:
        """Return the rows chosen by a mask or by positions."""
        return type(self)(self.times[keep], self.values[keep], self.flags[keep], self.temperature[keep])


def last_of_equals(rows: Rows, keys: Int64Array, ledger: Ledger) -> Rows:
    """Keep one row of those with equal keys: the last with a value; note whether their values differed.

    Parameters
    ----------
    rows
        Rows in order of their keys.
    keys
        Instants or slots, ascending.
    ledger
        Takes the data problems.
    """
    first = np.flatnonzero(np.append(True, np.diff(keys) != 0))
    if len(first) == len(keys):
        return rows
    known = np.isfinite(rows.values)
    position = np.arange(len(keys))
    last_known = np.maximum.reduceat(np.where(known, position, -1), first)
    chosen = np.where(last_known >= 0, last_known, first)
    low = np.minimum.reduceat(np.where(known, rows.values, np.inf), first)
    high = np.maximum.reduceat(np.where(known, rows.values, -np.inf), first)
    conflict = high > low
    repeated = np.diff(np.append(first, len(keys))) > 1
    times = rows.times[first]
    ledger.add("duplicate", times[repeated & ~conflict], "The same time with the same value again: kept once.")
    ledger.add("conflict", times[conflict], "The same time with different values: the last one in the file was kept.")
    kept = rows.kept(chosen)
    marks = np.where(conflict, Quality.CONFLICTING, 0).astype(np.uint8)
    return kept._replace(flags=np.bitwise_or.reduceat(rows.flags, first) | marks)


def to_series(raw: RawReadings, rows: Rows, grid: Grid, placed: Placed, ledger: Ledger) -> MeterSeries:
    """Fill a regular grid from placed readings.

    Raises
    ------
    DataError
        When the grid would be impossibly long.
    """
    energy = is_energy(raw.unit)
    _note_moves(rows, placed, raw.unit, ledger)
    if is_register(raw.unit):
        rows = _without_gap_energy(rows, placed, raw.unit, ledger)
    slots, rows, length = _one_a_slot(rows, placed, ledger, energy=energy)
    slots, rows = _shared_out(slots, rows, length, energy=energy)
    known = np.flatnonzero(np.isfinite(rows.values))
    if len(known) < 2:
        raise DataError(f"Meter {raw.meter_id} has {len(known)} usable readings; at least two are needed.")
    first, size = int(slots[known[0]]), int(slots[known[-1]] - slots[known[0]]) + 1
    inside = (slots >= first) & (slots < first + size)
    slots, rows = slots[inside] - first, rows.kept(inside)
    index = _index(grid, first, size, raw.timezone, raw.meter_id)
    scale = factor(raw.unit) / (grid.hours if energy else 1.0)
    power = _filled(size, slots, rows.values * scale)
    quality = np.zeros(size, np.uint8)
    quality[slots] = rows.flags
    absent, starts = absent_pass(index, np.isfinite(power)), grid.start(np.arange(first, first + size))
    quality[absent] = Quality.CLOCK_CHANGE
    ledger.add(
        "clock_change", starts[absent], "The hour repeated when summer time ends is written once: none is missing."
    )
    _note_missing(power, quality, np.append(slots, np.flatnonzero(absent)), starts, grid.step, ledger)
    quality |= np.where(np.isfinite(power), 0, Quality.MISSING).astype(np.uint8)
    temperature = _filled(size, slots, rows.temperature)
    has_temperature = bool(np.isfinite(temperature).any())
    return MeterSeries(raw.meter_id, index, power, temperature if has_temperature else None, quality)


def _filled(size: int, slots: Int64Array, values: FloatArray) -> FloatArray:
    full = np.full(size, np.nan)
    full[slots] = values
    return full


def _index(grid: Grid, first: int, size: int, timezone: str, meter_id: str) -> pd.DatetimeIndex:
    if size > MAX_SLOTS:
        begin = pd.Timestamp(grid.phase + first * grid.step, unit="us")
        end = pd.Timestamp(grid.phase + (first + size) * grid.step, unit="us")
        raise DataError(
            f"Meter {meter_id} would have {size} intervals from {begin:%Y-%m-%d} to {end:%Y-%m-%d}; "
            "one of its dates is probably wrong: mend it or choose another date order."
        )
    starts = grid.start(np.arange(first, first + size, dtype=np.int64)).view("datetime64[us]")
    return pd.DatetimeIndex(starts).tz_localize("UTC").tz_convert(timezone)


def _note_moves(rows: Rows, placed: Placed, unit: str, ledger: Ledger) -> None:
    moved = placed.moved != 0
    most = float(np.abs(placed.moved).max(initial=0)) / 1e6
    most_text = f"{most / 60:.0f} minutes" if most >= 120 else f"{most:g} seconds"
    ledger.add("off_grid", rows.times[moved], f"Times off the regular step: moved by at most {most_text}.")
    lost = float(np.nansum(rows.values[placed.stray]))
    ledger.add(
        "stray_step", rows.times[placed.stray],
        f"Readings between two regular times: left out (together {lost:g} {unit.removeprefix('register ')}).",
    )  # fmt: skip
    fine, coarse = placed.parts > 1, (placed.length > 1) & ~placed.stray
    how = "added up" if is_energy(unit) else "averaged"
    ledger.add("finer_step", rows.times[fine], f"Readings at a finer step: {how} to the usual one.")
    ledger.add("coarser_step", rows.times[coarse], "Readings at a longer step: shared out evenly, as estimated.")


def _without_gap_energy(rows: Rows, placed: Placed, unit: str, ledger: Ledger) -> Rows:
    """Take out what a counter rose over a gap: when within the gap it was used is not known."""
    following = np.append(np.diff(placed.slot), 1)
    over_gap = (following > placed.length) & ~placed.stray & np.isfinite(rows.values)
    lost = float(rows.values[over_gap].sum())
    ledger.add(
        "register_gap", rows.times[over_gap],
        f"The counter rose by {lost:g} {unit.removeprefix('register ')} over gaps: when is unknown, not in the series.",
    )  # fmt: skip
    return rows._replace(values=np.where(over_gap, np.nan, rows.values))


def _one_a_slot(rows: Rows, placed: Placed, ledger: Ledger, *, energy: bool) -> tuple[Int64Array, Rows, Int64Array]:
    """Return slots, rows and lengths with one row a slot: parts combined, strays left out."""
    whole = ~placed.stray & (placed.parts == 1)
    slots, length, ordinary = placed.slot[whole], placed.length[whole], rows.kept(whole)
    fine = ~placed.stray & (placed.parts > 1)
    if fine.any():
        fine_slots, combined = _combined(placed.slot[fine], rows.kept(fine), energy=energy)
        order = np.argsort(np.concatenate([slots, fine_slots]), kind="stable")
        slots = np.concatenate([slots, fine_slots])[order]
        length = np.concatenate([length, np.ones_like(fine_slots)])[order]
        ordinary = _joined(ordinary, combined).kept(order)
    first = np.flatnonzero(np.append(True, np.diff(slots) != 0))
    return slots[first], last_of_equals(ordinary, slots, ledger), length[first]


def _joined(first: Rows, second: Rows) -> Rows:
    return Rows(
        np.concatenate([first.times, second.times]),
        np.concatenate([first.values, second.values]),
        np.concatenate([first.flags, second.flags]),
        np.concatenate([first.temperature, second.temperature]),
    )


def _combined(slots: Int64Array, rows: Rows, *, energy: bool) -> tuple[Int64Array, Rows]:
    """Combine finer readings to one a slot: energy is added up, power averaged."""
    first = np.flatnonzero(np.append(True, np.diff(slots) != 0))
    count = np.diff(np.append(first, len(slots)))
    total = np.add.reduceat(rows.values, first)
    temperature = np.add.reduceat(rows.temperature, first) / count
    flags = np.bitwise_or.reduceat(rows.flags, first)
    return slots[first], Rows(rows.times[first], total if energy else total / count, flags, temperature)


def _shared_out(slots: Int64Array, rows: Rows, length: Int64Array, *, energy: bool) -> tuple[Int64Array, Rows]:
    """Repeat readings that cover several slots; energy is divided among them."""
    if np.all(length == 1):
        return slots, rows
    position = np.repeat(np.arange(len(slots)), length)
    within = np.arange(len(position)) - np.repeat(np.cumsum(length) - length, length)
    shared = rows.kept(position)
    long = length[position] > 1
    values = shared.values / length[position] if energy else shared.values
    flags = shared.flags | np.where(long, Quality.ESTIMATED, 0).astype(np.uint8)
    return slots[position] + within, shared._replace(values=values, flags=flags)


def _note_missing(
    power: FloatArray, quality: FlagArray, slots: Int64Array, starts: Int64Array, step: int, ledger: Ledger
) -> None:
    missing = ~np.isfinite(power)
    written = np.zeros(len(power), bool)
    written[slots] = True
    empty = missing & written & (quality == 0)
    ledger.add("empty", starts[empty], "Rows without a number: missing.")
    open_slots = missing & ~written
    edges = np.flatnonzero(np.diff(np.concatenate([[0], open_slots.view(np.int8), [0]])))
    first, last = edges[::2], edges[1::2]
    longest = np.argsort(first - last, kind="stable")
    for gap in longest[:LISTED_GAPS]:
        begin, end = int(starts[first[gap]]), int(starts[last[gap] - 1]) + step
        ledger.add_segment("gap", begin, end, int(last[gap] - first[gap]), "No rows for these intervals: missing.")
    shorter = longest[LISTED_GAPS:]
    if len(shorter):
        begin, end = int(starts[first[shorter].min()]), int(starts[last[shorter].max() - 1]) + step
        count = int((last - first)[shorter].sum())
        ledger.add_segment("gap", begin, end, count, f"{len(shorter)} shorter gaps: missing.")
