"""The page of ``timeline_app`` as tests see it: what the graph shows, and what a person does to it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from components.figures.timeline import TRACES
from detectors.events.events import Event
from tests.chromium import PATIENCE_SECONDS

GRAPH = "document.querySelector('#timeline .js-plotly-plot')"
DRAWN = f"const g = {GRAPH}; return Boolean(g && g.data && g.data.length && g.data[6].x.length > 2)"
DAY_MS = 86_400_000
IDLE = "window.store && !window.store.getState().isLoading"
"""Dash counts a callback from the moment it is asked for until its answer is drawn."""


class Page:
    """The demo page with a fresh timeline."""

    def __init__(self, driver: WebDriver, url: str) -> None:
        self.driver = driver
        driver.get_log("browser")
        driver.get(url)
        self.wait(DRAWN)
        self.wait("return document.getElementById('event-count').textContent !== ''")
        self.wait(f"return {IDLE} && {GRAPH}._fullLayout.xaxis.range[0].startsWith('2024-01-01')")
        self.js(f"window.redraws = 0; {GRAPH}.on('plotly_afterplot', () => {{ window.redraws += 1; }})")

    def js(self, script: str, *values: Any) -> Any:
        return self.driver.execute_script(script, *values)

    def wait(self, condition: str, *values: Any) -> None:
        WebDriverWait(self.driver, PATIENCE_SECONDS, 0.05).until(lambda _: self.js(condition, *values), condition)

    def at_rest(self) -> None:
        """Wait until no callback is under way and twenty frames pass without a redraw."""
        self.driver.execute_async_script(
            f"const idle = () => {IDLE};"
            + """
            const done = arguments[arguments.length - 1];
            let seen = -1, quiet = 0;
            const look = () => {
              quiet = window.redraws === seen && idle() ? quiet + 1 : 0;
              seen = window.redraws;
              if (quiet > 20) done(); else requestAnimationFrame(look);
            };
            look();"""
        )

    def trace(self, name: str, field: str = "x") -> list[Any]:
        script = f"return Array.from({GRAPH}.data[arguments[0]][arguments[1]], (v) => (v === v ? v : null))"
        return self.js(script, TRACES.index(name), field)

    def shown(self) -> tuple[float, float]:
        """The range of the time axis in ms of wall time."""
        start, end = self.js(f"return {GRAPH}._fullLayout.xaxis.range")
        return pd.Timestamp(start).value / 1e6, pd.Timestamp(end).value / 1e6

    def height(self) -> list[float]:
        return self.js(f"return {GRAPH}._fullLayout.yaxis.range")

    def count(self) -> str:
        return self.driver.find_element(By.ID, "event-count").text

    def requests(self) -> int:
        return self.js("return performance.getEntriesByType('resource').length")

    def store(self, name: str, value: Any) -> None:
        self.js("dash_clientside.set_props(arguments[0], {data: arguments[1]})", name, value)

    def hold_answers(self) -> None:
        """Let no request reach the server from now on."""
        self.js("window.fetch = () => new Promise(() => {})")

    def zoom(self, start: str, end: str) -> None:
        self.js("window.redraws = 0")
        self.js(f"Plotly.relayout({GRAPH}, {{'xaxis.range': [arguments[0], arguments[1]]}})", start, end)
        self.at_rest()

    def errors(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser") if "favicon" not in entry["message"]]


def click_at(page: Page, x: float, y: float) -> None:
    chain = ActionChains(page.driver)
    chain.w3c_actions.pointer_action.move_to_location(round(x), round(y))
    chain.w3c_actions.pointer_action.click()
    chain.perform()


def chosen(event: Event, nonce: int = 1) -> dict[str, int]:
    start, end = (int(moment.value // 10**6) for moment in (event.start, event.end))
    return {"start_ms": start, "end_ms": end, "nonce": nonce}


def wall(moment: pd.Timestamp) -> float:
    return moment.tz_localize(None).value / 1e6
