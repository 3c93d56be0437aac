"""Speed: import of a large file against pandas, and detection against MSTL."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pandas as pd
from statsmodels.tsa.seasonal import MSTL

from benchmarks.timing import Cost, cost
from data.plans import MeterPlan
from data.series import MeterSeries
from data.simulate import simulate
from data.store import Store
from data.uci import read_uci
from data.uci_writer import METERS, ROWS, write_uci
from detectors.registry import detector

IMPORT_RATIO = 3.0
IMPORT_GB = 2.0
DETECTION_RATIO = 0.3
ROUNDS = 3
OFFERED = "recommended"


def report() -> str:
    """Measure and return both tables."""
    return "\n\n".join([_import_report(), _detection_report()])


def import_costs(
    folder: Path, meters: int = METERS, rows: int = ROWS, rounds: int = ROUNDS
) -> tuple[list[Cost], list[Cost], float]:
    """Return what import into a store and plain pandas cost for the same new file, taking turns, and its size in GB."""
    file = folder / "LD2011_2014.txt"
    print("speed: writing the file", file=sys.stderr, flush=True)
    cost(_write, file, meters, rows)
    _read_once(file)
    ours, plain = [], []
    for turn in range(rounds):
        print(f"speed: import {turn + 1} of {rounds}", file=sys.stderr, flush=True)
        plain.append(cost(_with_pandas, file))
        ours.append(cost(_into_store, file, folder / f"store {turn}"))
    return ours, plain, file.stat().st_size / 1e9


def detection_seconds(series: MeterSeries, rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the median times of fit and score, and of MSTL, on the same readings, taking turns."""
    ours, other = [], []
    for turn in range(rounds):
        print(f"speed: detection {turn + 1} of {rounds}", file=sys.stderr, flush=True)
        ours.append(_timed(lambda: detector(OFFERED)().fit(series).score(series)))
        other.append(_timed(lambda: MSTL(series.power_kw, periods=_periods(series)).fit()))
    return statistics.median(ours), statistics.median(other)


def _typical(costs: Sequence[Cost]) -> Cost:
    """Return the median time and the largest peak."""
    return Cost(statistics.median(one.seconds for one in costs), max(one.peak_gb for one in costs))


def _import_report() -> str:
    with tempfile.TemporaryDirectory() as folder:
        imports, parses, size_gb = import_costs(Path(folder))
    by_turn = " ".join(f"{one.seconds / two.seconds:.2f}" for one, two in zip(imports, parses, strict=True))
    ours, plain = _typical(imports), _typical(parses)
    ratio = ours.seconds / plain.seconds
    rows = [
        f"| import: read, clean, store {METERS} meters | {ours.seconds:.1f} | {ours.peak_gb:.2f} |",
        f"| `pandas.read_csv` | {plain.seconds:.1f} | {plain.peak_gb:.2f} |",
    ]
    met = _met(ratio <= IMPORT_RATIO and ours.peak_gb < IMPORT_GB)
    return f"""\
### Import

A simulated file in the native format of ElectricityLoadDiagrams20112014 at its full size ({METERS} meters, {ROWS:,}
rows, {size_gb:.2f} GB), taking turns, each time in a process of its own, the file in the cache of the disk; median
time and largest peak of {ROUNDS}. `pandas.read_csv(file, sep=";", decimal=",", index_col=0, parse_dates=True)` ends
with a table in memory; the import also undoes the clock changes, checks every meter and writes it to disk.

| | seconds | peak memory GB |
|---|---:|---:|
{chr(10).join(rows)}

Target: at most {IMPORT_RATIO:g} times the time of pandas and less than {IMPORT_GB:g} GB.
Measured: {ratio:.2f} times (by turn {by_turn}), {ours.peak_gb:.2f} GB: {met}."""


def _detection_report() -> str:
    series = _office()
    ours, other = detection_seconds(series)
    met = _met(ours / other <= DETECTION_RATIO)
    return f"""\
### Detection

A year of a simulated office at 15 minutes ({len(series):,} readings), median of {ROUNDS}.

| | seconds |
|---|---:|
| `{OFFERED}`, fit and score | {ours:.2f} |
| statsmodels `MSTL(periods={_periods(series)})`, fit | {other:.2f} |

Target: at most {DETECTION_RATIO:g} times the time of MSTL. Measured: {ours / other:.2f} times: {met}."""


def _met(is_met: bool) -> str:
    return "met" if is_met else "**missed**"


def _periods(series: MeterSeries) -> tuple[int, int]:
    return series.steps_per_day, 7 * series.steps_per_day


def _office() -> MeterSeries:
    plan = MeterPlan(
        "office", "office", "Office", timezone="Europe/Zurich", country="CH", region="ZH", seed=7,
        start=date(2023, 1, 1), days=365,
    )  # fmt: skip
    return simulate(plan).series


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _write(file: Path, meters: int, rows: int) -> None:
    write_uci(file, meters=meters, rows=rows)


def _read_once(file: Path) -> None:
    """Bring the file into the cache of the disk, so that neither way waits for it."""
    with file.open("rb", buffering=0) as stream:
        while stream.read(1 << 24):
            pass
    os.sync()


def _with_pandas(file: Path) -> None:
    pd.read_csv(file, sep=";", decimal=",", index_col=0, parse_dates=True)


def _into_store(file: Path, folder: Path) -> None:
    deque(Store(folder).write_all(read_uci(file)), maxlen=0)
