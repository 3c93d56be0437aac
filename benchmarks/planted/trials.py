"""The trials: faults planted in every meter, every method run on them, and what it finds."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from benchmarks.planted.methods import OFFERED, Effort, methods, scores_of
from benchmarks.planted.metrics import MERGE_HOURS, Fault, Trial, vus_pr
from benchmarks.planted.sizes import relative_sizes
from benchmarks.processes import side_by_side
from data.errors import DataError
from data.series import FloatArray, MeterSeries
from data.simulation.inject import FaultLabel, Planting, plant_random
from detectors.events.events import events
from detectors.events.rates import months_judged
from detectors.registry import detector
from detectors.threshold import Threshold

HISTORY = timedelta(days=91)
FAULTS = 10
SEEDS = (1, 2, 3)
VUS_HOURS = 24


@dataclass(frozen=True, eq=False)
class MethodTrial:
    """One method on one meter with faults planted by one seed, their kinds, and their sizes in usual scales."""

    method: str
    seed: int
    trial: Trial
    vus_pr: float
    kinds: tuple[str, ...]
    sizes: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class MeterTrials:
    """All methods on one meter, and the events a month where nothing is planted."""

    methods: tuple[MethodTrial, ...]
    clean_events_per_month: float


def run_trials(
    meters: Sequence[MeterSeries], seeds: Sequence[int] = SEEDS, tried: Mapping[str, Effort] | None = None
) -> list[MeterTrials]:
    """Run everything in two processes; stderr shows how far it is."""
    tried = methods() if tried is None else tried
    plans = [_plan(position, len(meters), seeds, tried) for position in range(len(meters))]
    done = []
    with side_by_side() as pool:
        for trials in pool.map(_meter_trials, meters, plans):
            done.append(trials)
            print(f"quality: {len(done)} of {len(meters)} meters", file=sys.stderr, flush=True)
    return done


def planted_in(year: MeterSeries, seed: int) -> tuple[MeterSeries, tuple[FaultLabel, ...]]:
    """Return a year with the faults of a seed after the history, and their labels."""
    return plant_random(year, Planting(count=FAULTS, after=year.start + HISTORY, seed=seed))


def history_of(year: MeterSeries) -> MeterSeries:
    """Return the part of a year that methods may be fitted to before anything is scored."""
    return year.between(end=year.start + HISTORY)


def judged(
    method: str,
    score: FloatArray,
    series: MeterSeries,
    labels: Sequence[FaultLabel],
    seed: int,
    sizes: tuple[float, ...] = (),
) -> MethodTrial:
    """Return a trial from the scores of a whole year; what comes after the history counts."""
    begin = int(series.index.searchsorted(series.start + HISTORY))
    faults = tuple(fault_of(label, series, begin) for label in labels)
    trial = Trial(np.asarray(score[begin:], np.float64), faults, series.step_hours)
    volume = vus_pr(trial.score, faults, round(VUS_HOURS / series.step_hours))
    return MethodTrial(method, seed, trial, volume, tuple(str(label.kind) for label in labels), sizes)


def fault_of(label: FaultLabel, series: MeterSeries, begin: int) -> Fault:
    """Return the first and the last reading of a fault, counted from position ``begin`` of the series on."""
    first, stop = (int(series.index.searchsorted(time)) - begin for time in (label.start, label.end))
    return first, stop - 1


def clean_events_per_month(year: MeterSeries) -> float:
    """Return how many events a month the offered detector shows at its default level where nothing is planted."""
    scores = detector(OFFERED)().fit(history_of(year)).score(year)
    part = slice(int(year.index.searchsorted(year.start + HISTORY)), None)
    after = scores.taken(part)
    return len(events(year, scores, Threshold(merge_hours=MERGE_HOURS), part)) / months_judged(after)


def _plan(
    meter: int, meters: int, seeds: Sequence[int], tried: Mapping[str, Effort]
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return the seeds of a meter and which methods are tried on each."""
    return tuple(
        (seed, tuple(name for name, effort in tried.items() if effort.includes(meter, meters, position)))
        for position, seed in enumerate(seeds)
    )


def _meter_trials(year: MeterSeries, plan: tuple[tuple[int, tuple[str, ...]], ...]) -> MeterTrials:
    found: list[MethodTrial] = []
    for seed, names in plan:
        planted, labels = planted_in(year, seed)
        history, sizes = history_of(planted), relative_sizes(year, planted, labels)
        for name in names:
            try:
                score = scores_of(name, planted, history)
            except DataError as error:  # a meter that a method cannot score is reported, and counts as nothing found
                print(f"quality: {name}: {error}", file=sys.stderr, flush=True)
                score = np.full(len(planted), np.nan)
            except Exception as error:
                error.add_note(f"in {name} on {planted.meter_id}, seed {seed}")
                raise
            found.append(judged(name, score, planted, labels, seed, sizes))
    return MeterTrials(tuple(found), clean_events_per_month(year))
