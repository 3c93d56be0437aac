"""The trials of the public libraries: the same series, faults and history as for every other method."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.peers.environment import NoEnvironmentError, peers_python
from benchmarks.peers.runner import RUNNERS
from benchmarks.planted.baselines import filled
from benchmarks.planted.methods import Effort
from benchmarks.planted.sizes import relative_sizes
from benchmarks.planted.trials import SEEDS, MethodTrial, history_of, judged, planted_in
from benchmarks.processes import PROCESSES
from data.series import FloatArray, MeterSeries
from data.simulation.inject import FaultLabel

SLOW = {
    "statsmodels MSTL residual": Effort(one_seed=True),
    "Merlion DefaultDetector": Effort(one_seed=True, few_meters=True),
}
PEERS: dict[str, Effort] = {name: SLOW.get(name, Effort()) for name in RUNNERS}
RUNNER = Path(__file__).with_name("runner.py")
MAX_HOURS = 0.5
"""For one library on all its series."""
MAX_REASON = 120


@dataclass(frozen=True, eq=False)
class Case:
    """A series with planted faults, and where it stands among the trials."""

    meter: int
    seed: int
    series: MeterSeries
    labels: tuple[FaultLabel, ...]
    sizes: tuple[float, ...]

    @classmethod
    def of(cls, meter: int, seed: int, year: MeterSeries) -> Case:
        """Return the case of a year and a seed."""
        planted, labels = planted_in(year, seed)
        return cls(meter, seed, planted, labels, relative_sizes(year, planted, labels))


@dataclass(frozen=True, eq=False)
class Peers:
    """The trials of the libraries that ran, and for the others why they did not."""

    trials: tuple[MethodTrial, ...] = ()
    absent: Mapping[str, str] = field(default_factory=dict)


def peer_trials(
    meters: Sequence[MeterSeries], seeds: Sequence[int] = SEEDS, tried: Mapping[str, Effort] = PEERS
) -> Peers:
    """Run the public libraries in two processes; without their environment the answer says so and is empty."""
    try:
        python = peers_python()
    except NoEnvironmentError as error:
        return Peers(absent=dict.fromkeys(tried, str(error)))
    cases = [Case.of(meter, seed, year) for meter, year in enumerate(meters) for seed in seeds]
    with ThreadPoolExecutor(PROCESSES) as pool:
        found = list(pool.map(lambda name: _tried(name, python, cases, tried[name]), tried))
    absent = {name: one for name, one in zip(tried, found, strict=True) if isinstance(one, str)}
    return Peers(tuple(trial for one in found if not isinstance(one, str) for trial in one), absent)


def _tried(name: str, python: Path, cases: Sequence[Case], effort: Effort) -> list[MethodTrial] | str:
    """Return the trials of one library, or why there are none."""
    seeds = sorted({case.seed for case in cases})
    meters = len({case.meter for case in cases})
    chosen = [case for case in cases if effort.includes(case.meter, meters, seeds.index(case.seed))]
    scores = scored(name, python, [case.series for case in chosen])
    if isinstance(scores, str):
        return scores
    print(f"quality: {name} is done", file=sys.stderr, flush=True)
    return [
        judged(name, score, case.series, case.labels, case.seed, case.sizes)
        for case, score in zip(chosen, scores, strict=True)
    ]


def scored(name: str, python: Path, series: Sequence[MeterSeries]) -> list[FloatArray] | str:
    """Return the scores of one library for each series, or a sentence why it gives none.

    A series it fails on counts as one in which nothing is found, unless it fails on all of them.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "series.npz", Path(folder) / "scores.npz"
        np.savez(source, allow_pickle=False, **_packed(series))
        command = [str(python), str(RUNNER), name, str(source), str(target)]
        code = _ended(command)
        if code is None:
            return f"took more than {60 * MAX_HOURS:.0f} minutes"
        if code or not target.exists():
            return f"ended with code {code}"
        with np.load(target) as answers:
            errors = [str(answers[key]) for key in answers.files if key.startswith("error_")]
            if len(errors) == len(series):
                return errors[0].splitlines()[0][:MAX_REASON]
            return [_answer(answers, position, len(one)) for position, one in enumerate(series)]


def _ended(command: Sequence[str]) -> int | None:
    """Run a command and return its code, None where it takes too long; whatever it started ends with it."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 - our own script
        command, stdin=quiet, stdout=quiet, stderr=quiet, env=environment, start_new_session=True
    )
    try:
        return process.wait(3600 * MAX_HOURS)
    except subprocess.TimeoutExpired:
        return None
    finally:  # Merlion leaves a Java process behind
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()


def _answer(answers: Mapping[str, FloatArray], position: int, size: int) -> FloatArray:
    key = f"score_{position}"
    return np.asarray(answers[key], np.float64) if key in answers else np.full(size, np.nan)


def _packed(series: Sequence[MeterSeries]) -> dict[str, FloatArray]:
    packed = {}
    for position, one in enumerate(series):
        packed[f"power_{position}"] = filled(one)
        plan = (len(history_of(one)), one.steps_per_day, one.step.total_seconds())
        packed[f"plan_{position}"] = np.array(plan, np.float64)
    return packed
