"""Which column is what: times, meter, readings, temperature; and so the layout of the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from data.errors import DataError
from data.importing.interpreting.roles.cell_facts import has_times_of_day, kinds_of
from data.importing.interpreting.roles.interval_labels import MIN_LABELS, day_intervals, is_family, read_label
from data.importing.interpreting.roles.meter_columns import find_meter, find_unit
from data.importing.interpreting.roles.time_columns import find_time
from data.importing.interpreting.roles.value_columns import (
    factor_guess,
    find_factor,
    find_temperature,
    find_values,
    values_guess,
)
from data.importing.interpreting.roles.words import names_load, why_no_meter
from data.importing.options import JOIN, Guess, ImportOptions, LeftOut
from data.importing.raw_table import RawTable

DAY_COLUMNS = MIN_LABELS
"""A day in columns has at least one an hour, one hour missing on the day the clock goes forward."""


@dataclass(frozen=True)
class Roles:
    """What the columns of a table are for; names refer to its columns.

    Parameters
    ----------
    layout
        "long", "wide" or "days".
    time, meter, values, temperature, unit, factor
        The columns; `unit` states the unit of each row, `factor` what it is multiplied with. Empty where there is none.
    guesses, left_out
        What was guessed, and which columns are not used.
    """

    layout: str
    time: tuple[str, ...]
    meter: tuple[str, ...]
    values: tuple[str, ...]
    temperature: str
    unit: str = ""
    factor: str = ""
    guesses: tuple[Guess, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def used(self) -> frozenset[str]:
        """All columns that have a role."""
        return frozenset({*self.time, *self.meter, *self.values, self.temperature, self.unit, self.factor} - {""})


def assign(table: RawTable, options: ImportOptions, file: str) -> Roles:
    """Give every column its role.

    Raises
    ------
    DataError
        When there is no column of times or no column of numbers, or a named column is not there.
    """
    kinds = kinds_of(table)
    time, time_guess = find_time(table, kinds, options, file)
    days = _day_columns(table, kinds, options, time, file)
    meter, meter_guess = find_meter(table, kinds, options, time, days)
    unit = find_unit(table, kinds, (*time, *meter, *days))
    temperature = find_temperature(table, kinds, options, (*time, *meter, *days))
    factor = find_factor(table, kinds, options, (*time, *meter, *days, unit, temperature))
    taken = (*time, *meter, unit, factor, temperature)
    values, reasons = (days, {}) if days else find_values(table, kinds, options, taken, file)
    layout = options.layout or ("days" if days else "long" if meter else "wide")
    guesses = [*time_guess, *meter_guess]
    if options.layout is None:
        guesses.insert(0, Guess("layout", layout, _layout_reason(layout, meter, values), True))
    if options.value_columns is None:
        numbers = [name for name in table.names if kinds[name] == "number"]
        guesses.append(values_guess(values, numbers, taken))
    if options.temperature_column is None and temperature:
        guesses.append(Guess("temperature_column", temperature, "named like an outdoor temperature", False))
    if options.factor_column is None and factor:
        guesses.append(factor_guess(table, factor))
    roles = Roles(layout, time, meter, values, temperature, unit, factor, tuple(guesses))
    left_out = [
        LeftOut("column", name, reasons.get(name) or _reason(table, name, kinds[name]))
        for name in table.names
        if name not in roles.used
    ]
    return replace(roles, left_out=tuple(left_out))


def _layout_reason(layout: str, meter: Sequence[str], values: Sequence[str]) -> str:
    if layout == "days":
        return f"one row a day with {len(values)} intervals as columns"
    if layout == "long":
        return f"the meter is named in {JOIN.join(meter)!r}, row by row"
    return "one row a time, one column a meter"


def _day_columns(
    table: RawTable, kinds: dict[str, str], options: ImportOptions, time: Sequence[str], file: str
) -> tuple[str, ...]:
    """Return the columns that are the intervals of a day, empty where a row is no day.

    Raises
    ------
    DataError
        When a row is said to be a day and there are too few columns for that.
    """
    if options.layout not in (None, "days"):
        return ()
    if options.layout == "days" and options.value_columns:
        return options.value_columns
    free = [name for name in table.names if kinds[name] in ("number", "empty", "date") and name not in time]
    found = () if len(time) != 1 or has_times_of_day(table, time[0]) else _labelled(free)
    if options.layout != "days" or found:
        return found
    numbers = tuple(name for name in free if kinds[name] == "number")
    if len(numbers) < DAY_COLUMNS:
        raise DataError(
            f"{file} is no table with a row a day: that needs {DAY_COLUMNS} columns of numbers or more, there are "
            f"{len(numbers)}; choose another layout."
        )
    return numbers


def _labelled(names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns labelled as the intervals of a day, of every family that is energy or power."""
    families: dict[str, list[str]] = {}
    for name in names:
        label = read_label(name)
        if label is not None and (label.minute >= 0 or is_family(label.family)):
            families.setdefault(label.family, []).append(name)
    days = {
        family: members
        for family, members in families.items()
        if not why_no_meter(family) and day_intervals(members, None) is not None
    }
    loads = {family: members for family, members in days.items() if names_load(family)}
    return tuple(name for members in (loads or days).values() for name in members)


def _reason(table: RawTable, name: str, kind: str) -> str:
    if kind == "number":
        return why_no_meter(table.heading(name)) or "by its name it is no meter"
    if kind == "empty":
        return "it is empty"
    return f"it holds {'text' if kind == 'text' else 'times'}"
