"""Where a change may be known: moves of the levels that are beyond the alarm level, or near it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from data.calendar.day_grid import BoolArray, IntArray
from data.series import FloatArray
from detectors.changes.daily_levels import BLOCKS, DailyLevels
from detectors.changes.feed_in import begins_to_feed_in
from detectors.changes.moves import NIGHT, REACH_DAYS, SOFTENING, WINDOWS, LevelWindow, Moves, log_ratio, stream_medians
from detectors.changes.placement import Onset, onset
from detectors.changes.profiles import DaysByType, block_profile, completed, days_by_type, ordinary_days
from detectors.walk_forward.days import SeriesDays

LEVEL = 4.6
"""Scales that a move must go beyond. Measured: so that a calm meter has one change in ten years."""
JUMP_LEVEL = 5.5
"""Scales that a move and the step it began with must go beyond, added up by squares. Measured, as above."""
JUMP_SHARE = 0.65
"""Share of the alarm level that a move must have where a step speaks for it as well. Chosen, not tuned."""
FACTOR_MOVE = 1.0
"""Log ratio of a day and the days before it from which another scale is looked for. Chosen, not tuned."""
MAX_JUMP = 5.0
"""Scales that a step counts at most. Chosen, not tuned: it must also last."""
JUMP_DAYS, MIN_STEPS = 70, 100
"""Days before, and steps among them, by which it is known how large steps are. Chosen, not tuned."""
MAIN_SHARE = 0.7
"""Share of a change that one step must make up for it to have begun sharply. Chosen, not tuned."""
CLEAR_MOVE = 0.2
"""Log ratio: a smaller change is not told from the weather by the step it began with. Chosen, not tuned."""
MIN_STEP = 0.01
"""Log ratio: the smallest scale of steps. Technical limit."""
MIN_EFFECT = (0.08, 0.15, 0.07)
"""Share of the reference level by which each stream must change to matter. Chosen: some 5 % of the energy."""
CLEAR_SIGMAS = 4.0
"""Noises of single days that a step must have for its days to show by themselves that it is sharp. Chosen."""


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

    def soft_kw(self, day: int) -> float:
        """Return the level of the season as of a day, by which logarithms are softened."""
        return float(self.moves.soft_kw[day - self.moves.first])

    def noise(self, day: int) -> float:
        """Return the noise of single days as of a day, of days at work or off, whichever is less; a log ratio."""
        return float(np.min(self.moves.noise[day - self.moves.first][:NIGHT]))

    def is_far(self, day: int) -> bool:
        """Return whether a day lies so far from the days before that the scale may be another one."""
        departures = self.moves.departures[day - self.moves.first]
        return bool(np.nanmax(np.abs(departures), initial=0.0) > FACTOR_MOVE)

    def days_before(self, day: int) -> DaysByType:
        """Return the last ordinary days of each type before a day."""
        return ordinary_days(self.levels, max(self.since, day - REACH_DAYS), day, self.left_out)


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
    def window(self) -> LevelWindow:
        """The window it was seen in."""
        return WINDOWS[self.number]

    def size(self, site: Site) -> float:
        """Return how far it went in all, as a log ratio."""
        return float(log_ratio(self.medians, np.array(site.soft_kw(self.day))))

    @property
    def times(self) -> float:
        """How many times the higher of the two levels is the lower one."""
        low, high = sorted(np.maximum(self.medians, 0.0).tolist())
        return high / low if low > 0 else float("inf")

    def matters(self, site: Site) -> bool:
        """Return whether what went beyond the season is enough power to matter."""
        share = -np.expm1(-abs(self.beyond)) / -np.expm1(-abs(self.size(site)))
        effect_kw = abs(self.medians[0] - self.medians[1]) * share
        return bool(effect_kw >= MIN_EFFECT[self.window.stream] * site.reference_kw(self.day))

    def with_jump(self, jump: float) -> float:
        """Return how far it went in alarm levels, with the sigma of the step it began with."""
        return max(self.ratio, float(np.hypot(self.ratio * LEVEL, min(jump, MAX_JUMP))) / JUMP_LEVEL)

    def _noise(self, site: Site) -> float:
        return float(site.moves.noise[self.day - site.moves.first][self.window.stream])

    def onset(self, site: Site) -> Onset | None:
        """Return where it began; None where the last levels are as before."""
        window, soft = self.window, SOFTENING * site.soft_kw(self.day)
        first = max(site.after, site.since, self.day - round(window.reach_days))
        values = site.levels.streams(first, self.day + 1)[window.stream]
        where = np.flatnonzero(np.isfinite(values) & ~site.left_out[first : self.day + 1])[-(2 * window.recent + 8) :]
        if len(where) == 0:
            return None
        logs = np.log(np.maximum(values[where], 0.0) + soft)
        after, before = np.log(np.maximum(self.medians, 0.0) + soft).tolist()
        found = onset(where + first, logs, before, after)
        is_clear = abs(after - before) >= CLEAR_SIGMAS * self._noise(site)
        return found if found is None or is_clear else replace(found, is_sharp=False)


def jump_sigmas(site: Site, begun: Onset, day: int, size: float) -> float:
    """Return how unusual the step is that a change began with: from one half of a day to the next.

    Parameters
    ----------
    day
        At whose end the change is known.
    size
        How far it went in all, as a log ratio; 0 is returned where no step goes most of that way.
    """
    first, stop = max(0, begun.day - JUMP_DAYS), min(begun.day + 2, day + 1)
    known = site.levels.known(first, begun.day) & ~site.left_out[first : begun.day]
    base = completed(block_profile(site.levels, days_by_type(site.levels, first, begun.day, known)))
    soft = SOFTENING * site.soft_kw(day)
    blocks = site.levels.blocks(slice(first, stop))
    usual = base[site.levels.grid.day_type[first:stop]]
    away = (np.log(np.maximum(blocks, 0.0) + soft) - np.log(np.maximum(usual, 0.0) + soft)).ravel()
    half = BLOCKS // 2
    means = sliding_window_view(away, half).mean(axis=1)
    steps = means[half:] - means[:-half]
    border = (begun.day - 1 - first) * BLOCKS - half
    past, now = steps[: max(border - half, 0)], np.sign(size) * steps[max(border, 0) :]
    past = np.abs(past[np.isfinite(past)])
    largest = float(np.max(now[np.isfinite(now)], initial=0.0))
    if len(past) < MIN_STEPS or largest < MAIN_SHARE * max(abs(size), CLEAR_MOVE):
        return 0.0
    return largest / max(float(np.median(past)) / 0.6745, MIN_STEP)


@dataclass(frozen=True, eq=False)
class MoveCandidates:
    """Where a change may be known: what is beyond the alarm level, or near it, on some days.

    Parameters
    ----------
    first
        The first of the days.
    medians, beyond, ratio
        Of all windows on each of them, as in ``Move``.
    far
        Which of them lie so far from the days before that the scale may be another one.
    feeding
        Since which day the building has fed in; -1 where it does not.
    """

    first: int
    medians: FloatArray
    beyond: FloatArray
    ratio: FloatArray
    far: BoolArray
    feeding: IntArray

    @classmethod
    def of(cls, site: Site, first: int, stop: int) -> MoveCandidates:
        """Return those of the days ``[first, stop)``."""
        moves = site.moves
        rows = slice(first - moves.first, stop - moves.first)
        medians = moves.medians[:, rows]
        if site.since or site.left_out.any():
            medians = stream_medians(site.levels, first, stop, site.since, site.left_out)
        beyond = moves.unusual(medians, rows)
        ratio = np.abs(beyond) / moves.scale[rows] / LEVEL
        with np.errstate(invalid="ignore"):
            far = np.any(np.abs(moves.departures[rows]) > FACTOR_MOVE, axis=1)
        feeding = begins_to_feed_in(site.days, first, stop)
        return cls(first, medians[0], beyond, np.where(np.isfinite(ratio), ratio, 0.0), far, feeding)

    @property
    def days(self) -> list[int]:
        """The days on which there is something."""
        there = (self.ratio >= JUMP_SHARE).any(axis=1) | self.far | (self.feeding >= 0)
        found: list[int] = (self.first + np.flatnonzero(there)).tolist()
        return found

    def is_far(self, day: int) -> bool:
        """Return whether the scale may be another one since a day."""
        return bool(self.far[day - self.first])

    def feeding_since(self, day: int) -> int:
        """Return since which day the building has fed in; -1 where it does not."""
        return int(self.feeding[day - self.first])

    def moves(self, day: int) -> list[Move]:
        """Return the moves of a day that are beyond the alarm level or near it, the farthest first."""
        row = day - self.first
        order = [number for number in np.argsort(-self.ratio[row]).tolist() if self.ratio[row, number] >= JUMP_SHARE]
        return [
            Move(
                day, number, self.medians[row, number], float(self.beyond[row, number]), float(self.ratio[row, number])
            )
            for number in order
        ]
