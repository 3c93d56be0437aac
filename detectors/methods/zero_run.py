"""Zero run: zeros on a meter on which they are rare, or for longer than usual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.series import MeterSeries
from detectors.features.data_quality.checks import checks
from detectors.features.data_quality.runs import RunScores
from detectors.features.data_quality.zero_runs import MIN_ZERO_HOURS, zero_run
from detectors.params import number
from detectors.registry import register
from detectors.rules.rule_table import DataRules
from detectors.scores import Reason


@register
@dataclass(frozen=True)
class ZeroRun(DataRules):
    """Runs of zeros, against those the meter had before; any run where zeros are rare, none where it is mostly off.

    Source: expert rule as used in validation, estimation and editing (VEE) of meter data.
    """

    name: ClassVar[str] = "zero_run"
    label: ClassVar[str] = "Zero readings"
    algorithm: ClassVar[str] = "length of zero runs"
    summary: ClassVar[str] = (
        "Finds zeros on a meter that is never off, or zeros for longer than it ever had. "
        "Good at outages and dead meters."
    )
    revision: ClassVar[int] = 3
    source: ClassVar[str] = "Expert rule: validation, estimation and editing of meter data"
    seconds_a_year: ClassVar[float] = 0.1

    least_hours: float = number(
        MIN_ZERO_HOURS, (0.25, 48.0), step=0.25, label="At least", unit="h", help="Shorter runs are never flagged."
    )

    def rules(self, series: MeterSeries) -> dict[Reason, RunScores]:
        """Return the scores of the rule."""
        usual = checks(series).states.is_mostly_off
        return {Reason.ZERO_RUN: zero_run(series.power_kw, series.step_hours, self.least_hours, usual=usual)}
