"""Rhythm: a meter that loses or changes its daily and weekly rhythm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import day_grid
from data.errors import DataError
from data.series import MeterSeries
from detectors.analytics.spectrum import DAY_HOURS, hourly_means
from detectors.base import Detector, Family, FittedDetector
from detectors.history import joined
from detectors.params import training_cutoff
from detectors.registry import register
from detectors.rules.rhythm_walk import RhythmWalk
from detectors.scores import Reason, Scores, empty_scores


@register
@dataclass(frozen=True)
class Rhythm(Detector):
    """Fourier components of the last week against earlier weeks.

    Two figures are judged, each against its own past half year: by how much the 24 h component (size and phase) of the
    last seven days departed from that of the same weekdays before, and which share of the variance of these days and
    their usual course lies outside of the daily (24, 12, 8 h) and weekly (168 h) harmonics. Either is at rest again a
    week after the rhythm came back; an event begins with the day on which the week began to depart.

    Source: expert rule, after the idea of the first meterOS project to look at the Fourier spectrum of the load curve
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

    def _fit(self, history: MeterSeries) -> FittedDetector:
        if history.step_hours > 1.0:
            raise DataError(
                f"Meter {history.meter_id} has a reading every {history.step_hours:g} h; "
                "a daily rhythm is seen in readings of an hour or less."
            )
        return FittedRhythm(history, self)


@dataclass(frozen=True, eq=False)
class FittedRhythm(FittedDetector):
    """The rule with the history it starts from."""

    history: MeterSeries
    rule: Rhythm

    def score(self, series: MeterSeries) -> Scores:
        """Judge a series walk-forward; all readings of a day have the score of the week that ends with the day before.

        The first four weeks of all readings cannot be judged.
        """
        whole, begin = joined(self.history, series)
        grid = day_grid(whole)
        hours = hourly_means(whole).reshape(-1, DAY_HOURS)
        walk = RhythmWalk(hours, grid.weekday, grid.is_special, self.rule.training_cutoff)
        walk.run()
        score = np.where(np.isfinite(whole.power_kw), walk.score[grid.day], np.nan)
        irregular = np.nan_to_num(score) > 0
        columns = empty_scores(whole.index, 0.0)
        so_far = (grid.slot + 1) * whole.step_hours
        columns["window_hours"] = walk.changed_days[grid.day] * float(DAY_HOURS) + so_far
        columns["score"] = score
        columns["side"] = np.where(irregular, walk.side[grid.day], 0).astype(np.int8)
        columns["reason"] = np.where(irregular, Reason.IRREGULAR_RHYTHM.code, Reason.NONE.code).astype(np.uint8)
        return Scores(whole.index, **columns).taken(slice(begin, None))
