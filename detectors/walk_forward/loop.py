"""The walk-forward loop, the same for every method; methods differ by their strategy.

For every day, in this order:

1. On the first day of a week, the strategy is fitted to the days before.
2. The day is scored by what is known of the days before.
3. ``Teaching`` decides which of its readings may teach.
4. The strategy is updated with these.

What is remembered (the state, small, copied and kept) is apart from what is put out (the tables). Test, then train:
Dawid 1984, "The prequential approach", doi:10.2307/2981683.
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
"""Days before the first one that is predicted or scored: two of each weekday. Chosen, not tuned."""
FIT_INTERVAL_DAYS = 28
"""Days between two fits of a model that takes long to fit; others are fitted weekly. Chosen, not tuned."""
KEPT_ROWS = 1
"""Days that are scored again when more arrive: a night ends on the day after it began. By definition of a night."""


class Tables:
    """The output of the loop: one row a day from ``first_day`` on, one column a slot; NaN where nothing is known.

    Attributes
    ----------
    score, expected, scale_below, scale_above, window_hours
        As in ``Scores``, shape ``(days, slots)``.
    side
        The same of -1, 0, 1.
    reason
        Code of a reason; 0 where it follows from the side.
    is_alone
        Where a reading was scored by itself, not by a longer window.
    is_judged
        Where there was something to score.
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
        """Return a copy of the rows of the days ``[first_day, stop)`` that this table has."""
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
    """What one kind of method does on each day, and what it remembers of the days before.

    It is bound to the days of a series but does not keep them: its other attributes are its state. Scoring a day may
    use that day and earlier ones, never a later one.

    Attributes
    ----------
    doing
        The progress message while it works.
    teaching
        Decides which readings of a day may teach.
    """

    doing: ClassVar[str] = "judging each day by those before it"
    needs_next_day: ClassVar[bool] = False
    """Whether the table of the last evening also needs the day after it, as with nights."""
    predicts_readings: ClassVar[bool] = False
    """Whether its table holds what is expected of every reading, around which there is a usual range."""
    days: SeriesDays

    def __init__(self, rule: TeachingRule) -> None:
        self.teaching = Teaching(rule)

    def bind(self, days: SeriesDays) -> None:
        """Read these days from now on."""
        self.days = days

    def restart(self, _day: int) -> int | None:
        """Forget the state where it is no longer valid, and return the day from which to rebuild it; else None."""
        return None

    @abstractmethod
    def fit(self, day: int) -> None:
        """Fit to the days before ``day``; called on the first day of every week of readings."""

    @abstractmethod
    def score_day(self, day: int, tables: Tables | None) -> tuple[FloatArray | None, NDArray[np.bool_] | None]:
        """Score a day and write the result; ``tables`` is None where only the state is rebuilt.

        Returns
        -------
        tuple
            The scores, None where the day has none; and which readings count as anomalous even with a low score, None
            where there are none.
        """

    @abstractmethod
    def update(self, day: int, taught: Taught) -> None:
        """Update the state with the readings of a day that may teach."""

    @abstractmethod
    def scores(self, tables: Tables) -> Scores:
        """Return the scores of the readings of the days in a table."""

    def is_off(self, day: int) -> bool:
        """Return whether a day counts among the days off when anomalous days in a row are counted."""
        return bool(self.days.grid.is_off[day])

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "days"}


class WalkForward:
    """The loop over the days of a meter, which has come as far as ``next_day``.

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
        """Go on with the days up to ``stop``, not included; return the table of them and of the day before them."""
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
        """Return a loop that has come as far and shares nothing with this one."""
        copied: Self = pickle.loads(pickle.dumps(self, pickle.HIGHEST_PROTOCOL))  # noqa: S301 - written a moment ago
        return copied
