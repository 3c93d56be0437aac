"""Scoring each day by a forecast of it: residuals over several windows, divided by the scales of the days before.

The same for every forecasting method; they differ in their ``ForecastModel``.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_grid import BoolArray
from data.calendar.lengths import DAY_HOURS, DAYS_PER_WEEK
from data.series import FloatArray
from detectors import kernels
from detectors.features.load_range import NEGLIGIBLE_SHARE
from detectors.forecasters.alternatives import day_forecasts, settle
from detectors.forecasters.model import ForecastModel
from detectors.forecasters.previous_level import PreviousLevel
from detectors.forecasters.profile_distance import ProfileDistance
from detectors.forecasters.windows import Window, WindowMeans
from detectors.scores import Reason, Scores
from detectors.walk_forward.calibration import (
    FIRST_SCALE_DAYS,
    FIRST_TAIL_DAYS,
    OWN_DEPARTURE,
    RATE_DAYS,
    SPECIAL_FACTOR,
    Calibration,
    CalibrationSettings,
)
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import Strategy, Tables
from detectors.walk_forward.teaching import Taught, TeachingRule, share_of
from detectors.walk_forward.volatility import Volatility
from detectors.walk_forward.weekday_habits import WeeklyRepeats

LASTING_HOURS = (0.0, 3.0, 6.0, 12.0, 24.0, 48.0, 168.0)
"""Hours of the windows over which residuals are averaged, 0 being the step: for anomalies that last. Chosen."""
SUDDEN_HOURS = (1.0, 2.0, 4.0, 8.0, 24.0)
"""Hours of the windows that are compared with as many hours before: for sudden changes. Chosen, not tuned."""
WINDOWS = (*map(Window, LASTING_HOURS), *(Window(hours, is_contrast=True) for hours in SUDDEN_HOURS))
DAILY_WINDOW = LASTING_HOURS.index(24.0)
"""Number of the window of 24 hours. By definition."""
LASTING_DAYS = 20 * DAYS_PER_WEEK
"""Days back by which it is measured how much of a deviation lasts. Chosen, not tuned."""
CALIBRATION = CalibrationSettings(scale_days=10 * DAYS_PER_WEEK, rate_days=RATE_DAYS)
"""Days back by which scales and rates are measured. Chosen, not tuned."""
VOLATILE_CUTOFF = 4.0 / 3.0
"""Times the cutoff that a score may reach, before volatility lowers it, for its reading to teach. Chosen, not tuned."""
MAX_SCALES = 3.0
"""Scales at which one residual is clipped in longer windows: a single peak is no long event. Chosen, not tuned."""
REASON_OF_SIDE = np.array([Reason.NONE.code, Reason.ABOVE_EXPECTED.code, Reason.BELOW_EXPECTED.code], np.uint8)


class ForecastStrategy(Strategy):
    """Predict a day, score its residuals, update the model with the readings that may teach.

    Readings above the default level do not update the model, unless the change lasts. Those between that level and the
    cutoff still calibrate scales, which would be too narrow without them (event recall 0.66 instead of 0.63 on planted
    faults).

    Parameters
    ----------
    model
        Predicts the days.
    cutoff
        Sigma: readings with a higher score do not calibrate.
    profiles
        Scores the last 24 hours as a whole beside the windows; None where the method does not.
    slots
        Readings of a day.
    """

    predicts_readings: ClassVar[bool] = True

    def __init__(
        self, model: ForecastModel, cutoff: float, slots: int, profiles: ProfileDistance | None = None
    ) -> None:
        super().__init__(TeachingRule(cutoff))
        self.model = model
        self._windows = WindowMeans(WINDOWS, slots, model.first_day, LASTING_DAYS)
        self._calibration = Calibration(len(WINDOWS), slots, CALIBRATION)
        self._volatility = Volatility(slots)
        self._profiles = profiles
        self._previous: PreviousLevel | None = None
        self._repeats = WeeklyRepeats(slots)
        self._hours = np.array([max(window.judged_hours, 24.0 / slots) for window in WINDOWS])
        self._expected = np.full(slots, np.nan)
        self._deviations: FloatArray | None = None
        self._day_scales: FloatArray | None = None
        self._standard: FloatArray | None = None

    def bind(self, days: SeriesDays) -> None:
        """Read these days from now on."""
        super().bind(days)
        self.model.bind(days)
        if self._previous is not None:
            self._previous.bind(days)

    def fit(self, day: int) -> None:
        """Fit the model, and measure the scales of its residuals."""
        first_day = self.model.first_day
        if day >= first_day:
            self.model.fit(day)
        if day < first_day + FIRST_SCALE_DAYS:
            return
        calibration = self._calibration
        first = calibration.first(day, first_day)
        known = np.asarray(np.isfinite(calibration.past[first:day][:, 0]).any(axis=1))
        if known.sum() < (1 if calibration.scales is None else FIRST_SCALE_DAYS):  # after a long gap, as before it
            return
        is_off = self.days.grid.off_before(0, day)
        lasting = max(first_day, day - LASTING_DAYS)
        self._windows.fit(lasting, day, is_off, calibration.past[first:day])
        least = NEGLIGIBLE_SHARE * self.model.load_range.kw
        calibration.fit_scales(first, day, known, is_off[first:day], [least] * len(WINDOWS))
        if day >= first_day + FIRST_TAIL_DAYS:
            calibration.fit_tails(first, day)
        calibration.fit_rate(day)

    def score_day(self, day: int, tables: Tables | None) -> tuple[FloatArray | None, BoolArray | None]:
        """Predict a day and score its residuals."""
        self._deviations = self._standard = self._day_scales = None
        if day < self.model.first_day:
            return None, None
        grid = self.days.grid
        expected, scales = self._predicted(day)
        self._day_scales = scales
        limit = np.full(grid.slots, np.inf)
        if scales is not None:
            if self._previous is not None:
                expected = self._previous.nearer(day, expected, scales[0])
            limit = MAX_SCALES * self._calibration.rate * self._volatility.factor * scales[0]
        limit = np.where(self.days.trainable[day], limit, np.nan)
        self._expected = expected
        self._deviations = self._windows.means(day, grid.power_kw[day], expected, limit, is_off=bool(grid.is_off[day]))
        columns = {"expected": expected}
        score = raised = None
        if scales is not None:
            columns |= self._scored(day, scales)
            score = columns["score"]
            raised = score * self._volatility.factor > VOLATILE_CUTOFF * self.teaching.rule.cutoff
        if self._profiles is not None:
            columns |= self._with_profiles(day, self._profiles, columns)
        if tables is not None:
            tables.write(day, **columns)
        return score, raised

    def update(self, day: int, taught: Taught) -> None:
        """Update scales, model and previous level, each with the readings that may teach it."""
        grid, trainable, calibration = self.days.grid, self.days.trainable[day], self._calibration
        is_off, scales = bool(grid.is_off[day]), self._day_scales
        repeats = self._weekly(day, taught)
        weekly = repeats.get(day, np.zeros(1, bool))
        if grid.kinds.is_unexpected[day]:  # it teaches the days of its own kind alone
            repeats[day] = trainable
        if self._standard is not None:
            calm = np.where(taught.anomalous | ~trainable, np.nan, self._standard)
            calibration.standard[day] = calm / self._volatility.factor
            self._volatility.update(calm[0], calm[DAILY_WINDOW])
        if self._deviations is not None:
            left_out = (taught.anomalous & (not taught.widens_scales) & ~weekly) | ~trainable
            calibration.past[day] = np.where(left_out, np.nan, self._deviations)
        teaches = trainable
        if not taught.is_lasting:
            is_misleading_day = share_of(taught.anomalous) > self.teaching.rule.anomalous_share
            teaches = trainable & ~(taught.flagged | is_misleading_day)
        elif self._previous is None:
            self._previous = PreviousLevel(self.model, day)
        if taught.is_lasting and self._previous is not None:
            self._previous.change(taught.anomalous, is_off=is_off)
        training_kw = np.where(teaches, grid.power_kw[day], np.nan)
        settle(self.model, self.days, day)
        self.model.update(day, training_kw)
        self.model.bind(self.days)
        for one, habit in repeats.items():
            self.model.teach_again(one, np.where(habit, self.days.trainable_kw[one], np.nan))
        if self._profiles is not None:
            self._profiles.update(day, training_kw, self._expected, is_off=is_off)
        if self._previous is not None and scales is not None:
            self._follow_previous(day, self._previous, trainable, scales[0])

    def scores(self, tables: Tables) -> Scores:
        """Return the table as scores.

        A reading scored by itself gets its distance from ``expected`` in scales, so that its score and the drawn band
        agree.
        """
        days, series = self.days, self.days.series
        shown = days.readings_of(tables.first_day, tables.stop)
        at = days.cells(shown, tables.first_day)
        power, again = series.power_kw[shown], days.grid.comes_again[shown]
        expected, above, below = tables.expected[at], tables.scale_above[at], tables.scale_below[at]
        score, side = tables.score[at], tables.side[at]
        residual = power - expected
        alone = tables.is_alone[at] | again
        score[alone] = np.where(residual > 0, residual / above, -residual / below)[alone]
        side[alone] = np.sign(np.nan_to_num(residual))[alone].astype(np.int8)
        score[~np.isfinite(power)] = np.nan
        side[~np.isfinite(score)] = 0
        reason = tables.reason[at]
        return Scores(
            index=series.index[shown],
            score=score,
            side=side,
            expected=expected,
            scale_below=below,
            scale_above=above,
            window_hours=np.where(alone, self._hours[0], tables.window_hours[at]),
            reason=np.where((reason > 0) & ~again, reason, REASON_OF_SIDE[side.astype(int)]),
        )

    def _predicted(self, day: int) -> tuple[FloatArray, FloatArray | None]:
        """Return what is expected of a day and the scales of its windows, None before the first are known."""
        found = day_forecasts(self.model, self.days, day)
        power, scales = self.days.grid.power_kw[day], self._calibration.scales
        habit_kw = self.model.habit_scale_kw()
        if scales is not None and habit_kw is not None:
            scales = np.hypot(scales, self._windows.of_day(habit_kw))
        if len(found.kw) == 1:
            return found.kw[0], None if scales is None else scales[int(found.is_off[0])]
        is_open = np.ones(found.kw.shape, bool)
        if scales is not None:
            is_open = found.open_at(power, np.maximum(*scales)[0])
        return found.fitting(power, is_open), None if scales is None else found.scales(is_open, scales)

    def _scored(self, day: int, scales: FloatArray) -> dict[str, NDArray[Any]]:
        """Return the columns of a day, each reading by the window in which it departs most."""
        grid, calibration = self.days.grid, self._calibration
        assert self._deviations is not None
        self._standard = standard = self._deviations / scales
        wider = calibration.rate * self._volatility.factor * (SPECIAL_FACTOR if grid.is_special[day] else 1.0)
        size, best, side = kernels.largest_departures(
            standard, calibration.tails, wider, standard[0], OWN_DEPARTURE, True
        )
        top = size[np.isfinite(size)]
        calibration.top[day] = (float(top.max()) if len(top) else 0.0) * calibration.rate
        is_missing = ~np.isfinite(grid.power_kw[day])
        scale = scales[0] * wider * np.where(is_missing, self.model.width(day), 1.0)
        return {
            "score": size,
            "side": side,
            "window_hours": self._hours[best],
            "is_alone": best == 0,
            "scale_above": scale * calibration.tails[0, 0],
            "scale_below": scale * calibration.tails[0, 1],
        }

    def _with_profiles(
        self, day: int, profiles: ProfileDistance, columns: dict[str, NDArray[Any]]
    ) -> dict[str, NDArray[Any]]:
        """Return the columns that change where the profile distance scores higher than the windows."""
        grid = self.days.grid
        by_profile = profiles.score(day, grid.power_kw[day], self._expected, grid.is_off)
        if "score" not in columns:
            return {}
        residual = grid.power_kw[day] - self._expected
        own = np.where(residual > 0, residual / columns["scale_above"], -residual / columns["scale_below"])
        higher = (by_profile > columns["score"]) & (own > OWN_DEPARTURE)
        return {
            "score": np.where(higher, by_profile, columns["score"]),
            "side": np.where(higher, np.sign(np.nan_to_num(residual)), columns["side"]).astype(np.int8),
            "window_hours": np.where(higher, DAY_HOURS, columns["window_hours"]),
            "is_alone": columns["is_alone"] & ~higher,
            "reason": np.where(higher, Reason.UNUSUAL_DAY.code, Reason.NONE.code).astype(np.uint8),
        }

    def _weekly(self, day: int, taught: Taught) -> dict[int, BoolArray]:
        """Return which flagged readings of a day, and of the same one of the weeks before, are a weekly habit."""
        if self._deviations is None or not taught.flagged.any():  # rows that were never written hold no sides
            return {}
        return self._repeats.update(day, np.where(taught.flagged, np.sign(np.nan_to_num(self._deviations[0])), 0.0))

    def _follow_previous(self, day: int, previous: PreviousLevel, trainable: BoolArray, scale: FloatArray) -> None:
        """Update the previous level; where the meter has returned to it, use its model from now on."""
        previous.update(day, trainable, scale)
        if previous.is_back:
            self.model = previous.model
        if previous.is_back or previous.is_forgotten(day):
            self._previous = None
