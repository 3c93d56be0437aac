"""Data problems: readings that tell of the meter and its data, not of the energy used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.series import MeterSeries
from detectors.features.data_quality.checks import checks
from detectors.features.data_quality.runs import RunScores
from detectors.registry import register
from detectors.rules.rule_table import DataRules
from detectors.scores import Reason


@register
@dataclass(frozen=True)
class DataProblems(DataRules):
    """Stuck, filled-in, late, missing, zero, negative and impossible readings, each by a rule of the meter's past.

    Source: expert rules as used in validation, estimation and editing (VEE) of meter data.
    """

    name: ClassVar[str] = "data_faults"
    label: ClassVar[str] = "Data faults"
    algorithm: ClassVar[str] = "validation rules"
    summary: ClassVar[str] = (
        "Finds stuck, filled-in, late, missing, zero, negative and impossible readings that this meter did not have "
        "before. "
        "Says nothing about how much energy is used."
    )
    revision: ClassVar[int] = 5
    source: ClassVar[str] = "Expert rule: validation, estimation and editing of meter data"

    def rules(self, series: MeterSeries) -> dict[Reason, RunScores]:
        """Return the scores of each rule."""
        found = checks(series)
        return {
            Reason.GAP: found.gap,
            Reason.FLAT_LINE: found.flat_line,
            Reason.STRAIGHT_LINE: found.straight_line,
            Reason.LATE_READINGS: found.late_readings,
            Reason.ZERO_RUN: found.zero_run,
            Reason.REPEATED_HOUR: found.repeated_hour,
            Reason.NEGATIVE: found.negative,
            Reason.IMPOSSIBLE: found.impossible,
            Reason.FALLING_REGISTER: found.falling_register,
        }
