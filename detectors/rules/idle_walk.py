"""Walking forward through the rests of a meter: its nights, or its weekends and holidays.

A rest is known by a few figures that grow with it (``lows``). Each is compared with the same figure, at the same slot,
of earlier rests of its kind: as such (the level), and moved by what the last rests departed (the change). Spreads come
from earlier rests too, and widen after surprising ones.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from copy import deepcopy
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_grid import BoolArray, DayGrid, IntArray
from data.opening_hours import Operation
from data.series import FloatArray
from detectors.analytics.occupancy import Occupancy, occupancy_of
from detectors.features.load_range import load_range_kw
from detectors.features.quantile import weighted_median
from detectors.features.scale import MIN_SHARE, slot_scale, tail_factors, tail_scale
from detectors.progress import report_week
from detectors.rules.idle_scale import TAIL_PERIODS, rare, volatility
from detectors.threshold import DEFAULT_LEVEL

FIRST_EPOCH_DAYS = 21
EPOCH_DAYS = 28
"""How often night and idle days are inferred anew."""
OCCUPANCY_DAYS = 182
FIT_INTERVAL_DAYS = DAYS_PER_WEEK = 7
RATE_DAYS = 182
REPLAYED_DAYS = 210
"""What spreads and usual rests are learnt from, when night and idle days turn out others than they were."""
CARRIED = (0.9, 0.0)
"""How much of the departure of the last rests is expected to last: for the change, and for the level."""
MAX_CARRIED = 3.0
"""Of a departure beyond so many spreads no more is expected to last: its end is no alarm."""
RECENT = 0.7
MIN_PERIODS = 4
ANOMALOUS_SHARE = 0.3
OWN_DEPARTURE = 0.5
"""A reading is judged by its rest only if it departs to the same side by half a spread itself (``walk_forward``)."""
SPECIAL_FACTOR = 1.2
"""Spreads on holidays, beside them and around New Year are wider by this, as in ``walk_forward``."""
ONE_TRIAL = 1.25
"""A rest is one trial where a day of readings is many: measured, so that 4 sigma are as rare as elsewhere."""


@dataclass(frozen=True)
class IdleWalkSettings:
    """How to walk.

    Parameters
    ----------
    share
        Quantile that stands for the base load.
    weeks, scale_weeks
        How far back usual rests and their spreads are looked for.
    training_cutoff
        Score above which nothing widens spreads; what is above the default level teaches nothing else either.
    level_shift_periods
        After so many odd rests in a row the change is taken for the new normal; after twice as many, its residuals
        widen the spreads as well.
    """

    share: float
    weeks: int
    scale_weeks: int
    training_cutoff: float
    level_shift_periods: int


class IdleWalk(ABC):
    """The tables of a walk through the rests, each of shape ``(days, slots)``; NaN outside of rests.

    Parameters
    ----------
    grid
        The days; its readings may be filled in later from ``next_day`` on.
    usable
        Which readings are there and may teach.
    stated
        What the meter's settings say of opening hours.
    """

    def __init__(self, grid: DayGrid, usable: BoolArray, stated: Operation | None, how: IdleWalkSettings) -> None:
        self.grid, self.usable, self.stated, self.how = grid, usable, stated, how
        self.next_day = 0
        self.first_judged = grid.days
        shape = (grid.days, grid.slots)
        self.score, self.expected, self.scale_above, self.scale_below = (np.full(shape, np.nan) for _ in range(4))
        self.is_idle = np.zeros(shape, bool)
        self.side: NDArray[np.int8] = np.zeros(shape, np.int8)
        self.window_hours = np.full(shape, self.step_hours)
        self._occupancy: Occupancy | None = None

    @property
    def step_hours(self) -> float:
        """Length of a slot."""
        return 24.0 / self.grid.slots

    @abstractmethod
    def begin(self, occupancy: Occupancy) -> int:
        """Prepare for this night and these idle days; return the number of slots of a rest."""

    @abstractmethod
    def place(self, day: int) -> int | None:
        """Return the flat position of the first slot of the rest of a day; None where there is none."""

    @abstractmethod
    def figures(self, period: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the figures of a rest and over how many hours each looks, both of shape ``(figures, slots)``."""

    @abstractmethod
    def alike(self, day: int) -> tuple[IntArray, FloatArray]:
        """Return earlier days whose rests are like that of a day, and their weights."""

    def goes_on(self, _day: int) -> bool:
        """Return whether the rest of a day goes on from that of the day before, as Sunday from Saturday."""
        return False

    def departed_kw(self, _day: int) -> float:
        """Return by how much the last rests departed from what was usual."""
        return self._departed_kw

    def run(self, stop: int) -> None:
        """Walk on through the rests of the days before ``stop``."""
        for day in range(self.next_day, stop):
            if day >= FIRST_EPOCH_DAYS and (day - FIRST_EPOCH_DAYS) % EPOCH_DAYS == 0:
                self._replay(day)
            if self._occupancy is not None:
                self._step(day)
            if day % FIT_INTERVAL_DAYS == 0:
                report_week("comparing each night with earlier ones", day, stop)
            self.next_day = day + 1

    def continued(self, grid: DayGrid, usable: BoolArray) -> Self:
        """Return a walk that stands where this one does, before the days that follow in another grid.

        The other grid begins on the same day and reaches no further; days walked through already are not looked at.
        """
        walk = deepcopy(self)
        coming = slice(self.next_day, grid.days)
        walk.grid.power_kw[coming] = grid.power_kw[coming]
        walk.usable[coming] = usable[coming]
        return walk

    def readings(self, first: int, count: int) -> FloatArray:
        """Return the usable readings from a flat position on, NaN beyond the edges."""
        begin, end = max(first, 0), max(min(first + count, self.usable.size), 0)
        found = np.full(count, np.nan)
        if begin < end:
            known, power = self.usable.ravel()[begin:end], self.grid.power_kw.ravel()[begin:end]
            found[begin - first : end - first] = np.where(known, power, np.nan)
        return found

    def _replay(self, day: int) -> None:
        """Infer night and idle days from the days that are over, and begin anew where they are others than before."""
        seen = slice(max(0, day - OCCUPANCY_DAYS), day - 1)  # the evening of the day before belongs to the coming rest
        table = np.where(self.usable[seen], self.grid.power_kw[seen], np.nan)
        found = occupancy_of(table, self.grid.day_type[seen], self.grid.weekday[seen], self.stated)
        if found == self._occupancy:
            return
        self._occupancy = found
        self._slots = self.begin(found)
        count = 2 * len(self.figures(np.full(self._slots, np.nan))[0])
        self._training_kw = np.full((count // 2 + 1, self.grid.days, self._slots), np.nan)
        self._residual = np.full((count + 1, self.grid.days, self._slots), np.nan)
        self._standard = np.full((count, self.grid.days, self._slots), np.nan)
        self._scales: dict[bool, FloatArray] = {}
        self._tails = np.ones((count, 2))
        self._top = np.full(self.grid.days, np.nan)
        self._tail_scale, self._departed_kw, self._anomalous_periods = 1.0, 0.0, 0
        self._volatility = self._coming_volatility = 1.0
        for earlier in range(max(0, day - REPLAYED_DAYS), day):
            self._step(earlier)

    def _step(self, day: int) -> None:
        if day % FIT_INTERVAL_DAYS == 0:
            self._fit(day)
        first = self.place(day)
        if first is None:
            return
        period = self.readings(first, self._slots)
        figures, hours = self.figures(period)
        table = np.concatenate([figures, period[None]])
        days, weights = self.alike(day)
        anomalous = flagged = np.zeros(self._slots, bool)
        usual = np.full(table.shape, np.nan)
        if len(days):
            earlier = self._training_kw[:, days].swapaxes(0, 1).reshape(len(days), -1)
            usual = weighted_median(earlier, weights).reshape(table.shape)
            carried = np.array(CARRIED)[:, None, None] * self._lasting_kw(day, len(figures))
            self._residual[:-1, day] = (figures - usual[:-1] - carried).reshape(-1, self._slots)
            self._residual[-1, day] = period - usual[-1]
            if self._scales:
                anomalous, flagged = self._detect(day, first, usual[-1], hours)
        self._update(day, table, anomalous, flagged)
        self._depart(self._training_kw[0, day] - usual[0])

    def _lasting_kw(self, day: int, figures: int) -> FloatArray:
        """Return what may last of the departure of the rests before, a row a figure."""
        departed = np.full((figures, self._slots), self.departed_kw(day))
        if not self._scales:
            return departed
        most = MAX_CARRIED * self._scales[bool(self.grid.is_off[day])][:figures]
        return np.asarray(np.clip(departed, -most, most))

    def _fit(self, day: int) -> None:
        first = max(0, day - DAYS_PER_WEEK * self.how.scale_weeks)
        past = self._residual[:, first:day]
        periods = np.isfinite(past[-1]).any(axis=1)
        if periods.sum() < MIN_PERIODS:
            return
        least = MIN_SHARE * load_range_kw(np.where(self.usable, self.grid.power_kw, np.nan)[: day - 1], day - 1)
        off, reach = self.grid.is_off[first:day], max(1, self.grid.slots // 24)
        for kind in (False, True):
            rows = off == kind if (periods & (off == kind)).sum() >= MIN_PERIODS else periods
            self._scales[kind] = np.array([slot_scale(one[rows], one[periods], least, reach) for one in past])
        if np.isfinite(self._standard[0, first:day]).any(axis=1).sum() >= TAIL_PERIODS:
            self._tails = np.array([tail_factors(one.ravel()) for one in self._standard[:, first:day]])
            tops = self._top[max(0, day - RATE_DAYS) : day]
            self._tail_scale = max(tail_scale(tops), rare(tops))

    def _detect(self, day: int, first: int, usual_kw: FloatArray, hours: FloatArray) -> tuple[BoolArray, BoolArray]:
        """Score a rest and return at which of its slots it is odd, and at which it must not teach."""
        scales = self._scales[bool(self.grid.is_off[day])]
        if not self.goes_on(day):
            self._volatility = self._coming_volatility
        standard = self._residual[:-1, day] / scales[:-1]
        wider = self._tail_scale * self._volatility * (SPECIAL_FACTOR if self.grid.is_special[day] else 1.0)
        scaled = np.where(standard > 0, standard / self._tails[:, :1], standard / self._tails[:, 1:]) / wider
        own = np.nan_to_num(self._residual[-1, day] / scales[-1])
        size = np.where(np.sign(scaled) * own > OWN_DEPARTURE, np.abs(scaled), 0.0)
        size = np.where(np.isfinite(scaled), size, -1.0)
        best, column = size.argmax(axis=0), np.arange(self._slots)
        top = size[best, column]
        score = np.where(top < 0, np.nan, ONE_TRIAL * top)
        if day >= self.next_day:  # else it is walked through for the second time
            columns = {
                "score": score,
                "side": np.sign(np.nan_to_num(scaled[best, column])),
                "window_hours": np.where(top < 0, self.step_hours, hours[best % len(hours), column]),
                "expected": usual_kw,
                "scale_above": scales[-1] * wider,
                "scale_below": scales[-1] * wider,
                "is_idle": np.ones(self._slots, bool),
            }
            self._write(first, columns)
            self.first_judged = min(self.first_judged, day)
        anomalous: BoolArray = np.nan_to_num(score) > self.how.training_cutoff
        flagged: BoolArray = anomalous | (np.nan_to_num(score) > DEFAULT_LEVEL)
        self._anomalous_periods = self._anomalous_periods + 1 if flagged.mean() > ANOMALOUS_SHARE else 0
        self._standard[:, day] = np.where(anomalous, np.nan, standard / self._volatility)
        self._top[day] = max(float(top.max()), 0.0) * self._tail_scale
        self._coming_volatility = volatility(self._coming_volatility, np.abs(standard[: len(hours)]))
        return anomalous, flagged

    def _write(self, first: int, columns: dict[str, NDArray[np.generic]]) -> None:
        """Keep what was found of a rest from a flat position on."""
        place = np.arange(first, first + self._slots)
        inside = (place >= 0) & (place < self.score.size)
        for name, values in columns.items():
            getattr(self, name).ravel()[place[inside]] = values[inside]

    def _update(self, day: int, table: FloatArray, anomalous: BoolArray, flagged: BoolArray) -> None:
        forgotten = flagged if self._anomalous_periods <= self.how.level_shift_periods else np.zeros_like(anomalous)
        self._training_kw[:, day] = np.where(forgotten, np.nan, table)
        if self._anomalous_periods <= 2 * self.how.level_shift_periods:
            self._residual[:, day, anomalous] = np.nan

    def _depart(self, departure_kw: FloatArray) -> None:
        """Take in how a rest departed from usual, by its later two thirds, in which it has settled."""
        known = departure_kw[np.isfinite(departure_kw)]
        if len(known):
            settled = float(np.median(known[len(known) // 3 :]))
            self._departed_kw = (1.0 - RECENT) * self._departed_kw + RECENT * settled
