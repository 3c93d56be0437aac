"""Rhythm: a meter that loses or changes its daily and weekly rhythm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.errors import DataError
from data.series import MeterSeries
from detectors.base import Family
from detectors.params import training_cutoff
from detectors.registry import register
from detectors.rules.idle_rule import MAX_STEP_HOURS
from detectors.rules.rhythm_strategy import RhythmStrategy
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.fitted import FittedWalk, StrategyState, WalkForwardDetector


@register
@dataclass(frozen=True)
class Rhythm(WalkForwardDetector):
    """Fourier components of the last week against earlier weeks.

    Two figures are scored, each against its own past half year: by how much the 24 h component (size and phase) of the
    last seven days departed from that of the same weekdays before, and the share of the variance of these days and
    their usual course that is outside of the daily (24, 12, 8 h) and weekly (168 h) harmonics. Both are ordinary again
    a week after the rhythm has returned; an event begins with the day on which the week began to depart.

    Source: expert rule, after the idea of the first meterOS project to analyse the Fourier spectrum of the load curve
    by weeks; a load whose swing hardly varies is one that a supplier can plan.
    """

    name: ClassVar[str] = "rhythm"
    label: ClassVar[str] = "Lost or changed rhythm"
    algorithm: ClassVar[str] = "Fourier spectrum"
    summary: ClassVar[str] = (
        "Compares the daily swing of the last week, and how much of the load follows a daily and weekly rhythm, "
        "with the weeks before. Good at changed schedules and controls that stopped working; it answers in days."
    )
    family: ClassVar[Family] = "rule"
    source: ClassVar[str] = "Expert rule on the Fourier spectrum"
    revision: ClassVar[int] = 3
    seconds_a_year: ClassVar[float] = 0.6
    min_days: ClassVar[float] = 28.0

    training_cutoff: float = training_cutoff("Days", "do not change what is usual")

    def new_state(self, _days: SeriesDays) -> StrategyState:
        """Return the state before the first day."""
        return StrategyState(RhythmStrategy(self.training_cutoff))

    def _fit(self, history: MeterSeries) -> FittedWalk:
        if history.step_hours > MAX_STEP_HOURS:
            raise DataError(
                f"Meter {history.meter_id} has a reading every {history.step_hours:g} h; "
                "a daily rhythm is seen in readings of an hour or less."
            )
        return super()._fit(history)
