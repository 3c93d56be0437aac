"""The loop: every method is walked forward through the days in the same way, and differs by its strategy.

On every day the strategy scores the day by what it knows of the days before, it is decided what of the day may teach,
and the strategy is updated with that. State, which is small and can be copied and kept, is apart from the tables of
what was said. (Test, then train: Dawid 1984, "The prequential approach", doi:10.2307/2981683.)
"""

from __future__ import annotations

import pickle
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from data.calendar.lengths import DAYS_PER_WEEK
from data.series import FloatArray
from detectors.progress import report_week
from detectors.scores import Scores
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.teaching import Taught, Teaching, TeachingRule

FIRST_DAYS = 14
"""Days that are only looked at before the first one is predicted or scored: two of each weekday. Chosen, not tuned."""
FIT_INTERVAL_DAYS = 28
"""Days between two fits of a model that takes long to fit; others are fitted weekly. Chosen, not tuned."""
KEPT_ROWS = 1
"""So many days are judged again when a walk goes on: a night that began the evening before ends on the next day."""


class Tables:
    """What a walk says: one row a day from ``first_day`` on, columns by slot; NaN where nothing is said.

    Attributes
    ----------
    score, expected, scale_below, scale_above, window_hours
        As in ``Scores``, shape ``(days, slots)``.
    side
        The same of -1, 0, 1.
    reason
        Code of a reason, 0 where the side tells it.
    is_alone
        Where a reading was judged by itself.
    is_judged
        Where there was something to judge.
    """

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "score", "expected", "scale_below", "scale_above", "window_hours", "side", "reason", "is_alone", "is_judged",
    )  # fmt: skip

    def __init__(self, first_day: int, days: int, slots: int) -> None:
        self.first_day = first_day
        shape = (days - first_day, slots)
        self.score, self.expected = np.full(shape, np.nan), np.full(shape, np.nan)
        self.scale_below, self.scale_above = np.full(shape, np.nan), np.full(shape, np.nan)
        self.window_hours = np.full(shape, 24.0 / slots)
        self.side: NDArray[np.int8] = np.zeros(shape, np.int8)
        self.reason: NDArray[np.uint8] = np.zeros(shape, np.uint8)
        self.is_alone, self.is_judged = np.zeros(shape, bool), np.zeros(shape, bool)

    @property
    def stop(self) -> int:
        """The day after the last one."""
        return self.first_day + len(self.score)

    def write(self, day: int, **columns: NDArray[Any]) -> None:
        """Write columns of a day."""
        for name, values in columns.items():
            getattr(self, name)[day - self.first_day] = values
        self.is_judged[day - self.first_day] = True

    def write_flat(self, position: int, **columns: NDArray[Any]) -> None:
        """Write columns of a run of slots that begins at a flat position and may reach over midnight."""
        first = position - self.first_day * self.score.shape[1]
        count = len(next(iter(columns.values())))
        begin, end = max(first, 0), min(first + count, self.score.size)
        if begin < end:
            for name, values in columns.items():
                getattr(self, name).ravel()[begin:end] = values[begin - first : end - first]
            self.is_judged.ravel()[begin:end] = True

    def rows(self, first_day: int, stop: int) -> Tables:
        """Return a copy of the rows of some days, those that are there."""
        first = max(first_day, self.first_day)
        kept = Tables(first, stop, self.score.shape[1])
        kept.fill(self)
        return kept

    def fill(self, other: Tables) -> None:
        """Take over the rows of another table that lie within this one."""
        first = max(self.first_day, other.first_day)
        stop = min(self.stop, other.stop)
        if first < stop:
            here, there = (slice(first - one.first_day, stop - one.first_day) for one in (self, other))
            for name in self.COLUMNS:
                getattr(self, name)[here] = getattr(other, name)[there]


class Strategy(ABC):
    """What one kind of method does on each day, with what it remembers of the days before.

    It is bound to the days it walks through and keeps nothing of them: its attributes are its state. Scoring a day may
    look at that day and at earlier ones, never at a later one.

    Attributes
    ----------
    doing
        What a person is told while it works.
    teaching
        What decides what of a day may teach.
    """

    doing: ClassVar[str] = "judging each day by those before it"
    looks_ahead: ClassVar[bool] = False
    """Whether the day after the last one says something of the last evening."""
    days: SeriesDays

    def __init__(self, rule: TeachingRule) -> None:
        self.teaching = Teaching(rule)

    def bind(self, days: SeriesDays) -> None:
        """Walk through these days from now on."""
        self.days = days

    def restart(self, _day: int) -> int | None:
        """Return from which earlier day on to walk again before a day, having forgotten all; None to walk on."""
        return None

    @abstractmethod
    def fit(self, day: int) -> None:
        """Fit to the days before ``day``; called on the first day of every week of readings."""

    @abstractmethod
    def score_day(self, day: int, tables: Tables | None) -> tuple[FloatArray | None, NDArray[np.bool_] | None]:
        """Score a day and write what is said of it; without tables, the day is walked through for the second time.

        Returns
        -------
        tuple
            The scores of what was judged, None where the day cannot be judged, and which of it counts as anomalous
            whatever its score, None for nothing.
        """

    @abstractmethod
    def update(self, day: int, taught: Taught) -> None:
        """Take in a day, without what must not teach."""

    @abstractmethod
    def scores(self, tables: Tables) -> Scores:
        """Return what was said of the readings of some days."""

    def is_off(self, day: int) -> bool:
        """Return whether anomalous days in a row are counted with those of days off."""
        return bool(self.days.grid.is_off[day])

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "days"}


class WalkForward:
    """A walk through the days of a meter, which stands before ``next_day``.

    Parameters
    ----------
    strategy
        What is done on each day.
    """

    def __init__(self, strategy: Strategy) -> None:
        self.strategy = strategy
        self.next_day = 0
        self._last: Tables | None = None

    def run(self, days: SeriesDays, stop: int) -> Tables:
        """Walk on through the days before ``stop``; return what is said of them and of the day before them."""
        self.strategy.bind(days)
        tables = Tables(max(0, self.next_day - KEPT_ROWS), stop, days.grid.slots)
        if self._last is not None:
            tables.fill(self._last)
        for day in range(self.next_day, stop):
            if day % DAYS_PER_WEEK == 0:
                report_week(self.strategy.doing, day, stop)
            again = self.strategy.restart(day)
            for earlier in range(day if again is None else again, day):
                self._step(earlier, None)
            self._step(day, tables)
            self.next_day = day + 1
        self._last = tables.rows(stop - KEPT_ROWS, stop)
        return tables

    def _step(self, day: int, tables: Tables | None) -> None:
        strategy = self.strategy
        if day % DAYS_PER_WEEK == 0:
            strategy.fit(day)
        score, raised = strategy.score_day(day, tables)
        taught = strategy.teaching.decide(score, is_off=strategy.is_off(day), raised=raised)
        strategy.update(day, taught)

    def copy(self) -> Self:
        """Return a walk that stands at the same day and shares nothing with this one."""
        copied: Self = pickle.loads(pickle.dumps(self, pickle.HIGHEST_PROTOCOL))  # noqa: S301 - written a moment ago
        return copied
