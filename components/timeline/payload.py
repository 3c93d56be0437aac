"""What the timeline needs in the browser: readings and scores, packed once per analysis and range of dates.

Numbers travel as base64 of little-endian arrays (float32: 1e-7 relative), so that a move of the slider or a zoom asks
the server for nothing. ``assets/detection/payload.js`` unpacks it.
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
from detectors.events.segments import looked_at_since
from detectors.scores import REASONS, Scores

LOWEST, HIGHEST = float(RATE_LEVELS[0]), float(RATE_LEVELS[-1])
"""Levels in sigma that the slider reaches."""


def view_payload(
    series: MeterSeries,
    analysis_key: str,
    scores: Scores,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    name: str = "",
) -> dict[str, Any]:
    """Return readings and scores of a whole meter within ``[start, end)`` for the timeline's store.

    The columns begin ``before`` readings earlier, by which the events in the browser are found. ``analysis_key`` tells
    the browser, with meter and dates, when to unpack anew; ``name`` is that of the meter, its id if empty. It holds no
    ``rates`` yet: see ``rate_table``.

    Raises
    ------
    DataError
        When the scores are not those of the series, or fewer than two readings lie within the dates.
    """
    part = series.between(start, end)
    shown = _shown(scores, series, part)
    known = slice(looked_at_since(scores, shown.start, shown.stop), shown.stop)
    first_ms = int(part.index.asi8[0] // 1000)
    return {
        "key": f"{series.meter_id}:{analysis_key}:{first_ms}:{len(part)}",
        "meter": name or series.meter_id,
        "ms0": first_ms,
        "dx": int(part.step.total_seconds() * 1000),
        "n": len(part),
        "before": shown.start - known.start,
        "tz": part.timezone,
        "offsets": utc_offsets(part.index),
        "cols": _columns(series.power_kw[known], scores.taken(known)),
        "reasons": [reason.key for reason in REASONS],
        "labels": [reason.label for reason in REASONS],
        "rates": [],
        "months": months_judged(scores.taken(shown)),
        "feeds_in": series.floor_kw < 0,
    }


def _shown(scores: Scores, series: MeterSeries, part: MeterSeries) -> slice:
    if len(scores.index) != len(series):
        raise DataError(
            f"Meter {series.meter_id} has {len(series)} readings but {len(scores.index)} scores; analyse it again."
        )
    first = int(np.searchsorted(series.index.asi8, part.index.asi8[0]))
    return slice(first, first + len(part))


def rate_table(rates: FloatArray) -> list[list[float]]:
    """Return ``[events a month, level]`` for levels all along the slider, from the lowest on.

    They come from the whole meter, so that they do not move with the dates looked at.
    """
    table: list[list[float]] = np.column_stack([rates.round(2), RATE_LEVELS]).tolist()
    return table


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


def _columns(power_kw: FloatArray, scores: Scores) -> dict[str, dict[str, str]]:
    return {
        "power": packed(power_kw, "f4"),
        "expected": packed(scores.expected, "f4"),
        "below": packed(scores.scale_below, "f4"),
        "above": packed(scores.scale_above, "f4"),
        "score": packed(scores.score, "f4"),
        "window": packed(scores.window_hours, "f4"),
        "side": packed(scores.side, "i1"),
        "kind": packed(scores.is_data_problem, "u1"),
        "reason": packed(scores.reason, "u1"),
    }
