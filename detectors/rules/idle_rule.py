"""Rules about rests: they differ in the rests they look at; how far one may be from usual is judged alike."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import BoolArray, DayGrid, day_grid
from data.errors import DataError
from data.series import MeterSeries
from detectors.base import Detector, Family, FittedDetector
from detectors.features.data_quality import unusable
from detectors.history import ROOM_DAYS, extended, follows, joined
from detectors.rules.idle_walk import IdleWalk
from detectors.scores import Reason, Scores

MAX_STEP_HOURS = 1.0


@dataclass(frozen=True)
class IdleRule(Detector):
    """A rule that compares each night or idle day with the meter's own earlier ones."""

    family: ClassVar[Family] = "rule"
    above: ClassVar[Reason]

    @abstractmethod
    def walk(self, series: MeterSeries, grid: DayGrid, usable: BoolArray) -> IdleWalk:
        """Return a new walk through a series laid out as days by slots."""

    def _fit(self, history: MeterSeries) -> FittedDetector:
        if history.step_hours > MAX_STEP_HOURS:
            raise DataError(
                f"Meter {history.meter_id} has a reading every {history.step_hours:g} h; "
                f"{self.label.lower()} is seen in readings of an hour or less."
            )
        return FittedIdleRule(history, self)


@dataclass(frozen=True, eq=False)
class FittedIdleRule(FittedDetector):
    """A rule with the history it starts from; what follows within ``ROOM_DAYS`` goes on from its end."""

    history: MeterSeries
    rule: IdleRule

    def score(self, series: MeterSeries) -> Scores:
        """Judge a series walk-forward; the first weeks of all readings cannot be judged."""
        whole, begin = joined(self.history, series)
        longer = extended(whole, whole.steps_per_day)  # the last evening belongs to a night that ends a day later
        grid, usable = _laid_out(longer)
        if follows(self.history, whole, begin):
            walk = self._walked.continued(grid, usable)
        else:
            walk = self.rule.walk(whole, grid, usable)
        walk.run(grid.days)
        return _scores(longer, grid, walk, self.rule.above).taken(slice(begin, len(whole)))

    @cached_property
    def _walked(self) -> IdleWalk:
        """The walk through the rests of the history that are over, with room for those that follow."""
        longer = extended(self.history, (ROOM_DAYS + 2) * self.history.steps_per_day)
        grid, usable = _laid_out(longer)
        walk = self.rule.walk(self.history, grid, usable)
        walk.run(int(grid.day[len(self.history)]))
        return walk


def _laid_out(series: MeterSeries) -> tuple[DayGrid, BoolArray]:
    grid = day_grid(series)
    usable = np.zeros(grid.power_kw.shape, bool)
    usable[grid.day, grid.slot] = ~unusable(series)
    return grid, usable


def _scores(series: MeterSeries, grid: DayGrid, walk: IdleWalk, above: Reason) -> Scores:
    """Return the tables of a walk as scores on the index of a series; 0 where there is no rest to judge."""
    at = (grid.day, grid.slot)
    score = np.where(walk.is_idle[at] | (grid.day < walk.first_judged), walk.score[at], 0.0)
    score[~np.isfinite(series.power_kw) | grid.comes_again] = np.nan
    side = np.where(np.isfinite(score) & (score > 0), walk.side[at], 0).astype(np.int8)
    reasons = np.array([Reason.NONE.code, above.code, Reason.BELOW_EXPECTED.code], np.uint8)
    return Scores(
        index=series.index,
        score=score,
        side=side,
        expected=walk.expected[at],
        scale_below=walk.scale_below[at],
        scale_above=walk.scale_above[at],
        window_hours=np.where(grid.comes_again, series.step_hours, walk.window_hours[at]),
        reason=reasons[side.astype(int)],
    )
