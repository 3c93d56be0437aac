"""Data faults: readings that speak of the meter and its data, not of the energy used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.series import FloatArray, MeterSeries
from detectors.base import Detector, Family, FittedDetector
from detectors.data_rules import flat_line, gap, impossible, negative, run_lengths, zero_run
from detectors.joining import joined
from detectors.registry import register
from detectors.scores import Reason, Scores, empty_scores


@register
@dataclass(frozen=True)
class DataFaults(Detector):
    """Stuck, missing, zero, negative and impossible readings, each by a rule that knows the meter's own past.

    Source: expert rules as used in validation, estimation and editing (VEE) of meter data.
    """

    name: ClassVar[str] = "data_faults"
    label: ClassVar[str] = "Data faults"
    algorithm: ClassVar[str] = "validation rules"
    summary: ClassVar[str] = (
        "Finds stuck, missing, zero, negative and impossible readings that this meter did not have before. "
        "Says nothing about how much energy is used."
    )
    family: ClassVar[Family] = "rule"
    revision: ClassVar[int] = 2
    source: ClassVar[str] = "Expert rule: validation, estimation and editing of meter data"

    def _fit(self, history: MeterSeries) -> FittedDetector:
        return FittedDataFaults(history)


@dataclass(frozen=True, eq=False)
class FittedDataFaults(FittedDetector):
    """The rules with the history they know."""

    history: MeterSeries

    def score(self, series: MeterSeries) -> Scores:
        """Judge a series by the rules; the rule that finds a reading oddest is its reason."""
        whole, begin = joined(self.history, series)
        power, hours, steps = whole.power_kw, whole.step_hours, whole.steps_per_day
        rules: dict[Reason, FloatArray] = {
            Reason.GAP: gap(power, hours),
            Reason.FLAT_LINE: flat_line(power, hours),
            Reason.ZERO_RUN: zero_run(power, hours),
            Reason.NEGATIVE: negative(power, steps),
            Reason.IMPOSSIBLE: impossible(power, steps),
        }
        table = np.array(list(rules.values()))
        best = table.argmax(axis=0)
        score = table.max(axis=0)
        columns = empty_scores(whole.index, hours)
        codes = np.array([reason.code for reason in rules], np.uint8)
        columns["score"] = score
        columns["reason"] = np.where(score > 0, codes[best], Reason.NONE.code).astype(np.uint8)
        columns["window_hours"] = _run_hours(power, best, list(rules), hours)
        return Scores(whole.index, **columns).taken(slice(begin, None))


def _run_hours(power_kw: FloatArray, best: np.ndarray, reasons: list[Reason], step_hours: float) -> FloatArray:
    """Return how long the run behind a flat line has lasted; the step for the other rules, which flag all along."""
    same = np.zeros(len(power_kw), bool)
    same[1:] = power_kw[1:] == power_kw[:-1]
    flat = best == reasons.index(Reason.FLAT_LINE)
    return np.where(flat, (run_lengths(same) + 1) * step_hours, step_hours)
