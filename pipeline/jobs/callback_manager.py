"""Background jobs for Dash: ``JobManager`` in the place of the stock ``DiskcacheManager``.

Of the stock manager (Dash 4.4.1) only the interface is kept. It forks the threaded web process, so that 3 to 13 % of
concurrent jobs hang for ever; answers HTTP 500 in 3 to 8 % when a process has just ended; keeps exceptions as results;
starts a process even where the result is there; and keeps the web server from stopping while a job runs.

Private parts of Dash are used, which may change with its minor version; so requirements.txt holds it to one:
``_callback_context.context_value``, ``_utils.AttributeDict`` and ``background_callback._proxy_set_props`` (in
``worker``: a job's context and ``set_props``), the dicts that stand for an error and for no update (``status.ERROR``,
``status.NO_UPDATE``), the words before the text of an error (``DASH_PREFIX``), and which method of a manager is called
when. In the browser the path ``_dash-update-component`` is (``assets``: whether the server answers).
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Callable, Sequence
from types import CellType
from typing import Any

import diskcache
from dash import DiskcacheManager

from data.errors import LoadlensError
from pipeline.cache.results import private_cache
from pipeline.jobs import processes
from pipeline.jobs.fork_server import start_fork_server, start_process
from pipeline.jobs.status import MISSING, JobRequest, JobStatus, failed
from pipeline.jobs.worker import UNEXPECTED, Job, Limits, run_job
from pipeline.settings import PROJECT, Settings
from pipeline.store.workspace import Workspace

Function = Callable[..., object]
JOBS_CACHE_MB = 64
LOG = logging.getLogger(__name__)
DASH_PREFIX = "An error occurred inside a background callback: "
READY = "ready"
"""Stands for the process of a request whose result was there already."""
LOST = (
    "The analysis ended before it had a result: its process was killed, perhaps for lack of memory. Start it again, "
    "or choose a shorter range."
)


class JobManager(DiskcacheManager):
    """Runs background callbacks in processes of their own.

    Parameters
    ----------
    cache
        Holds results, progress and failures; its folder also holds the queue.
    cache_by
        Functions without arguments; a result serves as long as none of them returns something new.
    limits
        See ``Limits``.
    still_good
        Says of a kept result whether it may be used; it is computed again where not.
    preload
        Modules that hold the background callbacks, so that no job has to import them.
    """

    def __init__(
        self,
        cache: diskcache.Cache,
        cache_by: Sequence[Callable[[], object]],
        limits: Limits,
        still_good: Callable[[object], bool] = lambda _: True,
        preload: Sequence[str] = (),
    ) -> None:
        self.limits = limits
        self._status = JobStatus(cache, limits.keep_seconds)
        self._still_good = still_good
        self._request = threading.local()
        super().__init__(cache, list(cache_by), limits.keep_seconds)  # type: ignore[no-untyped-call]
        start_fork_server(*preload)

    def build_cache_key(
        self,
        fn: Function,
        args: Any,
        cache_args_to_ignore: Any,
        triggered: Any,
    ) -> str:
        """Return the key of this request; its content is the same for every request with the same arguments."""
        parts = [
            [fn.__module__, fn.__qualname__, _captured(fn)],
            _without(args, cache_args_to_ignore),
            triggered,
            [item() for item in self.cache_by],
        ]
        content = hashlib.sha256(json.dumps(parts, sort_keys=True, default=repr).encode()).hexdigest()
        return str(JobRequest.new(content))

    def make_job_fn(self, fn: Function, progress: Any, key: object = None) -> tuple[Function, bool]:  # noqa: ARG002
        """Keep what ``call_job_fn`` needs of a callback."""
        return fn, bool(progress)

    def call_job_fn(self, key: str, job_fn: tuple[Function, bool], args: Any, context: Any) -> str:
        """Start a job, unless its result is there, and return the name of its process."""
        request = JobRequest.parse(key)
        if self._has(request.content):
            return READY
        self._status.heartbeat(request)
        function, has_progress = job_fn
        started = Job(function, has_progress, request, args, dict(context), self.handle.directory, self.limits)
        return processes.name_of(start_process(run_job, started).pid)

    def get_progress(self, key: str) -> list[object] | None:
        """Return how far a request is."""
        return self._status.progress(JobRequest.parse(key))

    def get_result(self, key: str, job: str | None) -> object:
        """Return the result or failure of a request, or ``UNDEFINED`` while it runs and after it was cancelled."""
        request, job = JobRequest.parse(key), job or ""
        self._status.heartbeat(request)
        runs = processes.living(job) is not None  # asked before the result is: else one that comes between is lost
        outcome = self._outcome(request)
        if outcome is MISSING and not runs and not self._status.cancelled(job):
            outcome = failed(LOST)
        self._request.runs = runs and outcome is MISSING
        if outcome is MISSING:
            return self.UNDEFINED
        if runs:
            processes.end(job)  # another job was faster
        return outcome

    def job_running(self, job: str) -> bool:
        """Return whether a job runs; after ``get_result`` in the same request, what was true before it."""
        known = self._request.__dict__.pop("runs", None)
        return processes.living(job) is not None if known is None else known

    def terminate_job(self, job: str | None) -> None:
        """End a job on purpose: its page then gets neither result nor error."""
        if job and job != READY:
            self._status.cancel(job)
            processes.end(job)

    def terminate_unhealthy_job(self, job: str) -> bool:  # noqa: ARG002 - Dash's interface
        """Do nothing: a job that cannot go on ends by itself."""
        return False

    def get_updated_props(self, key: str) -> dict[str, Any]:
        """Return what a job set with ``set_props`` since the last request."""
        return self._status.take_props(JobRequest.parse(key)) if key else {}

    def _has(self, content: str) -> bool:
        result = self._status.result(content)
        if result is MISSING:
            return False
        if self._still_good(result):
            self._status.keep(content)
            return True
        self._status.drop(content)
        return False

    def _outcome(self, request: JobRequest) -> object:
        failure = self._status.failure(request)
        return self._status.result(request.content) if failure is MISSING else failure


def job_manager(settings: Settings, workspace: Workspace | None = None, preload: Sequence[str] = ()) -> JobManager:
    """Return the manager for one set of settings, its fork server started.

    ``preload`` names the modules that hold the background callbacks, so that no job has to import them. A result
    serves again while code, readings and settings of meters are the same; one that names analyses by ``keys``, only
    while all of them are kept.
    """
    workspace = workspace or Workspace(settings)
    code = code_version()
    limits = Limits(settings.max_jobs, settings.job_seconds, settings.abandon_seconds)
    return JobManager(
        private_cache(settings.jobs_dir, JOBS_CACHE_MB),
        [lambda: code, workspace.stamp],
        limits,
        still_good=lambda result: isinstance(result, dict) and _all_kept(workspace, result.get("keys", ())),
        preload=preload,
    )


def _all_kept(workspace: Workspace, keys: Sequence[str]) -> bool:
    return len(keys) > 0 and all(key in workspace.results for key in keys)


def code_version() -> str:
    """Return a digest of the program: results of an older one are not used."""
    digest = hashlib.sha256()
    for package in ("components", "data", "detectors", "pipeline"):
        for path in sorted((PROJECT / package).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def job_sentence(error: Exception) -> str:
    """Return what a page shows of an exception that reached ``on_error`` of a background callback."""
    text = str(error)
    if text.startswith(DASH_PREFIX):
        return text.removeprefix(DASH_PREFIX).splitlines()[0]
    if isinstance(error, LoadlensError):
        return text
    LOG.error("A job could not be asked for", exc_info=error)
    return UNEXPECTED.format(kind=type(error).__name__)


def _captured(function: Function) -> list[str]:
    return [_identity(cell) for cell in function.__closure__ or ()]


def _identity(cell: CellType) -> str:
    try:
        value = cell.cell_contents
    except ValueError:  # not filled yet
        return ""
    if isinstance(value, (str, int, float, bool, type(None))):
        return repr(value)
    named = value if hasattr(value, "__qualname__") else type(value)
    return f"{named.__module__}.{named.__qualname__}"


def _without(args: Any, ignored: Any) -> Any:
    names = set(ignored) if isinstance(ignored, (list, tuple)) else {ignored}
    if isinstance(args, dict):
        return {name: value for name, value in args.items() if name not in names}
    return [value for place, value in enumerate(args) if place not in names]
