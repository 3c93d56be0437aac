"""Import of the UCI load diagrams in their native format, which ``data.importing.formats.uci`` reads."""

from __future__ import annotations

import csv
from dataclasses import fields, replace
from pathlib import Path
from typing import IO

from data.errors import DataError
from data.importing.formats.archive import Content
from data.importing.formats.uci import is_uci, is_uci_file, read_uci
from data.importing.imported import PREVIEW_ROWS, Imported, Preview
from data.importing.options import Guess, ImportOptions

HEAD_BYTES = 1_000_000
UCI_OPTIONS = ImportOptions(
    separator=";", decimal=",", date_order="ymd", header_row=0, layout="wide", meter_column="", temperature_column="",
    timezone="Europe/Lisbon", clock="local", stamp="end", unit="kW", encoding="utf-8",
)  # fmt: skip
_WHY = "the header is that of the UCI load diagrams: kW by the Portuguese clock, stamped at the end"
UCI_GUESSES = (Guess("layout", "UCI", _WHY, True),)


def is_native_uci(content: Content, options: ImportOptions) -> bool:
    """Say whether a file is in the native format, and the options do not ask for it to be read otherwise."""
    return content.kind == "text" and is_uci(content.body[:HEAD_BYTES]) and _agrees(options)


def is_native_uci_file(path: Path, options: ImportOptions) -> bool:
    """Say the same of a file that is not opened yet; it may be the zip in which the text is published."""
    return _agrees(options) and is_uci_file(path)


def _agrees(options: ImportOptions) -> bool:
    given = {field.name: getattr(options, field.name) for field in fields(options)}
    return all(
        value is None or name in ("value_columns", "time_column") or value == getattr(UCI_OPTIONS, name)
        for name, value in given.items()
    )


def import_uci(source: Path | IO[bytes], options: ImportOptions) -> Imported:
    """Import the clients of the file, or those named as value columns."""
    meters, reports = zip(*read_uci(source, options.value_columns), strict=True)
    known = replace(UCI_OPTIONS, value_columns=tuple(meter.meter_id for meter in meters))
    return Imported(meters, reports, UCI_GUESSES, known, ())


def preview_uci(content: Content, name: str) -> Preview:
    """Show the first rows of the file."""
    head = content.body[:HEAD_BYTES].decode("utf-8-sig", errors="replace").splitlines()
    rows = list(csv.reader(head[: PREVIEW_ROWS + 1], delimiter=";"))
    if len(rows) < 2:
        raise DataError(f"{name} has a header but no readings below it; fetch it again.")
    columns = ("time", *rows[0][1:])
    known = replace(UCI_OPTIONS, value_columns=columns[1:])
    count = content.body.count(b"\n") - 1
    return Preview(columns, tuple(map(tuple, rows[1:])), count, columns[1:], UCI_GUESSES, known, ())
