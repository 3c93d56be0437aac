"""Working through many meters side by side, one thread a process."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from unittest.mock import patch

PROCESSES = 2
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Read when a library is loaded, so that they are set before a process begins; threads that wait for each other cost
more than they bring where every core is taken."""


@contextmanager
def side_by_side() -> Iterator[ProcessPoolExecutor]:
    """Give a pool of fresh processes."""
    fresh = multiprocessing.get_context("spawn")
    with patch.dict(os.environ, ONE_THREAD), ProcessPoolExecutor(PROCESSES, mp_context=fresh) as pool:
        yield pool
