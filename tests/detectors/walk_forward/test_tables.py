"""Tables of what a walk says: rows by day, flat runs over midnight, rows taken out and taken over."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detectors.walk_forward.days import SeriesDays, hour_means
from detectors.walk_forward.loop import Tables
from tests.detectors.meters import regular_office

SLOTS = 4


def numbered(first_day: int, stop: int) -> Tables:
    """Return tables whose scores say of which day and slot they are."""
    tables = Tables(first_day, stop, SLOTS)
    for day in range(first_day, stop):
        tables.write(day, score=10.0 * day + np.arange(SLOTS), side=np.full(SLOTS, day % 2, np.int8))
    return tables


def test_nothing_is_said_before_it_is_written() -> None:
    tables = Tables(3, 6, SLOTS)
    assert (tables.first_day, tables.stop) == (3, 6)
    for name in ("score", "expected", "scale_below", "scale_above"):
        assert np.isnan(getattr(tables, name)).all()
    for name in ("is_judged", "is_alone", "side", "reason"):
        assert not getattr(tables, name).any()
    assert np.all(tables.window_hours == 24.0 / SLOTS)


def test_a_day_is_written_by_its_number_and_only_the_columns_that_are_given() -> None:
    tables = Tables(3, 6, SLOTS)
    tables.write(4, score=np.arange(4.0))
    np.testing.assert_array_equal(tables.score[1], np.arange(4.0))
    np.testing.assert_array_equal(tables.is_judged.any(axis=1), [False, True, False])
    assert np.isnan(tables.expected).all()


@pytest.mark.parametrize("position", range(2 * SLOTS, 7 * SLOTS))
def test_a_flat_run_reaches_over_midnight_and_is_cut_at_the_edges(position: int) -> None:
    tables = Tables(3, 6, SLOTS)
    run = np.arange(1.0, 7.0)
    tables.write_flat(position, score=run)
    plain = np.full(10 * SLOTS, np.nan)
    plain[position : position + len(run)] = run
    inside = plain.reshape(-1, SLOTS)[3:6]
    np.testing.assert_array_equal(tables.score, inside)
    np.testing.assert_array_equal(tables.is_judged, np.isfinite(inside))


def test_rows_are_a_copy_of_the_days_that_are_there() -> None:
    tables = numbered(3, 8)
    rows = tables.rows(1, 6)
    assert (rows.first_day, rows.stop) == (3, 6)
    np.testing.assert_array_equal(rows.score, tables.score[:3])
    rows.score[...] = -1.0
    np.testing.assert_array_equal(tables.score, numbered(3, 8).score)


@pytest.mark.parametrize(("first", "stop"), [(0, 3), (2, 5), (4, 6), (5, 12), (9, 12), (0, 12)])
def test_another_table_is_taken_over_where_both_have_days(first: int, stop: int) -> None:
    tables, other = Tables(3, 9, SLOTS), numbered(first, stop)
    tables.fill(other)
    for day in range(3, 9):
        is_shared = first <= day < stop
        assert tables.is_judged[day - 3].all() == is_shared
        assert tables.is_judged[day - 3].any() == is_shared
        for name in Tables.COLUMNS if is_shared else ():
            np.testing.assert_array_equal(getattr(tables, name)[day - 3], getattr(other, name)[day - first])


@pytest.mark.parametrize("step", [15, 60])
def test_the_days_of_a_series_find_their_readings_over_a_clock_change(step: int) -> None:
    series = regular_office("2024-10-21", 14, step)
    days = SeriesDays.of(series)
    assert days.count == 14
    for first, stop in ((0, 14), (6, 7), (6, 8), (3, 14)):
        part = days.readings_of(first, stop)
        dates = series.index[part].tz_localize(None).normalize()
        assert (dates.min() - series.index[0].tz_localize(None)).days == first
        assert (dates.max() - series.index[0].tz_localize(None)).days == stop - 1
        table = days.grid.power_kw[first:stop]
        once = ~days.grid.comes_again[part]
        np.testing.assert_array_equal(table[days.cells(part, first)][once], series.power_kw[part][once])


def test_what_may_not_teach_is_missing_where_days_are_seen_without_data_problems() -> None:
    series = regular_office(days=60)
    power = series.power_kw.copy()
    power[24 * 50 : 24 * 51] = 0.0
    days = SeriesDays.of(series.with_power(power))
    assert not days.trainable[50, 1:].any()  # the first zero is no run of zeros yet
    assert np.isnan(days.without_data_problems.grid.power_kw[50, 1:]).all()
    np.testing.assert_array_equal(days.without_data_problems.grid.power_kw, days.trainable_kw)
    np.testing.assert_array_equal(days.grid.power_kw[50], 0.0)


def test_the_hours_of_days_are_means_and_know_nothing_of_power() -> None:
    series = regular_office(days=30, step_minutes=15)
    degrees = np.arange(len(series), dtype=float)
    days = SeriesDays.of(replace(series, temperature_c=degrees))
    hours = days.hourly
    assert hours.grid.power_kw.shape == (days.grid.days, 24)
    assert np.isnan(hours.grid.power_kw).all()
    assert hours.temperature is not None
    np.testing.assert_allclose(hours.temperature[0], degrees[:96].reshape(24, 4).mean(axis=1))


@pytest.mark.parametrize(("known", "mean"), [(4, 1.5), (3, 1.0), (2, 0.5), (1, np.nan), (0, np.nan)])
def test_the_mean_of_an_hour_needs_half_of_it(known: int, mean: float) -> None:
    row = np.tile([0.0, 1.0, 2.0, 3.0], 24)
    row[5 * 4 + known : 6 * 4] = np.nan
    found = hour_means(np.stack([row, row]))
    assert found.shape == (2, 24)
    assert found[1, 5] == pytest.approx(mean, nan_ok=True)
    assert found[1, 6] == 1.5
