"""The store: what is written comes back, in every zone and step, and no name becomes a path."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.series import MeterSeries, Quality
from data.storage.store import MergeSummary, Store
from tests.data.storage.stored import meter, report_of


def test_a_meter_comes_back_as_it_was_stored(store: Store) -> None:
    series = meter()
    series = replace(
        series,
        power_kw=np.where(np.arange(len(series)) % 7, series.power_kw, np.nan),
        temperature_c=np.linspace(-5, 5, len(series)),
        quality=np.where(np.arange(len(series)) % 7, 0, Quality.MISSING).astype(np.uint8),
    )

    summary = store.write(series)
    back = store.read("m1")

    assert summary == MergeSummary(int(np.isfinite(series.power_kw).sum()), 0, 0)
    assert back.digest == series.digest
    assert (back.timezone, back.country, back.region) == ("Europe/Zurich", "CH", "ZH")
    assert back.index.equals(series.index)


@pytest.mark.parametrize("zone", ["UTC", "America/Chicago", "Asia/Kathmandu", "UTC+05:30"])
@pytest.mark.parametrize("step", ["5min", "10min", "30min", "60min", "1D"])
def test_every_zone_and_step_survives(store: Store, zone: str, step: str) -> None:
    index = pd.date_range("2025-03-01", periods=60, freq=step, tz="UTC").tz_convert(zone)
    series = MeterSeries("m1", index, np.arange(60.0))
    store.write(series)

    assert store.read("m1").digest == series.digest
    assert store.describe("m1").step == series.step


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b\\c", "CON", "n" * 400, "Zürich Süd №5", "", ".", "x\x00y", "m1"]
)
def test_no_name_becomes_a_path(store: Store, name: str) -> None:
    store.write(meter(meter_id=name))

    assert store.meter_ids() == (name,)
    assert store.read(name).meter_id == name
    for path in store.root.rglob("*"):
        assert path.resolve().is_relative_to(store.root.resolve())
        assert name == "" or name not in path.name or name in ".m1"


def test_a_part_is_read_as_between_would_give_it(store: Store) -> None:
    series = meter("2024-01-01", 900)
    store.write(series)
    cases = [
        ("2024-02-01", "2024-03-01"),
        ("2023-01-01", "2024-01-05"),
        ("2026-06-01", None),
        (None, "2025-01-01 00:07"),
    ]
    for start, end in cases:
        first, last = (None if moment is None else pd.Timestamp(moment, tz="UTC") for moment in (start, end))

        assert store.read("m1", first, last).digest == series.between(first, last).digest


def test_a_time_without_readings_is_refused_with_a_sentence(store: Store) -> None:
    store.write(meter())
    with pytest.raises(DataError, match="2025-03-29 to 2025-04-01"):
        store.read("m1", pd.Timestamp("2030-01-01", tz="UTC"))


def test_a_meter_is_described_from_its_metadata(store: Store) -> None:
    series = meter().with_power(np.where(np.arange(len(meter())) < 10, np.nan, 1.0))
    store.write(series)
    known = store.describe("m1")

    assert (known.first, known.last) == (series.start, series.end)
    assert (known.intervals, known.readings) == (len(series), len(series) - 10)
    assert (known.timezone, known.country, known.has_temperature) == ("Europe/Zurich", "CH", False)


def test_a_report_is_kept_with_the_readings_until_the_next_one(store: Store) -> None:
    store.write(meter(), report_of(meter()))
    assert store.report("m1") == report_of(meter())

    store.write(meter("2025-04-05"))
    assert store.report("m1") == report_of(meter())

    store.write(meter(), replace(report_of(meter()), coverage=0.5))
    assert store.report("m1") == replace(report_of(meter()), coverage=0.5)
    assert store.read("m1").end == meter("2025-04-05").end


def test_a_meter_without_a_report_has_none(store: Store) -> None:
    store.write(meter())
    assert store.report("m1") is None


def test_a_removed_meter_is_gone_and_can_come_again(store: Store) -> None:
    store.write(meter())
    store.write(meter(meter_id="m2"))
    store.remove("m1")

    assert store.meter_ids() == ("m2",)
    assert "m1" not in store
    assert "m2" in store
    assert store.write(meter()).added == len(meter())


def test_a_meter_that_is_not_there_is_named_with_those_that_are(store: Store) -> None:
    for ask in (store.read, store.describe, store.report, store.remove):
        with pytest.raises(DataError, match=r"no stored meter 'm9'. Stored are: none yet"):
            ask("m9")
    store.write(meter())
    with pytest.raises(DataError, match="Stored are: m1"):
        store.read("m9")


def test_many_meters_are_stored_at_once_and_reported_in_order(store: Store) -> None:
    items = [(meter(meter_id=f"m{number}"), None) for number in range(10)]
    brought = list(store.write_all(iter(items)))

    assert [meter_id for meter_id, _ in brought] == [f"m{number}" for number in range(10)]
    assert all(summary.added == len(meter()) for _, summary in brought)
    assert len(store.meter_ids()) == 10


def test_a_meter_that_fails_among_many_is_an_error_and_the_others_stay(store: Store) -> None:
    store.write(meter(meter_id="m1"))
    hourly = MeterSeries("m1", pd.date_range("2025-03-29", periods=48, freq="h", tz="UTC"), np.ones(48))

    with pytest.raises(DataError, match="m1"):
        list(store.write_all([(meter(meter_id="m0"), None), (hourly, None), (meter(meter_id="m2"), None)]))
    assert set(store.meter_ids()) >= {"m0", "m1"}


def test_a_parquet_file_of_someone_else_is_left_out(store: Store) -> None:
    store.write(meter())
    pd.DataFrame({"a": [1]}).to_parquet(store.root / "readings" / "other.parquet")

    assert store.meter_ids() == ("m1",)


def test_the_file_is_ordinary_parquet_for_any_tool(store: Store) -> None:
    store.write(meter())
    table = pd.read_parquet(next((store.root / "readings").glob("*.parquet")))

    assert list(table.columns) == ["time", "power_kw", "quality"]
    assert table["time"].iloc[0] == meter().start
    np.testing.assert_array_equal(table["power_kw"], meter().power_kw)


def test_the_stamp_changes_with_the_readings_and_only_then(store: Store) -> None:
    store.write(meter())
    first = store.stamp("m1")
    store.write(meter())
    again = store.stamp("m1")
    store.write(meter(value=2.0))

    assert first == again != store.stamp("m1")
    with pytest.raises(DataError, match="no stored meter"):
        store.stamp("m9")
