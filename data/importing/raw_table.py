"""A table as read: named columns of cells, not yet interpreted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


@dataclass(frozen=True)
class RawTable:
    """Columns of text (from text files and sheets) or of typed values (from Parquet).

    Parameters
    ----------
    columns
        The cells; column names are unique.
    first_row
        Row number in the file, counted from 1, of the first row of cells: for messages.
    unit_cells
        What a second header row says of each column, usually its unit; empty where there is none.
    remarks
        Text found above the header.
    kept
        Positions of the rows that are left when some were taken out; None when all are there.
    """

    columns: pa.Table
    first_row: int = 1
    unit_cells: dict[str, str] = field(default_factory=dict)
    remarks: str = ""
    kept: NDArray[np.int64] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in the order of the file."""
        return tuple(self.columns.column_names)

    def __len__(self) -> int:
        return int(self.columns.num_rows)

    def row_number(self, position: int) -> int:
        """Row number in the file of a row of cells."""
        return self.first_row + (position if self.kept is None else int(self.kept[position]))

    def heading(self, name: str) -> str:
        """Name of a column together with its unit cell."""
        return f"{name} {self.unit_cells.get(name, '')}".strip()

    def cells(self, name: str, positions: NDArray[np.int64] | None = None) -> list[str]:
        """Return cells of one column as trimmed text; missing ones as empty text."""
        column = self.columns[name]
        part = column if positions is None else column.take(pa.array(positions))
        return ["" if cell is None else str(cell).strip() for cell in part.to_pylist()]

    def first_positions(self, size: int) -> NDArray[np.int64]:
        """Return the positions of the first rows."""
        return np.arange(min(size, len(self)), dtype=np.int64)

    def sample_positions(self, size: int) -> NDArray[np.int64]:
        """Return up to `size` row positions: half from the top, half spread over all rows."""
        top = np.arange(min(len(self), size // 2))
        evenly = np.linspace(0, max(len(self) - 1, 0), min(len(self), size // 2)).astype(np.int64)
        return np.unique(np.concatenate([top, evenly]))

    def only(self, keep: NDArray[np.bool_]) -> Self:
        """Return the table with only the rows marked True."""
        positions = np.flatnonzero(keep) if self.kept is None else self.kept[keep]
        return replace(self, columns=self.columns.filter(pa.array(keep)), kept=positions)

    def is_text(self, name: str) -> bool:
        """Say whether a column holds text, also when it is stored as a dictionary."""
        kind = self.columns[name].type
        value = kind.value_type if pa.types.is_dictionary(kind) else kind
        return bool(pa.types.is_string(value) or pa.types.is_large_string(value) or pa.types.is_string_view(value))


def as_text(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as one array of trimmed text, missing cells as empty text."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return pc.fill_null(pc.utf8_trim_whitespace(pc.cast(array, pa.string())), "")


def unique_names(names: list[str]) -> list[str]:
    """Name unnamed columns by position and tell equal names apart by a number."""
    seen: dict[str, int] = {}
    result: list[str] = []
    for position, raw in enumerate(names, start=1):
        name = " ".join(raw.split()) or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result
