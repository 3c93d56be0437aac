"""Planted faults: each kind does what it says, within its label and nowhere else."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from data.simulation.faults import PASSING_KINDS
from data.simulation.habits import habits_of
from data.simulation.inject import FaultKind
from data.simulation.places import BY_LENGTH
from tests.data.simulation.planted import HISTORY, inside, office, planted

RAISED = (
    FaultKind.NIGHT_LEFT_ON,
    FaultKind.WEEKEND_LEFT_ON,
    FaultKind.LATE_SWITCH_OFF,
    FaultKind.EARLY_START,
    FaultKind.SPIKE,
)


@pytest.mark.parametrize("step_minutes", [5, 15, 30, 60])
@pytest.mark.parametrize("kind", PASSING_KINDS)
def test_every_kind_changes_readings_within_its_label_only(kind: FaultKind, step_minutes: int) -> None:
    before, after, label = planted(kind, office(200, step_minutes))
    changed = before.power_kw != after.power_kw
    part = inside(before, label)

    assert label.kind is kind
    assert changed[part].any()
    assert not changed[~part].any()
    assert str(label.start.tz) == "Europe/Zurich"
    assert label.start >= before.start + HISTORY
    assert label.end <= before.end


@pytest.mark.parametrize("kind", PASSING_KINDS)
def test_missing_readings_stay_missing_and_nothing_else_is_lost(kind: FaultKind) -> None:
    series = office()
    holes = series.power_kw.copy()
    holes[np.random.default_rng(4).random(len(holes)) < 0.03] = np.nan
    before, after, _ = planted(kind, series.with_power(holes))

    assert np.array_equal(np.isnan(before.power_kw), np.isnan(after.power_kw)) or kind is FaultKind.SWAPPED_DAYS
    assert not np.isfinite(after.power_kw[np.isnan(before.power_kw)]).any()


@pytest.mark.parametrize("kind", [kind for kind in PASSING_KINDS if kind is not FaultKind.NEGATIVE])
def test_only_the_negative_kind_makes_readings_negative(kind: FaultKind) -> None:
    series = office()
    for seed in range(5):
        _, after, _ = planted(kind, series.with_power(np.maximum(series.power_kw - 9.5, 0.0)), seed)
        assert after.power_kw.min() >= 0


@pytest.mark.parametrize("kind", RAISED)
def test_something_left_on_raises_by_its_size(kind: FaultKind) -> None:
    before, after, label = planted(kind)
    span = habits_of(before).load_range_kw
    raised = (after.power_kw - before.power_kw)[inside(before, label)]

    assert raised.mean() == pytest.approx(label.size * span, rel=0.1)
    assert label.size_kw == pytest.approx(raised.mean(), rel=0.02)
    assert label.size >= (0.6 if kind is FaultKind.SPIKE else 0.15)


@pytest.mark.parametrize("kind", RAISED[:4])
def test_something_is_left_on_where_the_meter_is_low(kind: FaultKind) -> None:
    for seed in range(10):
        before, _, label = planted(kind, seed=seed)
        assert before.power_kw[inside(before, label)].max() < 20


def test_a_night_left_on_fills_the_quiet_hours_of_a_workday() -> None:
    _, _, label = planted(FaultKind.NIGHT_LEFT_ON)

    assert (label.start.hour, label.end.hour) == (19, 7)
    assert label.end - label.start == pd.Timedelta(hours=12)


def test_a_late_switch_off_follows_the_day_and_an_early_start_precedes_it() -> None:
    late, early = planted(FaultKind.LATE_SWITCH_OFF)[2], planted(FaultKind.EARLY_START)[2]

    assert late.start.hour == 19
    assert timedelta(hours=1) < late.end - late.start <= timedelta(hours=5)
    assert early.end.hour == 7
    assert timedelta(hours=1) < early.end - early.start <= timedelta(hours=4)


def test_a_weekend_left_on_is_saturday_and_sunday() -> None:
    _, _, label = planted(FaultKind.WEEKEND_LEFT_ON)

    assert label.start.day_name() == "Saturday"
    assert (label.start.hour, label.end.hour) == (0, 0)
    assert label.end.day_name() == "Monday"


def test_a_missing_setback_raises_several_nights_and_idle_days_and_leaves_busy_days() -> None:
    before, after, label = planted(FaultKind.MISSING_SETBACK)
    part = inside(before, label)
    by_day = part & (before.index.hour >= 7) & (before.index.hour < 19) & (before.index.day_of_week < 5)

    assert pd.Timedelta(days=3) < label.end - label.start < pd.Timedelta(days=10)
    assert np.array_equal(before.power_kw[by_day], after.power_kw[by_day])
    assert (after.power_kw - before.power_kw)[part & ~by_day].min() > 0


def test_a_partial_outage_takes_its_size_off_and_never_everything() -> None:
    before, after, label = planted(FaultKind.PARTIAL_OUTAGE)
    part = inside(before, label)
    ratio = after.power_kw[part] / before.power_kw[part]

    assert ratio.max() - ratio.min() < 1e-9
    assert 0.1 - 1e-9 <= ratio[0] < 1
    assert timedelta(hours=3) <= label.end - label.start <= timedelta(hours=24)


def test_a_level_shift_lasts_one_to_three_weeks_at_one_height_up_or_down() -> None:
    shifts = []
    for seed in range(12):
        series = office()
        before, after, label = planted(FaultKind.LEVEL_SHIFT, series.with_power(series.power_kw + 40), seed)
        change = (after.power_kw - before.power_kw)[inside(before, label)]
        assert change.max() - change.min() < 1e-9
        assert timedelta(days=7) <= label.end - label.start <= timedelta(days=21, minutes=15)
        shifts.append(change[0])

    assert min(shifts) < 0 < max(shifts)


def test_a_drift_rises_slowly_to_its_size() -> None:
    before, after, label = planted(FaultKind.SLOW_DRIFT)
    change = (after.power_kw - before.power_kw)[inside(before, label)]

    assert (np.diff(change) > 0).all()
    assert change[0] < 0.01 * change[-1]
    assert change[-1] == pytest.approx(label.size * habits_of(before).load_range_kw)
    assert timedelta(days=14) <= label.end - label.start <= timedelta(days=28, minutes=15)


def test_a_flat_line_holds_the_last_reading_before_it() -> None:
    before, after, label = planted(FaultKind.FLAT_LINE)
    part = inside(before, label)

    assert set(after.power_kw[part]) == {before.power_kw[np.flatnonzero(part)[0] - 1]}
    assert timedelta(hours=8) <= label.end - label.start <= timedelta(hours=72)


def test_zero_run_negative_and_scaled_are_what_they_are_called() -> None:
    for kind, low, high in ((FaultKind.ZERO_RUN, 2, 24), (FaultKind.NEGATIVE, 2, 24), (FaultKind.SCALED, 24, 168)):
        before, after, label = planted(kind)
        old, new = (series.power_kw[inside(before, label)] for series in (before, after))
        expected = {FaultKind.ZERO_RUN: 0 * old, FaultKind.SCALED: 0.2 * old}.get(kind)

        assert timedelta(hours=low) <= label.end - label.start <= timedelta(hours=high)
        if expected is not None:
            np.testing.assert_allclose(new, expected)
        else:
            assert (new <= -np.abs(old)).all()


def test_swapped_days_exchange_a_workday_and_a_day_off() -> None:
    before, after, label = planted(FaultKind.SWAPPED_DAYS)
    old, new = (series.power_kw[inside(before, label)] for series in (before, after))

    assert label.end - label.start == pd.Timedelta(days=2)
    np.testing.assert_array_equal(new[:96], old[96:])
    np.testing.assert_array_equal(new[96:], old[:96])
    assert abs(old[:96].mean() - old[96:].mean()) > 5


def test_every_kind_has_a_shape_and_a_rank() -> None:
    assert sorted(BY_LENGTH) == sorted(FaultKind)
