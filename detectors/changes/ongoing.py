"""A change that has begun: what was before it, what is learnt of the new level, and when the meter returns.

Log likelihood ratios of days add up while they speak for a return, as in a sequential test (Wald 1945,
doi:10.1214/aoms/1177731118); a day of neither level, such as one of a closure, says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from data.calendar.day_grid import BoolArray
from data.calendar.lengths import DAYS_PER_WEEK, DAYS_PER_YEAR
from data.series import FloatArray
from detectors.change import DRIFT
from detectors.changes.daily_levels import DailyLevels
from detectors.changes.feed_in import ran_backwards
from detectors.changes.moves import SOFTENING
from detectors.changes.profiles import block_profile, days_by_type, season, slot_profile
from detectors.reasons import Reason
from detectors.walk_forward.days import SeriesDays

BLOCKS_A_DAY = 2.0
"""How many blocks of a day are evidence of their own, as neighbours are alike. Chosen, not tuned."""
MIN_BLOCK_NOISE = 0.05
"""Logarithm of a ratio: the smallest noise of a block. Chosen, not tuned."""
DAY_LIMIT = 3.0
"""Logarithm of a likelihood ratio that one day adds at most, so that two days are needed. Chosen, not tuned."""
RETURN_LIMIT = 5.0
"""Logarithm of the likelihood ratio from which the meter has returned. Chosen, not tuned."""
RETURNED_SHARE = 0.4
"""Share of the way to the new level that may be left where the meter has returned. Chosen, not tuned."""
ASIDE_SHARE = 0.5
"""Share of the way by which a day that lies beyond the level before belongs to neither. Chosen, not tuned."""
ASIDE_DAYS = 15
"""Such days in a row that end a change: the meter went past its former level. Chosen: three weeks of work."""
KEPT_ASIDE = 42
"""Days for which they are remembered. Chosen: longer than the days a level is measured by."""
FAR = 0.8
"""Size of what a day departs from before, through that of the change, from which it is no return. Chosen, not tuned."""
FAR_NOISE = 2.0
"""Times the variance of the noise of a block that are granted on top. Chosen, not tuned."""
FAR_DAYS = 90
"""Days of a change during which that holds; later the season takes a meter away from what was before. Chosen."""
NEW_DAYS = 21
"""Last days of a change by which its level is known. Chosen, not tuned: three weeks."""
MIN_NEW_DAYS = (2, 1, 1)
"""Days of each type that must be seen before its new level is known. Chosen, not tuned."""
DAILY_UNTIL = 28
"""Days of a change during which its level is measured every day; later every week. Chosen, not tuned."""
SHAPE_WEEKS = 8
"""Weeks of a step of which the middle one gives its ratio and hours: later ones are spoilt by seasons. Chosen."""
LEVEL_WEEKS = 8
"""Weeks of a change whose least level is what a return is told from: a closure within it is none. Chosen."""
CHANGED_SHARE = 0.35
"""Share of the move it was found by from which a block belongs to the change. Chosen, not tuned."""
MIN_SHIFT = 0.03
"""Logarithm of a ratio: how far the new level of a block must lie to the side of the change. Chosen, not tuned."""
NO_FEED_IN_DAYS = 120
"""Days without feeding in after which that has ended. Chosen: longer than a winter without sun on the roof."""
YEAR = round(DAYS_PER_YEAR)


@dataclass(frozen=True, eq=False)
class Logs:
    """Logarithms of the blocks of a day, of the levels before and after the change there, and where it lies."""

    now: FloatArray
    before: FloatArray
    after: FloatArray
    where: BoolArray


@dataclass(eq=False)
class ReturnWatch:
    """The evidence for a return so far.

    Attributes
    ----------
    since
        The day since which the evidence adds up.
    aside
        Days beyond the level before, which belong neither to it nor to the change.
    """

    since: int = 0
    aside: list[int] = field(default_factory=list)
    _aside_since: int | None = None
    _aside_days: int = 0
    _evidence: float = 0.0
    _ways: list[float] = field(default_factory=list)

    def ended(self, day: int, logs: Logs, noise: float, age: int) -> int | None:
        """Take up a day; return the first day after the change, None while it lasts.

        Parameters
        ----------
        noise
            Log ratio: that of single blocks.
        age
            Days since the change began.
        """
        known = np.isfinite(logs.now) & np.isfinite(logs.before) & np.isfinite(logs.after)
        where = known & logs.where
        if not where.any():
            return None
        away, change = logs.now - logs.before, (logs.after - logs.before)[where]
        size = float(change @ change)
        way = float(away[where] @ change) / size
        if way < -ASIDE_SHARE:
            return self._went_past(day)
        self._aside_since, self._aside_days = None, 0
        variance = max(noise, MIN_BLOCK_NOISE) ** 2
        rest = (logs.now - logs.after)[where]
        gained = BLOCKS_A_DAY * float(np.mean(rest**2 - away[where] ** 2)) / (2.0 * variance)
        if (
            gained > 0
            and age < FAR_DAYS
            and np.mean(away[known] ** 2) > FAR**2 * size / where.sum() + FAR_NOISE * variance
        ):
            return None
        return self._added(day, float(np.clip(gained, -DAY_LIMIT, DAY_LIMIT)), way)

    def _added(self, day: int, gained: float, way: float) -> int | None:
        if self._evidence <= 0.0:
            self.since, self._ways = day, []
        self._evidence = max(0.0, self._evidence + gained)
        self._ways.append(way)
        if self._evidence < RETURN_LIMIT:
            return None
        if np.median(self._ways) > RETURNED_SHARE:
            self._evidence = 0.0
            return None
        return self.since

    def _went_past(self, day: int) -> int | None:
        self.aside = [*(each for each in self.aside if each > day - KEPT_ASIDE), day]
        self._aside_since = day if self._aside_since is None else self._aside_since
        self._aside_days += 1
        return self._aside_since if self._aside_days >= ASIDE_DAYS else None


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
        Factor of the season on what was before, for each day of the change so far.
    new, new_kw
        The new level as known so far: medians of blocks and means of slots by kind of day, in kW; NaN of a kind that
        was not seen, None where nothing was.
    base, base_kw
        What was before: medians of blocks and means of slots by kind of day, in kW.
    move
        Log ratio: how far the stream had moved by which it was found, with its sign.
    noise, block_noise, soft_kw
        Log ratios: the noise of single days, and of single blocks; and the level by which logarithms are softened.
    is_within
        Whether it took the place of the change before it, which goes on when this one ends.
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
    block_noise: float
    soft_kw: float
    score: float = 0.0
    is_season_possible: bool = False
    factor: float = 1.0
    factor_day: int = 0
    end: int | None = None
    end_day: int | None = None
    closed_day: int | None = None
    became_normal: bool = False
    is_within: bool = False
    seasons: list[float] = field(default_factory=list)
    new: FloatArray | None = None
    new_kw: FloatArray | None = None
    _shapes: dict[int, tuple[FloatArray, FloatArray]] = field(default_factory=dict)
    _levels: dict[int, FloatArray] = field(default_factory=dict)
    _watch: ReturnWatch = field(default_factory=ReturnWatch)
    _now: tuple[float, tuple[BoolArray, FloatArray, FloatArray]] | None = None

    def resume(self, first: int, stop: int) -> None:
        """Go on after the days ``[first, stop)`` of another change, which say nothing of this one."""
        self.end = self.end_day = self.closed_day = None
        self._watch = ReturnWatch(aside=list(range(max(first, stop - KEPT_ASIDE), stop)))

    def season_of(self, day: int) -> float:
        """Return the factor of the season on what was before, for a day of the change; later, that of its last day."""
        return self.seasons[min(max(day - self.first_day, 0), len(self.seasons) - 1)] if self.seasons else 1.0

    def follow(self, days: SeriesDays, levels: DailyLevels, day: int, left_out: BoolArray) -> bool:
        """Take up one more day; return whether the change has ended."""
        self.update(days, levels, day, left_out)
        if day - self.first_day >= YEAR:
            self.end_day, self.became_normal = day, True
            return True
        if not levels.known(day, day + 1)[0] or self.new is None:
            return False
        where, before, after = self._compared(day)
        if not where.any():
            self.end_day = max(self.first_day + 1, day - DAYS_PER_WEEK)
            return True
        kind, now = int(levels.grid.day_type[day]), self._logs(levels.blocks(day))
        logs = Logs(now, before[kind], after[kind], where[kind])
        self.end_day = self._watch.ended(day, logs, self.block_noise, day - self.first_day)
        return self.end_day is not None

    def _compared(self, day: int) -> tuple[BoolArray, FloatArray, FloatArray]:
        """Return where the change lies, and the logarithms of the levels there, before it and since then."""
        factor = self.season_of(day)
        if self._now is None or self._now[0] != factor:
            before = self._logs(self.base * factor)
            after = self._least(before)
            self._now = factor, (self._lies(after, before), before, after)
        return self._now[1]

    def follow_feed_in(self, days: SeriesDays, levels: DailyLevels, day: int, left_out: BoolArray) -> bool:
        """Take up one more day of a building that began to feed in; return whether that has ended."""
        self.update(days, levels, day, left_out)
        self._watch.since = day + 1 if ran_backwards(days, day) else max(self._watch.since, self.first_day)
        if day - self.first_day >= YEAR:
            self.end_day, self.became_normal = day, True
        elif day - self._watch.since >= NO_FEED_IN_DAYS:
            self.end_day = self._watch.since
        return self.end_day is not None

    def update(self, days: SeriesDays, levels: DailyLevels, day: int, left_out: BoolArray) -> None:
        """Measure the new level by the days before this one, and the season of this day."""
        while len(self.seasons) <= day - self.first_day:
            each = self.first_day + len(self.seasons)
            is_due = levels.has_weather or not self.seasons or each % DAYS_PER_WEEK == 0
            self.seasons.append(season(levels, self.first_day, each, left_out) if is_due else self.seasons[-1])
        if day - self.first_day < DAILY_UNTIL or day % DAYS_PER_WEEK == 0:
            self._measure(days, levels, day)

    def _measure(self, days: SeriesDays, levels: DailyLevels, day: int) -> None:
        """Measure the new level by the last ordinary days of each kind; one that was not seen stays unknown."""
        first = max(self.first_day, day - NEW_DAYS)
        known = levels.known(first, day) & ~np.isin(np.arange(first, day), self._watch.aside)
        by_type = days_by_type(levels, first, day, known)
        by_type = tuple(
            each if len(each) >= least else each[:0] for each, least in zip(by_type, MIN_NEW_DAYS, strict=True)
        )
        new = block_profile(levels, by_type)
        if not np.isfinite(new).any():
            return
        self.new, self.new_kw, self._now = new, slot_profile(days, by_type), None
        week = (day - self.first_day) // DAYS_PER_WEEK
        self._levels = {**{w: level for w, level in self._levels.items() if w > week - LEVEL_WEEKS}, week: new}
        if self.reason is DRIFT or week < SHAPE_WEEKS:
            self._shapes[0 if self.reason is DRIFT else week] = self.base * self.season_of(day), new

    @property
    def shape(self) -> tuple[FloatArray, FloatArray, BoolArray]:
        """The level before, in its season, the new one, and where they differ, by type of day and block."""
        pairs = list(self._shapes.values()) or [(self.base, self.base)]
        base, new = sorted(pairs, key=lambda pair: float(np.nanmean(pair[1] - pair[0])))[len(pairs) // 2]
        return base, new, self._lies(self._logs(new), self._logs(base))

    def is_there(self, day: int) -> bool:
        """Return whether the new level lies to the side of the change anywhere."""
        before = self._logs(self.base * self.season_of(day))
        return self.new is not None and bool(self._lies(self._logs(self.new), before).any())

    def _least(self, before: FloatArray) -> FloatArray:
        """Return of the levels of the last weeks the one nearest to what was before, as logarithms."""
        levels = self._logs(np.array(list(self._levels.values())))
        away = levels - before
        known = np.isfinite(away)
        shifts = self.side * np.where(known, away, 0.0).sum(axis=(1, 2)) / known.sum(axis=(1, 2))
        return np.asarray(levels[int(np.argmin(shifts))])

    def _lies(self, after: FloatArray, before: FloatArray) -> BoolArray:
        """Return in which blocks of which type of day the change lies, by logarithms of levels."""
        return np.asarray(self.side * (after - before) >= max(CHANGED_SHARE * abs(self.move), MIN_SHIFT))

    def _logs(self, levels_kw: FloatArray) -> FloatArray:
        return np.asarray(np.log(np.maximum(levels_kw, 0.0) + SOFTENING * self.soft_kw))
