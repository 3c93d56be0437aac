"""The fork server: a process without threads that has everything imported and from which jobs start in 30 to 50 ms.

It belongs to the process that first asks for it and ends with it. Memory it has read is shared with its jobs.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Thread
from typing import Any

import multiprocess
from multiprocess import forkserver
from multiprocess.process import BaseProcess as Process

from pipeline.settings import PROJECT

CONTEXT = multiprocess.get_context("forkserver")
WITHOUT_THREADS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
"""A process with threads must not fork; and jobs share the cores, so that none should take all of them."""
PRELOAD = "pipeline.jobs.preload"
_starting = Lock()


def start_fork_server(*modules: str) -> None:
    """Start the fork server where it does not run; it imports in the background, also the ``modules`` named."""
    with _starting, _environment():
        forkserver.set_forkserver_preload([PRELOAD, *modules])
        forkserver.ensure_running()


def start_process(target: Callable[..., None], *args: Any) -> Process:  # noqa: ANN401 - handed on as they are
    """Start a process from the fork server and return it; it ends when the one that started it ends."""
    try:
        return _started(target, args)
    except (EOFError, OSError):  # the fork server was killed just now
        return _started(target, args)


def _started(target: Callable[..., None], args: tuple[Any, ...]) -> Process:
    process: Process = CONTEXT.Process(target=_enter, args=(target, *args), daemon=True)
    with _starting, _environment():
        process.start()  # starts the fork server too where it does not run
    return process


def _enter(target: Callable[..., None], *args: Any) -> None:  # noqa: ANN401 - handed on as they are
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the starting process ends its own
    Thread(target=_end_with_parent, daemon=True).start()
    target(*args)


def _end_with_parent() -> None:
    multiprocess.parent_process().join()
    os._exit(1)


@contextmanager
def _environment() -> Iterator[None]:
    paths = [str(PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]
    wanted = {**WITHOUT_THREADS, "PYTHONPATH": os.pathsep.join(paths)}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
