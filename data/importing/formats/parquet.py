"""Parquet files as a table of typed columns."""

from __future__ import annotations

import pyarrow as pa
from pyarrow import parquet

from data.errors import DataError
from data.importing.raw_table import RawTable, unique_names


def read_parquet(body: bytes, name: str) -> RawTable:
    """Read a Parquet file; an index that pandas has written becomes columns.

    Raises
    ------
    DataError
        When the bytes are no readable Parquet file or hold no row.
    """
    try:
        columns = parquet.read_table(pa.BufferReader(body))
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{name} is no readable Parquet file; write it again.") from error
    if columns.num_rows == 0:
        raise DataError(f"{name} has columns but no readings; export it again with readings.")
    return RawTable(columns.rename_columns(unique_names(columns.column_names)).replace_schema_metadata(None))
