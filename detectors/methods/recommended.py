"""Recommended: what the page offers first, the best combination by measurement (``benchmarks/RESULTS.md``)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from data.series import FloatArray
from detectors.base import Family
from detectors.ensemble import combined, unless_familiar
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
from detectors.threshold import DEFAULT_LEVEL
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.fitted import Walk, WalkDetector

WITNESSES: tuple[tuple[float, WalkDetector], ...] = (
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
class Recommended(WalkDetector):
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

    def new_walk(self, days: SeriesDays) -> CombinedWalk:
        """Return the walks of all parts, which are silent until there is history enough for them."""
        witnesses = WITNESSES if days.series.step_hours <= MAX_STEP_HOURS else ()
        parts = (TypicalWeek(weeks=self.weeks), *(witness for _, witness in witnesses), DataProblems())
        return CombinedWalk(tuple(part.new_walk(days) for part in parts), tuple(weight for weight, _ in witnesses))


class CombinedWalk(Walk):
    """The walks of the typical week, of the witnesses and of the rules of data.

    Parameters
    ----------
    parts
        The walks, in this order.
    weights
        Of the witnesses.
    """

    def __init__(self, parts: tuple[Walk, ...], weights: tuple[float, ...]) -> None:
        self.parts, self.weights = parts, weights

    @property
    def next_day(self) -> int:
        """The day they stand before."""
        return self.parts[0].next_day

    def advance(self, days: SeriesDays, stop: int) -> Scores:
        """Judge by all; where a reading cannot be right, it says nothing about energy, however anomalous its amount."""
        week, *others, data = (part.advance(days, stop) for part in self.parts)
        energy = combined(week, list(zip(self.weights, others, strict=True)))
        if others:
            energy = unless_familiar(energy, others[0], FAMILIAR_FACTOR)
        faulty: FloatArray = np.where(data.reason == Reason.FLAT_LINE.code, FLAT_SHARE, 1.0) * data.score
        wrong = (faulty >= DEFAULT_LEVEL) | (faulty > np.nan_to_num(energy.score, nan=-1.0))
        wrong &= faulty > 0
        return replace(
            energy,
            score=np.where(wrong, np.fmax(faulty, energy.score), energy.score),
            side=np.where(wrong, data.side, energy.side).astype(np.int8),
            window_hours=np.where(wrong, data.window_hours, energy.window_hours),
            reason=np.where(wrong, data.reason, energy.reason).astype(np.uint8),
        )
