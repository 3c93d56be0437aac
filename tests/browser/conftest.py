"""A server with demo meters of its own and a headless Chromium for each module: no module sees what another changed."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dash.testing.application_runners import ThreadedRunner
from dash.testing.browser import Browser

from app import create_app
from detectors.registry import default_detector
from pipeline.analysis.run import analyse
from pipeline.settings import Settings
from pipeline.store.demo import shown_first
from pipeline.store.workspace import Workspace
from tests.browser.page import Page
from tests.components.conftest import chromium_options
from tests.gunicorn_server import free_port

WHY_SKIPPED = "NO BROWSER TESTS: chromium or chromedriver is not on the PATH (apt install chromium chromium-driver)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a site with demo meters, the first of them analysed; never served itself."""
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        pytest.skip(WHY_SKIPPED)
    folder = tmp_path_factory.mktemp("demo")
    workspace = Workspace(settings_of(folder))
    workspace.ensure_demo()
    analyse(workspace, shown_first(workspace.meters()).meter_id, default_detector())
    return folder


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
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # a line a request would bury what a failure says
    with ThreadedRunner() as runner:
        runner.start(create_app(site), start_timeout=20, port=free_port())
        yield runner.url


@pytest.fixture(scope="module")
def open_browser(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Page]]:
    """Return a function that starts another person's browser."""
    browsers: list[Browser] = []

    def start() -> Page:
        folder = str(tmp_path_factory.mktemp("downloads"))
        browser = Browser("Chrome", headless=True, options=[chromium_options()], download_path=folder, percy_run=False)
        browsers.append(browser)
        browser.driver.implicitly_wait(0)
        browser.server_url = address
        return Page(browser, address)

    yield start
    for browser in browsers:
        browser.driver.quit()


@pytest.fixture(scope="module")
def browser_page(open_browser: Callable[[], Page]) -> Page:
    return open_browser()


@pytest.fixture
def page(browser_page: Page) -> Iterator[Page]:
    """The page in one person's browser; whatever a test does, its console stays free of errors."""
    browser_page.forget_console()
    yield browser_page
    assert browser_page.console() == []
