"""Recommended: what the page offers first, the best combination by measurement (``benchmarks/RESULTS.md``)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from data.series import MeterSeries
from detectors.base import Detector, Family, FittedDetector
from detectors.data_rules import ODD
from detectors.methods.data_faults import DataFaults
from detectors.methods.typical_week import TypicalWeek
from detectors.params import integer
from detectors.registry import register
from detectors.scores import Scores


@register
@dataclass(frozen=True)
class Recommended(Detector):
    """The typical week for energy problems and the rules of data faults for data problems, on one scale.

    Source: combination by measurement on planted faults, see ``benchmarks/RESULTS.md``.
    """

    name: ClassVar[str] = "recommended"
    label: ClassVar[str] = "Recommended"
    algorithm: ClassVar[str] = "typical week and data faults"
    summary: ClassVar[str] = (
        "Combines the typical week of this meter with checks of its data. "
        "A good first choice for every kind of building."
    )
    family: ClassVar[Family] = "combination"
    can_forecast: ClassVar[bool] = True
    source: ClassVar[str] = "Combination of typical_week and data_faults by measurement"

    weeks: int = integer(
        8, (3, 26), label="Memory", unit="weeks", help="How many weeks back the usual day is looked for."
    )

    def _fit(self, history: MeterSeries) -> FittedDetector:
        return FittedRecommended(TypicalWeek(weeks=self.weeks).fit(history), DataFaults().fit(history))


@dataclass(frozen=True, eq=False)
class FittedRecommended(FittedDetector):
    """Both parts, fitted to the same history."""

    energy: FittedDetector
    data: FittedDetector

    def score(self, series: MeterSeries) -> Scores:
        """Judge by both; where a reading cannot be right, it says nothing about energy, however odd its amount."""
        energy, data = self.energy.score(series), self.data.score(series)
        wrong = (data.score >= ODD) | (data.score > np.nan_to_num(energy.score, nan=-1.0))
        wrong &= data.score > 0
        return replace(
            energy,
            score=np.where(wrong, np.fmax(data.score, energy.score), energy.score),
            side=np.where(wrong, data.side, energy.side).astype(np.int8),
            window_hours=np.where(wrong, data.window_hours, energy.window_hours),
            reason=np.where(wrong, data.reason, energy.reason).astype(np.uint8),
        )
