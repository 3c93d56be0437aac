"""A stretch of readings with what was expected of them: all that a sentence about an event is made from."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.series import FloatArray
from detectors.insight.spectrum import DAY_HOURS, top_hour
from detectors.scores import Reason

NIGHT_FROM, NIGHT_TO = 20, 6
WORK_FROM, WORK_TO = 9, 18


@dataclass(frozen=True, eq=False)
class Stretch:
    """Readings ``[start, end)`` of one meter, in its own zone, with the reason they were flagged for.

    ``before_kw`` holds the readings of up to four weeks before it, ``window_hours`` is over how long its oddest one was
    judged, ``place`` country and region for public holidays.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    power_kw: FloatArray
    expected_kw: FloatArray
    step_hours: float
    reason: Reason
    side: int
    before_kw: FloatArray = field(default_factory=lambda: np.array([]))
    window_hours: float = 0.0
    place: tuple[str, str] = ("", "")

    @property
    def hours(self) -> float:
        """Duration in hours."""
        return (self.end - self.start).total_seconds() / 3600.0

    @property
    def mean_kw(self) -> float:
        """Mean power of the readings there are; NaN without any."""
        return _mean(self.power_kw)

    @property
    def usual_kw(self) -> float:
        """Mean expected power; NaN where nothing is expected."""
        return _mean(self.expected_kw)

    @property
    def usual_range_kw(self) -> tuple[float, float]:
        """Lowest and highest expected power; NaN where nothing is expected."""
        known = self.expected_kw[np.isfinite(self.expected_kw)]
        return (float(known.min()), float(known.max())) if len(known) else (float("nan"), float("nan"))

    @property
    def excess_kwh(self) -> float:
        """Energy above expected, negative where less was used."""
        return float(np.nansum(self.power_kw - self.expected_kw) * self.step_hours)

    @property
    def more_and_less_kwh(self) -> tuple[float, float]:
        """Energy above expected and energy below it, both at least 0."""
        away = np.nan_to_num(self.power_kw - self.expected_kw) * self.step_hours
        return float(away[away > 0].sum()), float(-away[away < 0].sum())

    @property
    def peak_kw(self) -> float:
        """The reading furthest to the stretch's side."""
        known = self.power_kw[np.isfinite(self.power_kw)]
        return float(known.max() if self.side >= 0 else known.min()) if len(known) else float("nan")

    @property
    def lowest_kw(self) -> float:
        """The lowest reading; NaN without any."""
        known = self.power_kw[np.isfinite(self.power_kw)]
        return float(known.min()) if len(known) else float("nan")

    @property
    def largest_kw(self) -> float:
        """The reading furthest from zero, with its sign; NaN without any."""
        known = self.power_kw[np.isfinite(self.power_kw)]
        return float(known[np.abs(known).argmax()]) if len(known) else float("nan")

    @property
    def expected_hours(self) -> float:
        """Hours of the readings of which something was expected."""
        return float(np.count_nonzero(self._compared()) * self.step_hours)

    @property
    def compared_kw(self) -> tuple[float, float]:
        """Mean power and mean expected power over the readings that have both; NaN without any."""
        both = self._compared()
        return _mean(self.power_kw[both]), _mean(self.expected_kw[both])

    @property
    def furthest_kw(self) -> tuple[float, float]:
        """The reading furthest from expected and how far it is, with its sign; NaN where nothing is expected."""
        return self._reading_with_most(np.abs(self.power_kw - self.expected_kw))

    @property
    def highest_kw(self) -> tuple[float, float]:
        """The reading furthest above expected and how far it is; NaN where nothing is expected."""
        return self._reading_with_most(self.power_kw - self.expected_kw)

    @property
    def load_factor(self) -> float:
        """Mean over highest power of the four weeks that end with it; NaN where nothing was used."""
        values = np.concatenate([self.before_kw, self.power_kw])
        known = values[np.isfinite(values)]
        return float(known.mean() / known.max()) if len(known) and known.max() > 0 else float("nan")

    @property
    def shift_hours(self) -> float:
        """How much later in the day its power is at its highest than in the weeks before, -12 to 12.

        Between the tops of the 24 h period over whole days; NaN without a whole day or a swing in one of them.
        """
        before = pd.date_range(end=self.start - self._step, periods=len(self.before_kw), freq=self._step)
        later = top_hour(self.power_kw, self._times(), self.step_hours) - top_hour(
            self.before_kw, before, self.step_hours
        )
        return (later + DAY_HOURS / 2) % DAY_HOURS - DAY_HOURS / 2

    @property
    def weekend_share(self) -> float:
        """Share of the readings that fall on a Saturday or Sunday."""
        return float(np.mean(self._times().day_of_week >= 5))

    @property
    def night_share(self) -> float:
        """Share of the readings between 20:00 and 06:00; none where a reading is longer than a night."""
        if self.step_hours > (NIGHT_TO - NIGHT_FROM) % 24:
            return 0.0
        hours = self._times().hour
        return float(np.mean((hours >= NIGHT_FROM) | (hours < NIGHT_TO)))

    @property
    def working_hours_share(self) -> float:
        """Share of the readings of which something was expected that lie between 09:00 and 18:00; NaN without any."""
        hours = self._times().hour[self._compared()]
        return float(np.mean((hours >= WORK_FROM) & (hours < WORK_TO))) if len(hours) else float("nan")

    def _reading_with_most(self, size: FloatArray) -> tuple[float, float]:
        if not self._compared().any():
            return float("nan"), float("nan")
        place = int(np.nanargmax(size))
        return float(self.power_kw[place]), float(self.power_kw[place] - self.expected_kw[place])

    def _compared(self) -> NDArray[np.bool_]:
        both: NDArray[np.bool_] = np.isfinite(self.power_kw) & np.isfinite(self.expected_kw)
        return both

    def _times(self) -> pd.DatetimeIndex:
        return pd.date_range(self.start, periods=len(self.power_kw), freq=self._step)

    @property
    def _step(self) -> pd.Timedelta:
        return pd.Timedelta(hours=self.step_hours)


def _mean(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
