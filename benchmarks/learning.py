"""Learning curve: what the offered detector finds after one month of history, and after a year."""

from __future__ import annotations

import statistics
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pandas as pd

from benchmarks.planted.meters import FILE, cambridge_periods
from benchmarks.planted.methods import OFFERED
from benchmarks.planted.metrics import Trial, within_budget
from benchmarks.planted.placebo import events_at, hits
from benchmarks.planted.trials import fault_of
from benchmarks.processes import side_by_side
from benchmarks.quality import MISSING
from data.series import MeterSeries
from data.simulation.inject import FaultLabel, Planting, plant_random
from detectors.registry import detector
from detectors.threshold import DEFAULT_LEVEL

MONTHS = {1: 30, 2: 61, 3: 91, 6: 182, 12: 365}
"""Days of history by months."""
JUDGED = timedelta(days=61)
PERIODS = 6
PERIOD = timedelta(days=max(MONTHS.values())) + PERIODS * JUDGED
FAULTS = 6
MIN_SHARE = 0.90
AT_MONTHS = 3
TOLERANCE = 0.01
"""Least recall at three months as a share of that at twelve, and how much a longer history may lose by chance."""


@dataclass(frozen=True, eq=False)
class TrainingPeriod:
    """One test period of a meter, with the trial of each length of history."""

    meter_id: str
    trials: dict[int, Trial]


@dataclass(frozen=True)
class Point:
    """What is found after so many months: at one false event a month, and at the default level."""

    months: int
    faults: int
    recall: float
    recall_default: float
    false_per_month: float


def report() -> str:
    """Measure and return protocol and curve."""
    if not FILE.exists():
        return MISSING
    training_periods = run_training_periods(cambridge_periods(PERIOD))
    return "\n\n".join([protocol(training_periods), table(curve(training_periods)), target(curve(training_periods))])


def run_training_periods(meters: Sequence[MeterSeries]) -> list[TrainingPeriod]:
    """Score every test period of every meter with every length of history, in two processes."""
    done: list[TrainingPeriod] = []
    with side_by_side() as pool:
        for count, training_periods in enumerate(pool.map(training_periods_of, meters), 1):
            done += training_periods
            print(f"learning: {count} of {len(meters)} meters", file=sys.stderr, flush=True)
    return done


def training_periods_of(meter: MeterSeries) -> list[TrainingPeriod]:
    """Score every second part of a meter that lies over ``PERIOD``, so that all seasons are tested on some meters.

    Parts without room for a fault are left out.
    """
    first = meter.start + timedelta(days=max(MONTHS.values()))
    found = []
    for number in range(zlib.crc32(meter.meter_id.encode()) % 2, PERIODS, 2):
        start = first + number * JUDGED
        planted, labels = _planted(meter.between(end=start + JUDGED), number)
        if labels:
            trials = {months: trial_after(planted, labels, start, days) for months, days in MONTHS.items()}
            found.append(TrainingPeriod(meter.meter_id, trials))
    return found


def curve(training_periods: Sequence[TrainingPeriod]) -> list[Point]:
    """Return one point for each length of history, shortest first."""
    return [_point(months, [one.trials[months] for one in training_periods]) for months in MONTHS]


def protocol(training_periods: Sequence[TrainingPeriod]) -> str:
    """Say in plain sentences how it was measured."""
    meters = len({one.meter_id for one in training_periods})
    faults = sum(len(one.trials[AT_MONTHS].faults) for one in training_periods)
    return f"""\
{meters} of the Cambridge meters have {PERIOD.days} days of which 98 % are known. The second year is {PERIODS} stretches
of {JUDGED.days} days; in every second one up to {FAULTS} faults are planted ({faults} in all), and `{OFFERED}` judges
it with the last one to twelve months before it as history: the same stretch and the same faults each time. It goes on
learning along the stretch. Recall is that of the first table (one false event a meter-month, level of each stretch);
beside it stand recall and false events at the default level ({DEFAULT_LEVEL:g} sigma)."""


def table(points: Sequence[Point]) -> str:
    """Return the curve."""
    rows = [
        f"| {point.months} | **{point.recall:.3f}** | {point.recall_default:.3f} | {point.false_per_month:.2f} |"
        for point in points
    ]
    head = "| months of history | recall | recall, default level | false events a month, default level |"
    return "\n".join([head, "|---:|---:|---:|---:|", *rows])


def target(points: Sequence[Point]) -> str:
    """Say whether recall never falls and three months are nearly as good as twelve."""
    falls = max((one.recall - two.recall for one, two in pairwise(points)), default=0.0)
    recall = {point.months: point.recall for point in points}
    share = recall[AT_MONTHS] / recall[max(recall)] if recall[max(recall)] else float("nan")
    met = "met" if falls <= TOLERANCE and share >= MIN_SHARE else "**missed**"
    return (
        f"Target: recall does not fall with more history (by more than {TOLERANCE}, chance), and at {AT_MONTHS} months "
        f"is at least {MIN_SHARE:.0%} of that at {max(recall)}. Measured: largest fall {max(falls, 0.0):.3f}, "
        f"{share:.0%}: {met}."
    )


def _planted(series: MeterSeries, number: int) -> tuple[MeterSeries, tuple[FaultLabel, ...]]:
    after = series.end - JUDGED
    seed = zlib.crc32(f"{series.meter_id} {number}".encode())
    return plant_random(series, Planting(count=FAULTS, after=after, seed=seed))


def trial_after(planted: MeterSeries, labels: Sequence[FaultLabel], start: pd.Timestamp, days: int) -> Trial:
    """Score what comes after ``start`` with so many days before it as history."""
    begin = int(planted.index.searchsorted(start))
    known = planted.between(start=planted.index[begin] - timedelta(days=days))
    scores = detector(OFFERED)().fit(known.between(end=planted.index[begin])).score(known)
    faults = tuple(fault_of(label, planted, begin) for label in labels)
    return Trial(np.asarray(scores.score[-(len(planted) - begin) :], np.float64), faults, planted.step_hours)


def _point(months: int, trials: Sequence[Trial]) -> Point:
    own = [found for trial in trials for found in within_budget([trial]).found[0]]
    default = [found for trial in trials for found in hits(trial, trial.faults, DEFAULT_LEVEL)]
    false = sum(_false_events(trial) for trial in trials)
    length = sum(trial.months for trial in trials)
    return Point(months, len(own), statistics.fmean(own), statistics.fmean(default), false / length)


def _false_events(trial: Trial) -> int:
    """Return how many events at the default level meet no fault."""
    events = events_at(trial, DEFAULT_LEVEL)
    return sum(not any(first <= end and last >= begin for begin, end in trial.faults) for first, last in events)
