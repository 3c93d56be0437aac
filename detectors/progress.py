"""What a method says on its way: progress in steps that a person understands, and notes on what it found out.

A detector calls ``report`` and ``note``; its caller may listen with ``listening`` and collect notes, such as the order
of a model, with ``collecting``. Context variables carry both, so that the interface of a detector stays free of them
and two jobs in one process never mix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from data.calendar.lengths import DAYS_PER_WEEK

Listener = Callable[[str, float], None]
_listener: ContextVar[Listener | None] = ContextVar("progress_listener", default=None)
_collector: ContextVar[dict[str, str] | None] = ContextVar("note_collector", default=None)


def report(step: str, share: float) -> None:
    """Report what is being done ("fitting to temperature, month 3 of 18") and the share from 0 to 1 that is done."""
    listener = _listener.get()
    if listener is not None:
        listener(step, min(max(share, 0.0), 1.0))


def report_week(step: str, day: int, days: int) -> None:
    """Report how many weeks of all days are done."""
    report(f"{step}, week {day // DAYS_PER_WEEK} of {days // DAYS_PER_WEEK}", day / days)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Send every report made inside the block to ``listener``."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


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
