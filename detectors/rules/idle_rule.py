"""Rules about idle periods: they differ in the periods they look at; these are scored in the same way."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from data.errors import DataError
from data.series import MeterSeries
from detectors.base import Family
from detectors.rules.idle_strategy import IdleStrategy
from detectors.scores import Reason
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.fitted import FittedWalk, StrategyState, WalkForwardDetector

MAX_STEP_HOURS = 1.0
"""Hours between two readings up to which nights and the daily rhythm can be seen. Expert's choice."""


@dataclass(frozen=True)
class IdleRule(WalkForwardDetector):
    """A rule that compares each night or idle day with the meter's own earlier ones."""

    family: ClassVar[Family] = "rule"
    above: ClassVar[Reason]

    @abstractmethod
    def strategy(self, days: SeriesDays) -> IdleStrategy:
        """Return a new strategy for a series laid out as days by slots."""

    def new_state(self, days: SeriesDays) -> StrategyState:
        """Return the state before the first day."""
        return StrategyState(self.strategy(days))

    def _fit(self, history: MeterSeries) -> FittedWalk:
        if history.step_hours > MAX_STEP_HOURS:
            raise DataError(
                f"Meter {history.meter_id} has a reading every {history.step_hours:g} h; "
                f"{self.label.lower()} is seen in readings of an hour or less."
            )
        return super()._fit(history)
