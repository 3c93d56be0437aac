"""Import of tables: text files, workbooks and Parquet."""

from __future__ import annotations

from dataclasses import replace

from data.errors import DataError
from data.importing.formats.archive import Content
from data.importing.formats.dialect import decoded
from data.importing.formats.parquet import read_parquet
from data.importing.formats.text import read_text
from data.importing.formats.xlsx import read_xlsx
from data.importing.imported import PREVIEW_ROWS, Glimpse, Imported, Preview, cleaned, stem_of
from data.importing.interpreting.interpret import Interpretation, interpret
from data.importing.interpreting.to_raw_readings import meter_ids, raw_readings
from data.importing.options import Guess, ImportOptions
from data.importing.raw_table import RawTable

MAX_LINE = 200


def import_table(
    content: Content, name: str, options: ImportOptions, default_timezone: str | None, default_unit: str = ""
) -> Imported:
    """Import a table of readings."""
    _, known = _interpreted(content, name, options, default_timezone, default_unit)
    return cleaned(raw_readings(known, stem_of(name)), known.guesses, known.options, known.skipped)


def preview_table(
    content: Content, name: str, options: ImportOptions, default_timezone: str | None, default_unit: str = ""
) -> Preview:
    """Show the first rows of a table and how it would be imported."""
    table, known = _interpreted(content, name, options, default_timezone, default_unit)
    first = table.first_positions(PREVIEW_ROWS)
    rows = tuple(zip(*(table.cells(column, first) for column in table.names), strict=True))
    names = meter_ids(known, stem_of(name))
    return Preview(table.names, rows, len(table), names, known.guesses, known.options, known.skipped)


def glimpse_table(content: Content, name: str, options: ImportOptions) -> Glimpse:
    """Show the first rows of a table that cannot be interpreted: its cells, else its lines.

    Raises
    ------
    DataError
        When there is nothing to be seen in it.
    """
    try:
        table, known, guesses = read_table(content, name, options)
    except DataError:
        if content.kind != "text":
            raise
        text, encoding, guesses = decoded(content.body, name, None)
        lines = tuple((line[:MAX_LINE],) for line in text.splitlines()[:PREVIEW_ROWS])
        return Glimpse((), lines, True, options.filled(encoding=encoding), guesses)
    first = table.first_positions(PREVIEW_ROWS)
    rows = tuple(zip(*(table.cells(column, first) for column in table.names), strict=True))
    return Glimpse(table.names, rows, content.kind == "text", known, guesses)


def _interpreted(
    content: Content, name: str, options: ImportOptions, default_timezone: str | None, default_unit: str
) -> tuple[RawTable, Interpretation]:
    table, known, guesses = read_table(content, name, options)
    interpretation = interpret(table, known, name, default_timezone, default_unit)
    return table, replace(interpretation, guesses=guesses + interpretation.guesses)


def read_table(
    content: Content, name: str, options: ImportOptions
) -> tuple[RawTable, ImportOptions, tuple[Guess, ...]]:
    """Read a table's cells without interpreting them; encoding, separator and header row are settled by that."""
    if content.kind == "parquet":
        return read_parquet(content.body, name), options, ()
    return (read_xlsx if content.kind == "xlsx" else read_text)(content.body, name, options)
