"""What is done in the background after a start: computing the result that the first visitor will ask for."""

from __future__ import annotations

import logging

from data.errors import LoadlensError
from detectors.registry import default_detector
from pipeline.analysis.run import analyse
from pipeline.jobs.fork_server import start_process
from pipeline.jobs.slots import job_slot
from pipeline.settings import Settings
from pipeline.store.demo import shown_first
from pipeline.store.workspace import Workspace

LOG = logging.getLogger(__name__)


def make_demo(workspace: Workspace) -> None:
    """Make what is missing of the demo, in a process of its own: the 80 MB it takes end with it."""
    if workspace.demo_is_wanted():
        start_process(_make_demo, workspace.settings).join()


def start_warm_up(settings: Settings) -> None:
    """Warm up in a process of its own, which ends by itself, or with this one."""
    start_process(warm_up, settings)


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
        with job_slot(settings.jobs_dir / "turns", settings.max_jobs, lambda _places_before: None):
            analyse(workspace, first.meter_id, default_detector())
    except LoadlensError as error:
        LOG.info("Nothing to warm up with meter %s: %s", first.meter_id, error)


def _make_demo(settings: Settings) -> None:
    Workspace(settings).ensure_demo()
