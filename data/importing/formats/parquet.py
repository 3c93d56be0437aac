"""Parquet files as a table of typed columns."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from data.errors import DataError
from data.importing.formats.registry import SURE, FileFormat, ReadTable, declare_format
from data.importing.options import ImportOptions
from data.importing.raw_table import RawTable, unique_names
from data.time.wall_clock import FIRST_TIME, TIMES_END

SECONDS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
"""How many of a unit of time a second has."""
MICROSECONDS = SECONDS["us"]
LARGEST = 2**63 - 1


def read_parquet(body: bytes, name: str, options: ImportOptions) -> ReadTable:
    """Read a Parquet file; an index that pandas has written becomes columns.

    Raises
    ------
    DataError
        When it holds no row.
    """
    columns = parquet.read_table(pa.BufferReader(body))
    if columns.num_rows == 0:
        raise DataError(f"{name} has columns but no readings; export it again with readings.")
    columns = _without_strange_times(columns)
    table = RawTable(columns.rename_columns(unique_names(columns.column_names)).replace_schema_metadata(None))
    return ReadTable(table, options)


def _without_strange_times(columns: pa.Table) -> pa.Table:
    """Return a table without the times that lie in no year of which readings are taken: Python has no such dates."""
    for position, field in enumerate(columns.schema):
        if pa.types.is_timestamp(field.type):
            column = columns.column(position)
            count, second = pc.cast(column, pa.int64()), SECONDS[field.type.unit]
            low, high = FIRST_TIME // MICROSECONDS * second, min(TIMES_END // MICROSECONDS * second, LARGEST)
            is_real = pc.and_(pc.greater_equal(count, low), pc.less(count, high))
            columns = columns.set_column(position, field.name, pc.if_else(is_real, column, pa.scalar(None, field.type)))
    return columns


declare_format(
    FileFormat(
        key="parquet",
        label="Parquet",
        endings=(".parquet", ".pq"),
        summary="a table with typed columns, as pandas and databases write it",
        sniff=lambda body: SURE if body[:4] == b"PAR1" else 0.0,
        read=read_parquet,
        remedy="write it again",
    )
)
