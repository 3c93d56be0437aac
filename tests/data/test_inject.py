"""Planted faults: each kind does what it says, within its label and nowhere else."""

from __future__ import annotations

import itertools
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import DataError
from data.habits import habits_of
from data.inject import FaultKind, Label, Planting, plant, plant_random
from data.places import BY_LENGTH
from data.series import MeterSeries

CAMBRIDGE = Path(__file__).parents[2] / "../shared/data/cambridge_hourly_kwh.parquet"
HISTORY = pd.Timedelta(days=91)
RAISED = (
    FaultKind.NIGHT_LEFT_ON,
    FaultKind.WEEKEND_LEFT_ON,
    FaultKind.LATE_SWITCH_OFF,
    FaultKind.EARLY_START,
    FaultKind.SPIKE,
)


def office(days: int = 365, step_minutes: int = 15, seed: int = 0) -> MeterSeries:
    """A meter at 10 kW by night and at weekends, and about 50 kW from 7 to 19 on workdays."""
    step = pd.Timedelta(minutes=step_minutes)
    start = pd.Timestamp("2025-01-01", tz="Europe/Zurich")
    index = pd.date_range(start, start + pd.Timedelta(days=days), freq=step, inclusive="left")
    occupied = (index.hour >= 7) & (index.hour < 19) & (index.day_of_week < 5)
    noise = np.random.default_rng(seed).normal(0, 0.5, len(index))
    return MeterSeries("office", index, np.where(occupied, 50.0, 10.0) + noise)


def planted(
    kind: FaultKind, series: MeterSeries | None = None, seed: int = 1
) -> tuple[MeterSeries, MeterSeries, Label]:
    before = series or office()
    after, labels = plant_random(before, Planting(count=1, kinds=(kind,), seed=seed, after=before.start + HISTORY))
    return before, after, labels[0]


def inside(series: MeterSeries, label: Label) -> np.ndarray:
    return np.asarray((series.index >= label.start) & (series.index < label.end))


@pytest.mark.parametrize("step_minutes", [5, 15, 30, 60])
@pytest.mark.parametrize("kind", FaultKind)
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


@pytest.mark.parametrize("kind", FaultKind)
def test_missing_readings_stay_missing_and_nothing_else_is_lost(kind: FaultKind) -> None:
    series = office()
    holes = series.power_kw.copy()
    holes[np.random.default_rng(4).random(len(holes)) < 0.03] = np.nan
    before, after, _ = planted(kind, series.with_power(holes))

    assert np.array_equal(np.isnan(before.power_kw), np.isnan(after.power_kw)) or kind is FaultKind.SWAPPED_DAYS
    assert not np.isfinite(after.power_kw[np.isnan(before.power_kw)]).any()


@pytest.mark.parametrize("kind", [kind for kind in FaultKind if kind is not FaultKind.NEGATIVE])
def test_only_the_negative_kind_makes_readings_negative(kind: FaultKind) -> None:
    series = office()
    for seed in range(5):
        _, after, _ = planted(kind, series.with_power(np.maximum(series.power_kw - 9.5, 0.0)), seed)
        assert after.power_kw.min() >= 0


@pytest.mark.parametrize("kind", RAISED)
def test_something_left_on_raises_by_its_size(kind: FaultKind) -> None:
    before, after, label = planted(kind)
    span = habits_of(before).span_kw
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
    assert change[-1] == pytest.approx(label.size * habits_of(before).span_kw)
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


def test_the_same_seed_plants_the_same_faults() -> None:
    series = office()
    first, second, other = (plant_random(series, Planting(seed=seed)) for seed in (3, 3, 4))

    assert first[0].digest == second[0].digest
    assert first[1] == second[1]
    assert first[1] != other[1]


def test_ten_faults_take_turns_through_the_kinds_and_keep_their_distance() -> None:
    series = office()
    planting = Planting(count=10, seed=5, after=series.start + HISTORY, min_gap_days=3.0)
    _, labels = plant_random(series, planting)

    assert len({label.kind for label in labels}) == 10
    assert all(a.end + pd.Timedelta(days=3) <= b.start for a, b in itertools.pairwise(labels))
    assert all(0.15 <= label.size <= 0.5 or label.kind is FaultKind.SPIKE for label in labels)


def test_faults_lie_between_after_and_before() -> None:
    series = office()
    after, before = pd.Timestamp("2025-05-01", tz="UTC"), pd.Timestamp("2025-08-01", tz="UTC")
    _, labels = plant_random(series, Planting(count=4, after=after, before=before))

    assert min(label.start for label in labels) >= after
    assert max(label.end for label in labels) <= before


def test_no_fault_is_planted_on_a_gap() -> None:
    series = office()
    power = series.power_kw.copy()
    power[len(power) // 2 :] = np.nan
    after, labels = plant_random(series.with_power(power), Planting(count=8))

    assert labels
    for label in labels:
        assert np.isfinite(after.power_kw[inside(after, label)]).mean() >= 0.9


def test_a_meter_that_never_rests_still_gets_its_faults() -> None:
    series = office()
    busy = 100 + 10 * np.sin(np.arange(len(series)) / 3) + np.random.default_rng(1).normal(0, 1, len(series))
    _, labels = plant_random(series.with_power(busy), Planting(count=8, seed=2))

    assert len(labels) == 8


def test_a_series_without_readings_is_refused_with_a_sentence() -> None:
    series = office(40)
    with pytest.raises(DataError, match="no readings"):
        plant_random(series.with_power(np.full(len(series), np.nan)), Planting())


def test_a_series_too_short_for_any_fault_is_refused_with_a_sentence() -> None:
    series = office(2)
    with pytest.raises(DataError, match="No fault finds a place"):
        plant_random(series, Planting(after=series.end))


def test_plant_puts_a_fault_where_it_is_told() -> None:
    series = office(30)
    start = pd.Timestamp("2025-01-15 22:00", tz="Europe/Zurich")
    after, label = plant(series, FaultKind.NIGHT_LEFT_ON, start, timedelta(hours=6), 0.25, np.random.default_rng(1))
    changed = np.flatnonzero(after.power_kw != series.power_kw)

    assert (label.start, label.end) == (start, start + pd.Timedelta(hours=6))
    assert len(changed) == 24
    assert series.index[changed[0]] == start
    assert label.size_kw == pytest.approx(0.25 * habits_of(series).span_kw, rel=0.05)


def test_plant_outside_of_the_series_is_refused_with_a_sentence() -> None:
    series = office(30)
    with pytest.raises(DataError, match="2025-01-01"):
        plant(series, FaultKind.SPIKE, series.end, timedelta(hours=1), 1.0, np.random.default_rng(1))


def test_every_kind_has_a_shape_and_a_rank() -> None:
    assert sorted(BY_LENGTH) == sorted(FaultKind)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**31),
    step_minutes=st.sampled_from([10, 15, 60]),
    gap_share=st.floats(0, 0.3),
    level=st.floats(0, 500),
)
def test_whatever_the_series_labels_never_overlap_and_faults_stay_within(
    seed: int, step_minutes: int, gap_share: float, level: float
) -> None:
    series = office(120, step_minutes, seed)
    rng = np.random.default_rng(seed)
    power = np.maximum(series.power_kw - 10, 0) + level
    gap = int(gap_share * len(power))
    first = int(rng.integers(len(power) - gap))
    power[first : first + gap] = np.nan
    before = series.with_power(power)
    after, labels = plant_random(before, Planting(count=5, seed=seed))

    covered = np.zeros(len(before), int)
    for label in labels:
        covered += inside(before, label)
    same = (before.power_kw == after.power_kw) | np.isnan(before.power_kw)
    assert covered.max() <= 1
    assert same[covered == 0].all()


@pytest.mark.skipif(not CAMBRIDGE.exists(), reason="the real meters of shared/data are not here")
def test_ten_faults_fit_in_a_year_of_every_real_meter() -> None:
    table = pd.read_parquet(CAMBRIDGE)
    for meter_id, rows in table.groupby("meter_id"):
        values = rows.drop_duplicates("timestamp").set_index("timestamp")["value"].asfreq("h").replace(0, np.nan)
        year = values[str(values.groupby(values.index.year).count().idxmax())]
        series = MeterSeries(str(meter_id), year.index.tz_localize("UTC"), year.to_numpy(), country="GB")
        _, labels = plant_random(series, Planting(seed=1, after=series.start + HISTORY))

        assert len(labels) == 10, meter_id
        assert all(label.size_kw > 0 for label in labels)
