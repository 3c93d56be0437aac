"""Recommended: what the page offers first, the best combination by measurement (``benchmarks/RESULTS.md``)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from data.series import FloatArray, MeterSeries
from detectors.base import Detector, Family, FittedDetector
from detectors.ensemble import combined, unless_familiar
from detectors.features.data_quality import ANOMALOUS
from detectors.methods.baseload import Baseload
from detectors.methods.data_faults import DataProblems
from detectors.methods.day_clusters import DayClusters
from detectors.methods.nearest_days import NearestDays
from detectors.methods.typical_week import TypicalWeek
from detectors.methods.weekend_baseload import WeekendBaseload
from detectors.params import integer
from detectors.registry import register
from detectors.rules.idle_rule import MAX_STEP_HOURS
from detectors.scores import Reason, Scores

WITNESSES: tuple[tuple[float, Detector], ...] = (
    (0.3, NearestDays()),
    (0.2, DayClusters()),
    (0.7, Baseload()),
    (0.5, WeekendBaseload()),
)
"""Who is heard beside the typical week, and how much each one counts; the first knows what was seen before."""
FAMILIAR_FACTOR = 2.5
"""All evidence together counts for at most so many times what the nearest days say: a day seen before is no alarm."""
FLAT_SHARE = 0.6
"""A flat line counts for less than alone: meters stand still for a few hours without being stuck."""


@register
@dataclass(frozen=True)
class Recommended(Detector):
    """The typical week, similar days, base load and weekend for energy problems, rules for data problems.

    The five look at the same readings in different ways: against what was expected, against the most similar days
    ever, against the few kinds of days of the meter, at the nights, at the idle days. Their evidence is added up
    (``detectors.ensemble``).

    Source: combination by measurement on planted faults, see ``benchmarks/RESULTS.md``.
    """

    name: ClassVar[str] = "recommended"
    label: ClassVar[str] = "Recommended"
    algorithm: ClassVar[str] = "evidence of several methods"
    summary: ClassVar[str] = (
        "Adds up what the typical week, the most similar days, nights and weekends of this meter say, and checks its "
        "data. A good first choice for every kind of building."
    )
    family: ClassVar[Family] = "combination"
    can_forecast: ClassVar[bool] = True
    revision: ClassVar[int] = 7
    seconds_a_year: ClassVar[float] = 4.5
    source: ClassVar[str] = "Combination by measurement, after Stouffer et al. (1949)"

    weeks: int = integer(
        8, (3, 26), label="Memory", unit="weeks", help="How many weeks back the usual day is looked for."
    )

    def _fit(self, history: MeterSeries) -> FittedDetector:
        witnesses = WITNESSES if history.step_hours <= MAX_STEP_HOURS else ()
        return FittedRecommended(
            TypicalWeek(weeks=self.weeks).fit(history),
            tuple((weight, witness._fit(history)) for weight, witness in witnesses),  # silent until old enough
            DataProblems().fit(history),
        )


@dataclass(frozen=True, eq=False)
class FittedRecommended(FittedDetector):
    """All parts, fitted to the same history."""

    week: FittedDetector
    witnesses: tuple[tuple[float, FittedDetector], ...]
    data: FittedDetector

    def score(self, series: MeterSeries) -> Scores:
        """Judge by all; where a reading cannot be right, it says nothing about energy, however odd its amount."""
        others = [(weight, witness.score(series)) for weight, witness in self.witnesses]
        energy, data = combined(self.week.score(series), others), self.data.score(series)
        if others:
            energy = unless_familiar(energy, others[0][1], FAMILIAR_FACTOR)
        faulty: FloatArray = np.where(data.reason == Reason.FLAT_LINE.code, FLAT_SHARE, 1.0) * data.score
        wrong = (faulty >= ANOMALOUS) | (faulty > np.nan_to_num(energy.score, nan=-1.0))
        wrong &= faulty > 0
        return replace(
            energy,
            score=np.where(wrong, np.fmax(faulty, energy.score), energy.score),
            side=np.where(wrong, data.side, energy.side).astype(np.int8),
            window_hours=np.where(wrong, data.window_hours, energy.window_hours),
            reason=np.where(wrong, data.reason, energy.reason).astype(np.uint8),
        )
