"""The trials: faults planted in every meter, every method run on them, and what it finds."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.planted.baselines import baselines
from benchmarks.planted.meters import cambridge_years
from data.inject import Label, Planting, plant_random
from data.series import FloatArray, MeterSeries
from detectors.evaluation import MERGE_HOURS, Fault, Trial, vus_pr
from detectors.events import months_judged, spans
from detectors.registry import detector, detectors
from detectors.threshold import Threshold

HISTORY = timedelta(days=91)
FAULTS = 10
SEEDS = (1, 2, 3)
PROCESSES = 2
VUS_HOURS = 24
OFFERED = "recommended"


@dataclass(frozen=True, eq=False)
class MethodTrial:
    """One method on one meter with faults planted by one seed."""

    method: str
    seed: int
    trial: Trial
    vus_pr: float


@dataclass(frozen=True, eq=False)
class MeterTrials:
    """All methods on one meter; the kinds of the faults by seed, and the events a month where nothing is planted."""

    methods: tuple[MethodTrial, ...]
    kinds: dict[int, tuple[str, ...]]
    clean_events_per_month: float


def run_trials(meters: Sequence[MeterSeries] | None = None, seeds: Sequence[int] = SEEDS) -> list[MeterTrials]:
    """Run everything in two processes; how far it is is told on stderr."""
    meters = cambridge_years() if meters is None else meters
    done = []
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=fresh, initializer=threadpool_limits, initargs=(1,)) as pool:
        for trials in pool.map(_meter_trials, meters, [tuple(seeds)] * len(meters)):
            done.append(trials)
            print(f"quality: {len(done)} of {len(meters)} meters", file=sys.stderr, flush=True)
    return done


def _meter_trials(year: MeterSeries, seeds: tuple[int, ...]) -> MeterTrials:
    found: list[MethodTrial] = []
    kinds = {}
    for seed in seeds:
        planted, labels = plant_random(year, Planting(count=FAULTS, after=year.start + HISTORY, seed=seed))
        kinds[seed] = tuple(str(label.kind) for label in labels)
        found += [_judged(method, score, planted, labels, seed) for method, score in _scores(planted).items()]
    return MeterTrials(tuple(found), kinds, clean_events_per_month(year))


def _scores(series: MeterSeries) -> dict[str, FloatArray]:
    """Return the scores of every method by name, all detectors of the registry among them."""
    history = series.between(end=series.start + HISTORY)
    ours = {name: kind().fit(history).score(series).score for name, kind in detectors().items()}
    return {**ours, **{name: method(series, len(history)) for name, method in baselines().items()}}


def _judged(method: str, score: FloatArray, series: MeterSeries, labels: Sequence[Label], seed: int) -> MethodTrial:
    begin = int(series.index.searchsorted(series.start + HISTORY))
    faults = tuple(_fault(label, series, begin) for label in labels)
    trial = Trial(np.asarray(score[begin:], np.float64), faults, series.step_hours)
    return MethodTrial(method, seed, trial, vus_pr(trial.score, faults, round(VUS_HOURS / series.step_hours)))


def _fault(label: Label, series: MeterSeries, begin: int) -> Fault:
    first, stop = (int(series.index.searchsorted(time)) - begin for time in (label.start, label.end))
    return first, stop - 1


def clean_events_per_month(year: MeterSeries) -> float:
    """Return how many events a month the offered detector shows at its default level where nothing is planted."""
    scores = detector(OFFERED)().fit(year.between(end=year.start + HISTORY)).score(year)
    part = slice(int(year.index.searchsorted(year.start + HISTORY)), None)
    after = scores.taken(part)
    return len(spans(year.power_kw[part], after, Threshold(merge_hours=MERGE_HOURS))) / months_judged(after)
