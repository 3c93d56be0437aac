"""A table of cells interpreted: what every column and every time means, and which of that was guessed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from data.errors import DataError
from data.importing.interpreting.dates import NO_TIME
from data.importing.interpreting.groups import Group
from data.importing.interpreting.guess_time_zone import guess_timezone, settled_timezone
from data.importing.interpreting.guess_wall_clock import guess_wall_clock
from data.importing.interpreting.parse import Dialects, ParsedTable, parse
from data.importing.interpreting.readings import Readings
from data.importing.interpreting.reshape import reshaped
from data.importing.interpreting.resolve_wall_clock import resolve_days
from data.importing.interpreting.roles.cell_facts import distinct_cells, sample
from data.importing.interpreting.roles.columns import Roles, assign
from data.importing.interpreting.roles.words import feeds_in, names_load
from data.importing.interpreting.stamp import guess_stamp, late_midnights, usual_step
from data.importing.interpreting.times import DAY
from data.importing.interpreting.units import are_whole, counts_up, guess_unit, middle, named_unit, unit_in
from data.importing.options import JOIN, Guess, ImportOptions, LeftOut
from data.importing.raw_table import RawTable
from data.importing.units import is_register

BoolArray = NDArray[np.bool_]
HOUR = 3_600_000_000
COUNTED = ("Wh", "kWh", "MWh")
"""Units of counters."""
SET_UNIT = "no unit is named; the meter is stored with this one"


@dataclass(frozen=True)
class Interpretation:
    """Readings with all that is needed to turn them into series.

    Parameters
    ----------
    readings
        The readings, midnights mended.
    units
        Unit of each column of readings, where the rows of a meter state no other.
    stamp
        What the times of the readings are: "start" or "end". Days in columns have starts whatever their labels say.
    step
        Commonest distance of times, microseconds.
    late
        True where a midnight had the date of the day before.
    options
        All options, resolved.
    guesses, left_out
        What was guessed, and what is not used.
    feeds_in
        Whether the table says of all its readings that they are produced or given to the grid.
    """

    readings: Readings
    units: dict[str, str]
    stamp: str
    step: int
    late: BoolArray
    options: ImportOptions
    guesses: tuple[Guess, ...]
    left_out: tuple[LeftOut, ...]
    feeds_in: bool = False

    def unit_of(self, number: int, column: str) -> str:
        """Return the unit of a meter's readings in a column."""
        return self.readings.groups[number].unit or self.units[column]


def interpret(
    table: RawTable, options: ImportOptions, file: str, default_timezone: str | None, default_unit: str = ""
) -> Interpretation:
    """Find out what a table means; ``default_unit`` is that of its meters where it names none.

    Raises
    ------
    DataError
        When it holds no readings that can be told, naming what is missing or the cell that cannot be read.
    ParameterError
        When neither options, table nor default name the time zone.
    """
    table = reshaped(table)
    roles = assign(table, options, file)
    given = Dialects(options.decimal, options.date_order, options.stamp, options.separator or "")
    parsed = parse(table, roles, given, file)
    zone = guess_timezone(parsed.readings.wall, parsed.readings.offset, parsed.zone, default_timezone)
    timezone = settled_timezone(options.timezone, zone, file)
    readings = resolve_days(parsed.readings, timezone)
    step = usual_step(readings)
    late = late_midnights(readings, step)
    readings = replace(readings, wall=readings.wall + np.where(late, DAY, 0), groups=_with_counters(readings, options))
    stamp = _stamp(parsed, readings, step, roles)
    of_times = "start" if parsed.starts else stamp.value
    constant = _constant_texts(table, roles)
    places = {
        **_units_of_cells(table, roles),
        **constant,
        "the text above the header": table.remarks,
        "the file name": file,
    }
    units, unit_guess = _units(table, readings, options, places, step, default_unit)
    clock = None if options.clock else guess_wall_clock(readings, timezone, stamp=of_times, step=step)
    has_offsets = bool(np.all(readings.offset != NO_TIME))
    known = options.filled(
        decimal=parsed.decimal, date_order=parsed.date_order, layout=roles.layout, timezone=timezone,
        time_column=JOIN.join(roles.time), meter_column=JOIN.join(roles.meter), value_columns=roles.values,
        temperature_column=roles.temperature, clock=clock.value if clock else "utc" if has_offsets else "local",
        stamp=stamp.value, unit=_joined_units(readings, units),
    )  # fmt: skip
    guesses = [*roles.guesses, *parsed.guesses]
    guesses += [] if options.timezone else [zone]
    guesses += [clock] if clock else []
    guesses += [] if options.stamp or any(guess.name == "stamp" for guess in guesses) else [stamp]
    guesses += [] if options.unit else unit_guess
    left_out = roles.left_out + parsed.left_out
    feeds = any(map(feeds_in, constant.values()))
    return Interpretation(readings, units, of_times, step, late, known, tuple(guesses), left_out, feeds)


def _stamp(parsed: ParsedTable, readings: Readings, step: int, roles: Roles) -> Guess:
    if parsed.stamp is not None:
        return Guess("stamp", parsed.stamp, "given", True)
    return guess_stamp(readings, step, roles.time, ends_at_24=parsed.ends_at_24)


def _with_counters(readings: Readings, options: ImportOptions) -> tuple[Group, ...]:
    """Return the meters with the unit of a counter where their rows state energy and it hardly ever falls."""
    if options.unit is not None:
        return tuple(replace(group, unit="") for group in readings.groups)
    groups = list(readings.groups)
    for number, group in enumerate(groups):
        if group.unit in COUNTED:
            own = readings.rows(readings.meters == number)
            if all(counts_up(values, own.meters) for values in own.values.values()):
                groups[number] = replace(group, unit=f"register {group.unit}")
    return tuple(groups)


def _joined_units(readings: Readings, units: dict[str, str]) -> str | None:
    """Return the units as their option has them; None where each row states its own."""
    stated = {group.unit for group in readings.groups}
    if stated != {""}:
        return next(iter(stated)) if len(stated) == 1 else None
    different = list(dict.fromkeys(units.values()))
    return different[0] if len(different) == 1 else ", ".join(units.values())


def _units(
    table: RawTable, readings: Readings, options: ImportOptions, places: dict[str, str], step: int, default: str
) -> tuple[dict[str, str], list[Guess]]:
    """Return the unit of each column of readings, and the guesses of them: one when all are alike."""
    names = list(readings.values)
    if options.unit is not None:
        parts = options.unit.split(", ")
        if len(parts) not in (1, len(names)):
            raise DataError(f"{len(parts)} units are given for {len(names)} value columns; give one, or one a column.")
        return dict(zip(names, parts * (len(names) // len(parts)), strict=True)), []
    if all(group.unit for group in readings.groups):
        shown = ", ".join(dict.fromkeys(group.unit for group in readings.groups))
        certain = not any(map(is_register, (group.unit for group in readings.groups)))
        return dict.fromkeys(names, readings.groups[0].unit), [Guess("unit", shown, "the rows say so", certain)]
    headings = {name: table.heading(name) if name else "" for name in names}
    usual_one = Guess("unit", default, SET_UNIT, True) if default else None
    stated = {name: named_unit(headings[name], places) or usual_one for name in names}
    usual = middle(values for name, values in readings.values.items() if stated[name] is None)
    guesses = {
        name: guess_unit(
            headings[name],
            stated[name],
            counts=counts_up(values, readings.meters),
            usual=usual,
            hours=step / HOUR,
            whole=are_whole(values),
        )
        for name, values in readings.values.items()
    }
    units = {name: guess.value for name, guess in guesses.items()}
    if len(set(units.values())) == 1:
        least = min(guesses.values(), key=lambda guess: guess.certain)
        return units, [least]
    return units, [replace(guess, why=f"{name}: {guess.why}") for name, guess in guesses.items()]


def _units_of_cells(table: RawTable, roles: Roles) -> dict[str, str]:
    """Return the unit that stands behind the numbers, where it is one for all of them."""
    cells = [cell for name in roles.values[:24] if table.is_text(name) for cell in sample(table, name) if cell]
    found = {unit_in(" " + cell.lstrip("+-0123456789., '")) for cell in cells}
    return {"the readings": " " + unit + " "} if len(found) == 1 and (unit := found.pop()) else {}


def _constant_texts(table: RawTable, roles: Roles) -> dict[str, str]:
    """Return the one text of each unused column that holds the same text in every row and speaks of energy or units."""
    found: dict[str, str] = {}
    for name in table.names:
        if name not in roles.used - {roles.unit} and table.is_text(name):
            texts = distinct_cells(table, name, 1) or []
            if texts and (unit_in(texts[0]) or names_load(texts[0])):
                found[f"the column {name!r}"] = texts[0]
    return found
