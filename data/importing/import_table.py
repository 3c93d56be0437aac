"""Import of tables, of whatever format: text files, workbooks, Parquet and others."""

from __future__ import annotations

from dataclasses import replace

from data.importing.formats.dialect import decoded
from data.importing.formats.registry import ReadTable, stem_of
from data.importing.imported import PREVIEW_ROWS, Examined, Glimpse, Imported, Preview, cleaned
from data.importing.interpreting.interpret import Interpretation, interpret
from data.importing.interpreting.to_raw_readings import meter_ids, raw_readings
from data.importing.options import ImportOptions

MAX_LINE = 200


def import_table(file: ReadTable, name: str, default_timezone: str | None, default_unit: str = "") -> Imported:
    """Import a table of readings."""
    known = _interpreted(file, name, default_timezone, default_unit)
    return cleaned(raw_readings(known, stem_of(name)), known.guesses, known.options, known.left_out)


def examine_table(file: ReadTable, name: str, default_timezone: str | None, default_unit: str = "") -> Examined:
    """Import a table of readings and show its first rows; it is interpreted once."""
    known = _interpreted(file, name, default_timezone, default_unit)
    imported = cleaned(raw_readings(known, stem_of(name)), known.guesses, known.options, known.left_out)
    return Examined(_previewed(known, file, name), imported)


def preview_table(file: ReadTable, name: str, default_timezone: str | None, default_unit: str = "") -> Preview:
    """Show the first rows of a table and how it would be imported."""
    return _previewed(_interpreted(file, name, default_timezone, default_unit), file, name)


def _previewed(known: Interpretation, file: ReadTable, name: str) -> Preview:
    table = file.table
    first = table.first_positions(PREVIEW_ROWS)
    rows = tuple(zip(*(table.cells(column, first) for column in table.names), strict=True))
    names = meter_ids(known, stem_of(name))
    return Preview(table.names, rows, len(table), names, known.guesses, known.options, known.left_out)


def glimpse_table(file: ReadTable, *, is_text: bool) -> Glimpse:
    """Show the first rows of a table that cannot be interpreted."""
    table = file.table
    first = table.first_positions(PREVIEW_ROWS)
    rows = tuple(zip(*(table.cells(column, first) for column in table.names), strict=True))
    return Glimpse(table.names, rows, is_text, file.options, file.guesses)


def glimpse_lines(body: bytes, name: str, options: ImportOptions) -> Glimpse:
    """Show the first lines of a text in which no cells can be told apart.

    Raises
    ------
    DataError
        When it is no text.
    """
    text, encoding, guesses = decoded(body, name, None)
    lines = tuple((line[:MAX_LINE],) for line in text.splitlines()[:PREVIEW_ROWS])
    return Glimpse((), lines, True, options.filled(encoding=encoding), guesses)


def _interpreted(file: ReadTable, name: str, default_timezone: str | None, default_unit: str) -> Interpretation:
    interpretation = interpret(file.table, file.options, name, default_timezone, default_unit)
    return replace(interpretation, guesses=file.guesses + interpretation.guesses)
