"""Local outlier factor: whether fewer readings lie around a reading than around those nearest to it."""

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
    from sklearn.neighbors import LocalOutlierFactor

POINTS = 3000
"""Readings that are compared with at most. Chosen, not tuned: a limit on time."""
BLUR = 0.25
"""Scales of the noise that is added, so that a meter that hardly moves has no spurious low densities. Chosen."""
MIN_FACTOR = 0.1
"""Factor before the logarithm at least, without unit; real ones are hardly below 1. Technical limit."""


@register
@dataclass(frozen=True)
class LocalOutlier(OutlierDetector):
    """Local outlier factor on departures of the reading and the hours before from the weekday profile.

    Source: Breunig et al. (2000), doi:10.1145/342009.335388.
    """

    name: ClassVar[str] = "local_outlier_factor"
    label: ClassVar[str] = "Readings in a thin place"
    algorithm: ClassVar[str] = "local outlier factor"
    summary: ClassVar[str] = (
        "Compares how crowded it is around a reading with how crowded it is around similar ones. "
        "Good at shutdowns and peaks; overtime, early starts and partial outages mostly escape it."
    )
    seconds_a_year: ClassVar[float] = 3.0
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Breunig et al. (2000), doi:10.1145/342009.335388"

    neighbours: int = integer(
        30, (5, 100), label="Neighbours", unit="readings", help="How many nearest readings a place is compared with."
    )
    weeks: int = integer(26, (4, 104), label="Memory", unit="weeks", help="How many weeks back readings are learnt.")

    def model(self, days: SeriesDays) -> OutlierModel:
        """Return a new state of the method."""
        return LocalOutlierModel(days.grid.slots, self.weeks, self.neighbours)


class LocalOutlierModel(DensityModel):
    """Ratio of the density around a point to that around its neighbours."""

    def __init__(self, slots: int, weeks: int, neighbours: int) -> None:
        super().__init__(slots, weeks, POINTS)
        self._neighbours = neighbours

    def fitted(self, points: FloatArray) -> Scorer:
        """Fit the densities of the points."""
        from sklearn.neighbors import LocalOutlierFactor  # noqa: PLC0415 - the app must not wait for it at its start

        count = min(self._neighbours, len(points) - 1)
        blurred = points + np.random.default_rng(SEED).normal(0.0, BLUR, points.shape)
        known = LocalOutlierFactor(n_neighbors=count, novelty=True).fit(blurred)
        return partial(_scored, known)


def _scored(known: LocalOutlierFactor, points: FloatArray) -> FloatArray:
    """Return the logarithm of the factor, which is a ratio and has no limit beside dense clusters."""
    raw_score: FloatArray = np.log(np.maximum(np.negative(known.score_samples(points)), MIN_FACTOR))
    return raw_score
