"""From rules of data problems to a table of scores: the rule with the highest score of a reading is its reason."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from data.series import FloatArray, MeterSeries
from detectors.base import Family
from detectors.features.data_quality import run_lengths
from detectors.scores import Reason, Scores, empty_scores
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.fitted import WholeSeriesDetector


@dataclass(frozen=True)
class DataRules(WholeSeriesDetector):
    """A detector of data problems, made of rules that compare with the meter's own past."""

    family: ClassVar[Family] = "rule"

    @abstractmethod
    def rules(self, series: MeterSeries) -> Mapping[Reason, FloatArray]:
        """Return the scores of each rule for a whole series, each of shape ``(n,)``."""

    def whole_scores(self, days: SeriesDays) -> Scores:
        """Return the scores of the rules; the one with the highest score of a reading is its reason."""
        return rule_table(days.series, self.rules(days.series))


def rule_table(series: MeterSeries, rules: Mapping[Reason, FloatArray]) -> Scores:
    """Return the scores of a series by rules; the rule with the highest score of a reading is its reason."""
    table = np.array(list(rules.values()))
    best, score = table.argmax(axis=0), table.max(axis=0)
    codes = np.array([reason.code for reason in rules], np.uint8)
    reason = np.where(score > 0, codes[best], Reason.NONE.code).astype(np.uint8)
    columns = empty_scores(series.index, series.step_hours)
    columns["score"], columns["reason"] = score, reason
    columns["window_hours"] = _run_hours(series, reason)
    return Scores(series.index, **columns)


def _run_hours(series: MeterSeries, reason: NDArray[np.uint8]) -> FloatArray:
    """Return the hours that the run behind a flat line, zeros or a gap has lasted; the step for rules without runs."""
    power = series.power_kw
    same = np.zeros(len(series), bool)
    same[1:] = power[1:] == power[:-1]
    steps = {
        Reason.FLAT_LINE: run_lengths(same) + 1,
        Reason.ZERO_RUN: run_lengths(power == 0),
        Reason.GAP: run_lengths(~np.isfinite(power)),
    }
    lasted = np.select([reason == run.code for run in steps], list(steps.values()), 1)
    return np.maximum(lasted, 1) * series.step_hours
