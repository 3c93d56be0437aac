"""One-class SVM: how far a reading lies outside of a smooth boundary around those before it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from data.series import FloatArray
from detectors.outliers.density import DensityModel, Scorer
from detectors.outliers.detector import OutlierDetector
from detectors.outliers.model import OutlierModel
from detectors.params import integer, number
from detectors.registry import register
from detectors.walk_forward.days import SeriesDays

if TYPE_CHECKING:
    from sklearn.svm import OneClassSVM

POINTS = 2000
"""Readings that the boundary is fitted to at most. Chosen, not tuned: a limit on time."""
WIDTH = 0.02
"""Inverse of twice the squared width of the kernel, which is five scales. Chosen so that far points still differ."""


@register
@dataclass(frozen=True)
class OneClassSvm(OutlierDetector):
    """One-class support vector machine on departures of the reading and the hours before from the weekday profile.

    Source: Schölkopf et al. (2001), doi:10.1162/089976601750264965.
    """

    name: ClassVar[str] = "one_class_svm"
    label: ClassVar[str] = "Readings outside the usual region"
    algorithm: ClassVar[str] = "one-class SVM"
    summary: ClassVar[str] = (
        "Learns the region in which readings and the hours before them usually lie, and how far outside one is. "
        "Good at shutdowns, peaks and new levels; slight faults of a few hours stay inside the region."
    )
    seconds_a_year: ClassVar[float] = 1.0
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Schölkopf et al. (2001), doi:10.1162/089976601750264965"

    outside: float = number(
        0.02, (0.005, 0.2), step=0.005, label="Share outside", help="The share of earlier readings left outside."
    )
    weeks: int = integer(26, (4, 104), label="Memory", unit="weeks", help="How many weeks back readings are learnt.")

    def model(self, days: SeriesDays) -> OutlierModel:
        """Return a new state of the method."""
        return BoundaryModel(days.grid.slots, self.weeks, self.outside)


class BoundaryModel(DensityModel):
    """Distance in the space of the kernel."""

    def __init__(self, slots: int, weeks: int, outside: float) -> None:
        super().__init__(slots, weeks, POINTS)
        self._outside = outside

    def fitted(self, points: FloatArray) -> Scorer:
        """Fit the boundary; the raw score is minus the logarithm of the kernel mean, which still grows far away."""
        from sklearn.svm import OneClassSVM  # noqa: PLC0415 - the app must not wait for it at its start

        machine = OneClassSVM(gamma=WIDTH, nu=self._outside).fit(points)
        return partial(_scored, machine)


def _scored(machine: OneClassSVM, points: FloatArray) -> FloatArray:
    inside = np.maximum(machine.score_samples(points), np.finfo(float).tiny)
    raw_score: FloatArray = np.sqrt(np.maximum(-np.log(inside / machine.dual_coef_.sum()), 0.0) / WIDTH)
    return raw_score
