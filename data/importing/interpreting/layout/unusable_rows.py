"""Rows that are no readings: headers that come again, notes and footers, and sums of the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.errors import DataError
from data.importing.cells import is_number
from data.importing.interpreting.cell_times.dates import NO_TIME
from data.importing.interpreting.cell_times.times import read_times
from data.importing.interpreting.roles.columns import Roles
from data.importing.interpreting.roles.words import speaks_of
from data.importing.options import JOIN, LeftOut
from data.importing.raw_table import RawTable, as_text

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
Int64Array = NDArray[np.int64]
FOOTER_ROWS = 5
"""So many rows with figures and without a time may end a table."""
NAMED_ROWS = 5
"""So many rows that are left out are told one by one."""
MIN_ROWS = 4
SAME = 5e-4
"""Sums are rounded; they agree with what they sum within this share."""
LONG = 3.0
"""A row that covers so many times what the others do, and these within it, sums them."""


def rows_with_time(table: RawTable, roles: Roles, wall: Int64Array, file: str) -> tuple[BoolArray, tuple[LeftOut, ...]]:
    """Mark the rows with a time, and say which others are left out.

    Raises
    ------
    DataError
        When a row among the others has a figure and no time that can be read.
    """
    bad = np.flatnonzero(wall == NO_TIME)
    keep = np.ones(len(wall), bool)
    keep[bad] = False
    last_good = int(np.flatnonzero(wall != NO_TIME).max(initial=-1))
    left_out: list[LeftOut] = []
    shown = _cells(table, [name for name in table.names if name not in roles.values], bad)
    times = _cells(table, roles.time, bad)
    figures = _any_number(table, roles.values, bad)
    for position, cells, time, has_figure in zip(bad, shown, times, figures, strict=True):
        text = " ".join(filter(None, cells))
        at_end = position > last_good >= 0 and (len(table) - position <= FOOTER_ROWS or not _has_digit(time))
        if has_figure and not at_end and not speaks_of("total", text):
            raise DataError(
                f"{file}, row {table.row_number(int(position))}: {' '.join(time).strip()!r} in the time column "
                f"{JOIN.join(roles.time)!r} is no date and time of the years 1970 to 2199; mend it, "
                "or choose another time column or date order."
            )
        if text or has_figure:
            left_out.append(LeftOut("row", f"{table.row_number(int(position))} ({text[:60]!r})", "it has no time"))
    return keep, _few(left_out, "have no time")


def sums_of_others(table: RawTable, roles: Roles, wall: Int64Array, values: Sequence[FloatArray]) -> BoolArray:
    """Mark a first or last row that is the sum or the mean of all others, and rows that cover those within them."""
    marks = _covers_others(table, roles, wall)
    rows = len(wall)
    if rows <= MIN_ROWS or roles.layout == "long" or not values:
        return marks
    for at, near in ((rows - 1, rows - 2), (0, 1)):
        others = np.delete(np.arange(rows), at)
        is_out_of_order = bool(np.any(wall[others] == wall[at])) or not _follows(wall, at, near)
        if is_out_of_order and all(_is_sum(each, at, others) for each in values):
            marks[at] = True
    return marks


def _follows(wall: Int64Array, at: int, near: int) -> bool:
    """Say whether the first or last row stands where the order of the others has it."""
    step = np.sign(np.diff(wall if at else wall[::-1]))
    usual = np.sign(np.median(step[:-1])) if len(step) > 1 else 1
    return bool(np.sign(wall[at] - wall[near]) == usual)


def _is_sum(values: FloatArray, at: int, others: Int64Array) -> bool:
    total, value = float(np.nansum(values[others])), float(values[at])
    if not np.isfinite(value):
        return True
    mean = total / max(int(np.isfinite(values[others]).sum()), 1)
    return any(abs(value - each) <= SAME * abs(each) for each in (total, mean)) and (value != 0 or total == 0)


def _covers_others(table: RawTable, roles: Roles, wall: Int64Array) -> BoolArray:
    """Mark rows whose end, in a column of its own, lies far behind their start, unlike that of most."""
    marks = np.zeros(len(wall), bool)
    if len(roles.time) != 1 or len(wall) <= MIN_ROWS:
        return marks
    for name in table.names:
        if name in roles.used or not speaks_of("end", name):
            continue
        ends = read_times(table.columns[name], None)
        if np.any(ends.wall == NO_TIME):
            continue
        length = ends.wall - wall
        usual = float(np.median(length))
        return np.asarray((usual > 0) & (length > LONG * usual)) if np.mean(length == usual) > 0.5 else marks
    return marks


def sum_rows(table: RawTable, marks: BoolArray) -> tuple[LeftOut, ...]:
    """Return the rows of sums as left out."""
    rows = [LeftOut("row", str(table.row_number(int(at))), "it sums other rows") for at in np.flatnonzero(marks)]
    return _few(rows, "sum other rows")


def _few(rows: list[LeftOut], why: str) -> tuple[LeftOut, ...]:
    """Return rows one by one where they are few, else the first of them with their number."""
    if len(rows) <= NAMED_ROWS:
        return tuple(rows)
    return (LeftOut("row", rows[0].name, f"it and {len(rows) - 1} others {why}"),)


def _cells(table: RawTable, names: Sequence[str], positions: Int64Array) -> list[tuple[str, ...]]:
    return list(zip(*(table.cells(name, positions) for name in names), strict=True)) if names else []


def _has_digit(cells: Sequence[str]) -> bool:
    return any(sign.isdigit() for cell in cells for sign in cell)


def _any_number(table: RawTable, names: Sequence[str], positions: Int64Array) -> list[bool]:
    """Say for rows whether a column of readings has a figure there."""
    if not len(positions):
        return []
    rows = pa.array(positions)
    found = np.zeros(len(positions), bool)
    for name in names:
        cells = as_text(table.columns[name].take(rows))
        found |= np.array([is_number(cell) for cell in pc.fill_null(cells, "").to_pylist()], bool)
    return [bool(each) for each in found]
