"""Scoring loads that are mostly off by their runs: how long each one is, how far apart they are, how many there are.

A run is compared with the longest one before, the time without a run with the longest such time, and the hours it ran
within a day and within a week with the most before. Single readings are not judged: nobody knows when a pump starts.
"""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.calendar.lengths import DAY_HOURS, DAYS_PER_YEAR
from data.series import FloatArray, MeterSeries
from detectors.features.data_quality.checks import checks
from detectors.features.data_quality.mostly_off import MostlyOff
from detectors.features.data_quality.runs import days_by_slots, run_ends, run_lengths
from detectors.rules.run_limits import WINDOW_DAYS, Margins, count_limits, run_limits
from detectors.scores import MIN_SCALE_KW, Reason, Scores, empty_scores
from detectors.threshold import DEFAULT_LEVEL

LONGER, MIN_LONGER_HOURS, MIN_LONGER_STEPS = 1.5, 1.0, 2.0
"""Times the longest run before, and hours and readings on top of it, from which a run is flagged. Chosen, not tuned."""
RARER, MIN_RARER_HOURS = 2.0, 24.0
"""Times the longest time without a run before, and hours on top of it, from which a run is missing. Chosen."""
MORE, MIN_MORE_HOURS = 1.75, 1.0
"""Times the most hours it ran within some days, and hours on top of it, from which it runs too often. Chosen."""
LONG_SHARE = 0.02
"""Share of the runs that may have been longer than the longest that counts: a fault of the first weeks. Chosen."""
FEW_LENGTH_HOURS, FEW_SILENT_HOURS = 24.0, 336.0
"""Hours that a run, and the time without one, may last while few are known. Chosen, not tuned."""
SEASON_DAYS = 14
"""Days around the same date a year before without any run, after which none is missing now. Chosen, not tuned."""
USE_DAYS = 56
"""Days up to the last run by which it is known how much is used on average. Chosen, not tuned."""
SCALES = 4.0
"""Scales from standby to running power, so that one reading that should not be there is as clear as an alarm. By
definition of the scale of such a load."""


def run_scores(series: MeterSeries) -> Scores:
    """Score a series by its runs where it is a load that is mostly off; 0 where it is none."""
    states = checks(series).states
    columns = empty_scores(series.index, max(float(DAY_HOURS), 2.0 * series.step_hours))
    columns["score"] = np.where(np.isfinite(series.power_kw), 0.0, np.nan)
    if states.is_mostly_off.any():
        chosen = states.is_mostly_off & np.isfinite(series.power_kw)
        for name, values in _Runs(series, states).columns().items():
            columns[name][chosen] = values[chosen]
    return Scores(series.index, **columns)


class _Runs:
    """The runs of a series and the times without one, with what was known of them at every reading."""

    def __init__(self, series: MeterSeries, states: MostlyOff) -> None:
        self._power, self._states, self._on = series.power_kw, states, states.is_on
        self._step_hours, self._per_day = series.step_hours, series.steps_per_day
        self._length = run_lengths(self._on)
        self._starts, self._ends = run_ends(self._length)
        self._number = np.cumsum(self._length == 1)
        """Number of the run at a reading, or of the last one before it; 0 before the first one."""
        self._silent = self._readings_without_run()
        per_hour = 1.0 / self._step_hours
        lengths = self._length[self._ends].astype(np.float64)
        silences = self._silent[np.maximum(self._starts - 1, 0)].astype(np.float64)
        more = max(MIN_LONGER_STEPS, MIN_LONGER_HOURS * per_hour)
        self._runs = run_limits(lengths, Margins(LONGER, more, FEW_LENGTH_HOURS * per_hour, LONG_SHARE))
        self._silences = run_limits(silences, Margins(RARER, MIN_RARER_HOURS * per_hour, FEW_SILENT_HOURS * per_hour))

    def columns(self) -> dict[str, np.ndarray]:
        """Return the columns of the scores."""
        longer = np.where(self._on, self._length / self._runs.limit[self._before_run], 0.0)
        more, window_days = self._runs_too_often(self._on & (longer < 1.0))
        silent = np.where(self._on, 0.0, self._silent / self._silences.limit[self._number])
        silent[self._was_silent_a_year_before()] = 0.0
        score = DEFAULT_LEVEL * np.maximum(np.maximum(longer, more), silent)
        running = np.where(more > longer, window_days * self._per_day, self._length)
        codes = np.where(
            self._on, np.where(more > longer, Reason.RUN_COUNT.code, Reason.RUN_LENGTH.code), Reason.RUN_MISSING.code
        )
        steps = np.maximum(np.where(self._on, running, self._silent), 2)
        scale = np.fmax((self._states.running_kw - self._states.standby_kw) / SCALES, MIN_SCALE_KW)
        mean_kw = self._mean_use()
        overdue = (silent > 0) & (self._silent > self._silences.longest[self._number])
        return {
            "score": score,
            "side": np.where(score > 0, np.where(self._on, 1, -1), 0).astype(np.int8),
            "reason": np.where(score > 0, codes, Reason.NONE.code).astype(np.uint8),
            "window_hours": steps * self._step_hours,
            "expected": np.where(overdue, mean_kw, self._expected(more * MORE > 1.0)),
            "scale_above": scale,
            "scale_below": np.where(overdue, np.maximum(mean_kw / SCALES, MIN_SCALE_KW), scale),
        }

    @property
    def _before_run(self) -> IntArray:
        """Return how many runs ended before the run at a reading."""
        return np.asarray(np.maximum(self._number - 1, 0))

    def _expected(self, too_often: BoolArray) -> FloatArray:
        """Return running power for the usual length of a run, and standby after it and where none is on."""
        usual = np.maximum(self._runs.usual[self._before_run], 1.0)
        runs_as_usual = self._on & (self._length <= usual) & ~too_often
        return np.where(runs_as_usual, self._states.running_kw, self._states.standby_kw)

    def _readings_without_run(self) -> IntArray:
        """Return how many readings there were since the last run, or since the first reading; 0 within a run."""
        off = np.cumsum(~self._on & np.isfinite(self._power))
        at_end = np.concatenate([[0], off[self._starts]])
        return np.where(self._on, 0, off - at_end[self._number])

    def _runs_too_often(self, counted: BoolArray) -> tuple[FloatArray, IntArray]:
        """Return the hours run within a day or a week as a share of the limit, and in how many days; 0 when it is off.

        Parameters
        ----------
        counted
            The readings whose hours count: none of a run that is too long already.
        """
        total = np.concatenate([[0.0], np.cumsum(counted) * self._step_hours])
        most, within = np.zeros(len(counted)), np.ones(len(counted), np.int64)
        for days in WINDOW_DAYS:
            since = np.maximum(np.arange(len(counted)) + 1 - days * self._per_day, 0)
            hours = total[1:] - total[since]
            by_day = np.fmax.reduce(days_by_slots(hours, self._per_day), axis=1)
            limit = count_limits(by_day, days, Margins(MORE, days * MIN_MORE_HOURS))
            share = np.where(self._on, hours / np.repeat(limit, self._per_day)[: len(hours)], 0.0)
            within = np.where(share > most, days, within)
            most = np.maximum(most, share)
        return most, within

    def _was_silent_a_year_before(self) -> BoolArray:
        """Return whether there was no run around the same date of the year before: it is the season."""
        by_day = np.fmax.reduce(days_by_slots(self._on.astype(np.float64), self._per_day), axis=1)
        busy = np.concatenate([[0.0], np.cumsum(by_day)])
        day = np.arange(len(busy) - 1) - round(DAYS_PER_YEAR)
        first, stop = np.maximum(day - SEASON_DAYS, 0), np.maximum(day + SEASON_DAYS + 1, 0)
        silent = (day >= SEASON_DAYS) & (busy[stop] == busy[first])
        return np.repeat(silent, self._per_day)[: len(self._on)]

    def _mean_use(self) -> FloatArray:
        """Return the mean power of the weeks up to the last run, NaN before there was one."""
        total = np.concatenate([[0.0], np.cumsum(np.nan_to_num(self._power))])
        known = np.concatenate([[0], np.cumsum(np.isfinite(self._power))])
        since = np.maximum(self._ends + 1 - USE_DAYS * self._per_day, 0)
        count = np.maximum(known[self._ends + 1] - known[since], 1)
        mean = np.concatenate([[np.nan], (total[self._ends + 1] - total[since]) / count])
        # while a run lasts, the last one that ended counts
        return mean[np.where(self._on, self._before_run, self._number)]
