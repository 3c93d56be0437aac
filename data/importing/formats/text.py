"""Text files (CSV, TSV and kin) as a table of cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from data.errors import DataError
from data.importing.cells import is_time
from data.importing.formats.dialect import (
    SAMPLE_CHARACTERS,
    Dialect,
    Header,
    decoded,
    sniff_dialect,
    without_outer_quotes,
)
from data.importing.formats.registry import FALLBACK, FileFormat, ReadTable, declare_format
from data.importing.options import ImportOptions
from data.importing.raw_table import RawTable, unique_names


def read_text(body: bytes, name: str, options: ImportOptions) -> ReadTable:
    """Read a text file into columns of text.

    Parameters
    ----------
    body
        The file's bytes, unpacked.
    name
        The file's name, for messages.
    options
        What is known of the file already.

    Returns
    -------
    ReadTable
        With encoding, separator and header row filled.

    Raises
    ------
    DataError
        When the bytes are no text, or rows do not fit the header.
    """
    text, encoding, guesses = decoded(body, name, options.encoding)
    text = without_outer_quotes(text)
    dialect = sniff_dialect(text, name, encoding, options)
    lines = _from_line(text, dialect.first_line)
    if not lines.strip():
        raise DataError(f"{name} has a header but no readings below it; export it again with readings.")
    names = column_names(dialect.top_rows, dialect.header, name)
    columns = _read_fast(lines, names, dialect)
    if columns is None:
        rows = list(_even_rows(lines, names, dialect, name))
        if not rows:
            raise DataError(f"{name} has a header but no readings below it; export it again with readings.")
        columns = columns_of(rows, names)
    table = RawTable(
        without_empty(columns), dialect.first_line + 1, unit_cells(dialect.top_rows, dialect.header, names),
        remarks(dialect.top_rows, dialect.header),
    )  # fmt: skip
    known = options.filled(encoding=encoding, separator=dialect.separator, header_row=dialect.header.row)
    return ReadTable(table, known, guesses + dialect.guesses)


def _from_line(text: str, line: int) -> str:
    head = text[:SAMPLE_CHARACTERS].splitlines(keepends=True)[:line]
    return text[sum(map(len, head)) :]


def column_names(top_rows: Sequence[list[str]], header: Header, name: str) -> list[str]:
    """Return one unique name a column, from the header row or by position."""
    if header.row < 0 or header.row >= len(top_rows):
        return unique_names([""] * header.width)
    names = list(top_rows[header.row])
    missing = header.width - len(names)
    if header.overflows:
        raise DataError(
            f"{name}: the header has {len(names)} cell{'s' if len(names) > 1 else ''} but the rows have "
            f"{header.width}; name every column, or choose the separator (numbers with decimal commas need another one "
            "than the comma)."
        )
    return unique_names(_with_upper_names(top_rows, header, names) + [""] * missing)


def _with_upper_names(top_rows: Sequence[list[str]], header: Header, names: list[str]) -> list[str]:
    """Return names with those of the row above before them, where names come again below several of these."""
    filled = [name for name in names if name]
    if header.row < 1 or len(set(filled)) == len(filled):
        return names
    upper = (list(top_rows[header.row - 1]) + [""] * len(names))[: len(names)]
    if not any(upper[1:]) or len([cell for cell in upper if cell]) < 2:
        return names
    for at in range(1, len(upper)):
        upper[at] = upper[at] or upper[at - 1]
    joined = [f"{above} {name}".strip() if name else name for above, name in zip(upper, names, strict=True)]
    return joined if len(set(joined)) > len(set(names)) else names


def unit_cells(top_rows: Sequence[list[str]], header: Header, names: list[str]) -> dict[str, str]:
    """Return what the row of units says of each column."""
    if header.unit_row < 0:
        return {}
    return dict(zip(names, top_rows[header.unit_row], strict=False))


def remarks(top_rows: Sequence[list[str]], header: Header) -> str:
    """Return the text around the header, units left aside, in one line."""
    named = (header.row, header.unit_row)
    return " ".join(cell for at, row in enumerate(top_rows) if at not in named for cell in row if cell)


def _read_fast(text: str, names: list[str], dialect: Dialect) -> pa.Table | None:
    """Read with Arrow; None when a row has more or fewer cells than there are columns."""
    uneven: list[int] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        uneven.append(row.actual_columns)
        return "skip"

    if dialect.separator == " ":
        return None
    try:
        table = arrow_csv.read_csv(
            io.BytesIO(text.encode("utf-8")),
            read_options=arrow_csv.ReadOptions(column_names=names),
            parse_options=arrow_csv.ParseOptions(delimiter=dialect.separator, invalid_row_handler=note),
            convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return None
    return None if uneven else table


def _even_rows(text: str, names: list[str], dialect: Dialect, name: str) -> Iterable[list[str]]:
    """Yield rows cut or filled up to the number of columns; a longer one with a time in it cannot be cut."""
    width = len(names)
    reader = csv.reader(text.splitlines(), delimiter=dialect.separator, skipinitialspace=dialect.separator == " ")
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if any(cell.strip() for cell in row[width:]) and any(is_time(cell.strip()) for cell in row):
                raise DataError(
                    f"{name}, row {dialect.first_line + reader.line_num}: {len(row)} cells where {width} are expected "
                    f"({dialect.separator.join(row)[:60]!r}); check the separator and the decimal sign."
                )
            yield (row + [""] * (width - len(row)))[:width]
    except csv.Error as error:
        raise DataError(
            f"{name}, row {dialect.first_line + reader.line_num}: {error}; it is not a table of rows."
        ) from error


def columns_of(rows: Sequence[Sequence[str]], names: Sequence[str]) -> pa.Table:
    """Return rows of cells, at least one, as columns of text."""
    columns = list(zip(*rows, strict=True))
    return pa.table({name: pa.array(list(column), pa.string()) for name, column in zip(names, columns, strict=True)})


def without_empty(columns: pa.Table) -> pa.Table:
    """Leave out unnamed columns without a cell: what a separator at the end of every row makes."""
    unnamed = [name for name in columns.column_names if name.startswith("column ")]
    empty = [name for name in unnamed if pc.all(pc.equal(pc.fill_null(columns[name], ""), "")).as_py()]
    return columns.drop_columns(empty) if len(empty) < len(columns.column_names) else columns


declare_format(
    FileFormat(
        key="text",
        label="CSV or TSV",
        endings=(".csv", ".tsv", ".txt"),
        summary="text with one row a reading, one column a meter, or one row a day; separator, decimals, order of "
        "dates and encoding are guessed",
        sniff=lambda _body: FALLBACK,
        read=read_text,
        remedy="export it again",
        is_text=True,
    )
)
