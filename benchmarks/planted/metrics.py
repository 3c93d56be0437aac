"""How good scores are where the faults are known: events found at a budget of false ones, event F1 and VUS-PR.

Flagged readings closer than six hours are one event; an event that meets no fault is false; a fault is found by an
event that meets it. Levels are always tried from the highest down, because a lower one can melt two events into one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.series import FloatArray
from detectors.threshold import DAYS_PER_MONTH, merge_steps

MERGE_HOURS = 6.0
"""Hours: flagged readings closer than this are one event. Chosen, the default of ``Threshold``."""
FALSE_PER_MONTH = 1.0
"""False events per meter and month that are the usual budget. Chosen, not tuned."""
VUS_THRESHOLDS = 250
"""Number of levels at which precision and recall are taken. Source: ``vus``, the library of the authors."""
Fault = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Trial:
    """Scores of a series in which the faults are known, over the time that counts.

    Parameters
    ----------
    score
        Higher is worse; NaN, 0 and less are never flagged.
    faults
        First and last reading of each fault, both inclusive, in order of time and without overlaps.
    step_hours
        Length of an interval.
    """

    score: FloatArray
    faults: tuple[Fault, ...]
    step_hours: float

    @property
    def months(self) -> float:
        """Length of the trial."""
        return len(self.score) * self.step_hours / 24.0 / DAYS_PER_MONTH


@dataclass(frozen=True)
class Verdict:
    """What is found at a level: for each fault of each trial whether it is, and the number of false events."""

    level: float
    found: tuple[tuple[bool, ...], ...]
    false_events: int

    @property
    def recall(self) -> float:
        """Share of the faults that are found; NaN where there is none."""
        faults = [found for trial in self.found for found in trial]
        return sum(faults) / len(faults) if faults else float("nan")

    @property
    def f1(self) -> float:
        """Harmonic mean of the share of faults found and the share of alarms that are right, a fault counting once."""
        faults = [found for trial in self.found for found in trial]
        return _f1(sum(faults), len(faults), self.false_events)


def within_budget(trials: Sequence[Trial], false_per_month: float = FALSE_PER_MONTH) -> Verdict:
    """Judge at the lowest level for which it and every higher one gives no more false events than the budget.

    The level is one for all trials, and so is the budget: months times ``false_per_month``.
    """
    budget = false_per_month * sum(trial.months for trial in trials)
    last = Verdict(float("inf"), tuple((False,) * len(trial.faults) for trial in trials), 0)
    level, found = last.level, last.found
    false_events = 0
    for step in _descent(trials):
        if step.false_events > budget:
            break
        level, false_events = step.level, step.false_events
        found = step.found() if step.changed else found
    return Verdict(level, found, false_events)


def best_f1(trials: Sequence[Trial]) -> Verdict:
    """Judge at the level, one for all trials, whose event F1 is highest.

    It is looked for from the highest level down to where even finding every fault could not make up for the false
    events: far below, everything is flagged and melts into one event that meets all faults.
    """
    total = sum(len(trial.faults) for trial in trials)
    best, verdict = -1.0, within_budget(trials, false_per_month=0.0)
    for step in _descent(trials):
        if _f1(total, total, step.false_events) < best:
            break
        if (now := _f1(step.count, total, step.false_events)) > best:
            best, verdict = now, Verdict(step.level, step.found(), step.false_events)
    return verdict


def vus_pr(score: FloatArray, faults: Sequence[Fault], widest: int) -> float:
    """Return the volume under the surface of precision, recall and the tolerance of the labels.

    Source: Paparrizos et al. 2022, DOI 10.14778/3551793.3551830, computed as by the authors' library ``vus``: up to
    half a tolerance beside a fault counts in part, tolerances 0 to ``widest`` count alike.

    Parameters
    ----------
    score
        Higher is worse; NaN counts as the lowest.
    faults
        As in ``Trial``; at least one.
    widest
        Largest tolerance in readings.
    """
    lowest = np.nanmin(score) if np.isfinite(score).any() else 0.0
    known = np.where(np.isnan(score), lowest - 1.0, score)
    order = np.argsort(-known, kind="stable")
    falling = known[order]
    picks = np.linspace(0, len(known) - 1, VUS_THRESHOLDS).astype(int)
    thresholds = falling[picks]
    flagged = np.searchsorted(-falling, -thresholds, side="right")
    areas = [_area_pr(known, faults, tolerance, (order, thresholds, flagged)) for tolerance in range(widest + 1)]
    return float(np.mean(areas))


def _area_pr(
    score: FloatArray,
    faults: Sequence[Fault],
    tolerance: int,
    cuts: tuple[NDArray[np.int64], FloatArray, NDArray[np.int64]],
) -> float:
    order, thresholds, flagged = cuts
    weight, inside = _softened(len(score), faults, tolerance)
    hits = np.cumsum(weight[order])[flagged - 1]
    beside = np.cumsum(np.where(inside, 0.0, weight)[order])[flagged - 1]
    size = float(inside.sum())
    recall = np.minimum(hits / ((size + size + beside) / 2.0), 1.0)
    peaks = np.array([score[first : last + 1].max() for first, last in _widened(len(score), faults, tolerance // 2)])
    seen = (peaks[:, None] >= thresholds).mean(axis=0)
    rate = np.concatenate([[0.0], recall * seen])
    return float(np.sum(np.diff(rate) * hits / flagged))


def _softened(size: int, faults: Sequence[Fault], tolerance: int) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Return labels that fade out beside each fault, and where the faults are."""
    inside = np.zeros(size, bool)
    for first, last in faults:
        inside[first : last + 1] = True
    weight = inside.astype(float)
    away = np.arange(1, tolerance // 2 + 1)
    fading = np.sqrt(1.0 - away / max(tolerance, 1))
    for first, last in faults:
        for where in (first - away, last + away):
            held = (where >= 0) & (where < size)
            weight[where[held]] += fading[held]
    return np.minimum(weight, 1.0), inside


def _widened(size: int, faults: Sequence[Fault], by: int) -> list[Fault]:
    wide: list[Fault] = []
    for first, last in faults:
        if wide and first - by <= wide[-1][1]:
            wide[-1] = (wide[-1][0], min(last + by, size - 1))
        else:
            wide.append((max(first - by, 0), min(last + by, size - 1)))
    return wide


def _f1(found: int, faults: int, false_events: int) -> float:
    alarms = found + false_events
    return 2.0 * found / (alarms + faults) if alarms + faults else float("nan")


class _Growing:
    """The events of one trial while readings are flagged one by one."""

    def __init__(self, trial: Trial) -> None:
        self.gap = merge_steps(MERGE_HOURS, trial.step_hours)
        self.firsts: list[int] = []
        self.lasts: list[int] = []
        self.starts = [first for first, _ in trial.faults]
        self.ends = [last for _, last in trial.faults]
        self.found = [False] * len(trial.faults)
        self.false_events = 0

    def flag(self, where: int) -> None:
        """Flag one more reading: a new event, a longer one, or two that become one."""
        place = bisect_right(self.firsts, where)
        begin = end = where
        low = high = place
        if place and where - self.lasts[place - 1] <= self.gap:
            low = place - 1
            begin, end = self.firsts[low], max(self.lasts[low], where)
        if place < len(self.firsts) and self.firsts[place] - where <= self.gap:
            high = place + 1
            end = self.lasts[place]
        for event in range(low, high):
            self.false_events -= not self._met(self.firsts[event], self.lasts[event])
        self.firsts[low:high], self.lasts[low:high] = [begin], [end]
        met = self._met(begin, end)
        self.false_events += not met
        for fault in met:
            self.found[fault] = True

    def _met(self, begin: int, end: int) -> range:
        """Return the faults that an event meets."""
        first = bisect_right(self.ends, begin - 1)
        return range(first, max(first, bisect_right(self.starts, end)))


@dataclass(eq=False)
class _Step:
    """All trials at one level; the events grow on with the next step."""

    level: float
    events: list[_Growing]
    false_events: int = 0
    count: int = 0
    changed: bool = False

    def found(self) -> tuple[tuple[bool, ...], ...]:
        return tuple(tuple(events.found) for events in self.events)


def _descent(trials: Sequence[Trial]) -> Iterator[_Step]:
    """Lower one level for all trials from the highest score on, and yield what is flagged at each."""
    score = np.concatenate([trial.score for trial in trials])
    owner = np.repeat(np.arange(len(trials)), [len(trial.score) for trial in trials])
    where = np.concatenate([np.arange(len(trial.score)) for trial in trials])
    order = np.argsort(-score, kind="stable")
    order = order[: np.count_nonzero(score > 0)]  # NaN comes last
    step = _Step(float("inf"), [_Growing(trial) for trial in trials])
    falling = score[order]
    is_last = np.append(falling[1:] != falling[:-1], True) if len(order) else np.zeros(0, bool)
    for level, one, position, complete in zip(
        falling.tolist(), owner[order].tolist(), where[order].tolist(), is_last.tolist(), strict=True
    ):
        events = step.events[one]
        false_before, found_before = events.false_events, sum(events.found)
        events.flag(position)
        step.false_events += events.false_events - false_before
        gained = sum(events.found) - found_before
        step.count += gained
        step.changed = step.changed or gained > 0
        if complete:
            step.level = level
            yield step
            step.changed = False
