"""Which columns name the meter of a row, and which name the unit of its reading."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.importing.interpreting.roles.cell_facts import codes, distinct_cells, is_constant, named, sample
from data.importing.interpreting.roles.words import names_load, names_meter, speaks_of, why_no_meter
from data.importing.interpreting.units import unit_in
from data.importing.options import JOIN, Guess, ImportOptions
from data.importing.raw_table import RawTable

Int64Array = NDArray[np.int64]
UNIQUE = 0.98
"""Every time occurs once a meter where at least this share of the rows differs; a doubled hour makes a few more."""
DOUBLED_ROWS = 8
"""So many rows may be doubled by the hour that the clock repeats, also in a short file."""
MAX_CANDIDATES = 9
MAX_JOINED = 3
MIN_ROWS = 2
"""Columns that leave fewer rows to a meter number the rows."""
MIN_CODE = 6
"""Characters of a text that is the code of a metering point, not a kind of it."""
MAX_UNITS = 12
MAX_UNIT = 6
"""Characters of a unit: "kVArh", "MWh/h"."""


def find_meter(
    table: RawTable, kinds: dict[str, str], options: ImportOptions, time: Sequence[str], days: Sequence[str]
) -> tuple[tuple[str, ...], list[Guess]]:
    """Return the columns that name the meter of a row, and the guess of them; none where there is one meter only."""
    if options.meter_column is not None:
        return named(table, options.meter_column, "meter_column"), []
    if options.layout == "wide":
        return (), []
    candidates = [name for name in table.names if name not in (*time, *days) and _may_name(table, name, kinds[name])]
    times = codes(table, time)
    if _is_unique(times, len(table), 0.9):
        constant = [name for name in candidates if _names_one_meter(table, name, kinds[name])]
        constant.sort(key=lambda name: not speaks_of("identifier", name))
        why = "named like a meter and the same in every row"
        return tuple(constant[:1]), [Guess("meter_column", each, why, False) for each in constant[:1]]
    varying = [name for name in candidates if not is_constant(table, name)]
    varying.sort(key=lambda name: (not names_meter(name), kinds[name] != "text"))
    found = _telling(table, varying[:MAX_CANDIDATES], times)
    if not found:
        return (), []
    code = [name for name in candidates if name not in found and is_constant(table, name) and _is_code(table, name)]
    why = "with it, every time occurs once a meter"
    names = (*code[:1], *found)
    return names, [Guess("meter_column", JOIN.join(names), why, all(map(names_meter, found)))]


def find_unit(table: RawTable, kinds: dict[str, str], used: Sequence[str]) -> str:
    """Return the column that states the unit of each row; empty where there is none."""
    for name in table.names:
        if name in used or kinds[name] != "text":
            continue
        cells = distinct_cells(table, name, MAX_UNITS)
        if not cells:
            continue
        units = all(unit_in(cell) or why_no_meter(cell) for cell in cells)
        some = any(map(unit_in, cells))
        if (speaks_of("unit", name) and (units or some)) or (units and some and all(map(_is_plain_unit, cells))):
            return name
    return ""


def _is_plain_unit(cell: str) -> bool:
    """Say whether a text is a unit alone, not a sentence with one, nor a letter that means something else."""
    return 2 <= len(cell) <= MAX_UNIT


def _may_name(table: RawTable, name: str, kind: str) -> bool:
    if kind == "text":
        if not speaks_of("never.quality", name) or names_meter(name):
            return True
        return any(names_load(cell) or unit_in(cell) for cell in set(sample(table, name)))
    return kind in ("number", "date") and names_meter(name) and not names_load(name) and _is_whole(table, name)


def _names_one_meter(table: RawTable, name: str, kind: str) -> bool:
    """Say whether a column has one text, the name of a meter and not of what is measured."""
    if not names_meter(name) or not is_constant(table, name):
        return False
    text = next(iter(sample(table, name)), "")
    is_code = speaks_of("identifier", name) or (len(text) >= MIN_CODE and text.isalnum() and kind == "number")
    return is_code or (kind == "text" and not names_load(text) and not unit_in(text))


def _is_whole(table: RawTable, name: str) -> bool:
    """Say whether a column of numbers holds whole ones, not as many as there are rows."""
    cells = sample(table, name)
    return all(cell.isalnum() for cell in cells) and len(set(cells)) <= max(1, len(cells) // MIN_ROWS)


def _is_code(table: RawTable, name: str) -> bool:
    cells = sample(table, name)[:1]
    return speaks_of("identifier", name) and bool(cells) and len(cells[0]) >= MIN_CODE and cells[0].isalnum()


def _telling(table: RawTable, candidates: Sequence[str], times: Int64Array) -> tuple[str, ...]:
    """Return the fewest columns with which every time occurs once a meter."""
    rows = len(table)
    own = {name: codes(table, (name,)) for name in candidates}
    own = {name: each for name, each in own.items() if len(pd.unique(each)) * MIN_ROWS <= rows}
    for size in range(1, MAX_JOINED + 1):
        for names in combinations(own, size):
            meters = _joined([own[name] for name in names])
            if len(pd.unique(meters)) * MIN_ROWS <= rows and _is_unique(_joined([times, meters]), rows, UNIQUE):
                return names
    return ()


def _is_unique(keys: Int64Array, rows: int, share: float) -> bool:
    distinct = len(pd.unique(keys))
    return distinct >= share * rows or (rows - distinct <= DOUBLED_ROWS and distinct >= 0.9 * rows)


def _joined(each: Sequence[Int64Array]) -> Int64Array:
    joined = each[0]
    for more in each[1:]:
        joined = pd.factorize(joined * (int(more.max(initial=0)) + 2) + more + 1)[0].astype(np.int64)
    return joined
