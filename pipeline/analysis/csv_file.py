"""Tables that leave Loadlens as CSV: no cell is a formula for a spreadsheet, and a file is whole or not there."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import pandas as pd

from data.errors import ParameterError

DIGITS = "%.9g"
"""Format of numbers: more digits than any meter resolves, and 0.3 stays 0.3."""
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")
"""With which of these a cell begins, spreadsheets run it (OWASP, CSV injection)."""
HARMLESS = "'"
"""Put before such a cell, it is text for every spreadsheet."""


def csv_text(table: pd.DataFrame, *, header: bool = True) -> str:
    """Return a table as CSV; texts that a spreadsheet would run as formulas are made harmless, numbers stay."""
    text: str = harmless(table).to_csv(index=False, header=header, float_format=DIGITS, lineterminator="\n")
    return text


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table without cells or headings that a spreadsheet runs."""
    texts = table.select_dtypes(["object", "string"]).columns
    changed = {name: table[name].map(_harmless_cell) for name in texts}
    return table.assign(**changed).rename(columns=_harmless_cell)


def _harmless_cell(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    one_line = cell.replace("\r", " ")  # else the rest of the cell would begin a row of its own
    return one_line if not cell.startswith(FORMULA_BEGINS) or _is_number(cell) else HARMLESS + one_line


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


class CsvFile:
    """A CSV file that is written table by table under one header and stands complete at the end or not at all.

    What is no ordinary file, such as ``/dev/stdout`` or a named pipe, is written to as it is.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        is_ordinary = path.is_file() or not path.exists()
        self._part = path.with_name(f".{path.name}.part") if is_ordinary else path
        self._is_new = True

    def __enter__(self) -> Self:
        try:
            self._file = self._part.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise ParameterError(
                f"Cannot write {self._path}: {error.strerror}; name a file in another folder."
            ) from error
        return self

    def append(self, table: pd.DataFrame) -> None:
        """Write the rows of one more table with the same columns."""
        self._file.write(csv_text(table, header=self._is_new))
        self._is_new = False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if self._part == self._path:
            return
        if kind is None:
            self._part.replace(self._path)
        else:
            self._part.unlink(missing_ok=True)
