"""Import: how long guessing takes, and whether what described formats hold comes back."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.described.sweep import trials
from data.importing.load import preview

FloatArray = NDArray[np.float64]
ROWS = 100_000
GUESS_SECONDS = 1.0
ROUNDS = 3
ZONE = "Europe/Zurich"


def report() -> str:
    """Measure and return the table of guessing and the sums of the sweep."""
    seconds = {what: guessing_seconds(body) for what, body in _files().items()}
    rows = [f"| {what} | {taken:.2f} |" for what, taken in seconds.items()]
    found = list(trials())
    equal = sum(not trial.wrong for trial in found)
    refused = sum(trial.refused for trial in found)
    formats = len({trial.format.key for trial in found})
    met = "met" if max(seconds.values()) < GUESS_SECONDS else "**missed**"
    return f"""\
### Guessing

What a file of {ROWS:,} rows means, guessed and shown as the page shows it: processor time, all threads
together; median of {ROUNDS}.

| file | seconds |
|---|---:|
{chr(10).join(rows)}

Target: under {GUESS_SECONDS:g} s. Measured: {met}.

### Described formats

One simulated meter, written in {formats} formats of grid companies, suppliers, building systems and Home Assistant,
each
in its steps, over a change of the clock in spring and in autumn; meters, span, every value and energy compared
([the table](../docs/formats.md)).

{len(found)} files: {equal} came back equal, {refused} were refused, {len(found) - equal - refused} differ."""


def guessing_seconds(body: bytes, rounds: int = ROUNDS) -> float:
    """Return the processor time that a preview of a file takes, all threads together."""
    return statistics.median(_guessed(body) for _ in range(rounds))


def _guessed(body: bytes) -> float:
    begun = time.process_time()
    preview(body, "readings.csv", default_timezone=ZONE)
    return time.process_time() - begun


def _files() -> dict[str, bytes]:
    writers: dict[str, Callable[[pd.DatetimeIndex, FloatArray], bytes]] = {
        "one row a reading, decimal commas": _long, "three meters in columns": _wide, "two meters row by row": _rows,
        "hours beside dates": _hours,
    }  # fmt: skip
    index = pd.date_range("2021-01-01", periods=ROWS, freq="15min", tz=ZONE)
    values = np.random.default_rng(5).gamma(2.0, 1.0, (ROWS, 3)).round(3)
    return {what: write(index, values) for what, write in writers.items()}


def _long(index: pd.DatetimeIndex, values: FloatArray) -> bytes:
    stamps = index.strftime("%d.%m.%Y %H:%M")
    numbers = [f"{value:.3f}".replace(".", ",") for value in values[:, 0]]
    lines = [f"{at};{number}" for at, number in zip(stamps, numbers, strict=True)]
    return "\n".join(["Zeit;Verbrauch kWh", *lines, ""]).encode()


def _wide(index: pd.DatetimeIndex, values: FloatArray) -> bytes:
    frame = pd.DataFrame(values, columns=["A kWh", "B kWh", "C kWh"], index=index.strftime("%Y-%m-%d %H:%M"))
    return frame.to_csv(index_label="time").encode()


def _rows(index: pd.DatetimeIndex, values: FloatArray) -> bytes:
    half = index[: ROWS // 2].strftime("%Y-%m-%d %H:%M")
    parts = [
        pd.DataFrame({"meter": name, "time": half, "kWh": values[: ROWS // 2, at]}) for at, name in enumerate("AB")
    ]
    return pd.concat(parts).to_csv(index=False).encode()


def _hours(_index: pd.DatetimeIndex, values: FloatArray) -> bytes:
    hours = pd.date_range("2013-01-01", periods=ROWS, freq="h", tz=ZONE)
    frame = pd.DataFrame({"Date": hours.strftime("%Y-%m-%d"), "kWh": values[:, 0]})
    frame.insert(1, "Hour", frame.groupby("Date").cumcount() + 1)
    return frame.to_csv(index=False).encode()
