"""Which kind of day each day turned out to be: the one whose usual course it was nearest to."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.series import FloatArray
from detectors.kernels.compiled import compiled

USUAL_DAYS = 35
"""Days back by which the usual course of a kind is measured, one for all: seasons move them alike. Chosen."""
ENOUGH_WEEKDAYS, ENOUGH_OTHERS = 8, 3
"""Days of a kind below which it is looked further back. Chosen, not tuned."""
MIN_ROWS, MAX_ROWS = 2, 25
"""Fewest and most days that give a course. Chosen, not tuned."""
NEWEST, MAX_DRIFT = 0.5, 0.25
"""Weight of the newest day in the drift of the level, and its limit as a share of the distance of weekdays from
Sundays: heating sets in faster than courses follow. Chosen, not tuned."""
KNOWN_SHARE = 0.75
"""Share of the parts of a day that must be known. Chosen, not tuned."""
KINDS = 3
"""Kinds of day: weekdays, Saturdays, Sundays. By definition, as ``DayType``."""
APART = 2.5
"""Times the noise of either kind by which two kinds must lie apart to be told apart. Chosen, not tuned."""
NEARER = 0.5
"""Share of the distance to its own kind within which a day must be of another to be of that one. Chosen, not tuned."""
FAR = 0.4
"""Share of the distance of two kinds beyond which a day belongs to neither: half of the usual load is no day off.
Chosen, not tuned."""
BETWEEN = 1.4
"""Times the distance of two kinds that the distances of a day from both may add up to: a day below the usual day off
lies not between it and a weekday. Chosen, not tuned."""
OWN_KIND = 0.3
"""Share of the distance of weekdays from Sundays that two kinds must lie apart to be told apart at all. Chosen."""
WIDE, FORGETTING = 0.2, 0.98
"""Share of the widest distance of weekdays from Sundays so far that it must be to mean anything, and the factor by
which that is forgotten every week: while a meter counts a tenth, nothing is said. Chosen, not tuned."""
WEEK = 7
"""Days. By definition."""
FIRST_WEEKS = 2
"""Weeks by which the first courses are measured. Chosen, not tuned."""


@compiled("void(f8[:,::1], i8[::1], f8[:,::1])")
def day_parts(table: FloatArray, edges: IntArray, parts: FloatArray) -> None:
    """Write the means of the parts of each day; NaN where less than half of a part is known.

    Parameters
    ----------
    table
        Shape ``(days, slots)``, NaN where unknown.
    edges
        Slots between which the parts lie.
    parts
        Shape ``(days, parts)``, written.
    """
    for day in range(len(table)):
        for part in range(len(edges) - 1):
            total, known = 0.0, 0
            for s in range(edges[part], edges[part + 1]):
                if np.isfinite(table[day, s]):
                    total += table[day, s]
                    known += 1
            parts[day, part] = total / known if 2 * known >= edges[part + 1] - edges[part] else np.nan


@compiled("f8(f8[::1], f8[::1], i8)")
def profile_gap(one: FloatArray, other: FloatArray, least: int) -> float:
    """Return the mean distance of two courses where both are known; NaN where that is less than ``least`` parts."""
    total, known = 0.0, 0
    for part in range(len(one)):
        away = abs(one[part] - other[part])
        if np.isfinite(away):
            total += away
            known += 1
    return total / known if known >= least else np.nan


@compiled("f8(f8[::1], f8[::1])")
def mean_departure(parts: FloatArray, profile: FloatArray) -> float:
    """Return by how much a day is above a course in the mean; NaN where nothing is known."""
    total, known = 0.0, 0
    for part in range(len(parts)):
        away = parts[part] - profile[part]
        if np.isfinite(away):
            total += away
            known += 1
    return total / known if known else np.nan


@compiled("f8(f8[::1], i8)")
def median_of(values: FloatArray, count: int) -> float:
    """Return the median of the first ``count`` values, which are put in order."""
    for i in range(1, count):
        value, place = values[i], i
        while place > 0 and values[place - 1] > value:
            values[place] = values[place - 1]
            place -= 1
        values[place] = value
    return (values[(count - 1) // 2] + values[count // 2]) / 2.0 if count else np.nan


@compiled("void(f8[:,::1], i8[::1], i8[::1], i8, i8, i8, f8[::1], f8[::1])")
def recent_profile(
    parts: FloatArray,
    found: IntArray,
    kinds: IntArray,
    kind: int,
    before: int,
    reach: int,
    profile: FloatArray,
    noise: FloatArray,
) -> None:
    """Write the median course of the last days of a kind before a day, and how far these are from it.

    Only days that were of the kind by the calendar, and turned out to be, count: closed weekdays have a course of their
    own.

    Parameters
    ----------
    parts
        Shape ``(days, parts)``; NaN where unknown.
    found, kinds
        Kind that each day turned out to be, and that of the calendar.
    before, reach
        Days in ``[before - reach, before)`` count, the last ones as many as ``profile`` may use.
    profile
        Shape ``(parts,)``, written; NaN where fewer than two days are known.
    noise
        Shape ``(1,)``, written: the median distance of these days from the profile.
    """
    rows, count = np.empty(MAX_ROWS, np.int64), 0
    day, width = before - 1, parts.shape[1]
    enough = ENOUGH_OTHERS if kind else ENOUGH_WEEKDAYS
    while day >= max(0, before - (reach if count < enough else USUAL_DAYS)) and count < MAX_ROWS:
        if kinds[day] == kind and found[day] == kind:
            known = 0
            for part in range(width):
                known += 1 if np.isfinite(parts[day, part]) else 0
            if known >= KNOWN_SHARE * width:
                rows[count] = day
                count += 1
        day -= 1
    profile[:] = np.nan
    noise[0] = np.nan
    if count < MIN_ROWS:
        return
    column = np.empty(MAX_ROWS)
    for part in range(width):
        there = 0
        for i in range(count):
            if np.isfinite(parts[rows[i], part]):
                column[there] = parts[rows[i], part]
                there += 1
        profile[part] = median_of(column, there)
    for i in range(count):
        column[i] = profile_gap(parts[rows[i]], profile, 1)
    noise[0] = median_of(column, count)


@compiled("Tuple((i8[::1], f8[::1], b1[::1], b1[::1], f8[::1]))(f8[:,::1], i8[::1], i8[::1], i8)")
def observed_kinds(
    parts: FloatArray, kinds: IntArray, otherwise: IntArray, reach: int
) -> tuple[IntArray, FloatArray, BoolArray, BoolArray, FloatArray]:
    """Return which kind each day turned out to be, by the courses of the days before its week.

    Parameters
    ----------
    parts
        Shape ``(days, parts)``: means of the parts of each day; NaN where unknown.
    kinds
        Kind of each day by the calendar: 0 for weekdays, 1 for Saturdays, 2 for Sundays and holidays.
    otherwise
        The same as if there were no holidays.
    reach
        How many days back a course may reach.

    Returns
    -------
    tuple
        The kinds; how much each day was like a Sunday, from 0 for a weekday to 1, NaN where the two cannot be told
        apart; whether it lay between them, not beyond; whether the two could be told apart before it; and the mean
        power of the weekdays before.
    """
    days, width = parts.shape
    found, share, level = kinds.copy(), np.full(days, np.nan), np.full(days, np.nan)
    between, separable = np.zeros(days, np.bool_), np.zeros(days, np.bool_)
    profile, noise = np.empty((KINDS, width)), np.empty(KINDS)
    gap, mean = np.empty(KINDS), np.empty(KINDS)
    moved, drift, widest = np.empty(width), 0.0, 0.0
    least = max(1, int(KNOWN_SHARE * width))
    for begin in range(FIRST_WEEKS * WEEK, days, WEEK):
        for kind in range(KINDS):
            recent_profile(parts, found, kinds, kind, begin, reach, profile[kind], noise[kind : kind + 1])
            mean[kind] = profile[kind].mean()
        is_open_more = mean[0] > mean[2]
        apart = profile_gap(profile[0], profile[2], 1)
        widest = max(FORGETTING * widest, apart if np.isfinite(apart) else 0.0)
        is_wide = apart >= WIDE * widest
        is_separable = is_open_more and is_wide and apart >= APART * max(noise[0], noise[2])
        first = 0 if begin == FIRST_WEEKS * WEEK else begin
        for day in range(first, min(begin + WEEK, days)):
            level[day], separable[day] = mean[0], is_separable
            limit = MAX_DRIFT * apart if np.isfinite(apart) else 0.0
            moved[:] = parts[day] - min(max(drift, -limit), limit)
            for kind in range(KINDS):
                gap[kind] = profile_gap(moved, profile[kind], least)
            if is_separable and gap[0] + gap[2] > 0:
                share[day] = gap[0] / (gap[0] + gap[2])
                between[day] = gap[0] + gap[2] <= BETWEEN * apart
            own = kinds[day]
            for kind in range(KINDS):
                if kind == own or not is_wide or ((kind == 0 or own == 0) and not mean[0] > mean[kind + own]):
                    continue
                away = profile_gap(profile[own], profile[kind], 1)
                if away < OWN_KIND * apart or gap[own] + gap[kind] > BETWEEN * away:
                    continue
                if own != otherwise[day]:  # a holiday: it was one or the other, whichever is nearer
                    if kind == otherwise[day] and away >= APART * max(noise[own], noise[kind]):
                        found[day] = kind if gap[kind] < min(gap[own], FAR * away) else own
                elif (
                    away >= APART * noise[own]
                    and gap[kind] < min(NEARER * gap[own], FAR * away)
                    and (found[day] == own or gap[kind] < gap[found[day]])
                ):
                    found[day] = kind
            departure = mean_departure(parts[day], profile[found[day]])
            if np.isfinite(departure):
                drift = (1.0 - NEWEST) * drift + NEWEST * departure
    return found, share, between, separable, level
