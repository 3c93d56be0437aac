"""Day and night registers, and others of times of the day: what one meter used, written in several places.

They are known by their names ("Afname Dag", "Afname Nacht") and by the readings: one of them moves at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.importing.interpreting.roles.words import names_load, plain, speaks_of, without_words
from data.importing.options import Guess

FloatArray = NDArray[np.float64]
Int64Array = NDArray[np.int64]
MAX_BOTH = 0.05
"""Share of the intervals in which two registers of one meter may both move: those in which the tariff changes."""
MAX_REGISTERS = 8


def sets_of_registers(names: Sequence[str]) -> list[list[str]]:
    """Return names that differ only in the time of the day for which a tariff counts."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        if speaks_of("tariff_period", name):
            found[without_words("tariff_period", name)].append(name)
    return [
        members
        for core, members in found.items()
        if 2 <= len(members) <= MAX_REGISTERS and (names_load(core) or not any(map(_is_numbered, members)))
    ]


def summed_columns(values: dict[str, FloatArray]) -> tuple[dict[str, FloatArray], tuple[Guess, ...]]:
    """Return columns of readings with the registers of one meter summed, and what was taken for such."""
    guesses: list[Guess] = []
    for members in sets_of_registers(list(values)):
        columns = [values[name] for name in members]
        if not _alternate(columns):
            continue
        name = _common_name(members)
        at = list(values).index(members[0])
        kept = [(each, column) for each, column in values.items() if each not in members]
        kept.insert(at, (name if name not in dict(kept) else " + ".join(members), _sum(columns)))
        values = dict(kept)
        guesses.append(_guess(members))
    return values, tuple(guesses)


def merged_groups(
    names: Sequence[str], number: Int64Array, wall: Int64Array, values: Iterable[FloatArray]
) -> tuple[Int64Array, tuple[str, ...], tuple[Guess, ...]]:
    """Return the numbers and names of meters with those joined whose rows are registers of one meter.

    Joined are those whose rows have different times; a row of another register at the same time gets its own meter.
    """
    names, guesses = list(names), list[Guess]()
    columns = list(values)
    for members in sets_of_registers(names):
        numbers = [names.index(member) for member in members]
        rows = np.isin(number, numbers)
        known = rows & np.logical_or.reduce([np.isfinite(column) & (column != 0) for column in columns])
        if pd.Series(wall[known]).duplicated().mean() > MAX_BOTH or len({*number[known].tolist()}) < 2:
            continue
        names[numbers[0]] = _common_name(members)
        number = np.where(rows, numbers[0], number)
        guesses.append(_guess(members))
    return number, tuple(names), tuple(guesses)


def _is_numbered(name: str) -> bool:
    """Say whether a number alone tells a name from others, as it does many things that are no registers."""
    return not speaks_of("tariff_period", "".join(sign for sign in plain(name) if not sign.isdigit()))


def _alternate(columns: Sequence[FloatArray]) -> bool:
    """Say whether at most one of several columns moves at a time."""
    moves = [np.nan_to_num(_moved(column)) != 0 for column in columns]
    some = np.logical_or.reduce(moves)
    both = np.sum(moves, axis=0) > 1
    return float(both.sum()) <= MAX_BOTH * float(some.sum())


def _moved(column: FloatArray) -> FloatArray:
    """Return what a column used in each interval: of a counter its rises."""
    known = column[np.isfinite(column)]
    if len(known) > 1 and np.all(np.diff(known) >= 0) and known[0] > 0:
        return np.append(np.diff(column), 0.0)
    return column


def _sum(columns: Sequence[FloatArray]) -> FloatArray:
    stacked = np.column_stack(columns)
    counters = any(np.all(np.diff(column[np.isfinite(column)]) >= 0) for column in columns)
    unknown = np.isnan(stacked).any(axis=1) if counters else np.isnan(stacked).all(axis=1)
    return np.where(unknown, np.nan, np.nansum(stacked, axis=1))


def _common_name(members: Sequence[str]) -> str:
    """Return the words of the first name that all names have."""
    words = [member.split() for member in members]
    common = [word for word in words[0] if all(word in other for other in words)]
    return " ".join(common) or " + ".join(members)


def _guess(members: Sequence[str]) -> Guess:
    shown = " + ".join(members)
    return Guess("registers", shown, "registers of one meter for times of the day: one moves at a time; summed", False)
