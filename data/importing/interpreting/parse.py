"""From a table with known roles to readings, and what was settled on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.errors import DataError
from data.importing.formats.dialect import may_be_thousands, sniff_decimal
from data.importing.interpreting.cell_times.dates import NO_TIME
from data.importing.interpreting.cell_times.moments import read_moments
from data.importing.interpreting.cell_times.times import Times
from data.importing.interpreting.layout.groups import Groups, group_rows
from data.importing.interpreting.layout.tariff_registers import merged_groups, summed_columns
from data.importing.interpreting.layout.unusable_rows import rows_with_time, sum_rows, sums_of_others
from data.importing.interpreting.numbers import read_numbers
from data.importing.interpreting.readings import Readings, from_days, meter_by_meter
from data.importing.interpreting.roles.cell_facts import is_zero
from data.importing.interpreting.roles.columns import Roles
from data.importing.interpreting.units import unit_in
from data.importing.options import Guess, LeftOut
from data.importing.raw_table import RawTable, as_text

MIN_CELLS, MAX_CELLS = 50, 20_000
"""Numbers of a column, and of all together, that are looked at for their decimal sign."""
WHOLE_UNITS = ("W", "Wh")
"""Readings in these have no fractions of three digits."""
FloatArray = NDArray[np.float64]
Int64Array = NDArray[np.int64]


@dataclass(frozen=True)
class ParsedTable:
    """Readings together with what was settled and guessed while they were parsed.

    Where ``starts`` is true, the times are starts of intervals whatever the ``stamp`` of their labels.
    """

    readings: Readings
    date_order: str
    decimal: str
    stamp: str | None
    zone: str
    ends_at_24: bool
    starts: bool
    guesses: tuple[Guess, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class Dialects:
    """How cells are written, as far as it is known: decimal sign, date order, side of the stamp, separator."""

    decimal: str | None
    date_order: str | None
    stamp: str | None
    separator: str


def parse(table: RawTable, roles: Roles, given: Dialects, file: str) -> ParsedTable:
    """Read the cells of a table.

    Raises
    ------
    DataError
        When a time or a number cannot be read; it names the row and the text.
    """
    moments = read_moments(table, roles.time, given.date_order, given.stamp)
    times = moments.times
    keep, left_out = rows_with_time(table, roles, times.wall, file)
    groups = group_rows(table, roles)
    keep &= groups.number >= 0
    if not keep.any():
        raise DataError(_no_rows(groups, file))
    table = table if keep.all() else table.only(keep)
    decimal = _decimal(table, roles, given, file)
    values = {name: read_numbers(table, name, decimal.value, file) for name in roles.values}
    if roles.factor:
        factor = read_numbers(table, roles.factor, decimal.value, file)
        values = {name: column * factor for name, column in values.items()}
    sums = sums_of_others(table, roles, times.wall[keep], list(values.values()))
    left_out += groups.left_out + sum_rows(table, sums)
    if roles.layout != "days":
        values, registers = summed_columns(values)
    readings = Readings(
        times.wall[keep], _offsets(times)[keep], groups.number[keep], tuple(group.name for group in groups.groups),
        values, _temperature(table, roles.temperature, decimal.value, file),
        None if moments.elapsed is None else moments.elapsed[keep], groups.groups,
    ).rows(~sums)  # fmt: skip
    stamp, stamp_guess = moments.stamp or given.stamp, None if given.stamp else moments.guess
    if roles.layout == "days":
        readings, stamp, stamp_guess = from_days(readings, roles.values, given.stamp)
        registers = ()
    readings, merged = _with_registers_joined(readings)
    typed = not any(table.is_text(name) for name in roles.values)
    guesses = [None if given.date_order else times.guess, None if given.decimal or typed else decimal, stamp_guess]
    return ParsedTable(
        meter_by_meter(readings), times.date_order, decimal.value, stamp, times.zone, times.ends_at_24,
        roles.layout == "days" or moments.stamp != "",
        tuple(guess for guess in (*guesses, *registers, *merged) if guess is not None), left_out,
    )  # fmt: skip


def _offsets(times: Times) -> Int64Array:
    return np.full(len(times.wall), NO_TIME) if times.offset is None else times.offset


def _no_rows(groups: Groups, file: str) -> str:
    if groups.left_out:
        return f"{file} has no readings of electricity: {groups.left_out[0].sentence} Choose another file."
    return f"{file} has no row with a time and a reading; export it again with readings."


def _with_registers_joined(readings: Readings) -> tuple[Readings, tuple[Guess, ...]]:
    """Join the rows of day and night registers of one meter; where both have a row at a time, they are summed."""
    number, names, guesses = merged_groups(
        readings.meter_names, readings.meters, readings.wall, readings.values.values()
    )
    if not guesses:
        return readings, ()
    kept, meters = np.unique(number, return_inverse=True)
    joined = replace(
        readings, meters=meters.astype(np.int64), meter_names=tuple(names[each] for each in kept),
        groups=tuple(readings.groups[each] for each in kept),
    )  # fmt: skip
    return _summed_at_times(joined, readings.meters), guesses


def _summed_at_times(readings: Readings, before: Int64Array) -> Readings:
    """Sum rows of one meter that were of several and have the same time."""
    keys = pd.DataFrame({"meter": readings.meters, "wall": readings.wall, "before": before})
    keys["pass"] = keys.groupby(["meter", "wall", "before"]).cumcount()
    again = keys.duplicated(["meter", "wall", "pass"]).to_numpy()
    if not again.any():
        return readings
    place = keys.groupby(["meter", "wall", "pass"], sort=False).ngroup().to_numpy()
    values = {}
    for name, column in readings.values.items():
        known = np.isfinite(column)
        total = np.bincount(place, np.where(known, column, 0.0))
        values[name] = np.where(np.bincount(place, known) > 0, total, np.nan)
    first = readings.rows(~again)
    return replace(first, values=values)


def _decimal(table: RawTable, roles: Roles, given: Dialects, file: str) -> Guess:
    """Guess the decimal sign of the readings.

    Raises
    ------
    DataError
        When one column writes 3,512 and another one 0.125: either may be the thousands.
    """
    if given.decimal is not None:
        return Guess("decimal", given.decimal, "given", True)
    most = max(MIN_CELLS, MAX_CELLS // (len(roles.values) + 1))
    telling = [name for name in roles.values if table.is_text(name) and not is_zero(table, name)]
    by_column = {name: _signed(table, name, most) for name in telling}
    _check_signs(by_column, file)
    cells = [cell for own in by_column.values() for cell in own]
    # a temperature may be written by another hand: it tells only where no reading does
    if not cells and roles.temperature and table.is_text(roles.temperature):
        cells = _signed(table, roles.temperature, most)
    whole = any(table.is_text(name) and _has_whole(table, name) for name in roles.values)
    return sniff_decimal(cells, given.separator, whole=whole)


def _check_signs(cells: Mapping[str, Sequence[str]], file: str) -> None:
    signs = {name: {sign for sign in ",." for cell in own if sign in cell} for name, own in cells.items() if own}
    commas = [name for name, own in signs.items() if own == {","} and all(map(may_be_thousands, cells[name]))]
    points = [name for name, own in signs.items() if own == {"."}]
    if commas and points and len(commas) + len(points) == len(signs):
        raise DataError(
            f"{file}: the column {commas[0]!r} writes {cells[commas[0]][0]} and {points[0]!r} {cells[points[0]][0]}; "
            "say which sign parts whole numbers from fractions, --decimal , or --decimal . for example."
        )


def _signed(table: RawTable, name: str, most: int) -> list[str]:
    """Return the first cells of a column that have a comma, and those that have a point."""
    text = as_text(table.columns[name])
    return [cell for sign in (",", ".") for cell in pc.filter(text, pc.match_substring(text, sign))[:most].to_pylist()]


def _has_whole(table: RawTable, name: str) -> bool:
    """Say whether a column has a whole number of less than a thousand, or a unit whose readings have no fractions."""
    plain = pc.match_substring_regex(as_text(table.columns[name]), r"^[+-]?[1-9]\d{0,2}$")
    return bool(pc.any(plain).as_py()) or unit_in(table.heading(name)) in WHOLE_UNITS


def _temperature(table: RawTable, name: str, decimal: str, file: str) -> FloatArray:
    if not name:
        return np.full(len(table), np.nan)
    return to_celsius(read_numbers(table, name, decimal, file), table.heading(name))


def to_celsius(values: FloatArray, heading: str) -> FloatArray:
    """Return temperatures in degrees Celsius; Fahrenheit is known by the column's name or by its height."""
    words = heading.lower().replace("_", " ")
    usual = float(np.nanmedian(values)) if np.isfinite(values).any() else 0.0
    fahrenheit = words.rstrip("])").endswith(("f", "fahrenheit")) or usual > 45.0
    return (values - 32.0) / 1.8 if fahrenheit else values
