"""What the cells of a column are, whatever its name: times, numbers that identify, a count of rows, always the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.errors import DataError
from data.importing.cells import has_time_of_day, is_empty, is_epoch, kind_of
from data.importing.options import JOIN
from data.importing.raw_table import RawTable

Int64Array = NDArray[np.int64]
SAMPLE = 1000
WIDE_SAMPLE = 200
MANY_COLUMNS = 50
IDENTIFIER_DIGITS = 8
"""Whole numbers of so many digits name something where they hardly change: meters, customers, products."""
FEW_VALUES = 0.05
"""A column with a smaller share of different cells hardly changes."""
WEEKS = 53
MIN_CODES, MAX_CODES = 24, 4
"""In so many rows a column of so few different digits is a code."""
DAY_US = 86_400_000_000
_WHOLE = re.compile(r"^\d+(?:[.,]0*)?$")


def kinds_of(table: RawTable) -> dict[str, str]:
    """Return the kind of each column: time, date, clock, number, text or empty."""
    positions = table.sample_positions(SAMPLE if len(table.names) <= MANY_COLUMNS else WIDE_SAMPLE)
    kinds: dict[str, str] = {}
    for name in table.names:
        kind = table.columns[name].type
        if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
            kinds[name] = "time"
        elif table.is_text(name):
            kinds[name] = kind_of(table.cells(name, positions))
        else:
            numeric = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
            kinds[name] = "number" if numeric else "text"
    return kinds


def sample(table: RawTable, name: str, size: int = WIDE_SAMPLE) -> list[str]:
    """Return some cells of a column that say something."""
    return [cell for cell in table.cells(name, table.sample_positions(size)) if not is_empty(cell)]


def distinct_cells(table: RawTable, name: str, most: int) -> list[str] | None:
    """Return the different cells of a column in order of appearance, None where they are more than ``most``."""
    if len(set(sample(table, name))) > most:
        return None
    column = table.columns[name].combine_chunks()
    found = pc.unique(column.dictionary_decode() if pa.types.is_dictionary(column.type) else column).to_pylist()
    cells = ["" if cell is None else str(cell).strip() for cell in found]
    cells = list(dict.fromkeys(cell for cell in cells if not is_empty(cell)))
    return cells if len(cells) <= most else None


def is_constant(table: RawTable, name: str) -> bool:
    """Say whether all cells that say something are the same."""
    return distinct_cells(table, name, 1) is not None


def is_zero(table: RawTable, name: str) -> bool:
    """Say whether all cells of a column are zero."""
    cells = distinct_cells(table, name, 1)
    return cells is not None and not "".join(cells).strip("0.,+- ")


def identifies(table: RawTable, name: str) -> bool:
    """Say whether a column holds long whole numbers that hardly change."""
    cells = sample(table, name)
    long = [cell for cell in cells if _WHOLE.match(cell) and len(re.split("[.,]", cell)[0]) >= IDENTIFIER_DIGITS]
    if len(cells) < 2 or len(long) < 0.9 * len(cells):
        return False
    return len(set(cells)) <= max(1, FEW_VALUES * len(cells)) or any(cell.startswith("0") for cell in long)


def is_code(table: RawTable, name: str) -> bool:
    """Say whether a column has a few small whole numbers over and over: a tariff, a state, a quality."""
    cells = sample(table, name)
    different = set(cells)
    return len(cells) >= MIN_CODES and len(different) <= MAX_CODES and all(len(cell) == 1 for cell in different)


def numbers_weeks(table: RawTable, name: str) -> bool:
    """Say whether a column has the numbers of weeks, each in many rows."""
    cells = table.cells(name, table.first_positions(WIDE_SAMPLE))
    whole = all(cell.isdigit() and 1 <= int(cell) <= WEEKS for cell in cells)
    return whole and len(set(cells)) <= max(1, len(cells) // 10)


def counts_seconds(table: RawTable, name: str) -> bool:
    """Say whether a column holds moments as seconds since 1970, or parts of them."""
    cells = sample(table, name)
    return len(set(cells)) > 1 and all(map(is_epoch, cells))


def counts_rows(table: RawTable, name: str) -> bool:
    """Say whether a column numbers the rows."""
    positions = table.sample_positions(WIDE_SAMPLE)
    cells = table.cells(name, positions)
    if len(cells) < 5 or not all(cell.removesuffix(".0").isdigit() for cell in cells):
        return False
    numbers = [int(cell.removesuffix(".0")) for cell in cells]
    return len({number - int(at) for number, at in zip(numbers, positions, strict=True)}) == 1


def has_times_of_day(table: RawTable, name: str) -> bool:
    """Say whether a column of times has another time of day than midnight."""
    kind = table.columns[name].type
    if pa.types.is_date(kind):
        return False
    if pa.types.is_timestamp(kind):
        wall = pc.cast(pc.cast(table.columns[name], pa.timestamp("us", kind.tz), safe=False), pa.int64())
        return bool(pc.any(pc.not_equal(pc.subtract(wall, pc.multiply(pc.divide(wall, DAY_US), DAY_US)), 0)).as_py())
    return any(map(has_time_of_day, table.cells(name, table.sample_positions(WIDE_SAMPLE))))


def codes(table: RawTable, names: Sequence[str]) -> Int64Array:
    """Return one number for each different combination of the cells of some columns, row by row."""
    joined = _codes(table, names[0])
    for name in names[1:]:
        more = _codes(table, name)
        joined = joined * (int(more.max(initial=0)) + 2) + more + 1
    return joined


def _codes(table: RawTable, name: str) -> Int64Array:
    column = table.columns[name].combine_chunks()
    encoded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    return np.asarray(pc.fill_null(pc.cast(encoded.indices, pa.int64()), -1).to_numpy(zero_copy_only=False))


def named(table: RawTable, given: str, option: str) -> tuple[str, ...]:
    """Return the columns that an option names, one or several joined by " + ".

    Raises
    ------
    DataError
        When one is not there.
    """
    if given in table.names:
        return (given,)
    parts = tuple(part for part in given.split(JOIN) if part)
    for part in parts:
        if part not in table.names:
            raise DataError(
                f"The {option.replace('_', ' ')} {part!r} is not in the file; its columns are {listed(table.names)}."
            )
    return parts


def listed(names: Sequence[str], most: int = 12) -> str:
    """Return names in a row, the first ones where they are many."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
