"""A change that has begun: what was before it, what is learnt of the new level, and when the meter returns."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from data.calendar.day_grid import BoolArray
from data.calendar.lengths import DAYS_PER_WEEK, DAYS_PER_YEAR
from data.series import FloatArray
from detectors.changes.daily_levels import KINDS, DailyLevels
from detectors.changes.evidence import SOFTENING
from detectors.changes.feed_in import feeds_in
from detectors.changes.profiles import block_profile, season, slot_profile
from detectors.reasons import Reason
from detectors.walk_forward.days import SeriesDays

NEW_DAYS = 21
"""Last days of a change by which its level is known. Chosen, not tuned: three weeks."""
MIN_NEW_DAYS = 2
"""Days of a kind that must be seen before its new level is known. Chosen, not tuned."""
DAILY_UNTIL = 28
"""Days of a change during which its level is measured every day; later every week. Chosen, not tuned."""
BLOCKS_A_DAY = 2.0
"""How many blocks of a day are evidence of their own, as neighbours are alike. Chosen, not tuned."""
BLOCK_NOISE = 1.6
"""Noise of a block through that of a day. Measured on buildings, as a usual value."""
MIN_BLOCK_NOISE = 0.05
"""Log ratio: the smallest noise of a block. Chosen, not tuned."""
DAY_LIMIT = 3.0
"""Log likelihood ratio that one day adds at most, so that two days are needed. Chosen, not tuned."""
RETURN_LIMIT = 5.0
"""Log likelihood ratio from which the meter has returned. Chosen, not tuned."""
RETURNED_SHARE = 0.4
"""Share of the way to the new level that may be left where the meter has returned. Chosen, not tuned."""
CHANGED_SHARE = 0.35
"""Share of the move it was found by from which a block belongs to the change. Chosen, not tuned."""
MIN_SHIFT = 0.03
"""Log ratio: how far the new level of a block must lie to the side of the change. Chosen, not tuned."""
NO_FEED_IN_DAYS = 120
"""Days without feeding in after which that has ended. Chosen: longer than a winter without sun on the roof."""
YEAR = round(DAYS_PER_YEAR)


@dataclass(eq=False)
class Ongoing:
    """The state of a change; days are counted from the first of the series.

    Parameters
    ----------
    first_day, start
        The day and the reading (its position in the series) it began with.
    known_day
        The day at whose end it could first be told.
    reason, side, score, is_season_possible, factor
        As in ``Change``.
    factor_day
        The first day on which the factor was known.
    end, end_day, closed_day
        The reading and the day it ended with, and the day at whose end that was known; None while it lasts.
    seasons
        Factor of the season on what was before, for each week of the change.
    new, new_kw
        The new level as known so far: medians of blocks and means of slots by kind of day, in kW; NaN of a kind that
        was not seen, None where nothing was.
    base, base_kw
        What was before: medians of blocks and means of slots by kind of day, in kW.
    move
        Log ratio: how far the stream had moved by which it was found, with its sign.
    noise
        Log ratio: the noise of single days.
    reference_kw
        The level that is usual for the meter.
    """

    first_day: int
    start: int
    known_day: int
    reason: Reason
    side: int
    base: FloatArray
    base_kw: FloatArray
    move: float
    noise: float
    reference_kw: float
    score: float = 0.0
    is_season_possible: bool = False
    factor: float = 1.0
    factor_day: int = 0
    end: int | None = None
    end_day: int | None = None
    closed_day: int | None = None
    became_normal: bool = False
    seasons: list[float] = field(default_factory=list)
    new: FloatArray | None = None
    new_kw: FloatArray | None = None
    _evidence: float = 0.0
    _back_since: int = 0
    _ways: list[float] = field(default_factory=list)

    def season_of(self, day: int) -> float:
        """Return the factor of the season on what was before, for a day of the change."""
        week = (day - self.first_day) // DAYS_PER_WEEK
        return self.seasons[min(max(week, 0), len(self.seasons) - 1)] if self.seasons else 1.0

    def follow(self, days: SeriesDays, levels: DailyLevels, day: int, left_out: BoolArray) -> bool:
        """Take up one more day; return whether the change has ended."""
        self.learn(days, levels, day, left_out)
        if day - self.first_day >= YEAR:
            self.end_day, self.became_normal = day, True
            return True
        if not levels.known(day, day + 1)[0] or self.new is None:
            return False
        kind = int(levels.grid.is_off[day])
        base = self.base * self.season_of(day)
        where = self._changed(base)
        if not where.any():
            self.end_day = max(self.first_day + 1, day - DAYS_PER_WEEK)
            return True
        now = np.where(where[kind], levels.blocks(day), np.nan)
        return self._returned(day, *self._logs(now, base[kind], self.new[kind]))

    def follow_feed_in(self, days: SeriesDays, levels: DailyLevels, day: int, left_out: BoolArray) -> bool:
        """Take up one more day of a building that began to feed in; return whether that has ended."""
        self.learn(days, levels, day, left_out)
        self._back_since = day + 1 if feeds_in(days, day) else max(self._back_since, self.first_day)
        if day - self.first_day >= YEAR:
            self.end_day, self.became_normal = day, True
        elif day - self._back_since >= NO_FEED_IN_DAYS:
            self.end_day = self._back_since
        return self.end_day is not None

    @property
    def level_now(self) -> FloatArray:
        """The new level by kind of day and block in kW; that before, while it is not known."""
        return self.base if self.new is None else self.new

    def learn(self, days: SeriesDays, levels: DailyLevels, day: int, left_out: BoolArray) -> None:
        """Measure the new level by the days before this one, and the season of the week that begins."""
        while len(self.seasons) <= (day - self.first_day) // DAYS_PER_WEEK:
            week = self.first_day + DAYS_PER_WEEK * len(self.seasons) + DAYS_PER_WEEK // 2
            self.seasons.append(season(levels, self.first_day, week, left_out))
        if day - self.first_day < DAILY_UNTIL or day % DAYS_PER_WEEK == 0:
            self._measure(days, levels, day)

    def _measure(self, days: SeriesDays, levels: DailyLevels, day: int) -> None:
        """Measure the new level by the last ordinary days of each kind; one that was not seen stays unknown."""
        first = max(self.first_day, day - NEW_DAYS)
        known, is_off = levels.known(first, day), levels.grid.is_off[first:day]
        new, new_kw = np.full_like(self.base, np.nan), np.full_like(self.base_kw, np.nan)
        for kind in range(KINDS):
            rows = first + np.flatnonzero(known & (is_off == kind))
            if len(rows) >= MIN_NEW_DAYS:
                new[kind], new_kw[kind] = block_profile(levels, (rows, rows))[0], slot_profile(days, (rows, rows))[0]
        if np.isfinite(new).any():
            self.new, self.new_kw = new, new_kw

    def is_there(self, day: int) -> bool:
        """Return whether the new level lies to the side of the change anywhere."""
        return self.new is not None and bool(self._changed(self.base * self.season_of(day)).any())

    def _changed(self, base: FloatArray) -> BoolArray:
        """Return in which blocks of which kind of day the change lies."""
        assert self.new is not None
        new, before = self._logs(self.new, base)
        changed: BoolArray = self.side * (new - before) >= max(CHANGED_SHARE * abs(self.move), MIN_SHIFT)
        return changed

    def _logs(self, *levels: FloatArray) -> list[FloatArray]:
        soft = SOFTENING * self.reference_kw
        return [np.log(np.maximum(level, 0.0) + soft) for level in levels]

    def _returned(self, day: int, now: FloatArray, base: FloatArray, new: FloatArray) -> bool:
        """Add up how much likelier the days are under the level before than under the new one."""
        known = np.isfinite(now) & np.isfinite(base) & np.isfinite(new)
        if not known.any():
            return False
        variance = max(BLOCK_NOISE * self.noise, MIN_BLOCK_NOISE) ** 2
        gained = BLOCKS_A_DAY * float(np.mean((now - new)[known] ** 2 - (now - base)[known] ** 2)) / (2.0 * variance)
        if self._evidence <= 0.0:
            self._back_since, self._ways = day, []
        self._evidence = max(0.0, self._evidence + float(np.clip(gained, -DAY_LIMIT, DAY_LIMIT)))
        difference = (new - base)[known]
        size = float(difference @ difference)
        if size > 0:
            self._ways.append(float((now - base)[known] @ difference) / size)
        if self._evidence < RETURN_LIMIT:
            return False
        if np.median(self._ways) > RETURNED_SHARE:
            self._evidence = 0.0
            return False
        self.end_day = self._back_since
        return True
