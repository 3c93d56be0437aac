"""Outlier detectors: they differ in how they compare hours with earlier ones, not in how raw scores are calibrated."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from detectors.base import Family
from detectors.outliers.model import OutlierModel
from detectors.outliers.strategy import OutlierStrategy
from detectors.params import training_cutoff
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.fitted import StrategyState, WalkForwardDetector


@dataclass(frozen=True)
class OutlierDetector(WalkForwardDetector):
    """A detector that compares the last hours with hours of earlier days.

    Every reading is scored together with those before it, over windows of one or several lengths. Raw scores become
    sigma-equivalents by their own past at that time of day (``detectors.walk_forward.calibration``). Flagged readings
    do not teach, unless the change lasts.
    """

    family: ClassVar[Family] = "shape"

    training_cutoff: float = training_cutoff("Readings")

    @abstractmethod
    def model(self, days: SeriesDays) -> OutlierModel:
        """Return a new model for a series laid out as days by slots."""

    def new_state(self, days: SeriesDays) -> StrategyState:
        """Return the state before the first day."""
        return StrategyState(OutlierStrategy(self.model(days), self.training_cutoff, days.grid.slots))
