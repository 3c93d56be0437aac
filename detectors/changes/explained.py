"""Readings that a change explains: they are scored by their distance to the level that the meter has now.

For some days after a change is known, methods still compare with what was before it; after its end, with the level of
the change. The level the meter has now is known, so a reading that fits it is no alarm. What does not keeps its score:
other faults are still found.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.series import FloatArray
from detectors.changes.ongoing import Ongoing
from detectors.scores import Scores
from detectors.walk_forward.days import SeriesDays

LEVELS = 2
"""Number of levels of a day: that of the meter now, and the one that methods may still expect. By definition."""
RETURN_DAYS = 56
"""Days after the end of a change during which methods may still expect its level. Chosen, not tuned."""
KEPT_LEVELS = 15
"""Days of levels that are kept: the longest window of a score, and a day. By definition."""
EXPLAINED = 0.6
"""Share of a departure that is left at most where another level explains it. Chosen: less than what is explained."""


def levels_within(days: SeriesDays, day: int, change: Ongoing) -> FloatArray:
    """Return the levels of a day of a change that is known, shape ``(LEVELS, slots)`` in kW.

    NaN where they are not known. Of another scale, the methods expect the right level already.
    """
    kind, levels = int(days.grid.day_type[day]), np.full((LEVELS, days.grid.slots), np.nan)
    if change.new_kw is not None and (change.factor == 1.0 or day < change.factor_day):
        levels[:] = change.new_kw[kind], change.base_kw[kind] * change.season_of(day)
    return levels


def levels_after(days: SeriesDays, day: int, change: Ongoing) -> FloatArray:
    """Return the levels of a day after the end of a change; NaN when it is long over."""
    kind, levels = int(days.grid.day_type[day]), np.full((LEVELS, days.grid.slots), np.nan)
    is_new = change.closed_day is not None and day - change.closed_day <= RETURN_DAYS
    if is_new and change.new_kw is not None and not change.became_normal and change.factor == 1.0:
        levels[:] = change.base_kw[kind] * change.season_of(day), change.new_kw[kind]
    return levels


def explained(
    scores: Scores, power_kw: FloatArray, expected_kw: FloatArray, levels_kw: FloatArray, at: tuple[IntArray, IntArray]
) -> Scores:
    """Return scores lowered where another known level explains the readings.

    A score is lowered by the share of its departure that is left, over the window it was judged by. A reading that was
    judged by itself gets what is expected at that level, so that its score and the band agree.

    Parameters
    ----------
    power_kw, expected_kw
        Shape ``(days, slots)``: of the days of the scores and of those before, as far as windows go back.
    levels_kw
        Shape ``(days, LEVELS, slots)``: the level the meter has now, and the one that may still be expected.
    at
        Rows and columns of the readings of the scores in these tables.
    """
    step_hours = 24.0 / power_kw.shape[1]
    steps = np.maximum(1, np.rint(scores.window_hours / step_hours).astype(np.int64))
    where = at[0] * power_kw.shape[1] + at[1]
    now_kw = np.where(_is_behind(expected_kw, levels_kw), levels_kw[:, 0], np.nan)
    left = _left(power_kw, expected_kw, now_kw, where, steps)
    left = np.where(left <= EXPLAINED, left, 1.0)
    level = now_kw.ravel()[where]
    lower = (left < 1.0) & np.isfinite(scores.score) & ~scores.is_data_problem
    alone = lower & (steps == 1)
    side = np.sign(power_kw.ravel()[where] - level)
    return replace(
        scores,
        score=np.where(lower, left * scores.score, scores.score),
        expected=np.where(alone, level, scores.expected),
        side=np.where(alone, np.nan_to_num(side), scores.side).astype(np.int8),
    )


def _is_behind(expected_kw: FloatArray, levels_kw: FloatArray) -> BoolArray:
    """Return where what is expected lies nearer to the former level than to the one the meter has now.

    Each time of a day is told by its day so far: of the last day, more may arrive.
    """
    known = np.isfinite(expected_kw) & np.isfinite(levels_kw).all(axis=1)
    away = [np.where(known, expected_kw - levels_kw[:, number], 0.0) for number in range(LEVELS)]
    behind: BoolArray = known & ((away[1] ** 2).cumsum(axis=1) < (away[0] ** 2).cumsum(axis=1))
    return behind


def _left(
    power_kw: FloatArray, expected_kw: FloatArray, level_kw: FloatArray, where: IntArray, steps: IntArray
) -> FloatArray:
    """Return which share of its mean departure is left of each reading at another level; 1 where there is none."""
    known = np.isfinite(power_kw) & np.isfinite(expected_kw) & np.isfinite(level_kw)
    departure, rest = (
        _window_means(np.where(known, power_kw - other, 0.0).ravel(), where, steps) for other in (expected_kw, level_kw)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        share: FloatArray = np.abs(rest) / np.abs(departure)
    return np.where(known.ravel()[where] & np.isfinite(share), share, 1.0)


def _window_means(values: FloatArray, where: IntArray, steps: IntArray) -> FloatArray:
    total = np.concatenate([[0.0], np.cumsum(values)])
    means: FloatArray = (total[where + 1] - total[np.maximum(where + 1 - steps, 0)]) / steps
    return means
