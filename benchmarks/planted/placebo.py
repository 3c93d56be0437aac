"""Placebos: windows as long as the faults, where nothing is planted; what a method hits of them it hits by chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.planted.metrics import MERGE_HOURS, Fault, Trial
from detectors.threshold import merge_steps, runs

AWAY_DAYS = 3.0
DRAWS = 5
"""Placebos for each fault."""


def placebos(trial: Trial, seed: int) -> tuple[Fault, ...]:
    """Return windows as long as each fault and at the same time of day, at least three days away from any fault.

    A fault for which no such place is left has none.
    """
    rng = np.random.default_rng(seed)
    day = round(24.0 / trial.step_hours)
    away = round(AWAY_DAYS * day)
    drawn: list[Fault] = []
    for first, last in trial.faults:
        length = last - first
        starts = np.arange(first % day, len(trial.score) - length, day)
        free = starts[[_is_away(trial.faults, start - away, start + length + away) for start in starts.tolist()]]
        if len(free):
            drawn += [(int(start), int(start) + length) for start in rng.choice(free, DRAWS)]
    return tuple(drawn)


def hits(trial: Trial, windows: Sequence[Fault], level: float) -> list[bool]:
    """Return for each window whether an event at the level meets it."""
    events = events_at(trial, level)
    return [any(begin <= last and end >= first for begin, end in events) for first, last in windows]


def events_at(trial: Trial, level: float) -> list[Fault]:
    """Return the first and the last reading of each event at a level."""
    score = np.nan_to_num(trial.score)
    found = runs((score >= level) & (score > 0), merge_steps(MERGE_HOURS, trial.step_hours))
    return [(first, last) for first, last in found.tolist()]


def _is_away(faults: Sequence[Fault], first: int, last: int) -> bool:
    return all(end < first or begin > last for begin, end in faults)
