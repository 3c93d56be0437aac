import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from benchmarks import detector_times
from benchmarks.detector_times import PEER, Times, hourly, report_of, timed
from benchmarks.speed import import_costs
from benchmarks.timing import cost
from data.simulation.plans import MeterPlan
from data.simulation.simulate import simulate
from data.storage.store import Store
from detectors.registry import detectors


def hold_memory(megabytes: int) -> None:
    time.process_time()
    np.ones(megabytes * 125_000).sum()


def test_the_peak_memory_is_that_of_the_work() -> None:
    small, large = cost(hold_memory, 1), cost(hold_memory, 200)

    assert 0.18 < large.peak_gb - small.peak_gb < 0.25
    assert large.seconds > small.seconds


def test_import_and_pandas_read_the_same_file(tmp_path: Path) -> None:
    ours, plain, size_gb = import_costs(tmp_path, meters=3, rows=96 * 30, rounds=1)

    assert Store(tmp_path / "store 0").meter_ids() == ("MT_001", "MT_002", "MT_003")
    assert size_gb > 0
    assert len(ours) == len(plain) == 1
    assert all(one.seconds > 0 and one.peak_gb > 0 for one in (*ours, *plain))


def quick_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = detectors()
    chosen = {name: kinds[name] for name in ("recommended", "data_faults")}
    monkeypatch.setattr(detector_times, "detectors", lambda: chosen)


def test_every_detector_and_mstl_are_timed_on_the_same_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_ones(monkeypatch)
    place = {"timezone": "Europe/Zurich", "country": "CH", "region": "ZH"}
    plan = MeterPlan("office", "office", "Office", **place, seed=7, start=date(2023, 1, 1), days=30)
    series = hourly(simulate(plan).series)

    found = detector_times.detector_times(series, rounds=1)

    assert (series.steps_per_day, len(series)) == (24, 30 * 24)
    assert set(found) == {PEER, "recommended", "data_faults"}
    assert all(one.wall > 0 and one.processor >= 0 for one in found.values())


def test_the_table_tells_ratios_targets_and_what_is_slower_than_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_ones(monkeypatch)
    hours = {PEER: Times(4.0, 2.0), "recommended": Times(1.0, 1.0), "data_faults": Times(0.1, 0.1)}
    quarters = {PEER: Times(20.0, 20.0), "recommended": Times(4.0, 0.6), "data_faults": Times(30.0, 1.0)}

    text = report_of(hours, quarters, 35040)

    assert "| `recommended` | 1.00 | 0.50 (0.25) | 4.00 | 0.60 | 0.030 (0.20) |" in text
    assert "at most 0.03 times as much at 15 minutes and 0.3 times as much hourly." in text
    assert "Measured: 0.030 times at 15 minutes, met; 0.50 times hourly, **missed**." in text
    assert "Slower than the menu says: `data_faults` (30.0 s, declared 1 s)." in text


def test_what_takes_long_is_measured_once_and_the_median_is_told() -> None:
    calls = []

    timed(lambda: calls.append(1), rounds=3)

    assert len(calls) == 3
