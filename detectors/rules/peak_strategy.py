"""Scoring the power of a day by a limit, else by the meter's own usual daily peaks."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray, DayType, IntArray
from data.calendar.lengths import DAY_HOURS
from data.series import FloatArray
from detectors.features.load_range import LoadRange, half_year
from detectors.scores import LIMIT_LEVEL, Reason, Scores
from detectors.threshold import DEFAULT_LEVEL
from detectors.walk_forward.calibration import ALARM_ONE_IN_DAYS
from detectors.walk_forward.loop import FIRST_DAYS, Strategy, Tables
from detectors.walk_forward.rolling_table import RollingTable
from detectors.walk_forward.teaching import NEVER, Taught, TeachingRule

SCALE_DAYS = 84
"""Days back by which the scale of peaks is measured. Chosen, not tuned."""
MIN_DAYS = 7
"""Days whose peaks must be known for a scale. Chosen, not tuned."""
MIN_ALIKE = 2
"""Days of a type whose peaks must be known for the usual peak of the type. Chosen, not tuned."""
SAME_PEAK_SHARE = 0.02
"""Share of the load range that one sigma is at least: nearer peaks are the same peak. Chosen, not tuned."""
LIMIT_SCALE = 0.05
"""Share of the limit that one sigma is: a twentieth over it adds one. Expert's choice."""


class PeakStrategy(Strategy):
    """The peaks of the days so far; all of them teach.

    Parameters
    ----------
    limit_kw
        Most power that contract or fuse allow; None to go by usual peaks.
    weeks
        How many weeks back usual peaks are measured.
    """

    def __init__(self, limit_kw: float | None, weeks: int) -> None:
        super().__init__(TeachingRule(np.inf, level=np.inf, lasting_days=(NEVER, NEVER)))
        self._limit_kw = limit_kw
        self._days = 7 * weeks
        self._peaks = RollingTable(keep_days=self._days + 1)
        self._beyond = RollingTable(keep_days=SCALE_DAYS + 1)
        self._load_range = LoadRange()
        self._usual_kw = self._scale_kw = np.nan

    def fit(self, day: int) -> None:
        """Measure the load range; usual peaks are found every day."""
        self._load_range.fit(self.days.trainable_kw[half_year(day)])

    def score_day(self, day: int, tables: Tables | None) -> tuple[FloatArray | None, BoolArray | None]:
        """Find the usual peak of a day; single readings are compared with it in ``scores``."""
        self._usual_kw = self._scale_kw = np.nan
        if self._limit_kw is not None:
            self._usual_kw, self._scale_kw = self._limit_kw, LIMIT_SCALE * self._limit_kw
        elif day >= FIRST_DAYS:
            recent = slice(max(0, day - self._days), day)
            self._usual_kw = busiest(self._peaks[recent], self.days.grid.types_before(recent.start, recent.stop))
            self._scale_kw = self._scale(day)
        if tables is not None:
            slots = self.days.grid.slots
            scale = np.full(slots, self._scale_kw)
            tables.write(day, expected=np.full(slots, self._usual_kw), scale_above=scale, scale_below=scale)
        return None, None

    def update(self, day: int, _taught: Taught) -> None:
        """Remember the peak of a day."""
        power = self.days.trainable_kw[day]
        known = power[np.isfinite(power)]
        self._peaks[day] = float(known.max()) if len(known) else np.nan
        self._beyond[day] = self._peaks[day] - self._usual_kw

    def scores(self, tables: Tables) -> Scores:
        """Return the scores of single readings; with a limit, the band at the default level ends at it."""
        days, series = self.days, self.days.series
        shown = days.readings_of(tables.first_day, tables.stop)
        at = days.cells(shown, tables.first_day)
        usual, scale = tables.expected[at], tables.scale_above[at]
        offset = LIMIT_LEVEL if self._limit_kw is not None else 0.0
        score = np.maximum((series.power_kw[shown] - usual) / scale + offset, 0.0)
        above = np.nan_to_num(score) > 0
        reason = Reason.PEAK if self._limit_kw is None else Reason.OVER_LIMIT
        return Scores(
            index=series.index[shown],
            score=score,
            side=above.astype(np.int8),
            expected=usual - offset * scale,
            scale_below=scale,
            scale_above=scale,
            window_hours=np.full(len(score), max(float(DAY_HOURS), 2.0 * series.step_hours)),
            reason=np.where(above, reason.code, Reason.NONE.code).astype(np.uint8),
        )

    def _scale(self, day: int) -> float:
        """Return the scale in kW by which peaks exceed the usual one; NaN where too few are known."""
        beyond = self._beyond[max(FIRST_DAYS, day - SCALE_DAYS) : day]
        beyond = np.maximum(beyond[np.isfinite(beyond)], 0.0)
        if len(beyond) < MIN_DAYS:
            return float("nan")
        least = SAME_PEAK_SHARE * self._load_range.kw
        return max(least, float(np.quantile(beyond, 1.0 - 1.0 / ALARM_ONE_IN_DAYS)) / DEFAULT_LEVEL)


def busiest(peaks: FloatArray, day_type: IntArray) -> float:
    """Return the median daily peak on the type of days on which it is highest; NaN where no day is known."""
    by_type = [peaks[(day_type == kind) & np.isfinite(peaks)] for kind in DayType]
    medians = [float(np.median(known)) for known in by_type if len(known) >= MIN_ALIKE]
    return max(medians) if medians else float("nan")
