"""Every method in one table: figures picked from the tables of the sections, so that nothing is kept twice."""

from __future__ import annotations

import re
from collections.abc import Mapping

HEADING = "Every method in one table"
METHOD_HEADS = ("method", "detector", "forecaster")


PICKS = (
    ("quality", "recall", "recall, hourly"),
    ("quality", "recall at 2", "at 2 false"),
    ("quality", "by chance", "by chance"),
    ("quality", "VUS-PR", "VUS-PR"),
    ("quarter_hours", "recall", "recall, 15 min"),
    ("quarter_hours", "recall at 2", "at 2 false"),
    ("quarter_hours", "by chance", "by chance"),
    ("quarter_hours", "VUS-PR", "VUS-PR"),
    ("forecast", "WAPE", "WAPE"),
    ("forecast", "MASE", "MASE"),
    ("speed", "hourly, s", "hourly year, s"),
    ("speed", "15 min, s", "15 min year, s"),
    ("speed", "x MSTL", "x MSTL"),
)
"""Section (name of the benchmark), heading of the column there, heading here."""
Rows = dict[str, dict[str, str]]


def overview(sections: Mapping[str, str]) -> str:
    """Return the section with one row a method, best recall first; empty where there is nothing to pick.

    Parameters
    ----------
    sections
        Markdown of the benchmarks by name.
    """
    found = {name: method_rows(text) for name, text in sections.items()}
    methods = list(dict.fromkeys(method for name, _, _ in PICKS for method in found.get(name, {})))
    picks = [pick for pick in PICKS if any(pick[1] in row for row in found.get(pick[0], {}).values())]
    if not methods or not picks:
        return ""
    head = " | ".join(["method", *(here for _, _, here in picks)])
    rows = [
        " | ".join([method, *(found[name].get(method, {}).get(there, "") for name, there, _ in picks)])
        for method in methods
    ]
    lines = [f"| {head} |", "|---|" + "---:|" * len(picks), *(f"| {row} |" for row in rows)]
    return f"## {HEADING}\n\n{INTRODUCTION}\n\n" + "\n".join(lines)


INTRODUCTION = """\
Picked from the sections below, which say how each figure is measured. Recall: share of planted faults found at one (and
at two) false events a meter-month; by chance: share of windows without a fault that the same alarms hit. WAPE and MASE:
day-ahead forecast. Seconds: fit and score of one meter-year, and the ratio to MSTL at 15 minutes, processor (wall)."""


def method_rows(markdown: str) -> Rows:
    """Return the rows of all tables whose first column names methods, by method; of equal headings the last counts."""
    found: Rows = {}
    for head, rows in _tables(markdown):
        if head[0] in METHOD_HEADS:
            for cells in rows:
                found.setdefault(cells[0], {}).update(zip(head, cells, strict=True))
    return found


def _tables(markdown: str) -> list[tuple[list[str], list[list[str]]]]:
    tables: list[tuple[list[str], list[list[str]]]] = []
    for block in re.findall(r"(?:^\|.*\n?)+", markdown, re.MULTILINE):
        lines = [_cells(line) for line in block.splitlines()]
        tables.append((lines[0], [row for row in lines[2:] if len(row) == len(lines[0])]))
    return tables


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
