"""From rules of data problems to a table of scores: the rule with the highest score of a reading is its reason."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.series import MeterSeries
from detectors.base import Family
from detectors.features.data_quality.runs import RunScores
from detectors.scores import Reason, Scores, empty_scores
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.fitted import WholeSeriesDetector


@dataclass(frozen=True)
class DataRules(WholeSeriesDetector):
    """A detector of data problems, made of rules that compare with the meter's own past."""

    family: ClassVar[Family] = "rule"

    @abstractmethod
    def rules(self, series: MeterSeries) -> Mapping[Reason, RunScores]:
        """Return the scores of each rule for a whole series, each of shape ``(n,)``."""

    def whole_scores(self, days: SeriesDays) -> Scores:
        """Return the scores of the rules; the one with the highest score of a reading is its reason."""
        return rule_table(days.series, self.rules(days.series))


def rule_table(series: MeterSeries, rules: Mapping[Reason, RunScores]) -> Scores:
    """Return the scores of a series by rules; the rule with the highest score of a reading is its reason.

    What it is judged over is the run behind the score.
    """
    table = np.array([rule.score for rule in rules.values()])
    best, score, column = table.argmax(axis=0), table.max(axis=0), np.arange(len(series))
    codes = np.array([reason.code for reason in rules], np.uint8)
    steps = np.array([rule.steps for rule in rules.values()])[best, column]
    columns = empty_scores(series.index, series.step_hours)
    columns["score"] = score
    columns["reason"] = np.where(score > 0, codes[best], Reason.NONE.code).astype(np.uint8)
    columns["window_hours"] = np.where(score > 0, steps, 1) * series.step_hours
    return Scores(series.index, **columns)
