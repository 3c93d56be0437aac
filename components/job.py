"""What a background job does for the page. It runs in a process of its own, so nothing here imports Dash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from components.request import Request
from pipeline.settings import Settings
from pipeline.together import analyse_together
from pipeline.workspace import Workspace

SetProgress = Callable[[tuple[str, float]], None]


def computed(settings: Settings, set_progress: SetProgress, record: dict[str, Any]) -> dict[str, Any]:
    """Compute what a request needs and leave it in the cache of results; return which request and results it is."""
    request = Request.from_record(record)

    def listener(step: str, share: float) -> None:
        set_progress((f"{step[:1].upper()}{step[1:]}", max(2.0, round(100 * share, 1))))

    together = analyse_together(Workspace(settings), request.meter, request.methods(), listener)
    keys = [analysis.key for analysis in together.found.values()]
    return {"request": record, "keys": keys, "failed": dict(together.failed)}
