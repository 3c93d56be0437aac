"""Opening a change: whether a move of the levels is one that matters, where it began, and what was before it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data.calendar.day_types import DayType
from detectors.change import DRIFT, FEED_IN, LEVEL_SHIFT, SCALE_FACTOR
from detectors.changes.candidates import Move, Site, jump_sigmas
from detectors.changes.moves import SOFTENING, YEAR_BEFORE, log_ratio
from detectors.changes.ongoing import Ongoing
from detectors.changes.placement import Onset, edge
from detectors.changes.profiles import block_noise, block_profile, completed, slot_profile
from detectors.changes.scale_factor import scale_factor, scale_of_readings
from detectors.reasons import Reason
from detectors.scores import DEFAULT_LEVEL, MAX_SIGMA
from detectors.walk_forward.days import SeriesDays

MIN_DAYS = 5
"""Days that a change has lasted before it is told. Chosen: what is shorter is an event of readings."""
MIN_AGE = 28
"""Days that must lie before a change since the meter began. Chosen, not tuned."""
MIN_DAYS_BEFORE = 10
"""Ordinary days that must be known before a change. Chosen, not tuned."""
ONSET_DAYS = 4
"""Days before the first one of another level on which the change may have begun. Chosen: over a long weekend."""
SCALED_DAYS = 4
"""Days by whose readings another scale is known where no day is like another. Chosen, not tuned."""
EARLY_FACTOR = 1.3
"""Times the alarm level that a move of a few weeks must reach in a first year where it was no sharp step. Chosen: the
weather does that."""
SHARP_JUMP = 4.0
"""Sigma of the step from one half of a day to the next from which a change began sharply. Chosen, not tuned."""
LARGE_MOVE = 0.24
"""Log ratio of a move for which the step it began with speaks as well. Measured: of what is smaller, most steps on real
buildings are the beginning of a term or of a season."""
IRREGULAR = 0.1
"""Log ratio: with more noise of single days, a step cannot be told from the beginning of a season. Chosen."""
CLEAR_RATIO = 1.5
"""Times the alarm level from which a sharp step is more than the beginning of a season. Chosen, not tuned."""
CLOSED_BELOW, CLOSED_NEAR = 0.8, 0.25
"""Share of days at work that days off must be below for a closure to be told, and share of their difference by which it
may lie off them. Chosen, not tuned."""
MAX_SEASON = 4.0
"""Times up or down that a season may carry a level. Chosen, not tuned."""
SEASON_SLACK = 28
"""Days after a year until which a slow change may still be the first season that was not seen. Chosen, not tuned."""


def level_change(site: Site, move: Move, begun: Onset) -> Ongoing | None:
    """Return the change behind a move that began there; None where it is none yet, or none that matters."""
    if begun.day < site.after or move.day - begun.day + 1 < MIN_DAYS:
        return None
    is_early, is_slow = move.day < YEAR_BEFORE + SEASON_SLACK, move.window.is_slow
    jump = 0.0 if begun.is_drift else jump_sigmas(site, begun, move.day, move.size(site))
    is_sharp, is_large = begun.is_sharp and jump >= SHARP_JUMP, abs(move.size(site)) >= LARGE_MOVE
    ratio = move.with_jump(jump) if is_large and jump >= SHARP_JUMP else move.ratio
    if ratio < (EARLY_FACTOR if is_early and not (begun.is_sharp or jump >= SHARP_JUMP) and not is_slow else 1.0):
        return None
    change = _begun(site, begun, move.day, DRIFT if begun.is_drift else LEVEL_SHIFT, move.size(site))
    if change is None or not change.is_there(move.day):
        return None
    change.score = DEFAULT_LEVEL * ratio
    may_be_weather = is_slow or not is_sharp or change.noise > IRREGULAR or move.ratio < CLEAR_RATIO
    may_be_vacation = _is_closed(change)
    change.is_season_possible = is_early and (may_be_vacation or (may_be_weather and move.times < MAX_SEASON))
    return change


def _is_closed(change: Ongoing) -> bool:
    """Return whether days at work are since then as days off were before."""
    if change.side > 0 or change.new is None or not np.isfinite(change.new[0]).any():
        return False
    work, off, now = np.nanmean(change.base[0]), np.nanmean(change.base[1:]), np.nanmean(change.new[0])
    return bool(off < CLOSED_BELOW * work and abs(now - off) < CLOSED_NEAR * (work - off))


def factor_change(site: Site, day: int) -> Ongoing | None:
    """Return the change of scale that is known at the end of a day by this day alone, or with the one before it."""
    reference_kw, noise = site.reference_kw(day), site.noise(day)
    for first in (day, day - 1):
        kinds = site.days_before(first - ONSET_DAYS)
        if first < site.after or sum(map(len, kinds)) < MIN_DAYS_BEFORE:
            continue
        base = completed(block_profile(site.levels, kinds))
        days = first + np.flatnonzero(np.isfinite(site.levels.level(first, day + 1)))
        factor = scale_factor(site.levels, base, days, noise, reference_kw) if len(days) else None
        if factor is not None:
            return _scaled(site, first, day, factor, float(np.nanmean(base)))
    return _scaled_readings(site, day)


def _scaled_readings(site: Site, day: int) -> Ongoing | None:
    """Return the change of scale that the readings of the last days show where no day is like another."""
    first = day - SCALED_DAYS + 1
    before = np.concatenate(site.days_before(first - ONSET_DAYS))
    if first < site.after or len(before) < MIN_DAYS_BEFORE or not site.levels.known(first, day + 1).all():
        return None
    power = site.days.grid.power_kw
    factor = scale_of_readings(power[before], power[first : day + 1])
    return None if factor is None else _scaled(site, first, day, factor, float(np.nanmean(power[before])))


def _scaled(site: Site, first: int, day: int, factor: float, usual_kw: float) -> Ongoing | None:
    begun = Onset(first, False, max(first - ONSET_DAYS, 0))
    move = float(log_ratio(np.array([factor * usual_kw, usual_kw]), np.array(site.soft_kw(day))))
    change = _begun(site, begun, day, SCALE_FACTOR, move, factor=factor)
    return None if change is None else replace(change, score=MAX_SIGMA)


def _begun(site: Site, begun: Onset, day: int, reason: Reason, move: float, *, factor: float = 1.0) -> Ongoing | None:
    kinds = site.days_before(begun.before + 1)
    if sum(map(len, kinds)) < MIN_DAYS_BEFORE:
        return None
    base, soft_kw = completed(block_profile(site.levels, kinds)), site.soft_kw(day)
    change = Ongoing(
        first_day=begun.day,
        start=int(site.days.readings_of(begun.day, begun.day + 1).start),
        known_day=day,
        reason=reason,
        side=1 if move > 0 else -1,
        base=base,
        base_kw=completed(slot_profile(site.days, kinds)),
        move=move,
        noise=site.noise(day),
        block_noise=block_noise(site.levels, kinds, base, SOFTENING * soft_kw),
        soft_kw=soft_kw,
        factor=factor,
        factor_day=day + 1,
    )
    if reason is not DRIFT:
        around = max(begun.before, begun.day - ONSET_DAYS, site.after), begun.day + 1
        change.start = reading_of_edge(site.days, change, around, (begun.day, day + 1), is_end=False)
    change.update(site.days, site.levels, day + 1, site.left_out)
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
    types = grid.day_type[slice(*new)]
    after_kw = slot_profile(days, tuple(new[0] + np.flatnonzero(types == kind) for kind in DayType))
    after_kw = np.where(np.isfinite(after_kw), after_kw, change.base_kw)
    if change.factor != 1.0:
        after_kw = change.base_kw * change.factor
    at = grid.day_type[grid.day[part]], grid.slot[part]
    levels = change.base_kw[at], after_kw[at]
    return int(part.start) + edge(
        days.series.power_kw[part], *(levels[::-1] if is_end else levels), everywhere=change.factor != 1.0
    )


def feed_in_change(site: Site, day: int, first: int) -> Ongoing | None:
    """Return the change of a building that has fed in since a day, known at the end of another one."""
    change = _begun(site, Onset(first, False, first), day, FEED_IN, -1.0)
    if change is not None:
        part = site.days.readings_of(first, first + 1)
        change.start = part.start + int(np.argmax(site.days.series.power_kw[part] < 0))
        change.score = MAX_SIGMA
    return change
