"""The tables of detection quality, in Markdown; the same for hourly readings and for quarters of an hour."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from benchmarks.planted.ranking import Counts, Ranked, recall_by_kind, recall_by_size
from benchmarks.planted.sizes import SIZE_NAMES
from benchmarks.planted.trials import MethodTrial
from detectors.registry import detectors

HEAD = """\
| method | faults | recall | by seed | recall at 2 | by chance | VUS-PR | recall, one level | that level | event F1 |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"""
LARGE_LEVEL = 1e5
SHORT = {
    "early_start": "early start",
    "flat_line": "flat",
    "late_switch_off": "late off",
    "level_shift": "level shift",
    "missing_setback": "no setback",
    "night_left_on": "night on",
    "partial_outage": "part. outage",
    "slow_drift": "drift",
    "swapped_days": "swapped",
    "weekend_left_on": "weekend on",
    "zero_run": "zeros",
}


def named(method: str) -> str:
    """Return the name of a method as it stands in tables; detectors of Loadlens are set as code."""
    return f"`{method}`" if method in detectors() else method


def ranking_table(ranked: Sequence[Ranked]) -> str:
    """Return the methods with their figures, best recall first."""
    rows = [
        f"| {named(row.method)} | {row.faults} | **{row.recall:.3f}** "
        f"| {' '.join(f'{recall:.2f}' for recall in row.recall_by_seed)} | {row.recall_two:.3f} | {row.by_chance:.2f} "
        f"| {row.vus_pr:.3f} | {row.recall_one_level:.3f} | {_level(row.one_level)} | {row.event_f1:.3f} |"
        for row in ranked
    ]
    return "\n".join([HEAD, *rows])


def kinds_table(trials: Sequence[MethodTrial], order: Sequence[str]) -> str:
    """Return the recall of each kind by each method, in the order of the methods given."""
    counts = recall_by_kind(trials)
    kinds = sorted({kind for by_kind in counts.values() for kind in by_kind})
    return _counts_table("recall by kind", counts, kinds, order)


def sizes_table(trials: Sequence[MethodTrial], order: Sequence[str]) -> str:
    """Return the recall of small, middling and large faults by each method, in the order of the methods given."""
    return _counts_table("recall by size, in usual scales", recall_by_size(trials), SIZE_NAMES, order)


def _counts_table(title: str, counts: Counts, names: Sequence[str], order: Sequence[str]) -> str:
    planted = {name: max((by_name.get(name, (0, 0))[1] for by_name in counts.values()), default=0) for name in names}
    head = " | ".join(f"{SHORT.get(name, name)} ({planted[name]})" for name in names)
    rows = [
        f"| {named(method)} | {' | '.join(_share(counts[method].get(name)) for name in names)} |"
        for method in order
        if method in counts
    ]
    return "\n".join([f"| {title} | {head} |", "|---|" + "---:|" * len(names), *rows])


def folded(summary: str, table: str) -> str:
    """Return a table that is unfolded by a click, so that the page stays short."""
    return f"<details><summary>{summary}</summary>\n\n{table}\n\n</details>"


def not_run(absent: Mapping[str, str]) -> str:
    """Return who is missing from a table and why, one line a reason; empty where nobody is."""
    reasons = dict.fromkeys(absent.values())
    lines = [", ".join(named(name) for name, why in absent.items() if why == reason) for reason in reasons]
    return "\n".join(f"- Not run: {names} ({reason})." for names, reason in zip(lines, reasons, strict=True))


def _share(count: tuple[int, int] | None) -> str:
    return f"{count[0] / count[1]:.2f}" if count else "–"


def _level(level: float) -> str:
    if not math.isfinite(level):
        return "–"
    return f"{level:.2f}" if level < LARGE_LEVEL else f"{level:.0e}"
