"""Excel workbooks as a table of cells."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import openpyxl
import pyarrow as pa

from data.errors import DataError
from data.importing.formats.dialect import Header, find_header, is_reading
from data.importing.formats.registry import LIKELY, SURE, FileFormat, ReadTable, declare_format
from data.importing.formats.text import column_names, columns_of, remarks, unit_cells, without_empty
from data.importing.options import Guess, ImportOptions
from data.importing.raw_table import RawTable, unique_names

HEAD_ROWS = 400
SHEET = "Sheet"
FIRST_YEAR = 1901
NEARLY = (LIKELY + SURE) / 2
"""The workbook of a publisher that is known by its texts is surer."""


def read_xlsx(body: bytes, name: str, options: ImportOptions) -> ReadTable:
    """Read the sheet with the most readings into columns of text, with all sheets of the same columns.

    Returns
    -------
    ReadTable
        With the header row filled.

    Raises
    ------
    DataError
        When the workbook cannot be read or holds no table.
    """
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
    sheets = {sheet.title: _without_end([[_text(cell) for cell in row] for row in sheet.values]) for sheet in book}
    title = max(sheets, key=lambda each: _size(sheets[each]), default="")
    rows = sheets.get(title, [])
    if not any(map(any, rows)):
        raise DataError(f"{name} has no cells with content; choose a workbook with readings.")
    header = find_header(_narrowed(rows[:HEAD_ROWS]), options.header_row)
    if header.first_row >= len(rows):
        raise DataError(f"{name} has a header but no readings below it; export it again with readings.")
    top = _narrowed(rows[: header.first_row])
    names = column_names(top, header, name)
    alike = {each: sheets[each] for each in sheets if _is_alike(sheets[each], rows, header)}
    columns, guesses = _columns(rows[header.first_row :], names), header.guesses
    if len(alike) > 1:
        columns = _columns_of_sheets(alike, names, header)
        why = f"{len(alike)} of {len(sheets)} sheets have the same columns: one after the other"
        guesses = (Guess("sheet", ", ".join(alike), why, False), *guesses)
    elif len(sheets) > 1:
        guesses = (Guess("sheet", title, f"the one with the most readings of {len(sheets)} sheets", False), *guesses)
    table = RawTable(without_empty(columns), header.first_row + 1, unit_cells(top, header, names), remarks(top, header))
    return ReadTable(table, options.filled(header_row=header.row, encoding="utf-8", separator="\t"), guesses)


def _without_end(rows: list[list[str]]) -> list[list[str]]:
    """Cut the empty rows at the end that sheets carry along."""
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _size(rows: list[list[str]]) -> tuple[int, int]:
    """Return how many of the first rows of a sheet are readings, and how many cells it has in all."""
    readings = sum(map(is_reading, rows[:HEAD_ROWS]))
    return min(readings, 1) * len(rows), sum(map(len, rows))


def _is_alike(rows: list[list[str]], others: list[list[str]], header: Header) -> bool:
    """Say whether a sheet has its names in the same row as another one, and the same."""
    at = header.row
    return 0 <= at < len(rows) - 1 and [cell for cell in rows[at] if cell] == [cell for cell in others[at] if cell]


def _columns_of_sheets(sheets: dict[str, list[list[str]]], names: list[str], header: Header) -> pa.Table:
    """Return the rows of several sheets, with a column that names the sheet of each."""
    parts = [(title, row) for title, rows in sheets.items() for row in rows[header.first_row :] if any(row)]
    width = len(names)
    named = [[*(row + [""] * (width - len(row)))[:width], title] for title, row in parts]
    return columns_of(named, unique_names([*names, SHEET]))


def _narrowed(rows: list[list[str]]) -> list[list[str]]:
    """Cut the empty cells at the right edge that sheets carry along."""
    filled = [max((i + 1 for i, cell in enumerate(row) if cell), default=0) for row in rows]
    return [row[:size] for row, size in zip(rows, _even(filled), strict=True)]


def _even(sizes: list[int]) -> Iterable[int]:
    usual = Counter(size for size in sizes if size).most_common(1)
    return [max(size, usual[0][0]) if size and usual else size for size in sizes]


def _columns(rows: list[list[str]], names: list[str]) -> pa.Table:
    width = len(names)
    even = [(row + [""] * (width - len(row)))[:width] for row in rows if any(row)]
    return columns_of(even, names)


def _text(cell: object) -> str:
    """Return a cell as text; times are rounded to the second, as sheets keep them as fractions of a day."""
    if cell is None:
        return ""
    if isinstance(cell, timedelta):  # times of day up to 24:00 and beyond
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    if isinstance(cell, datetime) and cell.year < FIRST_YEAR:  # a time of day in a cell for dates
        return (cell + timedelta(milliseconds=500)).strftime("%H:%M:%S")
    if isinstance(cell, datetime):
        return (cell + timedelta(milliseconds=500)).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float):
        return repr(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell).strip()


def sniff_xlsx(body: bytes) -> float:
    """Return whether a content is a zip with the parts of a workbook."""
    if body[:4] != b"PK\x03\x04":
        return 0.0
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return NEARLY if any(name.startswith("xl/") for name in archive.namelist()) else 0.0


declare_format(
    FileFormat(
        key="xlsx",
        label="Excel",
        endings=(".xlsx", ".xlsm"),
        summary="a workbook; the sheet with the most readings is read, and others with the same columns",
        sniff=sniff_xlsx,
        read=read_xlsx,
        remedy="save it again as .xlsx or CSV",
    )
)
