"""A file in the native format of ElectricityLoadDiagrams20112014, of any size, from simulated meters.

The published file is third-party data and some 700 MB large; with this one the importer
(``data.importing.formats.uci``) can be tested and timed. Format: ``;`` between values, decimal comma, quoted names, kW,
one row for each of 96 quarter-hours of every day in Portuguese time, stamped at their end. Where the clock goes
forward, the stamps 01:00 to 01:45 that do not exist hold zeros; where it goes back, those that come twice hold the sum.
Clients that start later have zeros before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from data.errors import ParameterError
from data.files import atomic_file
from data.simulation.archetypes import ARCHETYPES
from data.simulation.plans import PORTO, MeterPlan
from data.simulation.simulate import simulate

METERS, ROWS = 370, 140_256
ROWS_PER_DAY = 96
FIRST_DAY = date(2011, 1, 1)
STEP_US = 15 * 60 * 1_000_000
BLOCK_ROWS = 4096
SIGNIFICANT_DIGITS = 15  # as in the published file
LATE_SHARE = 0.5  # of the clients starts later ...
LATE_START = (0.25, 0.75)  # ... after this part of the time
LARGEST_COUNT = np.iinfo(np.uint16).max // 2  # room for the sum of two hours
ARCHETYPE_WEIGHTS = {
    "office": 0.3,
    "retail": 0.25,
    "industry": 0.15,
    "cold store": 0.1,
    "school": 0.1,
    "household": 0.1,
}


@dataclass(frozen=True, eq=False)
class _Client:
    """One column: whole counts of its meter by row, and what a count is worth."""

    counts: NDArray[np.uint16]
    unit_kw: float


def write_uci(target: Path | IO[bytes], *, meters: int = METERS, rows: int = ROWS, seed: int = 321) -> None:
    """Write a file as large as wanted; a path is replaced as a whole.

    Raises
    ------
    ParameterError
        When the rows are no whole days of 96, or there is no meter.
    """
    if isinstance(target, Path):
        with atomic_file(target) as stream:
            write_uci(stream, meters=meters, rows=rows, seed=seed)
        return
    if meters < 1 or rows < ROWS_PER_DAY or rows % ROWS_PER_DAY:
        raise ParameterError(f"{meters} meters and {rows} rows are asked for; it takes 1 or more, and days of 96 rows.")
    stamps = first_stamp() + STEP_US * np.arange(rows)
    clients = [_client(plan, stamps, seed) for plan in uci_plans(meters, rows // ROWS_PER_DAY, seed)]
    names = [client_name(number) for number in range(meters)]
    target.write((";".join(f'"{name}"' for name in ("", *names)) + "\n").encode())
    units = [_values_by_count(client) for client in clients]
    for first in range(0, rows, BLOCK_ROWS):
        block = slice(first, min(first + BLOCK_ROWS, rows))
        columns = [values[client.counts[block]] for client, values in zip(clients, units, strict=True)]
        target.write(_as_text(stamps[block], columns))


def uci_plans(meters: int, days: int, seed: int) -> tuple[MeterPlan, ...]:
    """Return the plans of the clients; those of a smaller file are the first ones of a larger."""
    return tuple(_plan(number, days, seed) for number in range(meters))


def client_name(number: int) -> str:
    """Return the name of a client, counted from 0, as the published file has it."""
    return f"MT_{number + 1:03d}"


def start_row(plan: MeterPlan, rows: int) -> int:
    """Return the first row of a client that holds readings: 0, or a day later on."""
    rng = np.random.default_rng([plan.seed, 1])
    late = rng.uniform() < LATE_SHARE
    return int(rng.uniform(*LATE_START) * rows) // ROWS_PER_DAY * ROWS_PER_DAY if late else 0


def first_stamp() -> int:
    """Return the first stamp as microseconds of local time: the end of the first quarter-hour."""
    return int(pd.Timestamp(FIRST_DAY).as_unit("us").value // 1000) + STEP_US


def _plan(number: int, days: int, seed: int) -> MeterPlan:
    rng = np.random.default_rng([seed, number])
    archetype = str(rng.choice(list(ARCHETYPE_WEIGHTS), p=list(ARCHETYPE_WEIGHTS.values())))
    return MeterPlan(
        meter_id=client_name(number),
        archetype=archetype,
        name=client_name(number),
        timezone=PORTO.timezone,
        country=PORTO.country,
        region=PORTO.region,
        seed=int(rng.integers(2**31)),
        start=FIRST_DAY,
        days=days,
        scale=float(np.clip(rng.lognormal(0.0, 0.7), 0.2, 6.0)),
        growth=float(rng.normal(0.0, 0.02)),
        climate=PORTO.climate,
    )


def _client(plan: MeterPlan, stamps: NDArray[np.int64], seed: int) -> _Client:
    """Simulate a client in absolute time and lay it out in rows of local time."""
    series = simulate(plan).series
    quantum_kw = ARCHETYPES[plan.archetype].quantum_kwh * 4.0
    counts = np.minimum(np.round(series.power_kw / quantum_kw), LARGEST_COUNT)
    ends = (series.index + series.step).tz_localize(None).as_unit("us").asi8
    rows = (ends - stamps[0]) // STEP_US
    laid_out = np.bincount(rows, weights=counts, minlength=len(stamps))[: len(stamps)]
    laid_out[: start_row(plan, len(stamps))] = 0.0
    unit_kw = quantum_kw * np.random.default_rng([seed, plan.seed]).uniform(0.7, 1.3)  # odd, as published units are
    return _Client(laid_out.astype(np.uint16), float(unit_kw))


def _values_by_count(client: _Client) -> NDArray[np.float64]:
    largest = int(client.counts.max())
    return np.array([float(f"{count * client.unit_kw:.{SIGNIFICANT_DIGITS}g}") for count in range(largest + 1)])


def _as_text(stamps: NDArray[np.int64], columns: list[NDArray[np.float64]]) -> bytes:
    times = np.datetime_as_string(stamps.astype("datetime64[us]").astype("datetime64[s]"))
    texts = pa.array(np.char.replace(times, "T", " ").tolist())
    table = pa.table(
        [texts, *(pa.array(column) for column in columns)], names=[str(n) for n in range(len(columns) + 1)]
    )
    sink = pa.BufferOutputStream()
    pacsv.write_csv(table, sink, pacsv.WriteOptions(include_header=False, delimiter=";"))
    text: bytes = sink.getvalue().to_pybytes()
    return text.replace(b".", b",")
