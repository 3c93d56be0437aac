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
from data.importing.formats.dialect import find_header
from data.importing.formats.registry import SURE, FileFormat, ReadTable, declare_format
from data.importing.formats.text import column_names, columns_of, remarks, unit_cells, without_empty
from data.importing.options import Guess, ImportOptions
from data.importing.raw_table import RawTable

HEAD_ROWS = 400


def read_xlsx(body: bytes, name: str, options: ImportOptions) -> ReadTable:
    """Read the sheet with the most cells into columns of text.

    Returns
    -------
    ReadTable
        With the header row filled.

    Raises
    ------
    DataError
        When the workbook cannot be read or holds no table.
    """
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
    sheets = {sheet.title: [[_text(cell) for cell in row] for row in sheet.values] for sheet in book.worksheets}
    title = max(sheets, key=lambda each: sum(map(len, sheets[each])), default="")
    rows = sheets.get(title, [])
    while rows and not any(rows[-1]):
        rows.pop()
    if not any(map(any, rows)):
        raise DataError(f"{name} has no cells with content; choose a workbook with readings.")
    header = find_header(_narrowed(rows[:HEAD_ROWS]), options.header_row)
    if header.first_row >= len(rows):
        raise DataError(f"{name} has a header but no readings below it; export it again with readings.")
    top = _narrowed(rows[: header.first_row])
    names = column_names(top, header, name)
    columns = _columns(rows[header.first_row :], names)
    table = RawTable(without_empty(columns), header.first_row + 1, unit_cells(top, header, names), remarks(top, header))
    guesses = header.guesses
    if len(sheets) > 1:
        guesses = (Guess("sheet", title, f"the largest of {len(sheets)} sheets", False), *guesses)
    return ReadTable(table, options.filled(header_row=header.row, encoding="utf-8", separator="\t"), guesses)


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
        return SURE if any(name.startswith("xl/") for name in archive.namelist()) else 0.0


declare_format(
    FileFormat(
        key="xlsx",
        label="Excel",
        endings=(".xlsx", ".xlsm"),
        summary="a workbook; its largest sheet is read",
        sniff=sniff_xlsx,
        read=read_xlsx,
        remedy="save it again as .xlsx or CSV",
    )
)
