"""What a method found out on its way that a person may want to know, such as the order of a model.

A detector calls ``note``; who runs it may collect with ``collecting``. Like progress it goes through a context
variable, so that the interface of a detector stays free of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_collector: ContextVar[dict[str, str] | None] = ContextVar("note_collector", default=None)


def note(topic: str, sentence: str) -> None:
    """Say a sentence; a later one of the same topic takes its place."""
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
