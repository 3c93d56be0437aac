"""What a shape method says of a day: how odd each reading is together with those before it; here methods differ.

How odd is odd for this meter is judged alike for all of them: see ``detectors.outliers.walk_forward`` and
``detectors.outliers.calibration``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from data.calendar.day_grid import DayGrid
from data.series import FloatArray
from detectors.features.load_range import LOAD_RANGE_DAYS, NEGLIGIBLE_SHARE, LoadRange, half_year
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import FIRST_DAYS
from detectors.walk_forward.rolling_table import RollingTable

MIN_COMPARED_DAYS = 5
"""Days: with fewer of the kind of a day, it is compared with days of both kinds. Chosen, not tuned."""


@dataclass(frozen=True, eq=False)
class RawScores:
    """A day as a method sees it.

    Parameters
    ----------
    raw
        Shape ``(windows, slots)``, at least 0, in a unit of the method; NaN where nothing can be said.
    usual
        Shape ``(slots,)`` in kW: what days like this one show; NaN where the method has no such notion.
    """

    raw: FloatArray
    usual: FloatArray


class OutlierModel(ABC):
    """The state of a shape method while a series is walked through, one day after the other.

    A reading may be judged by itself and by readings before it, never by later ones, also of its own day. For every day
    the walk calls ``fit`` (weekly), ``score_day`` and ``update``, in this order.

    Attributes
    ----------
    windows_hours
        The lengths of what is judged, each ending with the reading.
    first_day
        Number of days before the first one that can be judged, a multiple of seven.
    shows_usual
        Whether what is usual is shown as expected. Not so where single readings are judged in another way than by
        their distance to it.
    days
        The days walked through; see ``bind``.
    training_kw
        Rows of shape ``(slots,)`` in kW: what may teach, of the days so far; NaN elsewhere.
    """

    windows_hours: ClassVar[tuple[float, ...]]
    first_day: ClassVar[int] = FIRST_DAYS
    shows_usual: ClassVar[bool] = True
    days: SeriesDays

    def __init__(self, slots: int, kept_days: int = LOAD_RANGE_DAYS) -> None:
        self.training_kw = RollingTable(slots, keep_days=max(kept_days, LOAD_RANGE_DAYS) + 1)
        self.load_range = LoadRange()

    @property
    def grid(self) -> DayGrid:
        """The days walked through, without data problems."""
        return self.days.grid

    def bind(self, days: SeriesDays) -> None:
        """Walk through these days from now on."""
        self.days = days

    def fit(self, day: int) -> None:
        """Fit anew to the days before ``day``; called on the first day of every week of readings."""
        self.load_range.fit(self.training_kw[half_year(day)])

    @abstractmethod
    def score_day(self, day: int) -> RawScores:
        """Judge a day; its readings are in ``grid``."""

    def update(self, day: int, power: FloatArray) -> None:
        """Take in a day's power, NaN where there is no reading or where it must not teach."""
        self.training_kw[day] = power

    def min_score(self) -> float:
        """Return the smallest raw oddness that can be one sigma, in the unit of ``RawScores.raw``."""
        return self.min_distance_kw()

    def min_distance_kw(self) -> float:
        """Return the smallest distance in kW that counts for anything."""
        return NEGLIGIBLE_SHARE * self.load_range.kw

    @classmethod
    def steps(cls, slots: int) -> tuple[int, ...]:
        """Return the windows in readings, of which a day has so many."""
        return tuple(max(1, round(hours * slots / 24.0)) for hours in cls.windows_hours)

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "days"}
