"""A full disk, a killed process, writers at once, a damaged file: nothing is lost and nothing is half-written."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from filelock import FileLock

import data.files
import data.storage.store
from data.errors import DataError
from data.files import atomic_file
from data.storage.store import Store
from tests.data.storage.stored import files_in, meter
from tests.gunicorn_server import ROOT

CHILD = """
import os, signal, sys
from pathlib import Path
import data.files
from data.storage.store import Store
from tests.data.storage.stored import meter
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
{when}
Store(Path(sys.argv[1])).write(meter(value=2.0))
"""


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
            "import data.storage.store; write = data.storage.store.write_series\n"
            "def half(series, report, stream):\n    stream.write(b'PAR1 half'); stream.flush(); die()\n"
            "data.storage.store.write_series = half",
            id="in the middle of the bytes",
        ),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_process_killed_while_it_writes_leaves_the_old_state(store: Store, when: str) -> None:
    store.write(meter())
    child = subprocess.run(
        [sys.executable, "-c", CHILD.format(when=when), str(store.root)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
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
        "import sys; from pathlib import Path; from data.storage.store import Store\n"
        "from tests.data.storage.stored import meter\n"
        "for day in range(int(sys.argv[2]), 29, 2): Store(Path(sys.argv[1])).write(meter(f'2025-05-{day:02}', 1))"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, str(store.root)]
    children = [subprocess.Popen([*command, first], cwd=ROOT, env=env) for first in ("1", "2")]
    for child in children:
        assert child.wait() == 0

    assert np.isfinite(store.read("m1").power_kw).sum() == 28 * 96


def test_a_meter_held_by_another_import_is_a_sentence(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write(meter())
    lock = next((store.root / "locks").iterdir())
    monkeypatch.setattr(data.storage.store, "LOCK_SECONDS", 0.05)

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
