"""Isolation forest: how few random cuts separate a reading from those before it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from data.series import FloatArray
from detectors.outliers.density import SEED, DensityModel, Scorer
from detectors.outliers.detector import OutlierDetector
from detectors.outliers.model import OutlierModel
from detectors.params import integer
from detectors.registry import register
from detectors.walk_forward.days import SeriesDays

if TYPE_CHECKING:
    from sklearn.ensemble import IsolationForest

POINTS = 4096
"""Readings that trees are drawn from at most. Chosen, not tuned: a limit on time."""
POINTS_PER_TREE = 256
"""Readings of a tree. Source: Liu, Ting and Zhou (2008); with more, normal points look anomalous."""


@register
@dataclass(frozen=True)
class IsolationForestDays(OutlierDetector):
    """Isolation forest on departures of the reading and the hours before from the weekday profile.

    Source: Liu, Ting and Zhou (2008), doi:10.1109/ICDM.2008.17.
    """

    name: ClassVar[str] = "isolation_forest"
    label: ClassVar[str] = "Readings that stand apart"
    algorithm: ClassVar[str] = "isolation forest"
    summary: ClassVar[str] = (
        "Describes each reading by how it and the hours before depart from the usual day, and asks what stands apart. "
        "Widely known, for orientation: it sees shutdowns and new levels and misses most faults of a few hours."
    )
    seconds_a_year: ClassVar[float] = 2.5
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Liu, Ting and Zhou (2008), doi:10.1109/ICDM.2008.17"

    trees: int = integer(50, (20, 300), label="Trees", help="More trees give steadier scores and take longer.")
    weeks: int = integer(26, (4, 104), label="Memory", unit="weeks", help="How many weeks back readings are learnt.")

    def model(self, days: SeriesDays) -> OutlierModel:
        """Return a new state of the method."""
        return ForestModel(days.grid.slots, self.weeks, self.trees)


class ForestModel(DensityModel):
    """Mean depth at which a point is isolated."""

    def __init__(self, slots: int, weeks: int, trees: int) -> None:
        super().__init__(slots, weeks, POINTS)
        self._trees = trees

    def fitted(self, points: FloatArray) -> Scorer:
        """Fit the trees."""
        from sklearn.ensemble import IsolationForest  # noqa: PLC0415 - the app must not wait for it at its start

        size = min(POINTS_PER_TREE, len(points))
        forest = IsolationForest(n_estimators=self._trees, max_samples=size, random_state=SEED).fit(points)
        return partial(_scored, forest)


def _scored(forest: IsolationForest, points: FloatArray) -> FloatArray:
    raw_score: FloatArray = np.negative(forest.score_samples(points))
    return raw_score
