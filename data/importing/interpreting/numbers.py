"""Cells of text as numbers: decimal comma, separators of thousands, words for "no reading"."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.errors import DataError
from data.importing.cells import EMPTY_WORDS
from data.importing.raw_table import RawTable, as_text
from data.importing.units import FACTORS, factor, is_energy

FloatArray = NDArray[np.float64]
_IN_ORDER = {unit.lower(): unit for unit in FACTORS}

LARGEST = 1e18
"""A number of this size or more is no reading in any unit; it would overflow sums."""

_THOUSANDS = {
    sign: rf"(\d)[{other}' \x{{2019}}\x{{a0}}\x{{202f}}](\d{{3}})" for sign, other in ((".", ","), (",", "."))
}
_UNIT_TAIL = r"(?i)\s?[kMG]?Wh?$"
_UNIT_OF_CELL = r"(?i)[0-9.,]\s?(?P<unit>[kMG]?Wh?)$"


def read_numbers(table: RawTable, name: str, decimal: str, file: str) -> FloatArray:
    """Read a column as numbers; cells that say "no reading" become NaN.

    Raises
    ------
    DataError
        When a cell holds other text; it names the row and the text.
    """
    column = table.columns[name]
    if not table.is_text(name):
        return _typed(column)
    text = as_text(column)
    values = _cast(pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text), decimal)
    return _read_mixed(table, name, text, decimal, file) if values is None else values


def units_of_cells(table: RawTable, name: str) -> list[str]:
    """Return the units that stand behind the numbers of a column, the commonest first; none where there is none."""
    if not table.is_text(name):
        return []
    return _cell_units(as_text(table.columns[name]))[1]


def _cell_units(text: pa.Array) -> tuple[pa.Array, list[str]]:
    """Return the unit of each cell, empty where it has none, and the different ones, the commonest first."""
    found = pc.struct_field(pc.extract_regex(text, pattern=_UNIT_OF_CELL), "unit")
    units = pc.utf8_lower(pc.fill_null(found, ""))
    counts = {each["values"]: each["counts"] for each in pc.value_counts(units).to_pylist() if each["values"]}
    return units, [_IN_ORDER[unit] for unit in sorted(counts, key=lambda unit: -counts[unit])]


def _scales(units: pa.Array, different: list[str], where: str) -> FloatArray:
    """Return what brings each cell to the commonest unit.

    Raises
    ------
    DataError
        When some cells are energy and some power.
    """
    if len({is_energy(unit) for unit in different}) > 1:
        raise DataError(f"{where} has cells in {' and in '.join(different)}; export energy or power alone.")
    scales = {unit.lower(): factor(unit) / factor(different[0]) for unit in different}
    return np.array([scales.get(unit, 1.0) for unit in units.to_pylist()], np.float64)


def _typed(column: pa.ChunkedArray) -> FloatArray:
    plain = pc.cast(column.combine_chunks(), pa.float64(), safe=False)
    return _finite(plain)


def _cast(text: pa.Array, decimal: str) -> FloatArray | None:
    if decimal == ",":
        if pc.any(pc.match_substring(text, ".")).as_py():
            return None
        text = pc.replace_substring(text, ",", ".")
    try:
        return _finite(pc.cast(text, pa.float64()))
    except pa.ArrowInvalid:
        return None


def _finite(numbers: pa.Array) -> FloatArray:
    values = np.array(pc.fill_null(numbers, np.nan).to_numpy(zero_copy_only=False), np.float64)
    values[~(np.abs(values) < LARGEST)] = np.nan
    return values


def _read_mixed(table: RawTable, name: str, text: pa.Array, decimal: str, file: str) -> FloatArray:
    """Read a column in which some cells are no plain numbers."""
    absent = pc.is_in(pc.utf8_lower(text), value_set=pa.array(EMPTY_WORDS))
    cleaned = pc.replace_substring_regex(text, _UNIT_TAIL, "")
    cleaned = pc.replace_substring_regex(cleaned, r"^([0-9].*)-$", r"-\1")
    for _ in range(2):  # neighbouring groups share a digit, so one pass misses every second one
        cleaned = pc.replace_substring_regex(cleaned, _THOUSANDS[decimal], r"\1\2")
    if decimal == ",":
        cleaned = pc.replace_substring(cleaned, ",", ".")
    readable = pc.match_substring_regex(cleaned, r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
    wrong = np.flatnonzero(~np.asarray(pc.or_(absent, readable).to_numpy(zero_copy_only=False)))
    if len(wrong):
        raise DataError(
            f"{file}, row {table.row_number(int(wrong[0]))}: {text[int(wrong[0])].as_py()!r} in the column {name!r} is "
            f"no number ({len(wrong)} such cell{'s' if len(wrong) > 1 else ''}); mend it, leave it empty, or choose "
            "other value columns."
        )
    values = _finite(pc.cast(pc.if_else(absent, pa.scalar(None, pa.string()), cleaned), pa.float64()))
    units, different = _cell_units(text)
    if len(different) > 1:
        values = values * _scales(units, different, f"{file}: the column {name!r}")
    return values
