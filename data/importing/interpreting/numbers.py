"""Cells of text as numbers: decimal comma, separators of thousands, words for "no reading"."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.errors import DataError
from data.importing.cells import EMPTY_WORDS
from data.importing.raw_table import RawTable, as_text

FloatArray = NDArray[np.float64]

LARGEST = 1e18
"""A number of this size or more is no reading in any unit; it would overflow sums."""

_THOUSANDS = {
    sign: rf"(\d)[{other}' \x{{2019}}\x{{a0}}\x{{202f}}](\d{{3}})" for sign, other in ((".", ","), (",", "."))
}
_UNIT_TAIL = r"(?i)\s?[kMG]?Wh?$"


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
    return _finite(pc.cast(pc.if_else(absent, pa.scalar(None, pa.string()), cleaned), pa.float64()))
