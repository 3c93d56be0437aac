"""What a piece of work costs in a process of its own."""

from __future__ import annotations

import multiprocessing
import re
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KIB_PER_GB = 1e9 / 1024
STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Cost:
    """Wall-clock time, and the largest memory of the process with everything it holds."""

    seconds: float
    peak_gb: float


def cost(work: Callable[..., Any], *given: object) -> Cost:
    """Run a function of a module in a fresh process; what its modules take to import is not counted as time."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh) as pool:
        return pool.submit(_measured, work, *given).result()


def _measured(work: Callable[..., Any], *given: object) -> Cost:
    begun = time.perf_counter()
    work(*given)
    seconds = time.perf_counter() - begun
    return Cost(seconds, _peak_kib() / KIB_PER_GB)


def _peak_kib() -> int:
    """Return the peak of this process alone; on Linux ``ru_maxrss`` starts with that of the process it came from."""
    found = re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text(encoding="ascii")) if STATUS.exists() else None
    return int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
