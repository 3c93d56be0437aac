"""Rows of one time with different readings: more than a few say that a column that tells them apart was overlooked."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import DataError
from data.importing.interpreting.readings import Readings
from data.importing.interpreting.resolve_wall_clock import changes_over
from data.importing.interpreting.roles.cell_facts import codes, distinct_cells
from data.importing.interpreting.roles.columns import Roles
from data.importing.interpreting.roles.words import names_meter, speaks_of, why_no_meter
from data.importing.options import JOIN, ImportOptions
from data.importing.raw_table import RawTable
from data.time.wall_clock import DAY

MAX_SHARE = 0.01
"""A file may have so many rows that contradict others; the doubled hour of a clock change is not counted."""
MAX_UNTOLD = 0.1
"""With more of them a file is refused even where no column tells them apart."""
MIN_CONFLICTS = 3
SAME = 1e-9
HOURS, QUARTERS = range(23, 26), range(92, 101)
"""Numbers of different texts in a column that may number the intervals of a day."""
_SIZES = (*HOURS, *(2 * each for each in HOURS), *QUARTERS)
MAX_TEXTS = 400
UNIQUE = 0.9
"""A column tells rows apart when so large a share of those of one time are different by it."""


def check_conflicts(
    table: RawTable, roles: Roles, readings: Readings, timezone: str, options: ImportOptions, file: str
) -> None:
    """Refuse a table in which many rows have the time of another one and another reading.

    Raises
    ------
    DataError
        When there are such rows, naming the column that tells them apart where there is one; not where a person has
        said which columns tell time and meter.
    """
    if options.time_column is not None and options.meter_column is not None:
        return
    _check_hours_as_meters(roles, readings, file)
    count, rows = _conflicts(readings, timezone)
    if count < MIN_CONFLICTS or count <= MAX_SHARE * rows:
        return
    telling = _telling_column(table, roles)
    if not telling and count <= MAX_UNTOLD * rows:
        return
    which = f"{count:,} of {rows:,} readings have the time of another one and another value"
    if telling:
        count = len(distinct_cells(table, telling, MAX_TEXTS) or ())
        is_time = speaks_of("hour", telling) or count in _SIZES
        option, names = ("--time-column", roles.time) if is_time else ("--meter-column", roles.meter)
        raise DataError(
            f"{file}: {which}; the column {telling!r} tells them apart. Say what it is, for example "
            f"{option} '{JOIN.join((*names, telling))}'."
        )
    raise DataError(
        f"{file}: {which}, and no column tells them apart. Choose the columns of time and meter, or export one meter."
    )


def _check_hours_as_meters(roles: Roles, readings: Readings, file: str) -> None:
    """Refuse a table in which as many "meters" as a day has intervals have one reading a day each."""
    meters = len(readings.meter_names)
    if meters not in _SIZES or roles.layout != "long" or any(map(names_meter, roles.meter)):
        return
    if np.any(readings.wall % DAY != readings.wall[0] % DAY):
        return
    column = JOIN.join(roles.meter)
    raise DataError(
        f"{file}: the column {column!r} has {meters} texts, as many as a day has intervals, each with one a day. "
        f"If it tells the time, write 00:15 or numbers there; if it names meters, say --meter-column {column!r}."
    )


def _conflicts(readings: Readings, timezone: str) -> tuple[int, int]:
    """Return how many readings have the time of another one of their meter and not its value, of how many."""
    frame = pd.DataFrame({"meter": readings.meters, "wall": readings.wall, "offset": readings.offset})
    doubled = _doubled(
        readings.wall, (change.wall for change in changes_over(readings, timezone) if not change.forward)
    )
    known = readings.known & ~doubled
    again = frame[known].duplicated(keep=False).to_numpy()
    if not again.any():
        return 0, int(known.sum())
    part = frame[known][again]
    differs = np.zeros(len(part), bool)
    for values in readings.values.values():
        column = pd.Series(values[known][again], index=part.index)
        same_time = column.groupby([part["meter"], part["wall"], part["offset"]])
        lowest, highest = same_time.transform("min"), same_time.transform("max")
        differs |= (highest - lowest > SAME * highest.abs()).to_numpy()
    return int(differs.sum()), int(known.sum())


def _doubled(wall: NDArray[np.int64], hours: Iterable[tuple[int, int]]) -> NDArray[np.bool_]:
    """Mark times within hours that the clock repeats, their ends included."""
    marks = np.zeros(len(wall), bool)
    for low, high in hours:
        marks |= (wall >= low) & (wall <= high)
    return marks


def _telling_column(table: RawTable, roles: Roles) -> str:
    """Return the unused column with which no time comes twice, the one named like an hour first; empty if none."""
    keys = codes(table, (*roles.time, *roles.meter))
    rows, distinct = len(table), len(pd.unique(keys))
    suited = []
    for name in table.names:
        if name in roles.used or distinct_cells(table, name, MAX_TEXTS) is None or speaks_of("never.price", name):
            continue
        own = codes(table, (name,))
        joined = keys.astype(np.int64) * (int(own.max(initial=0)) + 2) + own + 1
        if rows - len(pd.unique(joined)) <= (1 - UNIQUE) * (rows - distinct) and len(pd.unique(own)) * 2 <= rows:
            suited.append(name)
    return min(suited, key=lambda name: (not speaks_of("hour", name), bool(why_no_meter(name))), default="")
