"""A table of cells interpreted: what every column and every time means, and which of that was guessed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from data.importing.interpreting.cell_times.dates import NO_TIME
from data.importing.interpreting.cell_times.times import DAY
from data.importing.interpreting.conflicts import check_conflicts
from data.importing.interpreting.guess_time_zone import guess_timezone, settled_timezone
from data.importing.interpreting.guess_wall_clock import guess_wall_clock
from data.importing.interpreting.layout.reshape import reshaped, with_units_beside
from data.importing.interpreting.parse import Dialects, ParsedTable, parse
from data.importing.interpreting.readings import Readings
from data.importing.interpreting.resolve_wall_clock import resolve_days
from data.importing.interpreting.roles.columns import Roles, assign
from data.importing.interpreting.roles.words import names_feed_in
from data.importing.interpreting.settle_units import UnitSources, constant_texts, settle_units
from data.importing.interpreting.stamp import guess_stamp, late_midnights, usual_step
from data.importing.options import JOIN, Guess, ImportOptions, LeftOut
from data.importing.raw_table import RawTable

BoolArray = NDArray[np.bool_]


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
    table = with_units_beside(reshaped(table))
    roles = assign(table, options, file)
    given = Dialects(options.decimal, options.date_order, options.stamp, options.separator or "")
    parsed = parse(table, roles, given, file)
    zone = guess_timezone(parsed.readings.wall, parsed.readings.offset, parsed.zone, default_timezone)
    timezone = settled_timezone(options.timezone, zone, file)
    readings = resolve_days(parsed.readings, timezone)
    step = usual_step(readings)
    late = late_midnights(readings, step)
    readings = replace(readings, wall=readings.wall + np.where(late, DAY, 0))
    check_conflicts(table, roles, readings, timezone, options, file)
    stamp = _stamp(parsed, readings, step, roles)
    of_times = "start" if parsed.starts else stamp.value
    units = settle_units(table, roles, readings, UnitSources(options.unit, file, default_unit), step)
    readings = replace(readings, groups=units.groups)
    clock = None if options.clock else guess_wall_clock(readings, timezone, stamp=of_times, step=step)
    has_offsets = bool(np.all(readings.offset != NO_TIME))
    known = options.filled(
        decimal=parsed.decimal, date_order=parsed.date_order, layout=roles.layout, timezone=timezone,
        time_column=JOIN.join(roles.time), meter_column=JOIN.join(roles.meter), value_columns=roles.values,
        temperature_column=roles.temperature, factor_column=roles.factor,
        clock=clock.value if clock else "utc" if has_offsets else "local",
        stamp=stamp.value, unit=units.option,
    )  # fmt: skip
    guesses = [*roles.guesses, *parsed.guesses]
    guesses += [] if options.timezone else [zone]
    guesses += [clock] if clock else []
    guesses += [] if options.stamp or any(guess.name == "stamp" for guess in guesses) else [stamp]
    guesses += units.guesses
    left_out = roles.left_out + parsed.left_out
    feeds = any(map(names_feed_in, constant_texts(table, roles).values()))
    return Interpretation(readings, units.columns, of_times, step, late, known, tuple(guesses), left_out, feeds)


def _stamp(parsed: ParsedTable, readings: Readings, step: int, roles: Roles) -> Guess:
    if parsed.stamp is not None:
        return Guess("stamp", parsed.stamp, "given", True)
    return guess_stamp(readings, step, roles.time, ends_at_24=parsed.ends_at_24)
