"""Job slots: so many jobs at once on this machine, first come first served, over all processes that use one folder.

A slot is a numbered file that its holder keeps locked. The kernel frees the lock when the holder ends, however it ends,
so a killed process never blocks the others. One lock alone would keep the limit, but let anyone go first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

POLL_SECONDS = 0.05


@contextmanager
def job_slot(folder: Path, at_once: int, waiting: Callable[[int], None]) -> Iterator[None]:
    """Wait for a slot and hold it inside the block.

    While it waits, it calls ``waiting`` again and again with the number of others that have to end before.
    """
    number, ticket = _take(folder)
    try:
        while (places_before := _living_before(folder, number)) >= at_once:
            waiting(places_before - at_once + 1)
            time.sleep(POLL_SECONDS)
        yield
    finally:
        (folder / _name(number)).unlink(missing_ok=True)
        ticket.release()


def _take(folder: Path) -> tuple[int, FileLock]:
    with FileLock(folder / "lock"):
        number = max(_numbers(folder), default=0) + 1
        ticket = FileLock(folder / _name(number))
        ticket.acquire()
        return number, ticket


def _living_before(folder: Path, number: int) -> int:
    return sum(_lives(folder / _name(other)) for other in _numbers(folder) if other < number)


def _lives(path: Path) -> bool:
    try:
        with FileLock(path, blocking=False):
            path.unlink(missing_ok=True)  # its holder was killed; whoever comes later has a higher number
    except Timeout:
        return True
    return False


def _numbers(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir() if path.name.isdigit()]


def _name(number: int) -> str:
    return f"{number:09d}"
