"""Headless Chromium for the tests of the page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.remote.webdriver import WebDriver

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
