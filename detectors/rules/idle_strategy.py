"""Scoring the idle periods of a meter: its nights, or its weekends and holidays.

An idle period is described by a few figures of its readings so far (``kernels.lows``). Each is compared with the same
figure, at the same slot, of earlier periods of its kind, twice: as it is (the level), and less the departure of the
last periods (the change). Scales come from earlier periods too, and widen after volatile ones.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.calendar.lengths import DAY_HOURS, DAYS_PER_WEEK, HALF_YEAR_DAYS
from data.series import FloatArray
from detectors import kernels
from detectors.analytics.occupancy import Occupancy
from detectors.features.load_range import NEGLIGIBLE_SHARE, LoadRange, half_year
from detectors.features.similar_days import SIMILAR_DAYS
from detectors.rules.idle_habits import IdleHabits, nearest_usual
from detectors.rules.idle_settings import IdleSettings
from detectors.scores import Reason, Scores
from detectors.walk_forward.calibration import (
    OWN_DEPARTURE,
    SPECIAL_FACTOR,
    Calibration,
)
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import Strategy, Tables
from detectors.walk_forward.recent_level import LASTING_SHARE, moved_level
from detectors.walk_forward.rolling_table import RollingTable
from detectors.walk_forward.teaching import Taught, Teaching
from detectors.walk_forward.volatility import period_volatility

FIRST_EPOCH_DAYS = 21
"""Days after which night and idle days are inferred first. Chosen, not tuned."""
EPOCH_DAYS = 28
"""Days after which night and idle days are inferred again. Chosen, not tuned."""
REPLAYED_DAYS = 210
"""Days from which the state is rebuilt where night or idle days have changed: 30 weeks. Chosen, not tuned."""
MIN_TAIL_PERIODS = 20
"""Number of periods that must be scored before tails and rate are measured. Chosen, not tuned."""
CARRIED = (LASTING_SHARE, 0.0)
"""Share of the departure of the last periods that is predicted to last: for the change, and for the level (none).
By definition of the two."""
MAX_CARRIED = 3.0
"""Scales beyond which no departure is predicted to last, so that its end is no alarm. Chosen, not tuned."""
SETTLED_FROM = 3
"""Number of parts of a period of which the first is left out of its departure, while machines are switched off.
Expert's choice."""
MIN_PERIODS = 4
"""Number of periods that must be known before scales are measured. Chosen, not tuned."""
ONE_TRIAL = 1.25
"""Factor on scores: a period is one trial, a day of readings many. Measured: so 4 sigma are as rare as elsewhere."""


class IdleStrategy(Strategy):
    """The state after the idle periods so far; see ``IdleSettings``."""

    doing: ClassVar[str] = "comparing each night with earlier ones"
    needs_next_day: ClassVar[bool] = True

    def __init__(self, settings: IdleSettings, slots: int) -> None:
        super().__init__(settings.teaching_rule)
        self.settings = settings
        self.slots = slots
        self.first_judged: int | None = None
        self._occupancy: Occupancy | None = None
        self._table: FloatArray | None = None
        self._departed_kw = 0.0
        self._load_range = LoadRange()

    def bind(self, days: SeriesDays) -> None:
        """Read these days from now on, as they are known when a night begins."""
        super().bind(days.for_nights)

    @property
    def step_hours(self) -> float:
        """Length of a slot."""
        return 24.0 / self.slots

    @abstractmethod
    def begin(self, occupancy: Occupancy) -> int:
        """Prepare for this night and these idle days; return the number of slots of a period."""

    @abstractmethod
    def place(self, day: int) -> int | None:
        """Return the flat position of the first slot of the period of a day; None where there is none."""

    @abstractmethod
    def figures(self, period: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the figures of a period and over how many hours each looks, both of shape ``(figures, slots)``."""

    @abstractmethod
    def alike(self, day: int) -> list[tuple[IntArray, FloatArray]]:
        """Return earlier days whose periods are like that of a day, and their weights; once for each kind it may be."""

    def is_certain(self, _day: int) -> bool:
        """Return whether a day has an idle period for certain; else it is not scored."""
        return True

    def was_idle(self, _day: int) -> bool:
        """Return whether a day that is over had an idle period; else it does not teach."""
        return True

    def goes_on(self, _day: int) -> bool:
        """Return whether the period of a day continues that of the day before, as Sunday continues Saturday."""
        return False

    def departed_kw(self, _day: int) -> float:
        """Return the departure of the last periods from usual in kW."""
        return self._departed_kw

    def is_off(self, _day: int) -> bool:
        """All periods are counted together."""
        return False

    def restart(self, day: int) -> int | None:
        """Infer night and idle days from the days that are over; where they have changed, rebuild the state."""
        if day < FIRST_EPOCH_DAYS or (day - FIRST_EPOCH_DAYS) % EPOCH_DAYS:
            return None
        # the evening of the day before belongs to the next period
        found = self.days.occupancy(max(0, day - HALF_YEAR_DAYS), day - 1)
        if found == self._occupancy:
            return None
        self._occupancy = found
        self._forget(self.begin(found))
        return max(0, day - REPLAYED_DAYS)

    def fit(self, day: int) -> None:
        """Measure the scales of the deviations of periods."""
        if self._occupancy is None:
            return
        calibration = self._calibration
        first = calibration.first(day)
        known = np.asarray(np.isfinite(calibration.past[first:day][:, -1]).any(axis=1))
        if known.sum() < MIN_PERIODS:
            return
        least = NEGLIGIBLE_SHARE * self._load_range.fit(self.days.trainable_kw[half_year(day - 1)])
        is_off = self.days.grid.off_before(first, day)
        calibration.fit_scales(first, day, known, is_off, [least] * calibration.kinds)
        self._habits.fit(self.days.grid, day, least)
        if np.isfinite(calibration.standard[first:day][:, 0]).any(axis=1).sum() >= MIN_TAIL_PERIODS:
            calibration.fit_tails(first, day)
        calibration.fit_rate(day)

    def score_day(self, day: int, tables: Tables | None) -> tuple[FloatArray | None, BoolArray | None]:
        """Compare the period of a day with earlier ones like it."""
        self._table = None
        first = None if self._occupancy is None else self.place(day)
        if first is None:
            return None, None
        period = self.readings(first, self._period_slots)
        figures, hours = self.figures(period)
        self._table = table = np.concatenate([figures, period[None]])
        self._deviations = np.full((2 * len(figures) + 1, len(period)), np.nan)
        self._standard = np.full_like(self._deviations, np.nan)
        without_habits = nearest_usual(table, self._training, self.alike(day))
        self._usual = self._habits.usual(self.days.grid, day, table, without_habits)
        if np.isnan(without_habits).all():
            return None, None
        carried = np.array(CARRIED)[:, None, None] * self._lasting_kw(day, len(figures))
        self._deviations[:-1] = (figures - self._usual[:-1] - carried).reshape(-1, len(period))
        self._deviations[-1] = period - self._usual[-1]
        if self._calibration.scales is None or not self.is_certain(day):
            return None, None
        return self._score(day, first, hours, tables), None

    def update(self, day: int, taught: Taught) -> None:
        """Update with the period of a day."""
        if self._table is None or not self.was_idle(day):
            return
        calibration, table = self._calibration, self._table
        weekly = self._habits.weekly(day, taught, table, self._deviations[-1], self._training)
        teaches = ~taught.flagged | weekly if not taught.is_lasting else np.ones(1, bool)
        self._training[day] = np.where(teaches, table, np.nan)
        self._habits.update(day, table, teaches)
        left_out = taught.anomalous & (not taught.widens_scales) & ~weekly
        calibration.past[day] = np.where(left_out, np.nan, self._deviations)
        calibration.standard[day] = np.where(taught.anomalous, np.nan, self._standard)
        departure = self._training[day][0] - self._usual[0]
        known = departure[np.isfinite(departure)]
        if len(known):
            settled = kernels.known_quantile(known[len(known) // SETTLED_FROM :], 0.5)
            self._departed_kw = moved_level(self._departed_kw, settled)

    def scores(self, tables: Tables) -> Scores:
        """Return the table as scores; 0 outside of idle periods."""
        days, series = self.days, self.days.series
        shown = days.readings_of(tables.first_day, tables.stop)
        at = days.cells(shown, tables.first_day)
        day, again = days.grid.day[shown], days.grid.comes_again[shown]
        too_early = day < (tables.stop if self.first_judged is None else self.first_judged)
        score = np.where(tables.is_judged[at] | too_early, tables.score[at], 0.0)
        score[~np.isfinite(series.power_kw[shown]) | again] = np.nan
        side = np.where(np.isfinite(score) & (score > 0), tables.side[at], 0).astype(np.int8)
        reasons = np.array([Reason.NONE.code, self.settings.above.code, Reason.BELOW_EXPECTED.code], np.uint8)
        return Scores(
            index=series.index[shown],
            score=score,
            side=side,
            expected=tables.expected[at],
            scale_below=tables.scale_below[at],
            scale_above=tables.scale_above[at],
            window_hours=np.where(again, series.step_hours, tables.window_hours[at]),
            reason=reasons[side.astype(int)],
        )

    def _forget(self, slots: int) -> None:
        """Reset the state, for periods of ``slots`` slots."""
        settings, figures = self.settings, len(self.figures(np.full(slots, np.nan))[0])
        self.teaching = Teaching(settings.teaching_rule)
        self._period_slots = slots
        self._training = RollingTable(
            figures + 1, slots, keep_days=max(DAYS_PER_WEEK * settings.weeks, SIMILAR_DAYS) + 1
        )
        self._habits = IdleHabits(figures + 1, slots)
        reach = max(1, self.slots // DAY_HOURS)
        self._calibration = Calibration(2 * figures + 1, slots, settings.calibration, reach)
        self._departed_kw = 0.0
        self._volatility = self._coming_volatility = 1.0

    def readings(self, first: int, count: int) -> FloatArray:
        """Return the readings from a flat position on; NaN where they may not teach and outside of the series."""
        power = self.days.trainable_kw.ravel()
        begin, end = max(first, 0), max(min(first + count, power.size), 0)
        found = np.full(count, np.nan)
        if begin < end:
            found[begin - first : end - first] = power[begin:end]
        return found

    def _lasting_kw(self, day: int, figures: int) -> FloatArray:
        """Return the part in kW of the departure of the last periods that may last, one row a figure."""
        scales = self._scales(day)
        departed = np.full((figures, self._period_slots), self.departed_kw(day))
        if scales is None:
            return departed
        limit = MAX_CARRIED * scales[:figures]
        return np.asarray(np.clip(departed, -limit, limit))

    def _scales(self, day: int) -> FloatArray | None:
        scales = self._calibration.scales
        if scales is None:
            return None
        kinds = self.days.grid.may_be_off(day)
        widest: FloatArray = scales[int(kinds[0])] if len(kinds) == 1 else np.maximum(*scales)
        return widest

    def _score(self, day: int, first: int, hours: FloatArray, tables: Tables | None) -> FloatArray:
        """Return the scores of a period, at each slot by the figure that departs most."""
        calibration, scales = self._calibration, self._scales(day)
        assert scales is not None
        if not self.goes_on(day):
            self._volatility = self._coming_volatility
        standard = self._deviations[:-1] / scales[:-1]
        wider = calibration.rate * self._volatility * (SPECIAL_FACTOR if self.days.grid.is_special[day] else 1.0)
        tails = calibration.tails[:-1]
        own = self._deviations[-1] / scales[-1]
        size, best, side = kernels.largest_departures(
            standard, tails, np.full(len(own), wider), own, OWN_DEPARTURE, False
        )
        score = ONE_TRIAL * size
        known = np.isfinite(size)
        if tables is not None:
            scale = scales[-1] * wider
            tables.write_flat(
                first,
                score=score,
                side=side,
                window_hours=np.where(known, hours[best % len(hours), np.arange(len(best))], self.step_hours),
                expected=self._usual[-1],
                scale_above=scale,
                scale_below=scale,
            )
            if self.first_judged is None:
                self.first_judged = day
        self._standard[:-1] = standard / self._volatility
        calibration.top[day] = (float(size[known].max()) if known.any() else 0.0) * calibration.rate
        self._coming_volatility = period_volatility(self._coming_volatility, np.abs(standard[: len(hours)]))
        return score
