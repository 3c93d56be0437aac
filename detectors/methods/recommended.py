"""Recommended: the method that is offered first, the best combination as measured (``benchmarks/RESULTS.md``)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import BoolArray
from data.series import FloatArray
from detectors.base import Family
from detectors.changes.adjusted import at_one_scale, at_own_scale, factors, with_changes
from detectors.changes.change_state import ChangeState
from detectors.changes.explained import KEPT_LEVELS, LEVELS, explained
from detectors.ensemble import combined, unless_familiar, where_chosen
from detectors.features.data_quality.checks import checks
from detectors.methods.baseload import Baseload
from detectors.methods.data_faults import DataProblems
from detectors.methods.day_clusters import DayClusters
from detectors.methods.nearest_days import NearestDays
from detectors.methods.runs import Runs
from detectors.methods.typical_week import TypicalWeek
from detectors.methods.weekend_baseload import WeekendBaseload
from detectors.params import integer
from detectors.registry import register
from detectors.rules.idle_rule import MAX_STEP_HOURS
from detectors.scores import Reason, Scores
from detectors.threshold import DEFAULT_LEVEL
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.fitted import DetectorState, WalkForwardDetector
from detectors.walk_forward.loop import KEPT_ROWS

WITNESSES: tuple[tuple[float, WalkForwardDetector], ...] = (
    (0.3, NearestDays()),
    (0.2, DayClusters()),
    (0.7, Baseload()),
    (0.5, WeekendBaseload()),
)
"""Weights of the methods beside the typical week, whose weight is 1; the first limits the sum (``FAMILIAR_FACTOR``).
Measured on planted faults, see ``benchmarks/RESULTS.md``."""
FAMILIAR_FACTOR = 2.5
"""Times the score of the nearest days that the sum is at most: days like earlier ones are no alarm. Chosen."""
FLAT_SHARE = 0.6
"""Share of its score that a flat line has here: meters stand still for some hours without being stuck. Chosen."""


@register
@dataclass(frozen=True)
class Recommended(WalkForwardDetector):
    """The typical week, similar days, base load and weekend for energy problems, rules for data problems.

    Five methods score the same readings in different ways: against a forecast, against the most similar earlier days,
    against the typical days of the meter, by its nights, by its idle days. Their evidence is added up
    (``detectors.ensemble``). Where a load is mostly off, its runs are scored in their place.

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
    revision: ClassVar[int] = 10
    seconds_a_year: ClassVar[float] = 4.5
    source: ClassVar[str] = "Combination by measurement, after Stouffer et al. (1949)"

    weeks: int = integer(
        8, (3, 26), label="Memory", unit="weeks", help="How many weeks back the usual day is looked for."
    )

    def new_state(self, days: SeriesDays) -> CombinedState:
        """Return the states of all parts; a part has no scores until there is enough history for it."""
        witnesses = WITNESSES if days.series.step_hours <= MAX_STEP_HOURS else ()
        parts = (TypicalWeek(weeks=self.weeks), *(witness for _, witness in witnesses), Runs(), DataProblems())
        weights = tuple(weight for weight, _ in witnesses)
        return CombinedState(tuple(part.new_state(days) for part in parts), weights)


class CombinedState(DetectorState):
    """The states of the typical week, of the methods beside it, of runs and of the rules for data problems.

    Parameters
    ----------
    parts
        The states, in this order.
    weights
        Of the methods beside the typical week.
    """

    def __init__(self, parts: tuple[DetectorState, ...], weights: tuple[float, ...]) -> None:
        self.parts, self.weights = parts, weights
        self.changes = ChangeState()
        self._levels: FloatArray | None = None

    @property
    def next_day(self) -> int:
        """The first day that has not been scored."""
        return self.parts[0].next_day

    def advance(self, days: SeriesDays, stop: int) -> Scores:
        """Add up the scores of all parts, at one scale of the meter; what a change explains is no alarm."""
        first = max(0, self.next_day - KEPT_ROWS)
        levels_kw = self.changes.advance(days, stop)
        factor = factors(self.changes, days)
        scaled = at_one_scale(days, factor)
        week, *others, runs, data = (part.advance(scaled, stop) for part in self.parts)
        energy = combined(week, list(zip(self.weights, others, strict=True)))
        if others:
            energy = unless_familiar(energy, others[0], FAMILIAR_FACTOR)
        shown = days.readings_of(first, stop)
        energy = self._explained(scaled, energy, first, levels_kw)
        energy = _without_late_windows(scaled, energy)
        energy = where_chosen(runs, energy, _is_mostly_off(scaled, energy))
        found = self._with_data_problems(energy, data)
        return at_own_scale(found, None if factor is None else factor[shown])

    def complete(self, days: SeriesDays, scores: Scores) -> Scores:
        """Return the scores of all readings with the changes that last."""
        return with_changes(scores, self.changes, days)

    def _explained(self, days: SeriesDays, energy: Scores, first: int, levels_kw: FloatArray) -> Scores:
        """Lower scores by the other levels of new days; rows of ``_levels`` are those days and what is expected there.

        They begin some days before the scores: windows go back to those.
        """
        before = self._levels if self._levels is not None else np.empty((0, 1 + LEVELS, days.grid.slots))
        stop = first + min(KEPT_ROWS, len(before)) + len(levels_kw)
        known = np.concatenate([before[:, 1:], levels_kw])
        at = days.cells(days.readings_of(first, stop), first)
        expected = np.full((stop - first, days.grid.slots), np.nan)
        expected[at] = energy.expected
        expected = np.concatenate([before[: len(known) - len(expected), 0], expected])
        self._levels = np.concatenate([expected[:, None], known], axis=1)[-(KEPT_LEVELS + KEPT_ROWS) :]
        if not np.isfinite(known[-len(levels_kw) - KEPT_ROWS :]).any():
            return energy
        begin = stop - len(known)
        return explained(energy, days.grid.power_kw[begin:stop], expected, known, (at[0] + first - begin, at[1]))

    def _with_data_problems(self, energy: Scores, data: Scores) -> Scores:
        """Return the scores with those of data problems in their place, however anomalous the amount is."""
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


def _without_late_windows(days: SeriesDays, scores: Scores) -> Scores:
    """Return scores in which no window holds late readings: what was low and high makes it neither."""
    late = np.flatnonzero(checks(days.series).late_readings.score > 0)
    if not len(late):
        return scores
    first = int(days.series.index.searchsorted(scores.index[0]))
    position = first + np.arange(len(scores.index))
    steps = np.rint(scores.window_hours / days.series.step_hours).astype(np.int64)
    before = np.searchsorted(late, position) - 1
    reaches = (before >= 0) & (position - steps < late[np.maximum(before, 0)])
    away = days.series.power_kw[position] - scores.expected
    alone = np.abs(away) / np.where(away < 0, scores.scale_below, scores.scale_above)
    return replace(
        scores,
        score=np.where(reaches, np.fmin(alone, scores.score), scores.score),
        side=np.where(reaches, np.sign(np.nan_to_num(away)), scores.side).astype(np.int8),
    )


def _is_mostly_off(days: SeriesDays, scores: Scores) -> BoolArray:
    """Return at which readings of a table the meter is a load that is mostly off."""
    first = int(days.series.index.searchsorted(scores.index[0]))
    return checks(days.series).states.is_mostly_off[first : first + len(scores.index)]
