"""Writers killed at any moment, again and again: what was stored before stays readable, and the next write succeeds."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from data.storage.store import Store
from tests.data.storage.stored import files_in, meter
from tests.gunicorn_server import ROOT

WRITER = """
import itertools, sys
from pathlib import Path
from data.storage.store import Store
from tests.data.storage.stored import meter
for value in itertools.count(2):
    print(value, flush=True)
    Store(Path(sys.argv[1])).write(meter(days=60, value=float(value)))
"""
MAX_SPIN = 1_500_000
"""Rounds of an empty loop before the kill: from nothing to somewhat longer than a few writes take."""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.proof)])
def test_a_writer_killed_at_any_moment_leaves_the_old_readings_or_the_new(
    store: Store, kills: int, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(kills)
    store.write(meter(days=60))
    new = 0
    for _ in range(kills):
        number = killed_while_writing(store, writes=chance.randrange(1, 4), spin=chance.randrange(MAX_SPIN))
        value = round(float(store.read("m1").power_kw[0]))
        assert value in (number - 1, number)
        new += value == number
        store.write(meter(days=60))
        assert store.read("m1").digest == meter(days=60).digest
        assert len(files_in(store.root / "readings")) == 1
    record_property(
        "figures", f"{kills} writers killed, the old readings found {kills - new} times, the new {new} times"
    )


def killed_while_writing(store: Store, writes: int, spin: int) -> int:
    """Kill a writer at some moment after it has begun a write, and return which one: the value it writes."""
    words = [sys.executable, "-c", WRITER, str(store.root)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        for _ in range(writes):
            writer.stdout.readline()
        for _ in range(spin):
            pass
        writer.send_signal(signal.SIGKILL)
        begun = writer.stdout.read().split()
    return int(begun[-1]) if begun else writes + 1
