"""Flat line: a constant value for longer than ever before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.series import MeterSeries
from detectors.features.data_quality.held_values import MIN_FLAT_HOURS, flat_line
from detectors.features.data_quality.runs import RunScores
from detectors.params import number
from detectors.registry import register
from detectors.rules.rule_table import DataRules
from detectors.scores import Reason


@register
@dataclass(frozen=True)
class FlatLine(DataRules):
    """Runs of one and the same value other than zero, against the second longest run the meter had before.

    Source: expert rule as used in validation, estimation and editing (VEE) of meter data.
    """

    name: ClassVar[str] = "flat_line"
    label: ClassVar[str] = "Stuck readings"
    algorithm: ClassVar[str] = "length of flat runs"
    summary: ClassVar[str] = (
        "Finds one and the same value for longer than this meter ever had. Good at stuck registers and filled-in data."
    )
    source: ClassVar[str] = "Expert rule: validation, estimation and editing of meter data"
    seconds_a_year: ClassVar[float] = 0.1

    least_hours: float = number(
        MIN_FLAT_HOURS, (0.5, 48.0), step=0.5, label="At least", unit="h", help="Shorter runs are never flagged."
    )

    def rules(self, series: MeterSeries) -> dict[Reason, RunScores]:
        """Return the scores of the rule."""
        return {Reason.FLAT_LINE: flat_line(series.power_kw, series.step_hours, self.least_hours)}
