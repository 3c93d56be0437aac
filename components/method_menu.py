"""The menu of methods: plain groups, behaviour before algorithm, and beforehand what a method costs or lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from detectors.base import Detector, Family

GROUPS: dict[Family, str] = {
    "combination": "Recommended",
    "forecast": "Forecast: against what was expected",
    "shape": "Shape: unlike other days and hours",
    "rule": "Rule: against a plain limit",
}
SLOW_SECONDS = 10.0
"""A method that takes longer for a year of readings says so before it is run."""
READINGS_A_YEAR = 35_040
"""At 15 minutes, for which ``seconds_a_year`` was measured."""


def menu(kinds: Iterable[type[Detector]]) -> list[dict[str, Any]]:
    """Return the groups of the menu; a method that lacks a package is there, greyed out, with how to get it."""
    items: dict[str, list[dict[str, Any]]] = {name: [] for name in GROUPS.values()}
    for kind in kinds:
        items[GROUPS[kind.family]].append(_item(kind))
    return [{"group": name, "items": found} for name, found in items.items() if found]


def seconds(kind: type[Detector], readings: int) -> float:
    """Return about how long a method takes for so many readings."""
    return kind.seconds_a_year * readings / READINGS_A_YEAR


def takes_long(kinds: Sequence[type[Detector]], readings: int) -> str:
    """Return about how long methods take for a meter, nothing where none of them is slow."""
    if not any(is_slow(kind) for kind in kinds):
        return ""
    total = sum(seconds(kind, readings) for kind in kinds)
    slow = [kind.label for kind in kinds if is_slow(kind)]
    names = f" ({', '.join(slow)})" if len(kinds) > 1 else ""
    return f"Slow{names}: takes {about(total)} on this meter, once; then it is kept."


def is_slow(kind: type[Detector]) -> bool:
    """Return whether a method takes so long that a person is told beforehand."""
    return kind.seconds_a_year > SLOW_SECONDS


def about(duration: float) -> str:
    """Return a duration in seconds as a person says it."""
    if duration < 90:
        tens = max(5, 5 * round(duration / 5))
        return f"about {tens} s"
    return f"about {round(duration / 60)} min"


def _item(kind: type[Detector]) -> dict[str, Any]:
    missing = kind.missing()
    note = ""
    if missing:
        note = f"Needs {' and '.join(missing)}: {kind.install}" if kind.install else f"Needs {' and '.join(missing)}"
    elif is_slow(kind):
        note = f"Slow: {about(kind.seconds_a_year)} for a year of readings"
    return {
        "value": kind.name,
        "label": kind.label,
        "algorithm": kind.algorithm,
        "note": note,
        "disabled": bool(missing),
    }
