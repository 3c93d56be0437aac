"""A table that remembers its last days behaves like a plain array of all days, as far back as it keeps them."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from detectors.walk_forward.rolling_table import SPARE_DAYS, RollingTable

MAX_DAYS = 1200
SHAPES = ((), (3,), (2, 4))


class AgainstPlainArray(RuleBasedStateMachine):
    """Writes and reads in any order, each done to a plain array of all days as well."""

    table: RollingTable
    plain: np.ndarray

    @initialize(
        shape=st.sampled_from(SHAPES),
        keep=st.one_of(st.none(), st.integers(1, 40)),
        fill=st.sampled_from([0.0, -1.5, np.nan]),
    )
    def begin(self, shape: tuple[int, ...], keep: int | None, fill: float) -> None:
        self.table = RollingTable(*shape, keep_days=keep, fill=fill)
        self.plain = np.full((MAX_DAYS, *shape), fill)
        self.keep = keep
        self.end = 0
        self.count = 0

    @property
    def first_kept(self) -> int:
        return 0 if self.keep is None else max(0, self.end - self.keep)

    def rows(self, days: int) -> np.ndarray:
        """Return rows that occur nowhere else."""
        shape = (days, *self.plain.shape[1:])
        self.count += 1
        return self.count * 1000.0 + np.arange(np.prod(shape, dtype=int), dtype=float).reshape(shape)

    def some_day(self, place: float, ahead: int) -> int:
        """Return a day that is kept also once the table reaches to it."""
        return min(round(self.first_kept + place * (self.end - self.first_kept)) + ahead, MAX_DAYS - 1)

    def reached(self, stop: int) -> None:
        self.end = max(self.end, stop)

    @rule(place=st.floats(0, 1), ahead=st.integers(0, 70))
    def write_a_day(self, place: float, ahead: int) -> None:
        day = self.some_day(place, ahead)
        [row] = self.rows(1)
        self.table[day] = row
        self.plain[day] = row
        self.reached(day + 1)

    @rule(place=st.floats(0, 1), length=st.integers(0, 20))
    def write_days_in_a_row(self, place: float, length: int) -> None:
        first = self.some_day(place, 0)
        stop = min(first + length, MAX_DAYS)
        if self.keep is not None and stop - self.keep > first:
            return
        rows = self.rows(stop - first)
        self.table[first:stop] = rows
        self.plain[first:stop] = rows
        self.reached(stop)

    @precondition(lambda self: self.end > self.first_kept)
    @rule(data=st.data())
    def write_some_days(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sets(st.integers(self.first_kept, self.end - 1), max_size=8))
        days = np.array(sorted(chosen), np.int64)
        rows = self.rows(len(days))
        self.table[days] = rows
        self.plain[days] = rows

    @rule(place=st.floats(0, 1), ahead=st.integers(0, 70))
    def read_a_day(self, place: float, ahead: int) -> None:
        day = self.some_day(place, ahead)
        np.testing.assert_array_equal(self.table[day], self.plain[day])
        self.reached(day + 1)

    @precondition(lambda self: self.end > self.first_kept)
    @rule(data=st.data())
    def read_some_days(self, data: st.DataObject) -> None:
        days = np.array(data.draw(st.lists(st.integers(self.first_kept, self.end - 1), max_size=8)), np.int64)
        np.testing.assert_array_equal(self.table[days], self.plain[days])

    @rule()
    def keep_it_and_go_on(self) -> None:
        self.table = pickle.loads(pickle.dumps(self.table))

    @invariant()
    def what_is_kept_is_what_was_written(self) -> None:
        kept = slice(self.first_kept, self.end)
        np.testing.assert_array_equal(self.table[kept], self.plain[kept])

    @invariant()
    def what_is_not_kept_is_refused_or_right(self) -> None:
        for day in range(max(0, self.first_kept - 3), self.first_kept):
            try:
                row = self.table[day]
            except IndexError:
                continue
            np.testing.assert_array_equal(row, self.plain[day])


AgainstPlainArray.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAgainstPlainArray = AgainstPlainArray.TestCase


def test_a_slice_and_the_row_of_a_day_are_views_and_chosen_days_a_copy() -> None:
    table = RollingTable(3, keep_days=10)
    table[0:5] = 0.0
    table[1:3][...] = 7.0
    table[4][1] = 9.0
    table[np.array([0, 1])][...] = 5.0
    np.testing.assert_array_equal(table[0:5], [[0, 0, 0], [7, 7, 7], [7, 7, 7], [0, 0, 0], [0, 9, 0]])


def test_a_day_that_is_long_over_is_refused_by_its_number() -> None:
    table = RollingTable(2, keep_days=5)
    table[0] = 1.0
    table[500] = 1.0
    for days in (0, slice(0, 3), np.array([0, 499])):
        with pytest.raises(IndexError, match="day 0 is no longer kept; the first that is, is 49"):
            table[days]


def test_only_what_is_kept_is_written_away() -> None:
    table = RollingTable(24, keep_days=10)
    for day in range(300):
        table[day] = float(day)
    again = pickle.loads(pickle.dumps(table))
    np.testing.assert_array_equal(again[290:300][:, 0], np.arange(290.0, 300.0))
    with pytest.raises(IndexError):
        again[289]
    assert len(pickle.dumps(table)) < 10 * 24 * 8 + 500


def test_memory_is_bounded_however_long_it_goes_on() -> None:
    table = RollingTable(24, keep_days=10)
    for day in range(2000):
        table[day] = float(day)
        assert len(table._rows) <= 10 + SPARE_DAYS + 1


def test_a_table_that_keeps_all_days_grows_by_doubling() -> None:
    table = RollingTable(keep_days=None)
    moves, rows = 0, table._rows
    for day in range(5000):
        table[day] = float(day)
        moves += table._rows is not rows
        rows = table._rows
    assert moves < 10
    np.testing.assert_array_equal(table[0:5000], np.arange(5000.0))
