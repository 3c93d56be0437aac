"""Matrix profile: the distance of the last day, and half day, from the most similar subsequence before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import IntArray
from data.series import FloatArray
from detectors import kernels
from detectors.features.load_range import NEGLIGIBLE_SHARE
from detectors.features.similar_days import PROFILE_WEEKS
from detectors.kernels import FULL_SHARE
from detectors.outliers.detector import OutlierDetector
from detectors.outliers.model import OutlierModel, RawScores
from detectors.params import choice, integer
from detectors.registry import register
from detectors.walk_forward.days import SeriesDays

LEVEL, SHAPE = "level and shape", "shape alone"
SLOTS_COMPARED = 48
"""Number of slots a day at which earlier subsequences begin at most. Chosen: half the time, hardly other distances."""


@register
@dataclass(frozen=True)
class MatrixProfile(OutlierDetector):
    """Left matrix profile: distance of the subsequence that ends with a reading to the nearest earlier one.

    The two do not overlap. Distances are in kW, as with ``stumpy.aamp``: if every subsequence is normalised to the same
    mean and standard deviation, as is common, half as much is found, because most anomalies are a matter of level. A
    discord is a subsequence with a high score.

    It is computed here with matrix products, and equals stumpy's (tested): stumpy takes 6 s to import and 45 s to
    compile, in every process, before the first reading is scored.

    Source: Yeh et al. (2016), doi:10.1109/ICDM.2016.0179; in absolute values Akbarinia and Cloez (2019).
    """

    name: ClassVar[str] = "matrix_profile"
    label: ClassVar[str] = "Stretches never seen before"
    algorithm: ClassVar[str] = "matrix profile"
    summary: ClassVar[str] = (
        "Looks for the most similar stretch of a day or half a day that ever was, at whatever hour it began. "
        "Good at shutdowns and new levels; blind to the right thing at the wrong time, such as swapped days."
    )
    seconds_a_year: ClassVar[float] = 5.0
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Yeh et al. (2016), doi:10.1109/ICDM.2016.0179"

    compares: str = choice(
        LEVEL, (LEVEL, SHAPE), label="Compares", help="Level and shape in kW, or shape alone whatever the level."
    )
    weeks: int = integer(
        52, (4, 104), label="Memory", unit="weeks", help="How many weeks back a stretch is looked for."
    )

    def model(self, days: SeriesDays) -> OutlierModel:
        """Return a new state of the method."""
        return MatrixProfileModel(days.grid.slots, self)


class MatrixProfileModel(OutlierModel):
    """Distances to the nearest earlier subsequence."""

    windows_hours = (12.0, 24.0)

    def __init__(self, slots: int, how: MatrixProfile) -> None:
        super().__init__(slots, 7 * how.weeks + 2)
        self.how = how
        self._steps = self.steps(slots)
        self._stride = max(1, slots // SLOTS_COMPARED)

    def bind(self, days: SeriesDays) -> None:
        """Read these days from now on; gaps are filled with earlier readings."""
        super().bind(days)
        values = without_gaps(days.grid.power_kw.ravel(), days.grid.slots)
        scaled = self.how.compares == SHAPE
        self._subsequences = [Subsequences.of(values, length, self._stride, scaled=scaled) for length in self._steps]

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in super().__getstate__().items() if name != "_subsequences"}

    def score_day(self, day: int) -> RawScores:
        """Return the distances of the subsequences that end on a day, and its weekday profile."""
        slots = self.grid.slots
        raw = np.full((len(self._steps), slots), np.nan)
        begin = max(0, day - 7 * self.how.weeks - 1)
        known = np.isfinite(self.training_kw[begin:day]).ravel()
        taught = np.concatenate([np.zeros(1 + begin * slots, np.int64), np.cumsum(known)])
        first = max(0, (day - 7 * self.how.weeks) * slots)
        for i, subsequences in enumerate(self._subsequences):
            ends = np.arange(subsequences.length - 1, len(taught) - 1)
            known = taught[ends + 1] - taught[ends + 1 - subsequences.length]
            usable = np.flatnonzero((known >= FULL_SHARE * subsequences.length) & (ends >= first))
            usable = usable[usable % self._stride == 0]
            if len(usable) > 0:
                raw[i], _ = subsequences.nearest(day * slots, slots, usable)
        rows, weights = self.days.similar(day, PROFILE_WEEKS)
        usual = kernels.weighted_median(self.training_kw[rows], weights)
        return RawScores(np.where(np.isfinite(self.grid.power_kw[day]), raw, np.nan), usual)

    def min_scale(self) -> float:
        """Return the smallest scale: in kW, or in standard deviations where shapes alone are compared."""
        return NEGLIGIBLE_SHARE if self.how.compares == SHAPE else super().min_scale()


@dataclass(frozen=True, eq=False)
class Subsequences:
    """All subsequences of one length; those that begin at a multiple of the stride can be found as nearest.

    ``table`` holds these as rows, shape ``(n, length)``; ``square`` holds their sums of squares.
    """

    values: FloatArray
    length: int
    stride: int
    scaled: bool
    table: FloatArray
    square: FloatArray

    @classmethod
    def of(cls, values: FloatArray, length: int, stride: int, *, scaled: bool) -> Subsequences:
        """Cut a series without gaps into subsequences."""
        table = _cut(values, length, stride, scaled=scaled)
        return cls(values, length, stride, scaled, table, (table**2).sum(axis=1))

    def nearest(self, first: int, count: int, usable: IntArray) -> tuple[FloatArray, IntArray]:
        """Return the distance of each of the ``count`` subsequences that end from ``first`` on, and the nearest one.

        ``usable`` lists where earlier subsequences begin, in order of time; those that overlap are left out.
        """
        query = _cut(self.values[first - self.length + 1 : first + count], self.length, 1, scaled=self.scaled)
        begins = first - self.length + 1 + np.arange(count)
        rows = usable // self.stride
        apart = (query**2).sum(axis=1)[:, None] + self.square[rows] - 2.0 * query @ self.table[rows].T
        overlap = usable[None] + self.length >= begins[:, None]
        apart[overlap] = np.inf
        best = apart.argmin(axis=1)
        least = np.maximum(apart[np.arange(count), best], 0.0)
        return np.where(np.isfinite(least), np.sqrt(least / self.length), np.nan), usable[best]


def without_gaps(values: FloatArray, slots: int) -> FloatArray:
    """Return values with gaps filled by the same slot of the day before, else by the last value; 0 at the start."""
    result = values.copy()
    for position in np.flatnonzero(~np.isfinite(values)):
        before = position - slots if position >= slots else position - 1
        result[position] = result[before] if before >= 0 else 0.0
    return result


def _cut(values: FloatArray, length: int, stride: int, *, scaled: bool) -> FloatArray:
    table = np.ascontiguousarray(np.lib.stride_tricks.sliding_window_view(values, length)[::stride])
    if not scaled:
        return table
    scale_kw = table.std(axis=1, keepdims=True)
    centred = table - table.mean(axis=1, keepdims=True)
    scaled_table: FloatArray = np.divide(centred, scale_kw, where=scale_kw > 0, out=np.zeros_like(centred))
    return scaled_table
