"""Where an anomaly is first seen, and where the cause of it was first seen.

A reading is flagged for a window that ends with it. The part of the window that departs most is its core. It may be the
end of a fault, when readings return to what they were before; and the same may have been there some days earlier.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.lengths import DAYS_PER_WEEK
from data.series import FloatArray
from detectors.events.causes.before import Before
from detectors.events.causes.track import ENOUGH_GAIN_BEFORE, HALF, MAX_GAIN, Ends, Size
from detectors.events.causes.unclaimed import Unclaimed
from detectors.scores import MIN_SCALE_KW, Scores

DRIFT = 0.5
"""Scales a reading must depart by to belong to the core: half the shift to find. Source: practice of CUSUM charts."""
BACK_DAYS = 14
"""Days before the core in which the beginning is looked for, by what was expected before them. Chosen, not tuned."""
WEEKS_BEFORE = (2, 3)
"""Weeks before that stand for what was before an event that may have begun earlier. Chosen, not tuned."""
RETURN_WEEKS = ((1, 2), (2, 3), (3, 4), (5, 6))
"""Weeks before a core that stand for what was before the fault whose end it may be. Chosen, not tuned."""
RETURN_DAYS = 30
"""Days before a core in which the fault began whose end it may be. Chosen, not tuned."""
RETURNED = 0.4
"""Share of a departure, measured by what was expected before, up to which it is a return to that. Chosen, not tuned."""
PEAKED = 3.0
"""Times the size of a core that the mean of its departures, weighted by their energy, may reach; above, most of its
energy lies in few readings, and these are the core. Chosen, not tuned."""
SEEN = 0.6
"""Share of the score of a return that the fault it ends must have had. Chosen, not tuned."""


@dataclass(frozen=True, eq=False)
class Core:
    """The readings an anomaly is first seen in, the one it is clearest in, and by how much they depart."""

    side: int
    ends: Ends
    clearest: int
    size: Size


@dataclass(frozen=True, eq=False)
class CoreFinder:
    """Finds the cores of anomalies among readings that belong to no event."""

    unclaimed: Unclaimed
    scores: Scores

    def core(self, at: int, steps: int) -> Core | None:
        """Return the part of the window of a reading that departs most to its side, else to the other one.

        ``steps`` is the length of the window in readings. None where nothing is expected, or nothing departs.
        """
        first = max(0, at - steps + 1)
        part = slice(first, at + 1)
        readings, away = self.unclaimed.readings, self.unclaimed.expected_away_kw(1, first, at)
        if not np.isfinite(away).any():
            return None
        side = int(self.scores.side[at]) or (1 if np.nansum(away) > 0 else -1)
        for way, drift in ((side, DRIFT), (side, 0.0), (-side, 0.0)):
            scale = np.fmax(readings.scale_kw(way, part), MIN_SCALE_KW)
            departure = away * way / scale
            departure[~np.isfinite(departure)] = 0.0
            total = np.concatenate([[0.0], np.cumsum(departure - drift)])
            rise = total - np.minimum.accumulate(total)
            stop = int(rise.argmax())
            if rise[stop] > 0:
                found = slice(int(total[: stop + 1].argmin()), stop)
                begin = first + found.start
                return _core_of(way, away[found] * way, readings.expected_kw[part][found], scale[found], begin)
        return None

    def origin(self, core: Core, peak: float) -> Core | None:
        """Return the fault that a core is the end of: readings are as before it, and were not in the day before.

        It was anomalous itself when it came, and not only when it ended. None where the core is no such end.
        """
        readings, first = self.unclaimed.readings, core.ends[0]
        day, stop_day = int(readings.day[first]), int(readings.day[core.ends[1]]) + 1
        if not self._was_seen(-core.side, max(0, first - RETURN_DAYS * readings.slots), first, peak):
            return None
        for weeks in RETURN_WEEKS:
            quick = readings.weeks_before(weeks, -core.side, day - 1, stop_day)
            if not self._is_return(core, quick):
                continue
            since = max(0, day - DAYS_PER_WEEK * (weeks[0] - 1) - BACK_DAYS // 2)
            before = readings.before(since, -core.side, min(since, day - 1), stop_day)
            if self._is_return(core, before):
                found = self._before_return(-core.side, before.cut(first))
                return found if self._was_seen(found.side, found.ends[0], first, peak) else None
        return None

    def begun_earlier(self, core: Core) -> Core:
        """Return the first occurrence of what a core shows, by what was expected two weeks before it."""
        readings, day = self.unclaimed.readings, int(self.unclaimed.readings.day[core.ends[0]])
        since, stop_day = max(0, day - BACK_DAYS), int(readings.day[core.ends[1]]) + 1
        if self._first_like(core, readings.weeks_before(WEEKS_BEFORE, core.side, since, stop_day)) is None:
            return core
        return self._first_like(core, readings.before(since, core.side, since, stop_day)) or core

    def _was_seen(self, side: int, first: int, stop: int, peak: float) -> bool:
        """Return whether readings ``[first, stop)`` were nearly as anomalous to a side."""
        part = slice(first, stop)
        return bool(np.any((self.scores.side[part] == side) & (self.scores.score[part] >= SEEN * peak)))

    def _is_return(self, core: Core, before: Before) -> bool:
        unclaimed, (first, last) = self.unclaimed, core.ends
        departed = np.nansum(unclaimed.expected_away_kw(core.side, first, last))
        away = unclaimed.away_kw(-core.side, before.expected_kw, before.part)
        here = first - before.part.start
        earlier = away[max(0, here - unclaimed.readings.slots) : here]
        now = away[here : last + 1 - before.part.start]
        is_known = min(np.isfinite(part).mean() if len(part) else 0.0 for part in (earlier, now)) >= HALF
        is_back = is_known and -np.nansum(now) <= RETURNED * departed
        return bool(is_back and Size.of(1, earlier, earlier).kw >= HALF * core.size.kw)

    def _before_return(self, side: int, before: Before) -> Core:
        """Return the last day of a fault that ends with the readings that something was expected of."""
        track, start, slots = self.unclaimed.track(side, before), before.part.start, self.unclaimed.readings.slots
        last_day = track.away_kw[-slots:]
        size = Size.of(side, last_day, track.expected_kw[-slots:])
        clearest = len(track.away_kw) - len(last_day) + _clearest(last_day, size)
        begin, end = track.grown(track.gain(size), clearest)
        return Core(side, (start + begin, start + end), start + clearest, size)

    def _first_like(self, core: Core, before: Before) -> Core | None:
        """Return the first occurrence of what a core shows, None where that is the core."""
        day, start = self.unclaimed.readings.day, before.part.start
        track, clearest = self.unclaimed.track(core.side, before), core.clearest - start
        if not track.away_kw[clearest] >= HALF * core.size.kw:
            return None
        back = track.reversed()
        latest = back.grown(back.gain(core.size), len(back.away_kw) - 1 - clearest)
        first, last = track.mirrored(back.occurrences(latest, core.size, ENOUGH_GAIN_BEFORE)[-1])
        if day[start + first] >= day[core.ends[0]]:
            return None
        clearest = first + _clearest(track.away_kw[first : last + 1], core.size)
        return Core(core.side, (start + first, start + last), start + clearest, core.size)


def _core_of(side: int, away: FloatArray, expected: FloatArray, scale: FloatArray, first: int) -> Core:
    """Return the core of readings that depart on the whole: the part of them with most of the energy."""
    known = np.where(np.isfinite(away), np.maximum(away, 0.0), 0.0)
    by_energy = float(np.sum(known**2) / max(np.sum(known), MIN_SCALE_KW))
    if by_energy > PEAKED * Size.of(side, away, expected).kw:
        total = np.concatenate([[0.0], np.cumsum(known - HALF * by_energy)])
        stop = int((total - np.minimum.accumulate(total)).argmax())
        part = slice(int(total[: stop + 1].argmin()), stop)
        away, expected, scale, first = away[part], expected[part], scale[part], first + part.start
    size = Size.of(side, away, expected)
    if size.kw <= 0:
        size = Size(float(np.nanmax(away)))
    certain = np.minimum(away, (HALF + MAX_GAIN) * size.kw) / scale
    clearest = int(np.where(np.isfinite(certain), certain, -np.inf).argmax())
    return Core(side, (first, first + len(away) - 1), first + clearest, size)


def _clearest(away: FloatArray, size: Size) -> int:
    return int(np.where(np.isfinite(away), np.minimum(away, size.kw), -np.inf).argmax())
