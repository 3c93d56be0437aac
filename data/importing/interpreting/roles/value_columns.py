"""Which columns hold readings, and why the others do not: by their names, and by what their cells are."""

from __future__ import annotations

from collections.abc import Sequence

from data.errors import DataError
from data.importing.interpreting.roles.cell_facts import (
    counts_rows,
    counts_seconds,
    distinct_cells,
    identifies,
    is_code,
    is_constant,
    is_zero,
    listed,
    named,
    numbers_weeks,
    sample,
)
from data.importing.interpreting.roles.same_readings import other_units
from data.importing.interpreting.roles.words import (
    UNIT,
    is_generic,
    names_load,
    names_temperature,
    plain,
    speaks_of,
    why_no_meter,
    without_words,
)
from data.importing.options import Guess, ImportOptions
from data.importing.raw_table import RawTable

MAX_FACTORS = 40
MAX_PHASE = 2
"""Characters of what may stand beside a statistic and name no other meter: a phase, "L1"."""


def find_temperature(table: RawTable, kinds: dict[str, str], options: ImportOptions, used: Sequence[str]) -> str:
    """Return the column of the outdoor temperature, empty where there is none."""
    if options.temperature_column is not None:
        return next(iter(named(table, options.temperature_column, "temperature_column")), "")
    free = [name for name in table.names if kinds[name] == "number" and name not in used]
    suited = [name for name in free if names_temperature(table.heading(name))]
    return min(suited, key=lambda name: not speaks_of("outdoor", name), default="")


def find_factor(table: RawTable, kinds: dict[str, str], options: ImportOptions, used: Sequence[str]) -> str:
    """Return the column of factors by which the readings are to be multiplied, empty where there is none.

    None is taken where the readings have a name with a unit: they are multiplied already.
    """
    if options.factor_column is not None:
        return next(iter(named(table, options.factor_column, "factor_column")), "")
    numbers = [name for name in table.names if kinds[name] == "number" and name not in used]
    factors = [name for name in numbers if speaks_of("factor", name) and not is_other_factor(name)]
    if not factors or set(distinct_cells(table, factors[0], MAX_FACTORS) or []) <= {"", "1", "1.0", "1,0", "1.00"}:
        return ""
    readings = [name for name in numbers if not why_no_meter(table.heading(name)) and name != factors[0]]
    if any(UNIT.search(plain(name)) and not speaks_of("register", name) for name in readings):
        return ""
    return factors[0]


def factor_guess(table: RawTable, name: str) -> Guess:
    """Return the guess of the factors: loud, as some files have multiplied their readings already."""
    shown = ", ".join((distinct_cells(table, name, MAX_FACTORS) or [])[:3])
    return Guess("factor_column", name, f"readings are multiplied by its numbers ({shown})", False, ("",), loud=True)


def is_other_factor(name: str) -> bool:
    """Say whether a name that speaks of a factor means another one: a power factor, a loss factor."""
    return any(speaks_of(meaning, name) for meaning in ("never.power_factor", "never.count", "never.emission"))


def find_values(
    table: RawTable, kinds: dict[str, str], options: ImportOptions, used: Sequence[str], file: str
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the columns of readings, and why each other column of numbers is none.

    Raises
    ------
    DataError
        When there is no such column.
    """
    if options.value_columns is not None:
        return tuple(part for given in options.value_columns for part in named(table, given, "value_column")), {}
    numbers = [name for name in table.names if kinds[name] == "number" and name not in used]
    reasons = {name: why for name in numbers if (why := _why_not(table, name))}
    free = [name for name in numbers if name not in reasons]
    loads = [name for name in free if names_load(table.heading(name))]
    moving = [name for name in loads if not is_constant(table, name)]
    unused = [
        name for name in loads if is_zero(table, name) and (speaks_of("energy", name) or speaks_of("power", name))
    ]
    plain = [name for name in free if is_generic(name) and name not in loads]
    unknown = [name for name in free if name not in loads and not is_constant(table, name)]
    found = moving or [name for name in plain if name in unknown] or unknown
    chosen = [name for name in table.names if name in (*moving, *unused)] if moving or not found else found
    chosen = chosen or loads
    reasons |= {name: _constant(table, name) for name in free if name not in chosen and is_constant(table, name)}
    statistics = _statistics(chosen)
    again = other_units(table, [name for name in chosen if name not in statistics])
    reasons |= statistics | again
    chosen = [name for name in chosen if name not in reasons]
    if not chosen:
        raise DataError(_no_readings(table, kinds, used, file, reasons))
    return tuple(chosen), reasons


def values_guess(values: Sequence[str], numbers: Sequence[str], taken: Sequence[str]) -> Guess:
    """Return the guess of the columns of readings."""
    others = [name for name in numbers if name not in (*values, *taken)]
    why = "named like readings, unlike other columns of numbers" if others else "the columns of numbers"
    return Guess("value_columns", listed(values), why, not others, tuple(others[:8]))


def _why_not(table: RawTable, name: str) -> str:
    """Return why a column of numbers cannot be readings, the end of a sentence; empty where it may be."""
    heading = table.heading(name)
    if why := why_no_meter(heading):
        return why
    if heading.lower() == "kw" and numbers_weeks(table, name):
        return "it numbers the weeks"
    if identifies(table, name):
        return "it holds long whole numbers that name something"
    if counts_seconds(table, name) and not UNIT.search(plain(heading)):  # a counter in Wh may have ten digits too
        return "it counts seconds since 1970"
    if names_load(heading):
        return ""
    if is_code(table, name):
        return "it holds a few numbers over and over, as a code does"
    if counts_rows(table, name):
        return "it counts the rows"
    return "it holds numbers that name something" if speaks_of("identifier", name) else ""


def _constant(table: RawTable, name: str) -> str:
    return f"it is the same in every row ({next(iter(sample(table, name)), '')})"


def _statistics(chosen: Sequence[str]) -> dict[str, str]:
    """Return the minima and maxima that stand beside a mean or a reading of the same name."""
    found = {}
    kept = {_core(name) for name in chosen if not _is_extreme(name)}
    for name in chosen:
        core = _core(name)
        if kept and _is_extreme(name) and (core in kept or len(core) <= MAX_PHASE):
            which = "lowest" if speaks_of("minimum", name) else "highest"
            found[name] = f"it is the {which} value of each interval; the mean counts"
    return found


def _is_extreme(name: str) -> bool:
    return speaks_of("minimum", name) or speaks_of("maximum", name)


def _core(name: str) -> str:
    """Return what a name says beside its statistic and its unit."""
    words = without_words("minimum", without_words("maximum", without_words("mean", name)))
    return without_words("generic", without_words("power", without_words("energy", words)))


def _no_readings(
    table: RawTable, kinds: dict[str, str], used: Sequence[str], file: str, reasons: dict[str, str]
) -> str:
    others = [name for name in table.names if name not in used]
    advice = "Choose the value columns, the separator or the decimal sign."
    if used[-1]:
        return f"{file} has a temperature ({used[-1]}) but no column of readings; it can be joined to a meter. {advice}"
    if reasons:
        shown = "; ".join(f"{name!r}: {why}" for name, why in list(reasons.items())[:3])
        return f"{file} has no column of readings ({shown}). {advice}"
    if not any(kinds[name] == "number" for name in others):
        what = f"there is {listed(others)}, without a number" if others else "there is nothing"
        return f"{file} has no column of numbers: besides the time {what}. {advice}"
    return f"{file} has no column of readings: {listed(others)} are not named like power or energy. {advice}"
