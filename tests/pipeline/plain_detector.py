"""A detector simple enough to know its answers by heart."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from data.errors import DataError
from data.series import MeterSeries
from detectors.base import Detector, FittedDetector
from detectors.params import choice, number
from detectors.progress import report
from detectors.scores import Reason, Scores, empty_scores


@dataclass(frozen=True)
class FittedPlain(FittedDetector):
    mean_kw: float
    scale_kw: float
    trace: str

    def score(self, series: MeterSeries) -> Scores:
        report("comparing with the mean", 0.5)
        if self.trace:
            with Path(self.trace).open("a") as file:
                file.write(f"{os.getpid()}\n")
        columns = empty_scores(series.index, series.step_hours)
        residual = series.power_kw - self.mean_kw
        columns["score"] = np.abs(residual) / self.scale_kw
        columns["side"] = np.nan_to_num(np.sign(residual)).astype(np.int8)
        columns["expected"] = np.full(len(series), self.mean_kw)
        columns["scale_below"] = columns["scale_above"] = np.full(len(series), self.scale_kw)
        above = np.where(residual > 0, Reason.ABOVE_EXPECTED.code, Reason.BELOW_EXPECTED.code)
        columns["reason"] = above.astype(np.uint8)
        return Scores(series.index, **columns)


@dataclass(frozen=True)
class Plain(Detector):
    """Distance to the mean; leaves a line in the file named by the environment for each time it computes."""

    name: ClassVar = "plain"
    label: ClassVar = "Distance to the mean"
    algorithm: ClassVar = "mean"
    summary: ClassVar = "For tests."
    family: ClassVar = "rule"
    source: ClassVar = "expert rule"
    revision: ClassVar[int] = 1

    scale_kw: float = number(1.0, (0.1, 10.0), step=0.1, label="Spread", help="One sigma.", unit="kW")
    mood: str = choice("good", ("good", "bad"), label="Mood", help="Whether it fails.")

    def _fit(self, history: MeterSeries) -> FittedDetector:
        report("learning the mean", 0.25)
        if self.mood == "bad":
            raise DataError("This meter cannot be judged today; try another one.")
        return FittedPlain(float(np.nanmean(history.power_kw)), self.scale_kw, os.environ.get("PLAIN_TRACE", ""))
