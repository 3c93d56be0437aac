"""What a background job does for the page. It runs in a process of its own, so nothing here imports Dash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from components.request import Request
from pipeline.run import analyse
from pipeline.settings import Settings
from pipeline.workspace import Workspace

SetProgress = Callable[[tuple[str, float]], None]


def computed(settings: Settings, set_progress: SetProgress, record: dict[str, Any]) -> dict[str, Any]:
    """Compute what a request needs and leave it in the cache of results; return which request and result it is."""
    request = Request.from_record(record)

    def listener(step: str, share: float) -> None:
        set_progress((f"{step[:1].upper()}{step[1:]}", max(2.0, round(100 * share, 1))))

    analysis = analyse(Workspace(settings), request.meter, request.method(), listener)
    return {"request": record, "key": analysis.key}
