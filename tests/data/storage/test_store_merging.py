"""Readings that arrive again, overlap, correct or fill what is stored."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.series import MeterSeries, Quality
from data.storage.store import MergeSummary, Store
from tests.data.storage.stored import meter


def test_readings_that_arrive_again_are_equal_and_change_nothing(store: Store) -> None:
    store.write(meter())
    path = next((store.root / "readings").glob("*.parquet"))
    before = path.stat().st_mtime_ns

    summary = store.write(meter())

    assert summary == MergeSummary(0, 0, len(meter()))
    assert path.stat().st_mtime_ns == before


def test_a_value_that_went_through_text_is_equal(store: Store) -> None:
    store.write(meter())
    digest = store.read("m1").digest

    summary = store.write(meter().with_power(meter().power_kw * (1 + 1e-13)))

    assert (summary.changed, summary.equal) == (0, len(meter()))
    assert store.read("m1").digest == digest


def test_overlapping_and_corrected_readings_merge_by_time(store: Store) -> None:
    first, later = meter("2025-03-29", 3), meter("2025-03-31", 3)
    overlap = 96
    corrected = later.power_kw.copy()
    corrected[:overlap] = first.power_kw[-overlap:]
    corrected[:10] = 99.0
    store.write(first)

    summary = store.write(later.with_power(corrected))
    back = store.read("m1")

    assert summary == MergeSummary(added=len(later) - overlap, changed=10, equal=overlap - 10)
    assert summary.sentence == "192 readings added, 10 changed, 86 equal to those stored"
    assert (back.start, back.end) == (first.start, later.end)
    np.testing.assert_array_equal(back.power_kw[: -len(later)], first.power_kw[:-overlap])
    np.testing.assert_array_equal(back.power_kw[-len(later) :], corrected)


def test_earlier_readings_go_in_front_and_the_time_between_is_missing(store: Store) -> None:
    store.write(meter("2025-04-10", 1))
    store.write(meter("2025-04-01", 1, value=5.0))
    back = store.read("m1")

    assert len(back) == 10 * 96
    assert np.isnan(back.power_kw[96:-96]).all()
    assert (back.quality[96:-96] == Quality.MISSING).all()
    assert (back.quality[:96] == 0).all()
    assert back.power_kw[0] == 5.0


def test_a_missing_reading_never_erases_a_value(store: Store) -> None:
    store.write(meter())
    holes = np.full(len(meter()), np.nan)
    summary = store.write(replace(meter(), power_kw=holes, quality=np.full(len(holes), Quality.MISSING, np.uint8)))

    assert summary == MergeSummary(0, 0, 0)
    assert store.read("m1").digest == meter().digest


def test_a_value_fills_what_was_missing_and_clears_its_flag(store: Store) -> None:
    holes = replace(
        meter(),
        power_kw=np.full(len(meter()), np.nan),
        quality=np.full(len(meter()), Quality.NOT_COMMISSIONED, np.uint8),
    )
    store.write(holes)
    summary = store.write(meter())

    assert summary == MergeSummary(len(meter()), 0, 0)
    assert store.read("m1").digest == meter().digest


def test_temperature_and_place_that_are_known_stay_known(store: Store) -> None:
    series = meter()
    store.write(replace(series, temperature_c=np.full(len(series), 7.0)))
    store.write(replace(series, country="", region=""))
    back = store.read("m1")

    assert back.temperature_c is not None
    assert (back.temperature_c == 7.0).all()
    assert (back.country, back.region) == ("CH", "ZH")


def test_another_step_is_refused_and_the_stored_readings_stay(store: Store) -> None:
    store.write(meter())
    hourly = MeterSeries("m1", pd.date_range("2025-03-29", periods=48, freq="h", tz="UTC"), np.ones(48))

    with pytest.raises(DataError, match=r"15 minutes.*60 minutes"):
        store.write(hourly)
    assert store.read("m1").digest == meter().digest


def test_another_phase_is_refused_with_a_hint_at_start_and_end_stamps(store: Store) -> None:
    store.write(meter())
    with pytest.raises(DataError, match="start or the end of the interval"):
        store.write(replace(meter(), index=meter().index + pd.Timedelta(minutes=7)))
