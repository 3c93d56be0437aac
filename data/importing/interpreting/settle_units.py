"""The unit of every meter and column: stated by a name or by the rows, else guessed; and doubted where it is absurd."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from data.errors import DataError
from data.importing.interpreting.layout.groups import RowGroup
from data.importing.interpreting.numbers import units_of_cells
from data.importing.interpreting.readings import Readings
from data.importing.interpreting.roles.cell_facts import distinct_cells
from data.importing.interpreting.roles.columns import Roles
from data.importing.interpreting.roles.words import names_load, speaks_of
from data.importing.interpreting.units import are_whole, counts_up, guess_unit, middle, named_unit, unit_in
from data.importing.options import Guess
from data.importing.raw_table import RawTable
from data.importing.units import factor, is_energy, is_register

FloatArray = NDArray[np.float64]
HOUR = 3_600_000_000
SET_UNIT = "no unit is named; the meter is stored with this one"
STATED_BY_ROWS = "the rows say so"
RISES = "the rows name energy, but the values hardly ever fall, as those of a counter do"
BY_NAME = "told by what the rows say is measured, and by the values"
COUNTED = ("Wh", "kWh", "MWh")
"""Units of counters."""
LARGEST_KW = 100_000.0
"""A site draws less: the largest works of the world have a few hundred MW, and name their readings in MW."""
SMALLER = {"kW": "W", "kWh": "Wh", "register kWh": "register Wh"}
MANY = 24


@dataclass(frozen=True)
class UnitSources:
    """What tells a unit beside the table: what a person gave, the name of the file, the unit of the stored meter."""

    given: str | None
    file: str
    default: str


@dataclass(frozen=True)
class SettledUnits:
    """Units of the columns, those of the meters where their rows state one, and what was guessed."""

    columns: dict[str, str]
    groups: tuple[RowGroup, ...]
    guesses: tuple[Guess, ...]

    @property
    def option(self) -> str | None:
        """The units as their option has them; None where each row states its own."""
        stated = {group.unit for group in self.groups}
        if stated != {""}:
            return next(iter(stated)) if len(stated) == 1 else None
        different = list(dict.fromkeys(self.columns.values()))
        return different[0] if len(different) == 1 else ", ".join(self.columns.values())


def settle_units(table: RawTable, roles: Roles, readings: Readings, sources: UnitSources, step: int) -> SettledUnits:
    """Return the units of all readings; ``step`` is the length of an interval in microseconds.

    Raises
    ------
    DataError
        When as many units are given as there are neither columns nor meters.
    """
    names = list(readings.values)
    if sources.given is not None:
        return _given(sources.given.split(", "), names, readings)
    by_rows = all(group.unit for group in readings.groups)
    if len(names) == 1 and any(group.quantity for group in readings.groups):
        readings = _by_quantity(readings, table.heading(names[0]), step)
    if all(group.unit for group in readings.groups):
        groups = _with_counters(readings)
        shown = list(dict.fromkeys(group.unit for group in groups))
        counts = any(map(is_register, shown))
        why = STATED_BY_ROWS if by_rows and not counts else RISES if by_rows else BY_NAME
        guess = Guess("unit", ", ".join(shown), why, by_rows and not counts, loud=by_rows and counts)
        return SettledUnits(dict.fromkeys(names, groups[0].unit), groups, (guess,))
    places = {
        **_units_of_cells(table, roles), **constant_texts(table, roles), "the text above the header": table.remarks,
        "the file name": sources.file,
    }  # fmt: skip
    headings = {name: table.heading(name) if name else "" for name in names}
    usual_one = Guess("unit", sources.default, SET_UNIT, True) if sources.default else None
    stated = {name: named_unit(headings[name], places) or usual_one for name in names}
    usual = middle(values for name, values in readings.values.items() if stated[name] is None)
    hours = step / HOUR
    guesses = {}
    for name, values in readings.values.items():
        counts, whole = counts_up(values, readings.meters), are_whole(values)
        guess = guess_unit(headings[name], stated[name], counts=counts, usual=usual, hours=hours, whole=whole)
        guesses[name] = _doubted(guess, values, hours)
    units = {name: guess.value for name, guess in guesses.items()}
    if len(set(units.values())) == 1:
        return SettledUnits(units, readings.groups, (min(guesses.values(), key=lambda guess: guess.certain),))
    by_column = tuple(replace(guess, why=f"{name}: {guess.why}") for name, guess in guesses.items())
    return SettledUnits(units, readings.groups, by_column)


def _given(units: list[str], names: list[str], readings: Readings) -> SettledUnits:
    if len(units) not in (1, len(names)):
        raise DataError(f"{len(units)} units are given for {len(names)} value columns; give one, or one a column.")
    without = tuple(replace(group, unit="") for group in readings.groups)
    return SettledUnits(dict(zip(names, units * (len(names) // len(units)), strict=True)), without, ())


def constant_texts(table: RawTable, roles: Roles) -> dict[str, str]:
    """Return the one text of each unused column that holds the same text in every row and speaks of energy or units."""
    found: dict[str, str] = {}
    for name in table.names:
        if name not in roles.used - {roles.unit} and table.is_text(name):
            texts = distinct_cells(table, name, 1) or []
            # "W" in a column of states is a true value, not a watt
            is_mark = texts and len(texts[0]) == 1 and not speaks_of("unit", name)
            if texts and not is_mark and (unit_in(texts[0]) or names_load(texts[0])):
                found[f"the column {name!r}"] = texts[0]
    return found


def _doubted(guess: Guess, values: FloatArray, hours: float) -> Guess:
    """Return a unit, or a smaller one where it makes the readings larger than any site: said loudly."""
    smaller = SMALLER.get(guess.value, "")
    size = _middle_kw(guess.value, values, hours)
    if not smaller or size <= LARGEST_KW:
        return guess
    why = f"as {guess.value} the meter would draw {size / 1e3:,.0f} MW, more than a site does; taken as {smaller}"
    return Guess("unit", smaller, why, False, (guess.value,), loud=True)


def _middle_kw(unit: str, values: FloatArray, hours: float) -> float:
    """Return the middle of the readings as power in kW."""
    moved = np.diff(values) if is_register(unit) else values
    return middle([moved]) * factor(unit) / (hours if is_energy(unit) else 1.0)


def _by_quantity(readings: Readings, heading: str, step: int) -> Readings:
    """Return readings whose meters have the unit that follows from what their rows say is measured."""
    [values] = readings.values.values()
    groups = list(readings.groups)
    for number, group in enumerate(groups):
        if group.quantity and not group.unit:
            own = values[readings.meters == number]
            text = f"{group.quantity} {heading}"
            guess = guess_unit(
                text, named_unit(text, {}), counts=counts_up(own, np.zeros(len(own), np.int64)), usual=middle([own]),
                hours=step / HOUR, whole=are_whole(own),
            )  # fmt: skip
            groups[number] = replace(group, unit=guess.value)
    return replace(readings, groups=tuple(groups))


def _with_counters(readings: Readings) -> tuple[RowGroup, ...]:
    """Return the meters with the unit of a counter where their rows state energy and it hardly ever falls."""
    groups = list(readings.groups)
    for number, group in enumerate(groups):
        if group.unit in COUNTED:
            own = readings.rows(readings.meters == number)
            if all(counts_up(values, own.meters) for values in own.values.values()):
                groups[number] = replace(group, unit=f"register {group.unit}")
    return tuple(groups)


def _units_of_cells(table: RawTable, roles: Roles) -> dict[str, str]:
    """Return the unit that stands behind the numbers, where it is one for all columns."""
    found = {units[0] for name in roles.values[:MANY] if (units := units_of_cells(table, name))}
    return {"the readings": f" {unit} "} if len(found) == 1 and (unit := found.pop()) else {}
