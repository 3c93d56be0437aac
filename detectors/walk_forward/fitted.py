"""A fitted detector: its state after the days of a history, from which it is continued when more readings arrive."""

from __future__ import annotations

import pickle
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Self, cast

import numpy as np

from data.series import MeterSeries
from detectors.base import Detector, FittedDetector
from detectors.history import joined
from detectors.scores import Scores
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import KEPT_ROWS, Strategy, WalkForward
from detectors.walk_forward.usual_range import UsualRange


class DetectorState(ABC):
    """The state of a walk-forward between two days; small, and kept between two analyses."""

    @property
    @abstractmethod
    def next_day(self) -> int:
        """The first day that has not been scored."""

    @abstractmethod
    def advance(self, days: SeriesDays, stop: int) -> Scores:
        """Score the days up to ``stop``, which is not included.

        Returns
        -------
        Scores
            Of the readings before ``stop``, from the day before ``next_day`` on: that one is scored again.
        """

    def scored(self, days: SeriesDays, stop: int) -> Scores:
        """Score the days up to ``stop`` as ``advance`` does, with the usual range where the method has one."""
        return self.advance(days, stop)

    def complete(self, _days: SeriesDays, scores: Scores) -> Scores:
        """Return the scores of all readings so far with what is known only at their end; else as they are."""
        return scores

    def copy(self) -> Self:
        """Return the same state, sharing nothing with this one."""
        copied: Self = pickle.loads(pickle.dumps(self, pickle.HIGHEST_PROTOCOL))  # noqa: S301 - written a moment ago
        return copied


class StrategyState(DetectorState):
    """The walk-forward of one strategy."""

    def __init__(self, strategy: Strategy) -> None:
        self._walk_forward = WalkForward(strategy)
        self._usual: UsualRange | None = None

    @property
    def next_day(self) -> int:
        """The first day that has not been scored."""
        return self._walk_forward.next_day

    def advance(self, days: SeriesDays, stop: int) -> Scores:
        """Score the days up to ``stop``, which is not included."""
        tables = self._walk_forward.run(days, stop)
        if self._walk_forward.strategy.needs_next_day:
            tables.fill(self.copy()._walk_forward.run(days, stop + 1))
        return self._walk_forward.strategy.scores(tables)

    def scored(self, days: SeriesDays, stop: int) -> Scores:
        """Score the days up to ``stop``, with the usual range where readings are expected one by one."""
        scores = self.advance(days, stop)
        if not self._walk_forward.strategy.predicts_readings:
            return scores
        self._usual = self._usual or UsualRange(days.grid.slots)
        return self._usual.around(days, scores, stop)


class WalkForwardDetector(Detector):
    """A detector that scores the days of a meter walk-forward."""

    @abstractmethod
    def new_state(self, days: SeriesDays) -> DetectorState:
        """Return the state before the first day."""

    def _fit(self, history: MeterSeries) -> FittedWalk:
        return FittedWalk.begun(self, history)


class WholeSeriesDetector(WalkForwardDetector):
    """A detector that scores all readings of a series in one pass of milliseconds, each by those before it."""

    @abstractmethod
    def whole_scores(self, days: SeriesDays) -> Scores:
        """Score every reading of a series."""

    def new_state(self, _days: SeriesDays) -> DetectorState:
        """Return a state that remembers only the day: all readings are scored again every time."""
        return EmptyState(self)


class EmptyState(DetectorState):
    """The walk-forward of a detector that keeps no state."""

    def __init__(self, detector: WholeSeriesDetector) -> None:
        self._detector = detector
        self._next_day = 0

    @property
    def next_day(self) -> int:
        """The first day that has not been scored."""
        return self._next_day

    def advance(self, days: SeriesDays, stop: int) -> Scores:
        """Score the days up to ``stop``, which is not included."""
        shown = days.readings_of(self._next_day - KEPT_ROWS, stop)
        self._next_day = stop
        return self._detector.whole_scores(days).taken(shown)


@dataclass(frozen=True, eq=False)
class FittedWalk(FittedDetector):
    """A detector with its state after the days of a history that are over.

    Parameters
    ----------
    detector
        The method with its parameters.
    history
        The readings it was fitted to, including those of a last day that is not over.
    state
        The state before that day.
    past
        Scores of the readings before that day; None where there are none.
    """

    detector: WalkForwardDetector
    history: MeterSeries
    state: DetectorState
    past: Scores | None

    @classmethod
    def begun(cls, detector: WalkForwardDetector, history: MeterSeries) -> FittedWalk:
        """Fit to a history from its first day on."""
        days = SeriesDays.of(history)
        return cls(detector, history, detector.new_state(days), None)._advanced(days)

    def updated(self, series: MeterSeries) -> FittedWalk:
        """Return the detector fitted to a series that continues the history; only the new days are computed.

        Where the series does not continue the history, or the history was corrected, it is fitted to all of it.

        Raises
        ------
        DataError
            As ``Detector.fit``.
        """
        days = SeriesDays.of(series)
        if not self._holds_for(days):
            return cast("FittedWalk", self.detector.fit(series))
        return replace(self, history=series, state=self.state.copy())._advanced(days)

    def score(self, series: MeterSeries) -> Scores:
        """Score a series walk-forward; the first weeks of all readings have no score."""
        whole, begin = joined(self.history, series)
        days = SeriesDays.of(whole)
        state, past = self.state, self.past
        if not self._holds_for(days):
            state, past = self.detector.new_state(days), None
        if past is None or len(past.index) < len(whole):
            state = state.copy()
            past = _after(past, state.scored(days, days.count))
        return state.complete(days, past).taken(slice(begin, None))

    def holds_for(self, series: MeterSeries) -> bool:
        """Return whether a series continues the history, so that only its new days need to be scored."""
        return self._holds_for(SeriesDays.of(series))

    def _advanced(self, days: SeriesDays) -> FittedWalk:
        """Continue through the days that are over."""
        stop = days.complete
        if stop <= self.state.next_day:
            return self
        return replace(self, past=_after(self.past, self.state.scored(days, stop)))

    def _holds_for(self, days: SeriesDays) -> bool:
        """Return whether a series begins with the readings that are scored already, of a meter at the same place."""
        count = 0 if self.past is None else len(self.past.index)
        one, other = self.history, days.series
        places = [(each.timezone, each.country, each.region, each.operation, each.step) for each in (one, other)]
        if places[0] != places[1] or count > len(other) or one.index[0] != other.index[0]:
            return False
        pairs = (one.power_kw, other.power_kw), (one.temperature_c, other.temperature_c), (one.quality, other.quality)
        return all(_are_same(left, right, count) for left, right in pairs)


def _are_same(one: np.ndarray | None, other: np.ndarray | None, count: int) -> bool:
    if one is None or other is None:
        return one is other
    return np.array_equal(one[:count], other[:count], equal_nan=one.dtype.kind == "f")


def _after(past: Scores | None, scores: Scores) -> Scores:
    """Return past scores with newer ones in place of those they overlap."""
    if past is None:
        return scores
    return past.taken(slice(0, int(past.index.searchsorted(scores.index[0])))).continued_by(scores)
