"""What stands at the pointer on the main chart: a reading, what was expected of it, and between what it may lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from components.basics.dates import period_text
from components.figures.detail import Buckets, Detail
from data.series import FloatArray, MeterSeries
from detectors.explain.units import power, power_range
from detectors.scores import MAX_SIGMA, Scores


def reading_hover(series: MeterSeries, scores: Scores, shown: Detail, level: float, factor: float) -> dict[str, Any]:
    """Return the line that a pointer meets: readings, and what is expected where there are none."""
    buckets = shown.buckets
    at = np.where(np.isfinite(buckets.power), buckets.power, buckets.expected)
    known: list[int] = np.flatnonzero(np.isfinite(at)).tolist()
    limits = np.array(buckets.band(level, series.floor_kw * factor)) / factor
    usual = np.array(buckets.usual(series.floor_kw * factor)) / factor
    wall = pd.DatetimeIndex(np.column_stack([buckets.start_ms, buckets.end_ms]).ravel().astype("datetime64[ms]"))
    text = []
    for row in known:
        lines = [f"<b>{period_text(wall[2 * row], wall[2 * row + 1], year=True)}</b>"]
        lines += _reading_lines(buckets, row, factor, is_mean=shown.hours > 0)
        lines += _expected_lines(float(buckets.expected[row]) / factor, usual[:, row], limits[:, row])
        if not shown.hours and np.isfinite(scores.score[row]):
            lines.append(f"score {score_text(float(scores.score[row]))}")
        text.append("<br>".join(lines))
    middles = (buckets.start_ms + buckets.end_ms) // 2
    return {"x": middles[known].astype("datetime64[ms]"), "y": at[known], "hovertext": text}


def _reading_lines(buckets: Buckets, row: int, factor: float, *, is_mean: bool) -> list[str]:
    mean = float(buckets.power[row]) / factor
    if not np.isfinite(mean):
        return ["no reading"]
    if not is_mean:
        return [power(mean)]
    return [f"{power(mean)} on average, {power_range(buckets.low[row] / factor, buckets.high[row] / factor)}"]


def _expected_lines(expected_kw: float, usual_kw: FloatArray, limits_kw: FloatArray) -> list[str]:
    if not np.isfinite(expected_kw):
        return []
    ranges = {"usual range": usual_kw, "alarm limits": limits_kw}
    known = {name: (float(low), float(high)) for name, (low, high) in ranges.items() if np.isfinite(low + high)}
    beside = [value for ends in known.values() for value in ends]
    lines = [f"expected {power(expected_kw, *beside)}"]
    return lines + [f"{name} {power_range(*ends, expected_kw, *beside)}" for name, ends in known.items()]


def score_text(value: float) -> str:
    """Return a score as it is read; beyond the largest one it only says so."""
    return f"{value:.1f}" if value < MAX_SIGMA else f"over {MAX_SIGMA:.0f}"
