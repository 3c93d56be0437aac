"""The interface of outlier models: how unlike earlier readings each reading is, together with those before it.

Outlier methods differ only in this. Raw scores are calibrated in the same way for all of them: see
``detectors.outliers.strategy`` and ``detectors.walk_forward.calibration``.
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
    """The raw scores of a day, before calibration.

    Parameters
    ----------
    raw
        Shape ``(windows, slots)``, at least 0, in a unit of the method; NaN where unknown.
    usual
        Shape ``(slots,)`` in kW: the power of days like this one; NaN where the method has no such notion.
    """

    raw: FloatArray
    usual: FloatArray


class OutlierModel(ABC):
    """The state of an outlier model, updated day by day.

    The score of a reading may depend on itself and on readings before it, never on later ones, not even of the same
    day. For every day the walk-forward loop calls ``fit`` (weekly), ``score_day`` and ``update``, in this order.

    Attributes
    ----------
    windows_hours
        The lengths of the windows that are scored, each ending with the reading.
    first_day
        Number of days before the first one that can be scored, a multiple of seven.
    shows_usual
        Whether the usual power is shown as expected. Not so where single readings are scored in another way than by
        their distance to it.
    days
        The days of the series; see ``bind``.
    training_kw
        Rows of shape ``(slots,)`` in kW: the readings so far that may teach; NaN elsewhere.
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
        """The days, without data problems."""
        return self.days.grid

    def bind(self, days: SeriesDays) -> None:
        """Read these days from now on."""
        self.days = days

    def fit(self, day: int) -> None:
        """Fit to the days before ``day``; called on the first day of every week of readings."""
        self.load_range.fit(self.training_kw[half_year(day)])

    @abstractmethod
    def score_day(self, day: int) -> RawScores:
        """Return the raw scores of a day; its readings are in ``grid``."""

    def update(self, day: int, power: FloatArray) -> None:
        """Update with a day's power in kW, NaN where there is no reading or where it must not teach."""
        self.training_kw[day] = power

    def min_scale(self) -> float:
        """Return the smallest scale: the raw score that can be one sigma, in the unit of ``RawScores.raw``."""
        return self.min_distance_kw()

    def min_distance_kw(self) -> float:
        """Return the smallest distance in kW that counts for anything."""
        return NEGLIGIBLE_SHARE * self.load_range.kw

    @classmethod
    def steps(cls, slots: int) -> tuple[int, ...]:
        """Return the lengths of the windows in readings, of which a day has ``slots``."""
        return tuple(max(1, round(hours * slots / 24.0)) for hours in cls.windows_hours)

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "days"}
