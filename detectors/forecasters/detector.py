"""Forecasting detectors: they differ in their forecast model; its residuals are scored in the same way for all."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from detectors.base import Family
from detectors.forecasters.model import ForecastModel
from detectors.forecasters.profile_distance import ProfileDistance
from detectors.forecasters.strategy import ForecastStrategy
from detectors.params import training_cutoff
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.fitted import StrategyState, WalkForwardDetector


@dataclass(frozen=True)
class Forecaster(WalkForwardDetector):
    """A detector that predicts each day from the days before and scores the residuals.

    Residuals are averaged over windows that end with the reading (the step, 3, 6, 12, 24, 48 hours, 7 days) and
    compared with the hours before (1, 2, 4, 8, 24 hours), each divided by its own scale at that slot. Scales widen
    after anomalous days and around holidays. Flagged readings do not teach, unless the change lasts.
    """

    family: ClassVar[Family] = "forecast"
    can_forecast: ClassVar[bool] = True
    scores_profiles: ClassVar[bool] = False
    """Whether the last 24 hours are also scored as a whole, by their distance from the forecast."""

    training_cutoff: float = training_cutoff("Readings")

    @abstractmethod
    def model(self, days: SeriesDays) -> ForecastModel:
        """Return a new model for a series laid out as days by slots."""

    def new_state(self, days: SeriesDays) -> StrategyState:
        """Return the state before the first day."""
        slots = days.grid.slots
        profiles = ProfileDistance(slots, self.training_cutoff) if self.scores_profiles else None
        return StrategyState(ForecastStrategy(self.model(days), self.training_cutoff, slots, profiles))
