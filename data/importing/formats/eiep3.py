"""EIEP3 files of New Zealand: half-hours of each metering point as retailers and distributors exchange them."""

from __future__ import annotations

import csv
from collections.abc import Iterable

import pyarrow as pa

from data.errors import DataError
from data.importing.formats.registry import SURE, FileFormat, ReadTable, declare_format
from data.importing.options import Guess, ImportOptions
from data.importing.raw_table import RawTable

COLUMNS = ("ICP", "Stream", "Reading type", "Date", "Trading period", "Active energy kWh", "Flow")
ENERGY_AT = 6
"""Where a row has its active energy, behind record type, ICP, stream, reading type, date and trading period."""
DIRECTIONS = {"X": "import", "I": "export"}
"""Extraction from the network, injection into it."""
FORM = Guess("layout", "EIEP3", "a format that tells meters, periods and units itself", True)


def read_eiep3(body: bytes, name: str, options: ImportOptions) -> ReadTable:
    """Read an EIEP3 file as a table of metering points, dates and trading periods.

    Raises
    ------
    DataError
        When a row is incomplete, naming it, or there is none.
    """
    text = body.decode("utf-8-sig", "replace")
    rows = list(_rows(csv.reader(text.splitlines()), name))
    if not rows:
        raise DataError(f"{name} is EIEP3 without a row of readings (DET); export it again with readings.")
    columns = dict(zip(COLUMNS, (pa.array(column, pa.string()) for column in zip(*rows, strict=True)), strict=True))
    known = options.filled(
        time_column="Date + Trading period", meter_column="ICP + Flow", value_columns=("Active energy kWh",),
        unit="kWh", date_order="dmy", decimal=".", temperature_column="", layout="long", separator=",",
        encoding="utf-8", header_row=-1,
    )  # fmt: skip
    return ReadTable(RawTable(pa.table(columns), first_row=2), known, (FORM,))


def _rows(reader: Iterable[list[str]], name: str) -> Iterable[tuple[str, ...]]:
    for number, row in enumerate(reader, start=1):
        cells = [cell.strip() for cell in row]
        if not cells or cells[0].upper() != "DET":
            continue
        if len(cells) <= ENERGY_AT:
            raise DataError(
                f"{name}, row {number}: {len(cells)} cells where a DET row of EIEP3 has 10; export it again."
            )
        flow = next((DIRECTIONS[cell] for cell in cells[ENERGY_AT + 1 :] if cell in DIRECTIONS), "import")
        yield (*cells[1 : ENERGY_AT + 1], flow)


def sniff_eiep3(body: bytes) -> float:
    """Return how sure it is that a content is of this format."""
    return SURE if body.lstrip(b"\xef\xbb\xbf \r\n").startswith((b"HDR,ICPHH", b'"HDR","ICPHH"')) else 0.0


declare_format(
    FileFormat(
        key="eiep3",
        label="EIEP3",
        endings=(".csv", ".txt"),
        summary="half-hours of New Zealand, as retailers and distributors exchange them",
        sniff=sniff_eiep3,
        read=read_eiep3,
        remedy="export it again",
        named=False,
    )
)
