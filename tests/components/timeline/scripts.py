"""Scripts of the page in an empty page of a browser, where tests call them without a server."""

from __future__ import annotations

from selenium.webdriver.remote.webdriver import WebDriver

from tests.components.timeline.timeline_app import ASSETS

TIMELINE = (
    "events.js",
    "timeline_series.js",
    "timeline_votes.js",
    "timeline_ahead.js",
    "timeline_detail.js",
    "timeline_ticks.js",
    "timeline_words.js",
    "timeline_hover.js",
)


def on_empty_page(driver: WebDriver, scripts: tuple[str, ...]) -> WebDriver:
    """Return a browser whose page holds these scripts and nothing else."""
    driver.get("about:blank")
    for name in scripts:
        driver.execute_script(f"{(ASSETS / name).read_text()};")
    return driver
