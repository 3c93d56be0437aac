"""The state of the judge of levels: what has changed so far, advanced a day at a time beside the scores."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from data.calendar.day_grid import BoolArray
from data.calendar.lengths import DAY_HOURS
from data.series import FloatArray
from detectors.change import BRIEF_DAYS, DRIFT, FEED_IN, LEVEL_SHIFT, SCALE_FACTOR, Change
from detectors.changes.candidates import Move, MoveCandidates, Site
from detectors.changes.daily_levels import BLOCKS, PART_DAYS, DailyLevels
from detectors.changes.evidence import Evidence
from detectors.changes.explained import LEVELS, levels_after, levels_within
from detectors.changes.feed_in import begins_to_feed_in
from detectors.changes.moves import Moves
from detectors.changes.ongoing import NEW_DAYS, Ongoing
from detectors.changes.opening import MIN_AGE, factor_change, feed_in_change, level_change, reading_of_edge
from detectors.changes.profiles import hours_of
from detectors.changes.scale_factor import scale_factor, scale_of_readings
from detectors.features.data_quality.checks import checks
from detectors.reasons import Kind
from detectors.scores import MAX_SIGMA
from detectors.walk_forward.days import SeriesDays

FIRST_DAYS = 28
"""Days before the first one on which a change can be told. Chosen: two weeks before it and two of it."""
FORGET_DAYS = 56
"""Days of a change after which the weeks before it say nothing of those after it. Chosen, not tuned."""
FEED_IN_BEFORE = 7
"""Days before a change on which a building may have begun to feed in for it to be that. Chosen, not tuned."""
IDLE_HOURS = 12.0
"""Hours without a change before its end from which it ended earlier: it lies at certain hours. Chosen, not tuned."""
FACTOR_DAYS = (5, 6, 7, 8, 9, 10, 14, 21, 28)
"""Days of a change after which it is checked for being another scale. Chosen, not tuned."""
PLAIN_RATIO, PLAIN_MOVE = 2.0, 1.0
"""Alarm levels and log ratio that a move of a load that is mostly off must reach: else its runs tell. Chosen."""
PLAIN_DAYS, PLAIN_SHARE, PLAIN_LOW = 42, 0.2, 0.25
"""Days before, the quantile of their levels, and share of their mean that it must reach: some homes are mostly off,
and use about as much every day. Chosen, not tuned."""


class ChangeState:
    """Changes so far, the one that lasts, and what they are found by.

    Attributes
    ----------
    next_day
        The first day that has not been taken up.
    past
        Changes that have ended, in order of time.
    current
        The change that lasts; None where there is none.
    """

    def __init__(self) -> None:
        self.next_day = 0
        self.past: list[Ongoing] = []
        self.current: Ongoing | None = None
        self._levels = DailyLevels()
        self._evidence = Evidence()
        self._since = 0
        self._after = 0
        self._young_until = MIN_AGE

    def advance(self, days: SeriesDays, stop: int) -> FloatArray:
        """Take up the days up to ``stop``, which is not included.

        Returns
        -------
        numpy.ndarray
            Shape ``(days, LEVELS, slots)`` in kW: which levels the meter may have on each of them, besides what methods
            expect, by what was known before it (``levels_within``).
        """
        days = days.for_changes
        levels = np.full((max(stop - self.next_day, 0), LEVELS, days.grid.slots), np.nan)
        begin = self.next_day
        while self.next_day < stop:
            first, end = self.next_day, min(stop, self.next_day - self.next_day % PART_DAYS + PART_DAYS)
            self._levels.advance(days, first, end, self._changed(first))
            moves = self._evidence.advance(self._levels, first, end)
            self._advance(days, moves, (first, end), levels[first - begin : end - begin])
            self.next_day = end
        return levels

    def _advance(self, days: SeriesDays, moves: Moves, part: tuple[int, int], levels: FloatArray) -> None:
        """Take up the days of a part, and fill in their levels."""
        day, end = part
        ended, left_out = len(self.past), self._left_out(end)
        overtaking: MoveCandidates | None = None
        while day < end:
            if len(self.past) > ended:
                ended, left_out = len(self.past), self._left_out(end)
            site = Site(days, self._levels, moves, left_out, self._since, self._after)
            if self.current is None:
                after = self._watch(site, day, end)
                for each in range(day, after if self.past else day):
                    levels[each - part[0]] = levels_after(days, each, self.past[-1])
                day = after
                continue
            current = self.current
            levels[day - part[0]] = levels_within(days, day, current)
            self._follow(site, current, day)
            if self.current is current:
                after = max(self._after, current.known_day + 1)
                within = replace(site, since=current.first_day, after=after)
                if current.is_season_possible:
                    overtaking = overtaking or MoveCandidates.of(within, day, end)
                self._overtake(within, current, day, overtaking)
            overtaking = overtaking if self.current is current else None
            day += 1

    def _changed(self, stop: int) -> BoolArray:
        """Return which of the days before ``stop`` belonged to a change, also of one that lasts."""
        changed = self._left_out(stop)
        if self.current is not None:
            changed[self.current.first_day :] = True
        return changed

    def _left_out(self, stop: int) -> BoolArray:
        """Return which of the days before ``stop`` belonged to a change that ended."""
        left_out = np.zeros(stop, bool)
        for change in self.past:
            if not change.became_normal:
                left_out[change.first_day : change.end_day] = True
        return left_out

    def _watch(self, site: Site, first: int, stop: int) -> int:
        """Look for a change on the days ``[first, stop)``; return the day after the one at whose end it is known."""
        found, mostly_off = MoveCandidates.of(site, first, stop), _mostly_off(site.days, first, stop)
        for day in found.days:
            since = self._since
            if day < FIRST_DAYS:
                continue
            moves = found.moves(day)
            if mostly_off[day - first]:
                self.current = self._level_change(site, [move for move in moves if _is_plain(move, site)])
                if self.current is not None:
                    return day + 1
                continue
            if (feeding := found.feeding_since(day)) >= self._after:
                self.current = feed_in_change(site, day, feeding)
            elif found.is_far(day):
                self.current = factor_change(site, day)
            if self.current is None:
                self.current = self._level_change(site, moves)
            if self.current is not None or self._since != since:
                return day + 1
        return stop

    def _level_change(self, site: Site, found: list[Move]) -> Ongoing | None:
        """Return the change behind the first move that is one; what came too early is what the meter begins with."""
        for move in found:
            begun = move.onset(site) if move.matters(site) else None
            if begun is None:
                continue
            if begun.day < self._young_until:
                if move.ratio >= 1.0 and begun.day > self._since:
                    self._since, self._young_until = begun.day, begun.day + MIN_AGE
                return None
            change = level_change(site, move, begun)
            if change is not None:
                return change
        return None

    def _follow(self, site: Site, change: Ongoing, day: int) -> None:
        """Take up a day of the change that lasts."""
        follow = change.follow_feed_in if change.reason is FEED_IN else change.follow
        if follow(site.days, self._levels, day, site.left_out):
            change.closed_day = day
            self._close(site, change)
        elif change.reason in (LEVEL_SHIFT, DRIFT):
            if begins_to_feed_in(site.days, day, day + 1)[0] >= change.first_day - FEED_IN_BEFORE:
                change.reason, change.is_season_possible = FEED_IN, False
            elif day - change.first_day in FACTOR_DAYS:
                self._check_factor(site, change, day)

    def _overtake(self, within: Site, change: Ongoing, day: int, candidates: MoveCandidates | None) -> None:
        """Let another change take the place of one that lasts: another scale always, of a season a sharp step."""
        if change.reason not in (LEVEL_SHIFT, DRIFT):
            return
        found = factor_change(within, day) if within.is_far(day) else None
        if found is None and candidates is not None:
            for move in candidates.moves(day):
                begun = move.onset(within) if move.matters(within) else None
                if begun is not None and begun.is_sharp and begun.day >= change.first_day + MIN_AGE:
                    found = found or level_change(within, move, begun)
        if found is not None and (found.factor != 1.0 or not found.is_season_possible):
            change.closed_day, change.end_day, change.end = day, found.first_day, found.start
            self._since, self._after = change.first_day, found.first_day
            self.past.append(change)
            self.current = replace(found, is_within=True)

    def _check_factor(self, site: Site, change: Ongoing, day: int) -> None:
        days = change.first_day + np.flatnonzero(self._levels.known(change.first_day, day + 1))
        days = days[days > change.first_day]
        factor = scale_factor(self._levels, change.base, days, change.noise, change.soft_kw) if len(days) else None
        if factor is None and len(days):
            before = np.concatenate(site.days_before(change.first_day))
            power = site.days.grid.power_kw
            factor = scale_of_readings(power[before], power[days]) if len(before) else None
        if factor is not None:
            change.reason, change.factor, change.factor_day = SCALE_FACTOR, factor, day + 1
            change.is_season_possible = False

    def _close(self, site: Site, change: Ongoing) -> None:
        end = change.end_day
        assert end is not None
        change.end = int(site.days.readings_of(end, end + 1).start)
        if change.became_normal:
            self._since = change.first_day
        elif change.reason is not FEED_IN:
            around = max(change.first_day, end - 1), end + 1
            edge = reading_of_edge(site.days, change, around, (max(change.first_day, end - NEW_DAYS), end), is_end=True)
            change.end = max(change.start + 1, _last_within(site.days, change, edge))
        self._after = end
        if change.is_within and not change.became_normal:
            self._go_on(change, self.past.pop())
            return
        if not change.became_normal and end - change.first_day > FORGET_DAYS:
            self._since = end
        self.past.append(change)
        self.current = None

    def _go_on(self, inner: Ongoing, outer: Ongoing) -> None:
        """Go on with a change that another one took the place of, now that this has ended; a closure is left to it."""
        assert inner.end_day is not None
        outer.resume(inner.first_day, inner.end_day)
        self.current = outer
        if inner.end_day - inner.first_day > BRIEF_DAYS or inner.reason.kind is Kind.DATA:
            self.past.append(inner)

    @property
    def all(self) -> list[Ongoing]:
        """All changes so far, in order of time."""
        found = self.past if self.current is None else [*self.past, self.current]
        return sorted(found, key=lambda change: change.start)

    def changes(self, days: SeriesDays) -> tuple[Change, ...]:
        """Return all changes so far as facts."""
        return tuple(_fact(change, days.for_changes) for change in self.all)


def _is_plain(move: Move, site: Site) -> bool:
    """Return whether a move tells of a load that is mostly off: most of its daily use ends or begins."""
    if move.ratio < PLAIN_RATIO or abs(move.size(site)) < PLAIN_MOVE:
        return False
    level = site.levels.level(max(0, move.day - PLAIN_DAYS), move.day - move.window.recent)
    level = level[np.isfinite(level)]
    return len(level) > 0 and bool(np.quantile(level, PLAIN_SHARE) >= PLAIN_LOW * np.mean(level) > 0)


def _mostly_off(days: SeriesDays, first: int, stop: int) -> BoolArray:
    """Return on which days the meter is a load that is mostly off: it has runs, and no level that lasts."""
    readings = days.readings_of(first, stop)
    found = np.zeros(stop - first, bool)
    found[days.grid.day[readings][checks(days.series).states.is_mostly_off[readings]] - first] = True
    return found


def _last_within(days: SeriesDays, change: Ongoing, end: int) -> int:
    """Return the end of the last block before ``end`` in which a change lies; ``end`` itself where that is near."""
    grid, (_, _, where) = days.grid, change.shape
    block = grid.day * BLOCKS + grid.slot * BLOCKS // grid.slots
    at = slice(change.start, int(np.searchsorted(block, block[min(end, len(block) - 1)])))
    lies = np.flatnonzero(where[grid.day_type[grid.day[at]], block[at] % BLOCKS])
    last = change.start + int(lies[-1]) + 1 if len(lies) else end
    return last if (end - last) * DAY_HOURS >= IDLE_HOURS * grid.slots else end


def _fact(change: Ongoing, days: SeriesDays) -> Change:
    series = days.series
    hours, ratio = hours_of(*change.shape, change.side)
    if change.reason is SCALE_FACTOR:
        hours, ratio = "all", change.factor
    elif change.side * (ratio - 1.0) <= 0:  # its middle weeks were not there: as far as it went when it was found
        ratio = float(np.exp(change.move))
    return Change(
        start=series.index[change.start],
        known=_end_of(change.known_day, days),
        end=None if change.end is None else series.index[change.end],
        reason=change.reason,
        side=change.side,
        score=min(change.score, MAX_SIGMA),
        ratio=ratio,
        hours=hours,
        is_season_possible=change.is_season_possible,
        became_normal=change.became_normal,
        factor=change.factor,
        end_known=None if change.closed_day is None else _end_of(change.closed_day, days),
    )


def _end_of(day: int, days: SeriesDays) -> pd.Timestamp:
    """Return when a day is over, as the start of a reading."""
    after = days.readings_of(day + 1, day + 2).start
    return days.series.index[after] if after < len(days.series) else days.series.end
