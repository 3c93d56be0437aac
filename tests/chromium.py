"""Headless Chromium for tests: one for each process of tests, and a tab of it for each screen that tests look at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.remote.webdriver import WebDriver

WHY_SKIPPED = "NO BROWSER TESTS: chromium or chromedriver is not on the PATH (apt install chromium chromium-driver)"
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
PATIENCE_SECONDS = 300
"""How long a test waits for a state before it fails. Reached only by what hangs: a busy machine is no failure."""


def installed() -> bool:
    return bool(shutil.which("chromium") and shutil.which("chromedriver"))


@contextmanager
def running() -> Iterator[WebDriver]:
    """Run a browser with a profile of its own inside the block."""
    os.environ.setdefault("SE_OFFLINE", "true")  # the driver beside Chromium is the right one; nothing is looked up
    options = Options()
    options.binary_location = shutil.which("chromium") or ""
    for switch in SWITCHES:
        options.add_argument(switch)
    with webdriver.Chrome(options=options) as driver:
        driver.set_script_timeout(PATIENCE_SECONDS)
        yield driver


@contextmanager
def tab(driver: WebDriver) -> Iterator[WebDriver]:
    """Look at a tab of its own inside the block: its history, its scripts and what it emulates end with it."""
    before = driver.current_window_handle
    driver.switch_to.new_window("tab")
    try:
        yield driver
    finally:
        driver.close()
        driver.switch_to.window(before)
