import time
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.speed import detection_seconds, import_costs
from benchmarks.timing import cost
from data.plans import MeterPlan
from data.simulate import simulate
from data.store import Store


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


def test_detection_and_mstl_are_timed() -> None:
    place = {"timezone": "Europe/Zurich", "country": "CH", "region": "ZH"}
    plan = MeterPlan("office", "office", "Office", **place, seed=7, start=date(2023, 1, 1), days=30)

    ours, other = detection_seconds(simulate(plan).series, rounds=1)

    assert ours > 0
    assert other > 0
