"""Which columns hold the times: one; a date and a time of day or the number of an hour; year, month and day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from data.errors import DataError
from data.importing.cells import is_epoch, is_serial, is_time
from data.importing.interpreting.roles.cell_facts import (
    codes,
    distinct_cells,
    has_times_of_day,
    is_constant,
    listed,
    named,
    sample,
)
from data.importing.interpreting.roles.interval_labels import SIZES, day_intervals, fractions_of_day
from data.importing.interpreting.roles.words import UNIT, names_end, names_start, names_time, plain, speaks_of
from data.importing.options import JOIN, Guess, ImportOptions
from data.importing.raw_table import RawTable

MAX_LABELS = 1 + max(SIZES) * 25 // 24
NEARLY_ALL = 0.8
"""A column numbers the hours of the days only if nearly every day has nearly every number."""
NEARLY_ALL_CELLS = 0.95
FOOTER_ROWS = 5
"""So many rows without a date may end a table."""
DATE_PARTS = ("year", "month", "day")


def find_time(
    table: RawTable, kinds: dict[str, str], options: ImportOptions, file: str
) -> tuple[tuple[str, ...], list[Guess]]:
    """Return the columns that together tell the time of a row, and the guess of them.

    Raises
    ------
    DataError
        When there are none.
    """
    if options.time_column is not None:
        return named(table, options.time_column, "time_column"), []
    candidates = _candidates(table, kinds)
    if not candidates:
        date = _date_parts(table, kinds)
        if not date:
            raise DataError(
                f"{file} has no time column: none of its columns ({listed(table.names)}) holds dates such as "
                "2024-01-31 00:15 or 31.01.2024 00:15; choose the header row or the separator."
            )
        chosen = (*date, *_within_day(table, kinds, date))
        return chosen, [Guess("time_column", JOIN.join(chosen), "year, month and day in columns of their own", True)]
    best = max(candidates, key=lambda name: _rank(table, name))
    why = "it holds dates" if len(candidates) == 1 else f"the first that suits of {listed(candidates)}"
    certain = len(candidates) == 1 or names_start(best)
    within = () if has_times_of_day(table, best) else _within_day(_without_footer(table, best), kinds, (best,))
    if within:
        why = "a date and a time of day" if kinds[within[0]] == "clock" else "a date and the intervals of the day"
    return (best, *within), [Guess("time_column", JOIN.join((best, *within)), why, certain, tuple(candidates[:4]))]


def _without_footer(table: RawTable, date: str) -> RawTable:
    """Return a table without the last rows in which a column of dates has none."""
    if not table.is_text(date):
        return table
    rows = len(table)
    last = table.cells(date, np.arange(max(rows - FOOTER_ROWS, 0), rows))
    below = next((at for at, cell in enumerate(reversed(last)) if is_time(cell)), 0)
    return replace(table, columns=table.columns.slice(0, rows - below)) if below else table


def _rank(table: RawTable, name: str) -> tuple[bool, ...]:
    return (
        not speaks_of("other_date", name), has_times_of_day(table, name), names_start(name), not names_end(name),
        names_time(name),
    )  # fmt: skip


def _candidates(table: RawTable, kinds: dict[str, str]) -> list[str]:
    found = [name for name in table.names if kinds[name] == "time"]
    found += [name for name in table.names if kinds[name] == "date" and (names_time(name) or not found)]
    found = found or [name for name in table.names if kinds[name] == "number" and _holds_moments(table, name)]
    varying = [name for name in found if not is_constant(table, name)] if len(found) > 1 else found
    return varying if any(not names_end(name) for name in varying) else found


def _holds_moments(table: RawTable, name: str) -> bool:
    """Say whether a column of numbers counts seconds since 1970, or days since 1900 under a name of time."""
    cells = [cell for cell in sample(table, name) if cell]
    moments = [cell for cell in cells if is_epoch(cell)]  # a footer has another text
    if len(moments) >= max(NEARLY_ALL_CELLS * len(cells), 1):
        return len(set(moments)) > 1 or len(cells) < 2
    return names_time(name) and all(map(is_serial, cells))


def _within_day(table: RawTable, kinds: dict[str, str], date: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns that tell the time within the day of a date; none where dates stand for whole days."""
    times_of_day = [name for name in table.names if kinds[name] == "clock" and name not in date]
    if times_of_day:
        return (max(times_of_day, key=lambda name: (names_start(name), not names_end(name))),)
    days = codes(table, date)
    if len(pd.unique(days)) > 0.9 * len(table):
        return ()
    free = [name for name in table.names if kinds[name] in ("number", "text", "date") and name not in date]
    free.sort(key=lambda name: (not speaks_of("hour", name), speaks_of("minute", name) or speaks_of("quarter", name)))
    hour = next((name for name in free if _numbers_hours(table, date, name)), "")
    if not hour:
        return ()
    parts = _part_of_hour(table, kinds, (*date, hour))
    return (hour, *parts)


def _numbers_hours(table: RawTable, date: tuple[str, ...], name: str) -> bool:
    """Say whether a column numbers the intervals of every day."""
    if UNIT.search(plain(name)):
        return False
    cells = distinct_cells(table, name, MAX_LABELS)
    if cells is None or (day_intervals(cells, None) is None and fractions_of_day(cells) is None):
        return False
    days, pairs = len(pd.unique(codes(table, date))), len(pd.unique(codes(table, (*date, name))))
    return pairs >= NEARLY_ALL * days * len(cells)


def _part_of_hour(table: RawTable, kinds: dict[str, str], before: tuple[str, ...]) -> tuple[str, ...]:
    """Return the column that parts the hours into minutes or quarters."""
    for name in table.names:
        if name in before or kinds[name] != "number" or not (speaks_of("minute", name) or speaks_of("quarter", name)):
            continue
        cells = distinct_cells(table, name, 60)
        if cells and len(cells) > 1 and all(cell.isdigit() and int(cell) < 60 for cell in cells):
            return (name,)
    return ()


def _date_parts(table: RawTable, kinds: dict[str, str]) -> tuple[str, ...]:
    """Return columns of numbers that are year, month and day."""
    found = []
    limits = {"year": (1990, 2100), "month": (1, 12), "day": (1, 31)}
    for part in DATE_PARTS:
        suited = [name for name in table.names if kinds[name] == "number" and speaks_of(part, name)]
        suited = [name for name in suited if name not in found and _within(table, name, *limits[part])]
        if not suited:
            return ()
        found.append(suited[0])
    return tuple(found)


def _within(table: RawTable, name: str, low: int, high: int) -> bool:
    cells = sample(table, name)
    return bool(cells) and all(cell.isdigit() and low <= int(cell) <= high for cell in cells)
