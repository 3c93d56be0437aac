"""Data problems: readings that tell of the meter and its data, not of the energy used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.series import FloatArray, MeterSeries
from detectors.features.data_quality import flat_line, gap, impossible, negative, zero_run
from detectors.registry import register
from detectors.rules.rule_table import DataRules
from detectors.scores import Reason


@register
@dataclass(frozen=True)
class DataProblems(DataRules):
    """Stuck, missing, zero, negative and impossible readings, each by a rule that compares with the meter's past.

    Source: expert rules as used in validation, estimation and editing (VEE) of meter data.
    """

    name: ClassVar[str] = "data_faults"
    label: ClassVar[str] = "Data faults"
    algorithm: ClassVar[str] = "validation rules"
    summary: ClassVar[str] = (
        "Finds stuck, missing, zero, negative and impossible readings that this meter did not have before. "
        "Says nothing about how much energy is used."
    )
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Expert rule: validation, estimation and editing of meter data"

    def rules(self, series: MeterSeries) -> dict[Reason, FloatArray]:
        """Return the scores of each rule."""
        power, hours, steps = series.power_kw, series.step_hours, series.steps_per_day
        below = negative(power, steps)
        return {
            Reason.GAP: gap(power, hours),
            Reason.FLAT_LINE: np.where(below > 0, 0.0, flat_line(power, hours)),  # its sign tells more than its length
            Reason.ZERO_RUN: zero_run(power, hours),
            Reason.NEGATIVE: below,
            Reason.IMPOSSIBLE: impossible(power, steps),
        }
