"""The menu of methods: plain groups, behaviour before algorithm, and beforehand what a method costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from detectors.base import Detector, Family
from detectors.cost import DetectorOrClass, about, in_a_year, is_slow, seconds

GROUPS: dict[Family, str] = {
    "combination": "Recommended",
    "forecast": "Forecast: against what was expected",
    "shape": "Shape: unlike other days and hours",
    "rule": "Rule: against a plain limit",
}


def menu(kinds: Iterable[type[Detector]]) -> list[dict[str, Any]]:
    """Return the groups of the menu; a method that lacks a package is not offered."""
    items: dict[str, list[dict[str, Any]]] = {name: [] for name in GROUPS.values()}
    for kind in (kind for kind in kinds if not kind.missing()):
        items[GROUPS[kind.family]].append(_item(kind))
    return [{"group": name, "items": found} for name, found in items.items() if found]


def takes_long(methods: Sequence[DetectorOrClass], readings: int) -> str:
    """Return about how long methods take for a meter, nothing where none of them is slow."""
    slow = [method.label for method in methods if is_slow(method)]
    if not slow:
        return ""
    total = sum(seconds(method, readings) for method in methods)
    names = f" ({', '.join(slow)})" if len(methods) > 1 else ""
    return f"Slow{names}: takes {about(total)} on this meter, once; then it is kept."


def _item(kind: type[Detector]) -> dict[str, Any]:
    note = in_a_year(kind).removesuffix(".") if is_slow(kind) else ""
    return {"value": kind.name, "label": kind.label, "algorithm": kind.algorithm, "note": note}
