"""What is done ahead in the background after a start: the result that the first visitor will ask for."""

from __future__ import annotations

import logging

from data.errors import LoadlensError
from pipeline.demo import shown_first
from pipeline.fork_server import start_process
from pipeline.run import analyse, default_detector
from pipeline.settings import Settings
from pipeline.turns import turn
from pipeline.workspace import Workspace

LOG = logging.getLogger(__name__)


def start_warm_up(settings: Settings) -> int:
    """Warm up in a process of its own and return its number; it ends by itself, or with this one."""
    return start_process(warm_up, settings)


def warm_up(settings: Settings) -> None:
    """Find lost meters again, make the demo where it is missing, and analyse the meter a visitor sees first."""
    workspace = Workspace(settings)
    workspace.ensure_demo()
    workspace.adopt()
    meters = workspace.meters()
    if not meters:
        return
    first = shown_first(meters)
    try:
        with turn(settings.jobs_dir / "turns", settings.max_jobs, lambda _ahead: None):
            analyse(workspace, first.meter_id, default_detector())
    except LoadlensError as error:
        LOG.info("Nothing to warm up with meter %s: %s", first.meter_id, error)
