"""Tables laid out another way brought to one row a time: dates as columns, dates in rows of their own, or only once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pyarrow as pa

from data.importing.cells import is_empty, is_time, is_time_of_day
from data.importing.interpreting.roles.cell_facts import WIDE_SAMPLE, distinct_cells, kinds_of, sample
from data.importing.interpreting.roles.words import speaks_of
from data.importing.raw_table import RawTable, as_text

MIN_DATES = 2
SHARE = 0.5
"""At least so large a share of the columns are dates where dates stand in the header."""
MOSTLY_EMPTY = 0.5
DATE, VALUE = "date", "value"
_DATE_IN_TEXT = re.compile(
    r"(?<!\d)(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{1,2}\.? [A-Za-zÀ-ž]{3,12}\.? \d{4}"
    r"|[A-Za-zÀ-ž]{3,12}\.? \d{1,2}, \d{4})(?!\d)"
)


def reshaped(table: RawTable) -> RawTable:
    """Return a table with a row a time; one that has it already comes back as it is."""
    dates = [name for name in table.names if is_time(_plain(name))]
    if len(dates) >= max(MIN_DATES, SHARE * (len(table.names) - 1)):
        return _with_columns_as_rows(table, dates)
    kinds = kinds_of(table)
    clock = next((name for name in table.names if kinds[name] == "clock"), "")
    if not clock:
        return table
    times = [name for name in table.names if kinds[name] in ("time", "date")]
    if times:
        sparse = next((name for name in times if _is_sparse(table, name)), "")
        return _filled_down(table, sparse) if sparse else table
    return _with_dates_of_blocks(table, clock)


def with_units_beside(table: RawTable) -> RawTable:
    """Return a table in which columns of units that stand beside their readings are the second names of these."""
    beside = {}
    for left, name in pairwise(table.names):
        cells = distinct_cells(table, name, 1) if table.is_text(name) and speaks_of("unit", name) else None
        if cells and left not in beside:
            beside[name] = (left, cells[0])
    if len(beside) < MIN_DATES:
        return table
    units = dict(beside.values())
    return replace(table, columns=table.columns.drop_columns(list(beside)), unit_cells={**table.unit_cells, **units})


def _plain(name: str) -> str:
    """Return the name of a column without the number that tells it from another of the same name."""
    return re.sub(r" \(\d+\)$", "", name)


def _with_columns_as_rows(table: RawTable, dates: Sequence[str]) -> RawTable:
    """Return one row for each row and date of the header, date by date."""
    others = [name for name in table.names if name not in dates]
    rows = len(table)
    columns = {name: pa.concat_arrays([as_text(table.columns[name])] * len(dates)) for name in others}
    texts = [_plain(name) for name in dates]
    columns[_free(DATE, others)] = pa.array([text for text in texts for _ in range(rows)], pa.string())
    values = [as_text(table.columns[name]) for name in dates]
    columns[_free(VALUE, others)] = pa.concat_arrays(values)
    return replace(table, columns=pa.table(columns), kept=None, unit_cells={})


def _free(name: str, taken: Sequence[str]) -> str:
    return name if name not in taken else f"{name} (2)"


def _is_sparse(table: RawTable, name: str) -> bool:
    """Say whether a column has a date in few of its rows: where a new one begins."""
    if not table.is_text(name):
        return False
    filled = len(sample(table, name))
    return 0 < filled < MOSTLY_EMPTY * min(len(table), WIDE_SAMPLE)


def _filled_down(table: RawTable, name: str) -> RawTable:
    """Return a table with the dates of a column repeated down to the next one."""
    cells = table.cells(name)
    last = ""
    for position, cell in enumerate(cells):
        last = last if is_empty(cell) else cell
        cells[position] = last
    at = table.names.index(name)
    return replace(table, columns=table.columns.set_column(at, name, pa.array(cells, pa.string())))


def _with_dates_of_blocks(table: RawTable, clock: str) -> RawTable:
    """Return a table of times of day with a column of the dates that stand above each block of them."""
    texts = list(zip(*(table.cells(name) for name in table.names), strict=True))
    times_of_day = [is_time_of_day(cell) for cell in table.cells(clock)]
    last = _date_in(table.remarks)
    dates = []
    for text, has_time in zip(texts, times_of_day, strict=True):
        if not has_time:
            last = _date_in(" ".join(filter(None, text))) or last
        dates.append(last if has_time else "")
    if not any(dates):
        return table
    return replace(table, columns=table.columns.add_column(0, _free(DATE, table.names), pa.array(dates, pa.string())))


def _date_in(text: str) -> str:
    """Return the last date in a text, empty where there is none."""
    found = _DATE_IN_TEXT.findall(text)
    return str(found[-1]) if found else ""
