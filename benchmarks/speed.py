"""Speed: import of a large file against pandas, and each detector against MSTL."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections import deque
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from benchmarks.detector_times import detector_report
from benchmarks.timing import Cost, cost
from data.importing.formats.uci import read_uci
from data.simulation.uci_writer import METERS, ROWS, write_uci
from data.storage.store import Store

IMPORT_RATIO = 2.0
IMPORT_GB = 1.0
ROUNDS = 3


def report() -> str:
    """Measure and return both tables."""
    return "\n\n".join([_import_report(), detector_report()])


def import_costs(
    folder: Path, meters: int = METERS, rows: int = ROWS, rounds: int = ROUNDS
) -> tuple[list[Cost], list[Cost], float]:
    """Return what import into a store and plain pandas cost for the same new file, alternately, and its size in GB."""
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


def _met(is_met: bool) -> str:
    return "met" if is_met else "**missed**"


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
