"""What happens inside a job: a process of its own that waits for a free slot, computes one request and ends.

It starts from the fork server (``pipeline.jobs.fork_server``), never as a fork of the threaded web process: there, a
lock held by another thread at that moment stays locked for ever.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import diskcache
from dash._callback_context import context_value
from dash._utils import AttributeDict
from dash.background_callback._proxy_set_props import ProxySetProps
from dash.exceptions import PreventUpdate

from data.errors import LoadlensError
from pipeline.jobs.slots import job_slot
from pipeline.jobs.status import MISSING, JobRequest, JobStatus

CHECK_SECONDS = 1.0
LOG = logging.getLogger(__name__)
WAITING = "Waiting for a free place: {ahead} before this one"
TOO_LONG = (
    "The analysis took longer than {seconds:g} seconds and was stopped. "
    "Choose a shorter range, or allow more with the setting JOB_SECONDS."
)
ABANDONED = "The analysis was stopped because this page had not asked for it for {seconds:g} seconds. Start it again."
NO_MEMORY = "There was not enough memory for this analysis. Choose a shorter range, or lower the setting MAX_JOBS."
UNEXPECTED = "Something went wrong in the analysis ({kind}); the log says where. Start it again or choose other dates."


@dataclass(frozen=True)
class Limits:
    """How many jobs run at once, how long one may run and stay unasked for, and how long its traces are kept."""

    at_once: int
    job_seconds: float
    abandon_seconds: float
    keep_seconds: float = 3600.0


@dataclass(frozen=True)
class Job:
    """What a job has to do: call ``function`` with ``args``, and with a function for its progress before them.

    The progress of a callback is a text and how much is done, in this order; it ``has_progress`` or not.
    """

    function: Callable[..., object]
    has_progress: bool
    request: JobRequest
    args: Any
    context: Mapping[str, Any]
    folder: str
    limits: Limits


def run_job(job: Job) -> None:
    """Carry out a job; the entry point of a job's process."""
    status = JobStatus(diskcache.Cache(job.folder), job.limits.keep_seconds)
    watch = Watch(job, status)
    Thread(target=watch.run, daemon=True).start()

    def waiting(places_before: int) -> None:
        if status.result(job.request.content) is not MISSING:
            raise Answered
        status.report(job.request, [WAITING.format(ahead=places_before), 0.0])

    try:
        with job_slot(Path(job.folder) / "turns", job.limits.at_once, waiting):
            watch.begin()
            copy_context().run(_compute, job, status)
    except Answered:
        return


class Answered(Exception):  # noqa: N818 - no error: another job has found the result while this one was waiting
    """The result is there before the job had a slot."""


class Watch:
    """Ends its own process when nobody asks for it any more, or it takes too long."""

    def __init__(self, job: Job, status: JobStatus) -> None:
        self._job = job
        self._status = status
        self._begun = float("inf")

    def begin(self) -> None:
        """Count the time from now on; waiting for a slot does not count."""
        self._begun = time.monotonic()

    def run(self) -> None:
        """Watch until the process ends."""
        limits, request = self._job.limits, self._job.request
        while True:
            time.sleep(CHECK_SECONDS)
            now = time.monotonic()
            if now - self._begun > limits.job_seconds:
                self._stop(TOO_LONG.format(seconds=limits.job_seconds))
            if now - self._status.last_heartbeat(request) > limits.abandon_seconds:
                self._stop(ABANDONED.format(seconds=limits.abandon_seconds))

    def _stop(self, sentence: str) -> None:
        self._status.fail(self._job.request, sentence)
        os._exit(1)


def _compute(job: Job, status: JobStatus) -> None:
    request = job.request
    context = AttributeDict(**job.context)
    context.ignore_register_page = False
    set_props = ProxySetProps(lambda component, props: status.set_props(request, component, props))
    context.updated_props = set_props
    context_value.set(context)
    try:
        status.finish(request.content, _called(job, status))
    except PreventUpdate:
        status.change_nothing(request)
    except LoadlensError as error:
        status.fail(request, str(error))
    except MemoryError:
        status.fail(request, NO_MEMORY)
    except Exception as error:  # whatever it is, the page gets a sentence and the log the traceback
        LOG.exception("Job %s of %s failed", request.token, job.function.__qualname__)
        status.fail(request, UNEXPECTED.format(kind=type(error).__name__))


def _called(job: Job, status: JobStatus) -> object:
    def report(values: object) -> None:
        status.report(job.request, list(values) if isinstance(values, (list, tuple)) else [values])

    first = [report] if job.has_progress else []
    if isinstance(job.args, dict):
        return job.function(*first, **job.args)
    values = job.args if isinstance(job.args, (list, tuple)) else [job.args]
    return job.function(*first, *values)
