"""Home Assistant: the history of sensors, written where a value changes, and exports of the energy dashboard.

A sensor of power has a value until the next one, so that its mean over an interval is one over time; a counter is read
at the ends of intervals. Both are brought to regular times here; what the sensors measure is told by their names.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.errors import DataError
from data.importing.formats.registry import SURE, FileFormat, ReadTable, declare_format
from data.importing.options import Guess, ImportOptions
from data.importing.raw_table import RawTable

FloatArray = NDArray[np.float64]
Int64Array = NDArray[np.int64]
HISTORY = b"entity_id,state,last_changed"
SECOND = 1_000_000
STEPS = (300, 900, 3600)
"""Lengths of the intervals that a sensor may be brought to, in seconds."""
PER_STEP = 2.0
"""An interval is at least so many times the usual distance of two values."""
REGULAR = 0.8
"""Values of which so large a share follow each other at one distance stay as they are."""
NEAR = 0.05
MAX_FALLS = 0.02
MIN_VALUES = 4
LARGEST_KW = 30.0
"""Sensors of power count in W; smaller ones than this number may be in kW."""
_POWER = re.compile(r"power(?!_factor)|watt|leistung|vermogen|puissance|poten[zc]|effekt|teho")
MAX_HELD = 6 * 3600 * SECOND
"""A value counts until the next one, but no longer than this: then nobody knows."""
FORM = Guess("layout", "Home Assistant", "a history of sensors, written where a value changes", True)


def read_history(body: bytes, name: str, options: ImportOptions) -> ReadTable:
    """Read a history of sensors as a table with regular times.

    Raises
    ------
    DataError
        When no sensor has numbers.
    """
    sensors: dict[str, list[tuple[int, float]]] = {}
    for entity, state, changed in _rows(body):
        sensors.setdefault(entity, []).append((_instant(changed), _number(state)))
    columns: list[tuple[str, Int64Array, FloatArray]] = []
    for entity, pairs in sensors.items():
        times, values = np.array([at for at, _ in pairs], np.int64), np.array([value for _, value in pairs])
        known = times > 0
        if np.isfinite(values[known]).sum() >= MIN_VALUES:
            columns.append((entity, *_regular(times[known], values[known])))
    if not columns:
        raise DataError(f"{name} has no sensor with numbers; export the history of an energy or power sensor.")
    table = pa.table(
        {
            "entity_id": pa.array([entity for entity, times, _ in columns for _ in times], pa.string()),
            "state": pa.array([repr(float(value)) for _, _, values in columns for value in values], pa.string()),
            "last_changed": pa.array([_shown(at) for _, times, _ in columns for at in times], pa.string()),
            "unit": pa.array([_unit(entity, values) for entity, _, values in columns for _ in values], pa.string()),
        }
    )
    known_options = options.filled(encoding="utf-8", separator=",", header_row=0, decimal=".")
    return ReadTable(RawTable(table, first_row=2), known_options, (FORM,))


def _rows(body: bytes) -> Iterable[tuple[str, str, str]]:
    reader = csv.reader(body.decode("utf-8-sig", "replace").splitlines())
    next(reader, None)
    for row in reader:
        if len(row) >= 3:
            yield row[0].strip(), row[1].strip(), row[2].strip()


def _instant(text: str) -> int:
    """Return a time in microseconds, 0 where a text is none; a time without an offset is one of UTC."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return 0
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * SECOND)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan


def _shown(at: int) -> str:
    return f"{np.datetime64(int(at), 'us').item():%Y-%m-%dT%H:%M:%S.%f}Z"


def _unit(entity: str, values: FloatArray) -> str:
    """Return the unit of a sensor of power by its size, empty for other sensors: a history does not say it."""
    if not _POWER.search(entity.lower()):
        return ""
    known = np.abs(values[np.isfinite(values) & (values != 0)])
    return "W" if len(known) and np.median(known) > LARGEST_KW else "kW"


def _regular(times: Int64Array, values: FloatArray) -> tuple[Int64Array, FloatArray]:
    """Return values at regular times; those that have them already as they are."""
    order = np.argsort(times, kind="stable")
    times, values = times[order], values[order]
    gaps = np.diff(times)
    usual = float(np.median(gaps[gaps > 0])) if np.any(gaps > 0) else 0.0
    if usual == 0.0 or np.mean(np.abs(gaps - usual) <= NEAR * usual) >= REGULAR:
        return times, values
    step = SECOND * next((each for each in STEPS if each * SECOND >= PER_STEP * usual), STEPS[-1])
    edges = np.arange(-(-times[0] // step), times[-1] // step + 1, dtype=np.int64) * step
    if len(edges) < MIN_VALUES:
        return times, values
    known = values[np.isfinite(values)]
    counts = known[-1] > known[0] and np.mean(np.diff(known) < 0) <= MAX_FALLS
    return (edges, _at(edges, times, values)) if counts else (edges[:-1], _means(edges, times, values))


def _at(edges: Int64Array, times: Int64Array, values: FloatArray) -> FloatArray:
    """Return what a counter shows at some times: between two of its values as if it rose evenly."""
    known = np.isfinite(values)
    read = np.interp(edges, times[known], values[known])
    after = np.clip(np.searchsorted(times, edges, side="left"), 1, len(times) - 1)
    unknown = ~known[after] | ~known[after - 1] | (times[after] - times[after - 1] > MAX_HELD)
    return np.where(unknown & (times[after] != edges), np.nan, read)


def _means(edges: Int64Array, times: Int64Array, values: FloatArray) -> FloatArray:
    """Return the mean over time of a value that holds until the next one, between edges; NaN where it is unknown."""
    ends = np.minimum(np.append(times[1:], times[-1]), times + MAX_HELD)
    held = np.where(np.isfinite(values), ends - times, 0)
    seconds = _until(edges, times, held)
    total = _until(edges, times, held * np.nan_to_num(values), held)
    length = np.diff(seconds)
    full = length >= (1 - NEAR) * np.diff(edges)
    return np.where(full, np.diff(total) / np.where(length > 0, length, 1), np.nan)


def _until(edges: Int64Array, times: Int64Array, amounts: FloatArray, held: FloatArray | None = None) -> FloatArray:
    """Return the sum of amounts up to some times, each amount coming in evenly while its value holds."""
    lengths = amounts if held is None else held
    before = np.append(0.0, np.cumsum(amounts))
    at = np.clip(np.searchsorted(times, edges, side="right") - 1, 0, len(times) - 1)
    length = np.where(lengths[at] > 0, lengths[at], 1)
    share = np.clip((edges - times[at]) / length, 0.0, 1.0)
    return np.asarray(before[at] + share * amounts[at])


def sniff_history(body: bytes) -> float:
    """Return how sure it is that a content is a history of Home Assistant."""
    return SURE if body.lstrip(b"\xef\xbb\xbf \r\n").replace(b'"', b"").lower().startswith(HISTORY) else 0.0


declare_format(
    FileFormat(
        key="home_assistant",
        label="Home Assistant",
        endings=(".csv",),
        summary="history of sensors, written where a value changes",
        sniff=sniff_history,
        read=read_history,
        remedy="export it again",
        named=False,
    )
)
