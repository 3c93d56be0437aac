"""Parquet files as a table of typed columns."""

from __future__ import annotations

import pyarrow as pa
from pyarrow import parquet

from data.errors import DataError
from data.importing.formats.registry import SURE, FileFormat, ReadTable, declare_format
from data.importing.options import ImportOptions
from data.importing.raw_table import RawTable, unique_names


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
    table = RawTable(columns.rename_columns(unique_names(columns.column_names)).replace_schema_metadata(None))
    return ReadTable(table, options)


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
