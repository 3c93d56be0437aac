"""Columns that hold the readings of another one once more, in another unit: power in W beside energy in kWh."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from data.importing.interpreting.roles.cell_facts import WIDE_SAMPLE
from data.importing.interpreting.roles.words import UNIT, names_feed_in, plain, without_words
from data.importing.interpreting.units import unit_in
from data.importing.raw_table import RawTable
from data.importing.units import is_energy

FloatArray = NDArray[np.float64]
MIN_ROWS = 10
MAX_COLUMNS = 12
NEAR = 0.002
"""Readings of two units are rounded differently; nearly all agree within this share."""
ALIKE = 0.9
RISES_NEAR = 0.02
"""The rises of a counter are rounded twice."""
_THOUSANDS = (1e-6, 1e-3, 1.0, 1e3, 1e6)
_PER_HOUR = (1.0, 2.0, 4.0, 6.0, 12.0, 60.0)
RATIOS = np.array(sorted({size * count for size in _THOUSANDS for part in _PER_HOUR for count in (part, 1 / part)}))
"""How many times the number in one unit may be that in another one: thousands, and power against energy of a step."""


def other_units(table: RawTable, names: Sequence[str]) -> dict[str, str]:
    """Return the columns that repeat another one in another unit, each with the reason to leave it out."""
    if not 2 <= len(names) <= MAX_COLUMNS:
        return {}
    found: dict[str, str] = {}
    for first, second in combinations(names, 2):
        if first in found or second in found:
            continue
        numbers = _numbers(table, first), _numbers(table, second)
        if _are_equal(table, first, second, numbers):
            found[second] = f"it holds the readings of {first!r} once more"
        elif _rises_by(*numbers):
            found[first] = f"it is the counter of {second!r}"
        elif _rises_by(*numbers[::-1]):
            found[second] = f"it is the counter of {first!r}"
        elif not _may_repeat(table, first, second):
            continue
        elif _differ_by_a_constant(*numbers):
            found[second] = f"it rises as {first!r} does"
        elif (ratio := _ratio(*numbers)) and _may_be_units(
            ratio, *(unit_in(table.heading(n)) for n in (first, second))
        ):
            kept, left = sorted((first, second), key=lambda name: _rank(table, name), reverse=True)
            found[left] = f"it holds the readings of {kept!r} in another unit"
    return found


def _may_repeat(table: RawTable, first: str, second: str) -> bool:
    headings = table.heading(first), table.heading(second)
    return _core(headings[0]) == _core(headings[1]) and names_feed_in(first) == names_feed_in(second)


def _may_be_units(ratio: float, first: str, second: str) -> bool:
    """Say whether a ratio is that of two units; equal numbers are those of power and energy in steps of an hour."""
    if first == second or np.min(np.abs(RATIOS - ratio)) > NEAR * ratio:
        return False
    return abs(ratio - 1.0) > NEAR or first.removesuffix("h") == second.removesuffix("h")


def _core(heading: str) -> str:
    words = plain(heading)
    for meaning in ("generic", "energy", "power", "mean"):
        words = without_words(meaning, words)
    return " ".join(UNIT.sub(" ", words).split())


def _rank(table: RawTable, name: str) -> tuple[bool, bool]:
    unit = unit_in(table.heading(name))
    return unit != "", unit != "" and is_energy(unit)


def _numbers(table: RawTable, name: str) -> FloatArray:
    cells = table.cells(name, table.first_positions(WIDE_SAMPLE))
    return np.array([_number(cell) for cell in cells], np.float64)


def _number(cell: str) -> float:
    try:
        return float(cell.replace(",", ".") if "." not in cell else cell.replace(",", ""))
    except ValueError:
        return np.nan


def _ratio(first: FloatArray, second: FloatArray, tolerance: float = NEAR) -> float:
    """Return how many times the readings of a column are those of another one, 0 where they are not alike."""
    both = np.isfinite(first) & np.isfinite(second) & (first != 0) & (second != 0)
    if both.sum() < MIN_ROWS or len(np.unique(first[both])) < MIN_ROWS // 2:
        return 0.0
    ratio = first[both] / second[both]
    usual = float(np.median(ratio))
    close = np.abs(ratio - usual) <= tolerance * abs(usual)
    return usual if close.mean() > ALIKE and usual > 0 else 0.0


def _are_equal(table: RawTable, first: str, second: str, numbers: tuple[FloatArray, FloatArray]) -> bool:
    """Say whether two columns of one unit hold the same readings, which two meters never do."""
    if unit_in(table.heading(first)) != unit_in(table.heading(second)):
        return False
    both = np.isfinite(numbers[0]) & np.isfinite(numbers[1])
    different = len(np.unique(numbers[0][both]))
    return different >= MIN_ROWS and bool(np.all(numbers[0][both] == numbers[1][both]))


def _rises_by(counter: FloatArray, readings: FloatArray) -> bool:
    """Say whether one column is a counter that rises by what the other one reads."""
    rises = np.diff(counter)
    if len(counter) < MIN_ROWS or not np.all(np.isfinite(counter)) or np.any(rises < 0) or not np.any(rises > 0):
        return False
    trials = (_ratio(rises, readings[:-1], tolerance=RISES_NEAR), _ratio(rises, readings[1:], tolerance=RISES_NEAR))
    return any(ratio > 0 for ratio in trials)


def _differ_by_a_constant(first: FloatArray, second: FloatArray) -> bool:
    """Say whether two counters rise alike, as one that began anew elsewhere."""
    both = np.isfinite(first) & np.isfinite(second)
    if both.sum() < MIN_ROWS:
        return False
    distance, risen = np.ptp(first[both] - second[both]), np.ptp(first[both])
    return bool(risen > 0 and np.all(np.diff(first[both]) >= 0) and distance <= NEAR * risen)
