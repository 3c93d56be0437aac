"""From one meter's raw readings to a series on a regular grid, and a report of all that was mended.

The energy of the readings is kept: whatever is left out, moved, shared out or unknown is a data problem with
its count. Spikes, zeros and negative readings stay: scoring them is the detectors' task.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from data.errors import DataError
from data.importing.cleaning import registers
from data.importing.cleaning.daylight_saving import daylight_saving_shift, note_shift
from data.importing.cleaning.regular import Rows, last_of_equals, to_series
from data.importing.cleaning.sentinels import sentinels
from data.importing.raw_readings import RawReadings
from data.importing.units import is_register
from data.quality import TIME_FORMAT, DataProblem, Ledger, QualityReport
from data.series import MeterSeries, Quality
from data.time.grid import DAY, MINUTE, Int64Array, find_grid, find_step, place

LONE_GAP = 365 * DAY
"""Readings parted from the rest by more than this, and no more than LONE_SHARE of them, have a wrong date."""
LONE_SHARE = 0.002
CROWD = 50
MIN_OWN = 3
MAX_STRAY = 0.1
"""With a larger share between the regular times the grid is not that of the readings."""


def clean(raw: RawReadings, data_problems: Sequence[DataProblem] = ()) -> tuple[MeterSeries, QualityReport]:
    """Bring readings to a regular grid.

    Returns
    -------
    tuple
        The series in kW, NaN where there is no reading, and the report, into which go the ``data_problems`` of before
        (clock changes, mended times).

    Raises
    ------
    DataError
        When there are fewer than two readings, less than one a day, or many between regular times.
    """
    raw = _at_own_times(raw)
    counter = is_register(raw.unit)
    ends = raw.stamp == "end" and not counter
    valued = np.isfinite(raw.values)
    step = find_step(np.unique(raw.instants[valued]), raw.meter_id)
    ledger = Ledger(raw.timezone, step, data_problems)
    shift = daylight_saving_shift(raw.instants, raw.timezone, step)
    grid = find_grid(np.unique((raw.instants + shift)[valued]), step)
    rows = _rows(raw, shift - (step if ends else 0))
    note_shift(rows.times, shift, step, ledger)
    rows = _without_sentinels(rows, ledger)
    rows = _in_order(rows, ledger)
    rows = _without_lone(rows, ledger)
    rows = last_of_equals(rows, rows.times, ledger)
    known = np.isfinite(rows.values)
    if known.sum() < 2:
        raise DataError(f"Meter {raw.meter_id} has {int(known.sum())} readings with a value; at least two are needed.")
    rows = rows.kept(known if counter else _without_margins(known))
    if counter:
        rows = _energy_of_counter(rows, step, ledger)
    _note_estimated(rows, ledger)
    placed = place(rows.times, grid, ends=ends)
    _check_strays(raw, rows.kept(placed.stray), len(rows.times), step)
    series = to_series(raw, rows, grid, placed, ledger)
    return series, _report(series, ledger)


def _at_own_times(raw: RawReadings) -> RawReadings:
    """Leave out rows without a reading where they stand for another meter of the table, which has a shorter step."""
    valued = np.isfinite(raw.values)
    times, own = np.unique(raw.instants), np.unique(raw.instants[valued])
    if len(own) < MIN_OWN or 2 * len(own) > len(times) + 1:
        return raw
    if find_step(own, raw.meter_id) <= find_step(times, raw.meter_id):
        return raw
    return replace(
        raw, instants=raw.instants[valued], values=raw.values[valued],
        flags=None if raw.flags is None else raw.flags[valued],
        temperature_c=None if raw.temperature_c is None else raw.temperature_c[valued],
    )  # fmt: skip


def _rows(raw: RawReadings, shift: Int64Array) -> Rows:
    size = len(raw.instants)
    flags = np.zeros(size, np.uint8) if raw.flags is None else raw.flags
    temperature = np.full(size, np.nan) if raw.temperature_c is None else raw.temperature_c
    return Rows(raw.instants + shift, np.asarray(raw.values, np.float64), flags, temperature)


def _note_estimated(rows: Rows, ledger: Ledger) -> None:
    estimated = (rows.flags & Quality.ESTIMATED > 0) & np.isfinite(rows.values)
    ledger.add("estimated", rows.times[estimated], "Readings that the file marks as estimated or substituted: kept.")


def _without_margins(known: np.ndarray) -> np.ndarray:
    """Mark what lies between the first and the last reading with a value."""
    inside = np.zeros(len(known), bool)
    inside[int(known.argmax()) : len(known) - int(known[::-1].argmax())] = True
    return inside


def _without_sentinels(rows: Rows, ledger: Ledger) -> Rows:
    marks = sentinels(rows.values)
    if not marks.any():
        return rows
    codes = ", ".join(f"{code:.12g}" for code in np.unique(rows.values[marks])[:3])
    ledger.add("sentinel", rows.times[marks], f'"No reading" written as {codes}: taken as missing.')
    flags = np.where(marks, Quality.SENTINEL, 0).astype(np.uint8)
    return rows._replace(values=np.where(marks, np.nan, rows.values), flags=rows.flags | flags)


def _in_order(rows: Rows, ledger: Ledger) -> Rows:
    back = np.flatnonzero(np.diff(rows.times) < 0) + 1
    if not len(back):
        return rows
    ledger.add("order", rows.times[back], "Rows were not in order of time: sorted.")
    return rows.kept(np.argsort(rows.times, kind="stable"))


def _without_lone(rows: Rows, ledger: Ledger) -> Rows:
    """Leave out a few readings years away from all others: their date is wrong."""
    cuts = np.flatnonzero(np.diff(rows.times) > LONE_GAP) + 1
    if not len(cuts) or len(rows.times) < CROWD:
        return rows
    sizes = np.diff(np.concatenate([[0], cuts, [len(rows.times)]]))
    lone = np.repeat(sizes <= max(1, LONE_SHARE * len(rows.times)), sizes)
    ledger.add("stray_date", rows.times[lone], "Readings more than a year away from all others: left out.")
    return rows.kept(~lone)


def _energy_of_counter(rows: Rows, step: int, ledger: Ledger) -> Rows:
    """Turn the readings of a counter into the energy up to the next one."""
    wrong = registers.wrong_readings(rows.values)
    ledger.add(
        "counter_glitch", rows.times[wrong], "Counter readings out of line with those before and behind: left out."
    )
    rows = rows.kept(~wrong)
    risen = registers.rises(rows.values, np.diff(rows.times) / step)
    by = float(np.diff(rows.values, append=np.nan)[risen.jumped].sum())
    ledger.add(
        "register_jump", rows.times[risen.jumped],
        f"The counter rose by more than can have been used (together {by:g}): it was set or exchanged, left out.",
    )  # fmt: skip
    ledger.add("rollover", rows.times[risen.rolled_over], "The counter passed its last digit: counted on.")
    kept = risen.reset & np.isfinite(risen.energy)
    ledger.add("register_reset", rows.times[kept], "The counter began anew: its first value is taken.")
    lost = risen.reset & ~np.isfinite(risen.energy)
    ledger.add("register_reset", rows.times[lost], "The counter was changed or set: the interval is missing.")
    marks = np.where(risen.reset | risen.rolled_over, Quality.REGISTER_RESET, 0).astype(np.uint8)
    return rows._replace(values=risen.energy, flags=rows.flags | marks)


def _check_strays(raw: RawReadings, strays: Rows, size: int, step: int) -> None:
    if len(strays.times) > MAX_STRAY * size:
        first = pd.Timestamp(int(strays.times[0]), unit="us", tz="UTC").tz_convert(raw.timezone)
        total = f"{float(np.nansum(strays.values)):g} {raw.unit.removeprefix('register ')}"
        raise DataError(
            f"Meter {raw.meter_id}: {len(strays.times):,} of {size:,} readings ({total}) lie between the times of its "
            f"{step / MINUTE:g}-minute step, the first at {first:{TIME_FORMAT}}. Check the time zone and the clock, or "
            "bring the readings to one step before importing them."
        )


def _report(series: MeterSeries, ledger: Ledger) -> QualityReport:
    there = np.isfinite(series.power_kw)
    was_never = ~there & (np.asarray(series.quality) & int(Quality.CLOCK_CHANGE) > 0)
    coverage = float(there.sum() / (len(series) - was_never.sum()))
    return QualityReport(series.meter_id, coverage, series.start, series.end, series.step, ledger.data_problems())
