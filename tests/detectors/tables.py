"""Small tables of scores written by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.series import MeterSeries
from detectors.scores import Reason, Scores


def table(
    power_kw: Sequence[float],
    score: dict[int, float],
    *,
    expected_kw: float | Sequence[float] = 10.0,
    scale_kw: float = 1.0,
    window_hours: dict[int, float] | None = None,
    reason: dict[int, Reason] | None = None,
    step_minutes: int = 60,
    start: str = "2024-05-06 00:00",
) -> tuple[MeterSeries, Scores]:
    """Return a series and scores that are 0 but at the named positions; sides follow from the readings."""
    size = len(power_kw)
    power = np.array(power_kw, float)
    expected = np.broadcast_to(np.array(expected_kw, float), size).copy()
    zone = "Europe/Zurich"
    index = pd.date_range(pd.Timestamp(start, tz=zone), periods=size, freq=pd.Timedelta(minutes=step_minutes))
    columns = {"score": np.zeros(size), "window_hours": np.full(size, step_minutes / 60.0)}
    for name, values in (("score", score), ("window_hours", window_hours or {})):
        for position, value in values.items():
            columns[name][position] = value
    side = np.sign(np.nan_to_num(power - expected)).astype(np.int8)
    reasons = np.zeros(size, np.uint8)
    for position in score:
        reasons[position] = (Reason.ABOVE_EXPECTED if side[position] >= 0 else Reason.BELOW_EXPECTED).code
    for position, why in (reason or {}).items():
        reasons[position] = why.code
        side[position] = 0
    scale = np.full(size, scale_kw)
    scores = Scores(index, columns["score"], side, expected, scale, scale, columns["window_hours"], reasons)
    return MeterSeries("by hand", index, power), scores
