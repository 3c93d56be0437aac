"""What changes do to readings and to tables: readings of another scale are brought to that before, and back.

A meter that counts a thousandth has the same habits as before. From the day on which its factor is known the methods
see its readings at the scale they know, so that nothing has to be learnt again; what they expect is brought back.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data.series import FloatArray
from detectors.changes.change_state import ChangeState
from detectors.changes.ongoing import Ongoing
from detectors.scores import Scores
from detectors.walk_forward.days import SeriesDays

CLEAR = 1.5
"""Log ratio: with a factor farther from 1 than this each reading shows by itself on which scale it is. Chosen."""
IN_KW = ("expected", "scale_below", "scale_above", "usual_low", "usual_high", "limit_below", "limit_above")
"""Columns of scores that stand at the scale of the readings."""
SMALLEST = 1e-12
"""kW: what is taken for zero by logarithms. Technical limit."""


def factors(state: ChangeState, days: SeriesDays) -> FloatArray | None:
    """Return the factor of the scale of each reading, as known before its day; None where it is 1 everywhere."""
    scaled = [change for change in state.all if change.factor != 1.0]
    if not scaled:
        return None
    day = days.grid.day[: len(days.series)]
    found = np.ones(len(day))
    for change in scaled:
        last = np.inf if change.closed_day is None or change.became_normal else change.closed_day
        inside = (day >= change.factor_day) & (day <= last)
        found[inside] = _own_factors(change, days.for_changes, inside)
    return found


def _own_factors(change: Ongoing, days: SeriesDays, inside: np.ndarray) -> FloatArray:
    """Return the factor of each reading: where the two scales lie far apart, some may still be, or be again, at 1."""
    position = np.flatnonzero(inside)
    if abs(np.log(change.factor)) <= CLEAR:
        return np.full(len(position), change.factor)
    kind = days.grid.day_type[days.grid.day[position]]
    base = np.log(np.maximum(change.base_kw[kind, days.grid.slot[position]], SMALLEST))
    power = np.log(np.maximum(days.series.power_kw[position], SMALLEST))
    is_scaled = np.abs(power - np.log(change.factor) - base) <= np.abs(power - base)
    return np.where(is_scaled | ~np.isfinite(power), change.factor, 1.0)


def at_one_scale(days: SeriesDays, factor: FloatArray | None) -> SeriesDays:
    """Return the days with all readings at the first scale."""
    if factor is None:
        return days
    return SeriesDays.of(days.series.with_power(days.series.power_kw / factor))


def at_own_scale(scores: Scores, factor: FloatArray | None) -> Scores:
    """Return scores with what is expected at the scale of each reading."""
    if factor is None:
        return scores
    columns = {name: getattr(scores, name) * factor for name in IN_KW}
    return replace(scores, **columns)


def with_changes(scores: Scores, state: ChangeState, days: SeriesDays) -> Scores:
    """Return the scores of all readings with the changes, and with what was expected before them."""
    if not state.all:
        return scores
    before = np.full(len(scores.index), np.nan)
    grid = days.for_changes.grid
    for change in state.all:
        part = slice(change.start, len(before) if change.end is None else change.end)
        day = grid.day[part][: len(before) - part.start]
        kind, slot = grid.day_type[day], grid.slot[part][: len(day)]
        season = np.array(change.seasons)[np.clip(day - change.first_day, 0, len(change.seasons) - 1)]
        before[part] = change.base_kw[kind, slot] * season
    return replace(scores, before_change=before, changes=state.changes(days))
