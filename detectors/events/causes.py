"""From an anomalous reading to its cause: where it began and ended, and where the same came back.

A reading is flagged for a window that ends with it. The part of the window that departs most is the core; from there on
the event is followed to both sides, against what was expected before it began.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.calendar.lengths import DAYS_PER_WEEK
from data.series import FloatArray
from detectors.events.before import Before, Expectation
from detectors.events.track import (
    ENOUGH_GAIN,
    ENOUGH_GAIN_BEFORE,
    HALF,
    MAX_GAIN,
    WEIGHTS,
    Size,
    Span,
    Track,
    typical_of,
)
from detectors.reasons import REASONS, Reason
from detectors.scores import MIN_SCALE_KW, Scores

DRIFT = 0.5
"""Scales a reading must depart by to belong to the core: half the shift to find. Source: practice of CUSUM charts."""
HORIZONS_DAYS = (9, 30)
"""Days that are searched for the end of an event, the more only where it lasts. What lasts longer is a change for
``detectors.changes`` and not followed. Chosen, not tuned."""
BACK_DAYS = 14
"""Days before the core in which the beginning is looked for, by what was expected before them. Chosen, not tuned."""
RETURN_WEEKS = ((1, 2), (2, 3), (3, 4), (5, 6))
"""Weeks before a core that stand for what was before the fault whose end it may be. Chosen, not tuned."""
RETURN_DAYS = 30
"""Days before a core in which the fault began whose end it may be. Chosen, not tuned."""
WEEKS_BEFORE = (2, 3)
"""Weeks before that stand for what was before an event that may have begun earlier. Chosen, not tuned."""
RETURNED = 0.4
"""Share of a departure, measured by what was expected before, up to which it is a return to that. Chosen, not tuned."""
SURE_SCORE, SURE_POWER = 7.0, 3.0
"""Sigma of an event that is followed with the doubt that there is in any case; a weaker one is followed with more, by
this power of the ratio. Measured: so events cover 3 % of the hours without faults of the benchmark's meters."""
SEEN = 0.6
"""Share of the score of a return that the fault it ends must have had. Chosen, not tuned."""
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
    """

    peak: float
    at: int
    side: int
    occurrences: tuple[Occurrence, ...]
    before: Before | None = None

    @property
    def first(self) -> int:
        """The reading it begins with."""
        return self.occurrences[0].first

    @property
    def last(self) -> int:
        """The reading it ends with."""
        return max(one.last for one in self.occurrences)


@dataclass(frozen=True, eq=False)
class Core:
    """The readings an anomaly is first seen in, the one it is clearest in, and by how much they depart."""

    side: int
    span: Span
    clearest: int
    size: Size


@dataclass(frozen=True, eq=False)
class CauseFinder:
    """Finds causes among readings that belong to none yet.

    Parameters
    ----------
    expectation
        The readings, and what is expected of them.
    scores
        Of a detector.
    score
        Of the readings that speak of energy problems; below 0 elsewhere.
    claimed
        Which readings belong to a cause already.
    steps
        How many readings each was judged by.
    step_hours, merge_steps
        As in ``Track``.
    """

    expectation: Expectation
    scores: Scores
    score: FloatArray
    claimed: BoolArray
    steps: IntArray
    step_hours: float
    merge_steps: int

    def cause(self, at: int, peak: float) -> Cause:
        """Return what a reading is anomalous for."""
        reason = REASONS[int(self.scores.reason[at])]
        if reason is Reason.OVER_LIMIT:
            return self._over_limit(at, peak)
        core = None if reason in WITHOUT_SIZE else self._core(at)
        if core is None:
            return self._by_scores(at, peak)
        origin = self._origin(core, peak)
        if origin is not None:
            core, at = origin, origin.clearest
        earlier = self._begun_earlier(core)
        found = self._followed(earlier, at, peak)
        is_held = earlier is core or any(one.last >= core.span[0] for one in found.occurrences)
        return found if is_held else self._followed(core, at, peak)

    def _core(self, at: int) -> Core | None:
        """Return the part of the window of a reading that departs most to its side, else to the other one."""
        first = max(0, at - int(self.steps[at]) + 1)
        part = slice(first, at + 1)
        expected = self.expectation.expected_kw[part]
        away = self._away(1, expected, part)
        if not np.isfinite(away).any():
            return None
        side = int(self.scores.side[at]) or (1 if np.nansum(away) > 0 else -1)
        for way, drift in ((side, DRIFT), (side, 0.0), (-side, 0.0)):
            scale = np.fmax(self.expectation.scale_kw(way, part), MIN_SCALE_KW)
            departure = away * way / scale
            departure[~np.isfinite(departure)] = 0.0
            total = np.concatenate([[0.0], np.cumsum(departure - drift)])
            rise = total - np.minimum.accumulate(total)
            stop = int(rise.argmax())
            if rise[stop] > 0:
                begin = int(total[: stop + 1].argmin())
                found = slice(begin, stop)
                return _core_of(way, away[found] * way, expected[found], scale[found], first + begin)
        return None

    def _origin(self, core: Core, peak: float) -> Core | None:
        """Return the fault that a core is the end of: readings are as before it, and were not in the day before.

        It was anomalous itself when it came, and not only when it ended.
        """
        expectation, first = self.expectation, core.span[0]
        day, stop_day = int(expectation.day[first]), int(expectation.day[core.span[1]]) + 1
        if not self._was_seen(-core.side, max(0, first - RETURN_DAYS * expectation.slots), first, peak):
            return None
        for weeks in RETURN_WEEKS:
            quick = expectation.weeks_before(weeks, -core.side, day - 1, stop_day)
            if not self._is_return(core, quick):
                continue
            since = max(0, day - DAYS_PER_WEEK * (weeks[0] - 1) - BACK_DAYS // 2)
            before = expectation.before(since, -core.side, min(since, day - 1), stop_day)
            if self._is_return(core, before):
                origin = self._before_return(-core.side, before.cut(first))
                return origin if self._was_seen(origin.side, origin.span[0], first, peak) else None
        return None

    def _was_seen(self, side: int, first: int, stop: int, peak: float) -> bool:
        """Return whether readings ``[first, stop)`` were nearly as anomalous to a side."""
        part = slice(first, stop)
        return bool(np.any((self.scores.side[part] == side) & (self.scores.score[part] >= SEEN * peak)))

    def _is_return(self, core: Core, before: Before) -> bool:
        expectation, (first, last) = self.expectation, core.span
        departed = np.nansum(self._away(core.side, expectation.expected_kw[first : last + 1], slice(first, last + 1)))
        away = self._away(-core.side, before.expected_kw, before.part)
        here = first - before.part.start
        earlier = away[max(0, here - expectation.slots) : here]
        now = away[here : last + 1 - before.part.start]
        is_known = min(np.isfinite(part).mean() if len(part) else 0.0 for part in (earlier, now)) >= HALF
        is_back = is_known and -np.nansum(now) <= RETURNED * departed
        return bool(is_back and Size.of(1, earlier, earlier).kw >= HALF * core.size.kw)

    def _before_return(self, side: int, before: Before) -> Core:
        """Return the last day of a fault that ends with the readings that something was expected of."""
        track, start = self._track(side, before), before.part.start
        last_day = track.away_kw[-self.expectation.slots :]
        size = Size.of(side, last_day, track.expected_kw[-self.expectation.slots :])
        clearest = len(track.away_kw) - len(last_day) + _clearest(last_day, size)
        begin, end = track.grown(track.gain(size), clearest)
        return Core(side, (start + begin, start + end), start + clearest, size)

    def _begun_earlier(self, core: Core) -> Core:
        """Return the first occurrence of what a core shows, by what was expected two weeks before it."""
        expectation, day = self.expectation, int(self.expectation.day[core.span[0]])
        since, stop_day = max(0, day - BACK_DAYS), int(expectation.day[core.span[1]]) + 1
        found = self._first_like(core, expectation.weeks_before(WEEKS_BEFORE, core.side, since, stop_day))
        if found is None:
            return core
        return self._first_like(core, expectation.before(since, core.side, since, stop_day)) or core

    def _first_like(self, core: Core, before: Before) -> Core | None:
        """Return the first occurrence of what a core shows, None where that is the core."""
        expectation, start = self.expectation, before.part.start
        track, clearest = self._track(core.side, before), core.clearest - start
        if not track.away_kw[clearest] >= HALF * core.size.kw:
            return None
        back = track.reversed()
        first = back.grown(back.gain(core.size), len(back.away_kw) - 1 - clearest)
        span = track.mirrored(back.occurrences(first, core.size, ENOUGH_GAIN_BEFORE)[-1])
        if expectation.day[start + span[0]] >= expectation.day[core.span[0]]:
            return None
        clearest = span[0] + _clearest(track.away_kw[span[0] : span[1] + 1], core.size)
        return Core(core.side, (start + span[0], start + span[1]), start + clearest, core.size)

    def _followed(self, core: Core, at: int, peak: float) -> Cause:
        """Return the cause that begins with a core; what lasts too long is only told as far as it is expected."""
        expectation, day = self.expectation, int(self.expectation.day[core.span[0]])
        for horizon in HORIZONS_DAYS:
            before = expectation.before(day, core.side, max(0, day - 1), day + horizon)
            track = self._track(core.side, before, (SURE_SCORE / peak) ** SURE_POWER)
            spans = _spans(track, core.clearest - before.part.start, core.size)
            has_ended = spans[-1][1] < len(track.away_kw) - 1 - expectation.slots
            if has_ended or before.part.stop == len(expectation.day):
                break
        else:
            before = expectation.before(day + HORIZONS_DAYS[0], core.side, max(0, day - 1), day + HORIZONS_DAYS[0])
            spans = _spans(self._track(core.side, before), core.clearest - before.part.start, core.size)
        start, expected = before.part.start, before.expected_kw
        occurrences = [self._occurrence((start + one, start + last), expected[one : last + 1]) for one, last in spans]
        return Cause(peak, at, core.side, tuple(occurrences), before)

    def _occurrence(self, span: Span, expected_kw: FloatArray) -> Occurrence:
        places = slice(span[0], span[1] + 1)
        own = np.isfinite(self.expectation.power_kw[places]) & ~self.claimed[places]
        return Occurrence(*span, expected_kw, own)

    def _track(self, side: int, before: Before, doubtful: float = 1.0) -> Track:
        expectation, part = self.expectation, before.part
        scale = np.where(before.scale_kw > 0, before.scale_kw, np.nan)
        with np.errstate(invalid="ignore"):
            weight = np.minimum(np.maximum(typical_of(scale) / scale, WEIGHTS[0]), WEIGHTS[1])
            weight[np.isnan(weight)] = 1.0
        return Track(
            side=side,
            away_kw=self._away(side, before.expected_kw, part),
            expected_kw=before.expected_kw,
            weight=weight,
            doubt_kw=doubtful * before.doubt_kw,
            day=expectation.day[part],
            slot=expectation.slot[part],
            is_off=expectation.is_off[expectation.day[part]],
            slots=expectation.slots,
            step_hours=self.step_hours,
            merge_steps=self.merge_steps,
        )

    def _away(self, side: int, expected_kw: FloatArray, part: slice) -> FloatArray:
        away = (self.expectation.power_kw[part] - expected_kw) * side
        return np.where(self.claimed[part], np.nan, away)

    def _over_limit(self, at: int, peak: float) -> Cause:
        """Return the readings around one that are over the limit too."""
        limit_kw = self.scores.compared_with(Reason.OVER_LIMIT)
        span = self._around(at, (self.expectation.power_kw > limit_kw) & ~self.claimed)
        return Cause(peak, at, 1, (self._occurrence(span, limit_kw[span[0] : span[1] + 1]),))

    def _by_scores(self, at: int, peak: float) -> Cause:
        """Return the readings around one that are about as anomalous, with those that the first was judged by."""
        alike = (self.score >= SAME_SCORE * peak) & (self.scores.side == self.scores.side[at])
        first, last = self._around(at, alike)
        places = np.arange(first, last + 1)
        begin = max(0, int(np.min((places - self.steps[places] + 1)[alike[places]], initial=first)))
        taken = np.flatnonzero(self.claimed[begin:first])
        begin = begin + int(taken[-1]) + 1 if len(taken) else begin
        expected = self.expectation.expected_kw[begin : last + 1]
        return Cause(peak, at, int(self.scores.side[at]), (self._occurrence((begin, last), expected),))

    def _around(self, at: int, chosen: BoolArray) -> Span:
        """Return the run of chosen readings around one, over gaps within which everything is one event."""
        reach = 1 + max(self.merge_steps, 1)
        first = last = at
        while len(more := np.flatnonzero(chosen[max(0, first - reach) : first])):
            first = max(0, first - reach) + int(more[0])
        while len(more := np.flatnonzero(chosen[last + 1 : last + 1 + reach])):
            last += 1 + int(more[-1])
        return first, last


def _spans(track: Track, clearest: int, size: Size) -> list[Span]:
    """Return the first occurrence around a reading and those after it."""
    first = track.grown(track.gain(size), clearest)
    return track.occurrences(first, size, ENOUGH_GAIN)


def _core_of(side: int, away: FloatArray, expected: FloatArray, scale: FloatArray, first: int) -> Core:
    """Return the core of readings that depart on the whole."""
    size = Size.of(side, away, expected)
    if size.kw <= 0:
        size = Size(float(np.nanmax(away)))
    certain = np.minimum(away, (HALF + MAX_GAIN) * size.kw) / scale
    clearest = int(np.where(np.isfinite(certain), certain, -np.inf).argmax())
    return Core(side, (first, first + len(away) - 1), first + clearest, size)


def _clearest(away: FloatArray, size: Size) -> int:
    return int(np.where(np.isfinite(away), np.minimum(away, size.kw), -np.inf).argmax())
