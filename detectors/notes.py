"""Notes: facts that a method finds while it is fitted and a person may want to know, such as the order of a model.

A detector calls ``note``; its caller may collect notes with ``collecting``. As with progress, a context variable
carries them, so that the interface of a detector stays free of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_collector: ContextVar[dict[str, str] | None] = ContextVar("note_collector", default=None)


def note(topic: str, sentence: str) -> None:
    """Note a sentence; it replaces an earlier one of the same topic."""
    collector = _collector.get()
    if collector is not None:
        collector[topic] = sentence


@contextmanager
def collecting() -> Iterator[dict[str, str]]:
    """Collect every note made inside the block, by topic, in the order of their first appearance."""
    collected: dict[str, str] = {}
    token = _collector.set(collected)
    try:
        yield collected
    finally:
        _collector.reset(token)
