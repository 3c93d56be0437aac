"""Lines and areas of the main chart as points: x is wall time, y a value; NaN parts one piece from the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.figures.detail import BoolArray, Buckets, Int64Array
from data.series import FloatArray

DAY_MS = 86_400_000
MARK_PX = 5.0
"""The narrowest bar of an event."""
WideArray = NDArray[np.datetime64]


@dataclass(frozen=True, eq=False)
class Points:
    """Points of a trace; both arrays have the same length."""

    x: WideArray
    y: FloatArray


@dataclass(frozen=True, eq=False)
class Bar:
    """A bar over one time an event happened, or over several that would touch.

    Wall times, the worst of its events, and which these are.
    """

    start_ms: float
    end_ms: float
    worst: int
    events: frozenset[int]
    is_narrow: bool = False


def line(buckets: Buckets, values: FloatArray, *, is_step: bool) -> Points:
    """Return a line of one column; a gap where it is unknown and where the wall clock goes back."""
    x, y = _places(buckets, is_step=is_step), np.repeat(values, 2 if is_step else 1)
    breaks = np.flatnonzero(buckets.goes_back) * (2 if is_step else 1)
    return Points(_times(np.insert(x, breaks, x[breaks])), np.insert(y, breaks, np.nan))


def lines_of(buckets: Buckets, columns: Iterable[FloatArray], *, is_step: bool) -> Points:
    """Return the lines of several columns as one, with a gap between them."""
    lines = [line(buckets, column, is_step=is_step) for column in columns]
    x = np.concatenate([part for each in lines for part in (each.x, each.x[-1:])])
    return Points(x, np.concatenate([part for each in lines for part in (each.y, np.full(len(each.y[-1:]), np.nan))]))


def area(buckets: Buckets, low: FloatArray, high: FloatArray, *, is_step: bool) -> Points:
    """Return the area between two columns, one polygon for each run without a gap."""
    x = _places(buckets, is_step=is_step)
    size = 2 if is_step else 1
    low, high = np.repeat(low, size), np.repeat(high, size)
    known = np.isfinite(low) & np.isfinite(high)
    begins = np.zeros(len(x), bool)
    begins[np.flatnonzero(buckets.goes_back) * size] = True
    return polygons((x[part], low[part], high[part]) for part in _runs(known, begins))


def excess(readings: Buckets, counted: BoolArray, side: int, per_px: int) -> Points:
    """Return the area between expected and readings on one side, where ``counted``.

    In each pixel of ``per_px`` readings it is drawn by the reading that is furthest away.
    """
    away = np.where(counted, (readings.power - readings.expected) * side, np.nan)
    away = np.where(away > 0, away, 0.0)
    columns = np.pad(away, (0, -len(away) % per_px)).reshape(-1, per_px)
    first = np.arange(len(columns)) * per_px
    worst = first + columns.argmax(axis=1)
    farthest = columns.max(axis=1)
    base = np.fmin(readings.power, readings.expected)[np.minimum(worst, len(readings) - 1)]
    start = readings.start_ms[first]
    width = per_px * float(readings.end_ms[0] - readings.start_ms[0])
    x = np.column_stack([start, start + width])
    runs = _runs(farthest > 0, readings.goes_back[first])
    return polygons((x[part].ravel(), np.repeat(base[part], 2), np.repeat((base + farthest)[part], 2)) for part in runs)


def zones(ranges_ms: Iterable[tuple[float, float]], low: float, high: float) -> Points:
    """Return ranges of wall time as areas from one height to another."""
    return polygons((np.array(ends, float), np.full(2, low), np.full(2, high)) for ends in ranges_ms)


def polygons(parts: Iterable[tuple[NDArray[np.floating], FloatArray, FloatArray]]) -> Points:
    """Return areas between a lower and an upper edge, given as ``(x, low, high)``, as one closed line with gaps."""
    x: list[NDArray[np.floating]] = []
    y: list[FloatArray] = []
    for at, low, high in parts:
        x += [at, at[::-1], at[:1]]
        y += [high, low[::-1], np.full(1, np.nan)]
    if not x:
        return Points(np.empty(0, "datetime64[ms]"), np.empty(0))
    return Points(_times(np.concatenate(x)), np.concatenate(y))


def bars(start_ms: FloatArray, end_ms: FloatArray, event: Int64Array, peak: FloatArray, ms_per_px: float) -> list[Bar]:
    """Return bars of the times that events happened, wide enough to be hit; narrow ones that touch are joined.

    ``event`` says whose each time is, ``peak`` how far each event stands out.
    """
    joined: list[Bar] = []
    for time in np.argsort(start_ms, kind="stable"):
        missing = max(0.0, MARK_PX * ms_per_px - float(end_ms[time] - start_ms[time])) / 2.0
        own = int(event[time])
        bar = Bar(float(start_ms[time]) - missing, float(end_ms[time]) + missing, own, frozenset({own}), missing > 0)
        before = joined[-1] if joined else None
        if before is None or bar.start_ms > before.end_ms + ms_per_px or not (bar.is_narrow or before.is_narrow):
            joined.append(bar)
            continue
        worst = bar.worst if peak[bar.worst] > peak[before.worst] else before.worst
        end = max(before.end_ms, bar.end_ms)
        joined[-1] = Bar(before.start_ms, end, worst, before.events | bar.events, before.is_narrow)
    return joined


def links(start_ms: FloatArray, end_ms: FloatArray, event: Int64Array, height: float) -> Points:
    """Return lines from each time that an event happened to the next one; times of one event follow each other."""
    first = np.flatnonzero(event[1:] == event[:-1])
    x = np.column_stack([end_ms[first], start_ms[first + 1], start_ms[first + 1]])
    return Points(_times(x.ravel()), np.tile([height, height, np.nan], len(first)))


def weekends(start_ms: int, end_ms: int) -> list[tuple[float, float]]:
    """Return Saturdays and Sundays from one wall time to another."""
    days = np.arange(start_ms // DAY_MS - 1, -(-end_ms // DAY_MS))
    saturdays = days[(days + 3) % 7 == 5] * DAY_MS  # day 0 was a Thursday
    return [(float(day), float(day + 2 * DAY_MS)) for day in saturdays]


def height(readings: Buckets, is_data_problem: BoolArray, expected: FloatArray) -> tuple[float, float]:
    """Return what the y axis covers.

    That is readings and expected, zero where it is near; readings that are data problems only a little beyond.
    """
    usual = np.concatenate([readings.power[~is_data_problem], expected])
    usual = usual[np.isfinite(usual)]
    known = readings.power[np.isfinite(readings.power)]
    shown = usual if len(usual) else known if len(known) else np.array([0.0, 1.0])
    low, high = float(shown.min()), float(shown.max())
    room = (high - low or abs(high) or 1.0) / 3.0
    if len(known):
        low, high = max(min(low, float(known.min())), low - room), min(max(high, float(known.max())), high + room)
    base = 0.0 if 0 <= low < 0.5 * high else low - 0.05 * (high - low or 3.0 * room)
    return base, high + 0.08 * (high - base)


def _places(buckets: Buckets, *, is_step: bool) -> NDArray[np.floating]:
    if is_step:
        return np.column_stack([buckets.start_ms, buckets.end_ms]).astype(float).ravel()
    return (buckets.start_ms + buckets.end_ms) / 2.0


def _runs(known: BoolArray, begins: BoolArray) -> Iterator[slice]:
    """Return the runs of what is known; a new one begins where it is said, too."""
    edges: Int64Array = np.flatnonzero(np.diff(known, prepend=False) | (begins & known))
    ends = np.append(edges, len(known))[1:]
    for first, end in zip(edges, ends, strict=True):
        if known[first]:
            yield slice(int(first), int(end))


def _times(ms: NDArray[np.floating]) -> WideArray:
    return np.round(ms).astype("datetime64[ms]")
