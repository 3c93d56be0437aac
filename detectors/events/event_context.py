"""The readings of an event with what was expected of them and what came before: the figures that its words need."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd

from data.calendar.day_grid import BoolArray
from data.calendar.night import Night
from data.series import FloatArray
from detectors.analytics.building import Building
from detectors.analytics.off_hours import IdlePeriods, idle_periods
from detectors.analytics.spectrum import WEEK_HOURS
from detectors.change import Change
from detectors.scores import Reason

MIN_NIGHT_HOURS = 12.0
"""Hours of night that must be known for the level of a week's nights. Chosen, not tuned."""


@dataclass(frozen=True, eq=False)
class EventContext:
    """Readings ``[start, end)`` of one meter, in its own zone, with the reason they were flagged for.

    ``before_kw`` holds the readings of up to four weeks before it, ``window_hours`` is over how long its oddest one was
    judged, ``place`` country and region for public holidays, ``night`` that of the meter, ``open_days`` the days of the
    week on which it is open, 0 for Monday (None where nobody said), ``zeros_before_hours`` how long it had been at zero
    before at most, which is told of zeros only.

    ``occurrences`` are the times within it at which it happened, half-open, ``is_open`` says that it still lasts,
    ``change`` is the change that it tells of (None where it is none), ``building`` what its meter looks like,
    ``known_days`` how long the meter had been known before it, and ``unseen_kwh`` of a data problem the energy that
    nobody saw.
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
    night: Night = field(default_factory=Night)
    open_days: frozenset[int] | None = None
    zeros_before_hours: float = 0.0
    occurrences: tuple[tuple[pd.Timestamp, pd.Timestamp], ...] = ()
    is_open: bool = False
    change: Change | None = None
    building: Building = Building.UNKNOWN
    known_days: float = float("nan")
    unseen_kwh: float = float("nan")

    @property
    def hours(self) -> float:
        """Hours of the readings it is told by: those that are there, of a gap those that are not."""
        there = np.isfinite(self.power_kw)
        is_gap = self.reason is Reason.GAP or not there.any()
        return float(np.count_nonzero(~there if is_gap else there) * self.step_hours)

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
    def mean_excess_kw(self) -> float:
        """Mean power above expected; NaN where nothing is expected."""
        return _mean(self.power_kw - self.expected_kw)

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
    def highest_kw(self) -> tuple[float, float]:
        """The reading furthest above expected and how far it is; NaN where nothing is expected."""
        return self._reading_with_most(self.power_kw - self.expected_kw)

    @property
    def load_factor(self) -> float:
        """Mean over highest power of the four weeks that end with it; NaN where nothing was used."""
        values = np.concatenate([self.before_kw, self.power_kw])
        known = values[np.isfinite(values)]
        return float(known.mean() / known.max()) if len(known) and known.mean() > 0 else float("nan")

    @cached_property
    def times(self) -> pd.DatetimeIndex:
        """When its readings begin."""
        return pd.date_range(self.start, periods=len(self.power_kw), freq=self._step)

    @cached_property
    def times_before(self) -> pd.DatetimeIndex:
        """When the readings of the weeks before begin."""
        return pd.date_range(end=self.start - self._step, periods=len(self.before_kw), freq=self._step)

    @cached_property
    def idle_periods(self) -> IdlePeriods:
        """Which of its readings lie at night and on days off."""
        return idle_periods(self.times, self.place, self.step_hours, self.night, self.open_days)

    @cached_property
    def idle_periods_before(self) -> IdlePeriods | None:
        """Which of the readings of the weeks before lie at night and on days off; None where there are none."""
        if not len(self.before_kw):
            return None
        return idle_periods(self.times_before, self.place, self.step_hours, self.night, self.open_days)

    @property
    def is_closed_by_day(self) -> bool:
        """Whether its hours of rest are no night."""
        return self.night.is_by_day

    @cached_property
    def excess_weights(self) -> FloatArray:
        """By how much each reading is above expected; where none is, all count alike."""
        above: FloatArray = np.nan_to_num(self.power_kw - self.expected_kw).clip(min=0.0)
        return above if above.any() else np.ones(len(above))

    def excess_share(self, chosen: BoolArray) -> float:
        """Return which share of what is above expected lies in chosen readings."""
        return float(self.excess_weights[chosen].sum() / self.excess_weights.sum())

    def compared_share(self, chosen: BoolArray) -> float:
        """Return which share of the readings of which something was expected is chosen; NaN without any."""
        compared = chosen[self._compared()]
        return float(compared.mean()) if len(compared) else float("nan")

    def only(self, chosen: BoolArray) -> Self:
        """Return the same stretch without the readings that are not chosen."""
        power, expected = (np.where(chosen, values, np.nan) for values in (self.power_kw, self.expected_kw))
        return replace(self, power_kw=power, expected_kw=expected)

    @property
    def weekday_nights_kw(self) -> float:
        """Median power of the nights between working days in the week before; NaN where there are hardly any."""
        kinds = self.idle_periods_before
        if kinds is None:
            return float("nan")
        known = kinds.night & ~kinds.around_off & np.isfinite(self.before_kw)
        known[: -round(WEEK_HOURS / self.step_hours)] = False
        enough = np.count_nonzero(known) * self.step_hours >= MIN_NIGHT_HOURS
        return float(np.median(self.before_kw[known])) if enough else float("nan")

    @property
    def is_idle_on_days_off(self) -> bool:
        """Whether by day on its days off less than halfway up to a working day was expected; True where unknown."""
        by_day, kinds = self.expected_kw[self.idle_periods.off & self.idle_periods.work], self.idle_periods_before
        if kinds is None or not np.isfinite(by_day).any():
            return True
        working = self.before_kw[kinds.work & ~kinds.off & np.isfinite(self.before_kw)]
        idle_kw = self.before_kw[kinds.night & np.isfinite(self.before_kw)]
        if not len(working) or not len(idle_kw) or np.median(working) <= np.median(idle_kw):
            return True
        return bool(_mean(by_day) <= (np.median(working) + np.median(idle_kw)) / 2.0)

    def _reading_with_most(self, size: FloatArray) -> tuple[float, float]:
        if not self._compared().any():
            return float("nan"), float("nan")
        place = int(np.nanargmax(size))
        return float(self.power_kw[place]), float(self.power_kw[place] - self.expected_kw[place])

    def _compared(self) -> BoolArray:
        both: BoolArray = np.isfinite(self.power_kw) & np.isfinite(self.expected_kw)
        return both

    @property
    def _step(self) -> pd.Timedelta:
        return pd.Timedelta(hours=self.step_hours)


def _mean(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
