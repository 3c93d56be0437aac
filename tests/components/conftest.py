"""A site with a small meter, and a served timeline, for the tests of the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from components.basics.request import Request
from components.controls.url import opened_view
from data.series import MeterSeries
from detectors.scores import Scores
from pipeline.store.workspace import Workspace
from tests.components.timeline.timeline_app import Case, create_app, judged, page_of
from tests.page_server import served
from tests.pipeline.imports import imported


@pytest.fixture
def site(workspace: Workspace, small_series: MeterSeries) -> Workspace:
    workspace.add(imported(small_series))
    return workspace


@pytest.fixture
def request_(site: Workspace) -> Request:
    """What a first visitor of the site asks for."""
    opened = opened_view(site, "")
    assert opened is not None
    return opened.request


@pytest.fixture(scope="module")
def url(case: Case) -> Iterator[str]:
    """Address of a page with the timeline of the case a module names."""
    with served(create_app(*page_of(case))) as address:
        yield address


@pytest.fixture(scope="module")
def readings(case: Case) -> tuple[MeterSeries, Scores]:
    """What the page of ``url`` shows."""
    return judged(case)
