"""Faults that last, habits, and ways to spoil data: each does what it says; those that pass are drawn as ever."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.calendar.day_types import local_days
from data.series import MeterSeries
from data.simulation.faults import FACTOR_KINDS, LASTING_KINDS, PASSING_KINDS
from data.simulation.habits import habits_of
from data.simulation.inject import FaultKind, FaultLabel, Planting, plant_random
from tests.data.simulation.planted import HISTORY, inside, office

NEW_KINDS = tuple(kind for kind in FaultKind if kind not in PASSING_KINDS)
DRAWN_BY_SEED_2 = """\
early_start 04-22 03:15 04-22 07:00 16.2037929
missing_setback 05-05 19:00 05-10 07:00 18.226507
slow_drift 06-07 16:00 06-24 05:00 4.00261271
level_shift 08-03 20:30 08-15 00:45 20.1268365
weekend_left_on 08-30 00:00 09-01 00:00 7.75500183
scaled 09-12 15:15 09-16 18:45 16.8573315
flat_line 09-29 20:45 09-30 15:00 17.7154831
night_left_on 10-08 19:00 10-09 07:00 13.4637043
negative 10-31 01:15 10-31 19:00 76.8096025
spike 11-29 09:00 11-29 09:45 60.7811719"""
ENERGY_KWH = {1: 215608.16220701116, 2: 218271.45487910038, 3: 215111.80991157706}
"""Of the year with ten faults drawn by a seed, as measured before there were kinds that last."""


def swiss_office(step_minutes: int = 15, seed: int = 0) -> MeterSeries:
    """An office that is closed on Swiss holidays, never quite at rest."""
    series = replace(office(365, step_minutes, seed), country="CH", region="ZH")
    days = local_days(series.index, series.country, series.region)
    closed = days.is_holiday[days.day]
    noise = np.random.default_rng(seed).normal(0, 0.5, len(series))
    return series.with_power(np.where(closed, 10.0 + noise, series.power_kw))


def planted(kind: FaultKind, size: float = 0.4, seed: int = 1, step_minutes: int = 15) -> tuple[MeterSeries, ...]:
    before = swiss_office(step_minutes)
    planting = Planting(1, (kind,), before.start + HISTORY, sizes=(size, size), seed=seed)
    after, labels = plant_random(before, planting)
    return before, after, *labels


def changed(
    kind: FaultKind, size: float = 0.4, seed: int = 1
) -> tuple[MeterSeries, np.ndarray, np.ndarray, FaultLabel]:
    """Return the meter before, its readings before and after within the label, and the label."""
    before, after, label = planted(kind, size, seed)
    part = inside(before, label)
    return before, before.power_kw[part], after.power_kw[part], label


@pytest.mark.parametrize("seed", ENERGY_KWH)
def test_those_that_pass_are_drawn_as_before_there_were_others(seed: int) -> None:
    series = office()
    after, labels = plant_random(series, Planting(seed=seed, after=series.start + HISTORY))
    lines = [f"{each.kind} {each.start:%m-%d %H:%M} {each.end:%m-%d %H:%M} {each.size_kw:.9g}" for each in labels]

    assert after.energy_kwh == pytest.approx(ENERGY_KWH[seed], rel=1e-12)
    assert len(PASSING_KINDS) == 14
    assert seed != 2 or "\n".join(lines) == DRAWN_BY_SEED_2


@pytest.mark.parametrize("step_minutes", [15, 60])
@pytest.mark.parametrize("kind", NEW_KINDS)
def test_every_kind_changes_readings_within_its_label_only(kind: FaultKind, step_minutes: int) -> None:
    before, after, label = planted(kind, step_minutes=step_minutes)
    differs = before.power_kw != after.power_kw
    part = inside(before, label)

    assert label.kind is kind
    assert differs[part].any()
    assert not differs[~part].any()
    assert label.start >= before.start + HISTORY
    assert after.power_kw.min() >= 0


@pytest.mark.parametrize("kind", NEW_KINDS)
def test_missing_readings_stay_missing_and_nothing_else_is_lost(kind: FaultKind) -> None:
    series = swiss_office()
    holes = series.power_kw.copy()
    holes[np.random.default_rng(4).random(len(holes)) < 0.03] = np.nan
    before = series.with_power(holes)
    after, _ = plant_random(before, Planting(1, (kind,), before.start + HISTORY, sizes=(0.4, 0.4), seed=1))

    np.testing.assert_array_equal(np.isnan(before.power_kw), np.isnan(after.power_kw))


@pytest.mark.parametrize("kind", LASTING_KINDS)
def test_what_lasts_goes_on_to_the_end(kind: FaultKind) -> None:
    before, after, label = planted(kind)
    last_week = after.power_kw[-7 * 96 :] != before.power_kw[-7 * 96 :]

    assert label.end == before.end
    assert label.end - label.start >= pd.Timedelta(days=41)
    assert last_week.any()


@pytest.mark.parametrize("factor", [0.07, 2.0])
def test_a_lasting_change_is_a_factor_at_all_hours_or_at_night(factor: float) -> None:
    _, old, new, label = changed(FaultKind.LASTING_CHANGE, factor)
    before, after, night = planted(FaultKind.LASTING_NIGHTS, factor)
    part = inside(before, night)
    is_night = habits_of(before).is_night[part]
    ratio = after.power_kw[part] / before.power_kw[part]

    assert FACTOR_KINDS == (FaultKind.LASTING_CHANGE, FaultKind.LASTING_NIGHTS)
    assert label.size == factor
    np.testing.assert_allclose(new, factor * old)
    np.testing.assert_allclose(ratio[is_night], factor)
    np.testing.assert_array_equal(ratio[~is_night], 1.0)
    assert set(np.unique(before.index[part].hour[is_night])) == {*range(19, 24), *range(7)}


def test_a_long_drift_rises_for_weeks_to_its_size_at_the_end() -> None:
    before, old, new, label = changed(FaultKind.LONG_DRIFT)
    rise = new - old

    assert (np.diff(rise) > 0).all()
    assert rise[-1] == pytest.approx(0.4 * habits_of(before).load_range_kw)
    assert pd.Timedelta(weeks=8) <= label.end - label.start <= pd.Timedelta(weeks=26, hours=1)


def test_a_weekly_habit_is_some_hours_of_one_weekday_up_or_down() -> None:
    sides = set()
    for seed in range(6):
        before, after, label = planted(FaultKind.WEEKLY_HABIT, seed=seed)
        change = after.power_kw - before.power_kw
        when = before.index[change != 0]
        hours = len(when) / 4 / len(np.unique(when.date))
        sides.add(float(np.sign(change.sum())))

        assert set(when.day_of_week) == {label.start.day_of_week}
        assert label.start in when
        assert 2 <= hours <= 4.25
        assert len(np.unique(when.date)) == pytest.approx((before.end - label.start) / pd.Timedelta(weeks=1), abs=1)
    assert sides == {-1.0, 1.0}


def test_a_worked_holiday_goes_as_that_weekday_in_another_week() -> None:
    before, old, new, label = changed(FaultKind.WORKED_HOLIDAY)
    days = local_days(before.index, before.country, before.region)

    assert label.end - label.start == pd.Timedelta(days=1)
    assert label.start.day_of_week < 5
    assert days.is_holiday[days.day[inside(before, label)]].all()
    assert old.max() < 13 < 45 < new.max()


def test_a_straight_line_leads_from_the_reading_before_to_the_one_after() -> None:
    before, after, label = planted(FaultKind.STRAIGHT_LINE)
    where = np.flatnonzero(inside(before, label))
    line = after.power_kw[where[0] - 1 : where[-1] + 2]

    assert np.abs(np.diff(line, 2)).max() < 1e-9
    assert (line[0], line[-1]) == (before.power_kw[where[0] - 1], before.power_kw[where[-1] + 1])
    assert pd.Timedelta(hours=12) <= label.end - label.start <= pd.Timedelta(hours=120)


def test_late_readings_are_low_and_then_high_and_lose_no_energy() -> None:
    _, old, new, label = changed(FaultKind.LATE_READINGS)

    assert 2 <= len(new) <= 4
    assert (new[:-1] <= 0.4 * old[:-1]).all()
    assert new[-1] > old[-1]
    assert new.sum() == pytest.approx(old.sum())
    assert label.kind.is_data_problem


def test_held_values_stand_for_hours_and_then_follow() -> None:
    _, old, new, label = changed(FaultKind.HELD_VALUES)
    begins = np.flatnonzero(np.append(True, np.diff(new) != 0))

    assert set(np.diff(begins)) in [{steps} for steps in range(12, 25)]
    np.testing.assert_array_equal(new[begins], old[begins])
    assert pd.Timedelta(days=1) <= label.end - label.start <= pd.Timedelta(days=4, minutes=15)
