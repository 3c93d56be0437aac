"""A server with demo meters of its own and a tab of the browser for each module: none sees what another changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock
from selenium.webdriver.remote.webdriver import WebDriver

from app import create_app
from detectors.registry import default_detector
from pipeline.analysis.run import analyse
from pipeline.settings import Settings
from pipeline.store.demo import FIRST
from pipeline.store.workspace import Workspace
from tests.browser.page import Page
from tests.chromium import running, tab
from tests.page_server import served

ANALYSED = (FIRST, "home-basel", "school-porto", "plant-chicago")
"""Meters that several modules look at."""


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Folder of a site with demo meters, some of them analysed, made once for all processes of tests; never served."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "demo"
    made = folder / "made"
    with FileLock(folder / "lock"):
        if not made.exists():
            workspace = Workspace(settings_of(folder / "data"))
            workspace.ensure_demo()
            for meter_id in ANALYSED:
                analyse(workspace, meter_id, default_detector())
            made.touch()
    return folder / "data"


@pytest.fixture(scope="module")
def site(demo_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a site that only the tests of one module change."""
    folder = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(demo_site, folder)
    return settings_of(folder)


def settings_of(folder: Path) -> Settings:
    """Return the settings of a site in a folder."""
    return Settings.from_environment({"DATA_DIR": str(folder), "MAX_JOBS": "1", "MAX_UPLOAD_MB": "2"})


@pytest.fixture(scope="module")
def address(site: Settings) -> Iterator[str]:
    """Address of the page, served from this process."""
    with served(create_app(site)) as address:
        yield address


@contextmanager
def watched(page: Page) -> Iterator[Page]:
    """Hold the console of a page free of errors, whatever a test does."""
    page.forget_console()
    yield page
    assert page.console() == []


@pytest.fixture(scope="module")
def browser_page(chromium: WebDriver, address: str) -> Iterator[Page]:
    with tab(chromium) as driver:
        yield Page(driver, address)


@pytest.fixture
def page(browser_page: Page) -> Iterator[Page]:
    """The page in one person's browser."""
    with watched(browser_page) as page:
        yield page


@pytest.fixture
def fresh_page(chromium: WebDriver, address: str) -> Iterator[Page]:
    """The page in a tab that may be changed for good: another screen, another network."""
    with tab(chromium) as driver, watched(Page(driver, address)) as page:
        yield page


@pytest.fixture
def other_page(address: str) -> Iterator[Page]:
    """The page of another person, in a browser of their own."""
    with running() as driver, watched(Page(driver, address)) as page:
        yield page
