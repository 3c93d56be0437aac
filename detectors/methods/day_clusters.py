"""Day clusters: the distance of the last hours from the nearest typical day of this meter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import IntArray
from data.series import FloatArray
from detectors import kernels
from detectors.features.day_table import KNOWN_SHARE, closed
from detectors.outliers.detector import OutlierDetector
from detectors.outliers.model import MIN_COMPARED_DAYS, OutlierModel, RawScores
from detectors.params import integer
from detectors.registry import register
from detectors.walk_forward.days import SeriesDays

RECENT_DAYS = 3
"""Days of the same kind before a day that are compared as they were. Chosen, not tuned."""
RECENT_WITHIN = 60
"""Days back in which these are found. Chosen, not tuned."""
DAYS_PER_CLUSTER = 3
"""Days that must be known for each typical day. Chosen, not tuned."""
TOLERANCE, MAX_ROUNDS = 1e-4, 300
"""Share of the variance by which centres move when k-means stops, and rounds after which it does at the latest. Source:
defaults of scikit-learn."""


@register
@dataclass(frozen=True)
class DayClusters(OutlierDetector):
    """Distance of the last 3, 6, 12 and 24 hours to the nearest of several typical days.

    Typical days are the centres of k-means on whole days of the past, in kW, apart for days at work and off and fitted
    every week, and the last days of that kind as they were: without these, every change of season looks anomalous
    (recall on planted faults of twelve meters 0.63 instead of 0.72). Hours before and after midnight are each compared
    with the typical day nearest to them.

    Source: k-means on windows as in KMeansAD (Yairi et al. 2001); on daily load shapes Chicco et al. (2006),
    doi:10.1109/TPWRS.2006.873122.
    """

    name: ClassVar[str] = "day_clusters"
    label: ClassVar[str] = "Days unlike the typical ones"
    algorithm: ClassVar[str] = "k-means"
    summary: ClassVar[str] = (
        "Compares the last hours with the few kinds of day this meter has, its latest days among them. "
        "Good at shutdowns, new levels, swapped days and slow rises; short overtime often escapes it."
    )
    seconds_a_year: ClassVar[float] = 1.5
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Yairi, Kato and Hori (2001); Chicco, Napoli and Piglione (2006)"

    clusters: int = integer(
        8, (2, 20), label="Typical days", help="How many kinds of day are told apart, for days on and off each."
    )
    weeks: int = integer(52, (4, 104), label="Memory", unit="weeks", help="How many weeks back days are learnt from.")

    def model(self, days: SeriesDays) -> OutlierModel:
        """Return a new state of the method."""
        return ClusterModel(days.grid.slots, self)


class ClusterModel(OutlierModel):
    """Distances to the nearest typical or recent day."""

    windows_hours = (3.0, 6.0, 12.0, 24.0)

    def __init__(self, slots: int, how: DayClusters) -> None:
        super().__init__(slots, max(7 * how.weeks, RECENT_WITHIN))
        self.how = how
        self._steps = np.array(self.steps(slots))
        self._centres: dict[bool, FloatArray] = {}

    def fit(self, day: int) -> None:
        """Fit the typical days, starting from those of the week before."""
        super().fit(day)
        rows = self._teaching_days(np.arange(max(0, day - 7 * self.how.weeks), day))
        is_off = self.grid.off_before(0, day)[rows]
        for kind in (False, True):
            same = rows[is_off == kind]
            same = same if len(same) >= MIN_COMPARED_DAYS else rows
            if len(same) > 0:
                days = closed(self.training_kw[same])
                self._centres[kind] = _centres(days, self.how.clusters, self._centres.get(kind))

    def score_day(self, day: int) -> RawScores:
        """Return the distances of a day, and at each slot the typical day that is nearest so far."""
        slots = self.grid.slots
        if not self._centres:
            return RawScores(np.full((len(self._steps), slots), np.nan), np.full(slots, np.nan))
        before, _ = self._sums(day - 1, day)
        today, typical = self._sums(day, day)
        count = np.zeros(2 * slots + 1, np.int64)
        np.cumsum(np.isfinite(self.grid.power_kw[day - 1 : day + 1]), out=count[1:])
        raw = kernels.cluster_distances(before, today, count, self._steps)
        best = today[:, 1:].argmin(axis=0)
        return RawScores(raw, typical[best, np.arange(slots)])

    def _teaching_days(self, days: IntArray) -> IntArray:
        """Return which of some days are known well enough to teach."""
        known = np.isfinite(self.training_kw[days]).sum(axis=1)
        found: IntArray = days[known >= KNOWN_SHARE * self.grid.slots]
        return found

    def _recent(self, alike: IntArray) -> IntArray:
        """Return the last of some days that are known well enough to teach."""
        found = self._teaching_days(alike[-2 * RECENT_DAYS :])[-RECENT_DAYS:]
        return found if len(found) == RECENT_DAYS else self._teaching_days(alike)[-RECENT_DAYS:]

    def _sums(self, row: int, day: int) -> tuple[FloatArray, FloatArray]:
        """Return the sums up to each slot of the squared departures of a day, and the days it is compared with.

        Shapes ``(typical days, slots + 1)`` and ``(typical days, slots)``; only days before ``day`` are used.
        """
        earlier = np.arange(max(0, day - RECENT_WITHIN), min(row, day))
        first = max(0, day - RECENT_WITHIN)
        was_off = self.grid.off_before(first, day)
        kinds = self.grid.may_be_off(day) if row == day else (bool(was_off[row - first]),)
        recent = [self._recent(earlier[was_off[: len(earlier)] == kind]) for kind in kinds]
        typical = np.concatenate(
            [*(self._centres[kind] for kind in kinds), closed(self.training_kw[np.concatenate(recent)])]
        )
        return kernels.sums_of_squares(self.grid.power_kw[row], typical), typical


def _centres(days: FloatArray, clusters: int, known: FloatArray | None) -> FloatArray:
    """Return the centres of k-means, started from those of the week before.

    Where more centres are needed, the day furthest from all of them becomes one (Gonzalez 1985,
    doi:10.1016/0304-3975(85)90224-5), so that nothing is random.
    """
    count = max(1, min(clusters, len(days) // DAYS_PER_CLUSTER))
    centres = days.mean(axis=0, keepdims=True) if known is None else known[:count]
    while len(centres) < count:
        distance = ((days[:, None] - centres[None]) ** 2).sum(axis=2).min(axis=1)
        centres = np.concatenate([centres, days[[int(distance.argmax())]]])
    tolerance = TOLERANCE * float(days.var(axis=0).mean())
    return kernels.moved_centres(days, np.ascontiguousarray(centres), tolerance, MAX_ROUNDS)
