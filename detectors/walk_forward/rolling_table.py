"""A table with one row a day that keeps its last rows: what the state of a strategy is made of."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import IntArray
from data.series import FloatArray

SPARE_DAYS = 56
"""Days between two moves of the rows kept, which would else be copied every day. Chosen, not tuned: memory for time."""


class RollingTable:
    """Rows by day, counted from the first day of the series, of which the last ones are kept.

    A row that was never written holds the fill value. Rows may be written again as long as they are kept.

    Parameters
    ----------
    shape
        Of one row; empty for a number a day.
    keep_days
        How many of the last rows are kept at least; None for all.
    fill
        What a row holds before it is written.
    """

    __slots__ = ("_end", "_fill", "_first", "_keep", "_rows", "_shape")

    def __init__(self, *shape: int, keep_days: int | None, fill: float = np.nan) -> None:
        self._shape, self._keep, self._fill = shape, keep_days, fill
        self._first = self._end = 0
        self._rows = np.full((0, *shape), fill)

    def __getitem__(self, days: int | slice | IntArray) -> FloatArray:
        """Return the row of a day, a view of rows from one day to another, or a copy of the rows of some days.

        Raises
        ------
        IndexError
            When a day is no longer kept.
        """
        if isinstance(days, slice):
            first, stop = days.start, days.stop
            if stop > self._end or first < self._first:
                self._prepare(first, stop)
            return self._rows[first - self._first : max(stop, first) - self._first]
        if isinstance(days, np.ndarray) or not self._first <= days < self._end:
            self._prepare_rows(days)
        found: FloatArray = self._rows[days - self._first]
        return found

    def __setitem__(self, days: int | slice | IntArray, values: FloatArray | float) -> None:
        if isinstance(days, slice):
            self[days][...] = values
            return
        if isinstance(days, np.ndarray) or not self._first <= days < self._end:
            self._prepare_rows(days)
        self._rows[days - self._first] = values

    def _prepare_rows(self, days: int | IntArray) -> None:
        """Let there be rows for a day or some days."""
        if not isinstance(days, np.ndarray):
            self._prepare(days, days + 1)
        elif len(days):
            self._prepare(int(days.min()), int(days.max()) + 1)

    def _prepare(self, first: int, stop: int) -> None:
        """Let there be rows for all days before ``stop``, and make sure that the first one is kept."""
        if stop > self._end:
            if stop - self._first > len(self._rows):
                self._grow(stop)
            self._end = stop
        if first < self._first:
            raise IndexError(f"day {first} is no longer kept; the first that is, is {self._first}")

    def __getstate__(self) -> tuple[object, ...]:
        first = self._first if self._keep is None else max(self._first, self._end - self._keep)
        rows = self._rows[first - self._first : self._end - self._first].copy()
        return self._shape, self._keep, self._fill, first, self._end, rows

    def __setstate__(self, state: tuple[object, ...]) -> None:
        self._shape, self._keep, self._fill, self._first, self._end, self._rows = state  # type: ignore[assignment]

    def _grow(self, stop: int) -> None:
        """Make room for all days before ``stop`` and some more, and forget those that need not be kept."""
        first = self._first if self._keep is None else max(self._first, stop - self._keep)
        kept = self._rows[first - self._first : self._end - self._first]
        spare = max(SPARE_DAYS, stop - first) if self._keep is None else SPARE_DAYS
        self._rows = np.full((stop - first + spare, *self._shape), self._fill)
        self._rows[: len(kept)] = kept
        self._first = first
