"""What the tests of the store write into it, and what they find there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from data.quality import DataProblem, QualityReport
from data.series import MeterSeries


def meter(
    start: str = "2025-03-29", days: int = 3, value: float = 1.0, *, meter_id: str = "m1", **changes: object
) -> MeterSeries:
    """Three days of quarter-hours around a clock change, at a value that rises a little."""
    first = pd.Timestamp(start, tz="Europe/Zurich")
    index = pd.date_range(first, first + pd.DateOffset(days=days), freq="15min", inclusive="left")
    series = MeterSeries(meter_id, index, value + np.arange(len(index)) / 1000, country="CH", region="ZH")
    return replace(series, **changes)


def report_of(series: MeterSeries) -> QualityReport:
    data_problem = DataProblem("gap", series.start, series.start + series.step, 1, "left empty")
    return QualityReport(series.meter_id, 0.99, series.start, series.end, series.step, (data_problem,))


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
