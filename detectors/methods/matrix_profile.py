"""Matrix profile: how far the last day, and the last half day, are from the most similar stretch before."""

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
"""Earlier stretches begin every half hour at shorter steps as well, which costs little and saves half of the time."""


@register
@dataclass(frozen=True)
class MatrixProfile(OutlierDetector):
    """Left matrix profile: distance of the stretch that ends with a reading to the nearest earlier one; no overlap.

    Distances are in kW, as with ``stumpy.aamp``: with every stretch brought to the same mean and spread, as is usual,
    half as much is found, because most faults are a matter of level. What one would call a discord is a stretch with a
    high score.

    It is worked out here with matrix products, and equals stumpy's (tested): stumpy's own takes 6 s to import and 45 s
    to compile, in every process again, before the first reading is judged.

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
    """Distances to the nearest earlier stretch."""

    windows_hours = (12.0, 24.0)

    def __init__(self, slots: int, how: MatrixProfile) -> None:
        super().__init__(slots, 7 * how.weeks + 2)
        self.how = how
        self._steps = self.steps(slots)
        self._stride = max(1, slots // SLOTS_COMPARED)

    def bind(self, days: SeriesDays) -> None:
        """Walk through these days from now on; what fills a gap is known before it."""
        super().bind(days)
        values = without_gaps(days.grid.power_kw.ravel(), days.grid.slots)
        scaled = self.how.compares == SHAPE
        self._subsequences = [Subsequences.of(values, length, self._stride, scaled=scaled) for length in self._steps]

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in super().__getstate__().items() if name != "_subsequences"}

    def score_day(self, day: int) -> RawScores:
        """Return the distances of the stretches that end on a day, and the usual day."""
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

    def min_score(self) -> float:
        """Return the least scale: of the meter's span in kW, or of a spread where shapes alone are compared."""
        return NEGLIGIBLE_SHARE if self.how.compares == SHAPE else super().min_score()


@dataclass(frozen=True, eq=False)
class Subsequences:
    """All stretches of one length; those that begin at a multiple of the stride are looked up.

    ``table`` has shape ``(subsequences looked up, length)``, ``square`` their squared lengths.
    """

    values: FloatArray
    length: int
    stride: int
    scaled: bool
    table: FloatArray
    square: FloatArray

    @classmethod
    def of(cls, values: FloatArray, length: int, stride: int, *, scaled: bool) -> Subsequences:
        """Cut a series without gaps into stretches."""
        table = _cut(values, length, stride, scaled=scaled)
        return cls(values, length, stride, scaled, table, (table**2).sum(axis=1))

    def nearest(self, first: int, count: int, usable: IntArray) -> tuple[FloatArray, IntArray]:
        """Return the distance of each stretch that ends at ``first`` and the readings after, and what is nearest.

        ``usable`` lists where earlier stretches begin, in order of time; those that overlap are left out.
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
