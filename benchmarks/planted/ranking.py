"""From trials to figures: one row a method, and what each finds of each kind."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.planted.metrics import FALSE_PER_MONTH, Verdict, best_f1, within_budget
from benchmarks.planted.placebo import hits, placebos
from benchmarks.planted.sizes import size_name
from benchmarks.planted.trials import MethodTrial

Counts = dict[str, dict[str, tuple[int, int]]]
"""By method and name how many were found, and how many planted."""
TWICE = 2.0 * FALSE_PER_MONTH


@dataclass(frozen=True)
class Ranked:
    """A row of the table; recalls are shares of the planted faults.

    Attributes
    ----------
    faults
        How many were planted where the method was tried.
    recall, recall_two
        At one and at two false events a meter-month, with the level of each meter.
    by_chance
        Share of the placebos hit at the levels of ``recall``.
    recall_one_level, one_level
        At one false event a meter-month, with one level for all meters.
    """

    method: str
    faults: int
    recall: float
    recall_by_seed: tuple[float, ...]
    recall_two: float
    by_chance: float
    recall_one_level: float
    one_level: float
    vus_pr: float
    event_f1: float


def ranking(trials: Sequence[MethodTrial]) -> list[Ranked]:
    """Return one row a method, best recall first."""
    names = dict.fromkeys(trial.method for trial in trials)
    rows = [_ranked(name, [trial for trial in trials if trial.method == name]) for name in names]
    return sorted(rows, key=lambda row: -row.recall)


def recall_by_kind(trials: Sequence[MethodTrial]) -> Counts:
    """Return by method and kind how many faults were found and planted, with the level of each meter."""
    return _counted((one, one.kinds) for one in trials)


def recall_by_size(trials: Sequence[MethodTrial]) -> Counts:
    """Return by method and size in usual scales how many faults were found and planted, with the level of each meter.

    Trials without sizes are left out.
    """
    return _counted((one, tuple(map(size_name, one.sizes))) for one in trials if one.sizes)


def _counted(named: Iterable[tuple[MethodTrial, tuple[str, ...]]]) -> Counts:
    """Return by method how many faults of each name were found and planted."""
    found: dict[str, Counter[str]] = {}
    planted: dict[str, Counter[str]] = {}
    for one, names in named:
        for name, is_found in zip(names, _own_level(one).found[0], strict=True):
            planted.setdefault(one.method, Counter())[name] += 1
            found.setdefault(one.method, Counter())[name] += is_found
    return {
        method: {name: (found[method][name], of) for name, of in names.items()} for method, names in planted.items()
    }


def _ranked(method: str, trials: Sequence[MethodTrial]) -> Ranked:
    shared = within_budget([one.trial for one in trials])
    seeds = sorted({one.seed for one in trials})
    return Ranked(
        method,
        faults=sum(len(one.trial.faults) for one in trials),
        recall=_recall(trials),
        recall_by_seed=tuple(_recall([one for one in trials if one.seed == seed]) for seed in seeds),
        recall_two=_recall(trials, TWICE),
        by_chance=_by_chance(trials),
        recall_one_level=shared.recall,
        one_level=shared.level,
        vus_pr=statistics.fmean(one.vus_pr for one in trials),
        event_f1=best_f1([one.trial for one in trials]).f1,
    )


def _own_level(one: MethodTrial, budget: float = FALSE_PER_MONTH) -> Verdict:
    return within_budget([one.trial], budget)


def _recall(trials: Sequence[MethodTrial], budget: float = FALSE_PER_MONTH) -> float:
    return statistics.fmean(is_found for one in trials for is_found in _own_level(one, budget).found[0])


def _by_chance(trials: Sequence[MethodTrial]) -> float:
    hit = [is_hit for one in trials for is_hit in hits(one.trial, placebos(one.trial, one.seed), _own_level(one).level)]
    return statistics.fmean(hit) if hit else float("nan")
