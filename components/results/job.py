"""What a background job does for the page. It runs in a process of its own, so nothing here imports Dash."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from components.basics.request import Request
from detectors.cost import about
from pipeline.analysis.several import analyse_several
from pipeline.settings import Settings
from pipeline.store.workspace import Workspace

SetProgress = Callable[[tuple[str, float]], None]
JUMP_SHARE, JUMP_SECONDS = 0.05, 1.0
"""A result that was kept moves the share at once and says nothing of the pace."""
MIN_SECONDS, WORTH_SECONDS = 3.0, 10.0
"""How long the pace is watched first, and from how long on a person sees how long it takes."""


@dataclass
class Pace:
    """How fast a job gets on; moments are seconds of any clock that does not go back."""

    begun: float
    begun_share: float = 0.0
    last: float = 0.0
    last_share: float = 0.0

    def left(self, share: float, now: float) -> float | None:
        """Return about how many seconds are left, None while that is not known or not worth saying."""
        jumped = share - self.last_share > JUMP_SHARE and now - self.last < JUMP_SECONDS
        if jumped or share < self.last_share:
            self.begun, self.begun_share = now, share
        self.last, self.last_share = now, share
        watched, gone = now - self.begun, share - self.begun_share
        if watched < MIN_SECONDS or gone <= 0:
            return None
        seconds = watched * (1.0 - share) / gone
        return seconds if seconds >= WORTH_SECONDS else None


def computed(settings: Settings, set_progress: SetProgress, record: dict[str, Any]) -> dict[str, Any]:
    """Compute what a request needs and leave it in the cache of results; return which request and results it is."""
    request, now = Request.from_record(record), time.monotonic()
    pace = Pace(begun=now, last=now)

    def listener(step: str, share: float) -> None:
        left = pace.left(share, time.monotonic())
        line = f"{about(left)} left – {step[:1].lower()}{step[1:]}" if left else step  # first, as a phone cuts the end
        set_progress((f"{line[:1].upper()}{line[1:]}", max(2.0, round(100 * share, 1))))

    several = analyse_several(Workspace(settings), request.meter, request.methods(), listener)
    keys = [analysis.key for analysis in several.found.values()]
    return {"request": record, "keys": keys, "failed": dict(several.failed)}
