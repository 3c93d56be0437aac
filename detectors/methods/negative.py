"""Negative: readings below zero on a meter on which they are rare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.series import MeterSeries
from detectors.features.data_quality.runs import USUAL_SHARE, RunScores
from detectors.features.data_quality.sizes import negative
from detectors.params import number
from detectors.registry import register
from detectors.rules.rule_table import DataRules
from detectors.scores import Reason


@register
@dataclass(frozen=True)
class Negative(DataRules):
    """Readings below zero, by their depth, unless they are usual for the meter, as with solar power.

    Source: expert rule as used in validation, estimation and editing (VEE) of meter data.
    """

    name: ClassVar[str] = "negative"
    label: ClassVar[str] = "Negative readings"
    algorithm: ClassVar[str] = "sign of readings"
    summary: ClassVar[str] = (
        "Finds readings below zero on a meter that does not feed in. "
        "Good at swapped current transformers and netted data."
    )
    revision: ClassVar[int] = 2
    source: ClassVar[str] = "Expert rule: validation, estimation and editing of meter data"
    seconds_a_year: ClassVar[float] = 0.1

    usual_percent: float = number(
        100.0 * USUAL_SHARE,
        (0.0, 100.0),
        step=0.5,
        label="Usual from",
        unit="% of days",
        help="On a meter that was negative on more of its days than this, it is nothing special.",
    )

    def rules(self, series: MeterSeries) -> dict[Reason, RunScores]:
        """Return the scores of the rule."""
        return {Reason.NEGATIVE: negative(series.power_kw, series.steps_per_day, self.usual_percent / 100.0)}
