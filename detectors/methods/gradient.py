"""Gradient: steps from one reading to the next, compared with the usual ones at that time of day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from detectors.base import Family
from detectors.params import choice, integer, training_cutoff
from detectors.registry import register
from detectors.rules.step_strategy import StepStrategy
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.fitted import StrategyState, WalkForwardDetector

STEP, HOUR = "step", "hour"


@register
@dataclass(frozen=True)
class Gradient(WalkForwardDetector):
    """Rise or fall per step, or per hour, against the usual one at the same slot of earlier days.

    Expected is the reading before plus the usual step. Days at work and off are kept apart; the scale of a slot
    includes its neighbours within an hour, as starts are not punctual.

    The sentence of an event compares its rise with the largest rises of the working days before (usual starts).

    Source: expert rule. Steep rises come from loads that start together; that the gradient shows unusual increases is
    an idea of the first meterOS project.
    """

    name: ClassVar[str] = "gradient"
    label: ClassVar[str] = "Steep rise or drop"
    algorithm: ClassVar[str] = "gradient"
    summary: ClassVar[str] = (
        "Compares each step from one reading to the next with the usual one at that time. "
        "Good at machines starting together, sudden stops and peaks."
    )
    family: ClassVar[Family] = "rule"
    revision: ClassVar[int] = 2
    source: ClassVar[str] = "Expert rule"
    seconds_a_year: ClassVar[float] = 0.2

    over: str = choice(
        STEP, (STEP, HOUR), label="Steps are taken", help="From one reading to the next, or from an hour before."
    )
    weeks: int = integer(
        10, (3, 26), label="Memory", unit="weeks", help="How many weeks back usual steps are looked for."
    )
    training_cutoff: float = training_cutoff("Steps", "do not change what is usual")

    def new_state(self, days: SeriesDays) -> StrategyState:
        """Return the state before the first day."""
        steps = 1 if self.over == STEP else max(1, round(1.0 / days.series.step_hours))
        return StrategyState(StepStrategy(steps, self.weeks, self.training_cutoff, days.grid.slots))
