"""From a table with known roles to plain arrays: times, meters, values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.errors import DataError
from data.importing.formats.dialect import sniff_decimal
from data.importing.interpreting.columns import Roles
from data.importing.interpreting.labels import interval_starts
from data.importing.interpreting.numbers import read_numbers
from data.importing.interpreting.times import NO_TIME, SECOND, read_times, read_times_of_day
from data.importing.options import JOIN, Guess, LeftOut
from data.importing.raw_table import RawTable, as_text

FloatArray = NDArray[np.float64]
Int64Array = NDArray[np.int64]
FOOTER_ROWS = 5
MINUTE = 60 * SECOND


@dataclass(frozen=True)
class Readings:
    """All readings of a file, meter after meter, each in order of appearance.

    Parameters
    ----------
    wall
        Times as written, microseconds since 1970 by the clock of the file.
    offset
        Offset from UTC in microseconds, ``NO_TIME`` where the file does not tell.
    meters
        Number of the meter in ``meter_names``, ascending.
    meter_names
        Names of the meters; one empty name when the file does not name them.
    values
        Readings by column.
    temperature
        Outdoor temperature, NaN where there is none.
    elapsed
        For days in columns counted from midnight: the time since midnight, microseconds; else None.
    """

    wall: Int64Array
    offset: Int64Array
    meters: Int64Array
    meter_names: tuple[str, ...]
    values: dict[str, FloatArray]
    temperature: FloatArray
    elapsed: Int64Array | None = None

    def __len__(self) -> int:
        return len(self.wall)

    def rows(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Self:
        """Return the readings chosen by positions or a mask."""
        return replace(
            self,
            wall=self.wall[chosen],
            offset=self.offset[chosen],
            meters=self.meters[chosen],
            values={name: values[chosen] for name, values in self.values.items()},
            temperature=self.temperature[chosen],
            elapsed=None if self.elapsed is None else self.elapsed[chosen],
        )

    @property
    def known(self) -> NDArray[np.bool_]:
        """True where at least one column has a value."""
        return np.asarray(np.logical_or.reduce([np.isfinite(values) for values in self.values.values()]))


@dataclass(frozen=True)
class ParsedTable:
    """Readings together with what was settled and guessed while they were parsed."""

    readings: Readings
    date_order: str
    decimal: str
    stamp: str | None
    zone: str
    ends_at_24: bool
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
    times = read_times(table.columns[roles.time[0]], given.date_order)
    wall = times.wall
    if len(roles.time) > 1:
        time_of_day = read_times_of_day(table.columns[roles.time[1]])
        wall = np.where((wall == NO_TIME) | (time_of_day == NO_TIME), NO_TIME, wall + time_of_day)
    keep, left_out = _rows_with_time(table, roles, wall, file)
    if not keep.any():
        raise DataError(f"{file} has no row with a time and a reading; export it again with readings.")
    whole = bool(keep.all())
    table = table if whole else table.only(keep)
    offset = np.full(len(wall), NO_TIME) if times.offset is None else times.offset
    decimal = _decimal(table, roles, given)
    values = {name: read_numbers(table, name, decimal.value, file) for name in roles.values}
    temperature = _temperature(table, roles.temperature, decimal.value, file)
    meters, names = _meters(table, roles.meter)
    readings = Readings(wall[keep], offset[keep], meters, names, values, temperature)
    stamp, stamp_guess = given.stamp, None
    if roles.layout == "days":
        readings, stamp, stamp_guess = _from_days(readings, roles.values, given.stamp)
    typed = not any(table.is_text(name) for name in roles.values)
    guesses = [None if given.date_order else times.guess, None if given.decimal or typed else decimal, stamp_guess]
    return ParsedTable(
        _meter_by_meter(readings), times.date_order, decimal.value, stamp, times.zone, times.ends_at_24,
        tuple(guess for guess in guesses if guess is not None), left_out,
    )  # fmt: skip


def _rows_with_time(
    table: RawTable, roles: Roles, wall: Int64Array, file: str
) -> tuple[NDArray[np.bool_], tuple[LeftOut, ...]]:
    """Mark rows with a time; rows without one may only be blank or stand at the very end."""
    bad = np.flatnonzero(wall == NO_TIME)
    keep = np.ones(len(wall), bool)
    left_out: list[LeftOut] = []
    last_good = int(np.flatnonzero(wall != NO_TIME).max(initial=-1))
    times = [" ".join(cells).strip() for cells in zip(*(table.cells(name, bad) for name in roles.time), strict=True)]
    filled = [any(cells) for cells in zip(*(table.cells(name, bad) for name in roles.values), strict=True)]
    for position, cells, has_value in zip(bad, times, filled, strict=True):
        blank = not cells and not has_value
        footer = position > last_good >= 0 and len(table) - position <= FOOTER_ROWS
        if not blank and not footer:
            raise DataError(
                f"{file}, row {table.row_number(int(position))}: {cells!r} in the time column "
                f"{JOIN.join(roles.time)!r} is no date and time; mend it, or choose another time column or date order."
            )
        keep[position] = False
        if not blank:
            left_out.append(LeftOut("row", f"{table.row_number(int(position))} ({cells!r})", "it has no time"))
    return keep, tuple(left_out)


def _decimal(table: RawTable, roles: Roles, given: Dialects) -> Guess:
    if given.decimal is not None:
        return Guess("decimal", given.decimal, "given", True)
    cells: list[str] = []
    for name in (*roles.values, roles.temperature):
        if name and table.is_text(name):
            text = as_text(table.columns[name])
            for sign in (",", "."):
                cells += pc.filter(text, pc.match_substring(text, sign))[:2000].to_pylist()
    return sniff_decimal(cells, given.separator)


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


def _meters(table: RawTable, columns: tuple[str, ...]) -> tuple[Int64Array, tuple[str, ...]]:
    if not columns:
        return np.zeros(len(table), np.int64), ("",)
    texts = [as_text(_decoded(table.columns[name])) for name in columns]
    text = texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, " ")
    encoded = text.dictionary_encode()
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), np.int64), tuple(encoded.dictionary.to_pylist())


def _decoded(column: pa.ChunkedArray) -> pa.Array:
    array = column.combine_chunks()
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def _from_days(readings: Readings, columns: tuple[str, ...], stamp: str | None) -> tuple[Readings, str, Guess | None]:
    """Turn one row a day into one row an interval; the times are starts from here on."""
    minutes, _, counted, guess = interval_starts(columns, stamp)
    days, size = len(readings), len(columns)
    values = np.column_stack([readings.values[name] for name in columns]).ravel()
    since_midnight = np.tile(minutes * MINUTE, days)
    long = Readings(
        np.repeat(readings.wall, size) + (0 if counted else since_midnight),
        np.repeat(readings.offset, size),
        np.repeat(readings.meters, size),
        readings.meter_names,
        {"": values},
        np.repeat(readings.temperature, size),
        since_midnight if counted else None,
    )
    repeated = np.tile(_repeats(minutes) | (minutes >= 24 * 60), days)
    return long.rows(np.isfinite(values) | ~repeated), guess.value if guess else stamp or "start", guess


def _repeats(minutes: Int64Array) -> NDArray[np.bool_]:
    first = np.unique(minutes, return_index=True)[1]
    repeats = np.ones(len(minutes), bool)
    repeats[first] = False
    return repeats


def _meter_by_meter(readings: Readings) -> Readings:
    """Order rows by meter; a file that runs backwards in time is turned round."""
    if len(readings.meter_names) > 1 and np.any(np.diff(readings.meters) < 0):
        readings = readings.rows(np.argsort(readings.meters, kind="stable"))
    if readings.elapsed is not None:
        return readings
    steps = np.diff(readings.wall)[np.diff(readings.meters) == 0]
    if np.sum(steps < 0) > 0.9 * np.sum(steps != 0) > 0:
        turned = readings.rows(np.arange(len(readings))[::-1])
        return turned.rows(np.argsort(turned.meters, kind="stable"))
    return readings
