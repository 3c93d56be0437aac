"""The status of jobs: what the web process and its jobs let each other know, in a diskcache folder.

A *content* key names what is computed, and its result serves everybody. A *request* names one click: its progress, its
failure and when its page last asked concern nobody else. Whatever is written expires by itself.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import Any, Self

import diskcache

MISSING = object()
ERROR = "background_callback_error"
"""Under this name Dash looks for an error in what a job left."""
NO_UPDATE = {"_dash_no_update": "_dash_no_update"}
PROGRESS_SECONDS = 0.1
"""Pages ask two or three times a second: more often is work for nobody."""


@dataclass(frozen=True)
class JobRequest:
    """One click that asks for one content."""

    content: str
    token: str

    @classmethod
    def new(cls, content: str) -> Self:
        """Return a request unlike all others."""
        return cls(content, uuid.uuid4().hex)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the request that was written as ``str(request)``."""
        content, _, token = text.partition(".")
        return cls(content, token)

    def __str__(self) -> str:
        return f"{self.content}.{self.token}"


class JobStatus:
    """The status of all jobs in one cache; entries last ``keep_seconds``."""

    def __init__(self, cache: diskcache.Cache, keep_seconds: float) -> None:
        self._cache = cache
        self._keep_seconds = keep_seconds
        self._written = 0.0

    def result(self, content: str) -> object:
        """Return the result of a content, or ``MISSING``."""
        return self._cache.get(content, MISSING)

    def finish(self, content: str, value: object) -> None:
        """Write the result of a content."""
        self._write(content, value)

    def keep(self, content: str) -> None:
        """Keep a result that was used for another ``keep_seconds``."""
        self._cache.touch(content, expire=self._keep_seconds)

    def drop(self, content: str) -> None:
        """Forget the result of a content."""
        self._cache.delete(content)

    def failure(self, request: JobRequest) -> object:
        """Return how a request ended without a result, in the form Dash understands, or ``MISSING``."""
        return self._cache.get(f"{request}-failure", MISSING)

    def fail(self, request: JobRequest, sentence: str) -> None:
        """Write why a request has no result."""
        self._write(f"{request}-failure", failed(sentence))

    def change_nothing(self, request: JobRequest) -> None:
        """Write that a request has no result and that nothing should change."""
        self._write(f"{request}-failure", NO_UPDATE)

    def progress(self, request: JobRequest) -> list[object] | None:
        """Return how far a request is, one value for each output."""
        found: list[object] | None = self._cache.get(f"{request}-progress")
        return found

    def report(self, request: JobRequest, values: list[object]) -> None:
        """Write how far a request is; more often than pages ask it writes nothing."""
        now = time.monotonic()
        if now - self._written >= PROGRESS_SECONDS:
            self._written = now
            self._write(f"{request}-progress", values)

    def heartbeat(self, request: JobRequest) -> None:
        """Write that the page of a request has just asked for it."""
        self._write(f"{request}-seen", time.monotonic())

    def last_heartbeat(self, request: JobRequest) -> float:
        """Return when (``time.monotonic``) the page of a request last asked for it; infinity where nothing is known."""
        return float(self._cache.get(f"{request}-seen", float("inf")))

    def cancel(self, job: str) -> None:
        """Write that somebody ended a job on purpose."""
        self._write(f"cancelled-{job}", True)

    def cancelled(self, job: str) -> bool:
        """Return whether somebody ended a job on purpose."""
        return bool(self._cache.get(f"cancelled-{job}", False))

    def set_props(self, request: JobRequest, component: str, props: dict[str, object]) -> None:
        """Add properties of a component that the page should set when it asks next."""
        with self._cache.transact():
            unread = self._cache.get(f"{request}-props", {})
            self._write(f"{request}-props", {**unread, component: {**unread.get(component, {}), **props}})

    def take_props(self, request: JobRequest) -> dict[str, Any]:
        """Return the properties that the page has not seen yet."""
        return dict(self._cache.pop(f"{request}-props", {}))

    def _write(self, key: str, value: object) -> None:
        self._cache.set(key, value, expire=self._keep_seconds)


def failed(sentence: str) -> dict[str, dict[str, str]]:
    """Return a failure in the form Dash understands; the traceback stays in the log."""
    return {ERROR: {"msg": sentence, "tb": ""}}
