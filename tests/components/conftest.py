"""A site with a small meter, headless Chromium, and a served timeline for the tests of the page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from dash.testing.application_runners import ThreadedRunner
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.remote.webdriver import WebDriver

from components.basics.request import Request
from components.controls.url import opened_view
from data.series import MeterSeries
from detectors.scores import Scores
from pipeline.store.workspace import Workspace
from tests.components.timeline.timeline_app import Case, create_app, judged
from tests.gunicorn_server import free_port
from tests.pipeline.imports import imported

SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,900",
)


os.environ.setdefault("SE_OFFLINE", "true")  # the driver beside Chromium is the right one; nothing is looked up


def chromium_options() -> Options:
    options = Options()
    options.binary_location = shutil.which("chromium") or ""
    for switch in SWITCHES:
        options.add_argument(switch)
    return options


def pytest_setup_options() -> Options:
    return chromium_options()


@pytest.fixture(scope="session")
def chromium() -> Iterator[WebDriver]:
    """One browser for tests that run scripts on an empty page, without a server."""
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        pytest.skip("Chromium and its driver are not installed; `make test` installs them where apt is there")
    driver = webdriver.Chrome(options=chromium_options())
    yield driver
    driver.quit()


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
    with ThreadedRunner() as server:
        server(create_app(case), port=free_port())
        yield server.url


@pytest.fixture(scope="module")
def readings(case: Case) -> tuple[MeterSeries, Scores]:
    """What the page of ``url`` shows."""
    return judged(case)
