"""Scoring each day by an outlier model: how unlike earlier hours the last hours are, compared with the meter's past.

The same for every outlier method; they differ in their ``OutlierModel``.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_grid import BoolArray
from data.calendar.lengths import DAYS_PER_WEEK, HALF_YEAR_DAYS
from data.series import FloatArray
from detectors import kernels
from detectors.features.rolling import days_before
from detectors.kernels import FULL_SHARE
from detectors.outliers.model import OutlierModel, RawScores
from detectors.scores import Reason, Scores
from detectors.walk_forward.calibration import FIRST_SCALE_DAYS, SPECIAL_FACTOR, Calibration, CalibrationSettings
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import Strategy, Tables
from detectors.walk_forward.rolling_table import RollingTable
from detectors.walk_forward.teaching import Taught, TeachingRule
from detectors.walk_forward.weekday_habits import WeeklyRepeats

CALIBRATION = CalibrationSettings(scale_days=2 * HALF_YEAR_DAYS, rate_days=2 * HALF_YEAR_DAYS)
"""Days back by which scales and rates are measured: a year of whole weeks. Chosen, not tuned."""
MIN_TYPICAL_SHARE = 1e-3
"""Share of the typical raw score of the meter below which there is no scale. Chosen, not tuned."""
REASON_OF_SIDE = np.array([Reason.UNUSUAL_DAY.code, Reason.ABOVE_EXPECTED.code, Reason.BELOW_EXPECTED.code], np.uint8)
ENOUGH_SCORES = 5_000
"""Number of raw scores, evenly spaced, whose median stands for that of all. Chosen, not tuned: a limit on time."""
CALIBRATION_INTERVAL_DAYS = 28
"""Days between two measurements of scales once half a year is known; before, it is a week. Chosen, not tuned."""
ONE_SIDED = 0.5
"""Share of the mean absolute departure of a window that the mean departure must reach for a side. Chosen, not tuned."""
AGAIN_DAYS = 14
"""Days back that teach after all once a change has lasted or comes every week. Chosen, not tuned."""
WEEKS_IN_A_ROW = 3
"""Weeks in a row in which the same weekday must be anomalous to be taken for a weekly habit. Chosen, not tuned."""


class OutlierStrategy(Strategy):
    """Score a day with the model, calibrate the scores, update the model with the readings that may teach.

    Readings above the cutoff do not calibrate; later days are not compared with readings above the default level,
    unless the change lasts.

    Parameters
    ----------
    model
        Gives the raw scores.
    cutoff
        Sigma: readings with a higher score do not calibrate.
    slots
        Readings of a day.
    """

    doing: ClassVar[str] = "comparing each day with earlier ones"
    predicts_readings: ClassVar[bool] = True

    def __init__(self, model: OutlierModel, cutoff: float, slots: int) -> None:
        super().__init__(TeachingRule(cutoff))
        self.model = model
        self._raw = Calibration(len(model.windows_hours), slots, CALIBRATION)
        self._departure = Calibration(1, slots, CALIBRATION)
        self._steps = np.array(model.steps(slots))
        self._hours = np.maximum(model.windows_hours, 24.0 / slots)
        self._back = days_before(int(self._steps.max()), slots)
        self._residual = RollingTable(slots, keep_days=self._back + 1)
        self._was_anomalous = RollingTable(keep_days=AGAIN_DAYS + 1, fill=0.0)
        self._repeats = WeeklyRepeats(slots)
        self._scores: RawScores | None = None

    def bind(self, days: SeriesDays) -> None:
        """Read these days from now on, without data problems: one would make all windows with it anomalous."""
        super().bind(days.without_data_problems)
        self.model.bind(self.days)

    def fit(self, day: int) -> None:
        """Fit the model, and measure the scales of its raw scores."""
        if day >= self.model.first_day:
            self.model.fit(day)
        if day < HALF_YEAR_DAYS or day % CALIBRATION_INTERVAL_DAYS == 0:
            self._fit_scales(day)

    def _fit_scales(self, day: int) -> None:
        if day >= self.model.first_day + FIRST_SCALE_DAYS:
            self._calibrate(self._raw, day, self.model.min_scale())
            self._calibrate(self._departure, day, self.model.min_distance_kw())

    def _calibrate(self, calibration: Calibration, day: int, least: float) -> None:
        first = calibration.first(day)
        past = calibration.past[first:day]
        known = np.asarray(np.isfinite(past).any(axis=(1, 2)))
        if not known.any():
            return
        least_scales = [max(least, _floor(past[:, kind])) for kind in range(calibration.kinds)]
        is_off = self.days.grid.off_before(first, day)
        calibration.fit_scales(first, day, known, is_off, least_scales)
        calibration.fit_rate(day)

    def score_day(self, day: int, tables: Tables | None) -> tuple[FloatArray | None, BoolArray | None]:
        """Score a day with the model."""
        self._scores = None
        if day < self.model.first_day:
            return None, None
        grid = self.days.grid
        self._scores = self.model.score_day(day)
        self._residual[day] = grid.power_kw[day] - self._scores.usual
        columns: dict[str, NDArray[Any]] = {"expected": self._scores.usual}
        score = None
        if self._raw.scales is not None:
            scaled = self._scores.raw / self._scales(self._raw, day)
            size = np.where(np.isfinite(scaled) & np.isfinite(grid.power_kw[day]), scaled, -1.0)
            best, top = size.argmax(axis=0), size.max(axis=0)
            score = np.where(top < 0, np.nan, top)
            columns |= {"score": score, "window_hours": self._hours[best], "side": self._sides(day, best, score)}
            if self._departure.scales is not None:
                scale = self._scales(self._departure, day)[0]
                columns |= {"scale_below": scale, "scale_above": scale}
        assert tables is not None
        tables.write(day, **columns)
        return score, None

    def update(self, day: int, taught: Taught) -> None:
        """Update scales and model, each with the readings that may teach it."""
        trainable = self.days.trainable[day]
        self._was_anomalous[day] = taught.is_anomalous_day
        is_weekly, weekly = self._is_weekly(day), self._weekly(day, taught)
        if self._scores is not None:
            left_out = (taught.anomalous & (not (taught.widens_scales or is_weekly)) & ~weekly) | ~trainable
            self._take_in(self._raw, day, self._scores.raw, left_out)
            self._take_in(self._departure, day, np.abs(self._residual[day])[None], left_out)
        lasts = taught.is_lasting or is_weekly
        is_of_other_kind = self.days.grid.kinds.is_unexpected[day]  # it is compared with days of its own kind alone
        teaches = trainable & (~taught.flagged | lasts | weekly | is_of_other_kind)
        self.model.update(day, np.where(teaches, self.days.grid.power_kw[day], np.nan))
        if lasts:
            self._teach_again(day)

    def scores(self, tables: Tables) -> Scores:
        """Return the table as scores; readings that are data problems are scored by themselves."""
        days, series, step_hours = self.days, self.days.series, self.days.series.step_hours
        shown = days.readings_of(tables.first_day, tables.stop)
        rows, slots = days.cells(shown, tables.first_day)
        judged_by = self._judged_by(shown)
        at = rows[judged_by], slots[judged_by]
        power = series.power_kw[shown]
        judged = np.isfinite(tables.score[at])
        score, side, expected, scale = tables.score[at], tables.side[at], tables.expected[at], tables.scale_above[at]
        alone, away = ~days.trainable[at[0] + tables.first_day, at[1]], power - expected
        score[alone], side[alone] = (np.abs(away) / scale)[alone], np.sign(np.nan_to_num(away))[alone]
        score[~np.isfinite(power)] = np.nan
        side[~np.isfinite(score)] = 0
        unknown = ~(np.isfinite(expected) & np.isfinite(scale)) | (not self.model.shows_usual)
        expected[unknown] = scale[unknown] = np.nan
        return Scores(
            index=series.index[shown],
            score=score,
            side=side,
            expected=expected,
            scale_below=scale,
            scale_above=scale,
            window_hours=np.where(alone, step_hours, np.where(judged, tables.window_hours[at], self._hours[0])),
            reason=np.where(score > 0, REASON_OF_SIDE[side.astype(int)], Reason.NONE.code).astype(np.uint8),
        )

    def _judged_by(self, shown: slice) -> NDArray[np.int64]:
        """Return the position of the reading whose score each reading gets: its own, or an earlier one.

        In the hour that comes twice in autumn the table holds the later reading, which is not known yet at the time of
        the earlier one. The earlier one gets the score of the last reading before.
        """
        again = self.days.grid.comes_again[shown]
        return np.maximum.accumulate(np.where(again, 0, np.arange(len(again))))

    def _take_in(self, calibration: Calibration, day: int, raw: FloatArray, left_out: BoolArray) -> None:
        """Remember the raw scores of a day; those left out do not calibrate their slot, but count for the rate."""
        if calibration.scales is not None:
            size = raw / self._scales(calibration, day) * calibration.rate
            calibration.top[day] = np.fmax.reduce(size, axis=None)
        calibration.past[day] = np.where(left_out, np.nan, raw)

    def _scales(self, calibration: Calibration, day: int) -> FloatArray:
        """Return the raw scores that are one sigma on a day, shape ``(kinds, slots)``."""
        assert calibration.scales is not None
        wider = calibration.rate * (SPECIAL_FACTOR if self.days.grid.is_special[day] else 1.0)
        kinds, scales = self.days.grid.may_be_off(day), calibration.scales
        widest: FloatArray = (scales[int(kinds[0])] if len(kinds) == 1 else np.maximum(*scales)) * wider
        return widest

    def _is_weekly(self, day: int) -> bool:
        """Return whether a day and the same weekday of both weeks before were anomalous: a weekly habit.

        For example Mondays, the only working days whose windows reach back to a Sunday.
        """
        weekly = self._was_anomalous[max(0, day - AGAIN_DAYS) : day + 1][::-DAYS_PER_WEEK]
        return len(weekly) == WEEKS_IN_A_ROW and bool(weekly.all())

    def _weekly(self, day: int, taught: Taught) -> BoolArray:
        """Return which flagged readings are a weekly habit, and let those of the weeks before teach as well."""
        nothing = np.zeros(1, bool)
        if not taught.flagged.any():  # rows that were never written hold no sides
            return nothing
        found = self._repeats.update(day, np.broadcast_to(taught.flagged, self.days.grid.slots).astype(float))
        for earlier, teaches in found.items():
            rows = self.model.training_kw
            if earlier < day:
                rows[earlier] = np.where(teaches, self.days.trainable_kw[earlier], rows[earlier])
        return found.get(day, nothing)

    def _teach_again(self, day: int) -> None:
        """Teach the last anomalous days of the kind of ``day`` after all: they were the beginning of a level shift."""
        grid = self.days.grid
        rows = np.arange(max(0, day - AGAIN_DAYS), day)
        is_alike = grid.off_before(0, day)[rows] == grid.is_off[day]
        rows = rows[(self._was_anomalous[rows] > 0) & is_alike]
        self.model.training_kw[rows] = np.where(self.days.trainable[rows], grid.power_kw[rows], np.nan)

    def _sides(self, day: int, best: NDArray[np.int64], score: FloatArray) -> NDArray[np.int8]:
        """Return on which side of the usual power the window of each reading lies; 0 for both sides or none."""
        recent = self._residual[max(0, day - self._back) : day + 1].ravel()
        sides = kernels.window_sides(recent, self.days.grid.slots, self._steps, best, FULL_SHARE, ONE_SIDED)
        return np.where(score >= 0, sides, 0).astype(np.int8)


def _floor(raw: FloatArray) -> float:
    some = np.ascontiguousarray(raw.ravel()[:: 1 + raw.size // ENOUGH_SCORES])
    typical = kernels.known_quantile(some, 0.5)
    return MIN_TYPICAL_SHARE * typical if np.isfinite(typical) else 0.0
