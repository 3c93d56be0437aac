"""Which column is what: time, meter, readings, temperature; and so the layout of the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.errors import DataError
from data.importing.cells import has_time_of_day, is_epoch, is_serial, kind_of
from data.importing.interpreting.labels import interval_minutes
from data.importing.interpreting.words import (
    is_generic,
    names_end,
    names_load,
    names_meter,
    names_other,
    names_start,
    names_temperature,
    names_time,
)
from data.importing.options import JOIN, Guess, ImportOptions, LeftOut
from data.importing.raw_table import RawTable

SAMPLE = 1000
WIDE_SAMPLE = 200
MANY_COLUMNS = 50
DAY_COLUMNS = 23
"""A day in columns has at least one an hour, one hour missing on the day the clock goes forward."""


@dataclass(frozen=True)
class Roles:
    """What the columns of a table are for; names refer to its columns."""

    layout: str
    time: tuple[str, ...]
    meter: tuple[str, ...]
    values: tuple[str, ...]
    temperature: str
    guesses: tuple[Guess, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def kinds_of(table: RawTable) -> dict[str, str]:
    """Return the kind of each column: time, date, clock, number, text or empty."""
    positions = table.sample_positions(SAMPLE if len(table.names) <= MANY_COLUMNS else WIDE_SAMPLE)
    kinds: dict[str, str] = {}
    for name in table.names:
        kind = table.columns[name].type
        if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
            kinds[name] = "time"
        elif table.is_text(name):
            kinds[name] = kind_of(table.cells(name, positions))
        else:
            numeric = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
            kinds[name] = "number" if numeric else "text"
    return kinds


def assign(table: RawTable, kinds: dict[str, str], options: ImportOptions, file: str) -> Roles:
    """Give every column its role.

    Raises
    ------
    DataError
        When there is no column of times or no column of numbers, or a named column is not there.
    """
    time, time_guess = _time_columns(table, kinds, options, file)
    days = _day_columns(table, kinds, time) if options.layout in (None, "days") else ()
    if options.layout == "days" and not days:
        days = tuple(name for name in table.names if kinds[name] == "number" and name not in time)
        if len(days) < DAY_COLUMNS:
            raise DataError(
                f"{file} is no table with a row a day: that needs {DAY_COLUMNS} columns of numbers or more, there are "
                f"{len(days)}; choose another layout."
            )
    meter, meter_guess = _meter_columns(table, kinds, options, time, days)
    temperature = _temperature(table, kinds, options, (*time, *meter, *days))
    values = days or _value_columns(table, kinds, options, (*time, *meter, temperature), file)
    layout = options.layout or ("days" if days else "long" if meter else "wide")
    guesses = [*time_guess, *meter_guess]
    if options.layout is None:
        guesses.insert(0, Guess("layout", layout, _layout_reason(layout, meter, values), True))
    if options.value_columns is None:
        guesses.append(
            _values_guess(
                values, [name for name in table.names if kinds[name] == "number"], (*time, *meter, temperature)
            )
        )
    if options.temperature_column is None and temperature:
        guesses.append(Guess("temperature_column", temperature, "named like an outdoor temperature", False))
    used = {*time, *meter, *values, temperature}
    left_out = tuple(LeftOut("column", name, _reason(kinds[name])) for name in table.names if name not in used)
    return Roles(layout, time, meter, values, temperature, tuple(guesses), left_out)


def named(table: RawTable, given: str, option: str) -> tuple[str, ...]:
    """Return the columns that an option names, one or two joined by " + "."""
    if given in table.names:
        return (given,)
    parts = tuple(part for part in given.split(JOIN) if part)
    for part in parts:
        if part not in table.names:
            raise DataError(
                f"The {option.replace('_', ' ')} {part!r} is not in the file; its columns are {_listed(table.names)}."
            )
    return parts


def _listed(names: Sequence[str], most: int = 12) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _layout_reason(layout: str, meter: Sequence[str], values: Sequence[str]) -> str:
    if layout == "days":
        return f"one row a day with {len(values)} intervals as columns"
    if layout == "long":
        return f"the meter is named in {JOIN.join(meter)!r}, row by row"
    return "one row a time, one column a meter"


def _time_columns(
    table: RawTable, kinds: dict[str, str], options: ImportOptions, file: str
) -> tuple[tuple[str, ...], list[Guess]]:
    if options.time_column is not None:
        return named(table, options.time_column, "time_column"), []
    candidates = [name for name in table.names if kinds[name] == "time"]
    candidates += [name for name in table.names if kinds[name] == "date" and (names_time(name) or not candidates)]
    candidates = candidates or [name for name in table.names if kinds[name] == "number" and _holds_moments(table, name)]
    if not candidates:
        raise DataError(
            f"{file} has no time column: none of its columns ({_listed(table.names)}) holds dates such as "
            "2024-01-31 00:15 or 31.01.2024 00:15; choose the header row or the separator."
        )
    best = max(candidates, key=lambda name: (names_start(name), not names_end(name), names_time(name)))
    why = "it holds dates" if len(candidates) == 1 else f"the first that suits of {_listed(candidates)}"
    chosen: tuple[str, ...] = (best,)
    times_of_day = [name for name in table.names if kinds[name] == "clock"]
    if times_of_day and not _has_time_of_day(table, best):
        time_of_day = max(times_of_day, key=lambda name: (names_start(name), not names_end(name)))
        chosen, why = (best, time_of_day), "a date and a time of day"
    return chosen, [Guess("time_column", JOIN.join(chosen), why, len(candidates) == 1 or names_start(best))]


def _holds_moments(table: RawTable, name: str) -> bool:
    """Say whether a column of numbers counts seconds since 1970, or days since 1900 under a name of time."""
    cells = [cell for cell in table.cells(name, table.sample_positions(WIDE_SAMPLE)) if cell]
    return all(map(is_epoch, cells)) or (names_time(name) and all(map(is_serial, cells)))


def _has_time_of_day(table: RawTable, name: str) -> bool:
    if not table.is_text(name):
        return not pa.types.is_date(table.columns[name].type)
    return any(map(has_time_of_day, table.cells(name, table.sample_positions(WIDE_SAMPLE))))


def _day_columns(table: RawTable, kinds: dict[str, str], time: Sequence[str]) -> tuple[str, ...]:
    if len(time) != 1 or (table.is_text(time[0]) and _has_time_of_day(table, time[0])):
        return ()
    labelled = tuple(
        name for name in table.names if kinds[name] in ("number", "empty") and interval_minutes(name) is not None
    )
    return labelled if len(labelled) >= DAY_COLUMNS else ()


def _codes(table: RawTable, name: str) -> NDArray[np.int64]:
    column = table.columns[name].combine_chunks()
    encoded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    return np.asarray(pc.fill_null(pc.cast(encoded.indices, pa.int64()), -1).to_numpy(zero_copy_only=False))


def _joined(codes: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    joined = codes[0]
    for more in codes[1:]:
        joined = joined * (int(more.max(initial=0)) + 2) + more + 1
    return joined


def _meter_columns(
    table: RawTable, kinds: dict[str, str], options: ImportOptions, time: Sequence[str], days: Sequence[str]
) -> tuple[tuple[str, ...], list[Guess]]:
    if options.meter_column is not None:
        return named(table, options.meter_column, "meter_column"), []
    if options.layout == "wide":
        return (), []
    candidates = [name for name in table.names if _may_name_meters(name, kinds[name]) and name not in (*time, *days)]
    times = _joined([_codes(table, name) for name in time])
    rows = len(table)
    if len(pd.unique(times)) > 0.9 * rows:
        constant = [name for name in candidates if names_meter(name) and _codes(table, name).max(initial=0) == 0]
        why = "named like a meter and the same in every row"
        return tuple(constant[:1]), [Guess("meter_column", each, why, False) for each in constant[:1]]
    candidates.sort(key=lambda name: not names_meter(name))
    for size in (1, 2):
        for names in combinations(candidates, size):
            keys = _joined([times, *(_codes(table, name) for name in names)])
            if len(pd.unique(keys)) >= 0.98 * rows:
                why = "with it, every time occurs once a meter"
                return names, [Guess("meter_column", JOIN.join(names), why, all(map(names_meter, names)))]
    return (), []


def _may_name_meters(name: str, kind: str) -> bool:
    return kind == "text" or (kind in ("number", "date") and names_meter(name) and not names_load(name))


def _temperature(table: RawTable, kinds: dict[str, str], options: ImportOptions, used: Sequence[str]) -> str:
    if options.temperature_column is not None:
        return next(iter(named(table, options.temperature_column, "temperature_column")), "")
    free = [name for name in table.names if kinds[name] == "number" and name not in used]
    return next((name for name in free if names_temperature(table.heading(name))), "")


def _value_columns(
    table: RawTable, kinds: dict[str, str], options: ImportOptions, used: Sequence[str], file: str
) -> tuple[str, ...]:
    if options.value_columns is not None:
        return tuple(part for given in options.value_columns for part in named(table, given, "value_column"))
    numbers = [name for name in table.names if kinds[name] == "number" and name not in used]
    loads = [name for name in numbers if names_load(table.heading(name))]
    plain = [name for name in numbers if is_generic(name) and not names_other(table.heading(name))]
    unknown = [name for name in numbers if not names_other(table.heading(name)) and not _counts_rows(table, name)]
    chosen = loads or [name for name in plain if name in unknown] or unknown
    if not chosen:
        raise DataError(_no_readings(table, kinds, used, file))
    return tuple(chosen)


def _no_readings(table: RawTable, kinds: dict[str, str], used: Sequence[str], file: str) -> str:
    others = [name for name in table.names if name not in used]
    advice = "Choose the value columns, the separator or the decimal sign."
    if used[-1]:
        return f"{file} has a temperature ({used[-1]}) but no column of readings; it can be joined to a meter. {advice}"
    if not any(kinds[name] == "number" for name in others):
        what = f"there is {_listed(others)}, without a number" if others else "there is nothing"
        return f"{file} has no column of numbers: besides the time {what}. {advice}"
    return f"{file} has no column of readings: {_listed(others)} are not named like power or energy. {advice}"


def _values_guess(values: Sequence[str], numbers: Sequence[str], taken: Sequence[str]) -> Guess:
    others = [name for name in numbers if name not in (*values, *taken)]
    why = "named like readings, unlike other columns of numbers" if others else "the columns of numbers"
    return Guess("value_columns", _listed(values), why, not others)


def _counts_rows(table: RawTable, name: str) -> bool:
    positions = table.sample_positions(WIDE_SAMPLE)
    cells = table.cells(name, positions)
    if len(cells) < 5 or not all(cell.removesuffix(".0").isdigit() for cell in cells):
        return False
    return (
        len({int(cell.removesuffix(".0")) - int(position) for cell, position in zip(cells, positions, strict=True)})
        == 1
    )


def _reason(kind: str) -> str:
    if kind == "number":
        return "by its name it is no meter"
    if kind == "empty":
        return "it is empty"
    return f"it holds {'text' if kind == 'text' else 'times'}"
