"""Processes by name: a number alone is not enough, because the system gives it to another process one day."""

from __future__ import annotations

import contextlib

import psutil

ENDED = "ended"
BIRTH_TOLERANCE_SECONDS = 2.0
"""The same process seems born a little earlier or later when the clock of the machine is set."""


def name_of(pid: int) -> str:
    """Return the name of a process: its number and when it was born."""
    try:
        return f"{pid}:{psutil.Process(pid).create_time():.3f}"
    except psutil.NoSuchProcess:
        return ENDED


def living(name: str) -> psutil.Process | None:
    """Return the process of this name if it still runs."""
    pid, _, born = name.partition(":")
    if not born:
        return None
    try:
        process = psutil.Process(int(pid))
        same = abs(process.create_time() - float(born)) < BIRTH_TOLERANCE_SECONDS
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.NoSuchProcess:
        return None


def end(name: str) -> None:
    """Kill the process of this name and what it has started; nothing happens where it has ended."""
    process = living(name)
    if process is None:
        return
    with contextlib.suppress(psutil.NoSuchProcess):
        for one in [*process.children(recursive=True), process]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
