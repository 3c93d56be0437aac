"""Runs: loads that are mostly off, such as pumps, chargers and ovens, judged by how they run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from detectors.base import Family
from detectors.registry import register
from detectors.rules.run_scores import run_scores
from detectors.scores import Scores
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.fitted import WholeSeriesDetector


@register
@dataclass(frozen=True)
class Runs(WholeSeriesDetector):
    """How long a load runs, how long it does not, and how many hours it runs within a day and a week.

    Each is compared with the most that the meter did before. Says nothing of meters that are mostly on.

    Source: expert rule. A pump that never stops, or starts every few minutes, is the classic sign of a float switch or
    check valve out of order.
    """

    name: ClassVar[str] = "runs"
    label: ClassVar[str] = "Runs of loads mostly off"
    algorithm: ClassVar[str] = "length and number of runs"
    summary: ClassVar[str] = (
        "Finds runs much longer than any before, many more of them, or none for much longer than ever. "
        "Good at pumps, chargers and ovens; says nothing of meters that are mostly on."
    )
    family: ClassVar[Family] = "rule"
    source: ClassVar[str] = "Expert rule"
    seconds_a_year: ClassVar[float] = 0.1

    def whole_scores(self, days: SeriesDays) -> Scores:
        """Return the scores of all readings."""
        return run_scores(days.series)
