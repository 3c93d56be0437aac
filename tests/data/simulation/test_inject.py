"""Where faults are planted: the same for a seed, apart from each other, and only where there are readings."""

from __future__ import annotations

import itertools
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import DataError
from data.series import MeterSeries
from data.simulation.habits import habits_of
from data.simulation.inject import FaultKind, Planting, plant, plant_random
from tests.data.simulation.planted import HISTORY, inside, office
from tests.real_readings import CAMBRIDGE, needs


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
    assert label.size_kw == pytest.approx(0.25 * habits_of(series).load_range_kw, rel=0.05)


def test_plant_outside_of_the_series_is_refused_with_a_sentence() -> None:
    series = office(30)
    with pytest.raises(DataError, match="2025-01-01"):
        plant(series, FaultKind.SPIKE, series.end, timedelta(hours=1), 1.0, np.random.default_rng(1))


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


@needs(CAMBRIDGE)
def test_ten_faults_fit_in_a_year_of_every_real_meter() -> None:
    table = pd.read_parquet(CAMBRIDGE)
    for meter_id, rows in table.groupby("meter_id"):
        values = rows.drop_duplicates("timestamp").set_index("timestamp")["value"].asfreq("h").replace(0, np.nan)
        year = values[str(values.groupby(values.index.year).count().idxmax())]
        series = MeterSeries(str(meter_id), year.index.tz_localize("UTC"), year.to_numpy(), country="GB")
        _, labels = plant_random(series, Planting(seed=1, after=series.start + HISTORY))

        assert len(labels) == 10, meter_id
        assert all(label.size_kw > 0 for label in labels)
