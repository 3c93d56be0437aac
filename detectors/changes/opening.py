"""Opening a change: whether a move of the levels is one that matters, where it began, and what was before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.series import FloatArray
from detectors.changes.change import DRIFT, FEED_IN, LEVEL_SHIFT, SCALE_FACTOR
from detectors.changes.daily_levels import KINDS, DailyLevels
from detectors.changes.evidence import REACH_DAYS, SOFTENING, WINDOWS, YEAR_BEFORE, Moves, Window, log_ratio
from detectors.changes.ongoing import Ongoing
from detectors.changes.placement import Onset, edge, onset
from detectors.changes.profiles import block_profile, days_before, slot_profile
from detectors.changes.scale_factor import scale_factor
from detectors.reasons import Reason
from detectors.scores import DEFAULT_LEVEL, MAX_SIGMA
from detectors.walk_forward.days import SeriesDays

MIN_EFFECT = (0.05, 0.12, 0.07)
"""Share of the reference level by which each stream must change to matter. Chosen: about 4 % of the energy."""
MIN_DAYS = 5
"""Days that a change has lasted before it is told. Chosen: what is shorter is an event of readings."""
MIN_AGE = 28
"""Days that must lie before a change since the meter began, or had its last one. Chosen, not tuned."""
MIN_DAYS_BEFORE = 10
"""Ordinary days that must be known before a change. Chosen, not tuned."""
ONSET_DAYS = 4
"""Days before the first one of another level on which the change may have begun. Chosen: over a long weekend."""
EARLY_FACTOR = 1.3
"""Times the alarm level that a move of a few weeks must reach in a first year where it was no sharp step. Chosen: the
weather does that."""
SEASON_SLACK = 28
"""Days after a year until which a slow change may still be the first season that was not seen. Chosen, not tuned."""


@dataclass(frozen=True, eq=False)
class Site:
    """What a change is looked for in.

    Parameters
    ----------
    days, levels, moves
        The readings, their daily levels, and how these moved.
    left_out
        Which days belonged to a change that ended.
    since
        From which day on days say what is usual.
    after
        The first day on which a change may begin.
    """

    days: SeriesDays
    levels: DailyLevels
    moves: Moves
    left_out: BoolArray
    since: int
    after: int

    def reference_kw(self, day: int) -> float:
        """Return the level that is usual for the meter as of a day."""
        return float(self.moves.reference_kw[day - self.moves.first])

    def noise(self, day: int) -> float:
        """Return the noise of single days as of a day, of days at work or off, whichever is less; a log ratio."""
        return float(np.min(self.moves.noise[day - self.moves.first][:KINDS]))

    def days_before(self, day: int) -> tuple[IntArray, IntArray]:
        """Return the last ordinary days at work, and off, before a day."""
        return days_before(self.levels, max(self.since, day - REACH_DAYS), day, self.left_out)


@dataclass(frozen=True, eq=False)
class Move:
    """A move of the levels that is beyond the alarm level.

    Parameters
    ----------
    day
        At whose end it is known.
    number
        Of its window, in ``WINDOWS``.
    medians
        Of the last levels and of those before, in kW.
    beyond
        How far it went beyond the season, as a log ratio.
    ratio
        The same in alarm levels.
    """

    day: int
    number: int
    medians: FloatArray
    beyond: float
    ratio: float

    @property
    def window(self) -> Window:
        """The window it was seen in."""
        return WINDOWS[self.number]

    def size(self, site: Site) -> float:
        """Return how far it went in all, as a log ratio."""
        return float(log_ratio(self.medians, np.array(site.reference_kw(self.day))))

    def matters(self, site: Site) -> bool:
        """Return whether what went beyond the season is enough power to matter."""
        share = -np.expm1(-abs(self.beyond)) / -np.expm1(-abs(self.size(site)))
        effect_kw = abs(self.medians[0] - self.medians[1]) * share
        return bool(effect_kw >= MIN_EFFECT[self.window.stream] * site.reference_kw(self.day))

    def onset(self, site: Site) -> Onset | None:
        """Return where it began; None where the last levels are as before."""
        window, soft = self.window, SOFTENING * site.reference_kw(self.day)
        first = max(site.after, site.since, self.day - round(window.reach_days))
        values = site.levels.streams(first, self.day + 1)[window.stream]
        where = np.flatnonzero(np.isfinite(values) & ~site.left_out[first : self.day + 1])[-(2 * window.recent + 8) :]
        if len(where) == 0:
            return None
        logs = np.log(np.maximum(values[where], 0.0) + soft)
        after, before = np.log(np.maximum(self.medians, 0.0) + soft).tolist()
        return onset(where + first, logs, before, after)


def level_change(site: Site, move: Move, begun: Onset) -> Ongoing | None:
    """Return the change behind a move that began there; None where it is none yet, or none that matters."""
    if begun.day < site.after or move.day - begun.day + 1 < MIN_DAYS:
        return None
    is_early, is_slow = move.day < YEAR_BEFORE + SEASON_SLACK, move.window.is_slow
    if is_early and not begun.is_sharp and not is_slow and move.ratio < EARLY_FACTOR:
        return None
    change = _begun(site, begun, move.day, DRIFT if begun.is_drift else LEVEL_SHIFT, move.size(site))
    if change is None or not change.is_there(move.day):
        return None
    change.score = DEFAULT_LEVEL * move.ratio
    change.is_season_possible = is_early and (is_slow or not begun.is_sharp)
    return change


def factor_change(site: Site, day: int) -> Ongoing | None:
    """Return the change of scale that is known at the end of a day by this day alone, or with the one before it."""
    reference_kw, noise = site.reference_kw(day), site.noise(day)
    for first in (day, day - 1):
        kinds = site.days_before(first)
        if first < site.after or len(kinds[0]) + len(kinds[1]) < MIN_DAYS_BEFORE:
            continue
        base = block_profile(site.levels, kinds)
        days = first + np.flatnonzero(np.isfinite(site.levels.level(first, day + 1)))
        factor = scale_factor(site.levels, base, days, noise, reference_kw) if len(days) else None
        if factor is not None:
            change = _begun(
                site, Onset(first, False, max(first - ONSET_DAYS, 0)), day, SCALE_FACTOR, float(np.log(factor))
            )
            if change is not None:
                change.factor, change.factor_day, change.score = factor, day + 1, MAX_SIGMA
            return change
    return None


def _begun(site: Site, begun: Onset, day: int, reason: Reason, move: float) -> Ongoing | None:
    kinds = site.days_before(begun.day)
    if len(kinds[0]) + len(kinds[1]) < MIN_DAYS_BEFORE:
        return None
    change = Ongoing(
        first_day=begun.day,
        start=int(site.days.readings_of(begun.day, begun.day + 1).start),
        known_day=day,
        reason=reason,
        side=1 if move > 0 else -1,
        base=block_profile(site.levels, kinds),
        base_kw=slot_profile(site.days, kinds),
        move=move,
        noise=site.noise(day),
        reference_kw=site.reference_kw(day),
    )
    if reason is not DRIFT:
        around = max(begun.before, begun.day - ONSET_DAYS, site.after), begun.day + 1
        change.start = reading_of_edge(site.days, change, around, (begun.day, day + 1), is_end=False)
    change.learn(site.days, site.levels, day + 1, site.left_out)
    return change


def reading_of_edge(
    days: SeriesDays, change: Ongoing, around: tuple[int, int], new: tuple[int, int], *, is_end: bool
) -> int:
    """Return the position of the reading with which a change began, or of the first one after it.

    Parameters
    ----------
    around
        First and last day (not included) between which it lies.
    new
        The same of days of the new level.
    """
    grid, part = days.grid, days.readings_of(*around)
    rows = [new[0] + np.flatnonzero(grid.is_off[slice(*new)] == kind) for kind in range(KINDS)]
    after_kw = slot_profile(days, (rows[0], rows[1]))
    for kind in range(KINDS):
        if len(rows[kind]) == 0:
            after_kw[kind] = change.base_kw[kind]
    at = grid.is_off[grid.day[part]].astype(int), grid.slot[part]
    levels = change.base_kw[at], after_kw[at]
    return int(part.start) + edge(days.series.power_kw[part], *(levels[::-1] if is_end else levels))


def feed_in_change(site: Site, day: int, first: int) -> Ongoing | None:
    """Return the change of a building that has fed in since a day, known at the end of another one."""
    change = _begun(site, Onset(first, False, first), day, FEED_IN, -1.0)
    if change is not None:
        part = site.days.readings_of(first, first + 1)
        change.start = part.start + int(np.argmax(site.days.series.power_kw[part] < 0))
        change.score = MAX_SIGMA
    return change
