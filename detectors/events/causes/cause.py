"""From an anomalous reading to its cause: where it began and ended, and where the same came back.

It is followed from its core (``detectors.events.causes.cores``) to both sides, against what was expected before it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.series import FloatArray
from detectors.events.causes.before import Before
from detectors.events.causes.cores import Core, CoreFinder
from detectors.events.causes.track import ENOUGH_GAIN, Ends
from detectors.events.causes.unclaimed import Unclaimed
from detectors.reasons import REASONS, Reason
from detectors.scores import Scores

HORIZONS_DAYS = (9, 30)
"""Days that are searched for the end of an event, the more only where it lasts. What lasts longer is another level, and
not followed. Chosen, not tuned."""
SURE_SCORE, SURE_POWER, MIN_DOUBT = 7.0, 3.0, 0.5
"""Sigma of an event that is followed with the doubt that there is in any case; a weaker one is followed with more, by
this power of the ratio, and a stronger one with half of it at least. Measured: so events cover 3 % of the hours without
faults of the benchmark's meters."""
SAME_SCORE = 0.7
"""Share of its score from which the readings around one belong to it where nothing is expected. Chosen, not tuned."""
WITHOUT_SIZE = frozenset({Reason.RAMP})
"""Reasons of which the amount of energy says nothing."""


@dataclass(frozen=True, eq=False)
class Occurrence:
    """Readings ``first`` to ``last`` (inclusive) in which something happened.

    Parameters
    ----------
    expected_kw
        What was expected of them before the event.
    own
        Which of them belong to no other event.
    """

    first: int
    last: int
    expected_kw: FloatArray
    own: BoolArray


@dataclass(frozen=True, eq=False)
class Cause:
    """Something that happened, once or several times.

    Parameters
    ----------
    peak
        In sigma: up to which alarm level it is an event.
    at
        The reading that says why.
    side
        -1 below, +1 above, 0 neither.
    occurrences
        In order of time; at least one.
    before
        What was expected before it, also of readings after it; None where nothing is.
    has_size
        Whether it is an amount of energy, and no steep step.
    size_kw
        By how much its readings depart; NaN where nothing is expected.
    """

    peak: float
    at: int
    side: int
    occurrences: tuple[Occurrence, ...]
    before: Before | None = None
    has_size: bool = True
    size_kw: float = float("nan")

    @property
    def first(self) -> int:
        """The reading it begins with."""
        return self.occurrences[0].first

    @property
    def last(self) -> int:
        """The reading it ends with."""
        return max(one.last for one in self.occurrences)


@dataclass(frozen=True, eq=False)
class CauseFinder:
    """Finds causes among readings that belong to none yet.

    Parameters
    ----------
    unclaimed
        The readings.
    scores
        Of a detector.
    score
        Of the readings that speak of energy problems; below 0 elsewhere.
    steps
        How many readings each was judged by.
    """

    unclaimed: Unclaimed
    scores: Scores
    score: FloatArray
    steps: IntArray

    def cause(self, at: int, peak: float) -> Cause:
        """Return what a reading is anomalous for."""
        reason = REASONS[int(self.scores.reason[at])]
        if reason is Reason.OVER_LIMIT:
            return self._over_limit(at, peak)
        cores = CoreFinder(self.unclaimed, self.scores)
        core = None if reason in WITHOUT_SIZE else cores.core(at, int(self.steps[at]))
        if core is None:
            return self._by_scores(at, peak)
        origin = cores.origin(core, peak)
        if origin is not None:
            core, at = origin, origin.clearest
        earlier = cores.begun_earlier(core)
        found = self._followed(earlier, at, peak)
        is_held = earlier is core or any(one.last >= core.ends[0] for one in found.occurrences)
        return found if is_held else self._followed(core, at, peak)

    def _followed(self, core: Core, at: int, peak: float) -> Cause:
        """Return the cause that begins with a core; what lasts too long is told as far as it is not expected."""
        readings, day = self.unclaimed.readings, int(self.unclaimed.readings.day[core.ends[0]])
        doubtful = max(MIN_DOUBT, (SURE_SCORE / peak) ** SURE_POWER)
        horizons = [max(days, int(readings.day[core.clearest]) - day + 1) for days in HORIZONS_DAYS]
        for horizon in horizons:
            before = readings.before(day, core.side, max(0, day - 1), day + horizon)
            found = self._occurrences(core, before, doubtful)
            has_ended = found[-1].last < before.part.stop - 1 - readings.slots
            if has_ended or before.part.stop == len(readings.day):
                break
        else:
            horizon = horizons[0]
            before = readings.before(day + horizon, core.side, max(0, day - 1), day + horizon)
            found = self._occurrences(core, before, 1.0)
        return Cause(peak, at, core.side, tuple(found), before, size_kw=core.size.kw)

    def _occurrences(self, core: Core, before: Before, doubtful: float) -> list[Occurrence]:
        track, start = self.unclaimed.track(core.side, before, doubtful), before.part.start
        first = track.grown(track.gain(core.size), core.clearest - start)
        return [
            self._occurrence((start + begin, start + end), before.expected_kw[begin : end + 1])
            for begin, end in track.occurrences(first, core.size, ENOUGH_GAIN)
        ]

    def _occurrence(self, ends: Ends, expected_kw: FloatArray) -> Occurrence:
        return Occurrence(*ends, expected_kw, self.unclaimed.own(*ends))

    def _over_limit(self, at: int, peak: float) -> Cause:
        """Return the readings around one that are over the limit too."""
        limit_kw = self.scores.compared_with(Reason.OVER_LIMIT)
        first, last = self._around(at, (self.unclaimed.readings.power_kw > limit_kw) & ~self.unclaimed.claimed)
        return Cause(peak, at, 1, (self._occurrence((first, last), limit_kw[first : last + 1]),))

    def _by_scores(self, at: int, peak: float) -> Cause:
        """Return the readings around one that are about as anomalous, with those that the first was judged by."""
        side = self.scores.side
        alike = (self.score >= SAME_SCORE * peak) & (side == side[at])
        first, last = self._around(at, alike)
        places = np.arange(first, last + 1)
        begin = max(0, int(np.min((places - self.steps[places] + 1)[alike[places]], initial=first)))
        taken = np.flatnonzero(self.unclaimed.claimed[begin:first])
        begin = begin + int(taken[-1]) + 1 if len(taken) else begin
        expected = self.unclaimed.readings.expected_kw[begin : last + 1].copy()  # it changes later
        has_size = REASONS[int(self.scores.reason[at])] not in WITHOUT_SIZE
        return Cause(peak, at, int(side[at]), (self._occurrence((begin, last), expected),), has_size=has_size)

    def _around(self, at: int, chosen: BoolArray) -> Ends:
        """Return the run of chosen readings around one, over gaps within which everything is one event."""
        reach = 1 + max(self.unclaimed.merge_steps, 1)
        first = last = at
        while len(more := np.flatnonzero(chosen[max(0, first - reach) : first])):
            first = max(0, first - reach) + int(more[0])
        while len(more := np.flatnonzero(chosen[last + 1 : last + 1 + reach])):
            last += 1 + int(more[-1])
        return first, last
