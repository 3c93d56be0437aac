"""What the timeline needs in the browser: readings and scores, packed once per analysis and range of dates.

Numbers travel as base64 of little-endian arrays, powers as float32 (1e-7 relative), so that a zoom asks the server for
nothing. Scores travel as thousandths of a sigma in two bytes, rounded down: they reach a level of three decimals
exactly when the score does. ``assets/detection/payload.js`` unpacks them; events come by themselves
(``components.timeline.marks``).
"""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import DataError
from data.series import FloatArray, MeterSeries
from detectors.events.rates import RATE_LEVELS, months_judged
from detectors.scores import Scores

LOWEST, HIGHEST = float(RATE_LEVELS[0]), float(RATE_LEVELS[-1])
"""Levels in sigma that the slider reaches."""
PER_SIGMA = 1000.0
MAX_PACKED = np.iinfo(np.uint16).max
"""What a score is cut to: over 65 sigma, beyond every alarm level."""
DATA_MARK = 4
"""Added to ``side + 1`` for a data problem."""


def view_payload(
    series: MeterSeries,
    analysis_key: str,
    scores: Scores,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    name: str = "",
) -> dict[str, Any]:
    """Return readings and scores of a meter within ``[start, end)`` for the timeline's store.

    ``series`` and ``scores`` are whole. ``analysis_key`` tells the browser, with meter and dates, when to unpack anew;
    ``name`` is that of the meter, its id if empty. What depends on more than these is added by
    ``components.results.view_model``: rates, methods, the floor of effect and the forecast.

    Raises
    ------
    DataError
        When the scores are not those of the series, or fewer than two readings lie within the dates.
    """
    part = series.between(start, end)
    shown = _shown(scores, series, part)
    own = scores.taken(shown)
    return {
        "key": view_key(part, analysis_key),
        "meter": name or series.meter_id,
        "ms0": _first_ms(part),
        "dx": int(part.step.total_seconds() * 1000),
        "n": len(part),
        "tz": part.timezone,
        "offsets": utc_offsets(part.index),
        "cols": _columns(part.power_kw, own),
        "months": months_judged(own),
        "feeds_in": series.floor_kw < 0,
    }


def view_key(part: MeterSeries, analysis_key: str) -> str:
    """Return the key of readings on show: another one for another meter, other dates or another analysis."""
    return f"{part.meter_id}:{analysis_key}:{_first_ms(part)}:{len(part)}"


def rate_table(rates: FloatArray) -> list[list[float]]:
    """Return ``[events a month, level]`` for levels all along the slider, from the lowest on.

    They come from the whole meter, so that they do not move with the dates looked at.
    """
    table: list[list[float]] = np.column_stack([rates.round(2), RATE_LEVELS]).tolist()
    return table


def _first_ms(part: MeterSeries) -> int:
    return int(part.index.asi8[0] // 1000)


def _shown(scores: Scores, series: MeterSeries, part: MeterSeries) -> slice:
    if len(scores.index) != len(series):
        raise DataError(
            f"Meter {series.meter_id} has {len(series)} readings but {len(scores.index)} scores; analyse it again."
        )
    first = int(np.searchsorted(series.index.asi8, part.index.asi8[0]))
    return slice(first, first + len(part))


def utc_offsets(index: pd.DatetimeIndex) -> list[list[int]]:
    """Return ``[first position, offset in ms]`` of every part of one offset: local wall time is UTC plus offset."""
    wall = index.tz_localize(None).as_unit("us").asi8
    offsets = (wall - index.as_unit("us").asi8) // 1000
    begins = np.concatenate([[0], np.flatnonzero(np.diff(offsets)) + 1])
    return [[int(position), int(offsets[position])] for position in begins]


def packed(values: NDArray[Any], dtype: str) -> dict[str, str]:
    """Return an array as base64 of its little-endian bytes, with the type ("f4", "u2") it was brought to."""
    data = np.ascontiguousarray(values).astype(f"<{dtype}").tobytes()
    return {"dtype": dtype, "bdata": base64.b64encode(data).decode("ascii")}


def thousandths(scores: Scores) -> NDArray[np.uint16]:
    """Return scores in thousandths of a sigma, rounded down, at least 1; what cannot be judged is 0."""
    known = np.isfinite(scores.score) | np.isposinf(scores.score)
    packed_scores = np.minimum(np.floor(np.where(known, scores.score, 0.0) * PER_SIGMA), MAX_PACKED)
    return np.where(known, np.maximum(packed_scores, 1.0), 0.0).astype(np.uint16)


def sides(scores: Scores) -> NDArray[np.uint8]:
    """Return side (0 below, 1 neither, 2 above) of each reading, ``DATA_MARK`` more for data problems."""
    return (scores.side + 1 + DATA_MARK * scores.is_data_problem).astype(np.uint8)


def steps(scores: Scores) -> NDArray[np.uint16]:
    """Return over how many intervals each reading was judged."""
    step_hours = (scores.index[1] - scores.index[0]).total_seconds() / 3600.0
    return np.clip(np.rint(scores.window_hours / step_hours), 1, MAX_PACKED).astype(np.uint16)


def _columns(power_kw: FloatArray, scores: Scores) -> dict[str, dict[str, str]]:
    return {
        "power": packed(power_kw, "f4"),
        "expected": packed(scores.expected, "f4"),
        "below": packed(scores.limit_below, "f4"),
        "above": packed(scores.limit_above, "f4"),
        "usual_low": packed(scores.usual_low, "f4"),
        "usual_high": packed(scores.usual_high, "f4"),
        "score": packed(thousandths(scores), "u2"),
        "steps": packed(steps(scores), "u2"),
        "mark": packed(sides(scores), "u1"),
    }
