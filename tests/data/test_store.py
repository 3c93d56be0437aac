"""The store: nothing is lost, nothing half-written, and no name becomes a path."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from filelock import FileLock

import data.files
import data.store
from data.errors import DataError
from data.files import atomic_file
from data.quality import Finding, QualityReport
from data.series import MeterSeries, Quality
from data.store import MergeSummary, Store

PROJECT = Path(__file__).parents[2]
CHILD = """
import os, signal, sys
from pathlib import Path
import data.files
from data.store import Store
from tests.data.test_store import meter
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
{when}
Store(Path(sys.argv[1])).write(meter(value=2.0))
"""


def meter(
    start: str = "2025-03-29", days: int = 3, value: float = 1.0, *, meter_id: str = "m1", **changes: object
) -> MeterSeries:
    """Three days of quarter-hours around a clock change, at a value that rises a little."""
    first = pd.Timestamp(start, tz="Europe/Zurich")
    index = pd.date_range(first, first + pd.DateOffset(days=days), freq="15min", inclusive="left")
    series = MeterSeries(meter_id, index, value + np.arange(len(index)) / 1000, country="CH", region="ZH")
    return replace(series, **changes)


def report_of(series: MeterSeries) -> QualityReport:
    finding = Finding("gap", series.start, series.start + series.step, 1, "left empty")
    return QualityReport(series.meter_id, 0.99, series.start, series.end, series.step, (finding,))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "readings of meters")


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


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


def test_a_failing_disk_is_a_sentence_and_leaves_the_old_state(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write(meter())

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(data.files.os, "fsync", full)
    with pytest.raises(DataError, match=r"No space left.*unchanged"):
        store.write(meter(value=2.0))
    assert store.read("m1").digest == meter().digest
    assert len(files_in(store.root / "readings")) == 1


@pytest.mark.parametrize(
    "when",
    [
        pytest.param("data.files.os.fsync = die", id="before the bytes are on the disk"),
        pytest.param("data.files.Path.replace = die", id="before the name points to them"),
        pytest.param(
            "import data.store; write = data.store.write_series\n"
            "def half(series, report, stream):\n    stream.write(b'PAR1 half'); stream.flush(); die()\n"
            "data.store.write_series = half",
            id="in the middle of the bytes",
        ),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_process_killed_while_it_writes_leaves_the_old_state(store: Store, when: str) -> None:
    store.write(meter())
    child = subprocess.run(
        [sys.executable, "-c", CHILD.format(when=when), str(store.root)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert child.returncode == -signal.SIGKILL, child.stderr.decode()
    assert store.meter_ids() == ("m1",)
    assert store.read("m1").digest == meter().digest

    assert store.write(meter(value=2.0)).changed == len(meter())
    assert len(files_in(store.root / "readings")) == 1  # what the killed process left behind is gone


def test_writers_of_one_meter_at_once_lose_no_readings(store: Store) -> None:
    days = pd.date_range("2025-05-01", periods=12, freq="D")
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda day: Store(store.root).write(meter(str(day.date()), 1)), days))

    back = store.read("m1")
    assert len(back) == 12 * 96
    assert np.isfinite(back.power_kw).all()


def test_processes_that_write_one_meter_at_once_lose_no_readings(store: Store) -> None:
    code = (
        "import sys; from pathlib import Path; from data.store import Store; from tests.data.test_store import meter\n"
        "for day in range(int(sys.argv[2]), 29, 2): Store(Path(sys.argv[1])).write(meter(f'2025-05-{day:02}', 1))"
    )
    env = {**os.environ, "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-c", code, str(store.root)]
    children = [subprocess.Popen([*command, first], cwd=PROJECT, env=env) for first in ("1", "2")]
    for child in children:
        assert child.wait(timeout=60) == 0

    assert np.isfinite(store.read("m1").power_kw).sum() == 28 * 96


def test_a_meter_held_by_another_import_is_a_sentence(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write(meter())
    lock = next((store.root / "locks").iterdir())
    monkeypatch.setattr(data.store, "LOCK_SECONDS", 0.05)

    with FileLock(lock), pytest.raises(DataError, match="another import"):
        store.write(meter(value=2.0))


def test_a_damaged_file_hides_no_other_meter(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    store.write(meter())
    damaged = next((store.root / "readings").glob("*.parquet"))
    store.write(meter(meter_id="m2"))
    damaged.write_bytes(damaged.read_bytes()[:500])

    with caplog.at_level(logging.WARNING):
        assert store.meter_ids() == ("m2",)
    assert "damaged" in caplog.text
    with pytest.raises(DataError, match=rf"{damaged} of stored readings is damaged"):
        store.read("m1")
    store.remove("m1")
    assert store.write(meter()).added == len(meter())


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


def test_an_atomic_file_is_there_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.txt"
    with atomic_file(path) as stream:
        stream.write(b"old")
        assert not path.exists()

    def fail() -> None:
        with atomic_file(path) as stream:
            stream.write(b"half of the new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert path.read_bytes() == b"old"
    assert files_in(tmp_path) == ["new/file.txt"]


def test_the_stamp_changes_with_the_readings_and_only_then(store: Store) -> None:
    store.write(meter())
    first = store.stamp("m1")
    store.write(meter())
    again = store.stamp("m1")
    store.write(meter(value=2.0))

    assert first == again != store.stamp("m1")
    with pytest.raises(DataError, match="no stored meter"):
        store.stamp("m9")
