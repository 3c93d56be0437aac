"""Gradient: steps from one reading to the next, against the meter's own at that time of day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import day_grid
from data.series import FloatArray, MeterSeries
from detectors.base import Detector, Family, FittedDetector
from detectors.features.data_quality import unusable
from detectors.history import joined
from detectors.params import choice, integer, training_cutoff
from detectors.registry import register
from detectors.rules.slot_walk import SlotWalk
from detectors.scores import Reason, Scores

STEP, HOUR = "step", "hour"


def rise(values: FloatArray, steps: int) -> FloatArray:
    """Return by how much each reading is above the one so many steps before; NaN where either is missing."""
    found = np.full(len(values), np.nan)
    found[steps:] = values[steps:] - values[:-steps]
    return found


@register
@dataclass(frozen=True)
class Gradient(Detector):
    """Rise or fall per step, or per hour, against the usual one at the same slot of earlier days.

    What is expected is the reading before and the usual step from there. Days on and off are kept apart; neighbouring
    slots within an hour lend their spread, as starts are not punctual.

    An event says how many usual starts a rise is worth, measured by the largest rises of the working days before.

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

    def _fit(self, history: MeterSeries) -> FittedDetector:
        return FittedGradient(history, self)


@dataclass(frozen=True, eq=False)
class FittedGradient(FittedDetector):
    """The rule with the history it starts from."""

    history: MeterSeries
    rule: Gradient

    def score(self, series: MeterSeries) -> Scores:
        """Judge a series walk-forward; the first two weeks of all readings cannot be judged."""
        whole, begin = joined(self.history, series)
        steps = 1 if self.rule.over == STEP else max(1, round(1.0 / whole.step_hours))
        grid, bad = day_grid(whole), unusable(whole)
        step_kw = rise(whole.power_kw, steps)
        taught = np.isfinite(rise(np.where(bad, np.nan, whole.power_kw), steps))
        walk = SlotWalk(
            grid,
            grid.laid_out(step_kw),
            grid.laid_out(taught.astype(float)) == 1.0,
            grid.laid_out(np.where(bad, np.nan, whole.power_kw)),
            self.rule.weeks,
            self.rule.training_cutoff,
        )
        walk.run()
        at = (grid.day, grid.slot)
        away = step_kw - walk.usual[at]
        score = np.where(away > 0, away / walk.scale_above[at], -away / walk.scale_below[at])
        side = np.sign(np.nan_to_num(away)).astype(np.int8)
        return Scores(
            index=whole.index,
            score=score,
            side=side,
            expected=whole.power_kw - away,
            scale_below=walk.scale_below[at],
            scale_above=walk.scale_above[at],
            window_hours=np.full(len(whole), steps * whole.step_hours),
            reason=np.where(side != 0, Reason.RAMP.code, Reason.NONE.code).astype(np.uint8),
        ).taken(slice(begin, None))
